"""Owns what is drawn on a slide: text, cards, native charts, tables, the calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.parts.chart import ChartPart
from pptx.util import Emu, Pt

from planforge.document.model import (
    Bar,
    Cards,
    Cell,
    Chart,
    Column,
    Gantt,
    House,
    Kind,
    Quadrant,
    Row,
    RowKind,
    Table,
    Tone,
)
from planforge.writers.charts.office import native
from planforge.writers.fit import balanced, broken, shortened, text_width
from planforge.writers.look import Look, dark, mix
from planforge.writers.pptx.stage import Box
from planforge.writers.widths import FIGURES, Need, least_width, needs_of, shared_out, side

EMU = 12_700  # in a point

_SLOTS = {
    **{f"accent{number}": getattr(MSO_THEME_COLOR, f"ACCENT_{number}") for number in range(1, 7)},
    "tx1": MSO_THEME_COLOR.TEXT_1,
    "bg1": MSO_THEME_COLOR.BACKGROUND_1,
    "bg2": MSO_THEME_COLOR.BACKGROUND_2,
}
_SIZES = (16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0)  # points: of a table, the largest at which it fits
_PAD = 5.0  # points at either side of a cell's text
_SLACK = 1.05  # programs set a line wider than its letters are: a gap between Chinese and figures, kerning
_LINE = 1.25  # heights of type in a line, whatever the face is: faces differ from 1.2 to 1.5
_BOLD = 1.08  # bold letters against light ones
_AIR = 0.9  # of the type size, that a row is higher at most where there is room
_LEGIBLE = 12.0  # points
LOW = 150  # points: the height of cards whose type is of its usual size
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # what no XML holds
_BARE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # the table style "No Style, No Grid"


def paint(target: Any, look: Look, colour: str) -> None:
    """Give a fill's or font's colour, by the theme's name where it has one."""
    if slot := look.slot(colour):
        target.theme_color = _SLOTS[slot]
    else:
        target.rgb = RGBColor(*bytes.fromhex(colour))  # type: ignore[no-untyped-call]


