"""Tables that are marked up: web pages and Excel's XML of 2003, which systems export under the name of a workbook."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from planforge.ledger.figures import Cell
from planforge.ledger.sheets import MOST_CELLS, SMALLER, Opened, Sheet, decoded, unreadable
from planforge.problem import Text

WIDEST = 2_000  # cells that one cell may span, and columns that one may be placed at
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def markup_file(content: bytes, name: str) -> Opened:
    """A sheet for every table of a page or worksheet of an XML workbook that has any cells."""
    told = _CHARSET.search(content[:4_000])
    text = None
    if told and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode(told[1].decode())
        except (LookupError, UnicodeDecodeError):
            text = None
    tables = _Tables()
    tables.feed(text if text is not None else (decoded(content) or ("",))[0])
    tables.close()
    if tables.cells > MOST_CELLS:
        return (), (unreadable(name, Text(f"{name} 太大", f"{name} is too large"), SMALLER),)
    sheets = []
    for title, rows in tables.found:
        kept = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
        width = max((len(row) for _, row in kept), default=0)
        if not kept:
            continue
        whole: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for _, row in kept]
        file = f"{name}!{title}" if title else name
        sheets.append(Sheet(file, title, [*whole], [number for number, _ in kept]))
    return tuple(sheets), ()


class _Tables(HTMLParser):
    """The cells of every table, those that one spans empty."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[list[str]]]] = []
        self.cells = 0
        self._open: list[str] | None = None  # the text of the cell being read
        self._span = 1
        self._title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {key.rpartition(":")[2]: value or "" for key, value in attrs}
        tag = tag.rpartition(":")[2]
        if tag == "worksheet":
            self._title = told.get("name", "")
        elif tag == "table":
            self.found.append((self._title, []))
        elif not self.found:
            return
        elif tag in ("tr", "row"):
            self._end()
            rows = self.found[-1][1]
            place = told.get("index", "")
            rows += [[] for _ in range(min(int(place) - 1 - len(rows), WIDEST))] if place.isdigit() else []
            rows.append([])
        elif tag in ("td", "th", "cell") and self.found[-1][1]:
            self._end()
            row = self.found[-1][1][-1]
            place = told.get("index", "")
            row += [""] * (min(int(place) - 1, WIDEST) - len(row)) if place.isdigit() else []
            self._open = []
            span = told.get("colspan", "") or str(
                int(told["mergeacross"]) + 1 if told.get("mergeacross", "").isdigit() else 1
            )
            self._span = min(int(span), WIDEST) if span.isdigit() else 1

    def handle_endtag(self, tag: str) -> None:
        if tag.rpartition(":")[2] in ("td", "th", "cell", "tr", "row", "table"):
            self._end()

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.append(data)

    def _end(self) -> None:
        if self._open is not None and self.found and self.found[-1][1]:
            row = self.found[-1][1][-1]
            row += [" ".join("".join(self._open).split()), *[""] * (self._span - 1)]
            self.cells += self._span
        self._open = None
