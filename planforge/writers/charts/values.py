"""Owns how the figures of a chart are printed: rounded, grouped, as percentages, as changes with their sign."""

from __future__ import annotations

from decimal import Decimal

from planforge.document.model import Chart, Plot, Series
from planforge.numbers import nearest
from planforge.wording import numbers

Figure = Decimal | int | None


def percent_decimals(series: Series) -> int:
    """Decimals a percentage needs when printed: 0 where all are whole, else 1."""
    return 0 if all(value is None or value * 100 == int(value * 100) for value in series.values) else 1


def number_format(series: Series, decimals: int) -> str:
    """The Excel number format of a series: grouped thousands, or a percentage."""
    if series.percent:
        return "0.0%" if percent_decimals(series) else "0%"
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def rounded(series: Series, value: Figure, decimals: int) -> Decimal | None:
    """The figure with just the decimals that are printed."""
    if value is None:
        return None
    places = percent_decimals(series) + 2 if series.percent else decimals
    return Decimal(nearest(Decimal(value).scaleb(places))).scaleb(-places)


def printed(series: Series, value: Figure, decimals: int, *, signed: bool = False) -> str:
    """The figure as text, as a document prints it: "8,280", "12.5%", and "—" where it is missing; ``signed`` is that of
    a change: "+400"."""
    printer = numbers("en")  # figures are grouped alike in every language
    if series.percent:
        return printer.percent(value, signed=signed, decimals=percent_decimals(series))
    return printer.number(value, decimals, signed=signed)


def unit_of(chart: Chart) -> str:
    """The unit to print beside a chart; none where every figure carries its own percent sign."""
    own = all(series.percent for series in chart.series) or chart.plot is Plot.DOUGHNUT
    return "" if own or chart.unit == "%" else chart.unit


def parts_of_whole(chart: Chart) -> bool:
    """Whether the series are percentages that make up 100 % in every category."""
    if not chart.series or not all(series.percent for series in chart.series):
        return False
    columns = zip(*(series.values for series in chart.series), strict=True)
    return all(abs(sum((value or 0 for value in column), Decimal(0)) - 1) < Decimal("0.02") for column in columns)


def slices(chart: Chart) -> tuple[Decimal, ...]:
    """The share of every slice of a doughnut's first series in its sum, from 0 to 1."""
    values = [max(Decimal(value or 0), Decimal(0)) for value in chart.series[0].values]
    whole = sum(values, Decimal(0))
    return tuple(value / whole if whole else Decimal(0) for value in values)
