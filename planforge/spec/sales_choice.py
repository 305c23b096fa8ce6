"""Which of several columns names the districts, the products, the channels: the coarsest that tells them apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from planforge.problem import Text
from planforge.spec.sales import AXES
from planforge.spec.sales_columns import is_total, key_of, kind_of
from planforge.spec.sales_layout import Layout

OWN_TERMS = {"district": ("片区", "销售片区", "所属片区", "district", "salesdistrict")}
"""Heads that say outright what the plan calls a district; they win while their names are few enough."""
MOST = 40  # names of a column that is taken by its head alone
MEASURES = 12  # names at most in a column that tells amounts from volumes
SAID = {
    "district": Text("片区", "districts"),
    "product": Text("产品", "products"),
    "channel": Text("渠道", "channels"),
    "person": Text("人员", "people"),
    "store": Text("门店", "stores"),
}
Known = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The column of every axis that the table has; ``measure`` tells amounts from volumes by the line."""

    columns: dict[str, int]
    measure: int | None
    notes: tuple[Text, ...]


def choose(layout: Layout, rows: Sequence[tuple[str, ...]], known: Known) -> Choice:
    """The columns of the axes. ``known`` are the plan's names: the column that has most of them wins."""
    columns: dict[str, int] = {}
    notes: list[Text] = []
    measure = _measure(layout, rows)
    for axis in AXES:
        taken = {*columns.values(), measure}
        names = {p: _names(rows, p) for p in layout.axes[axis] if p not in taken}
        names = {
            place: found for place, found in names.items() if found and not (axis == "person" and _are_figures(found))
        }
        if not names:
            continue
        place = _best(axis, names, layout, known.get(axis, ()))
        columns[axis] = place
        notes += _told(axis, place, names, layout)
    return Choice(columns, measure, tuple(notes))


def _are_figures(names: Collection[str]) -> bool:
    """Whether all the names are figures: 销售 may head a column of people or one of amounts."""
    return all(name[:1].isdigit() or name[:1] in "-(（￥¥" for name in names)


def _names(rows: Sequence[tuple[str, ...]], place: int) -> dict[str, None]:
    """The names of a column in their order."""
    found = dict.fromkeys(row[place] for row in rows if place < len(row) and row[place])
    return {name: None for name in found if not is_total(name)}


def _best(axis: str, names: Mapping[int, Collection[str]], layout: Layout, known: Collection[str]) -> int:
    shared = {place: len(set(found) & set(known)) for place, found in names.items()}
    if any(shared.values()):
        return max(shared, key=lambda place: shared[place])
    own = [p for p in names if key_of(layout.heads[p]) in OWN_TERMS.get(axis, ()) and 2 <= len(names[p]) <= MOST]
    if own:
        return own[0]
    if axis in ("person", "store"):
        return next(iter(names))
    telling = {place: len(found) for place, found in names.items() if len(found) >= 2}
    return min(telling, key=lambda place: telling[place]) if telling else next(iter(names))


def _told(axis: str, place: int, names: Mapping[int, Collection[str]], layout: Layout) -> Iterator[Text]:
    said, head, count = SAID[axis], layout.heads[place], len(names[place])
    zh, en = f"{said.zh}取自“{head}”列（{count} 个）", f"{said.en} from column {head} ({count})"
    others = [(layout.heads[p], len(found)) for p, found in names.items() if p != place and len(found) > 1]
    if others:
        how = f'--map "{others[0][0]}={axis}"'
        zh += f"；另有 {'、'.join(f'“{name}”（{number} 个）' for name, number in others)}，要用就写 {how}"
        en += f"; there are also {', '.join(f'{name} ({number})' for name, number in others)}: to use one, {how}"
    yield Text(zh, en)


def _measure(layout: Layout, rows: Sequence[tuple[str, ...]]) -> int | None:
    for place in layout.axes["measure"]:
        names = _names(list(islice(rows, 2_000)), place)
        if len(names) <= MEASURES and any(map(kind_of, names)):
            return place
    return None
