"""Sheets of other shapes: weeks, the statement by quarter, receivables, actions, KPIs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from planforge.document.facts import Facts, find_facts
from planforge.plan.measures import YEAR, Value, held, last_year
from planforge.plan.money.collection import CollectionPlan
from planforge.plan.money.profit import ProfitPlan, Statement
from planforge.plan.plan import Plan
from planforge.plan.targets.calendar import split_weeks, trading_days, weeks
from planforge.spec.region import MONEY_UNITS
from planforge.words import capital
from planforge.writers.xlsx.book import HEAD_ROW, Book, absolute, cell, down, span, year_cell

FIRST = HEAD_ROW + 1


def weeks_sheet(book: Book) -> None:
    """Weeks down, districts across; every month's weeks sum to the month."""
    districts, granule = book.plan.targets.districts, book.plan.granule
    working = trading_days(book.plan)
    heads = [book.say("heads", "month"), book.say("heads", "week"), *districts.nodes, book.say("heads", "total")]
    sheet = book.sheet("weeks", heads, frozen=2)
    if working.estimated:
        sheet.write_string(2, 0, book.words.fill(str(book.text["estimated"])), book.formats["note"])
    row = FIRST
    for month in range(1, 13):
        split = [
            [part * granule for part in split_weeks(line[month - 1] // granule, month, working)]
            for line in districts.cells
        ]
        for number, days_of in enumerate(weeks(working, month)):
            sheet.write_string(row, 0, str(book.text["months"][month - 1]), book.formats["label"])
            sheet.write_string(row, 1, f"{days_of[0]:%m-%d} – {days_of[-1]:%m-%d}", book.formats["label"])
            _figures(book, sheet, row, 2, [line[number] for line in split])
            row += 1
    _column_totals(book, sheet, row, 2, [*districts.totals, districts.total])
    _agrees(book, "weeks", absolute(row, 2 + len(districts.nodes)))
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 15)
    sheet.set_column(2, 2 + len(districts.nodes), 12)


def statement_sheet(book: Book, profit: ProfitPlan) -> None:
    """Quarters and the year; gross profit less expense gives the contribution, by formula."""
    columns: list[Statement] = [*profit.quarters]
    heads = ["", *map(str, book.text["quarters"]), book.say("heads", "year_total")]
    heads += [book.say("heads", "last")] if profit.last else []
    sheet = book.sheet("statement", heads)
    lines = [("sales", [s.sales for s in columns]), ("gross", [s.gross for s in columns])]
    lines += [("expense", [s.expense for s in columns])]
    apart = book.plan.spec.budget.wages == "apart"
    lines += [("wages", [s.wages for s in columns])] if apart else []
    last = (
        {"sales": profit.last.sales, "gross": profit.last.gross, "expense": profit.last.expense} if profit.last else {}
    )
    last |= {"wages": profit.last.wages} if profit.last else {}
    for row, (key, figures) in enumerate(lines, FIRST):
        sheet.write_string(row, 0, book.say("heads", key), book.formats["text"])
        _figures(book, sheet, row, 1, figures)
        if last:
            sheet.write_number(row, 6, book.money(last[key]), book.formats["money"])
    bottom = FIRST + len(lines)
    sheet.write_string(bottom, 0, book.say("heads", "contribution"), book.formats["total_text"])
    results = [*(s.contribution for s in columns), profit.total.contribution]
    results += [profit.last.contribution] if profit.last else []
    for column, amount in enumerate(results, 1):
        costs = "".join(f"-{cell(row, column)}" for row in range(FIRST + 2, bottom))
        book.formula(sheet, bottom, column, f"={cell(FIRST + 1, column)}{costs}", book.money(amount), "total")
    _agrees(book, "statement", absolute(FIRST, 5))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 6, 12)


