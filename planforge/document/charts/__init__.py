"""Every figure a document can place, by name: charts, cards, the SWOT square, the strategy house, Gantt tables."""

from __future__ import annotations

from collections.abc import Callable

from planforge.document.charts import calendar, market, money, pictures, sales
from planforge.document.model import Cards, Chart, Gantt, House, Quadrant
from planforge.plan.plan import Plan
from planforge.words import Words

Figure = Chart | Cards | Quadrant | House | Gantt

CHARTS: dict[str, Callable[[Plan, Words], Figure | None]] = {
    **pictures.CHARTS,
    **sales.CHARTS,
    **market.CHARTS,
    **money.CHARTS,
    **calendar.CHARTS,
}
