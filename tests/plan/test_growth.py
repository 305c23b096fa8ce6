"""Where growth comes from: trend, gap and sources, funnels, market share, the network and other counts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planforge.plan.growth.network import by_quarter
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.plan.targets.allocate import largest_remainder
from planforge.spec.spec import Spec

WAN = 10_000


def planned(**more: Any) -> Plan:
    """Two districts that sold 600 and 400 万 last year, 10 % more than the year before; the target is 1,200 万."""
    history = [
        {"year": year, "district": name, "months": [amount * WAN // 12] * 12}
        for year, amounts in ((2025, (540, 360)), (2026, (600, 396)))
        for name, amount in zip("东西", amounts, strict=True)
    ]
    plain: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦"},
        "money": {"round_to": 1},
        "history": history,
        "districts": [{"name": "东", "market": "3000万"}, {"name": "西", "market": "2000万", "market_growth": "10%"}],
        "targets": {"base": "1200万", "market_growth": "5%"},
    }
    targets = plain["targets"] | more.pop("targets", {})
    return make_plan(Spec.model_validate(plain | {"targets": targets} | more))


# Gap ------------------------------------------------------------------------------------------------------------------


def test_trend_and_gap_come_to_the_target_and_the_sources_cover_it() -> None:
    sources = [{"name": "新网点", "amount": "80万"}, {"name": "新品", "amount": "50万"}]
    gap = planned(targets={"natural_growth": "5%", "growth_sources": sources}).gap
    assert gap
    assert (gap.last, gap.trend, gap.gap) == (996 * WAN, 498_000, 1200 * WAN - 996 * WAN - 498_000)
    assert gap.last + gap.trend + gap.gap == gap.target == 1200 * WAN
    assert gap.uncovered == gap.gap - 130 * WAN
    assert gap.method == "given"


def test_natural_growth_is_told_by_two_years_of_history() -> None:
    gap = planned().gap
    assert gap
    assert (gap.natural_growth, gap.method) == (Fraction(996, 900) - 1, "history")


def test_natural_growth_of_several_years_is_their_mean() -> None:
    rows = [{"year": year, "total": total} for year, total in ((2024, 500), (2025, 550), (2026, 660))]
    gap = planned(history=[{**row, "total": row["total"] * WAN} for row in rows]).gap
    assert gap
    assert gap.natural_growth == (Fraction(1, 10) + Fraction(2, 10)) / 2


# Funnels --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "factors",
    [
        [("客流", 100_000, None), ("成交率", None, "40%"), ("客单价", 300, None)],
        [("座位", 200, None), ("翻台率", 1000, None), ("客单价", 60, None)],
        [("房间", 100, None), ("天数", 400, None), ("上座率", None, "75%"), ("房均消费", 400, None)],
    ],
)
def test_a_product_of_factors_is_held_against_the_target(factors: list[tuple[str, int | None, str | None]]) -> None:
    given = [{"name": name, "plan": number if number is not None else rate} for name, number, rate in factors]
    (funnel,) = planned(targets={"funnels": [{"name": "门店", "factors": given}]}).funnels
    assert (funnel.plan, funnel.covers, funnel.difference) == (1200 * WAN, 1200 * WAN, 0)


def test_a_funnel_may_cover_a_part_and_says_how_far_it_falls_short() -> None:
    factors = [{"name": "客流", "last": 900, "plan": 1000}, {"name": "客单价", "last": 1000, "plan": 1100}]
    (funnel,) = planned(targets={"funnels": [{"name": "门店", "factors": factors, "covers": "120万"}]}).funnels
    assert (funnel.last, funnel.plan, funnel.difference) == (90 * WAN, 110 * WAN, -10 * WAN)


# Market share ---------------------------------------------------------------------------------------------------------


def test_growth_of_the_market_and_gain_in_share_sum_to_the_growth_of_sales() -> None:
    plan = planned()
    *districts, region = plan.shares
    assert [share.name for share in plan.shares] == ["东", "西", ""]
    assert (districts[0].market_plan, districts[1].market_plan) == (3150 * WAN, 2200 * WAN)
    assert (region.market, region.market_plan) == (5000 * WAN, 5350 * WAN)
    for share in plan.shares:
        assert share.sales is not None and share.from_market is not None and share.from_share is not None
        assert share.from_market + share.from_share == share.sales_plan - share.sales
        assert share.share == Fraction(share.sales, share.market)
        assert share.share_plan == Fraction(share.sales_plan, share.market_plan)
    for field in ("sales", "sales_plan", "from_market", "from_share"):
        assert sum(getattr(share, field) for share in districts) == getattr(region, field)


def test_a_steady_share_of_a_growing_market_gains_nothing() -> None:
    targets = {"base": "+5%", "locks": [{"district": "东", "amount": "630万"}]}
    plan = planned(districts=[{"name": "东", "market": "3000万"}, {"name": "西"}], targets=targets)
    (east,) = [share for share in plan.shares if share.name == "东"]
    assert east.from_market == 30 * WAN
    assert east.from_share == 0


# Network and counts ---------------------------------------------------------------------------------------------------


def test_a_year_end_target_is_shared_by_the_room_that_is_left() -> None:
    districts = {"东": {"universe": 1000, "current": 400}, "西": {"universe": 500, "current": 200}}
    measure = {"name": "网点", "distribution": "yes", "districts": districts, "target": 900, "quarters": ["25%"] * 4}
    (network,) = planned(network=[measure]).network
    assert [node.target for node in network.districts] == [600, 300]
    assert network.total.target == sum(node.target for node in network.districts) == 900
    assert (network.total.rate, network.total.last_rate) == (Fraction(3, 5), Fraction(2, 5))
    assert network.districts[0].quarters == (450, 500, 550, 600)


def test_a_measure_that_names_no_district_is_new_as_a_whole() -> None:
    (network,) = planned(network=[{"name": "网点", "target": 10, "quarters": ["10%", "20%", "30%", "40%"]}]).network
    assert (network.districts, network.total.new, network.total.target) == ((), 10, 10)
    assert network.total.quarters == (1, 3, 6, 10)


def test_what_closes_makes_room_for_what_opens() -> None:
    districts = {"东": {"universe": 1000, "current": 400, "closed": 100}, "西": {"universe": 500, "current": 200}}
    (network,) = planned(network=[{"name": "网点", "districts": districts, "target": 900}]).network
    assert [node.new for node in network.districts] == [280, 120]  # 400 by rooms of 700 and 300


def test_new_and_closed_nodes_come_to_the_year_end() -> None:
    districts = {"东": {"current": 6, "new": 1, "closed": 1}, "西": {"current": 3, "new": 2}}
    (network,) = planned(network=[{"name": "经销商", "districts": districts}]).network
    assert [node.target for node in network.districts] == [6, 5]
    for node in (*network.districts, network.total):
        assert node.current + node.new - node.closed == node.target == node.quarters[-1]


SIGNED = {  # five sign and one leaves
    "信阳": {"current": 5, "new": 1},
    "驻马店": {"current": 4, "new": 1},
    "周口": {"current": 6, "new": 1, "closed": 1},
    "南阳": {"current": 3, "new": 2},
}


def signing(**own: dict[str, object]) -> dict[str, tuple[int, ...]]:
    """The ends of the quarters by district, where a fifth is signed by March and the rest by June."""
    districts = {name: node | own.get(name, {}) for name, node in SIGNED.items()}
    measure = {"name": "经销商", "quarters": ["20%", "80%", "0%", "0%"], "districts": districts}
    (network,) = planned(districts=[{"name": name} for name in districts], history=[], network=[measure]).network
    return {node.name: node.quarters for node in (*network.districts, network.total)}


def test_the_first_node_to_open_is_where_most_are_to_open() -> None:
    assert signing() == {
        "信阳": (5, 6, 6, 6),
        "驻马店": (4, 5, 5, 5),
        "周口": (6, 6, 6, 6),  # one leaves and one signs in the same quarter
        "南阳": (4, 5, 5, 5),
        "": (19, 22, 22, 22),
    }


def test_a_district_with_quarters_of_its_own_keeps_to_them_and_the_region_to_its_own() -> None:
    ends = signing(驻马店={"quarters": ["100%", "0%", "0%", "0%"]}, 周口={"quarters": ["0%", "100%", "0%", "0%"]})
    assert ends["驻马店"] == (5, 5, 5, 5)
    assert ends["周口"] == (6, 6, 6, 6)
    assert ends["南阳"] == (3, 5, 5, 5)
    assert ends[""] == (19, 22, 22, 22)


@given(
    years=st.lists(st.integers(0, 400), min_size=1, max_size=8),
    shares=st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any),
    own=st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any), max_size=3),
)
def test_openings_by_quarter_keep_every_district_and_the_region(
    years: list[int], shares: list[int], own: dict[int, list[int]]
) -> None:
    stated = {i: [Fraction(share) for share in row] for i, row in own.items() if i < len(years)}
    rows = by_quarter(years, [Fraction(share) for share in shares], stated)
    assert [sum(row) for row in rows] == years
    assert min(map(min, rows)) >= 0
    if not stated:
        assert tuple(map(sum, zip(*rows, strict=True))) == largest_remainder(sum(years), shares)


def test_quarters_of_a_district_that_are_not_four_are_told_at_its_line() -> None:
    districts = {"东": {"current": 1, "new": 1, "quarters": ["50%", "50%"]}, "西": {"current": 1}}
    problems = planned(network=[{"name": "经销商", "districts": districts}]).problems
    assert ("network", 0, "districts", "东", "quarters") in [p.path for p in problems if p.code == "P75"]


def test_recruits_accounts_and_rooms_are_whole_numbers_by_district_and_quarter() -> None:
    accounts = {"name": "开户", "unit": "户", "plan": 1001, "weights": {"东": "60%", "西": "40%"}}
    (count,) = planned(counts=[accounts]).counts
    assert [sum(row) for row in count.quarters] == [601, 400]
    assert sum(map(sum, count.quarters)) == 1001


def test_the_display_rate_of_the_region_is_weighted_never_averaged() -> None:
    network = {
        "name": "网点",
        "districts": {"东": {"current": 300, "target": 300}, "西": {"current": 100, "target": 100}},
    }
    stages = [{"name": "年末", "until": 12, "rates": {"东": "60%", "西": "40%"}}]
    display = planned(
        network=[network], display={"base_of": "网点", "current": {"东": "50%", "西": "10%"}, "stages": stages}
    ).display
    assert display
    assert (display.total_current, display.total_rates) == (Fraction(2, 5), (Fraction(11, 20),))
