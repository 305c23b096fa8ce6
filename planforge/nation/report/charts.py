"""Charts of the national plan, and its key figures."""

from __future__ import annotations

from collections.abc import Iterator

from planforge.document.charts import draw
from planforge.document.model import Card, Cards, Chart, Plot, Series, Tone
from planforge.nation.report.view import View
from planforge.plan.measures import MEASURES
from planforge.words import Words, capital

FEW, MANY = 8, 31  # bars that stand upright; bars that can be read at all


def nation_figures(view: View, words: Words) -> Cards:
    """The figures a director reads first."""
    return Cards(tuple(_cards(view, words)))


def _cards(view: View, words: Words) -> Iterator[Card]:
    tie, asked, numbers = view.nation.tie(view.node), view.nation.asked(view.node), words.numbers
    yield Card(
        capital(words.label("nation.cards.asked")), numbers.money(asked.total),
        numbers.percent(asked.growth, signed=True) if asked.growth is not None else "",
    )  # fmt: skip
    if tie.gap is not None:
        tone = Tone.BAD if tie.gap < 0 else Tone.GOOD
        gap = numbers.money(tie.gap, signed=True)
        yield Card(capital(words.label("nation.cards.offered")), numbers.money(tie.offered), gap, tone)
    for key in ("contribution", "expense_ratio"):
        figure = view.sum(key)
        if figure is not None:
            kind = MEASURES[key].kind
            label = words.label(f"cards.{kind}", name=words.measure(key))
            printed = numbers.percent(figure) if kind == "percent" else numbers.money(figure)
            yield Card(capital(label), printed, "", Tone.PLAIN)


def nation_asked(view: View, words: Words) -> Chart | None:
    """Who is asked how much, beside last year and what is offered?"""
    nodes = [view.nation.tie(name) for name in view.children]
    if not 1 < len(nodes) <= MANY:
        return None
    figures = (
        ("last", draw.LAST, [tie.last for tie in nodes]),
        ("asked", draw.PLANNED, [tie.asked for tie in nodes]),
        ("offered", draw.MARK, [tie.offered for tie in nodes]),
    )
    series = [
        Series(words.label(f"nation.series.{key}"), draw.money(words, amounts), colour=colour)
        for key, colour, amounts in figures
    ]
    plot = Plot.COLUMN if len(nodes) <= FEW else Plot.BAR
    return draw.chart(words, "nation_asked", plot, [tie.name for tie in nodes], series, labels=len(nodes) <= FEW)


def nation_months(view: View, words: Words) -> Chart | None:
    """When is it to be sold: what is asked beside what the regions plan?"""
    asked = view.nation.asked(view.node).months
    offered = [sum(one.months[m] for one in view.regions) for m in range(12)]
    series = (
        Series(words.label("nation.series.asked"), draw.money(words, asked), colour=draw.PLANNED),
        Series(words.label("nation.series.offered"), draw.money(words, offered), line=True, colour=draw.MARK),
    )
    return draw.chart(words, "nation_month_chart", Plot.COMBO, draw.months(words), series, labels=False)


def nation_growth(view: View, words: Words) -> Chart | None:
    """Who is asked to grow how fast, beside last year's growth, and who stands out? Of very many the two ends."""
    known = [one for one in view.standings if one.growth is not None]
    if len(known) < 3:
        return None
    whole = len(known) <= MANY
    ranked = known if whole else [*known[: MANY // 2], *known[-(MANY // 2) :]]
    series = (
        Series(words.label("nation.series.growth"), draw.rates(one.growth for one in ranked), percent=True),
        Series(words.label("nation.series.past"), draw.rates(one.past_growth for one in ranked), percent=True),
    )
    plot = Plot.COLUMN if len(ranked) <= FEW else Plot.BAR
    names = [words.label(f"nation.marked.{one.outlier}", name=one.name) if one.outlier else one.name for one in ranked]
    caption = "caption" if whole else "ends"
    return draw.chart(words, "nation_growth", plot, names, series, unit=False, caption=caption)


CHARTS = {
    "nation_figures": nation_figures,
    "nation_asked": nation_asked,
    "nation_month_chart": nation_months,
    "nation_growth": nation_growth,
}
