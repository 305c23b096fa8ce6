"""Which sheets a plan's workbook has, in their order, and the bytes of the file."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from planforge.document.compose import annexed_tables, words_for
from planforge.document.kinds import outline_of
from planforge.document.model import Table
from planforge.document.tables import TABLES
from planforge.plan.axes import DISTRICT, grids
from planforge.plan.measures import quarterly
from planforge.plan.plan import Plan
from planforge.words import Words, load_texts
from planforge.writers.xlsx import dashboard, tables, tracking
from planforge.writers.xlsx.book import Book, cell, down, grid_sheet, open_book, quoted, year_cell
from planforge.writers.xlsx.listed import table_sheet

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
    sheet.write_string(row, PURPOSE, book.purposes.get(key) or book.say("titles", key), book.formats["text"])
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


def write(plan: Plan, *, language: str | None = None, templates: Path | None = None, epoch: int | None = None) -> bytes:
    """The workbook. ``epoch`` dates it, in seconds since 1970 UTC; the same plan gives the same bytes."""
    words = words_for(plan, language, templates)
    text = load_texts(words.language, "workbook.yaml", templates)
    stream = BytesIO()
    book = open_book(stream, plan, words, text)
    created = (
        datetime.datetime.fromtimestamp(epoch, datetime.UTC).replace(tzinfo=None) if epoch is not None else CREATED
    )
    region = plan.spec.region
    book.file.set_properties(
        {"title": region.name, "author": region.manager or "", "company": region.company, "created": created}
    )
    guide = book.add("guide")
    dashboard_sheet = book.add("dashboard")
    _targets(book)
    _money(book)
    tables.actions_sheet(book)
    tables.measures_sheet(book)
    tables.stated_sheet(book)
    tables.kpis_sheet(book)
    _annexed(book)
    _tracking(book)
    dashboard.fill(book, dashboard_sheet)
    fill_guide(book, guide)
    book.file.close()
    return stream.getvalue()


def write_tables(
    plan: Plan, words: Words, tables: Iterable[Table], *, templates: Path | None = None, epoch: int | None = None
) -> bytes:
    """A workbook of tables, each on a sheet of its own, behind a first sheet that lists them; for what is more than one
    plan. ``plan`` and ``words`` say whose it is and how money is printed."""
    stream = BytesIO()
    book = open_book(stream, plan, words, load_texts(words.language, "workbook.yaml", templates))
    created = (
        datetime.datetime.fromtimestamp(epoch, datetime.UTC).replace(tzinfo=None) if epoch is not None else CREATED
    )
    region = plan.spec.region
    book.file.set_properties(
        {"title": region.name, "author": region.manager or "", "company": region.company, "created": created}
    )
    guide = book.add("guide")
    for table in tables:
        table_sheet(book, table, table.caption, table.caption)
    fill_guide(book, guide)
    book.file.close()
    return stream.getvalue()


def _targets(book: Book) -> None:
    targets = book.plan.targets
    last = targets.last_districts.months if targets.last_districts else ()
    grid_sheet(book, "districts", book.say("heads", "district"), targets.districts, last_year=last)
    whole = year_cell(book, "districts", targets.districts)
    for axis, grid in grids(book.plan):
        if axis is DISTRICT:
            continue
        grid_sheet(book, axis.plural, book.say("heads", "name"), grid)
        if grid.total == targets.total:
            book.checks[axis.plural].append(f"ROUND({year_cell(book, axis.plural, grid)}-{whole},{book.places})=0")
    tables.weeks_sheet(book)


def _money(book: Book) -> None:
    plan = book.plan
    if plan.budget.lines:
        grid_sheet(book, "budget", book.say("heads", "line"), plan.budget.months)
    if plan.profit:
        tables.statement_sheet(book, plan.profit)
    if plan.collection:
        grid_sheet(book, "cash", book.say("heads", "district"), plan.collection.cash)
        tables.receivables_sheet(book, plan.collection)


def _annexed(book: Book) -> None:
    """The tables of a document of standard length that stand here, under the numbers by which it mentions them."""
    for name, label in annexed_tables(book.plan, book.words, outline_of("plan", "standard")).items():
        table = TABLES[name](book.plan, book.words)
        assert table is not None, name
        table_sheet(book, table, f"{label}　{table.caption}", f"{label} {table.caption}")


def _tracking(book: Book) -> None:
    plan, targets = book.plan, book.plan.targets
    tracking.sales_sheet(book)
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
