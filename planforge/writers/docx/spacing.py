"""Owns what is written into a Word file so that its pages are as they were filled: air, higher rows, breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from docx.document import Document as WordFile

from planforge.writers.docx.heights import Sheet, sheet_of, table_style
from planforge.writers.docx.pieces import FORM, OWN, SPACER, Piece
from planforge.writers.docx.wordml import Element, node, tag

THEIRS = "-"  # the kind of what a company has written itself
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"


def drop_spacers(word: WordFile, kind: Callable[[Element], str]) -> None:
    """Make the air after a table that of the words below it; only between two tables is it a paragraph of its own.

    LibreOffice parts a heading that stands below an empty paragraph below a table from what it heads.
    """
    sheet = sheet_of(word)
    for spacer in [one for one in word.part.element.body if kind(one) == SPACER]:
        before, after = spacer.getprevious(), spacer.getnext()
        if before is None or before.tag != tag("w:tbl") or after is None or kind(after) in ("", THEIRS):
            continue
        setting = sheet.paragraph(after)
        _space(sheet, after, setting.before + sheet.paragraph(spacer).line, setting.after)
        word.part.element.body.remove(spacer)


def write_into(sheet: Sheet, piece: Piece) -> None:
    """Write the changed heights into a piece, and where it breaks."""
    for element, kind in zip(piece.elements, piece.kinds, strict=True):
        if kind == THEIRS:
            continue
        if piece.high != 1:
            for one in element.iter(_EXTENT):
                one.set("cy", str(round(int(one.get("cy", "0")) * piece.high)))
        if element.tag == tag("w:p") and piece.air != 1:
            setting = sheet.paragraph(element)
            _space(sheet, element, setting.before * piece.air, setting.after * piece.air)
        if element.tag == tag("w:tbl"):
            first = next((at for at, unit in enumerate(piece.units) if unit.row), 0)
            _loosen(element, [at - first for at in piece.loose])
            _heighten(sheet, element, piece.tall)
    if piece.parted:
        _part(piece.elements[piece.parted])
    if piece.pinned and piece.kinds[0] != THEIRS:
        _pin(sheet, piece.elements[0])


def _heighten(sheet: Sheet, table: Element, tall: float) -> None:
    """Let the rows of a table be so many twips higher."""
    if abs(tall) <= 1:
        return
    if table_style(table) in OWN:
        _pad(sheet, table, tall / 2)
    for one in table.iter(tag("w:trHeight")) if table_style(table) == FORM else ():
        one.set(tag("w:val"), str(round(int(one.get(tag("w:val"), "0")) + tall)))


def _loosen(table: Element, rows: Sequence[int]) -> None:
    """Let the page end after some of the rows of a table."""
    for number, row in enumerate(table.iterfind(tag("w:tr"))):
        for keep in list(row.iter(tag("w:keepNext"))) if number in rows else ():
            properties = keep.getparent()
            assert properties is not None
            properties.remove(keep)


def _part(paragraph: Element) -> None:
    """Let a page end below a paragraph that leads to what follows."""
    for keep in paragraph[0].findall(tag("w:keepNext")):
        paragraph[0].remove(keep)
    paragraph[0].insert(1, node("w:keepNext", val="0"))


def _pad(sheet: Sheet, table: Element, more: float) -> None:
    """Let the cells of a table have so many twips more above and below."""
    top, left, bottom, right, _ = sheet.cell(table)
    sides = {"top": top + more, "left": left, "bottom": bottom + more, "right": right}
    padding = node("w:tblCellMar", *(node(f"w:{side}", w=round(width), type="dxa") for side, width in sides.items()))
    next(table.iter(tag("w:tblLook"))).addprevious(padding)


def _pin(sheet: Sheet, paragraph: Element) -> None:
    """Let a paragraph begin a page, as high on it as one that does so of itself."""
    first = ("w:pStyle", "w:keepNext", "w:keepLines")
    at = sum(one.tag in map(tag, first) for one in paragraph[0])
    paragraph[0].insert(at, node("w:pageBreakBefore"))
    _space(sheet, paragraph, 0, sheet.paragraph(paragraph).after)


def _space(sheet: Sheet, paragraph: Element, before: float, after: float) -> None:
    properties = paragraph[0]
    if properties.find(tag("w:framePr")) is not None:
        return  # it stands where it is bound to
    spacing = properties.find(tag("w:spacing"))
    if spacing is None:
        spacing = node("w:spacing")
        later = ("w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")
        names = {tag(name) for name in later}
        properties.insert(next((n for n, one in enumerate(properties) if one.tag in names), len(properties)), spacing)
    for name, twips in (("before", before), ("after", after)):
        spacing.set(tag(f"w:{name}"), str(round(twips)))
        for unit in ("Lines", "Autospacing") if sheet.lined else ():  # they go before twips
            spacing.set(tag(f"w:{name}{unit}"), "0")
