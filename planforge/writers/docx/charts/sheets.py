"""Owns the data of a chart as Word sees it: columns of a worksheet, and the series that refer to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.enum.chart import XL_CHART_TYPE
from xlsxwriter import Workbook

from planforge.document.model import Chart, Plot, Series
from planforge.writers.figures import number_format, rounded
from planforge.writers.steps import waterfall

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_EPOCH = datetime(2000, 1, 1)
_TYPES = {"bar": XL_CHART_TYPE.COLUMN_CLUSTERED, "line": XL_CHART_TYPE.LINE_MARKERS, "pie": XL_CHART_TYPE.DOUGHNUT}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in the workbook behind a chart: one column a series, values rounded as printed."""

    data: Any  # pptx.chart.data.CategoryChartData
    series: tuple[Series, ...]
    formats: tuple[str, ...]  # number format of each series

    def elements(self, sort: str) -> list[etree._Element]:
        """Every series as a bare ``c:ser`` of a plot sort ("bar", "line", "pie"), with its references and values."""
        xml = ChartXmlWriter(_TYPES[sort], self.data).xml  # type: ignore[no-untyped-call]
        return list(etree.fromstring(xml.encode()).iter(f"{_CHART}ser"))

    def book(self) -> bytes:
        """The workbook, the same bytes for the same data."""
        blob: bytes = _BookWriter(self.data).xlsx_blob  # type: ignore[no-untyped-call]
        return blob


class _BookWriter(CategoryWorkbookWriter):
    """Writes text as text and no date of today."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: BytesIO) -> Iterator[tuple[Any, Any]]:
        workbook = Workbook(xlsx_file, _OPTIONS)
        workbook.set_properties({"created": _EPOCH})
        yield workbook, workbook.add_worksheet()
        workbook.close()


def sheet_of(chart: Chart) -> Sheet:
    """The worksheet of a chart; a waterfall becomes the columns it is stacked from."""
    series = _floating(chart) if chart.plot is Plot.WATERFALL else chart.series
    formats = tuple(number_format(one, chart.decimals) for one in series)
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = list(chart.categories) or [" "]
    for one, code in zip(series, formats, strict=True):
        data.add_series(one.name, [rounded(one, value, chart.decimals) for value in one.values], code)
    return Sheet(data, series, formats)


def _floating(chart: Chart) -> tuple[Series, ...]:
    """The stacked columns of a waterfall, and the line without stroke that carries its labels."""
    name, fall = chart.series[0].name, waterfall(chart)
    tops = tuple(None if step is None else step.top for step in fall.steps)
    layers = (*fall.layers(), ("*", tops))
    return tuple(Series(f"{name} {mark}", values, percent=chart.series[0].percent) for mark, values in layers)
