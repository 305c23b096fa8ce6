"""The provinces as tiles that lie as on a map, each with what its regions offer of what they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from msgspec import Struct

from planforge import resources
from planforge.document.model import Cell, Column, Kind, Row, Table, Tone
from planforge.nation.report.view import View
from planforge.nation.up import Tie
from planforge.records import replace
from planforge.words import Words

WHOLE, NEAR = Fraction(1), Fraction(95, 100)  # of what is asked: met, nearly met
FEWEST = 3  # provinces that make a map


class Province(Struct, frozen=True):
    """Its place counts from the north-west; it is known by its name, its short name or its name in English."""

    column: int
    row: int
    zh: str
    short: str
    en: str

    def names(self, text: str) -> bool:
        """Whether a name speaks of it: 河南, 豫南区域, South Henan."""
        return self.zh in text or text.startswith(self.short) or self.en.lower() in text.lower()


@cache
def provinces() -> tuple[Province, ...]:
    """All of them."""
    import yaml

    given = yaml.safe_load((resources.templates() / "provinces.yaml").read_text("utf-8"))
    return tuple(Province(one["at"][0], one["at"][1], one["zh"], one["short"], one["en"]) for one in given)


def province_of(way: Sequence[str]) -> Province | None:
    """The province that a region or a node above it is named after."""
    return next((one for name in way for one in provinces() if one.names(name)), None)


class Met(Struct, frozen=True):
    """Of how many regions that have told what they offer how many meet what they are asked; the lowest."""

    told: int
    whole: int
    lowest: str
    part: Fraction


def met_on_map(view: View) -> Met | None:
    """What the map shows, by the regions: 粤西 and 浙南 are no provinces. None where none has told."""
    ties = [tie for found in _placed(view)[0].values() for tie in found]
    parts = {tie.name: part for tie in ties if (part := _part([tie])) is not None}
    if not parts:
        return None
    lowest = min(parts, key=lambda name: parts[name])
    return Met(len(parts), sum(part >= WHOLE for part in parts.values()), lowest, parts[lowest])


def _placed(view: View) -> tuple[dict[Province, list[Tie]], list[str]]:
    """The regions of every province, and those that are named after none."""
    found: dict[Province, list[Tie]] = {}
    lost: list[str] = []
    for tie in view.nation.ties:
        if tie.region and tie.name in view.names:
            at = province_of(view.nation.tree.way(tie.name))
            if at is None:
                lost.append(tie.name)
            else:
                found.setdefault(at, []).append(tie)
    return found, lost


def nation_map(view: View, words: Words) -> Table | None:
    """The map; None where the regions are named after fewer than three provinces."""
    found, lost = _placed(view)
    if len(found) < FEWEST:
        return None
    across, down = (1 + max(getattr(one, key) for one in provinces()) for key in ("column", "row"))
    grid = [[Cell("") for _ in range(across)] for _ in range(down)]
    for one in provinces():
        grid[one.row][one.column] = _tile(one, found.get(one, ()), words)
    heads = [""] * across
    heads[0], heads[-1] = words.label("nation.map.west"), words.label("nation.map.east")
    note = words.caption("nation_map", "note")
    if lost:
        note = " ".join((note, words.label("nation.map.lost", names=words.numbers.sequence(lost[:8]))))
    return Table(
        "nation_map",
        words.caption("nation_map"),
        tuple(Column(head, Kind.LABEL, 1.0, key=f"map{n}") for n, head in enumerate(heads)),
        tuple(Row(tuple(cells)) for cells in grid),
        note=note,
        description=words.caption("nation_map", "description"),
    )


def _tile(one: Province, ties: Sequence[Tie], words: Words) -> Cell:
    """A province where nobody sells has its name only."""
    name = ties[0].name if len(ties) == 1 else _called(one, words)  # 粤西 is not all of 广东
    if not ties:
        return Cell(name, tone=Tone.MUTED)
    met = _part(ties)
    if met is None:
        return Cell(f"{name}\n{words.label('nation.map.silent')}", tone=Tone.MUTED, fill=True)
    tone = Tone.GOOD if met >= WHOLE else Tone.WATCH if met >= NEAR else Tone.BAD
    return replace(Cell(f"{name}\n{words.numbers.percent(met)}", tone=tone), fill=True)


def _called(one: Province, words: Words) -> str:
    return one.zh if words.language.startswith("zh") else one.en


def _part(ties: Sequence[Tie]) -> Fraction | None:
    """What is offered of what is asked; None where a region has not told, or nothing is asked."""
    asked, told = sum(tie.asked for tie in ties), [tie.offered for tie in ties]
    return Fraction(sum(filter(None, told)), asked) if asked and None not in told else None
