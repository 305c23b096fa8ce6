"""Charts of the target: months against last year, districts, products, channels, the gap, attainment."""

from __future__ import annotations

from fractions import Fraction

from planforge.document.charts import draw
from planforge.document.markup import plain
from planforge.document.model import Chart, Plot, Series
from planforge.numbers import nearest
from planforge.plan.grid import Grid
from planforge.plan.growth.gap import Gap
from planforge.plan.plan import Plan
from planforge.records import replace
from planforge.words import Words

FEW = 8  # fewer nodes than this are read better in the table
STEPS = 5  # of the bridge on the one page; the rest is one step more
LEGIBLE = 9  # sources of a waterfall; the rest are one step more
SLICES = 8  # more slices than this are read better as bars
MANY = 20  # more bars than this are read better in the table


def monthly_targets(plan: Plan, words: Words) -> Chart | None:
    """When must the year be earned, and how does that differ from last year?"""
    months = draw.money(words, plan.targets.districts.months)
    now = Series(words.label("series.target"), months, colour=draw.PLANNED)
    last = plan.targets.last_districts
    before = (
        [Series(words.label("series.last"), draw.money(words, last.months), line=True, colour=draw.LAST)]
        if last
        else []
    )
    plot = Plot.COMBO if before else Plot.COLUMN
    caption = "caption" if before else "alone"
    return draw.chart(words, "monthly_targets", plot, draw.months(words), (now, *before), labels=False, caption=caption)


def _year_of(year: int, plan: Plan, words: Words) -> str:
    """A year as the legend has it, with those of its months that are estimates."""
    estimated = plan.review.estimated if year == plan.spec.year - 1 else ()
    if not estimated:
        return words.label("year_sales", of=year)
    months = words.numbers.sequence([words.numbers.month(month) for month in estimated])
    return words.label("year_estimated", of=year, months=months)


def history_months(plan: Plan, words: Words) -> Chart | None:
    """Which months carried the last two years?"""
    shown = plan.review.years[-2:]
    years = zip(shown, (draw.BEFORE, draw.LAST)[2 - len(shown) :], strict=True)
    series = [
        Series(_year_of(year, plan, words), draw.money(words, months), colour=colour)
        for (year, months), colour in years
        if any(months)
    ]
    return draw.chart(words, "history_months", Plot.LINE, draw.months(words), series, labels=False)


def district_share(plan: Plan, words: Words) -> Chart | None:
    """Who carries how much of the target?"""
    grid = plan.targets.districts
    if not 1 < len(grid.nodes) <= SLICES:
        return None
    shares = Series(words.label("series.share"), tuple(words.numbers.shares(grid.totals)), percent=True)
    return draw.chart(words, "district_share", Plot.DOUGHNUT, grid.nodes, (shares,), unit=False)


def district_growth(plan: Plan, words: Words) -> Chart | None:
    """Who grows from where to where?"""
    grid, last = plan.targets.districts, plan.targets.last_districts
    if last is None or not 1 < len(grid.nodes) <= MANY:
        return None
    before = Series(words.label("series.last"), draw.money(words, [last.of(name) for name in grid.nodes]))
    now = Series(words.label("series.target"), draw.money(words, grid.totals))
    plot = Plot.COLUMN if len(grid.nodes) <= SLICES else Plot.BAR
    return draw.chart(words, "district_growth", plot, grid.nodes, (before, now))


def product_mix(plan: Plan, words: Words) -> Chart | None:
    """How does the mix of products move?"""
    return _mix("product_mix", plan.targets.products, plan.targets.last_products, words)


def channel_mix(plan: Plan, words: Words) -> Chart | None:
    """How does the mix of channels move?"""
    return _mix("channel_mix", plan.targets.channels, plan.targets.last_channels, words)


