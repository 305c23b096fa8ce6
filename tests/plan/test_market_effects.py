"""What the market alone brings: the districts' parts add up to the region's, however they are rounded."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.plan.make import make_plan
from planforge.spec.spec import Spec

DISTRICTS = st.lists(
    st.tuples(st.integers(1, 9_999), st.integers(1, 9_999), st.integers(-20, 40)), min_size=1, max_size=6
)


def spec(districts: list[tuple[int, int, int]]) -> Spec:
    """Districts of (sales and market in 万元, growth of the market in percent)."""
    return Spec.model_validate(
        {
            "year": 2027,
            "region": {"name": "甲", "company": "乙"},
            "money": {"round_to": 1000},
            "districts": [
                {"name": f"区{n}", "market": f"{market}万", "market_growth": f"{growth}%"}
                for n, (_, market, growth) in enumerate(districts)
            ],
            "history": [
                {"year": 2026, "district": f"区{n}", "total": f"{sales}万"} for n, (sales, _, _) in enumerate(districts)
            ],
            "targets": {"base": "+20%"},
        }
    )


@settings(max_examples=25, deadline=None)
@given(DISTRICTS)
def test_the_parts_of_market_and_share_add_up_in_every_column(districts: list[tuple[int, int, int]]) -> None:
    *parts, whole = make_plan(spec(districts)).shares
    assert sum(part.from_market or 0 for part in parts) == whole.from_market
    assert sum(part.from_share or 0 for part in parts) == whole.from_share
    for part in (*parts, whole):
        assert part.sales is not None
        assert part.sales + (part.from_market or 0) + (part.from_share or 0) == part.sales_plan
        assert (part.from_market or 0) % 1000 == 0


def test_two_percent_of_a_market_is_two_percent_of_the_sales_in_it() -> None:
    *_, whole = make_plan(spec([(1725, 9800, 2), (1587, 10500, 2), (2001, 12200, 2), (1587, 13800, 2)])).shares
    assert whole.from_market == 1_380_000
