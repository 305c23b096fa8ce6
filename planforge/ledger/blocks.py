"""A sheet on which several tables stand, below each other or side by side, as a sheet each."""

from __future__ import annotations

from collections.abc import Iterator

from planforge.ledger.across import is_month
from planforge.ledger.figures import is_number
from planforge.ledger.heads import AXES, is_known
from planforge.ledger.layout import Layout, find_layout
from planforge.ledger.sheets import Sheet
from planforge.ledger.titles import own_titles, titles_of
from planforge.records import replace
from planforge.spec.history import HistoryFile

FEWEST = 3  # heads in a row between the lines that make another table begin with it


Block = tuple[Sheet, Layout | None]


def blocks_of(sheet: Sheet, given: HistoryFile, known: frozenset[str]) -> Iterator[Block]:
    """The tables of a sheet, each with the heads that its own lines have; the sheet itself where it holds one, without
    a layout where none is known. ``known`` are the names of a plan."""
    layout = find_layout(sheet, given, known)
    if layout is None:
        yield sheet, None
        return
    begins = _beside(sheet, layout, given)
    if begins is not None:
        above = tuple(titles_of(sheet, layout.header))
        for span in ((0, begins), (begins, sheet.width)):
            part = _columns(sheet, *span, above)
            yield part, find_layout(part, given, known)
        return
    row, again = _below(sheet, layout)
    if row is None:
        yield sheet, layout
        return
    own = own_titles(sheet, layout.header)[-1:] if again else []
    above = tuple(text for text in titles_of(sheet, layout.header) if text not in own)
    part = replace(_rows(sheet, 0, row, sheet.above), sectioned=again or sheet.sectioned)
    yield part, find_layout(part, given, known)
    rest = replace(_rows(sheet, row, len(sheet.rows), above), sectioned=again)
    yield from blocks_of(rest, given, known)


def _below(sheet: Sheet, layout: Layout) -> tuple[int | None, bool]:
    """The row in which another table begins: a row of other heads, or of the same below another title, with its
    titles; and whether its heads are the same."""
    places = [value.column for value in layout.values]
    if str not in sheet.kinds(places[0], layout.first):
        return None, False
    texts = (cell for cell in sheet.distinct(places[0], layout.first) if isinstance(cell, str) and cell)
    wanted = {text for text in texts if not is_number(text)}
    if not wanted:
        return None, False
    column = sheet.column(places[0])
    for row in range(layout.first, len(sheet.rows)):
        if column[row] not in wanted:
            continue
        again = _heads_again(sheet, row, layout)
        if again is None and not _are_heads(sheet, row, layout):
            continue
        row = row if again is None else again
        while row - 1 > layout.first and _is_title(sheet, row - 1):
            row -= 1
        return row, again is not None
    return None, False


def _heads_again(sheet: Sheet, row: int, layout: Layout) -> int | None:
    """The row where the same heads begin that end in this one, below a title that the first have not; None where they
    do not."""
    header = layout.header
    if sheet.texts(row) != sheet.texts(header):
        return None
    while header and row - 1 > layout.first and sheet.texts(row - 1) == sheet.texts(header - 1):
        row, header = row - 1, header - 1
    if row - 1 <= layout.first or not _is_title(sheet, row - 1):
        return None
    title = next(filter(None, sheet.texts(row - 1)))
    return None if title in titles_of(sheet, layout.header) else row


def _are_heads(sheet: Sheet, row: int, layout: Layout) -> bool:
    """Whether a row between the lines holds heads, and others than those above."""
    cells = sheet.texts(row)
    heads = layout.heads
    if cells[: len(heads)] == heads:
        return False
    same = [p for p, (cell, head) in enumerate(zip(cells, heads, strict=False)) if cell and cell == head]
    if any(is_number(cell) and p not in same for p, cell in enumerate(cells)):
        return False
    known = [p for p, cell in enumerate(cells) if cell and p not in same and (is_known(cell) or is_month(cell))]
    return len(same) + len(known) >= FEWEST and bool(known)


def _is_title(sheet: Sheet, row: int) -> bool:
    return not sheet.figures(row) and len({text for text in sheet.texts(row) if text}) == 1


def _beside(sheet: Sheet, layout: Layout, given: HistoryFile) -> int | None:
    """The column in which another table begins at the right: behind an empty column, or where the first head comes
    again; both have names or months of their own."""
    heads = layout.heads
    first = next((p for p, head in enumerate(heads) if head), 0)
    again = [p for p in range(first + 2, len(heads)) if heads[p] == heads[first]]
    gaps = [
        p + 1
        for p in range(first + 2, sheet.width - 2)
        if not heads[p] and all(cell == "" for cell in sheet.column(p)[layout.header :])
    ]
    for begins in dict.fromkeys((*gaps[:1], *again[:1])):
        sides = [find_layout(_columns(sheet, *span), given) for span in ((0, begins), (begins, sheet.width))]
        if all(side and any(side.places[role] for role in ("month", *AXES)) for side in sides):
            return begins
    return None


def _rows(sheet: Sheet, first: int, last: int, above: tuple[str, ...]) -> Sheet:
    """Some rows of a sheet."""
    copied = {(row - first, place) for row, place in sheet.copied if first <= row < last}
    numbers = sheet.numbers[first:last]
    label = f"{sheet.name} ({numbers[0]}–{numbers[-1]})".strip()
    return replace(_bare(sheet), rows=sheet.rows[first:last], numbers=numbers, copied=copied, label=label, above=above)


def _columns(sheet: Sheet, first: int, last: int, above: tuple[str, ...] = ()) -> Sheet:
    """Some columns of a sheet, without the rows that hold nothing in them."""
    kept = [n for n, row in enumerate(sheet.rows) if any(cell != "" for cell in row[first:last])]
    places = {row: place for place, row in enumerate(kept)}
    copied = {(places[r], c - first) for r, c in sheet.copied if r in places and first <= c < last}
    rows = [sheet.rows[n][first:last] for n in kept]
    label = f"{sheet.name} ({_letters(first)}–{_letters(last - 1)})".strip()
    numbers = [sheet.numbers[n] for n in kept]
    return replace(
        _bare(sheet), rows=rows, numbers=numbers, copied=copied, label=label, left=sheet.left + first, above=above
    )


def _bare(sheet: Sheet) -> Sheet:
    """The sheet without what is remembered of its columns."""
    return Sheet(sheet.file, sheet.name, [], [], faults=sheet.faults, unsolved=sheet.unsolved, fault=sheet.fault)


def _letters(place: int) -> str:
    """A column as people call it: A, Z, AA."""
    found = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
