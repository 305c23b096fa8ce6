"""A questionnaire changed in place: cells that hold something else now, rows that came or went; all else stays.

The person's formats, widths, columns, sheets and notes are left alone. What finds no free row in its table stands in
one more stretch of that table at the foot of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from planforge.reading.editor import Change, Note, applied
from planforge.reading.workbook.cells import Cell, Speech, format_of, from_cell, to_cell
from planforge.reading.workbook.grid import PROBLEM, Place, Stretch, open_book, stretches
from planforge.reading.workbook.layout import Block, Column, blocks
from planforge.reading.workbook.package import before as before_of
from planforge.reading.workbook.package import cell_of, written
from planforge.reading.workbook.rows import Row, labelled, rows_of
from planforge.reading.workbook.write import Pen, put, sheets
from planforge.words import load_texts


def changed(content: bytes, before: Any, speech: Speech, changes: Sequence[Change]) -> bytes:
    """The bytes of a workbook that says ``before``, with the changes made."""
    data = before
    notes: list[str] = []
    for change in changes:
        if isinstance(change, Note):
            notes += change.lines
        else:
            data = applied(data, change)
    book = open_book(content)
    was = before_of(book)
    hand = _Hand(book, dict(data), before, speech)
    found: dict[str, list[Stretch]] = {}
    for stretch in stretches(open_book(content, values=True)):
        found.setdefault(stretch.key, []).append(stretch)
    for block in blocks():
        hand.block(block, found.get(block.key, []))
    if notes:
        hand.note(notes)
    return written(content, was, book)


class _Hand:
    """Changes one workbook."""

    def __init__(self, book: Any, data: dict[str, Any], before: Any, speech: Speech) -> None:
        self.book, self.data, self.before, self.speech = book, data, before, speech
        self.words = load_texts(speech.language, "questionnaire.yaml", None)
        self.homes = {block.key: title for title, held in sheets(self.words) for block in held}

    def block(self, block: Block, found: Sequence[Stretch]) -> None:
        old, new = (list(rows_of(block, data)) for data in (self.before, self.data))
        if [self._said(block, row, self.before) for row in old] == [self._said(block, row, self.data) for row in new]:
            return
        if block.table:
            self._table(block, found, new)
        else:
            self._form(block, found, new[0] if new else Row((), {}, block.path))

    def _said(self, block: Block, row: Row, data: Any) -> Any:
        return row.parents, {key: labelled(block, key, value, data) for key, value in row.values.items()}

    def _form(self, block: Block, found: Sequence[Stretch], row: Row) -> None:
        places = {key: (stretch, place) for stretch in found for place in stretch.rows for key in place.values}
        missing = []
        for column in block.columns:
            value = labelled(block, column.key, row.values.get(column.key), self.data)
            if column.key in places:
                stretch, place = places[column.key]
                number = stretch.columns[column.key]
                self._set(stretch, place, number, column, value)
            elif value is not None:
                missing.append(column)
        if missing:
            pen = self._pen(block)
            pen.title(block, "f")
            for column in missing:
                pen.form_row(block, column, row)
                pen.row += 1

    def _table(self, block: Block, found: Sequence[Stretch], new: Sequence[Row]) -> None:
        rows = [(stretch, place) for stretch in found for place in stretch.rows]
        free = [(stretch, number) for stretch in found if stretch.columns for number in stretch.free]
        left: list[Row] = []
        for place, row in _placed(block, rows, new, self.speech):
            if place is None and free:
                stretch, number = free.pop(0)
                place = stretch, Place(number, {}, {})
            if place is not None:
                self._fill(block, *place, row)
            elif row is not None:
                left.append(row)
        if left:
            self._pen(block).table(block, left, spare=2)

    def _fill(self, block: Block, stretch: Stretch, place: Place, row: Row | None) -> None:
        columns = {column.key: column for column in block.columns}
        for key, number in stretch.columns.items():
            if key == PROBLEM or (key not in columns and not key.startswith("^")):
                continue
            if row is None:
                if key in place.values:
                    cell_of(self.book[stretch.sheet], place.row, number).value = None
            elif key in columns:
                value = labelled(block, key, row.values.get(key), self.data)
                self._set(stretch, place, number, columns[key], value)
            elif place.values.get(key) != row.parents[int(key[1:])]:
                cell = cell_of(self.book[stretch.sheet], place.row, number)
                put(cell, Cell(row.parents[int(key[1:])], "@"))

    def _set(self, stretch: Stretch, place: Place, number: int, column: Column, value: Any) -> None:
        """The cell changed where it does not say the value already."""
        shown, shown_as = place.values.get(column.key), place.formats.get(column.key, "General")
        speech = self.speech.under(stretch.head(column.key))
        if from_cell(column, shown, shown_as, speech) == value:
            return
        cell = cell_of(self.book[stretch.sheet], place.row, number)
        made = to_cell(column, value, speech)
        kept = format_of(cell)
        put(cell, made)
        rate = column.kind == "percent" and "%" not in kept  # 1 in such a cell would be one per cent
        if isinstance(made.value, int | float) and kept not in ("General", "@") and not rate:
            cell.number_format = kept

    def _pen(self, block: Block) -> Pen:
        """A pen at the foot of the sheet where the block belongs."""
        title = self.homes[block.key]
        if title not in self.book.sheetnames:
            self.book.create_sheet(title).column_dimensions["A"].hidden = True
        pen = Pen(self.book, self.data, self.speech, self.words, {}, {})
        pen.at(self.book[title])
        return pen

    def note(self, lines: Sequence[str]) -> None:
        title = self.words["log"]
        sheet = self.book[title] if title in self.book.sheetnames else self.book.create_sheet(title)
        for line in lines:
            sheet.append([line])


Where = tuple[Stretch, Place] | None


def _placed(
    block: Block, rows: Sequence[tuple[Stretch, Place]], new: Sequence[Row], speech: Speech
) -> Iterator[tuple[Where, Row | None]]:
    """Which row of the sheet each item is written to: known items stay where they are, what is gone leaves its row
    empty, what comes in the middle moves those behind it.
    """
    name = next((column.key for column in block.columns if column.required), block.columns[0].key)
    column = next(one for one in block.columns if one.key == name)
    old = [repr(from_cell(column, p.values.get(name), p.formats.get(name, "General"), speech)) for _, p in rows]
    matcher = SequenceMatcher(None, old, [repr(row.values.get(name)) for row in new], False)
    for kind, i, k, j, m in matcher.get_opcodes():
        if kind == "insert" and i < len(rows):
            yield from _in_order(rows[i:], new[j:])
            return
        yield from _in_order(rows[i:k], new[j:m]) if kind != "replace" or m - j <= k - i or k == len(rows) else ()
        if kind == "replace" and m - j > k - i and k < len(rows):
            yield from _in_order(rows[i:], new[j:])
            return


def _in_order(rows: Sequence[tuple[Stretch, Place]], new: Sequence[Row]) -> Iterator[tuple[Where, Row | None]]:
    for number in range(max(len(rows), len(new))):
        yield (rows[number] if number < len(rows) else None), (new[number] if number < len(new) else None)
