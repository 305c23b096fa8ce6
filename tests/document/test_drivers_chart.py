"""What the charts of drivers and of rates show: the greatest effect on top, dots near each other told apart."""

from __future__ import annotations

from decimal import Decimal

from conftest import EXAMPLES

from planforge.document.charts import CHARTS
from planforge.document.compose import words_for
from planforge.document.model import Chart, Plot, Series
from planforge.plan.make import make_plan
from planforge.reading.read import read
from planforge.writers.charts.layout import Room
from planforge.writers.charts.marks import picture
from planforge.writers.look import BUSINESS

NOODLES = EXAMPLES / "yunan-noodles" / "plan.yaml"


def test_the_driver_that_moves_the_contribution_most_stands_on_top_with_both_its_ways() -> None:
    spec = read(NOODLES).spec
    assert spec is not None
    plan = make_plan(spec)
    chart = CHARTS["contribution_drivers"](plan, words_for(plan))
    assert isinstance(chart, Chart)
    assert chart.plot is Plot.STACKED_BAR
    less, more = (series.values for series in chart.series)
    assert chart.categories[0].startswith("销售额")
    assert less[0] == Decimal("-189.3")
    assert more[0] == Decimal("189.3")
    effects = [abs(Decimal(value or 0)) for value in less]
    assert effects == sorted(effects, reverse=True)
    assert less[chart.categories.index("固定费用±10%")] == Decimal("-73.9")


def dots(*rates: str) -> Chart:
    series = Series("达成率", tuple(Decimal(rate) for rate in rates), percent=True)
    return Chart(
        "c", "达成率", Plot.DOTS, tuple(f"片区{n}" for n in range(len(rates))), (series,), "说明", cut="不从零"
    )


def test_dots_near_a_hundred_have_an_axis_that_begins_near_them_and_says_so() -> None:
    layout = picture(dots("0.94", "1.01", "0.98"), BUSINESS, Room(400, 10)).layout
    assert Decimal("0.5") < layout.near.ticks[0] <= Decimal("0.94")
    assert layout.near.ticks[-1] < Decimal("1.2")
    assert "不从零" in layout.unit
    near_zero = picture(dots("0.1", "0.9"), BUSINESS, Room(400, 10)).layout
    assert near_zero.near.ticks[0] == 0
    assert "不从零" not in near_zero.unit
