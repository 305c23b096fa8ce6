"""The first sheet: how the workbook is used, a link to every sheet, and whether all its checks hold."""

from __future__ import annotations

from typing import Any

from planforge.writers.xlsx.book import Book, cell, down, quoted

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
    sheet.write_string(row, PURPOSE, book.say("titles", key), book.formats["text"])
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
