"""Owns placing a native chart in a Word file: its part, the workbook behind "Edit data", and the inline drawing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.text.run import CT_R
from docx.parts.document import DocumentPart
from lxml import etree

from planforge.document.model import Chart
from planforge.writers.charts.office.plots import chart_space, default_height, set_out
from planforge.writers.charts.office.sheets import Sheet, sheet_of
from planforge.writers.charts.office.waterfalls import cut_axis
from planforge.writers.look import Look

_EMU = 12_700  # in a point
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
    height = height or int(default_height(chart, look, width / _EMU) * _EMU)
    chart = set_out(chart, look, width / _EMU, height / _EMU)
    sheet = sheet_of(chart)
    space = chart_space(chart, sheet, look, width / _EMU, height / _EMU)
    number, relation = _add_part(part, space, sheet)
    return _run(chart, relation, part.next_id + number, number, width, height)


def common_height(charts: Iterable[Chart], look: Look, width: int) -> int:
    """The height, in EMU, at which charts of a width stand well beside each other."""
    return int(max(default_height(chart, look, width / _EMU) for chart in charts) * _EMU)


def _add_part(part: DocumentPart, space: etree._Element, sheet: Sheet) -> tuple[int, str]:
    """The number of the new chart part in the package, and the id by which the document knows it."""
    package = part.package
    assert package is not None
    name = package.next_partname("/word/charts/chart%d.xml")
    number = int(name.filename.removeprefix("chart").removesuffix(".xml"))
    place = package.next_partname("/word/embeddings/Microsoft_Excel_Sheet%d.xlsx")
    book = Part(place, CONTENT_TYPE.SML_SHEET, sheet.book(), package)
    holder = Part(name, CONTENT_TYPE.DML_CHART, None, package)
    link = {_tag("r", "id"): holder.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)}
    etree.SubElement(etree.SubElement(space, _tag("c", "externalData"), link), _tag("c", "autoUpdate"), val="0")
    holder._blob = etree.tostring(space, xml_declaration=True, encoding="UTF-8", standalone=True)
    return number, part.relate_to(holder, RELATIONSHIP_TYPE.CHART)


def _run(chart: Chart, relation: str, identity: int, number: int, width: int, height: int) -> CT_R:
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMES.items())
    run = parse_xml(
        f'<w:r {names}><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{identity}" name="Chart {number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_NAMES["c"]}"><c:chart r:id="{relation}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
    properties = next(run.iter(_tag("wp", "docPr")))
    properties.set("descr", " ".join(filter(None, (chart.description or chart.caption, cut_axis(chart)))))
    properties.set("title", chart.caption)
    return cast(CT_R, run)


def _tag(prefix: str, name: str) -> str:
    return f"{{{_NAMES[prefix]}}}{name}"
