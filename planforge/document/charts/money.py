"""Charts of the money: gross profit's bridge, budget by line, cash against sales, returns, contribution."""

from __future__ import annotations

from fractions import Fraction

from planforge.document.charts import draw
from planforge.document.model import Chart, Plot, Series
from planforge.plan.plan import Plan
from planforge.words import Words, capital

DRIVEN = {"sales": Fraction(1, 10), "margin": Fraction(1, 100), "fixed": Fraction(1, 10)}
"""What of each driver's changes the chart of drivers shows."""


def gross_bridge(plan: Plan, words: Words) -> Chart | None:
    """What moves gross profit: volume, mix, price or cost (margin, where prices are not known)?"""
    bridge = plan.profit.bridge if plan.profit else None
    if bridge is None:
        return None
    steps = {"volume": bridge.volume, "mix": bridge.mix}
    steps |= {"price": bridge.price, "cost": bridge.margin} if bridge.priced else {"margin": bridge.margin}
    names = [words.label("series.last"), *(words.label(f"bridge.{step}") for step in steps), words.label("series.plan")]
    values = draw.money(words, (bridge.last, *steps.values(), bridge.plan))
    series = Series(capital(words.measure("gross_profit")), values)
    return draw.chart(words, "gross_bridge", Plot.WATERFALL, names, (series,), totals=(0, len(steps) + 1))


def budget_lines(plan: Plan, words: Words) -> Chart | None:
    """Where does the money go?"""
    lines = sorted(plan.budget.lines, key=lambda line: -line.amount)
    now = Series(words.label("series.plan"), draw.money(words, [line.amount for line in lines]))
    known = bool(lines) and all(line.last is not None for line in lines)
    before = [Series(words.label("series.last"), draw.money(words, [line.last for line in lines]))] if known else []
    return (
        draw.chart(words, "budget_by_line", Plot.BAR, [line.name for line in lines], (*before, now))
        if len(lines) > 1
        else None
    )


def cash_and_sales(plan: Plan, words: Words) -> Chart | None:
    """When does the cash arrive?"""
    if plan.collection is None:
        return None
    held, owed = plan.collection.total, "unpaid" if plan.collection.opening is None else "receivables"
    series = (
        Series(words.label("series.sales"), draw.money(words, held.sales)),
        Series(words.label("series.cash"), draw.money(words, held.cash)),
        Series(words.label(f"series.{owed}"), draw.money(words, held.closing), line=True),
    )
    return draw.chart(words, "cash_and_sales", Plot.COMBO, draw.months(words), series, labels=False)


def promotion_returns(plan: Plan, words: Words) -> Chart | None:
    """Which promotion returns most on what it costs?"""
    rated = sorted((p for p in plan.promotions if p.result is not None), key=lambda p: p.rank or 0)
    if len(rated) < 2:
        return None
    series = Series(words.column("return"), tuple(draw.number(p.result or 0, 2) for p in rated))
    return draw.chart(words, "returns_ranked", Plot.BAR, [p.name for p in rated], (series,), unit=False, decimals=2)


def contribution_drivers(plan: Plan, words: Words) -> Chart | None:
    """Which driver moves the contribution most, up and down? A tornado: the greatest effect on top."""
    profit = plan.profit
    if profit is None:
        return None
    ways: dict[str, dict[bool, int]] = {}
    for case in profit.sensitivities:
        change = case.sales or case.margin or case.fixed
        key = "sales" if case.sales else "margin" if case.margin else "fixed"
        if abs(change) == DRIVEN[key]:
            effect = case.contribution - profit.total.contribution
            ways.setdefault(key, {})[effect > 0] = effect
    ranked = sorted(ways, key=lambda key: -max(map(abs, ways[key].values())))
    names = [words.label(f"sensitivity.drivers.{key}") for key in ranked]
    sides = ((False, "less", draw.BEFORE), (True, "more", draw.PLANNED))
    series = [
        Series(
            words.label(f"sensitivity.{label}"), draw.money(words, [ways[key].get(up) for key in ranked]), colour=colour
        )
        for up, label, colour in sides
    ]
    return draw.chart(words, "contribution_drivers", Plot.STACKED_BAR, names, series) if len(ranked) > 1 else None


CHARTS = {
    "contribution_drivers": contribution_drivers,
    "gross_bridge": gross_bridge,
    "budget_by_line": budget_lines,
    "cash_and_sales": cash_and_sales,
    "returns_ranked": promotion_returns,
}
