"""The bars of a waterfall: their edges, their stacked pieces in Word, and the formulas that keep them right."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.document.model import Chart, Plot, Series
from planforge.writers.charts.office.sheets import formulas, label_texts
from planforge.writers.charts.steps import waterfall


def chart(figures: list[int | None], totals: tuple[int, ...] = ()) -> Chart:
    names = tuple(str(index) for index in range(len(figures)))
    return Chart("w", "w", Plot.WATERFALL, names, (Series("万元", tuple(figures)),), "", totals=totals)


CHARTS = st.lists(st.one_of(st.none(), st.integers(-999, 999)), min_size=1, max_size=7).flatmap(
    lambda figures: st.sets(st.integers(0, len(figures) - 1)).map(lambda totals: chart(figures, tuple(sorted(totals))))
)


def test_steps_float_from_level_to_level_and_totals_stand_on_zero() -> None:
    steps = waterfall(chart([100, 30, -50, 80], totals=(0, 3))).steps
    assert [(step.start, step.end) for step in steps if step] == [(0, 100), (100, 130), (130, 80), (0, 80)]


def test_a_missing_figure_leaves_a_gap_and_the_level_as_it_was() -> None:
    steps = waterfall(chart([100, None, 20])).steps
    assert steps[1] is None
    assert steps[2] is not None and (steps[2].start, steps[2].end) == (100, 120)


def test_labels_give_totals_plainly_and_changes_with_their_sign() -> None:
    assert label_texts(chart([1000, 30, -50, 0, None, 980], totals=(0, 5))) == ["1,000", "+30", "−50", "0", "", "980"]


@given(CHARTS)
@settings(max_examples=60)
def test_stacked_pieces_reach_just_from_the_lower_to_the_upper_edge(drawn: Chart) -> None:
    fall = waterfall(drawn)
    layers = dict(fall.layers())
    for index, step in enumerate(fall.steps):
        if step is None:
            continue
        base = layers["_"][index] or 0
        visible = [layers[mark][index] or 0 for mark in ("=", "+", "−", "+ <0", "− <0")]
        above, below = (sum(one for one in visible if one > 0), sum(one for one in visible if one < 0))
        reach = (base + below if base < 0 or below else base, base + above if base > 0 or above else base)
        assert reach == (step.bottom, step.top) or step.bottom == step.top


@given(CHARTS)
@settings(max_examples=60)
def test_the_formulas_of_the_worksheet_give_the_bars_that_are_drawn(drawn: Chart) -> None:
    cells: dict[str, Any] = {
        f"B{index + 2}": "" if figure is None else figure for index, figure in enumerate(drawn.series[0].values)
    }
    told = formulas(drawn)
    for row in range(2, len(drawn.categories) + 2):
        for column in "KCDEFGHI":
            if f"{column}{row}" in told:
                cells[f"{column}{row}"] = evaluated(told[f"{column}{row}"][0], cells)
    missing = {index + 2 for index, figure in enumerate(drawn.series[0].values) if figure is None}
    for cell, (_, result) in told.items():
        if cell[0] != "J" and int(cell[1:]) not in missing:
            assert cells[cell] == result, cell


def evaluated(formula: str, cells: dict[str, Any]) -> int | Decimal:
    """What a worksheet makes of a formula of IF, MIN, MAX and N."""
    python = (
        re.sub(r"\$([A-K]\d+)", r"cells['\1']", formula.removeprefix("="))
        .replace("IF(", "choose(")
        .replace('=""', '==""')
    )
    functions = {
        "choose": lambda test, one, other: one if test else other,
        "MIN": min,
        "MAX": max,
        "N": lambda one: one or 0,
    }
    result: int | Decimal = eval(python, functions, {"cells": cells})
    return result
