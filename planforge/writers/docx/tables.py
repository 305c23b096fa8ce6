"""Owns the plan's tables: caption and unit above, header repeated on every page, typed cells, notes below.

Style ids stand on the paragraphs and one table style does borders and shading, so that a row costs little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import accumulate, pairwise

from msgspec import Struct

from planforge.document.model import Bar, Cell, Column, Gantt, Kind, Row, RowKind, Table, Tone
from planforge.records import replace
from planforge.writers.docx.press import Press
from planforge.writers.docx.text import caption, tone_style
from planforge.writers.docx.wordml import (
    Element,
    borders,
    cell,
    node,
    paragraph,
    row,
    run,
    stays,
    table,
    text_cell,
    wide,
)
from planforge.writers.look import mix
from planforge.writers.widths import (
    Need,
    after_figures,
    broken_title,
    least_width,
    lines_of,
    needs_of,
    shared_out,
    side,
    spread,
    text_width,
)

_FEW, _BRIEF = 8, 16  # rows, and lines of all, of a table that is not split over two pages
_WHOLE = 0.45  # of a page that such a table may take
_SHORT = 8  # lines of a group that is not split
_TOWER = 1.5  # lines a row, on average, from which a table is set dense
_ENDS, _HIGH = 3, 5  # body rows that stay together at either end of a table; fewer where they take so many lines
_NAMES = {"left": "Text", "centre": "Label", "right": "Number"}  # of the styles of cells, by where they stand
_PAIR = 2  # rows from which a table may stand with its columns down
_MANY = 13  # columns from which a table is set dense: a name and twelve months


_APART = 90  # twips


_REMARK = re.compile(r"([\d.,]+)\s?([（(].*[）)])")
_LISTED = re.compile(r"(?<=[A-Za-z0-9%])、(?=[A-Za-z0-9])")


class Setting(Struct, frozen=True):
    """How a table is set: the names of its styles, type size and line in points, padding of a cell in twips, and how
    much more stands between figures and the words after them."""

    prefix: str
    style: str
    size: float
    line: float
    padding: int
    apart: int = 0

    def needs(self, block: Table, *, tight: bool = False) -> tuple[Need, ...]:
        """What the columns of a table need so."""
        return needs_of(block, self.size, self.padding, apart=self.apart, tight=tight)

    def lines(self, block: Table, widths: Sequence[int]) -> list[int]:
        """About how many lines its first rows take so."""
        return lines_of(block, widths, self.size, self.padding, self.apart)


def settings(press: Press) -> tuple[Setting, Setting]:
    """The usual setting of a house, and the dense one for what does not fit."""
    sizes = ((10.5, 17.0), (9.0, 14.0)) if press.official else ((9.0, 13.5), (9.0, 13.1))
    (size, line), (small, close) = sizes
    return (
        Setting("Table", "PlanTable", size, line, 180),
        Setting("DenseTable", "DensePlanTable", small, close, 90, _APART),
    )


def fits(press: Press, block: Table) -> bool:
    """Whether a table can stand on the page as it lies now without breaking what should stay whole."""
    dense = settings(press)[1]
    return least_width(dense.needs(block, tight=True)) <= press.width


def stood_up(press: Press, block: Table) -> Table | None:
    """A table of many columns and a few rows with its columns down and its rows across, where it fits the page so.

    What stood in the last column, the sum of those before it, is a row of totals.
    """
    plain = not any(column.group for column in block.columns)
    if (
        len(block.columns) < _MANY
        or len(block.rows) < _PAIR
        or not plain
        or not all(_is_plain(row) for row in block.rows)
    ):
        return None
    heads, body = block.columns[0], block.columns[1:]
    columns = [replace(heads, title="", kind=Kind.LABEL, width=1.0)]
    columns += [Column(row.cells[0].text, _kind_of(block, row), key=row.cells[0].text) for row in block.rows]
    last = len(body) if block.columns[-1].follows else 0
    rows = [
        Row((Cell(column.title), *(row.cells[at] for row in block.rows)), RowKind.TOTAL if at == last else RowKind.BODY)
        for at, column in enumerate(body, 1)
    ]
    made, dense = replace(block, columns=tuple(columns), rows=tuple(rows), wide=False), settings(press)[1]
    needs = dense.needs(made, tight=True)
    return made if sum(need.floor for need in needs) <= press.width else None  # only names at its head may break


def _is_plain(row: Row) -> bool:
    return row.kind is not RowKind.GROUP and all(one.span == 1 for one in row.cells)


def _kind_of(block: Table, row: Row) -> Kind:
    """What a row holds beside its name."""
    return row.cells[-1].kind or block.columns[-1].kind


def tables(press: Press, block: Table) -> Iterator[Element]:
    """Caption, unit, table, note: at the head of what may go on to the next page, as LibreOffice keeps no foot."""
    grid, whole = _grid(press, block)
    yield from caption(press, above=True)
    if block.unit:
        yield paragraph("TableUnit", run(block.unit))
    if block.note and not whole:
        yield paragraph("TableNote", run(block.note), properties=[node("w:keepNext")])
    yield grid
    yield paragraph("TableNote", run(block.note)) if block.note and whole else paragraph("TableEnd")


def _grid(press: Press, block: Table) -> tuple[Element, bool]:
    """The table, and whether it stays whole."""
    setting, widths, height = _chosen(press, block)
    rows = [_row(press, setting, block, one, widths) for one in block.rows]
    low = height <= press.page.text_height / 20 * _WHOLE
    whole = _hold(block, rows, setting.lines(block, widths), low=low)
    total = bool(block.rows) and block.rows[-1].kind is RowKind.TOTAL
    grid = table(
        setting.style,
        widths,
        [*_heads(press, setting, block, widths), *rows],
        title=block.caption,
        description=block.description or block.caption,
        last=total,
    )
    return grid, whole


def _chosen(press: Press, block: Table) -> tuple[Setting, list[int], float]:
    """How a table is set, the widths of its columns, about the height of its rows in points.

    The usual setting where it fits and long texts do not make a tower of the table; else the first that makes none,
    or the lowest.
    """
    usual, dense = settings(press)
    slim = len(block.columns) < _MANY and least_width(usual.needs(block)) <= press.width
    found = []
    for setting, tight in [*([(usual, False)] if slim else []), (dense, False), (dense, True)]:
        widths = shared_out(setting.needs(block, tight=tight), press.width)
        height = _height(block, widths, setting)
        found.append((setting, widths, height))
        if height <= _TOWER * (setting.line + 4) * len(block.rows):
            return found[-1]
    return min(found, key=lambda one: one[2])


def _height(block: Table, widths: Sequence[int], setting: Setting) -> float:
    """About the height of all rows, judged by the first."""
    lines = setting.lines(block, widths)
    seen = sum(count * setting.line + 4 for count in lines)
    return seen * len(block.rows) / max(len(lines), 1)


def _hold(block: Table, rows: Sequence[Element], lines: Sequence[int], *, low: bool) -> bool:
    """A low table, or one that is a map, stays whole, with its note; in a high one short groups and sums do, and no end
    of it stands alone."""
    drawn = all(column.kind is Kind.LABEL for column in block.columns)
    whole = low and (drawn or (len(rows) <= _FEW and sum(lines) <= _BRIEF))
    if whole:
        stays(rows if block.note else rows[:-1])
    else:
        usual = sorted(lines)[len(lines) // 2] if lines else 1
        every = [*lines, *[usual] * (len(rows) - len(lines))]
        stays(rows[index] for index in sorted(held_rows([one.kind for one in block.rows], every)))
    return whole


def held_rows(kinds: Sequence[RowKind], lines: Sequence[int]) -> set[int]:
    """The rows of a table, by the kinds of all and the lines they take, that stay with the row below them."""
    body = [index for index, kind in enumerate(kinds) if kind is RowKind.BODY]
    first, last = _end(body, lines), _end(body[::-1], lines)
    held = set(range(first)) | set(range(last, len(kinds) - 1)) if body else set()
    held |= {index for index, pair in enumerate(pairwise(kinds)) if _bound(*pair)}
    starts = [index for index, kind in enumerate(kinds) if kind is RowKind.GROUP]
    ends = [*starts[1:], kinds.index(RowKind.TOTAL) if RowKind.TOTAL in kinds else len(kinds)]
    for start, end in zip(starts, ends, strict=False):
        if sum(lines[start:end]) <= _SHORT:
            held |= set(range(start, end - 1))
        else:
            held |= {start} if lines[start + 1] >= _HIGH else {start, start + 1}
    return held


def _end(body: Sequence[int], lines: Sequence[int]) -> int:
    """The farthest of the rows that stay together at an end of a table, which are given from that end on."""
    taken = accumulate(lines[index] for index in body)
    enough = next((count for count, so_far in enumerate(taken, 1) if so_far >= _HIGH), _ENDS)
    return body[: min(enough, _ENDS)][-1] if body else 0


def _bound(kind: RowKind, below: RowKind) -> bool:
    """Whether a row stays with the one below: a group with its first row, a sum with the row above it."""
    return kind is RowKind.GROUP or below in (RowKind.SUBTOTAL, RowKind.TOTAL)


def _heads(press: Press, setting: Setting, block: Table, widths: Sequence[int]) -> Iterator[Element]:
    """One header row, or two where columns stand in groups."""
    fill, style = press.head_fill, f"{setting.prefix}Header"
    grouped = any(column.group for column in block.columns)  # the table style paints the first row, not the second
    if grouped:
        yield row(*_group_cells(block.columns, widths, fill, style), header=True)
    cells = []
    for column, width, apart in zip(block.columns, widths, _aparts(setting, block), strict=True):
        over = grouped and not column.group
        title = run(_headed(column.title, width, setting))
        content = paragraph(style) if over else paragraph(_head_style(style, column), title)
        merge, paint = "continue" if over else None, fill if grouped else ""
        cells.append(cell(width, content, fill=paint, merge=merge, middle=False, apart=apart))
    yield row(*cells, header=True)


def _aparts(setting: Setting, block: Table) -> list[int]:
    """Twips between the left edge of each column's cells and their words."""
    return [
        (setting.padding // 2 + setting.apart) * (after and setting.apart > 0) for after in after_figures(block.columns)
    ]


def _headed(title: str, width: int, setting: Setting) -> str:
    """A title, with a good place to break it where it takes two lines."""
    room = (width - setting.padding) / (setting.size * 20)
    return title if text_width(title, 1) <= room else broken_title(title)


def _group_cells(columns: Sequence[Column], widths: Sequence[int], fill: str, style: str) -> Iterator[Element]:
    index = 0
    while index < len(columns):
        group = columns[index].group
        end = index + 1
        while group and end < len(columns) and columns[end].group == group:
            end += 1
        words = paragraph(style if group else _head_style(style, columns[index]), run(group or columns[index].title))
        merge = None if group else "restart"
        yield cell(
            sum(widths[index:end]), words, span=end - index, fill="" if group else fill, merge=merge, middle=False
        )
        index = end


def _row(press: Press, setting: Setting, block: Table, given: Row, widths: Sequence[int]) -> Element:
    cells, start, aparts = [], 0, _aparts(setting, block)
    for one in given.cells:
        style = setting.prefix + _style(one.kind or block.columns[start].kind, given.kind)
        width = sum(widths[start : start + one.span])
        apart = aparts[start]
        room = (width - setting.padding - setting.apart * (apart > 0)) / (setting.size * 20)
        lines = [_fitted(line, room) for line in one.text.split("\n")]
        tone, fill = _tone(press, one), _fill(press, one, given.kind)
        if len(lines) == 1:
            cells.append(text_cell(width, style, lines[0], tone, one.span, fill, apart))
        else:
            words = (paragraph(style, run(line, tone)) for line in lines)
            cells.append(cell(width, *words, span=one.span, fill=fill, middle=False, apart=apart))
        start += one.span
    return row(*cells)


def _fitted(line: str, room: float) -> str:
    """A line of a cell, with places to break it where it is wider than the room, in ems."""
    return _breakable(line, room) if text_width(line, 1) > room else line


def _breakable(line: str, room: float) -> str:
    """A figure over its remark: 88.00（原98.00）; a list, A1、A2、A3, in lines, as LibreOffice breaks it nowhere."""
    if remark := _REMARK.fullmatch(line):
        return f"{remark[1]}\n{remark[2]}"
    lines = [""]
    for piece in _LISTED.split(line):
        if lines[-1] and text_width(f"{lines[-1]}、{piece}、", 1) > room:
            lines.append("")
        lines[-1] += f"、{piece}" if lines[-1] else piece
    return "、\n".join(lines)


def _style(kind: Kind, row_kind: RowKind) -> str:
    """What the style of a cell is called after the prefix of its setting."""
    if row_kind is RowKind.GROUP:
        return "Group"
    name = _NAMES[side(kind)]
    return f"Total{name}" if row_kind in (RowKind.TOTAL, RowKind.SUBTOTAL) else name


def _head_style(style: str, column: Column) -> str:
    """A head stands as its column does; the style itself stands in the middle."""
    return style if side(column.kind) == "centre" else style + _NAMES[side(column.kind)]


def _tone(press: Press, given: Cell) -> str:
    if given.tone is Tone.PLAIN:
        return ""
    if given.fill:
        return "OnFill" if press.look.on(press.look.tone(given.tone)) == "FFFFFF" else ""
    return tone_style(given.tone)


def _fill(press: Press, given: Cell, row_kind: RowKind) -> str:
    if given.fill and given.tone is not Tone.PLAIN:
        return press.look.tone(given.tone)
    if row_kind in (RowKind.GROUP, RowKind.SUBTOTAL):
        return mix(press.look.series(0), "FFFFFF", 0.93 if row_kind is RowKind.SUBTOTAL else 0.9)
    return ""


# The Gantt table ------------------------------------------------------------------------------------------------------

_MARK = "◆"
_SMALLEST = 180  # twips: an em of a dense table
_SWATCH = 200  # twips: a field of colour in the key
_PADDING = 90  # twips, as the table style has it
_LONGEST_OWNER = 6  # ems
_BOLD = 1.15  # by which names of months are wider in bold letters of whatever typeface


def calendars(press: Press, block: Gantt) -> Iterator[Element]:
    """Caption, note, table, what the colours stand for; months are numbers where there is no room for their names."""
    yield from caption(press, above=True)
    if block.note:
        yield paragraph("TableNote", run(block.note), properties=[node("w:keepNext")])
    widths = _widths(press, block)
    fill = press.head_fill
    months = block.periods if _need(block.periods, _SMALLEST) <= widths[-1] else map(str, range(1, 13))
    titles = zip((*block.heads, *months), widths, strict=True)
    heads = (cell(width, paragraph("DenseTableHeader", run(title)), fill=fill) for title, width in titles)
    rows = [row(*heads, header=True), *(_bar(press, bar, widths) for bar in block.bars)]
    stays(rows[-_ENDS:] if block.legend else rows[-_ENDS:-1])
    yield table("GanttTable", widths, rows, title=block.caption, description=block.description or block.caption)
    if block.legend:
        yield paragraph("TableEnd", properties=[node("w:keepNext")])
        yield _key(press, block)
    yield paragraph("TableEnd")


def _key(press: Press, block: Gantt) -> Element:
    """A field in each colour before what it stands for, as many in a line as there is room for."""
    room = _SWATCH + _need([text for text, _ in block.legend], _SMALLEST) + _PADDING
    across = max(min(press.width // room, len(block.legend)), 1)
    widths = [_SWATCH, min(room, press.width) - _SWATCH] * across
    edge = borders({"top": (24, "FFFFFF"), "bottom": (24, "FFFFFF")})
    rows = []
    for first in range(0, len(block.legend), across):
        cells = []
        for text, tone in block.legend[first : first + across]:
            swatch = cell(_SWATCH, paragraph("DenseTableText"), fill=press.look.tone(tone), edges=deepcopy(edge))
            cells += [swatch, cell(widths[1], paragraph("DenseTableText", run(f" {text}")))]
        cells += [cell(width, paragraph("DenseTableText")) for width in widths[len(cells) :]]
        rows.append(row(*cells))
    words = "; ".join(text for text, _ in block.legend)
    return table("FigureTable", widths, rows, title=block.caption, description=words, bands=False)


def _widths(press: Press, block: Gantt) -> list[int]:
    """Code, action and owner take what they need while every month has room for its name; months share the rest."""
    em = _SMALLEST
    code = _need([block.heads[0], *(bar.code for bar in block.bars)], em)
    owner = min(_need([block.heads[2], *(bar.owner for bar in block.bars)], em), _LONGEST_OWNER * em + _PADDING)
    label = _need([block.heads[1], *(bar.label for bar in block.bars)], em)
    month = _need(block.periods, em if any(map(wide, block.periods)) else round(em * _BOLD))
    count = len(block.periods)
    label = max(min(label, press.width - code - owner - month * count), press.width // 6)
    return [code, label, owner, *spread([1] * count, press.width - code - label - owner)]


def _need(texts: Sequence[str], em: int) -> int:
    return round(max(text_width(text, em) for text in texts) * 1.05) + _PADDING


def _bar(press: Press, bar: Bar, widths: Sequence[int]) -> Element:
    named = zip(("DenseTableLabel", "DenseTableText", "DenseTableLabel"), (bar.code, bar.label, bar.owner), strict=True)
    cells = [cell(width, paragraph(style, run(text))) for width, (style, text) in zip(widths, named, strict=False)]
    fill = press.look.tone(bar.tone)
    for month, width in enumerate(widths[3:], 1):
        ink = "OnFill" if press.look.on(fill) == "FFFFFF" else ""
        mark = [run(_MARK, ink)] if bar.milestone and month == bar.last else []
        inside = bar.first <= month <= bar.last
        cells.append(cell(width, paragraph("GanttMark", *mark), fill=fill if inside else ""))
    return row(*cells)
