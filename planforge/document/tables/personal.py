"""The tables of one person's own plan: months, weeks and days, stores, team, actions, KPIs, appraisal, pay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from planforge.document.listing import Band, Listing, Total
from planforge.document.model import Cell, Table
from planforge.document.person import OwnStore, Person, Report
from planforge.document.tables.actions import Coded, coded
from planforge.document.tables.appraisal import metric_columns, pay_at_rates
from planforge.document.tables.control import coded_kpis, kpi_table, visit_load
from planforge.numbers import behind_figure, ratio
from planforge.plan.grid import by_quarter
from planforge.plan.growth.network import NetworkPlan, NodeCount
from planforge.plan.growth.units import UnitTarget
from planforge.plan.measures import At, planned
from planforge.plan.plan import Plan
from planforge.plan.targets.calendar import Week
from planforge.records import replace
from planforge.spec.money import AppraisalMetric
from planforge.spec.strategy import Visit
from planforge.words import Words

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def person_months(plan: Plan, words: Words, person: Person) -> Table | None:
    """Last year, target, his personal part, target to date and cash by month, with a column to fill in."""
    months, own, cash, last = person.months, person.own, person.cash, person.last
    if months is None:
        return None
    reached = list(accumulate(months))
    of = Listing[int](words, "person_own_months")
    columns = (
        of.label("month", 1.0, lambda m: words.numbers.month(m + 1)),
        of.money("last", 1.0, lambda m: last[m] if last else None),
        of.money("month_target", 1.0, lambda m: months[m]),
        of.money("own_part", 1.0, lambda m: own[m] if own else None),
        of.money("to_date", 1.0, lambda m: reached[m], total=Total.NONE),
        of.money("cash", 1.0, lambda m: cash[m] if cash else None),
        of.blank("achieved", 1.2),
    )
    table = of.table(columns, range(12), total="year_total")
    return table if table is None or cash else replace(table, caption=words.caption("person_own_months", "alone"))


def person_products(plan: Plan, words: Words, person: Person) -> Table | None:
    """The products of the districts that are his, by quarter."""
    grid, places = plan.targets.products, [*map(plan.targets.districts.nodes.index, person.whole)]
    if grid is None or not places:
        return None
    sold = [[sum(plan.targets.by_product[d][m][p] for d in places) for m in range(12)] for p in range(len(grid.nodes))]
    of = Listing[tuple[str, Sequence[int]]](words, "person_products")
    parts = of.quarters(lambda row: by_quarter(row[1]))
    columns = (of.text("product", 1.6, lambda row: row[0]), *parts, of.across("year_total", 1.2, parts))
    return of.table(columns, zip(grid.nodes, sold, strict=True), total="total")


def person_dealers(plan: Plan, words: Words, person: Person) -> Table | None:
    """Last year, target and growth of the dealers of his districts; what is sold through others ends each."""
    of = Listing[UnitTarget](words, "person_dealers")
    columns = (
        of.text("dealer", 2.0, lambda unit: unit.name or words.label("rest_of_district")),
        of.money("last", 1.0, lambda unit: unit.last),
        of.money("plan", 1.0, lambda unit: unit.target),
        of.growth("growth", 0.9, "plan", "last"),
    )
    units = plan.dealers.units if plan.dealers else ()
    return of.table(columns, [unit for unit in units if unit.district in person.whole], total="total")


def person_quarters(plan: Plan, words: Words, person: Person) -> Table | None:
    """Target and cash by quarter: what is signed for."""
    named = (("sales_target", person.months), ("cash", person.cash))
    rows = [(words.label(f"letter.{name}"), months) for name, months in named if months]
    of = Listing[tuple[str, Sequence[int]]](words, "person_quarters")
    parts = of.quarters(lambda row: by_quarter(row[1]))
    return of.table((of.text("item", 1.4, lambda row: row[0]), *parts, of.across("year_total", 1.2, parts)), rows)


def person_weeks(plan: Plan, words: Words, person: Person) -> Table | None:
    """Week by week under each month; the days of the week beside it where the plan goes down to days."""
    of = Listing[Week](words, "person_weeks")

    def days(week: Week) -> list[object]:
        on = {day.weekday(): amount or None for day, amount in week.days}
        return [on.get(n, Cell("")) for n in range(7)]

    def rows() -> Iterator[Week | Band]:
        for month in dict.fromkeys(week.month for week in person.weeks):
            yield Band(words.numbers.month(month))
            yield from (week for week in person.weeks if week.month == month)

    names = [words.label(f"weekdays.{day}") for day in WEEKDAYS if plan.spec.cascade.days]
    columns = (
        of.text("week", 2.0, lambda week: words.numbers.days(week.first, week.last)),
        *of.each(names, days, total=Total.NONE),
        of.cost("week_target", 1.3, lambda week: week.amount),
        of.blank("achieved", 1.3),
    )
    return of.table(columns, rows(), total="year_total")


def person_stores(plan: Plan, words: Words, person: Person) -> Table | None:
    """Each store's last year and this year's target by quarter."""
    of = Listing[OwnStore](words, "person_stores")
    parts = of.quarters(lambda own: by_quarter(own.months))
    columns = (
        of.text("store", 1.4, lambda own: own.store.name),
        of.money("last_target", 1.1, lambda own: own.store.last_target),
        of.money("last", 1.1, lambda own: own.store.last_actual),
        of.ratio("rate", 1.0, "last", "last_target"),
        *parts,
        of.across("year_plan", 1.1, parts),
    )
    return of.table(columns, person.stores, total="total")


def person_reports(plan: Plan, words: Words, person: Person) -> Table | None:
    """Who reports to him, with their targets."""
    of = Listing[Report](words, "person_reports")
    columns = (
        of.text("person", 1.2, lambda report: report.member.name),
        of.text("title", 1.4, lambda report: report.member.title),
        *of.quarters(lambda report: by_quarter(report.months) if report.months else [None] * 4),
        of.money("year_plan", 1.1, lambda report: sum(report.months) if report.months else None),
    )
    return of.table(columns, person.reports)


def person_actions(plan: Plan, words: Words, person: Person) -> Table | None:
    """The actions he leads, then those he supports."""

    def rows() -> Iterator[Coded | Band]:
        leads = [pair for pair in coded(plan) if pair[1].owner == person.name]
        supports = [pair for pair in coded(plan) if person.name in pair[1].support and pair not in leads]
        for key, held in (("leads", leads), ("supports", supports)):
            if held:
                yield Band(words.label(f"person.{key}"))
                yield from held

    of = Listing[Coded](words, "person_actions")
    columns = (
        of.label("code", 1.0, lambda pair: pair[0]),
        of.text("action", 2.4, lambda pair: pair[1].name),
        of.text("period", 1.6, lambda pair: words.numbers.days(pair[1].starts, pair[1].ends)),
        of.text("deliverable", 2.6, lambda pair: pair[1].deliverable),
    )
    return of.table(columns, rows(), unit=None)


def person_visits(plan: Plan, words: Words, person: Person) -> Table | None:
    """What he has to visit in his role."""
    roles = {person.member.role, person.member.title} if person.member else set()
    of = Listing[Visit](words, "person_visits")
    return of.table(visit_load(of), [visit for visit in plan.spec.control.visits if visit.role in roles], unit=None)


def person_kpis(plan: Plan, words: Words, person: Person) -> Table | None:
    """The KPIs he is the owner of."""
    return kpi_table("person_kpis", coded_kpis(plan, person.name), words, own=True)


def person_metrics(plan: Plan, words: Words, person: Person) -> Table | None:
    """What he is appraised by."""
    of = Listing[AppraisalMetric](words, "person_metrics")
    name, *others = metric_columns(of)
    asked = of.text("asked_of_him", 1.6, lambda metric: _asked(plan, words, person, metric))
    return of.table((name, asked, *others), person.scheme.metrics if person.scheme else (), unit=None)


def _asked(plan: Plan, words: Words, person: Person, metric: AppraisalMetric) -> str | None:
    """What the plan asks of him by a metric: his own target, else his district's, else the objective of that name."""
    numbers, district = words.numbers, person.district
    if metric.kind == "sales" and person.total is not None:
        return numbers.amount(person.total)
    if metric.kind == "collection" and person.cash_total:
        return _cash_asked(plan, words, person, person.cash_total)
    if metric.kind == "network" and person.districts:
        won = [(m, node) for m in plan.network for node in m.districts if node.name in person.districts and node.new]
        meant = [pair for pair in won if pair[0].name in metric.name]
        if meant:
            return words.label("list_break").join(_won(plan, words, person, *pair) for pair in meant)
    if metric.kind == "profit" and district and not person.stores:
        key = "gross_profit" if any(word in metric.name.lower() for word in ("毛利", "gross")) else "contribution"
        amount = planned(plan, key, At("district", district))
        return None if amount is None else _placed(plan, words, person, district, numbers.amount(amount))
    if metric.kind == "display" and plan.display and plan.display.rates and district in plan.display.districts:
        shown = numbers.percent(plan.display.rates[plan.display.districts.index(district)][-1])
        return _placed(plan, words, person, district, shown)
    if metric.kind == "expense" and district and district in plan.budget.districts:
        spent = sum(plan.budget.expense_of(plan.budget.of_district(district)))
        rate = ratio(spent, plan.targets.districts.of(district))
        most = words.label("letter.at_most", rate=numbers.percent(rate)) if rate is not None else None
        return most and _placed(plan, words, person, district, most)
    figure = next((one for one in plan.objectives if one.name in metric.name or metric.name in one.name), None)
    if figure is None or (person.districts and figure.kind != "percent"):  # an amount of the region's is not his
        return None
    if isinstance(figure.target, int | Decimal | Fraction):
        return numbers.figure(figure.kind, figure.target)
    return None if figure.target is None else str(figure.target)


