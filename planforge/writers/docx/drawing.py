"""Owns placing a native chart in a Word file: its part, the workbook behind it, and the inline drawing."""

from __future__ import annotations

from typing import cast

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.text.run import CT_R
from docx.parts.document import DocumentPart

from planforge.document.model import Chart
from planforge.writers.charts.office import Native, native
from planforge.writers.look import Look

_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}


def add_chart(part: DocumentPart, chart: Chart, look: Look, width: int, height: int | None = None) -> CT_R:
    """A run that holds the chart as an inline drawing, to be put into a paragraph of the part's document.

    ``width`` and ``height`` are in EMU; without a height the chart takes what its kind and data need. The chart part
    and its workbook are added to the package.
    """
    drawn = native(chart, look, width, height)
    number, relation = _add_part(part, drawn)
    return _run(drawn, relation, part.next_id + number, number)


def _add_part(part: DocumentPart, drawn: Native) -> tuple[int, str]:
    """The number of the new chart part in the package, and the id by which the document knows it."""
    package = part.package
    assert package is not None
    name = package.next_partname("/word/charts/chart%d.xml")
    number = int(name.filename.removeprefix("chart").removesuffix(".xml"))
    place = package.next_partname("/word/embeddings/Microsoft_Excel_Sheet%d.xlsx")
    book = Part(place, CONTENT_TYPE.SML_SHEET, drawn.book, package)
    holder = Part(name, CONTENT_TYPE.DML_CHART, None, package)
    holder._blob = drawn.xml(holder.relate_to(book, RELATIONSHIP_TYPE.PACKAGE))
    return number, part.relate_to(holder, RELATIONSHIP_TYPE.CHART)


def _run(drawn: Native, relation: str, identity: int, number: int) -> CT_R:
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMES.items())
    run = parse_xml(
        f'<w:r {names}><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{drawn.width}" cy="{drawn.height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{identity}" name="Chart {number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_NAMES["c"]}"><c:chart r:id="{relation}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
    properties = next(run.iter(f"{{{_NAMES['wp']}}}docPr"))
    properties.set("descr", drawn.description)
    properties.set("title", drawn.title)
    return cast(CT_R, run)
