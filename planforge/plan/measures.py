"""Every measure of a plan, declared once: what it is, what it is made of, where it exists, how it is read off.

A measure is a base figure with readers for the plan and for last year, or a ratio of two others. Whoever shows, checks,
compares, explains or sums a figure asks here for it by name; what happened is read in ``review`` by the same names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal

from msgspec import Struct

from planforge.numbers import ratio
from planforge.plan.axes import BY_KEY as AXES
from planforge.plan.grid import Grid
from planforge.plan.growth.network import CountPlan, NetworkPlan, NodeCount
from planforge.plan.money.lines import Line
from planforge.plan.plan import Plan
from planforge.problem import Text
from planforge.reading.preset import trade_words
from planforge.spec.strategy import Kpi, Lights
from planforge.spec.values import parse_percent
from planforge.words import load_texts, load_words

Kind = Literal["money", "count", "percent", "number"]
Light = Literal["green", "amber", "red"]
Value = int | Fraction
"""Money in currency units or a count, a whole number where it is one; a rate as a fraction of one."""


class At(Struct, frozen=True):
    """Where and when a figure is read: the whole region, or one node of an axis; the months ``first`` to ``last``
    (1..12). What stands at a moment (receivables, outlets) is read at the end of ``last``. ``of`` names which one of
    several: a network measure, a count."""

    axis: str = ""
    node: str = ""
    first: int = 1
    last: int = 12
    of: str | None = None

    @property
    def year(self) -> bool:
        """Whether the whole year is meant."""
        return (self.first, self.last) == (1, 12)

    def sum(self, months: tuple[int, ...]) -> int:
        """What the months of a row come to."""
        return sum(months[self.first - 1 : self.last])


YEAR = At()
Reader = Callable[[Plan, At], Value | None]


def _unknown(plan: Plan, at: At) -> None:
    return None


def _whole(read: Callable[[Plan], Value | None]) -> Reader:
    """What is known of the whole region and year alone."""
    return lambda plan, at: read(plan) if at.year and not at.axis else None


class Measure(Struct, frozen=True):
    """``part`` and ``whole`` are the keys of what a ratio is made of; empty for a base figure. ``axes`` are those it
    exists at beside the region, ``by`` the shortest time. ``unit`` reads the unit of a count.

    ``last`` reads last year's; for a ratio it stands where last year's is known otherwise than by its parts. An
    ``inner`` measure is there to make others of and not shown for itself.
    """

    key: str
    kind: Kind
    planned: Reader = _unknown
    last: Reader = _unknown
    part: str = ""
    whole: str = ""
    less_is_good: bool = False
    axes: tuple[str, ...] = ("district",)
    by: Literal["month", "quarter", "year"] = "month"
    unit: Callable[[Plan, At], str] = lambda plan, at: ""
    inner: bool = False

    def __repr__(self) -> str:
        """Where its functions lie differs from run to run, and digests are of what records are made of."""
        return f"Measure({self.key})"


def figure(key: str, read: Callable[[Measure, At], Value | None], at: At = YEAR) -> Value | None:
    """A measure's figure from any books: base figures are asked of ``read``, ratios are worked out from them."""
    measure = MEASURES[key]
    if at.axis and at.axis not in measure.axes:
        return None
    if measure.whole:
        return ratio(figure(measure.part, read, at), figure(measure.whole, read, at))
    return read(measure, at)


def planned(plan: Plan, key: str, at: At = YEAR) -> Value | None:
    """What the plan sets for a measure; None where it does not say."""
    return figure(key, lambda measure, at: measure.planned(plan, at), at)


def last_year(plan: Plan, key: str, at: At = YEAR) -> Value | None:
    """Last year's figure of a measure, None where it is not known."""
    stated = MEASURES[key].last(plan, at)
    return stated if stated is not None else figure(key, lambda measure, at: measure.last(plan, at), at)


def light_of(rate: Fraction | None, lights: Lights) -> Light | None:
    """Green, amber or red by the plan's own thresholds; None where there is nothing to judge."""
    if rate is None:
        return None
    return "green" if rate >= Fraction(lights.green) else "amber" if rate >= Fraction(lights.amber) else "red"