def _cash_asked(plan: Plan, words: Words, person: Person, cash: int) -> str:
    """The cash to collect, after the rate where his one district has it."""
    amount = words.label("letter.collected", amount=words.numbers.amount(cash))
    district = person.district if person.leads else None
    rate = planned(plan, "collection_rate", At("district", district)) if district else None
    return words.label("letter.both", rate=words.numbers.percent(rate), amount=amount) if rate is not None else amount


def _won(plan: Plan, words: Words, person: Person, measure: NetworkPlan, node: NodeCount) -> str:
    """What is added to a network in a district."""
    new, end = (words.numbers.number(count) for count in (node.new, node.target))
    said = words.label("letter.network", name=measure.name, new=new, end=end, unit=behind_figure(measure.unit))
    return _placed(plan, words, person, node.name, said)


def _placed(plan: Plan, words: Words, person: Person, district: str, said: str) -> str:
    """A district's figure, with its name where it is not his alone."""
    return said if person.leads else words.label("letter.placed", district=district, said=said)


def person_pay(plan: Plan, words: Words, person: Person) -> Table | None:
    """What he earns at 80, 100 and 120 % of his own target."""
    return pay_at_rates("person_pay", person.pay, words)


PERSON_TABLES: dict[str, Callable[[Plan, Words, Person], Table | None]] = {
    "person_own_months": person_months,
    "person_products": person_products,
    "person_dealers": person_dealers,
    "person_quarters": person_quarters,
    "person_weeks": person_weeks,
    "person_stores": person_stores,
    "person_reports": person_reports,
    "person_actions": person_actions,
    "person_visits": person_visits,
    "person_kpis": person_kpis,
    "person_metrics": person_metrics,
    "person_pay": person_pay,
}
