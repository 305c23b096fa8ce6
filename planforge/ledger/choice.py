"""Which of several columns names the districts, the products, the channels: the one that has the plan's names, else
the coarsest that tells them apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice

from msgspec import Struct

from planforge.ledger.across import whole_year
from planforge.ledger.figures import Cell, is_number, shown
from planforge.ledger.heads import AXES, is_beside, is_last, is_total, key_of, measure_of, other_of, states_of
from planforge.ledger.layout import Layout
from planforge.ledger.scales import scale_of
from planforge.ledger.titles import only_year
from planforge.problem import Text

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
_REMARK = re.compile(r"^[*※]|^(?:备?注|说明|notes?)\s*\d*[:：]|[，。；：;]")  # and no name
Known = Mapping[str, Collection[str]]
UNIT_OF_VOLUME = "unit of volume"
"""The key under which what is known of a plan says in what it counts volumes."""
Cells = Callable[[int], Iterable[Cell]]
"""The different cells of a column below its head, over all tables that choose together."""


class Choice(Struct, frozen=True):
    """The column of every role that the table has, and what is to be told of how they were chosen."""

    columns: Mapping[str, int]
    notes: tuple[Text, ...]

    def signature(self, layout: Layout) -> tuple[str, ...]:
        """What is understood of a table: tables that agree in it are read together, whatever else they hold."""
        kinds = sorted({value.kind for value in layout.values})
        axes = (f"{axis}={key_of(layout.heads[self.columns[axis]])}" for axis in AXES if axis in self.columns)
        across = "names" if any(v.name for v in layout.values) else ""
        amounts = (key_of(layout.heads[v.column]) for v in layout.values if v.kind in ("amount", "price"))
        means = tuple(amounts) if layout.shape == "long" else (across,)
        return (layout.shape, *(["coarse"] if layout.is_coarse else []), *kinds, *axes, *means)


def choose(layout: Layout, cells: Cells, known: Known, spoken: Collection[str]) -> Choice:
    """The columns of the roles. ``known`` are the plan's names, ``spoken`` the roles for which the user named a
    column."""
    columns = {
        role: layout.places[role][0]
        for role in ("month", "year", "day", "unit", "currency", "order", "row", "customer", "estimated", "status")
        if layout.places.get(role) and (role != "status" or role in spoken)
    }
    taken = set(columns.values()) - {columns.get("customer")}
    notes: list[Text] = []
    for role, place in _of_lines(layout, cells, taken):
        if role not in columns:
            columns[role] = place
            taken.add(place)
    for axis in AXES:
        found = {p: _names(cells(p)) for p in layout.places[axis] if p not in taken}
        names = {p: n for p, n in found.items() if n and (axis in spoken or not _are_figures(n) or axis == "store")}
        if axis == "product" and axis not in spoken:
            names = dict(_without_last(names, layout))
        if known.get(axis) and axis not in spoken:
            names |= _others(layout, cells, {*taken, *names}, known[axis])
        if not names:
            continue
        place = _best(axis, names, layout, known.get(axis, ()))
        columns[axis] = place
        taken.add(place)
        notes += _told(axis, place, names, layout)
    if columns.get("unit") is not None and not _tells_units(cells, columns["unit"]):
        del columns["unit"]
    return Choice(columns, tuple(notes))


def _without_last(names: Mapping[int, dict[str, None]], layout: Layout) -> Iterator[tuple[int, dict[str, None]]]:
    """The columns that may name products without packs, sizes and kinds of business; those where there are no others
    and they tell things apart."""
    last = {p for p in names if is_last(layout.heads[p])}
    for place, found in names.items():
        told = len(found) > 1 and not states_of(layout.heads[place], found)
        if place not in last or (len(last) == len(names) and told):
            yield place, found


def _others(layout: Layout, cells: Cells, taken: Collection[int], known: Collection[str]) -> dict[int, dict[str, None]]:
    """Columns of any head whose names are those of the plan."""
    values = {value.column for value in layout.values}
    found = {p: _names(cells(p)) for p, head in enumerate(layout.heads) if head and p not in taken and p not in values}
    return {
        p: names for p, names in found.items() if names and set(names) & set(known) and not other_of(layout.heads[p])
    }


def _are_figures(names: Collection[str]) -> bool:
    """Whether all the names are figures or years: 销售 may head a column of people or one of amounts."""
    return all(is_number(name) or only_year(name) for name in names)


def _names(cells: Iterable[Cell]) -> dict[str, None]:
    """The names of a column in their order."""
    names = dict.fromkeys(shown(cell).strip() for cell in cells if cell != "")
    return {name: None for name in names if name and not is_total(name)}


def _best(axis: str, names: Mapping[int, Collection[str]], layout: Layout, known: Collection[str]) -> int:
    shared = {place: len(set(found) & set(known)) for place, found in names.items()}
    if any(shared.values()):
        return max(shared, key=lambda place: (shared[place], -len(names[place])))
    own = [p for p in names if key_of(layout.heads[p]) in OWN_TERMS.get(axis, ()) and 2 <= len(names[p]) <= MOST]
    if own:
        return own[0]
    if axis in ("person", "store"):
        return next(iter(names))
    telling = {place: len(found) for place, found in names.items() if len(found) >= 2}
    return min(telling, key=lambda place: telling[place]) if telling else next(iter(names))


def _told(axis: str, place: int, names: Mapping[int, Collection[str]], layout: Layout) -> Iterator[Text]:
    said, head, count = SAID[axis], layout.heads[place], _count(names[place])
    zh, en = f"{said.zh}取自“{head}”列（{count} 个）", f"{said.en} from column {head} ({count})"
    others = [(layout.heads[p], _count(found)) for p, found in names.items() if p != place and len(found) > 1]
    if others:
        how = f'--map "{others[0][0]}={axis}"'
        zh += f"；另有 {'、'.join(f'“{name}”（{number} 个）' for name, number in others)}，要用就写 {how}"
        en += f"; there are also {', '.join(f'{name} ({number})' for name, number in others)}: to use one, {how}"
    yield Text(zh, en)


def _count(names: Collection[str]) -> int:
    """How many names there are, without sums of them (Total East) and remarks below the table."""
    sums = {name for name in names if name.lower().startswith("total ") and name[6:].strip() in names}
    return sum(name not in sums and not _REMARK.search(name) for name in names)


def _of_lines(layout: Layout, cells: Cells, taken: Collection[int]) -> Iterator[tuple[str, int]]:
    """The columns that say of every line what its figures are, or of which year: by their heads, and where no head says
    what a column holds by what stands in it."""
    named = {p for role, found in layout.places.items() if role != "measure" for p in found}
    named |= {value.column for value in layout.values}
    for place in (p for p in layout.places["measure"] if p not in taken and _tells_measures(cells, p)):
        yield "measure", place
    for place in (p for p in range(len(layout.heads)) if p not in named and p not in taken):
        names = _names(islice(cells(place), MEASURES + 1))
        known = [name for name in names if measure_of(name) or other_of(name) or is_beside(name)]
        if not 2 <= len(names) <= MEASURES:
            continue
        if "amount" in map(measure_of, names) and len(known) * 2 > len(names):
            yield "measure", place
        elif any(map(whole_year, names)) and all(whole_year(name) or name in known for name in names):
            yield "year", place


def _tells_measures(cells: Cells, place: int) -> bool:
    names = _names(islice(cells(place), 2_000))
    return len(names) <= MEASURES and any(map(measure_of, names))


def _tells_units(cells: Cells, place: int) -> bool:
    """Whether a column headed 单位 holds units of money, not of volume."""
    names = _names(islice(cells(place), 2_000))
    return bool(names) and all(scale_of(name) is not None for name in names)
