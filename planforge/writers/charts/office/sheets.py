"""Owns the data of a chart as Word sees it: columns of a worksheet, and the series that refer to them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from html import escape
from io import BytesIO
from typing import Any

from lxml import etree
from msgspec import Struct
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

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


_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_EPOCH = datetime(2000, 1, 1)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_SERIES = """\
        <c:ser>
          <c:idx val="{index}"/>
          <c:order val="{index}"/>
          <c:tx>
            <c:strRef>
              <c:f>Sheet1!${column}$1</c:f>
              <c:strCache>
                <c:ptCount val="1"/>
                <c:pt idx="0">
                  <c:v>{name}</c:v>
                </c:pt>
              </c:strCache>
            </c:strRef>
          </c:tx>
          <c:cat>
            <c:strRef>
              <c:f>Sheet1!$A$2:$A${last}</c:f>
              <c:strCache>
                <c:ptCount val="{count}"/>
{categories}              </c:strCache>
            </c:strRef>
          </c:cat>
          <c:val>
            <c:numRef>
              <c:f>Sheet1!${column}$2:${column}${last_value}</c:f>
              <c:numCache>
                <c:formatCode>{format}</c:formatCode>
                <c:ptCount val="{values}"/>
{points}              </c:numCache>
            </c:numRef>
          </c:val>
{smooth}        </c:ser>
"""
_POINT = """\
                <c:pt idx="{}">
                  <c:v>{}</c:v>
                </c:pt>
"""


class _Column(Struct, frozen=True):
    """A series as the worksheet has it."""

    name: str
    figures: tuple[Any, ...]
    format: str


class Sheet(Struct, frozen=True):
    """What stands in the workbook behind a chart: one column a series, values rounded as printed."""

    chart: Chart
    columns: tuple[_Column, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """The first column; a chart of nothing has one without a name."""
        return tuple(self.chart.categories) or (" ",)

    def elements(self, sort: str) -> list[etree._Element]:
        """Every series as a bare ``c:ser`` of a plot sort ("bar", "line", "pie"), with its references and values."""
        smooth = '          <c:smooth val="0"/>\n' if sort == "line" else ""
        names = "".join(_POINT.format(index, escape(name, quote=False)) for index, name in enumerate(self.categories))
        count = len(self.categories)
        text = "".join(
            _SERIES.format(
                index=index,
                column=xl_col_to_name(index + 1),
                name=escape(one.name, quote=False),
                last=count + 1,
                count=count,
                categories=names,
                last_value=len(one.figures) + 1,
                format=escape(one.format, quote=False),
                values=len(one.figures),
                points="".join(_POINT.format(at, v) for at, v in enumerate(one.figures) if v is not None),
                smooth=smooth,
            )
            for index, one in enumerate(self.columns)
        )
        return list(etree.fromstring(f'<c:all xmlns:c="{_CHART}">\n{text}        </c:all>'))

    def book(self) -> bytes:
        """The workbook, the same bytes for the same data: text as text, no date of today; bars and labels of a
        waterfall as formulas."""
        stream = BytesIO()
        with Workbook(stream, _OPTIONS) as book:
            book.set_properties({"created": _EPOCH})
            sheet, plain = book.add_worksheet(), book.add_format({"num_format": "General"})
            sheet.set_column(0, 0, 10)
            for row, name in enumerate(self.categories, 1):
                sheet.write(row, 0, name, plain)
            for place, one in enumerate(self.columns, 1):
                sheet.write(0, place, one.name)
                sheet.write_column(1, place, one.figures, book.add_format({"num_format": one.format}))
            if self.chart.plot is Plot.WATERFALL:
                for cell, (formula, result) in formulas(self.chart).items():
                    sheet.write_formula(cell, formula, None, result)
        return stream.getvalue()


def sheet_of(chart: Chart) -> Sheet:
    """The worksheet of a chart; a waterfall has its figures first, then the columns that it is stacked from."""
    series = _floating(chart) if chart.plot is Plot.WATERFALL else chart.series
    columns = (
        _Column(
            one.name,
            tuple(rounded(one, value, chart.decimals) for value in one.values),
            number_format(one, chart.decimals),
        )
        for one in series
    )
    return Sheet(chart, tuple(columns))


def _floating(chart: Chart) -> tuple[Series, ...]:
    """The figures, the stacked columns made of them, and the line without stroke that carries the labels."""
    first, fall = chart.series[0], waterfall(chart)
    tops = tuple(None if step is None else step.top for step in fall.steps)
    layers = (*fall.layers(), ("*", tops))
    return first, *(Series(f"{first.name} {mark}", values, percent=first.percent) for mark, values in layers)
