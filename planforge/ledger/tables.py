"""Sheets with their layout: which of their columns has which role, and which of them are read together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct, field

from planforge.ledger import heads
from planforge.ledger.across import Value
from planforge.ledger.choice import Choice, Known, choose
from planforge.ledger.columns import Columns
from planforge.ledger.dates import Dates
from planforge.ledger.figures import Cell, is_number
from planforge.ledger.heads import is_known, role_named
from planforge.ledger.layout import Layout
from planforge.ledger.lines import Reader
from planforge.ledger.scales import unit_of
from planforge.ledger.sheets import Sheet
from planforge.records import replace
from planforge.spec.history import HistoryFile


class Table(Struct):
    """A sheet with its layout and the columns chosen for each role."""

    sheet: Sheet
    layout: Layout
    choice: Choice = field(default_factory=lambda: Choice({}, ()))

    @property
    def rows(self) -> list[Sequence[object]]:
        return self.sheet.rows[self.layout.first :]  # type: ignore[return-value]


def without_heads(sheets: Sequence[Sheet], tables: Sequence[Table]) -> Iterator[Table]:
    """Sheets without heads whose lines go on with those of a table: as many columns, a date and an amount where it has
    them."""
    read = {id(table.sheet) for table in tables}
    long = [table for table in tables if table.layout.shape == "long" and table.layout.places["month"]]
    for sheet in sheets:
        if id(sheet) in read or not sheet.rows:
            continue
        for table in long:
            month, amount = table.layout.places["month"][0], table.layout.values[0].column
            if (
                sheet.width == table.sheet.width
                and Columns(sheet, 0).is_months(month)
                and not any(map(is_known, sheet.texts(0)))
                and is_number(sheet.rows[0][amount])
            ):
                yield Table(sheet, replace(table.layout, header=0, first=0))
                break


def choose_columns(tables: Sequence[Table], known: Known, given: HistoryFile) -> None:
    """The columns of every table: those of one form choose together."""
    spoken = {role for key in given.columns if (role := role_named(key))}
    forms: dict[tuple[str, ...], list[Table]] = defaultdict(list)
    for table in tables:
        forms[table.layout.form].append(table)
    for alike in forms.values():
        first = alike[0].layout
        choice = choose(first, partial(_cells, alike), known, spoken)
        for table in alike:
            places = {role: _same_place(first, table.layout, place) for role, place in choice.columns.items()}
            table.choice = Choice({role: p for role, p in places.items() if p is not None}, choice.notes)


def _cells(tables: Sequence[Table], place: int) -> dict[Cell, None]:
    """The different cells of a column of tables of one form."""
    if len(tables) == 1:
        return tables[0].sheet.distinct(place, tables[0].layout.first)
    return dict.fromkeys(cell for table in tables for cell in table.sheet.distinct(place, table.layout.first))


def _same_place(first: Layout, other: Layout, place: int) -> int | None:
    """The column of another sheet with the same head, wherever it stands."""
    if place < len(other.heads) and other.heads[place] == first.heads[place]:
        return place
    found = [p for p, head in enumerate(other.heads) if heads.key_of(head) == heads.key_of(first.heads[place])]
    return found[0] if found else None


def groups_of(tables: Sequence[Table], given: HistoryFile) -> list[list[Table]]:
    """Tables that agree in what is understood of them, the group with the user's columns and most lines first."""
    groups: dict[tuple[str, ...], list[Table]] = defaultdict(list)
    for table in tables:
        groups[table.choice.signature(table.layout)].append(table)

    def fitness(group: Sequence[Table]) -> tuple[bool, bool, bool, int]:
        layout = group[0].layout
        return (
            set(given.columns.values()) <= layout.called.keys(),
            not layout.is_coarse,
            layout.shape != "cross",
            sum(len(table.sheet.rows) - table.layout.first for table in group),
        )

    return sorted(groups.values(), key=fitness, reverse=True)


def with_values(table: Table, values: tuple[Value, ...], given: HistoryFile) -> Table:
    """The table with other columns of figures, in the unit that their heads name."""
    layout = table.layout
    own = next((unit for v in values if v.kind == "amount" and (unit := unit_of(layout.heads[v.column]))), None)
    scale = layout.scale if given.unit or own is None else own
    return Table(table.sheet, replace(layout, values=values, scale=scale), table.choice)


def reader_of(table: Table, given: HistoryFile, year: int, dates: Dates | None = None) -> Reader:
    layout, sheet = table.layout, table.sheet
    month = table.choice.columns.get("month")
    if dates is None:
        cells = () if month is None else sheet.distinct(month, layout.first)
        dates = Dates.of((cell for cell in cells if cell != ""), "" if month is None else layout.heads[month])
    return Reader(sheet, layout, table.choice.columns, dates, layout.year or given.year or year, rename=given.rename)