def receivables_sheet(book: Book, collection: CollectionPlan) -> None:
    """Opening + sales − cash = closing for the region and each district, month by month, by formula."""
    heads = [book.say("heads", key) for key in ("district", "month", "opening", "sales", "cash", "closing")]
    sheet = book.sheet("receivables", heads, frozen=2)
    row = FIRST
    for account in (collection.total, *collection.districts):
        for month in range(12):
            name = account.name or book.say("heads", "total")
            sheet.write_string(row, 0, name, book.formats["text"])
            sheet.write_string(row, 1, str(book.text["months"][month]), book.formats["label"])
            opening = book.money(account.opening[month])
            if month:
                book.formula(sheet, row, 2, f"={cell(row - 1, 5)}", opening, "money")
            else:
                sheet.write_number(row, 2, opening, book.formats["money"])
            sheet.write_number(row, 3, book.money(account.sales[month]), book.formats["money"])
            sheet.write_number(row, 4, book.money(account.cash[month]), book.formats["money"])
            closing = f"={cell(row, 2)}+{cell(row, 3)}-{cell(row, 4)}"
            book.formula(sheet, row, 5, closing, book.money(account.closing[month]), "sum")
            row += 1
    months, closings = (book.place("receivables", absolute(FIRST, column, row - 1)) for column in (1, 5))
    december, region = (book.place("receivables", absolute(FIRST + 11, column)) for column in (1, 5))
    every = f"SUMPRODUCT(--({months}={december}),{closings})"  # the region's and all districts'
    book.checks["receivables"] = [f"ROUND({every}-2*{region},{book.places})=0"]
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 5, 12)


def actions_sheet(book: Book) -> None:
    """Every action with a status to choose; its colour follows."""
    keys = ("code", "action", "tactic", "owner", "starts", "ends", "deliverable", "budget", "status")
    sheet = book.sheet("actions", [book.say("heads", key) for key in keys], frozen=2)
    actions = book.plan.spec.actions
    for row, action in enumerate(actions, FIRST):
        texts = (action.code or f"A{row - FIRST + 1}", action.name, action.tactic or "", action.owner or "")
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, book.formats["text" if column == 1 else "label"])
        for column, day in ((4, action.starts), (5, action.ends)):
            if day:
                sheet.write_datetime(row, column, day, book.formats["date"])
        sheet.write_string(row, 6, action.deliverable or "", book.formats["text"])
        if action.budget is not None:
            sheet.write_number(row, 7, book.money(int(action.budget)), book.formats["money"])
        sheet.write_string(row, 8, str(book.text["statuses"][0]), book.formats["input_text"])
    last = FIRST + max(len(actions), 1) - 1
    sheet.data_validation(FIRST, 8, last, 8, {"validate": "list", "source": list(map(str, book.text["statuses"]))})
    for status, role in zip(book.text["statuses"][1:4], ("watch", "good", "bad"), strict=True):
        rule = {"type": "cell", "criteria": "==", "value": f'"{status}"', "format": book.formats[role]}
        sheet.conditional_format(FIRST, 8, last, 8, rule)
    for column, width in enumerate((7, 40, 8, 10, 12, 12, 36, 10, 10)):
        sheet.set_column(column, column, width)
    sheet.autofilter(HEAD_ROW, 0, last, 8)


def measures_sheet(book: Book) -> None:
    """Every measure that the plan sets: last year, planned, and the change by formula."""
    keys = ("measure", "unit_of", "last", "plan", "change")
    sheet = book.sheet("measures", [book.say("heads", key) for key in keys], frozen=1, landscape=False)
    for row, (measure, figure) in enumerate(held(book.plan), FIRST):
        role = {"money": "money", "percent": "percent", "count": "count", "number": "decimal"}[measure.kind]
        unit = {"money": book.words.numbers.unit_name, "percent": "%"}.get(measure.kind, measure.unit(book.plan, YEAR))
        now, last = (_figure(book, measure.kind, one) for one in (figure, last_year(book.plan, measure.key)))
        sheet.write_string(row, 0, capital(book.words.measure(measure.key)), book.formats["text"])
        sheet.write_string(row, 1, unit, book.formats["label"])
        sheet.write_number(row, 3, now, book.formats[role])
        if last is not None:
            sheet.write_number(row, 2, last, book.formats[role])
            places = 3 if measure.kind == "percent" else None  # of rates as they are printed
            now, last = (one if places is None else round(one, places) for one in (now, last))
            both = (
                (cell(row, 3), cell(row, 2)) if places is None else (f"ROUND({cell(row, c)},{places})" for c in (3, 2))
            )
            book.formula(sheet, row, 4, f"={'-'.join(both)}", now - last, role)
    for column, width in enumerate((34, 12, 14, 14, 14)):
        sheet.set_column(column, column, width)


