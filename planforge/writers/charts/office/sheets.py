"""Owns the data of a chart as Word sees it: columns of a worksheet, and the series that refer to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.enum.chart import XL_CHART_TYPE
from xlsxwriter import Workbook

from planforge.document.model import Chart, Plot, Series
from planforge.writers.charts.marks import step_text
from planforge.writers.charts.steps import Step, Waterfall, waterfall
from planforge.writers.charts.values import number_format, rounded

# Formulas behind a waterfall ------------------------------------------------------------------------------------------

LABELS = "J"
_LAYERS = "CDEFGH"

Result = Decimal | int | str
"""What a formula gives now."""


def formulas(chart: Chart) -> dict[str, tuple[str, Result]]:
    """(formula, its result) by cell, for all rows of the worksheet."""
    fall, cells = waterfall(chart), {}
    texts = label_texts(chart)
    for index, step in enumerate(fall.steps):
        row, total = index + 2, index in chart.totals
        for column, formula in _row(row, total, number_format(chart.series[0], chart.decimals)).items():
            result = texts[index] if column == LABELS else _result(fall, step, index, column)
            cells[f"{column}{row}"] = (f"={formula}", result)
    return cells


def label_texts(chart: Chart) -> list[str]:
    """What stands over every bar: totals plain, changes with their sign; empty where the figure is missing."""
    return ["" if step is None else step_text(chart, step.change, step.total) for step in waterfall(chart).steps]


def _row(row: int, total: bool, code: str) -> dict[str, str]:
    """The formulas of a row by column."""
    figure, level, before = f"$B{row}", f"$K{row}", f"$K{row - 1}" if row > 2 else "0"
    if total:
        shown = f'IF({figure}="","",TEXT({figure},"{code}"))'
        own = f'IF({figure}="",{before},{figure})'
        return {"D": f"N({figure})", "I": f"MAX(0,{level})", LABELS: shown, "K": own}
    shown = f'IF({figure}="","",TEXT({figure},"+{code};""−""{code};{code}"))'
    return _bars(before, level) | {"I": f"MAX({before},{level})", LABELS: shown, "K": f"{before}+N({figure})"}


def _bars(start: str, end: str) -> dict[str, str]:
    """The pieces of a bar that runs from one level to another."""
    above, below = f"MAX({end},0)-MAX({start},0)", f"MIN({start},0)-MIN({end},0)"
    near = f"IF({start}>0,MIN({start},{end}),MAX({start},{end}))"
    return {
        "C": f"IF({start}*{end}<=0,0,{near})",
        "E": f"IF({end}>={start},{above},0)",
        "F": f"IF({end}<{start},-({above}),0)",
        "G": f"IF({end}>={start},{below},0)",
        "H": f"IF({end}<{start},-({below}),0)",
    }


def _result(fall: Waterfall, step: Step | None, index: int, column: str) -> Decimal | int:
    """What a bar's formula gives now; nothing moves where the figure is missing."""
    if step is None:
        return 0
    if column in _LAYERS:
        return fall.layers()[_LAYERS.index(column)][1][index] or 0
    return step.top if column == "I" else step.end


_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_EPOCH = datetime(2000, 1, 1)
_TYPES = {"bar": XL_CHART_TYPE.COLUMN_CLUSTERED, "line": XL_CHART_TYPE.LINE_MARKERS, "pie": XL_CHART_TYPE.DOUGHNUT}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in the workbook behind a chart: one column a series, values rounded as printed."""

    chart: Chart
    data: Any  # pptx.chart.data.CategoryChartData

    def elements(self, sort: str) -> list[etree._Element]:
        """Every series as a bare ``c:ser`` of a plot sort ("bar", "line", "pie"), with its references and values."""
        xml = ChartXmlWriter(_TYPES[sort], self.data).xml  # type: ignore[no-untyped-call]
        return list(etree.fromstring(xml.encode()).iter(f"{_CHART}ser"))

    def book(self) -> bytes:
        """The workbook, the same bytes for the same data."""
        writer: Any = _BookWriter(self.data)  # type: ignore[no-untyped-call]
        writer.chart = self.chart
        blob: bytes = writer.xlsx_blob
        return blob


class _BookWriter(CategoryWorkbookWriter):
    """Writes text as text and no date of today; bars and labels of a waterfall as formulas."""

    chart: Chart

    @contextmanager
    def _open_worksheet(self, xlsx_file: BytesIO) -> Iterator[tuple[Any, Any]]:
        workbook = Workbook(xlsx_file, _OPTIONS)
        workbook.set_properties({"created": _EPOCH})
        yield workbook, workbook.add_worksheet()
        workbook.close()

    def _write_series(self, workbook: Any, worksheet: Any) -> None:
        super()._write_series(workbook, worksheet)  # type: ignore[no-untyped-call]
        if self.chart.plot is Plot.WATERFALL:
            for place, (formula, result) in formulas(self.chart).items():
                worksheet.write_formula(place, formula, None, result)


def sheet_of(chart: Chart) -> Sheet:
    """The worksheet of a chart; a waterfall has its figures first, then the columns that it is stacked from."""
    series = _floating(chart) if chart.plot is Plot.WATERFALL else chart.series
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = list(chart.categories) or [" "]
    for one in series:
        figures = [rounded(one, value, chart.decimals) for value in one.values]
        data.add_series(one.name, figures, number_format(one, chart.decimals))
    return Sheet(chart, data)


def _floating(chart: Chart) -> tuple[Series, ...]:
    """The figures, the stacked columns made of them, and the line without stroke that carries the labels."""
    first, fall = chart.series[0], waterfall(chart)
    tops = tuple(None if step is None else step.top for step in fall.steps)
    layers = (*fall.layers(), ("*", tops))
    return first, *(Series(f"{first.name} {mark}", values, percent=first.percent) for mark, values in layers)
