"""Which sheets a plan's workbook has, in their order, and the bytes of the file."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from planforge.document.compose import annexed_tables, words_for
from planforge.document.kinds import outline_of
from planforge.document.markup import names_as_typed
from planforge.document.model import Table
from planforge.document.tables import Made
from planforge.plan.axes import DISTRICT, grids
from planforge.plan.measures import quarterly
from planforge.plan.plan import Plan
from planforge.words import Words, load_texts
from planforge.writers.xlsx import dashboard, tables, tracking
from planforge.writers.xlsx.book import Book, cell, down, open_book, quoted
from planforge.writers.xlsx.excel_table import ExcelTable
from planforge.writers.xlsx.grids import grid_sheet, year_of
from planforge.writers.xlsx.listed import stand_together, table_sheet

# The first sheet ------------------------------------------------------------------------------------------------------

NAME, PURPOSE, CHECK = 0, 1, 2


def fill_guide(book: Book, sheet: Any) -> None:
    """Filled last, when every sheet and its checks are known."""
    sheet.hide_gridlines(2)
    for column, width in ((NAME, 20), (PURPOSE, 62), (CHECK, 12)):
        sheet.set_column(column, column, width)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    region = book.plan.spec.region
    sheet.write_string(0, 0, f"{region.company}　{region.name}　{book.plan.spec.year}", book.formats["title"])
    if book.status:
        sheet.write_string(1, 0, book.status, book.formats["note"])
    row = 2
    for line in book.text["guide"]:
        sheet.merge_range(row, NAME, row, CHECK, book.words.fill(str(line)), book.formats["text"])
        row += 1
    head = row + 1
    for column, key in enumerate(("sheet", "purpose", "check")):
        sheet.write_string(head, column, book.say("heads", key), book.formats["head"])
    row = head + 1
    for key in (key for key in book.names if key != "guide"):
        _line(book, sheet, row, key)
        row += 1
    _whole(book, sheet, row, head + 1)


def _line(book: Book, sheet: Any, row: int, key: str) -> None:
    name = book.names[key]
    sheet.write_url(row, NAME, f"internal:{quoted(name, 'A1')}", book.formats["link"], name)
    purpose = book.purposes[key] if key in book.purposes else book.say("titles", key)
    sheet.write_string(row, PURPOSE, purpose, book.formats["text"])
    if conditions := book.checks.get(key):
        right, wrong = str(book.text["right"]), str(book.text["wrong"])
        book.formula(sheet, row, CHECK, f'=IF(AND({",".join(conditions)}),"{right}","{wrong}")', right, "label")


def _whole(book: Book, sheet: Any, row: int, first: int) -> None:
    """One answer for the whole workbook."""
    right, wrong = str(book.text["right"]), str(book.text["wrong"])
    sheet.write_string(row, NAME, book.say("heads", "total"), book.formats["total_text"])
    sheet.write_blank(row, PURPOSE, None, book.formats["total_text"])
    checks = down(CHECK, first, row - 1)
    book.formula(sheet, row, CHECK, f'=IF(COUNTIF({checks},"{wrong}")=0,"{right}","{wrong}")', right, "total_label")
    for value, role in ((right, "good"), (wrong, "bad")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": book.formats[role]}
        sheet.conditional_format(f"{cell(first, CHECK)}:{cell(row, CHECK)}", rule)


CREATED = datetime.datetime(2000, 1, 1)
_OWN = {
    "targets_by_month": "district",
    "product_quarters": "product",
    "channel_quarters": "channel",
    "person_months": "person",
    "targets_by_area": "area",
    "store_months": "store",
    "budget_by_month": "budget",
    "cash_by_month": "cash",
    "actions": "actions",
}
"""Tables of the document whose figures stand on a sheet of another shape, which bears their number."""


@names_as_typed
def write(
    plan: Plan, *, language: str | None = None, templates: Path | None = None, epoch: int | None = None,
    made: Made | None = None,
) -> bytes:  # fmt: skip
    """The workbook. ``epoch`` dates it, in seconds since 1970 UTC; the same plan gives the same bytes.

    ``made`` are the plan's tables in that language, where something else is made of them too.
    """
    made = made or Made(plan, words_for(plan, language, templates))
    words = made.words
    text = load_texts(words.language, "workbook.yaml", templates)
    stream = BytesIO()
    book = open_book(stream, plan, words, text)
    _properties(book, epoch)
    guide, board = book.add("guide"), book.add("dashboard")
    tracked = _tracking(book)  # what is filled in every month stands in front
    labels = annexed_tables(made, outline_of("plan", "standard"))
    own = {_OWN[name]: label for name, label in labels.items() if name in _OWN}
    targets = _targets(book, own)
    _money(book, own)
    if plan.spec.actions:
        tables.actions_sheet(book, own.get("actions", ""))
    _annexed(book, made, labels, own)
    tables.measures_sheet(book)
    tables.stated_sheet(book)
    dashboard.fill(book, board, targets, tracked)
    fill_guide(book, guide)
    book.file.close()
    return stream.getvalue()


@names_as_typed
def write_tables(
    plan: Plan, words: Words, tables: Iterable[Table], *, templates: Path | None = None, epoch: int | None = None
) -> bytes:
    """A workbook of tables, each on a sheet of its own, behind a first sheet that lists them; for what is more than one
    plan. ``plan`` and ``words`` say whose it is and how money is printed."""
    stream = BytesIO()
    book = open_book(stream, plan, words, load_texts(words.language, "workbook.yaml", templates))
    _properties(book, epoch)
    guide = book.add("guide")
    for table in tables:
        table_sheet(book, (table,), table.caption, table.caption)
    fill_guide(book, guide)
    book.file.close()
    return stream.getvalue()


def _properties(book: Book, epoch: int | None) -> None:
    """What the file says of itself: the plan's title and day."""
    region, words = book.plan.spec.region, book.words
    day = region.date
    created = datetime.datetime(day.year, day.month, day.day) if day else CREATED
    if epoch is not None:
        created = datetime.datetime.fromtimestamp(epoch, datetime.UTC).replace(tzinfo=None)
    book.file.set_properties({
        "title": words.label("kinds.plan"), "subject": words.label("meta.subject"),
        "author": region.manager or region.name, "company": region.company, "created": created,
    })  # fmt: skip