def _mix(key: str, grid: Grid | None, last: dict[str, int], words: Words) -> Chart | None:
    if grid is None or not any(last.values()) or not 1 < len(grid.nodes) <= SLICES:
        return None
    before = words.numbers.shares([last.get(name, 0) for name in grid.nodes])
    now = words.numbers.shares(grid.totals)
    series = [Series(name, (before[i], now[i]), percent=True) for i, name in enumerate(grid.nodes)]
    categories = (words.label("series.last"), words.label("series.target"))
    return draw.chart(words, key, Plot.STACKED_BAR, categories, series, unit=False)


def gap_waterfall(plan: Plan, words: Words) -> Chart | None:
    """From last year to the target: what comes by itself, and what each source adds."""
    gap = plan.gap
    if gap is None:
        return None
    steps = [(source.name, source.amount) for source in gap.sources]
    if len(steps) > LEGIBLE + 1:
        steps.sort(key=lambda step: -step[1])
        steps[LEGIBLE:] = [(words.label("page.rest"), sum(amount for _, amount in steps[LEGIBLE:]))]
    steps += _uncovered(gap, words)
    names = [
        words.label("series.last"),
        words.label("gap.trend"),
        *(name for name, _ in steps),
        words.label("series.target"),
    ]
    values = draw.money(words, [gap.last, gap.trend, *(amount for _, amount in steps), gap.target])
    series = Series(words.label("series.sales"), values)
    return draw.chart(words, "gap_waterfall", Plot.WATERFALL, names, (series,), totals=(0, len(names) - 1))


def _uncovered(gap: Gap, words: Words) -> list[tuple[str, int]]:
    """The step for what no source brings, or for what all bring beyond the gap; none where they meet it."""
    name = words.label("gap.open" if gap.uncovered > 0 else "gap.spare")
    return [(name, gap.uncovered)] if gap.uncovered else []


def causes_bridge(plan: Plan, words: Words) -> Chart | None:
    """From last year's target to what was sold: what each cause cost, and what no cause explains."""
    total = plan.review.total
    told = [(cause, cause.amount) for cause in plan.spec.review.causes if cause.amount is not None]
    if not told or total is None or total.target is None or total.actual is None:
        return None
    steps = [(words.numbers.clause(plain(cause.what)), -nearest(amount, plan.granule)) for cause, amount in told]
    if rest := total.actual - total.target - sum(amount for _, amount in steps):
        steps.append((words.label("causes.rest"), rest))
    names = [words.column("last_target"), *(name for name, _ in steps), words.column("last")]
    values = draw.money(words, [total.target, *(amount for _, amount in steps), total.actual])
    series = Series(words.label("series.sales"), values)
    return draw.chart(words, "causes_bridge", Plot.WATERFALL, names, (series,), totals=(0, len(names) - 1))


def page_bridge(plan: Plan, words: Words) -> Chart | None:
    """From last year to the target in few steps: the greatest sources, or districts where none is named."""
    targets, gap = plan.targets, plan.gap
    if targets.last is None:
        return None
    last_step: list[tuple[str, int]] = []
    if gap is not None and gap.sources:
        last_step = _uncovered(gap, words)
        steps = [(source.name, source.amount) for source in gap.sources] + [(words.label("gap.trend"), gap.trend)]
    elif targets.last_districts is not None:
        last = dict(zip(targets.last_districts.nodes, targets.last_districts.totals, strict=True))
        steps = [(name, targets.districts.of(name) - last.get(name, 0)) for name in targets.districts.nodes]
    else:
        return None
    steps.sort(key=lambda step: -step[1])
    shown = _leading(steps)
    if rest := targets.total - targets.last - sum(amount for _, amount in (*shown, *last_step)):
        shown.append((words.label("page.rest"), rest))
    shown += last_step
    names = [words.label("series.last"), *(name for name, _ in shown), words.label("series.target")]
    series = Series(
        words.label("series.sales"), draw.money(words, [targets.last, *(a for _, a in shown), targets.total])
    )
    chart = draw.chart(words, "page_bridge", Plot.WATERFALL, names, (series,), totals=(0, len(names) - 1))
    return replace(chart, low=True) if chart else None