def stated_sheet(book: Book) -> None:
    """What the sentences state that no table of the document holds, each with its name."""
    heads = [book.say("heads", key) for key in ("stated", "unit_of", "figure")]
    sheet = book.sheet("stated", heads, frozen=1, landscape=False)
    for row, (key, kind, figure, name) in enumerate(_stated(book.plan), FIRST):
        unit = {"money": book.words.numbers.unit_name, "percent": "%"}.get(kind, "")
        sheet.write_string(
            row, 0, capital(book.words.fill(str(book.text["stated"][key]), name=name)), book.formats["text"]
        )
        sheet.write_string(row, 1, unit, book.formats["label"])
        sheet.write_number(row, 2, _figure(book, kind, figure), book.formats[kind])
    for column, width in enumerate((52, 12, 14)):
        sheet.set_column(column, column, width)


def _stated(plan: Plan) -> Iterator[tuple[str, str, Value, str]]:
    """Key, kind and figure of everything known, and whose it is."""
    facts = find_facts(plan)
    for key, kind, figure, name in (
        *_stated_sales(plan, facts), *_stated_shares(plan, facts), *_stated_money(plan, facts), *_stated_counts(plan),
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
        yield "spare", "money", facts.gap.spare, ""
        yield "main_part", "percent", facts.gap.main_part, facts.gap.main.name if facts.gap.main else ""


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
        yield "largest_line", "percent", facts.budget.largest_share, facts.budget.largest
    if facts.found.earner:
        yield "earner", "percent", facts.found.earner_share, facts.found.earner.name
    if plan.profit and (bridge := plan.profit.bridge):
        yield "bridge_volume", "money", bridge.volume, ""
        yield "bridge_mix", "money", bridge.mix, ""
        yield "bridge_price", "money", bridge.price, ""
        yield "bridge_margin", "money", bridge.margin, ""


def _figure(book: Book, kind: str, figure: Value | None) -> Any:
    if figure is None:
        return None
    return book.money(int(figure)) if kind == "money" else float(figure)


def kpis_sheet(book: Book) -> None:
    """Every KPI with its alert and what is done then."""
    keys = ("code", "kpi", "objective", "frequency", "owner", "source", "target", "alert", "correction")
    sheet = book.sheet("kpis", [book.say("heads", key) for key in keys], money=False, frozen=2)
    for row, kpi in enumerate(book.plan.spec.control.kpis, FIRST):
        texts = (kpi.code or f"K{row - FIRST + 1}", kpi.name, kpi.objective, kpi.frequency, kpi.owner, kpi.source)
        for column, text in enumerate((*texts, kpi.target, kpi.alert, kpi.correction)):
            sheet.write_string(row, column, text or "", book.formats["text"])
    for column, width in enumerate((7, 22, 8, 10, 10, 18, 14, 14, 44)):
        sheet.set_column(column, column, width)


def _agrees(book: Book, key: str, total: str) -> None:
    """The sheet's total of sales is that of the districts."""
    whole = year_cell(book, "districts", book.plan.targets.districts)
    book.checks[key] = [f"ROUND({book.place(key, total)}-{whole},{book.places})=0"]


def _figures(book: Book, sheet: Any, row: int, first: int, figures: Sequence[int]) -> None:
    """Amounts across and their sum by formula."""
    for column, amount in enumerate(figures, first):
        sheet.write_number(row, column, book.money(amount), book.formats["money"])
    end = first + len(figures)
    book.formula(sheet, row, end, f"=SUM({span(row, first, end - 1)})", book.money(sum(figures)), "sum")


def _column_totals(book: Book, sheet: Any, row: int, first: int, totals: Sequence[int]) -> None:
    sheet.write_string(row, 0, book.say("heads", "total"), book.formats["total_text"])
    for column, amount in enumerate(totals, first):
        book.formula(sheet, row, column, f"=SUM({down(column, FIRST, row - 1)})", book.money(amount), "total")