def _targets(book: Book, labels: dict[str, str]) -> ExcelTable:
    """A sheet an axis of the target; the districts'."""
    targets = book.plan.targets
    last = targets.last_districts.months if targets.last_districts else ()
    head, label = book.say("heads", "district"), labels.get(DISTRICT.key, "")
    districts = grid_sheet(book, DISTRICT.key, head, targets.districts, label=label, last_year=last)
    for axis, grid in grids(book.plan):
        if axis is DISTRICT:
            continue
        label, homes = labels.get(axis.key, ""), axis.home(book.plan)
        if not axis.whole:
            grid = grid.beside(targets.beyond(axis.key), book.words.label("unlisted"))
        table = grid_sheet(book, axis.key, book.say("heads", "name"), grid, label=label, homes=homes)
        if grid.total == targets.total:
            same = f"ROUND({year_of(table)}-{year_of(districts)},{book.places})=0"
            book.checks[axis.key].append(same)
    return districts


def _money(book: Book, labels: dict[str, str]) -> None:
    plan = book.plan
    if plan.budget.lines:
        grid_sheet(book, "budget", book.say("heads", "line"), plan.budget.months, label=labels.get("budget", ""))
    if plan.collection:
        head, label = book.say("heads", "district"), labels.get("cash", "")
        grid_sheet(book, "cash", head, plan.collection.cash, label=label)
        if len(plan.collection.districts) > 1:
            tables.receivables_sheet(book, plan.collection)


def _annexed(book: Book, made: Made, labels: dict[str, str], own: dict[str, str]) -> None:
    """The tables of a document of standard length that stand here, under the numbers by which it mentions them."""
    sheets: dict[str, list[str]] = {}
    for name, label in labels.items():
        if label not in own.values():
            sheets.setdefault(label, []).append(name)
    for label, names in sheets.items():
        first, *others = [table for name in names if (table := made[name])]
        beside = [table for table in others if stand_together(book, first, table)]
        for held in ([first, *beside], *([table] for table in others if table not in beside)):
            caption, number = held[0].caption, "".join(filter(str.isdecimal, label))
            pattern = book.say("sheets", "kpis") if held[0].key == "kpis" else str(book.text["annex_sheet"])
            name = pattern.replace("{number}", number).replace("{caption}", caption)
            table_sheet(book, held, f"{label}　{caption}", name)


def _tracking(book: Book) -> ExcelTable:
    """The sheets to fill in; that of sales."""
    plan, targets = book.plan, book.plan.targets
    sales = tracking.sales_sheet(book)
    tracked = (
        ("tracking_people", "person", targets.people),
        ("tracking_stores", "store", targets.stores),
        ("tracking_expenses", "line", plan.budget.months),
        ("tracking_cash", "district", plan.collection.cash if plan.collection else None),
    )
    for key, head, grid in tracked:
        if grid and grid.nodes:
            tracking.nodes_sheet(book, key, head, grid)
    if any(quarterly(plan)):
        tracking.network_sheet(book)
    return sales