def met(key: str, goal: Value | None, actual: Value | None) -> Fraction | None:
    """How far a goal is met; turned round for what should be low, so that 1 is always as planned, as it is of nothing
    at all."""
    if not MEASURES[key].less_is_good:
        return ratio(actual, goal)
    if goal is not None and actual is not None and actual <= min(goal, 0):
        return Fraction(1)
    return ratio(goal, actual)


def kpi_measure(plan: Plan, kpi: Kpi) -> tuple[str, str | None] | None:
    """The measure a KPI watches, and which one of several; None where no figure of the plan is meant.

    It is the one it states, else the one it is called after, else that of its objective where it bears the objective's
    name: what is watched for the sake of an objective (complaints, repeat orders) is not that objective's figure.
    """
    if kpi.measure is not None:
        return kpi.measure, kpi.of
    objective = next((one for one in plan.spec.objectives if one.code and one.code == kpi.objective), None)
    called = bare(kpi.name)
    if objective and objective.measure in MEASURES and called and bare(objective.name).startswith(called):
        return objective.measure, objective.of
    key = next((key for key, names in asked().items() if called in names), None)
    if key == "collection_rate" and not any(word in (kpi.definition or "").lower() for word in words_of("opening")):
        return "cash_to_sales", None
    of = objective.of if objective and objective.measure == key else None
    return None if key is None else (key, of)


_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_RATE = re.compile(r"率|占比|\b(?:rate|ratio|margin|share|attainment)\b", re.IGNORECASE)


def is_number(alert: str | None) -> bool:
    """Whether an alert is a number and nothing else."""
    return bool(alert and _NUMBER.fullmatch(alert.strip()))


def watched(plan: Plan) -> tuple[Kpi, ...]:
    """The KPIs, the alert of a rate written as one: 0.9 and 90 are 90%."""
    return tuple(kpi.model_copy(update={"alert": _as_rate(plan, kpi)}) for kpi in plan.spec.control.kpis)


def _as_rate(plan: Plan, kpi: Kpi) -> str | None:
    key = (kpi_measure(plan, kpi) or ("",))[0]
    is_rate = _RATE.search(kpi.name) or (key in MEASURES and MEASURES[key].kind == "percent")
    if not is_rate or not kpi.alert or not is_number(kpi.alert):
        return kpi.alert
    number = Decimal(kpi.alert.strip())
    if 1 <= number < 2:
        return kpi.alert  # twice as much, or a hundredth: nobody can tell
    return f"{(number * 100 if number < 1 else number).normalize():f}%"


def bare(name: str) -> str:
    """A name in lower case without what only says that it is followed: to date, attainment, progress."""
    bare = name.lower()
    for word in words_of("followed"):
        bare = bare.replace(word, "")
    return bare.strip()


# Sales and volume -----------------------------------------------------------------------------------------------------


def _of(grid: Grid | None, at: At) -> int | None:
    """A node's months, or the sum of all; None where it has none."""
    if grid is None or (at.axis and at.node not in grid.nodes):
        return None
    return at.sum(grid.row(at.node) if at.axis else grid.months)


def _sales(plan: Plan, at: At) -> int | None:
    return _of(AXES[at.axis].sales(plan) if at.axis else plan.targets.districts, at)


def _last_sales(plan: Plan, at: At) -> int | None:
    targets = plan.targets
    if at.axis in ("", "district") and targets.last_districts is not None and not (at.axis == "" and at.year):
        return _of(targets.last_districts, at)
    if not at.year:
        return None
    return AXES[at.axis].last(plan).get(at.node) if at.axis else targets.last


def _volume(plan: Plan, at: At) -> int | None:
    return _of(plan.targets.volumes, at)


# Profit and expense ---------------------------------------------------------------------------------------------------


def _gross(plan: Plan, at: At) -> int | None:
    profit = plan.profit
    if profit is None:
        return None
    if at.axis == "product":
        return next((p.gross for p in profit.products if p.name == at.node), None) if at.year else None
    return _of(profit.gross, at)


def _last_gross(plan: Plan, at: At) -> int | None:
    profit = plan.profit
    if profit is None or not at.year:
        return None
    if at.axis == "product":
        return next((p.last_gross for p in profit.products if p.name == at.node), None)
    return profit.last_gross if not at.axis else None