def _leading(steps: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The first steps; one alone that would be left over has its name instead of standing as the rest."""
    return steps if len(steps) == STEPS + 1 else steps[:STEPS]


def attainment(plan: Plan, words: Words) -> Chart | None:
    """Who attained last year's target?"""
    rated = [node for node in plan.review.districts if node.rate is not None]
    if not 1 < len(rated) <= MANY:
        return None
    rated.sort(key=lambda node: -(node.rate or 0))
    gaps = draw.rates((node.rate or 0) - 1 for node in rated)
    series = (Series(words.label("series.attainment_gap"), gaps, percent=True),)
    return draw.chart(words, "attainment", Plot.BAR, [node.name for node in rated], series, unit=False)


def attainment_bridge(plan: Plan, words: Words) -> Chart | None:
    """Who brought last year below its target, or above it?"""
    whole = plan.review.total
    rated = [(node.name, node.actual - node.target) for node in plan.review.districts if node.target is not None]
    if whole is None or whole.target is None or len(rated) < 2:
        return None
    rated.sort(key=lambda step: step[1])
    many = len(rated) > SLICES
    shown = [*_leading(rated[:-2]), *rated[-2:]] if many else rated
    if rest := whole.actual - whole.target - sum(amount for _, amount in shown):
        shown.insert(-2 if many else len(shown), (words.label("page.rest"), rest))
    names = [words.label("series.last_target"), *(name for name, _ in shown), words.label("series.last")]
    values = draw.money(words, [whole.target, *(amount for _, amount in shown), whole.actual])
    series = Series(words.label("series.sales"), values)
    return draw.chart(words, "attainment_bridge", Plot.WATERFALL, names, (series,), totals=(0, len(names) - 1))


def attainment_tiers(plan: Plan, words: Words) -> Chart | None:
    """How many reached which tier?"""
    tiers = plan.review.tiers
    if sum(count for _, count in tiers) < FEW:
        return None
    series = Series(words.label("series.nodes"), tuple(count for _, count in tiers))
    return draw.chart(words, "tier_counts", Plot.COLUMN, [name for name, _ in tiers], (series,), unit=False, decimals=0)


def distribution(plan: Plan, words: Words) -> Chart | None:
    """Where does coverage stand, and where shall it stand?"""
    measure = next((m for m in plan.network if m.distribution and m.total.universe), None)
    if measure is None or not 1 < len(measure.districts) <= MANY:
        return None
    nodes = (*measure.districts, measure.total)
    names = [node.name or words.label("whole_region") for node in nodes]
    before = Series(words.label("series.year_start"), draw.rates(node.last_rate for node in nodes), percent=True)
    after = Series(words.label("series.year_end"), draw.rates(node.rate for node in nodes), percent=True)
    return draw.chart(words, "distribution", Plot.COLUMN, names, (before, after), unit=False)


def display_stages(plan: Plan, words: Words) -> Chart | None:
    """How does the display rate climb through the year?"""
    shown = plan.display
    if shown is None or len(shown.stages) < 2 or all(rate is None for rate in shown.total_rates):
        return None
    values: tuple[Fraction | None, ...] = (shown.total_current, *shown.total_rates)
    names = (words.column("today"), *shown.stages)
    series = Series(shown.measure, draw.rates(values), percent=True)
    return draw.chart(words, "display_stages", Plot.LINE, names, (series,), unit=False)


CHARTS = {
    "monthly_targets": monthly_targets,
    "history_months": history_months,
    "district_share": district_share,
    "district_growth": district_growth,
    "product_mix": product_mix,
    "channel_mix": channel_mix,
    "gap_waterfall": gap_waterfall,
    "causes_bridge": causes_bridge,
    "page_bridge": page_bridge,
    "attainment": attainment,
    "attainment_bridge": attainment_bridge,
    "tier_counts": attainment_tiers,
    "distribution": distribution,
    "display_stages": display_stages,
}