def write_text(frame: Any, lines: Sequence[tuple[str, float, str, bool]], look: Look, *, align: Any = None) -> None:
    """Paragraphs of (text, size, colour, bold) in a text frame without margins; a vertical tab breaks a line."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for index, (text, size, colour, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.line_spacing = Pt(size * _LINE)
        if align is not None:
            paragraph.alignment = align
        for place, line in enumerate(text.split("\v")):
            if place:
                paragraph.add_line_break()
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold = Pt(size), bold
            paint(run.font.color, look, colour)


def add_text(slide: Any, box: Box, lines: Sequence[tuple[str, float, str, bool]], look: Look, *, name: str,
             align: Any = None, anchor: Any = MSO_ANCHOR.TOP) -> None:  # fmt: skip
    shape = slide.shapes.add_textbox(Emu(box.left), Emu(box.top), Emu(box.width), Emu(box.height))
    shape.name = name
    shape.text_frame.vertical_anchor = anchor
    write_text(shape.text_frame, lines, look, align=align)


def add_block(slide: Any, box: Box, block: object, look: Look, more: str) -> None:
    """The picture or table of a slide, in its room."""
    if isinstance(block, Chart):
        _chart(slide, box, block, look)
    elif isinstance(block, Table):
        _table(slide, box, block, look, more)
    elif isinstance(block, Cards):
        _cards(slide, box, block, look)
    elif isinstance(block, Gantt):
        _table(slide, box, _calendar(block), look, more)
    elif isinstance(block, House):
        _house(slide, box, block, look)
    elif isinstance(block, Quadrant):
        _quadrant(slide, box, block, look)


def describe(shape: Any, title: str, description: str) -> None:
    """Name and alt text."""
    held = shape._element.xpath(".//p:cNvPr")[0]
    held.set("name", title or held.get("name"))
    held.set("descr", description or title)


def _chart(slide: Any, box: Box, chart: Chart, look: Look) -> None:
    """A native chart with its workbook."""
    drawn = native(chart, look, box.width, box.height)
    package = slide.part.package
    name = package.next_partname(ChartPart.partname_template)
    part = ChartPart.load(name, CONTENT_TYPE.DML_CHART, package, etree.tostring(drawn.space))
    part.chart_workbook.update_from_xlsx_blob(drawn.book)
    link = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    shapes = slide.shapes
    frame = shapes._add_chart_graphicFrame(link, Emu(box.left), Emu(box.top), Emu(box.width), Emu(box.height))
    shape = shapes._shape_factory(frame)
    describe(shape, drawn.title, drawn.description)


def _cards(slide: Any, box: Box, block: Cards, look: Look) -> None:
    """Key figures side by side, as much larger as they are higher."""
    count, gap, wide = len(block.cards), int(Pt(12)), look.wide * _BOLD
    width = (box.width - gap * (count - 1)) // count
    height, grown = box.height, max(box.height / int(Pt(LOW)), 1.0)
    room = width / EMU - 12
    size = min(_figure_size(card.figure, room / wide, 32.0 * grown) for card in block.cards)
    label = min(_label_size(card.label, room, 13.0 * grown) for card in block.cards)
    for index, card in enumerate(block.cards):
        place = Box(box.left + index * (width + gap), box.top, width, height)
        shape = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, *(Emu(one) for one in (place.left, place.top, width, height))
        )
        shape.name = card.label
        shape.fill.solid()
        ground = look.tone(Tone.STARTING) if card.starting else look.band
        paint(shape.fill.fore_color, look, ground)
        shape.line.fill.background()
        shape.shadow.inherit = False
        tone = look.written(look.tone(card.tone) if card.tone is not Tone.PLAIN else look.soft, ground)
        soft = look.written(look.soft, ground)
        figure = look.written(look.series(0), ground)
        lines = [(card.figure, size, figure, True), (card.label, label, soft, False)]
        lines += [(card.change, 13.0, tone, True)] if card.change else []
        lines += [(card.beside, 11.0, soft, False)] if card.beside else []
        write_text(shape.text_frame, lines, look, align=PP_ALIGN.CENTER)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def _figure_size(figure: str, room: float, most: float) -> float:
    """The size of type, in points, in which a figure fits its card."""
    return min(most, max(12.0, room / max(text_width(figure, 1), 0.1)))


def _label_size(label: str, room: float, most: float) -> float:
    """The size in which a label fits one line of its card, where that is legible, else two."""
    one = room / max(text_width(label, 1), 0.1)
    return min(most, one) if one >= _LEGIBLE else min(13.0, max(9.0, 2 * one))


def _house(slide: Any, box: Box, block: House, look: Look) -> None:
    rows = tuple(Row((Cell(code), Cell(text))) for code, text in block.pillars)
    columns = (Column("", Kind.LABEL, 1), Column(block.roof, Kind.TEXT, 8))
    _table(slide, box, Table(block.key, block.caption, columns, rows, description=block.description), look, "")


def _quadrant(slide: Any, box: Box, block: Quadrant, look: Look) -> None:
    """Four fields, strengths beside weaknesses, opportunities beside threats."""
    gap = int(Pt(8))
    width, height = (box.width - gap) // 2, (box.height - gap) // 2
    for index, (title, items) in enumerate(block.fields):
        left, top = box.left + (index % 2) * (width + gap), box.top + (index // 2) * (height + gap)
        lines = [(title, 14.0, look.written(look.series((0, 2, 1, 3)[index])), True)]
        size, room = 12.0, height / EMU - 24
        while size > 9 and sum(len(broken(one, width / EMU, size, 9)) for one in items) * size * 1.3 > room:
            size -= 1
        kept = items[: max(int(room / (size * 1.3)), 1)]
        add_text(slide, Box(left, top, width, height), [*lines, *((f"• {one}", size, look.ink, False) for one in kept)],
                 look, name=title)  # fmt: skip


# Owns tables ----------------------------------------------------------------------------------------------------------


def _calendar(block: Gantt) -> Table:
    """A calendar of actions as a table, filled months in their colours."""
    heads = [
        Column(head, Kind.TEXT if n == 1 else Kind.LABEL, 4 if n == 1 else 1.4) for n, head in enumerate(block.heads)
    ]
    columns = (*heads, *(Column(period, Kind.LABEL, 0.8) for period in block.periods))
    rows = tuple(_bar(bar, len(block.periods)) for bar in block.bars)
    return Table(block.key, block.caption, columns, rows, description=block.description)


def _bar(bar: Bar, months: int) -> Row:
    names = (Cell(bar.code), Cell(bar.label), Cell(bar.owner))
    inside = [bar.first <= month <= bar.last for month in range(1, months + 1)]
    cells = (
        Cell("◆" if bar.milestone and month == bar.last else "", tone=bar.tone if on else Tone.PLAIN, fill=on)
        for month, on in enumerate(inside, 1)
    )
    return Row((*names, *cells))


def _table(slide: Any, box: Box, table: Table, look: Look, more: str) -> None:
    """A table at the largest type at which it fits; rows that no type has room for are counted below it."""
    unit = int(Pt(16)) if table.unit else 0
    if unit:
        line = [(table.unit, 10.0, look.soft, False)]
        add_text(slide, Box(box.left, box.top, box.width, unit), line, look, name=table.unit, align=PP_ALIGN.RIGHT)
    room = Box(box.left, box.top + unit, box.width, box.height - unit)
    widths, size, heights = _set(table, room, look.wide)
    rows, left = _fitting(table, heights, room.height / EMU)
    grouped = any(column.group for column in table.columns)
    count = len(rows) + 1 + grouped
    high = heights[0] * (1 + grouped) + sum(heights[1 + table.rows.index(row)] for row in rows)
    places = (Emu(one) for one in (room.left, room.top, sum(widths), round(high * EMU)))
    frame = slide.shapes.add_table(count, len(table.columns), *places)
    describe(frame, table.caption, table.description or table.caption)
    grid = frame.table
    _bare(grid)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Emu(width)
    lines = [*_heads(table, look, size, grouped=grouped), *(_row(row, table, look, size) for row in rows)]
    for index, (line, cells) in enumerate(zip(list(grid.rows), lines, strict=True)):
        held = heights[0] if index <= grouped else heights[1 + table.rows.index(rows[index - 1 - grouped])]
        line.height = Emu(round(held * EMU))
        for old in list(line._tr):
            line._tr.remove(old)
        line._tr.extend(parse_xml(f'<a:tr {nsdecls("a")} h="0">{"".join(cells)}</a:tr>'))
    if left and more:
        foot = Box(room.left, room.top + round(high * EMU) + int(Pt(3)), room.width, int(Pt(14)))
        add_text(slide, foot, [(more.replace("{count}", str(left)), 10.0, look.soft, False)], look, name="more")


def _needs(table: Table, size: float, wide: float) -> list[Need]:
    """What columns need: Chinese is as wide in every face, figures and letters are not, and no figure may break."""
    shares = [
        wide if one.kind in FIGURES else 1.0 if one.kind is Kind.TEXT else (1 + wide) / 2 for one in table.columns
    ]
    needs = {share: needs_of(table, size * share * _SLACK, round(_PAD * 40)) for share in set(shares)}
    return [needs[share][place] for place, share in enumerate(shares)]


def _set(table: Table, room: Box, wide: float) -> tuple[list[int], float, list[float]]:
    """Column widths in EMU, type size, heights of head and rows in points."""
    twips = room.width // 635
    for size in _SIZES:
        needs = _needs(table, size, wide)
        if least_width(needs) > twips and size > _SIZES[-1]:
            continue
        widths = shared_out(needs, twips)
        heights = _heights(table, [width / 20 for width in widths], size)
        if sum(heights) + heights[0] * any(c.group for c in table.columns) <= room.height / EMU or size == _SIZES[-1]:
            break
    spare = (room.height / EMU - sum(heights) - heights[0] * any(c.group for c in table.columns)) / len(heights)
    air = max(min(spare * 0.6, _AIR * size), 0)
    scale = room.width / sum(widths)
    return [int(width * scale) for width in widths], size, [height + air for height in heights]


def _heights(table: Table, widths: Sequence[float], size: float) -> list[float]:
    """Of the head and of every row, in points."""
    head = max(len(broken(c.title, w - 2 * _PAD, size, 9)) for c, w in zip(table.columns, widths, strict=True))
    found = [head * size * _LINE + 8]
    for row in table.rows:
        start, lines = 0, 1
        for cell in row.cells:
            wide = (sum(widths[start : start + cell.span]) - 2 * _PAD) / _SLACK
            lines = max(lines, sum(len(broken(one, wide, size, 30)) for one in cell.text.split("\n")))
            start += cell.span
        found.append(lines * size * _LINE + 6)
    return found


def _fitting(table: Table, heights: Sequence[float], room: float) -> tuple[list[Row], int]:
    """The rows for which there is room, the total always among them, and how many are left out."""
    grouped = any(column.group for column in table.columns)
    free = room - heights[0] * (1 + grouped)
    if sum(heights[1:]) <= free:
        return list(table.rows), 0
    totals = [index for index, row in enumerate(table.rows) if row.kind is RowKind.TOTAL]
    free -= sum(heights[1 + index] for index in totals) + 18
    kept: list[Row] = []
    for index, row in enumerate(table.rows):
        if index in totals:
            continue
        if heights[1 + index] > free:
            break
        free -= heights[1 + index]
        kept.append(row)
    left = len(table.rows) - len(kept) - len(totals)
    return [*kept, *(table.rows[index] for index in totals)], left


def _bare(grid: Any) -> None:
    """No style of the program's: what a cell looks like it says itself, in the theme's colours."""
    properties = grid._tbl.tblPr
    for name in ("firstRow", "bandRow"):
        properties.attrib.pop(name, None)
    properties.set("firstRow", "1")
    for child in list(properties):
        properties.remove(child)
    style = etree.SubElement(properties, "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId")
    style.text = _BARE


def _heads(table: Table, look: Look, size: float, *, grouped: bool) -> Iterator[list[str]]:
    """The row of heads, and above it that of groups where there are any."""
    fill, columns = dark(look.series(0)), table.columns

    def head(text: str, merged: str = "", align: str = "ctr") -> str:
        return _cell(text, look, size, fill=fill, colour="FFFFFF", bold=True, align=align, merged=merged)

    if not grouped:
        yield [head(column.title, align=_align(column.kind)) for column in columns]
        return
    upper = []
    for group, held in groupby(columns, key=lambda column: column.group or None):
        below = list(held)
        if group is None:
            upper += [head(column.title, ' rowSpan="2"', _align(column.kind)) for column in below]
        else:
            upper += [head(group, f' gridSpan="{len(below)}"'), *(head("", ' hMerge="1"') for _ in below[1:])]
    yield upper
    yield [head(one.title, align=_align(one.kind)) if one.group else head("", ' vMerge="1"') for one in columns]


def _align(kind: Kind) -> str:
    return {"left": "l", "centre": "ctr", "right": "r"}[side(kind)]


def _row(row: Row, table: Table, look: Look, size: float) -> list[str]:
    made: list[str] = []
    heavy = row.kind in (RowKind.TOTAL, RowKind.SUBTOTAL, RowKind.GROUP)
    band = mix(look.series(0), look.paper, 0.9) if heavy else ""
    for cell in row.cells:
        kind = cell.kind or table.columns[len(made)].kind
        align = _align(kind)
        toned = cell.tone is not Tone.PLAIN
        fill = look.tone(cell.tone) if cell.fill and toned else band
        colour = look.on(fill) if cell.fill and toned else _ink(look, cell) if toned else look.ink
        merged = f' gridSpan="{cell.span}"' if cell.span > 1 else ""
        made.append(_cell(cell.text, look, size, fill=fill, colour=colour, bold=heavy, align=align, merged=merged))
        covered = _cell("", look, size, fill=fill, colour=look.ink, bold=False, align=align, merged=' hMerge="1"')
        made += [covered] * (cell.span - 1)
    return made


def _ink(look: Look, cell: Cell) -> str:
    """The colour of a tone as text."""
    return look.written(look.tone(cell.tone))


def _cell(
    text: str, look: Look, size: float, *, fill: str, colour: str, bold: bool, align: str, merged: str = ""
) -> str:
    """A cell with its text and a hairline below it; ``merged`` says what it spans, or that another spans it."""
    run = f'sz="{round(size * 100)}" b="{int(bold)}"'
    ink, pad, high = _solid(look, colour), int(Pt(_PAD)), int(Pt(2))
    spacing = f'<a:lnSpc><a:spcPts val="{round(size * _LINE * 100)}"/></a:lnSpc>'
    lines = "".join(
        f'<a:p><a:pPr algn="{align}">{spacing}</a:pPr>'
        + (
            f"<a:r><a:rPr {run}>{ink}</a:rPr><a:t>{escape(line, quote=False)}</a:t></a:r>"
            if line
            else f"<a:endParaRPr {run}/>"
        )
        + "</a:p>"
        for line in _CONTROL.sub("", text).split("\n")
    )
    margins = f'marL="{pad}" marR="{pad}" marT="{high}" marB="{high}" anchor="ctr"'
    rule = f'<a:lnB w="6350"><a:solidFill><a:srgbClr val="{look.rule}"/></a:solidFill></a:lnB>'
    back = _solid(look, fill) if fill else ""
    return (
        f"<a:tc{merged}><a:txBody><a:bodyPr/><a:lstStyle/>{lines}</a:txBody>"
        f"<a:tcPr {margins}>{rule}{back}</a:tcPr></a:tc>"
    )


def _solid(look: Look, colour: str) -> str:
    """A fill of one colour, by the theme's name where it has one."""
    slot = look.slot(colour)
    return f'<a:solidFill><a:{"schemeClr" if slot else "srgbClr"} val="{slot or colour}"/></a:solidFill>'


def fitted(text: str, room: float, size: float, least: float, most: int = 2) -> tuple[float, list[str]]:
    """The largest type at which a text takes no more lines than it may, and those lines."""
    while size > least and len(balanced(text, room, size)) > most:
        size -= 1
    lines = balanced(text, room, size)
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened("".join(lines[most - 1 :]), room, size)]
    return size, lines