def _last_margin(plan: Plan, at: At) -> Value | None:
    profit = plan.profit
    if profit is None or not at.year:
        return None
    if at.axis == "product":
        return next((p.last_margin for p in profit.products if p.name == at.node), None)
    return profit.last_margin if not at.axis else None


def _lines(plan: Plan, at: At, wanted: Callable[[Line], bool]) -> int | None:
    """What the wanted lines of the budget come to; None without any."""
    budget = plan.budget
    rows = [i for i, line in enumerate(budget.lines) if wanted(line)]
    if not rows or (at.axis and at.node not in budget.districts):
        return None
    grid = budget.of_district(at.node) if at.axis else budget.months
    return sum(at.sum(grid.cells[i]) for i in rows)


def _expense(plan: Plan, at: At) -> int | None:
    return _lines(plan, at, plan.budget.counts)


def _wages(plan: Plan, at: At) -> int | None:
    return _lines(plan, at, lambda line: line.kind == "wage")


def _cost(plan: Plan, at: At) -> int | None:
    return _lines(plan, at, lambda line: True)


def _contribution(plan: Plan, at: At) -> int | None:
    gross = _gross(plan, at)
    return None if gross is None else gross - (_cost(plan, at) or 0)


def _last_cost(plan: Plan) -> int | None:
    last = plan.profit.last if plan.profit else None
    return last.gross - last.contribution if last else None


def _break_even(plan: Plan, at: At) -> int | None:
    return plan.profit.break_even if plan.profit and at.year else None


def _spare(plan: Plan, at: At) -> int | None:
    """Sales beyond break-even; below nil where it is not reached."""
    even = _break_even(plan, at)
    return None if even is None else plan.targets.total - even


# Cash and receivables -------------------------------------------------------------------------------------------------


def _cash(plan: Plan, at: At) -> int | None:
    found = plan.collection
    if found is None:
        return None
    return _of(found.people if at.axis == "person" else found.cash, at)


def _balance(plan: Plan, at: At, end: Literal["opening", "closing"]) -> int | None:
    found = plan.collection
    if found is None or found.opening is None:
        return None
    account = next((one for one in (found.total, *found.districts) if one.name == at.node), None)
    if account is None:
        return None
    return account.closing[at.last - 1] if end == "closing" else account.opening[at.first - 1]


def _owed(plan: Plan, at: At) -> int | None:
    """What there is to collect: opening receivables and sales."""
    opening, sales = _balance(plan, at, "opening"), _sales(plan, at)
    return None if opening is None or sales is None else opening + sales


def _last_closing(plan: Plan, at: At) -> int | None:
    """Last year's closing receivables are what this year opens with."""
    return _balance(plan, at, "opening") if at.year else None


def reviewed_rate(plan: Plan, measure: str) -> Fraction | None:
    """Last year's rate as the review gives it, under the name of the objective that sets this measure."""
    names = {objective.name for objective in plan.spec.objectives if objective.measure == measure}
    for metric in plan.spec.review.metrics:
        if metric.name in names:
            try:
                return Fraction(parse_percent(metric.actual))
            except ValueError:
                return None
    return None


# Market, network, display, counts -------------------------------------------------------------------------------------


def _market(plan: Plan, at: At) -> int | None:
    share = next((s for s in plan.shares if s.name == at.node), None)
    return share.market_plan if share and at.year else None


def _last_market(plan: Plan, at: At) -> int | None:
    share = next((s for s in plan.shares if s.name == at.node), None)
    return share.market if share and at.year else None


def _market_sales(plan: Plan, at: At) -> int | None:
    """Sales where the market is known: a share of it never counts districts whose market nobody knows."""
    share = next((s for s in plan.shares if s.name == at.node), None)
    return share.sales_plan if share and at.year else None


def _last_market_sales(plan: Plan, at: At) -> int | None:
    share = next((s for s in plan.shares if s.name == at.node), None)
    return share.sales if share and at.year else None


def _network_of(plan: Plan, at: At) -> NetworkPlan | None:
    """The measure named, else the first."""
    return next((found for found in plan.network if at.of in (None, found.name)), None)


