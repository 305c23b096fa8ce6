"""Tables of expense and cash against plan."""

from __future__ import annotations

from fractions import Fraction

from planforge.document import cells as c
from planforge.document.model import Cell, Kind, Row, RowKind, Table, Tone
from planforge.review.money import CashStanding, LineStanding
from planforge.review.monthly import MonthlyReview
from planforge.review.standing import quotient
from planforge.words import Words


def spent_by_line(review: MonthlyReview, words: Words) -> Table | None:
    """Lines of expense against budget."""
    spent = review.spending
    if spent is None:
        return None
    rows = [_line(line, words) for line in spent.lines if line.planned or line.actual]
    total = (sum(line.planned for line in spent.lines), sum(line.actual for line in spent.lines))
    year = sum(line.year for line in spent.lines)
    rows.append(
        c.total(
            c.sum_of(words),
            c.money(words, total[0]),
            c.money(words, total[1]),
            c.money(words, total[1] - total[0], signed=True),
            c.percent(words, quotient(total[1], total[0])),
            c.money(words, year),
            c.money(words, year - total[1]),
        )
    )
    heads = (
        ("line", Kind.TEXT, 1.6),
        ("planned", Kind.MONEY, 1.0),
        ("actual", Kind.MONEY, 1.0),
        ("gap", Kind.MONEY, 1.0),
        ("spent_rate", Kind.PERCENT, 1.0),
        ("year_budget", Kind.MONEY, 1.0),
        ("left", Kind.MONEY, 1.0),
    )
    return c.table(words, "spent_by_line", c.columns(words, "spent_by_line", heads), rows)


def _line(line: LineStanding, words: Words) -> Row:
    over = Tone.BAD if line.gap > 0 else Tone.PLAIN
    return c.body(
        c.text(line.name),
        c.money(words, line.planned),
        c.money(words, line.actual),
        c.money(words, line.gap, signed=True, tone=over),
        c.percent(words, line.rate),
        c.money(words, line.year),
        c.money(words, line.left),
    )


def ratios(review: MonthlyReview, words: Words) -> Table | None:
    """Expense ratio, wage ratio and collection rate against plan."""
    spent, cash = review.spending, review.collected
    lines: list[tuple[str, Fraction | None, Fraction | None]] = []
    if spent:
        lines.append(("expense_ratio", spent.planned_ratio, spent.ratio))
        lines.append(("wage_ratio", spent.planned_wage_ratio, spent.wage_ratio))
    if cash:
        lines.append(("collection_rate", cash.total.planned_collected, cash.total.collected))
    rows = [
        c.body(
            c.text(words.label(f"review.ratios.{key}")),
            c.percent(words, planned),
            c.percent(words, actual),
            c.points(words, actual, planned),
        )
        for key, planned, actual in lines
        if planned is not None and actual is not None
    ]
    heads = (
        ("item", Kind.TEXT, 2.4),
        ("planned", Kind.PERCENT, 1.0),
        ("actual", Kind.PERCENT, 1.0),
        ("points", Kind.POINTS, 1.0),
    )
    return c.table(words, "ratios", c.columns(words, "ratios", heads), rows, unit=None)


def cash_by_district(review: MonthlyReview, words: Words) -> Table | None:
    """Cash and receivables against plan."""
    cash = review.collected
    if cash is None:
        return None
    rows = [_cash(c.text(one.name), one, words) for one in cash.districts]
    rows.append(Row(_cash(c.sum_of(words), cash.total, words).cells, RowKind.TOTAL))
    heads = (
        ("name", Kind.TEXT, 1.3),
        ("planned_cash", Kind.MONEY, 1.0),
        ("actual_cash", Kind.MONEY, 1.0),
        ("rate", Kind.PERCENT, 1.0),
        ("planned_closing", Kind.MONEY, 1.1),
        ("actual_closing", Kind.MONEY, 1.1),
        ("closing_gap", Kind.MONEY, 1.0),
    )
    return c.table(words, "cash_by_district", c.columns(words, "cash_by_district", heads), rows)


def _cash(name: Cell, one: CashStanding, words: Words) -> Row:
    more = one.closing - one.planned_closing
    return c.body(
        name,
        c.money(words, one.planned),
        c.money(words, one.actual),
        c.percent(words, one.rate),
        c.money(words, one.planned_closing),
        c.money(words, one.closing),
        c.money(words, more, signed=True, tone=Tone.BAD if more > 0 else Tone.PLAIN),
    )


TABLES = {
    "spent_by_line": spent_by_line,
    "ratios": ratios,
    "cash_by_district": cash_by_district,
}
