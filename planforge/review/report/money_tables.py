"""Tables of expense and cash against plan."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planforge.document.listing import As, Listing
from planforge.document.model import Cell, Table, Tone
from planforge.review.finance import CashStanding, LineStanding
from planforge.review.monthly import MonthlyReview
from planforge.review.report.printed import exact
from planforge.review.report.silence import silence
from planforge.words import Words


def spent_by_line(review: MonthlyReview, words: Words) -> Table | None:
    """Lines of expense against budget."""
    lines = review.spending.lines if review.spending else ()
    of = Listing[LineStanding](words, "spent_by_line")

    def actual(line: LineStanding) -> Decimal | Cell:
        return line.actual if line.reported else silence(words)

    columns = (
        of.text("line", 1.6, lambda line: line.name),
        of.money("planned", 1.0, lambda line: line.planned if line.reported else None),
        of.money("actual", 1.0, actual),
        of.difference("gap", 1.0, "actual", "planned", tone=lambda line: Tone.BAD if line.gap > 0 else Tone.PLAIN),
        of.ratio("spent_rate", 1.0, lambda line: exact(line).actual, lambda line: line.planned),
        of.money("year_budget", 1.0, lambda line: line.year),
        of.money("left", 1.0, lambda line: line.left),
    )
    return of.table(columns, [line for line in lines if line.year or line.actual], total="total")


Rated = tuple[str, Fraction | None, Fraction | None]
"""A ratio by its key, as planned and as it is."""


def ratios(review: MonthlyReview, words: Words) -> Table | None:
    """Expense ratio, wage ratio and collection rate against plan."""
    of = Listing[Rated](words, "ratios")
    columns = (
        of.text("item", 2.4, lambda row: words.label(f"review.ratios.{row[0]}")),
        of.percent("planned", 1.0, lambda row: row[1]),
        of.percent("actual", 1.0, lambda row: row[2]),
        of.points("points", 1.0, "actual", "planned"),
    )
    known = [row for row in _ratios(review) if None not in row]
    return of.table(columns, known, unit=None)


def _ratios(review: MonthlyReview) -> Iterator[Rated]:
    if spent := review.spending:
        yield "expense_ratio", spent.planned_ratio, spent.ratio
        yield "wage_ratio", spent.planned_wage_ratio, spent.wage_ratio
    if cash := review.collected:
        yield "collection_rate", cash.total.planned_collected, cash.total.collected


def cash_by_district(review: MonthlyReview, words: Words) -> Table | None:
    """Cash and receivables against plan."""
    cash = review.collected
    if cash is None:
        return None
    of = Listing[CashStanding](words, "cash_by_district")

    def light(one: CashStanding) -> Tone:
        planned, owed = one.planned_closing, one.closing
        return Tone.BAD if planned is not None and owed is not None and owed > planned else Tone.PLAIN

    columns = (
        of.text("name", 1.3, lambda one: one.name or words.column("total")),
        of.money("planned_cash", 1.0, lambda one: one.planned),
        of.money("actual_cash", 1.0, lambda one: one.actual),
        of.percent("rate", 1.0, lambda one: one.rate),
        of.money("planned_closing", 1.1, lambda one: one.planned_closing),
        of.money("actual_closing", 1.1, lambda one: one.closing),
        of.difference("closing_gap", 1.0, "actual_closing", "planned_closing", tone=light),
    )
    return of.table(columns, [*cash.districts, As(cash.total)])


TABLES = {
    "spent_by_line": spent_by_line,
    "ratios": ratios,
    "cash_by_district": cash_by_district,
}
