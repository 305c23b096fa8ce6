"""Putting what is asked into the regions' own files: one line each, everything else byte for byte as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from planforge.nation.down import Asked
from planforge.nation.nation import Nation
from planforge.nation.submission import Submission
from planforge.problem import Problem, Severity, Text
from planforge.reading.editor import Change, Set, edit
from planforge.reading.read import read
from planforge.spec.region import MONEY_UNITS
from planforge.wording import money


class Issue(Struct, frozen=True):
    """What is to be changed in one file."""

    path: Path
    changes: tuple[Change, ...]

    def content(self) -> bytes:
        """The file with the changes made. Refusal where one cannot be made without changing something else."""
        return edit(read(self.path).source, self.changes).content


def issued(
    nation: Nation, name: str, *, force: bool, standing: Mapping[str, str] | None = None
) -> Iterator[Issue | Problem]:
    """What changes at and below a node; a Problem for a figure that somebody set otherwise, which is kept.

    ``standing`` are the sentences that regions are told of where they stand.
    """
    for node in nation.tree.below(name):
        if node.submission is None:
            continue
        one, asked = node.submission, nation.asked(node.name)
        if one.assigned not in (None, asked.total) and not force:
            yield _kept(nation, one, asked)
            continue
        changes = tuple(_changes(nation, one, asked, (standing or {}).get(node.name)))
        if changes:
            yield Issue(Path(one.file), changes)


def _changes(nation: Nation, one: Submission, asked: Asked, standing: str | None) -> Iterator[Change]:
    assert nation.spec.nation is not None
    unit = nation.spec.money.unit
    if one.assigned != asked.total:
        yield Set(("targets", "assigned"), amount(asked.total, unit))
    if "months" in nation.spec.nation.asks and one.assigned_months != asked.months:
        yield Set(("targets", "assigned_months"), [amount(month, unit) for month in asked.months])
    if "products" in nation.spec.nation.asks and one.assigned_products != asked.products:
        yield Set(("targets", "assigned_products"), {name: amount(a, unit) for name, a in asked.products.items()})
    if standing is not None and one.standing != standing:
        yield Set(("targets", "standing"), standing)


def amount(figure: int, unit: str) -> str:
    """An amount as people write it in a spec: 8280万, to the last unit."""
    short = {"万元": "万", "亿元": "亿"}.get(unit)
    if short is None:
        return str(figure)
    whole, rest = divmod(figure, MONEY_UNITS[unit])
    places = len(str(MONEY_UNITS[unit])) - 1
    return f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".") + short


def _kept(nation: Nation, one: Submission, asked: Asked) -> Problem:
    told, want = money(one.assigned or 0, nation.spec.money), money(asked.total, nation.spec.money)
    return Problem(
        "N11",
        Text(
            f"“{one.name}”已写明下达 {told.zh}，没有改成 {want.zh}",
            f'"{one.name}" says it is asked {told.en}; it was not changed to {want.en}',
        ),
        Text("确认要改就加 --force", "use --force to change it all the same"),
        where=one.where("assigned"),
        severity=Severity.WARNING,
    )