def _outlets_of(plan: Plan, at: At) -> NetworkPlan | None:
    """The measure named, else the first of which distribution is worked out."""
    return next((n for n in plan.network if (n.name == at.of if at.of else n.distribution)), None)


def _node(found: NetworkPlan | None, at: At) -> NodeCount | None:
    return next((n for n in (found.total, *found.districts) if n.name == at.node), None) if found else None


def _at_quarter_end(node: NodeCount | None, at: At) -> int | None:
    return None if node is None or at.last % 3 else node.quarters[at.last // 3 - 1]


def _count_of(plan: Plan, at: At) -> CountPlan | None:
    return next((found for found in plan.counts if at.of in (None, found.name)), None)


def _count(plan: Plan, at: At) -> int | None:
    found = _count_of(plan, at)
    if found is None or (at.first - 1) % 3 or at.last % 3 or (at.axis and at.node not in found.districts):
        return None
    rows = [found.quarters[found.districts.index(at.node)]] if at.axis else found.quarters
    return sum(sum(row[(at.first - 1) // 3 : at.last // 3]) for row in rows)


def _display(plan: Plan, at: At) -> Fraction | None:
    """The rate of the last stage that ends by then."""
    shown = plan.display
    if shown is None or (at.axis and at.node not in shown.districts):
        return None
    rates = shown.rates[shown.districts.index(at.node)] if at.axis else shown.total_rates
    over = [rate for until, rate in zip(shown.until, rates, strict=True) if until <= at.last]
    return over[-1] if over else None


def _last_display(plan: Plan, at: At) -> Fraction | None:
    shown = plan.display
    if shown is None or (at.axis and at.node not in shown.districts):
        return None
    return shown.current[shown.districts.index(at.node)] if at.axis else shown.total_current


def _size(plan: Plan, at: At) -> int | None:
    node = _node(_outlets_of(plan, at), at)
    return node.universe if node else None


_PLACES = ("district", "product", "channel", "person", "area", "store")
_DECLARED = (
    Measure("sales", "money", _sales, _last_sales, axes=_PLACES),
    Measure(
        "volume", "count", _volume, _whole(lambda plan: plan.targets.last_volume), axes=("product",),
        unit=lambda plan, at: plan.spec.money.volume_unit or "",
    ),
    Measure("gross_profit", "money", _gross, _last_gross, axes=("district", "product")),
    Measure(
        "gross_margin", "percent", last=_last_margin, part="gross_profit", whole="sales", axes=("district", "product"),
    ),
    Measure("expense", "money", _expense, _whole(lambda plan: plan.budget.last_expense), less_is_good=True),
    Measure(
        "expense_ratio", "percent", last=_whole(lambda plan: plan.budget.last_ratio),
        part="expense", whole="sales", less_is_good=True,
    ),
    Measure("wages", "money", _wages, _whole(lambda plan: plan.budget.last_wages), less_is_good=True),
    Measure(
        "wage_ratio", "percent", last=_whole(lambda plan: plan.budget.last_wage_ratio),
        part="wages", whole="sales", less_is_good=True,
    ),
    Measure("cost", "money", _cost, _whole(_last_cost), less_is_good=True, inner=True),
    Measure(
        "contribution", "money", _contribution,
        _whole(lambda plan: plan.profit.last.contribution if plan.profit and plan.profit.last else None),
    ),
    Measure("contribution_rate", "percent", part="contribution", whole="sales"),
    Measure("return_on_spend", "number", part="contribution", whole="cost"),
    Measure("break_even", "money", _break_even, axes=(), by="year", less_is_good=True),
    Measure("spare_sales", "money", _spare, axes=(), by="year", inner=True),
    Measure("safety", "percent", part="spare_sales", whole="sales", axes=(), by="year"),
    Measure("cash", "money", _cash, axes=("district", "person")),
    Measure("opening_receivables", "money", lambda plan, at: _balance(plan, at, "opening"), less_is_good=True),
    Measure(
        "closing_receivables", "money", lambda plan, at: _balance(plan, at, "closing"), _last_closing,
        less_is_good=True,
    ),
    Measure("owed", "money", _owed, inner=True),
    Measure(
        "collection_rate", "percent",
        last=_whole(lambda plan: reviewed_rate(plan, "collection_rate")), part="cash", whole="owed",
    ),
    Measure("cash_to_sales", "percent", part="cash", whole="sales"),
    Measure("market", "money", _market, _last_market, by="year"),
    Measure("market_sales", "money", _market_sales, _last_market_sales, by="year"),
    Measure("market_share", "percent", part="market_sales", whole="market", by="year"),
    Measure(
        "network", "count", lambda plan, at: _at_quarter_end(_node(_network_of(plan, at), at), at),
        lambda plan, at: node.current if (node := _node(_network_of(plan, at), at)) else None, by="quarter",
        unit=lambda plan, at: found.unit if (found := _network_of(plan, at)) else "",
    ),
    Measure(
        "outlets", "count", lambda plan, at: _at_quarter_end(_node(_outlets_of(plan, at), at), at),
        lambda plan, at: node.current if (node := _node(_outlets_of(plan, at), at)) else None, by="quarter", inner=True,
        unit=lambda plan, at: found.unit if (found := _outlets_of(plan, at)) else "",
    ),
    Measure("universe", "count", _size, _size, by="quarter", inner=True),
    Measure("distribution", "percent", part="outlets", whole="universe", by="quarter"),
    Measure("display", "percent", _display, _last_display, by="quarter"),
    Measure(
        "count", "count", _count,
        lambda plan, at: found.last if not at.axis and (found := _count_of(plan, at)) else None, by="quarter",
        unit=lambda plan, at: found.unit if (found := _count_of(plan, at)) else "",
    ),
)  # fmt: skip
MEASURES = {measure.key: measure for measure in _DECLARED}


def held(plan: Plan, at: At = YEAR) -> Iterator[tuple[Measure, Value]]:
    """The measures that the plan sets at a place and time, with their figures."""
    for measure in _DECLARED:
        found = None if measure.inner else planned(plan, measure.key, at)
        if found is not None:
            yield measure, found


# Names ----------------------------------------------------------------------------------------------------------------


def measure_names(plan: Plan) -> dict[str, Text]:
    """What the plan's trade and company call every measure, in both languages."""
    spec = plan.spec
    zh, en = (load_words(spec, plan.granule, one, None, trade_words(spec.industry, one)) for one in ("zh-CN", "en"))
    return {key: Text(zh.measure(key), en.measure(key)) for key in MEASURES}


@cache
def words_of(group: str) -> tuple[str, ...]:
    """A list of words of ``measures.yaml`` in both languages, longest first, lower case."""
    texts = [load_texts(language, "measures.yaml", None)[group] for language in ("zh-CN", "en")]
    return tuple(sorted((str(word).lower() for text in texts for word in text), key=len, reverse=True))


@cache
def asked() -> dict[str, tuple[str, ...]]:
    """The other names by which people ask for a measure, in either language and lower case."""
    texts = [load_texts(language, "measures.yaml", None)["asked"] for language in ("zh-CN", "en")]
    return {key: tuple(str(name).lower() for text in texts for name in text.get(key, ())) for key in MEASURES}


# What is reported by quarter ------------------------------------------------------------------------------------------


class Quarterly(Struct, frozen=True):
    """A named measure by district and quarter. ``rows`` hold four figures a district, None where none is set; what
    stands at a quarter's end began the year at ``start``, a ``flow`` begins every quarter anew."""

    key: str
    name: str
    kind: Kind
    unit: str
    districts: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    start: tuple[int, ...] = ()
    flow: bool = False


def quarterly(plan: Plan) -> Iterator[Quarterly]:
    """The network, display and other counts that the plan sets by district and quarter."""
    for network in plan.network:
        names = tuple(node.name for node in network.districts)
        rows = tuple(node.quarters for node in network.districts)
        start = tuple(node.current for node in network.districts)
        yield Quarterly("network", network.name, "count", network.unit, names, rows, start)
    if plan.display and plan.display.until:
        names = plan.display.districts
        shown = tuple(
            tuple(planned(plan, "display", At("district", d, last=3 * q)) for q in range(1, 5)) for d in names
        )
        yield Quarterly("display", plan.display.measure, "percent", "", names, shown)
    for count in plan.counts:
        yield Quarterly("count", count.name, "count", count.unit, count.districts, count.quarters, flow=True)
