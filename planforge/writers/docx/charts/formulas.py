"""Owns the formulas behind a waterfall in Word: edit the figures in one column, and bars and labels follow.

Columns: A category, B figure, C base, D total, E rise and F fall above zero, G rise and H fall below it, I upper edge,
J label, K level after the step.
"""

from __future__ import annotations

from decimal import Decimal

from planforge.document.model import Chart
from planforge.writers.figures import changed, number_format, printed
from planforge.writers.steps import Step, Waterfall, waterfall

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
    series = chart.series[0]
    return [
        "" if step is None else (printed if step.total else changed)(series, step.change, chart.decimals)
        for step in waterfall(chart).steps
    ]


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
