"""Whatever was reported of the months of an example, every figure of its review is worked out by hand as well."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from accounts import Books, dig
from conftest import EXAMPLES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from once import plan_of
from review_by_hand import Happened, review
from test_figures_of_examples import books_of, same_figure
from worked_out import Figure

from planforge.ledger.sales import Node
from planforge.plan.plan import Plan
from planforge.problem import Where
from planforge.review.actuals import Actuals, Count, Entry, Status
from planforge.review.figures import figures
from planforge.review.monthly import review_month

HERE = Where("actuals.csv", 2, 4)
TRADES = [EXAMPLES / name / "plan.yaml" for name in ("yunan-noodles", "xianggan-beauty", "hefei-ktv", "luzhong-tiles")]


@st.composite
def happened(draw: DrawFn, spec: Path) -> Happened:
    """Sales of every cell in a wide band about its target; at times expense, cash, counts and states beside them."""
    books = books_of(spec)
    through = draw(st.integers(1, 12))
    stores = draw(st.booleans()) and books.grid("targets.stores")
    homes = books.shown["targets"]["store_district"]
    sales = []
    for district, products in books.cells("targets.by_product").items():
        own = [name for name in homes if homes[name] == district] if stores else [None]
        for product, row in products.items():
            for month in range(1, through + 1):
                amount = row[month - 1] * draw(PERCENTS) // 100
                units = draw(st.none() | st.integers(0, 10**5)) if draw(st.integers(0, 9)) == 0 else amount // 30
                sales.append((month, district, product, draw(st.sampled_from(own)), amount, units))
    months = range(1, through + 1)
    lines = [
        (m, name, row[m - 1] * draw(PERCENTS) // 100)
        for name, row in books.grid("budget.months").items()
        for m in months
        if draw(st.integers(0, 40))
    ]
    cash = [
        (m, name, row[m - 1] * draw(PERCENTS) // 100)
        for name, row in books.grid("collection.cash").items()
        for m in months
    ]
    counts = [
        (measure["name"], district["name"], quarter, district["quarters"][quarter - 1] + draw(st.integers(0, 9)))
        for measure in books.shown["network"]
        for district in measure["districts"]
        for quarter in range(1, 5)
    ]
    codes = [action.get("code") or f"A{n}" for n, action in enumerate(books.each("actions"), 1)]
    states = [(code, draw(st.sampled_from(["open", "running", "done", "late", "dropped"]))) for code in codes]
    tell = st.booleans()
    return Happened(
        tuple(sales),
        tuple(lines) if draw(tell) else (),
        tuple(cash) if draw(tell) else (),
        tuple(counts) if draw(tell) else (),
        tuple(states) if draw(tell) else (),
    )


PERCENTS = st.sampled_from([0, 60, 85, 90, 97, 98, 100, 100, 104, 130])


def actuals(seen: Happened, year: int) -> Actuals:
    """The same, as it is read from a file."""

    def entry(month: int, amount: int, *, district: str | None = None, product: str | None = None) -> Entry:
        return Entry(HERE, month, Node(district, product, None, None, None), Decimal(amount))

    return Actuals(
        "actuals.csv",
        year,
        tuple(
            Entry(HERE, m, Node(d, p, None, None, s), Decimal(a), None if u is None else Decimal(u))
            for m, d, p, s, a, u in seen.sales
        ),
        {
            "line": tuple(entry(m, a, product=name) for m, name, a in seen.lines),
            "cash": tuple(entry(m, a, district=name) for m, name, a in seen.cash),
        },
        tuple(Count(HERE, measure, district, quarter, number) for measure, district, quarter, number in seen.counts),
        tuple(Status(HERE, code, state) for code, state in seen.states),
    )


@pytest.mark.slow
@pytest.mark.parametrize("spec", TRADES, ids=lambda path: path.parent.name)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_figure_of_a_review_is_what_was_reported(spec: Path, data: st.DataObject) -> None:
    seen = data.draw(happened(spec))
    assert list(differing(plan_of(spec), books_of(spec), seen)) == []


def differing(plan: Plan, books: Books, seen: Happened) -> list[str]:
    """Figures of the review that are not what was worked out by hand."""
    through = max(month for month, *_ in seen.sales)
    shown = figures(plan, review_month(plan, actuals(seen, books.year), through), ())
    found = review(books, seen, through, shown)
    return [
        f"{one.name}: {published(one, shown)} is shown, {one.value} is {one.source}"
        for one in found
        if not same_figure(published(one, shown), one)
    ]


def published(figure: Figure, shown: Any) -> Any:
    match figure.name:
        case "actions.late":
            return sorted(action["code"] for action in shown["actions"] if action["late"])
        case "corrections.contingencies.names":
            return [one["trigger"] for one in shown["corrections"]["contingencies"]]
    try:
        return dig(shown, figure.name)
    except (KeyError, IndexError):
        return None


def test_the_shipped_months_are_reviewed_as_by_hand() -> None:
    folder = EXAMPLES / "yunan-noodles"
    rows = [line.split(",") for line in (folder / "actuals-2027-05.csv").read_text("utf-8").splitlines()[1:]]
    sales = tuple((int(when[-2:]), d, p, None, int(amount), int(units)) for when, d, p, amount, units in rows)
    assert differing(plan_of(folder / "plan.yaml"), books_of(folder / "plan.yaml"), Happened(sales)) == []
