"""Sheets that no table of the document is: receivables by district, actions with their state, every measure, and what
sentences state.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from planforge.document.facts import Facts, find_facts
from planforge.plan.measures import YEAR, Value, held, last_year
from planforge.plan.money.collection import CollectionPlan
from planforge.plan.plan import Plan
from planforge.spec.region import MONEY_UNITS
from planforge.words import capital
from planforge.writers.xlsx.book import Book
from planforge.writers.xlsx.excel_table import ExcelTable, Head, Put, named, protect, summed, write_table


def receivables_sheet(book: Book, collection: CollectionPlan) -> None:
    """Opening + sales − cash = closing for each district, month by month, by formula; of this year's sales alone where
    nobody states what is owed from last year."""
    ends = ("opening", "closing") if collection.opening is not None else ("unpaid_before", "unpaid")
    titles = [book.say("heads", key) for key in ("district", "month", ends[0], "sales", "cash", ends[1])]
    sheet, form, months = book.sheet("receivables", frozen=2), book.formats, book.text["months"]
    table = named(book, sheet, titles, 12 * len(collection.districts))
    opening, sales, cash = table.titles[2:5]
    closing = f"={table.this(opening)}+{table.this(sales)}-{table.this(cash)}"
    rows = [
        [
            Put(account.name, form["text"]),
            Put(str(months[m]), form["label"]),
            *(Put(book.money(one[m]), form["money"]) for one in (account.opening, account.sales, account.cash)),
            Put(book.money(account.closing[m]), form["sum"], closing),
        ]
        for account in collection.districts
        for m in range(12)
    ]
    forms = [form["text"], form["label"], *(form["money"],) * 3, form["sum"]]
    heads = [Head(*one) for one in zip(table.titles, forms, ("",) * 5 + (closing,), strict=True)]
    whole = collection.total
    total = [Put(book.say("heads", "total"), form["total_text"]), *(Put(None, form["total"]) for _ in range(2))]
    for title, amounts in ((sales, whole.sales), (cash, whole.cash)):
        total.append(Put(book.money(sum(amounts)), form["total"], summed(table, title)))
    total.append(Put(None, form["total"]))
    write_table(book, sheet, table, heads, rows, total, about=book.purposes["receivables"])
    book.flag_wrong(sheet, 5, table.last)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 5, 12)


def actions_sheet(book: Book, label: str) -> None:
    """Every action with a status to choose; its colour follows."""
    keys = ("code", "action", "tactic", "owner", "starts", "ends", "deliverable", "budget", "status")
    sheet, form, statuses = (
        book.sheet("actions", frozen=2, label=label),
        book.formats,
        list(map(str, book.text["statuses"])),
    )
    actions = book.plan.spec.actions
    table = named(book, sheet, [book.say("heads", key) for key in keys], len(actions))
    forms = [form[role] for role in ("label", "text", "label", "label", "date", "date", "text", "money", "input_text")]
    rows = []
    for number, action in enumerate(actions, 1):
        texts = (action.code or f"A{number}", action.name, action.tactic, action.owner, action.starts, action.ends)
        budget = None if action.budget is None else book.money(int(action.budget))
        held_ = (*texts, action.deliverable, budget, statuses[0])
        rows.append([Put(value, style) for value, style in zip(held_, forms, strict=True)])
    total = [Put(book.say("heads", "total"), form["total_text"]), *(Put(None, form["total_text"]) for _ in keys[1:])]
    spent = sum(int(action.budget or 0) for action in actions)
    total[7] = Put(book.money(spent), form["total"], summed(table, table.titles[7]))
    heads = [Head(*one) for one in zip(table.titles, forms, strict=True)]
    write_table(book, sheet, table, heads, rows, total, about=book.purposes["actions"])
    sheet.data_validation(table.first, 8, table.last, 8, {"validate": "list", "source": statuses})
    for status, role in zip(statuses[1:4], ("watch", "good", "bad"), strict=True):
        rule = {"type": "cell", "criteria": "==", "value": f'"{status}"', "format": form[role]}
        sheet.conditional_format(table.first, 8, table.last, 8, rule)
    for column, width in enumerate((7, 40, 8, 10, 12, 12, 36, 10, 10)):
        sheet.set_column(column, column, width)
    protect(sheet)


def measures_sheet(book: Book) -> None:
    """Every measure that the plan sets: last year, planned, and the change by formula."""
    keys = ("measure", "unit_of", "last", "plan", "change")
    sheet, form = book.sheet("measures", frozen=1, landscape=False), book.formats
    known = list(held(book.plan))
    table = named(book, sheet, [book.say("heads", key) for key in keys], len(known))
    last, plan = table.this(table.titles[2]), table.this(table.titles[3])
    amounts, rates = f"={plan}-{last}", f"=ROUND({plan},3)-ROUND({last},3)"  # of rates as they are printed
    rows = []
    for measure, figure in known:
        style = form[{"money": "money", "percent": "percent", "count": "count", "number": "decimal"}[measure.kind]]
        unit = {"money": book.words.numbers.unit_name, "percent": "%"}.get(measure.kind, measure.unit(book.plan, YEAR))
        now, before = (_figure(book, measure.kind, one) for one in (figure, last_year(book.plan, measure.key)))
        change = Put(None, style)
        if before is not None:
            rate = measure.kind == "percent"
            both = [round(one, 3) if rate else one for one in (now, before)]
            change = Put(both[0] - both[1], style, rates if rate else amounts)
        name = capital(book.words.measure(measure.key))
        rows.append([Put(name, form["text"]), Put(unit, form["label"]), Put(before, style), Put(now, style), change])
    heads = [Head(title, form[role]) for title, role in
             zip(table.titles, ("text", "label", "money", "money", "money"), strict=True)]  # fmt: skip
    write_table(book, sheet, table, heads, rows, about=book.purposes["measures"])
    _widths(sheet, (34, 12, 14, 14, 14))


def stated_sheet(book: Book) -> None:
    """What the sentences state that no table of the document holds, each with its name."""
    keys = ("stated", "unit_of", "figure")
    sheet, form = book.sheet("stated", frozen=1, landscape=False), book.formats
    rows = []
    for key, kind, figure, name in _stated(book.plan):
        unit = {"money": book.words.numbers.unit_name, "percent": "%"}.get(kind, "")
        said = capital(book.words.fill(str(book.text["stated"][key]), name=name))
        rows.append([Put(said, form["text"]), Put(unit, form["label"]), Put(_figure(book, kind, figure), form[kind])])
    table: ExcelTable = named(book, sheet, [book.say("heads", key) for key in keys], len(rows))
    heads = [Head(title, form[role]) for title, role in zip(table.titles, ("text", "label", "money"), strict=True)]
    write_table(book, sheet, table, heads, rows, about=book.purposes["stated"])
    _widths(sheet, (52, 12, 14))


def _widths(sheet: Any, widths: Sequence[float]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _stated(plan: Plan) -> Iterator[tuple[str, str, Value, str]]:
    """Key, kind and figure of everything known, and whose it is."""
    facts = find_facts(plan)
    for key, kind, figure, name in (
        *_stated_sales(plan, facts), *_stated_market(facts), *_stated_dealers(plan), *_stated_shares(plan, facts),
        *_stated_money(plan, facts), *_stated_counts(plan),
    ):  # fmt: skip
        if figure is not None:
            yield key, kind, figure, name


Stated = Iterator[tuple[str, str, Value | None, str]]


def _stated_sales(plan: Plan, facts: Facts) -> Stated:
    yield "assigned", "money", facts.page.assigned, ""
    yield "distance", "money", facts.page.distance, ""
    yield "more_expense", "money", facts.page.more_expense, ""
    yield "share_part", "percent", facts.page.share_part, ""
    if facts.review:
        yield "reviewed", "money", facts.review.distance, ""
        short = facts.review.short
        yield "short_part", "percent", facts.review.short_part, short.name if short else ""
    if pace := facts.found.pace:
        yield "quarter_before", "money", pace.first_quarter_before, ""
        yield "quarter_last", "money", pace.first_quarter, ""
    if dealers := facts.found.dealers:
        yield "dealers", "money", dealers.sales, ""
        yield "dealers_part", "percent", dealers.part, ""
    if sizes := facts.found.sizes:
        yield "market_growth", "percent", sizes.growth, ""
    for nodes in (facts.districts, facts.products, facts.channels):
        if nodes and (leading := nodes.leading):
            yield "added", "money", leading.added, leading.name
            yield "added_part", "percent", leading.part, leading.name
    if facts.people:
        yield "average", "money", facts.people.average, ""
        yield "own", "money", facts.people.own, ""
        yield "own_share", "percent", Fraction(plan.spec.cascade.personal_share or 0) or None, ""
    if plan.gap:
        yield "trend", "money", plan.gap.trend, ""
        yield "natural", "percent", plan.gap.natural_growth, ""
    if facts.gap:
        yield "trend_part", "percent", facts.gap.trend_part, ""
        yield "spare", "money", facts.gap.spare, ""
        yield "main_part", "percent", facts.gap.main_part, facts.gap.main.name if facts.gap.main else ""


def _stated_market(facts: Facts) -> Stated:
    if facts.mix and (rising := facts.mix.rising):
        yield "gained", "percent", facts.mix.gained, rising.name
    leader = facts.market.leader
    yield "ahead", "percent", facts.market.ahead, leader.name if leader else ""
    yield "two_segments", "percent", facts.found.two_segments, ""


def _stated_dealers(plan: Plan) -> Stated:
    if plan.dealers:
        yield "dealers_plan", "money", plan.dealers.total, ""
        yield "dealers_plan_part", "percent", plan.dealers.part, ""
        yield "dealers_new", "money", plan.dealers.new_total or None, ""


def _stated_shares(plan: Plan, facts: Facts) -> Stated:
    yield "granule", "count", plan.granule, ""
    yield "unit", "count", MONEY_UNITS[plan.spec.money.unit], ""
    if trend := facts.trend:
        yield "trend_last", "percent", trend.last, ""
        yield "trend_growth", "percent", trend.growth, ""
        yield "trend_history", "percent", trend.history, ""
    yield "green", "percent", Fraction(plan.spec.control.lights.green), ""
    yield "amber", "percent", Fraction(plan.spec.control.lights.amber), ""
    yield "peaks", "percent", facts.season.peak_share, ""
    yield "lows", "percent", facts.season.low_share, ""
    yield "first_half", "percent", facts.season.first_half, ""
    if closed := facts.closed:
        yield "closed_sold", "money", closed.sold, ""
        yield "closed_left", "money", closed.left, ""


def _stated_counts(plan: Plan) -> Stated:
    for scheme in plan.appraisal:
        for pay in scheme.examples:
            yield "pay_at", "percent", pay.attainment, scheme.role
            yield "pay", "count", pay.total, scheme.role
    for count in plan.counts:
        yield "count_last", "count", count.last, count.name
        yield "count_plan", "count", count.plan, count.name


def _stated_money(plan: Plan, facts: Facts) -> Stated:
    yield "shortfall", "money", facts.shortfall.distance, ""
    if due := facts.shortfall.contingency:
        yield "shortfall_due", "percent", Fraction(due.below or 0), ""
    yield "shortfall_sales", "money", facts.shortfall.sales, ""
    if facts.money:
        yield "shortfall_contribution", "money", facts.money.at_ninety, ""
        yield "shortfall_loss", "money", facts.money.loss_at_ninety, ""
    if facts.budget:
        yield "drawn", "money", facts.budget.drawn, ""
        yield "drawn_part", "percent", facts.budget.drawn_part, ""
        yield "largest_line", "percent", facts.budget.largest_share, facts.budget.largest
    if facts.found.earner:
        yield "earner", "percent", facts.found.earner_share, facts.found.earner.name
        yield "earner_sales", "percent", facts.found.earner_sales, facts.found.earner.name
    yield "best_quarter", "percent", facts.found.best_quarter_part, ""
    yield "worst_quarter", "percent", facts.found.worst_quarter_part, ""
    if facts.cash:
        yield "overdue_part", "percent", facts.cash.overdue_part, ""
    for risk in facts.page.risks:
        yield "risk_part", "percent", risk.part, ""
    if plan.profit and (bridge := plan.profit.bridge):
        yield "bridge_volume", "money", bridge.volume, ""
        yield "bridge_mix", "money", bridge.mix, ""
        yield "bridge_price", "money", bridge.price, ""
        yield "bridge_margin", "money", bridge.margin, ""


def _figure(book: Book, kind: str, figure: Value | None) -> Any:
    if figure is None:
        return None
    return book.money(int(figure)) if kind == "money" else float(figure)
