"""Native charts of Word and PowerPoint: the chart's XML, and the workbook behind "Edit data"."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree
from msgspec import Struct

from planforge.document.model import Chart, Plot
from planforge.writers.charts.layout import Room
from planforge.writers.charts.marks import picture
from planforge.writers.charts.office.chartml import DRAWING, node, value
from planforge.writers.charts.office.plots import chart_space, sheet_names
from planforge.writers.charts.office.sheets import sheet_of
from planforge.writers.look import Look

EMU = 12_700  # in a point
_RING = 126.0  # points: the height of a doughnut
_SLICE = 1.7  # ems of a line of its legend


class Native(Struct, frozen=True):
    """A chart for an Office file; sizes in EMU."""

    title: str
    description: str
    """Alt text, which also says that an axis does not begin at zero."""
    book: bytes
    width: int
    height: int
    space: etree._Element

    def xml(self, relation: str) -> bytes:
        """The chart part, linked to its workbook by the id of a relationship."""
        link = node("c:externalData", value("autoUpdate", 0))
        link.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", relation)
        self.space.append(link)
        return etree.tostring(self.space, xml_declaration=True, encoding="UTF-8", standalone=True)


_HIGH, _LOW = 106, 54  # points of the columns of a chart


def native(chart: Chart, look: Look, width: int, height: int | None = None) -> Native:
    """The chart at a width in EMU, as high as it needs where no height is given."""
    height = height or int(height_of(chart, look, width / EMU) * EMU)
    drawn = picture(chart, look, Room(width / EMU, look.size, height=height / EMU))
    named = sheet_names(drawn.layout)
    sheet = sheet_of(named)
    cut = chart.cut if chart.cut and drawn.layout.unit.endswith(chart.cut) else ""
    description = " ".join(filter(None, (chart.description or chart.caption, cut)))
    space = chart_space(drawn, sheet)
    _theme(space, look)
    return Native(chart.caption, description, sheet.book(), width, height, space)


def _theme(space: etree._Element, look: Look) -> None:
    """Name the colours that the theme has, so that they follow it."""
    for colour in list(space.iter(f"{{{DRAWING}}}srgbClr")):
        if slot := look.slot(colour.get("val", "")):
            colour.tag = f"{{{DRAWING}}}schemeClr"
            colour.set("val", slot)


def common_height(charts: Iterable[Chart], look: Look, width: int) -> int:
    """The height, in EMU, at which charts of a width stand well beside each other."""
    return int(max(height_of(chart, look, width / EMU) for chart in charts) * EMU)


def height_of(chart: Chart, look: Look, width: float) -> float:
    """Points a chart wants at a width in points: lying bars by their number, the rest low and wide."""
    if chart.plot is Plot.DOUGHNUT:  # Word puts the legend of a ring beside it at any width
        return max(_RING, (len(chart.categories) + 1) * _SLICE * look.size)
    return min(
        max(picture(chart, look, Room(width, look.size, plot=_LOW if chart.low else _HIGH)).layout.height, 90), 620
    )
