"""Where a plan stands exactly on a line: just as much as there is, just what is allowed, the last day, none at all."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from json import dumps, loads
from types import SimpleNamespace
from typing import Any, cast

import pytest
from by_hand import differing
from even_plan import EVEN, even

from planforge.document.facts import find_facts
from planforge.document.person import find_person
from planforge.plan.adjust import readable
from planforge.plan.axes import BY_KEY
from planforge.plan.growth.gap import is_rate
from planforge.plan.make import make_plan
from planforge.plan.measures import At, last_year, met, planned
from planforge.plan.money.advertising import material_plans, media_schedule
from planforge.plan.money.appraisal import score_at
from planforge.plan.money.outlays import days_by_month
from planforge.plan.plan import Plan
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.calendar import weeks_of
from planforge.plan.targets.season import borrowed, fading, festival_effects, ramp, recent_mean, window_parts
from planforge.plan.targets.targets import _small
from planforge.spec.money import Band
from planforge.spec.spec import Spec
from planforge.spec.targets import FunnelFactor
from planforge.spec.values import parse_signed_money


def these(*values: object) -> tuple[object, ...]:
    """Exact figures of any kind, to be compared with plain numbers."""
    return values


@cache
def _made(fields: str) -> Plan:
    """The plan; where it has no error, every figure and fact of it is what is worked out by hand."""
    raw = loads(fields)
    made = make_plan(Spec.model_validate(raw))
    assert differing(made, raw) == []
    return made


def plan(**fields: Any) -> Plan:
    """Two districts of a thousand a month each, in single units."""
    return _made(dumps(even(1, fields)))


def codes(made: Plan, *wanted: str) -> list[str]:
    return [problem.code for problem in made.problems if problem.code in wanted]


def sold(year: int, **districts: Any) -> list[dict[str, Any]]:
    return [
        {"year": year, "district": name, "months": [amount] * 12 if isinstance(amount, int) else amount}
        for name, amount in districts.items()
    ]


LAST = sold(2026, 东=1000, 西=500)


# Growth ---------------------------------------------------------------------------------------------------------------


def test_one_market_alone_is_no_measure_of_what_others_may_sell() -> None:
    one = [{"name": "东", "weight": "50%", "market": 50_000}, {"name": "西", "weight": "50%"}]
    both = [one[0], {"name": "西", "weight": "50%", "market": 30_000}]
    assert [asked.potential for asked in plan(districts=one).asked] == [None, None]
    assert [asked.potential for asked in plan(districts=both).asked] == [15_000, 9000]


def test_one_size_alone_is_no_measure_of_what_other_stores_may_sell() -> None:
    stores = [{"name": "甲", "district": "东", "size": 300}, {"name": "乙", "district": "西"}]
    assert [one.potential for one in plan(stores=stores).asked if one.axis == "store"] == [None, None]


def test_a_source_that_names_two_districts_belongs_to_neither_and_the_longer_name_wins() -> None:
    districts = [{"name": name} for name in ("豫东", "豫东南", "豫西")]
    names = ["豫东与豫西", "豫东南新店", "豫东新店", "新店"]
    sources = [{"name": name, "amount": 100} for name in names]
    gap = plan(
        districts=districts, history=sold(2026, 豫东=1000, 豫东南=1000, 豫西=1000), targets={"growth_sources": sources}
    ).gap
    assert gap and [source.district for source in gap.sources] == [None, "豫东南", "豫东", None]


@pytest.mark.parametrize(
    ("given", "rate"),
    [
        ({"plan": "0.5"}, True),
        ({"plan": 1}, False),
        ({"plan": "0.5", "last": 1}, False),
        ({"plan": "0.5", "last": 0}, False),
        ({"plan": 5, "unit": "%"}, True),
        ({"plan": "0.5", "unit": "次"}, False),
    ],
)
def test_a_factor_between_nil_and_one_is_a_rate_and_neither_of_them_is(given: dict[str, Any], rate: bool) -> None:
    assert is_rate(FunnelFactor.model_validate({"name": "转化", **given})) is rate


def test_a_funnel_without_one_of_last_years_factors_has_no_last_year() -> None:
    factors = [{"name": "客", "plan": 100, "last": 80}, {"name": "价", "plan": 200, "last": None}]
    (one,) = plan(targets={"funnels": [{"name": "漏斗", "factors": factors}]}).funnels
    assert (one.last, one.plan, one.covers, one.difference) == (None, 20_000, 24_000, -4000)


def test_growth_is_parted_into_the_markets_and_the_share_s() -> None:
    """12,000 of 40,000 and 6,000 of 20,000; the markets grow by a tenth, to what a constant share makes 19,800."""
    districts = [
        {"name": n, "weight": "50%", "market": m, "market_growth": "10%"} for n, m in (("东", 40_000), ("西", 20_000))
    ]
    east, west, region = plan(districts=districts, history=LAST).shares
    assert [(one.from_market, one.from_share) for one in (east, west, region)] == [
        (1200, -1200),
        (600, 5400),
        (1800, 4200),
    ]
    assert (region.share, region.share_plan) == (Fraction(3, 10), Fraction(24, 66))


@pytest.mark.parametrize(
    ("base", "gap", "left"), [(18_900, 0, 0), (19_000, 100, 0), (19_100, 200, 100), (18_800, -100, -200)]
)
def test_the_gap_is_what_does_not_come_by_itself(base: int, gap: int, left: int) -> None:
    sources = [{"name": "新店", "amount": gap - left}] if gap - left else []
    found = plan(history=LAST, targets={"base": base, "natural_growth": "5%", "growth_sources": sources}).gap
    assert found and (found.trend, found.gap, found.uncovered) == (900, gap, left)


def network(**districts: Any) -> Plan:
    return plan(network=[{"name": "网点", "distribution": True, "districts": districts}])


@pytest.mark.parametrize(("new", "told"), [(60, []), (61, ["P79"])])
def test_as_many_outlets_as_there_are_may_be_reached_and_no_more(new: int, told: list[str]) -> None:
    assert codes(network(东={"universe": 100, "current": 40, "new": new}), "P79") == told


@pytest.mark.parametrize(("closed", "told", "left"), [(40, [], 0), (41, ["P79"], 0), (39, [], 1)])
def test_all_there_are_may_close_and_no_more(closed: int, told: list[str], left: int) -> None:
    made = network(东={"current": 40, "new": 0, "closed": closed})
    assert codes(made, "P79") == told
    assert [node.target for node in made.network[0].districts] == [left]


@pytest.mark.parametrize("aim", [{}, {"target": 40}])
def test_more_cannot_close_than_there_are_though_a_target_opens_others(aim: dict[str, int]) -> None:
    made = plan(network=[{"name": "网点", "target": 40, "districts": {"东": {"current": 20, "closed": 30} | aim}}])
    assert codes(made, "P79") == ["P79"]
    (node,) = made.network[0].districts
    assert (node.new, node.closed, node.target) == (40, 20, 40)


def test_more_outlets_than_there_are_now_are_told_though_they_close() -> None:
    assert codes(network(东={"universe": 100, "current": 101, "new": 0, "closed": 50}), "P79") == ["P79"]


@pytest.mark.parametrize(
    ("target", "moves"), [(100, [(0, 0), (0, 0)]), (94, [(0, 4), (0, 2)]), (106, [(4, 0), (2, 0)])]
)
def test_what_a_region_gains_or_loses_is_shared(target: int, moves: list[tuple[int, int]]) -> None:
    """Won by the room that is left (40 and 20), lost by what there is."""
    districts = {"东": {"universe": 107, "current": 67}, "西": {"universe": 53, "current": 33}}
    made = plan(network=[{"name": "网点", "districts": districts, "target": target}])
    assert [(node.new, node.closed) for node in made.network[0].districts] == moves
    assert codes(made, "P77") == []


def test_what_has_no_room_left_gains_no_more_and_the_rest_goes_where_none_is_known() -> None:
    districts = {"东": {"universe": 45, "current": 40}, "西": {"current": 20}}
    made = plan(network=[{"name": "网点", "target": 68, "districts": districts}])
    assert [node.new for node in made.network[0].districts] == [5, 3]
    assert made.network[0].total.universe is None


def won(name: str, starts: str | None, ends: str | None) -> dict[str, Any]:
    return {"name": name} | ({"starts": starts} if starts else {}) | ({"ends": ends} if ends else {})


@pytest.mark.parametrize(
    ("actions", "quarters"),
    [
        ([won("与6家网点签约", "2027-02-10", "2027-04-20")], (44, 46, 46, 46)),
        ([won("签约网点", None, "2027-06-30") | {"deliverable": "新增6个网点"}], (40, 46, 46, 46)),
        ([won("与6家网点签约", "2026-11-01", "2027-02-28")], (46, 46, 46, 46)),
        ([won("与6家网点签约", None, "2027-12-31")], (40, 40, 40, 46)),
        ([won("签约2家网点", None, "2027-03-31"), won("签约4家网点", "2027-09-01", "2027-10-31")], (42, 42, 44, 46)),
        ([won("与5家网点签约", "2027-02-10", "2027-04-20")], (42, 44, 45, 46)),
        ([won("与6家网点签约", "2027-10-01", "2028-01-31")], (42, 44, 45, 46)),
        ([won("拜访6家网点", "2027-02-10", "2027-04-20")], (42, 44, 45, 46)),
        ([won("与6家门店签约", "2027-02-10", "2027-04-20")], (42, 44, 45, 46)),
        ([won("与6家网点签约", "2027-02-10", None)], (42, 44, 45, 46)),
    ],
)
def test_outlets_come_as_the_actions_that_win_them_end_where_these_are_all(
    actions: list[dict[str, Any]], quarters: tuple[int, ...]
) -> None:
    network = [{"name": "网点", "districts": {"东": {"current": 40, "new": 6}}}]
    (measure,) = plan(network=network, actions=actions).network
    assert measure.districts[0].quarters == measure.total.quarters == quarters
    assert measure.dated is (quarters != (42, 44, 45, 46))


@pytest.mark.parametrize(
    ("signs", "quarters"),
    [(("2027-09-30", "2027-10-01"), (0, 0, 1, 2)), (("2026-09-30", "2027-10-01"), (1, 2, 2, 2))],
)
def test_dealers_come_in_the_quarters_in_which_they_sign(signs: tuple[str, str], quarters: tuple[int, ...]) -> None:
    items = [{"name": name, "signs": day} for name, day in zip("甲乙", signs, strict=True)]
    network = [{"name": "经销商", "districts": {"东": {"current": 0, "new": 2}}}]
    (measure,) = plan(network=network, situation={"dealers": {"items": items}}).network
    assert measure.total.quarters == quarters


# Amounts that cannot be meant -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("market", "told"), [(12_000, []), (11_999, ["P84"])])
def test_a_market_may_be_all_that_is_sold_in_it(market: int, told: list[str]) -> None:
    districts = [{"name": "东", "market": market}, {"name": "西"}]
    assert codes(plan(districts=districts, history=LAST), "P84") == told


@pytest.mark.parametrize(("base", "told"), [(180_000, []), (180_001, ["P83"]), (1800, []), (1799, ["P83"])])
def test_ten_times_last_year_or_a_tenth_may_be(base: int, told: list[str]) -> None:
    assert codes(plan(history=LAST, targets={"base": base}), "P83") == told


@pytest.mark.parametrize(("amount", "told"), [(100, []), (101, ["P16"])])
def test_a_tenth_of_a_year_may_have_no_other_year_unsaid(amount: int, told: list[str]) -> None:
    rows = [*sold(2026, 东=1000 - amount, 西=amount), *sold(2025, 东=1000)]
    assert codes(plan(history=rows), "P16") == told
    assert codes(plan(history=[*sold(2025, 东=1000 - amount, 西=amount), *sold(2026, 东=1000)]), "P16") == told


# The season -----------------------------------------------------------------------------------------------------------


def test_a_node_that_would_borrow_just_a_tenth_keeps_its_own_shape() -> None:
    """Two years that lie a hundredth to either side of their mean in May and in June: 4 squared hundredths, the
    variance of their mean half of it. From the parent the mean is 1, 1, 3 and 3 hundredths away, 20 squared."""
    mean = (Fraction(1, 10),) * 10 + (Fraction(0),) * 2
    years = [[*mean[:4], mean[4] + step, mean[5] - step, *mean[6:]] for step in (Fraction(1, 100), Fraction(-1, 100))]

    def parent(far: Fraction) -> tuple[Fraction, ...]:
        steps = [Fraction(1, 100), Fraction(-1, 100), far, -far]
        return (*mean[:6], *(share + step for share, step in zip(mean[6:10], steps, strict=True)), *mean[10:])

    assert borrowed(years, parent(Fraction(3, 100))) == 0
    nearer = Fraction(29, 1000)
    assert borrowed(years, parent(nearer)) == Fraction(2, 10_000) / (Fraction(2, 10_000) + 2 * nearer**2)
    assert borrowed(years, mean) == 1  # their mean is the parent's


def test_of_one_year_half_is_borrowed_and_all_where_months_sold_nothing() -> None:
    assert borrowed([[1] * 12]) == Fraction(1, 2)
    assert borrowed([[0] + [1] * 11]) == borrowed([]) == borrowed([[0] * 12]) == 1


def test_only_the_last_ten_years_have_a_say() -> None:
    early = [1000] + [0] * 11
    assert recent_mean([early, *[[1] * 12] * 10]) == (Fraction(1, 12),) * 12
    assert recent_mean([early, *[[1] * 12] * 9])[0] > Fraction(1, 12)


def test_from_the_month_it_opens_to_the_month_it_closes() -> None:
    steps = [Fraction(1, 2), Fraction(3, 4)]
    found = ramp((Fraction(1),) * 12, opens=3, closes=6, steps=steps)
    assert [*found] == [0, 0, Fraction(1, 2), Fraction(3, 4), 1, 1, *[0] * 6]


def test_the_fortnight_before_a_festival() -> None:
    """6 February 2027: nine of its fourteen days in January."""
    assert window_parts(2027, (-14, 0)) == (Fraction(9, 14), Fraction(5, 14), Fraction(0))


# Money ----------------------------------------------------------------------------------------------------------------


def lined(**line: Any) -> dict[str, Any]:
    return {"lines": [{"name": "促销", "kind": "promotion", "season": "even", **line}]}


def december(cost: int) -> dict[str, Any]:
    """A promotion of one district on the line of promotions."""
    month = {"starts": "2027-12-01", "ends": "2027-12-31"}
    return {"name": "活动", "cost": cost, "line": "促销", "districts": ["东"], **month}


@pytest.mark.parametrize(("cost", "told"), [(501, []), (502, ["M19"])])
def test_a_rounding_unit_more_may_be_arranged_in_a_district_than_it_has(cost: int, told: list[str]) -> None:
    """Half of 1,000 each."""
    budget = lined(amount=1000, districts={"东": "50%", "西": "50%"})
    assert codes(plan(budget=budget, promotions=[december(cost)]), "M19") == told


@pytest.mark.parametrize(("cost", "told"), [(1000, []), (1001, ["M10"])])
def test_a_line_may_be_used_up(cost: int, told: list[str]) -> None:
    promotion = {"name": "活动", "starts": "2027-12-01", "ends": "2027-12-31", "cost": cost, "line": "促销"}
    made = plan(budget=lined(amount=1000), promotions=[promotion])
    assert codes(made, "M10") == told
    assert (made.budget.spending[0].left, made.budget.spending[0].over) == (1000 - cost, max(cost - 1000, 0))


@pytest.mark.parametrize(("cost", "told"), [(300, []), (301, ["M12"])])
def test_a_quarter_may_be_used_up(cost: int, told: list[str]) -> None:
    promotion = {"name": "活动", "starts": "2027-03-01", "ends": "2027-03-31", "cost": cost, "line": "促销"}
    assert codes(plan(budget=lined(amount=1200), promotions=[promotion]), "M12") == told


@pytest.mark.parametrize(("cap", "amount", "capped"), [(2400, 2400, False), (2399, 2399, True), (None, 2400, False)])
def test_a_cap_just_reached_holds_nothing_down(cap: int | None, amount: int, capped: bool) -> None:
    (line,) = plan(budget=lined(ratio="10%", cap=cap)).budget.lines
    assert (line.amount, line.capped, line.fixed) == (amount, capped, False)


def test_the_last_amounts_of_lines_count_only_where_all_state_theirs() -> None:
    lines = [{"name": "甲", "amount": 100, "last": 90}, {"name": "乙", "amount": 100}]
    assert plan(budget={"lines": lines}).budget.last_expense is None
    assert plan(budget={"lines": [lines[0], {**lines[1], "last": 0}]}).budget.last_expense == 90


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ((2027, 1, 31), (2027, 2, 1), {1: 1, 2: 1}),
        ((2026, 12, 31), (2027, 1, 1), {1: 1}),
        ((2027, 12, 31), (2028, 1, 1), {12: 1}),
        ((2027, 5, 5), None, {5: 1}),
        (None, (2027, 5, 5), {5: 1}),
        ((2026, 12, 1), (2026, 12, 31), {}),
        (None, None, {}),
    ],
)
def test_days_of_the_plan_year_by_month(first: Any, last: Any, days: dict[int, int]) -> None:
    found = days_by_month(first and date(*first), last and date(*last), 2027)
    assert {month: count for month, count in enumerate(found, 1) if count} == days


@pytest.mark.parametrize(("ends", "told"), [("2027-03-01", []), ("2027-02-28", ["M14"]), ("2028-01-01", ["M13"])])
def test_a_promotion_may_last_one_day_and_stays_in_the_year(ends: str, told: list[str]) -> None:
    promotion = {"name": "活动", "starts": "2027-03-01", "ends": ends, "cost": 10}
    assert codes(plan(promotions=[promotion]), "M13", "M14") == told


def test_media_run_from_their_first_month_to_their_last() -> None:
    media = [
        {"name": "一", "cost": 200, "starts": 3, "ends": 4},
        {"name": "二", "cost": 300, "starts": 10},
        {"name": "三", "cost": 200, "ends": 2},
        {"name": "四", "cost": 1200},
    ]
    assert [[*row] for row in media_schedule(plan(advertising={"media": media}).spec, 1).cells] == [
        [0, 0, 100, 100, *[0] * 8],
        [*[0] * 9, 100, 100, 100],
        [100, 100, *[0] * 10],
        [100] * 12,
    ]


@pytest.mark.parametrize(
    ("stated", "shared", "told"),
    [
        ({"东": 6}, (6, 4), []),
        ({"东": 10}, (10, 0), []),
        ({"东": 11}, (10, 0), ["M18"]),
        ({"东": 6, "西": 4}, (6, 4), []),
        ({"东": 6, "西": 3}, (7, 3), ["M18"]),
        ({}, (5, 5), []),
    ],
)
def test_materials_go_where_they_are_stated_and_the_rest_by_sales(
    stated: dict[str, int], shared: tuple[int, int], told: list[str]
) -> None:
    made = plan(advertising={"materials": [{"name": "海报", "quantity": 10, "unit": "张", "districts": stated}]})
    assert material_plans(made.spec, made.targets, 1)[0].districts == shared
    assert codes(made, "M18") == told


# Cash -----------------------------------------------------------------------------------------------------------------


def cash(**fields: Any) -> Plan:
    terms = [{"name": "月结", "pattern": ["50%", "50%"]}]
    return plan(history=LAST, collection={"terms": terms, **fields})


def test_days_of_sales_by_hand() -> None:
    """1,000 of the month's 2,000 are owed at its end. In January with December and November, of 1,500 each."""
    found = cash(opening=750).collection
    assert found
    assert found.dso[0] == Fraction(1000, 2000 + 1500 + 1500) * (31 + 31 + 30)
    assert found.dso[1] == Fraction(1000, 2000 + 2000 + 1500) * (28 + 31 + 31)
    assert found.dso[11] == Fraction(1000, 6000) * (31 + 30 + 31)
    assert (found.opening, found.closing, found.cash_total, found.unpaid) == (750, 1000, 23_750, 1000)
    assert (found.rate_a, found.rate_b) == (Fraction(23_750, 24_750), Fraction(23_750, 24_000))


OWED: list[Any] = [
    ({"opening": 750, "overdue": 750}, []),
    ({"opening": 750, "overdue": 751}, ["M36"]),
    ({"opening": 750, "overdue": 100, "recovery": [{"month": 3, "amount": 100}]}, []),
    ({"opening": 750, "overdue": 100, "recovery": [{"month": 3, "amount": 101}]}, ["M37"]),
    ({"opening": 750, "opening_by_district": {"东": 750}}, []),
    ({"opening": 750, "opening_by_district": {"东": 751}}, ["M35"]),
    ({"opening": 750, "opening_by_district": {"东": 500, "西": 250}}, []),
    ({"opening": 750, "opening_by_district": {"东": 500, "西": 249}}, ["M35"]),
    ({"opening_by_district": {"东": 500, "西": 249}}, []),
    (
        {
            "opening": 750,
            "opening_by_district": {"东": 50},
            "recovery": [{"month": 3, "amount": 50, "district": "东"}],
        },
        [],
    ),
    (
        {
            "opening": 750,
            "opening_by_district": {"东": 50},
            "recovery": [{"month": 3, "amount": 51, "district": "东"}],
        },
        ["M39"],
    ),
]


@pytest.mark.parametrize(("fields", "told"), OWED)
def test_what_is_owed_may_be_all_overdue_and_all_recovered_and_no_more(fields: dict[str, Any], told: list[str]) -> None:
    assert codes(cash(**fields), "M35", "M36", "M37", "M39") == told


TERMS: list[Any] = [
    ({"pattern": ["60%", "40%"]}, [], Fraction(0)),
    ({"pattern": ["60%", "30%"], "retention": "10%"}, [], Fraction(1, 10)),
    ({"pattern": ["60%", "30%"]}, ["M30"], Fraction(1, 10)),
    ({"pattern": ["60%", "60%"]}, ["M30"], Fraction(0)),
]


@pytest.mark.parametrize(("terms", "told", "unpaid"), TERMS)
def test_terms_come_to_the_whole_or_are_told(terms: dict[str, Any], told: list[str], unpaid: Fraction) -> None:
    """In December 40 parts of 100, or half of 120, are still to be paid of its 2,000, and what is never paid of all."""
    made = plan(history=LAST, collection={"opening": 0, "terms": [{"name": "月结", **terms}]})
    assert codes(made, "M30") == told
    later = {"40%": Fraction(2, 5), "30%": Fraction(3, 10), "60%": Fraction(1, 2)}[terms["pattern"][1]]
    assert made.collection and made.collection.closing == later * 2000 + unpaid * 24_000


def test_without_history_what_was_owed_is_nothing_and_said_by_nobody() -> None:
    made = plan(collection={"terms": [{"name": "月结", "pattern": ["50%", "50%"]}]})
    assert made.collection and (made.collection.opening, codes(made, "M45")) == (0, [])
    credit, paid = (
        plan(history=LAST, collection={"terms": [{"name": "结", "pattern": p}]}) for p in (["0", "100%"], ["100%"])
    )
    assert (codes(credit, "M45"), codes(paid, "M45")) == (["M45"], [])


# Pay ------------------------------------------------------------------------------------------------------------------


BANDS: list[Any] = [
    ([("0%", "80%", "0%"), ("80%", None, "100%")], []),
    ([("0%", "80%", "0%"), ("81%", None, "100%")], ["M42"]),
    ([("0%", "80%", "0%"), ("79%", None, "100%")], ["M41"]),
    ([("0%", "0%", "0%"), ("0%", None, "100%")], ["M41"]),
    ([("0%", "80%", "0%"), ("80%", "120%", "100%")], ["M42"]),
    ([("0%", "80%", "100%"), ("80%", None, "100%")], []),
    ([("0%", "80%", "100%"), ("80%", None, "99%")], ["M46"]),
]


@pytest.mark.parametrize(("bands", "told"), BANDS)
def test_bands_end_where_the_next_begins_and_do_not_fall(
    bands: list[tuple[str, str | None, str]], told: list[str]
) -> None:
    given = [{"from": low, "score": score, **({"to": high} if high else {})} for low, high, score in bands]
    scheme = {"role": "业务员", "people": ["王"], "base_pay": 1000, "bonus": 100, "bands": given}
    assert codes(plan(appraisal={"schemes": [scheme]}), "M41", "M42", "M46") == told


def test_commission_is_on_the_mean_target_of_those_who_have_one() -> None:
    team = [
        {"name": "王", "district": "东", "role": "业务员"},
        {"name": "李", "district": "西", "role": "业务员"},
        {"name": "赵", "district": "西", "role": "业务员", "weight": 0},
    ]
    scheme = {"role": "业务员", "base_pay": 1000, "commission": [{"from": "0%", "rate": "1%"}]}
    (found,) = plan(team=team, appraisal={"schemes": [scheme]}).appraisal
    assert (found.people, found.basis) == (("王", "李", "赵"), 12_000)
    assert [pay.total for pay in found.examples] == [12_000 + 96, 12_000 + 120, 12_000 + 144]


# Profit ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rent", "even"), [(600, 1500), (500, 1300), (0, 0)])
def test_break_even_is_rounded_up_and_not_where_it_is_whole(rent: int, even: int) -> None:
    """In hundreds, at a margin of two fifths: 1,500, 1,250, nothing."""
    products, lines = [{"name": "面", "margin": "40%"}], [{"name": "房租", "amount": rent}]
    made = plan(products=products, budget={"lines": lines}, money={"unit": "元", "round_to": 100})
    assert made.profit and made.profit.break_even == even


@pytest.mark.parametrize(("margin", "told"), [("100%", []), ("101%", ["M22"])])
def test_a_margin_may_be_all_of_the_price(margin: str, told: list[str]) -> None:
    assert codes(plan(products=[{"name": "面", "margin": margin}]), "M22") == told


def test_a_stated_gross_profit_of_last_year_is_its_margin() -> None:
    products = [{"name": "面", "margin": "50%", "last": 18_000}]
    made = plan(
        history=LAST, products=products, budget={"last": {"gross_profit": 7200, "expense": 1000}, **lined(amount=1000)}
    )
    assert made.profit and (made.profit.last_margin, made.profit.margin) == (Fraction(2, 5), Fraction(1, 2))
    assert made.profit.last and made.profit.last.contribution == 6200
    assert made.profit.bridge and (made.profit.bridge.last, made.profit.bridge.plan) == (7200, 12_000)


# Last year ------------------------------------------------------------------------------------------------------------


def test_the_target_of_last_year_is_that_of_all_districts_or_not_known() -> None:
    one = plan(history=LAST, review={"district_targets": {"东": 12_000}}).review
    both = plan(history=LAST, review={"district_targets": {"东": 12_000, "西": 8000}}).review
    stated = plan(history=LAST, review={"target": 18_000, "district_targets": {"东": 12_000}}).review
    assert [found.total and found.total.target for found in (one, both, stated)] == [None, 20_000, 18_000]
    assert [node.rate for node in both.districts] == [1, Fraction(3, 4)]
    assert [node.rank for node in both.districts] == [1, 2]


def test_a_store_that_opens_has_no_target_of_last_year_to_be_missed() -> None:
    stores = [
        {"name": "老", "district": "东", "last_target": 1000, "last_actual": 900, "manager": "王", "area": "城"},
        {"name": "新", "district": "东", "opens": 4},
        {"name": "店", "district": "西", "last_target": 500, "last_actual": 600, "manager": "王"},
    ]
    found = plan(history=LAST, stores=stores).review
    assert [node.target for node in found.districts] == [1000, 500]
    assert [(node.name, node.target, node.actual) for node in found.managers] == [("王", 1500, 1500)]
    assert [(node.name, node.rate) for node in found.areas] == [("城", Fraction(9, 10))]


# Locks, floors and caps -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bound", "east", "told"),
    [
        ({"floor": 12_000}, 12_000, []),
        ({"cap": 12_000}, 12_000, []),
        ({"floor": 13_000}, 13_000, []),
        ({"cap": 11_000}, 11_000, []),
        ({"floor": 24_000}, 24_000, []),
        ({"floor": 24_001}, 12_000, ["P46"]),
    ],
)
def test_a_floor_may_take_all_and_a_bound_just_met_changes_nothing(bound: Any, east: int, told: list[str]) -> None:
    made = plan(targets={"bounds": [{"district": "东", **bound}]})
    assert made.targets.districts.totals == (east, 24_000 - east)
    assert codes(made, "P46") == told


def test_months_of_those_who_come_and_go() -> None:
    east = {"district": "东", "weight": "50%"}
    team = [{"name": "王", "starts": 3, **east}, {"name": "李", "leaves": 4, **east}, {"name": "赵", "district": "西"}]
    people = plan(team=team).targets.people
    assert people
    assert [amount > 0 for amount in people.row("王")] == [False, False, *[True] * 10]
    assert [amount > 0 for amount in people.row("李")] == [*[True] * 4, *[False] * 8]
    assert people.row("李")[:4] == (1000, 1000, 500, 500)


def test_a_district_without_people_is_its_leader_s() -> None:
    districts = [{"name": "东", "leader": "王"}, {"name": "西", "leader": "李"}]
    grid = plan(districts=districts, team=[{"name": "赵", "district": "东"}]).targets.people
    assert grid and grid.nodes == ("赵", "李")
    grid = plan(districts=districts, team=[{"name": "李", "district": "东"}]).targets.people
    assert grid and grid.nodes == ("李", "李（西）")
    grid = plan(districts=districts, team=[{"name": "李", "district": "西", "weight": "0%"}]).targets.people
    assert grid and grid.nodes == ("王",)


def test_weights_not_given_share_what_is_missing() -> None:
    team = [
        {"name": "王", "district": "东", "weight": "60%"},
        {"name": "李", "district": "东"},
        {"name": "赵", "district": "东"},
    ]
    people = plan(team=team).targets.people
    assert people and people.totals == (7200, 2400, 2400)


# Promotions, dealers, stock, visits -----------------------------------------------------------------------------------


def test_a_promotion_earns_the_margin_of_its_products_and_of_all_where_it_names_none() -> None:
    products = [{"name": "面", "margin": "50%", "share": "75%"}, {"name": "粉", "margin": "10%", "share": "25%"}]
    dates = {"starts": "2027-03-01", "ends": "2027-03-31", "cost": 100}
    promotions = [
        {"name": "一", "lift": 200, "products": ["面"], **dates},
        {"name": "二", "lift": 1000, "products": ["粉"], **dates},
        {"name": "三", "lift": 250, **dates},
        {"name": "四", **dates},
        {"name": "五", "lift": 100, **dates, "cost": 0},
    ]
    found = plan(products=products, promotions=promotions).promotions
    assert [these(one.margin, one.gross, one.result, one.rank) for one in found[:3]] == [
        (Fraction(1, 2), 100, 1, 1),
        (Fraction(1, 10), 100, 1, 1),
        (Fraction(2, 5), 100, 1, 1),
    ]
    assert [(one.lift, one.gross, one.result, one.rank) for one in found[3:]] == [
        (None, None, None, None),
        (100, 40, None, None),
    ]


def test_dealers_grow_as_their_district_and_what_is_left_is_the_rest_s() -> None:
    """东 grows from 12,000 by nothing, 西 from 6,000 to twice that."""
    items = [
        {"name": "甲", "district": "东", "sales": 5000},
        {"name": "乙", "district": "西", "sales": 2000},
        {"name": "丙", "district": "西", "sales": 4000},
        {"name": "丁", "district": "东", "target": 1000, "signs": "2027-03-01"},
        {"name": "戊", "district": "西"},
    ]
    found = plan(history=LAST, situation={"dealers": {"items": items}}).dealers
    assert found
    assert [(unit.name, unit.last, unit.target) for unit in found.units] == [
        ("甲", 5000, 5000),
        ("丁", None, 1000),
        ("", 7000, 6000),
        ("乙", 2000, 4000),
        ("丙", 4000, 8000),
        ("戊", None, None),
    ]
    assert (found.total, found.largest.name, found.part, found.new_total) == (18_000, "丙", Fraction(1, 3), 1000)
    assert ([u.name for u in found.open], found.beyond) == (["戊"], ())


def test_dealers_that_are_to_sell_more_than_their_district_are_beyond_it() -> None:
    def beyond(target: int) -> list[int | None]:
        items = [{"name": "甲", "district": "东", "target": target}]
        found = plan(situation={"dealers": {"items": items}}).dealers
        assert found
        return [unit.target for unit in found.beyond]

    assert [beyond(target) for target in (11_999, 12_000, 12_001)] == [[], [], [-1]]


def test_stock_is_what_came_in_and_did_not_go_out() -> None:
    """600 at first, 2,000 a month in, 1,900 out: 700 after January, 13 days of February's and January's sales."""
    found = plan(stock={"opening": 600, "sell_out": [1900] * 12, "last_sell_out": 19_000}).stock
    assert found
    assert (found.closing[:3], found.year_end, found.sell_in_total, found.sell_out_total) == (
        (700, 800, 900),
        1800,
        24_000,
        22_800,
    )
    assert found.days[:4] == (
        Fraction(700 * 30, 1900),
        Fraction(800 * 30, 1900),
        Fraction(900 * 30, 1900),
        Fraction(1000 * 30, 1900),
    )
    assert (found.sell_out_growth, found.derived) == (Fraction(1, 5), False)


@pytest.mark.parametrize(("closing", "sold"), [(24_600, 0), (24_601, None), (600, 24_000), (None, None)])
def test_sell_out_follows_from_stock_at_both_ends_unless_more_is_left_than_there_was(
    closing: int | None, sold: int | None
) -> None:
    found = plan(stock={"opening": 600, "closing": closing}).stock
    assert (found and found.sell_out_total) == sold


def test_opening_stock_is_the_dealers_where_nothing_else_is_said() -> None:
    items = [{"name": "甲", "stock": 0}, {"name": "乙", "stock": 500}, {"name": "丙"}]
    found = plan(situation={"dealers": {"items": items}}, stock={"closing": 100}).stock
    assert found and (found.opening, found.sell_out_total) == (500, 24_400)
    assert plan(stock={"closing": 100}).stock is None


def test_who_looks_after_how_many_outlets_at_both_ends_of_the_year() -> None:
    team = [
        {"name": n, "district": d, **more}
        for n, d, more in (
            ("王", "东", {}),
            ("李", "东", {"starts": 2}),
            ("赵", "西", {"leaves": 11}),
            ("周", "西", {"starts": 1, "leaves": 12}),
        )
    ]
    districts = {"东": {"current": 10, "new": 2}, "西": {"current": 8, "new": 0}}
    found = plan(team=team, network=[{"name": "网点", "distribution": True, "districts": districts}]).capacity
    assert found
    assert [(one.district, one.people, one.people_end, one.nodes, one.nodes_end) for one in found.loads] == [
        ("东", 1, 2, 10, 12),
        ("西", 2, 1, 8, 8),
        ("", 3, 3, 18, 20),
    ]
    assert [these(one.each, one.each_end) for one in found.loads] == [(10, 6), (4, 8), (6, Fraction(20, 3))]


@pytest.mark.parametrize(("outlets", "told"), [(4, True), (3, False)])
def test_who_has_one_outlet_each_has_no_round_to_make(outlets: int, told: bool) -> None:
    team = [{"name": n, "district": "东"} for n in "王李"]
    network = [{"name": "网点", "districts": {"东": {"current": outlets, "new": 0}}}]
    assert (plan(team=team, network=network).capacity is not None) is told


# Objectives down to actions -------------------------------------------------------------------------------------------


def test_the_chain_from_objectives_to_actions_and_what_hangs_in_the_air() -> None:
    made = plan(
        objectives=[{"code": "M1", "name": "销售"}, {"code": "M2", "name": "回款"}],
        strategies=[
            {"code": "S1", "statement": "扩点", "serves": ["M1"], "uplift": 100},
            {"code": "S2", "statement": "空", "serves": ["M9"]},
        ],
        tactics=[{"code": "T1", "name": "铺货", "serves": ["S1"]}, {"code": "T2", "name": "空", "serves": ["S9"]}],
        actions=[
            {"name": "一", "tactic": "T1", "budget": 10},
            {"name": "二", "tactic": "T1", "budget": 5, "within": "一"},
            {"name": "三"},
        ],
        control={"kpis": [{"name": "额", "objective": "M1"}, {"name": "空"}]},
    )
    first, second = made.chain.rows
    assert (first.strategies, first.tactics, first.actions, first.kpis) == (("S1",), ("T1",), ("A1", "A2"), ("额",))
    assert (first.uplift, first.budget) == (100, 10)
    assert (second.strategies, second.kpis) == ((), ())
    assert made.chain.orphans == (("strategy", "S2"), ("tactic", "T2"), ("action", "A3"), ("kpi", "空"))
    assert made.chain.childless == (("objective", "M2"), ("strategy", "S2"), ("tactic", "T2"))
    assert codes(made, "P80", "P81") == ["P80", "P80"]


# Counts, display, growth by source ------------------------------------------------------------------------------------


def test_counts_by_weight_and_quarter_else_by_sales_and_season() -> None:
    counts = [
        {
            "name": "甲",
            "unit": "家",
            "plan": 100,
            "weights": {"东": "30%", "西": "70%"},
            "quarters": ["10%", "20%", "30%", "40%"],
        },
        {"name": "乙", "unit": "家", "plan": 80},
        {"name": "丙", "unit": "家", "plan": 80, "weights": {"东": "0%", "西": "0%"}},
    ]
    found = plan(counts=counts).counts
    assert found[0].quarters == ((3, 6, 9, 12), (7, 14, 21, 28))
    assert found[1].quarters == found[2].quarters == ((10,) * 4,) * 2


def test_display_of_the_region_is_weighed_by_outlets_at_the_time() -> None:
    """东 has 30 outlets and 60 at the end of June, 西 10 and 20: halves and a tenth of them are shown."""
    network = [
        {
            "name": "网点",
            "quarters": ["50%", "50%", "0%", "0%"],
            "districts": {"东": {"current": 30, "new": 30}, "西": {"current": 10, "new": 10}},
        }
    ]
    display = {
        "base_of": "网点",
        "current": {"东": "50%", "西": "10%"},
        "stages": [{"name": "一", "until": 6, "rates": {"东": "80%", "西": "40%"}}],
    }
    shown = plan(network=network, display=display).display
    assert shown and (shown.total_current, shown.total_rates) == (Fraction(40, 100), (Fraction(70, 100),))
    alone = plan(network=network, display=display | {"base_of": None}).display
    assert alone and (alone.total_current, alone.total_rates) == (None, (None,))


def test_display_at_any_month_is_weighed_by_the_outlets_at_the_end_of_its_quarter() -> None:
    """东 has 40, 50, 60 and 70 outlets and shows eight tenths of them, 西 ten and four of them."""
    counted = {"东": {"current": 30, "new": 40}, "西": {"current": 10, "new": 0}}
    months = (1, 3, 4, 6, 9, 10, 12)
    stages = [{"name": f"{m}", "until": m, "rates": {"东": "80%", "西": "40%"}} for m in months]
    network = [{"name": "网点", "quarters": ["25%"] * 4, "districts": counted}]
    shown = plan(network=network, display={"base_of": "网点", "current": {}, "stages": stages}).display
    parts = [(36, 50), (36, 50), (44, 60), (44, 60), (52, 70), (60, 80), (60, 80)]
    assert shown and shown.total_rates == tuple(Fraction(*part) for part in parts)


def test_the_growth_of_a_district_beyond_its_sources_is_the_rest() -> None:
    sources = [{"name": "东店", "amount": 500, "district": "东"}, {"name": "别的", "amount": 700}]
    found = plan(history=LAST, targets={"growth_sources": sources}).matrix
    assert [(one.axis, one.name, one.growth, one.named, one.rest) for one in found] == [
        ("district", "东", 0, 500, -500),
        ("district", "西", 6000, 0, 6000),
    ]
    assert plan(history=LAST, targets={"growth_sources": sources[1:]}).matrix == ()


# Days and weeks -------------------------------------------------------------------------------------------------------


def test_days_off_and_days_on_are_the_spec_s_before_the_nation_s() -> None:
    days = [
        {"date": "2027-06-01", "kind": "holiday"},
        {"date": "2027-06-05", "kind": "workday"},
    ]  # a Tuesday, a Saturday
    made = plan(calendar={"country": "GB", "days": days})
    june = [week for week in weeks_of(made, (0,) * 5 + (2200,) + (0,) * 6) if week.month == 6]
    assert [(week.first.day, week.last.day, week.working_days, week.amount) for week in june] == [
        (1, 6, 4, 400),
        (7, 13, 5, 500),
        (14, 20, 5, 500),
        (21, 27, 5, 500),
        (28, 30, 3, 300),
    ]
    assert [amount for _, amount in june[0].days] == [0, 100, 100, 100, 100, 0]
    assert [week.amount for week in weeks_of(made, (0,) * 5 + (-2200,) + (0,) * 6) if week.month == 6] == [
        -400,
        -500,
        -500,
        -500,
        -300,
    ]


def test_shops_that_are_open_every_day_have_weeks_of_seven() -> None:
    made = plan(calendar={"country": "GB", "basis": "all-days"})
    assert [week.working_days for week in weeks_of(made, [3000] * 12) if week.month == 6] == [6, 7, 7, 7, 3]


# Measures at a place and time -----------------------------------------------------------------------------------------


def test_what_stands_at_a_quarter_s_end_is_told_then_and_what_is_counted_anew_over_whole_quarters() -> None:
    districts = {"东": {"current": 4, "new": 8, "universe": 24}, "西": {"current": 2, "new": 4, "universe": 12}}
    made = plan(
        network=[{"name": "网点", "distribution": True, "districts": districts, "quarters": ["25%"] * 4}],
        counts=[{"name": "订单", "unit": "单", "plan": 80, "last": 60, "quarters": ["10%", "20%", "30%", "40%"]}],
        display={
            "current": {"东": "20%"},
            "stages": [{"name": n, "until": m, "rates": {"东": r}} for n, m, r in (("一", 3, "30%"), ("二", 9, "50%"))],
        },
    )

    def of(key: str, *at: object, **more: object) -> object:
        return planned(made, key, At(*at, **more))  # type: ignore[arg-type]

    assert [of("network", last=m) for m in (3, 5, 6, 12)] == [9, None, 12, 18]
    assert [of("network", "district", "西", last=m) for m in (3, 12)] == [3, 6]
    assert [of("distribution", last=m) for m in (6, 12)] == [Fraction(12, 36), Fraction(18, 36)]
    assert [of("count", first=f, last=t) for f, t in ((1, 3), (4, 6), (1, 12), (2, 3), (1, 4))] == [
        8,
        16,
        80,
        None,
        None,
    ]
    assert [of("count", "district", name, first=7, last=9) for name in ("东", "南")] == [12, None]
    assert [of("display", "district", "东", last=m) for m in (2, 3, 8, 9, 12)] == [
        None,
        Fraction(3, 10),
        Fraction(3, 10),
        Fraction(1, 2),
        Fraction(1, 2),
    ]
    assert of("display", "district", "西", last=12) is None
    before = [last_year(made, key, At()) for key in ("network", "count")]
    assert before == [6, 60]
    assert last_year(made, "display", At("district", "东")) == Fraction(1, 5)


def test_shares_of_the_market_are_of_the_year_and_of_the_districts_whose_market_is_known() -> None:
    districts = [{"name": "东", "weight": "50%", "market": 48_000}, {"name": "西", "weight": "50%"}]
    made = plan(districts=districts, history=LAST)
    assert [planned(made, key) for key in ("market", "market_sales", "market_share")] == [
        48_000,
        12_000,
        Fraction(1, 4),
    ]
    assert [last_year(made, key) for key in ("market", "market_sales")] == [48_000, 12_000]
    assert planned(made, "market", At(last=6)) is None
    assert planned(made, "market_share", At("district", "西")) is None


def test_receivables_open_with_the_first_month_and_close_with_the_last() -> None:
    """Half of a month's sales is paid the next: 1,000 is owed at every month's end, 750 at the year's beginning."""
    made = cash(opening=750)
    found = [
        planned(made, key, At(first=f, last=t))
        for key in ("opening_receivables", "closing_receivables", "cash")
        for f, t in ((1, 1), (2, 3))
    ]
    assert found == [750, 1000, 1000, 1000, 1750, 4000]
    assert (planned(made, "owed", At(first=2, last=3)), last_year(made, "closing_receivables")) == (5000, 750)


def test_profit_measures_of_a_product_a_district_and_the_region() -> None:
    """24,000, three quarters of them at a half; 2,000 of expense, 1,000 of wages apart."""
    products = [
        {"name": "面", "margin": "50%", "share": "75%", "last": 9000},
        {"name": "粉", "margin": "10%", "share": "25%", "last": 9000},
    ]
    lines = [{"name": "租", "amount": 2000, "last": 1800}, {"name": "薪", "kind": "wage", "amount": 1000, "last": 900}]
    made = plan(history=LAST, products=products, budget={"wages": "apart", "lines": lines})
    keys = (
        "gross_profit",
        "gross_margin",
        "expense",
        "expense_ratio",
        "wages",
        "cost",
        "contribution",
        "break_even",
        "spare_sales",
    )
    assert [planned(made, key) for key in keys] == [
        9600,
        Fraction(2, 5),
        2000,
        Fraction(1, 12),
        1000,
        3000,
        6600,
        7500,
        16_500,
    ]
    assert [last_year(made, key) for key in keys[:7]] == [5400, Fraction(3, 10), 1800, Fraction(1, 10), 900, 2700, 2700]
    assert [planned(made, "gross_profit", At(*at)) for at in (("product", "粉"), ("district", "东"))] == [600, 4800]
    assert [last_year(made, key, At("product", "面")) for key in ("gross_profit", "gross_margin")] == [
        4500,
        Fraction(1, 2),
    ]
    assert planned(made, "gross_profit", At("product", "粉", last=6)) is None
    assert planned(made, "break_even", At(last=6)) is None


@pytest.mark.parametrize(("cost", "by_sales"), [(0, 1000), (400, 600), (1000, 0), (1200, 0)])
def test_only_what_no_district_is_known_to_spend_lies_by_sales(cost: int, by_sales: int) -> None:
    assert plan(budget=lined(amount=1000), promotions=[december(cost)]).budget.by_sales == by_sales


def test_what_each_of_the_last_years_counts() -> None:
    """1, 0.7, 0.49, then half of the one after: 0.245."""
    assert [share / fading(4)[-1] for share in fading(4)] == [Fraction(n, 1000) for n in (245, 490, 700, 1000)]


def test_base_bonus_and_commission_are_paid_together() -> None:
    scheme = {
        "role": "业务员",
        "base_pay": 1000,
        "bonus": 100,
        "commission_basis": 10_000,
        "commission": [{"from": "100%", "rate": "1%"}],
    }
    (found,) = plan(appraisal={"schemes": [scheme]}).appraisal
    assert [pay.total for pay in found.examples] == [12_000 + 960, 12_000 + 1200 + 100, 12_000 + 1440 + 120]


def test_quarters_of_a_district_are_its_own_where_it_has_any() -> None:
    districts = {
        "东": {"current": 4, "new": 8, "quarters": ["0%", "0%", "50%", "50%"]},
        "西": {"current": 2, "new": 4},
        "南": {"current": 3, "closed": 2},
    }
    names = [{"name": name} for name in "东西南"]
    (found,) = plan(
        districts=names, network=[{"name": "网点", "districts": districts, "quarters": ["100%", "0%", "0%", "0%"]}]
    ).network
    assert [node.quarters for node in found.districts] == [(4, 4, 8, 12), (6, 6, 6, 6), (1, 1, 1, 1)]
    assert (found.total.current, found.total.new, found.total.closed, found.total.target) == (9, 12, 2, 19)


def test_a_district_that_opens_takes_part_from_then_on() -> None:
    """东 the whole year, 西 from July on: half a year at the same weight by month is a third of all."""
    districts = [{"name": "东", "weight": "50%"}, {"name": "西", "weight": "50%", "opens": 7}]
    found = plan(districts=districts, targets={"base": 18_000}).targets.districts
    assert [any(row[:6]) for row in found.cells] == [True, False]
    assert all(all(row[6:]) for row in found.cells)
    assert sum(found.totals) == 18_000


@pytest.mark.parametrize(("target", "move"), [(9, (0, 1)), (10, (0, 0)), (11, (1, 0))])
def test_a_district_that_is_to_have_one_outlet_less_closes_one(target: int, move: tuple[int, int]) -> None:
    (found,) = plan(network=[{"name": "网点", "districts": {"东": {"current": 10, "target": target}}}]).network
    assert [(node.new, node.closed) for node in found.districts] == [move]


def test_display_of_the_future_alone_is_planned_too() -> None:
    shown = plan(display={"stages": [{"name": "一", "until": 6, "rates": {"东": "80%"}}]}).display
    assert shown and (shown.current, shown.rates) == ((None,), ((Fraction(4, 5),),))
    assert plan().display is None


def test_a_line_by_outlets_is_driven_by_those_of_the_year_s_end_and_told_where_there_are_none() -> None:
    network = [{"name": "网点", "districts": {"东": {"current": 4, "new": 2}, "西": {"current": 2, "new": 0}}}]
    made = plan(network=network, budget=lined(per_store=100, driver="网点"))
    assert [sum(cells[0]) for cells in made.budget.by_district] == [600, 200]
    lost = plan(network=network, budget=lined(per_store=100, driver="经销商"))
    assert (lost.budget.total, codes(lost, "M02")) == (0, ["M02"])


def test_fixed_wages_are_paid_evenly_unless_the_line_says_otherwise() -> None:
    season = {"season": EVEN | {"weights": ["10%", "30%", *["6%"] * 10]}}
    lines = [
        {"name": "薪", "kind": "wage", "amount": 1200},
        {"name": "奖", "kind": "wage", "amount": 1200, "season": "sales"},
        {"name": "提", "kind": "wage", "ratio": "5%"},
        {"name": "租", "amount": 1200},
    ]
    made = plan(targets=season, budget={"lines": lines})
    assert [row[:2] for row in made.budget.months.cells] == [(100, 100), (120, 360), (120, 360), (120, 360)]


def test_materials_cost_what_they_cost_each() -> None:
    materials = [
        {"name": "海报", "quantity": 10, "unit": "张", "unit_cost": 7, "line": "促销", "due": "2027-05-05"},
        {"name": "样品", "quantity": 10, "unit": "个", "line": "促销"},
    ]
    made = plan(advertising={"materials": materials}, budget=lined(amount=1000))
    assert [(one.drawn, one.drawn_quarters) for one in made.budget.spending] == [(70, (0, 70, 0, 0))]


def test_overdue_comes_in_when_it_is_recovered_and_the_rest_as_its_terms_say() -> None:
    """600 and 400 are owed; 100 of 东's overdue comes in May, the other 900 in January."""
    made = plan(
        history=LAST,
        collection={
            "opening_by_district": {"东": 600, "西": 400},
            "overdue": 100,
            "terms": [{"name": "月结", "pattern": ["50%", "50%"]}],
            "recovery": [{"month": 5, "amount": 100, "district": "东", "owner": "王"}],
        },
    )
    found = made.collection
    assert found
    east, west = found.districts
    assert (east.cash[:6], west.cash[:2]) == ((1000, 1000, 1000, 1000, 1100, 1000), (900, 1000))
    assert (east.overdue_cash[4], sum(east.overdue_cash), sum(west.overdue_cash)) == (100, 100, 0)
    assert found.uncollected_opening == (100, 100, 100, 100, *[0] * 8)
    assert found.recovery == ((5, "东", "王", 100, None),)


def test_a_product_without_a_margin_of_last_year_is_taken_to_have_had_the_plan_s() -> None:
    products = [
        {"name": "面", "margin": "50%", "last": 9000},
        {"name": "粉", "margin": "20%", "last_margin": "10%", "last": 9000},
    ]
    made = plan(history=LAST, products=products).profit
    assert made and made.last_margin == Fraction(3, 10)
    assert [(one.last_margin, one.last_gross, one.last_share) for one in made.products] == [
        (Fraction(1, 2), 4500, Fraction(1, 2)),
        (Fraction(1, 10), 900, Fraction(1, 2)),
    ]
    assert made.bridge
    assert (
        made.bridge.last + made.bridge.volume + made.bridge.mix + made.bridge.price + made.bridge.margin
        == made.bridge.plan
    )
    assert (made.bridge.volume, made.bridge.mix, made.bridge.price, made.bridge.margin) == (1800, 0, 0, 1200)


@pytest.mark.parametrize(("base", "told"), [(24_000, []), (23_999, ["P46"])])
def test_locks_that_take_all_there_is_are_kept_and_the_change_that_mends_is_the_smallest(
    base: int, told: list[str]
) -> None:
    locks = [{"district": name, "amount": 12_000, "reason": "定"} for name in "东西"]
    made = plan(targets={"base": base, "locks": locks})
    assert codes(made, "P46") == told
    hints = [problem.hint.en for problem in made.problems if problem.code == "P46" and problem.hint]
    assert all("by 1 yuan to 11,999" in hint or "11,999" in hint for hint in hints)


def test_a_leader_of_two_districts_without_people_bears_both() -> None:
    districts = [{"name": "东", "leader": "王"}, {"name": "西", "leader": "王"}, {"name": "南", "leader": "李"}]
    people = plan(districts=districts, team=[{"name": "赵", "district": "南"}]).targets.people
    assert people and people.nodes == ("王（东）", "王（西）", "赵")


def test_nobody_misses_people_where_one_leads_several_districts() -> None:
    made = plan(districts=[{"name": "东", "leader": "王"}, {"name": "西", "leader": "王"}])
    assert not codes(made, "P60")
    assert made.targets.beyond("person").nodes == ()
    facts = find_facts(made)
    assert facts.people and (facts.people.count, facts.people.highest) == (1, "王")
    assert facts.people.highest_target == made.targets.total
    assert find_person(made, "王").total == made.targets.total
    assert find_person(made, "王").districts == ("东", "西")


def test_a_lock_on_one_of_a_leader_s_districts_names_it() -> None:
    districts = [{"name": "东", "leader": "王"}, {"name": "西", "leader": "王"}]
    lock = {"amount": "500", "month": 3, "reason": "定"}
    made = plan(districts=districts, targets={"base": 12_000, "locks": [{"person": "王", **lock}]})
    assert [problem.hint.en for problem in made.problems if problem.hint and "王（东）" in problem.hint.en]


@pytest.mark.parametrize("word", ["空缺", "待定", "待招（3月到岗）", "暂缺", "无", "TBD", "vacant"])
def test_a_vacant_post_is_nobody(word: str) -> None:
    made = plan(districts=[{"name": "东", "leader": "王"}, {"name": "西", "leader": word}])
    assert made.targets.people and made.targets.people.nodes == ("王",)
    assert codes(made, "P60") == ["P60"]


def test_people_answer_for_the_sum_of_their_stores_where_all_match() -> None:
    stores = [
        {"name": n, "district": "东", "manager": m, "last_actual": a}
        for n, m, a in (("一", "王", 3000), ("二", "李", 2000), ("三", "李", 1000))
    ]
    team = [{"name": "王", "district": "东"}, {"name": "李", "district": "东"}]
    people = plan(stores=stores, team=team).targets.people
    assert people and people.totals == (6000, 6000)
    weighed = plan(stores=stores, team=[{**team[0], "weight": "25%"}, {**team[1], "weight": "75%"}]).targets.people
    assert weighed and weighed.totals == (3000, 9000)
    alone = plan(stores=stores[1:], team=team).targets.people  # 王 has no store
    assert alone and alone.totals == (6000, 6000)


def test_stores_without_a_past_count_as_the_mean_of_those_that_have_one() -> None:
    stores = [
        {"name": n, "district": "东", **({"last_actual": a} if a is not None else {})}
        for n, a in (("一", 3000), ("二", 1000), ("三", None))
    ]
    found = plan(stores=stores).targets.stores
    assert found and found.totals == (6000, 2000, 4000)
    sized = plan(
        stores=[{"name": n, "district": "东", "size": s} for n, s in (("一", 100), ("二", 300))]
    ).targets.stores
    assert sized and sized.totals == (3000, 9000)


@pytest.mark.parametrize(("pattern", "hint"), [(["60%", "30%"], "add 10%"), (["60%", "60%"], "take off 20%")])
def test_terms_that_miss_the_whole_are_told_by_how_much(pattern: list[str], hint: str) -> None:
    made = plan(collection={"opening": 0, "terms": [{"name": "月结", "pattern": pattern}]})
    (told,) = (problem for problem in made.problems if problem.code == "M30")
    assert told.hint and hint in told.hint.en


def test_what_districts_state_of_a_region_s_target_is_taken_first() -> None:
    """To 30 from 20; 东 gains 2 and closes 1, so 西 and 南 gain 9 by their room of 20 and 10."""
    districts = {
        "东": {"current": 10, "target": 11, "closed": 1},
        "西": {"current": 6, "universe": 26},
        "南": {"current": 4, "universe": 14},
    }
    made = plan(
        districts=[{"name": n} for n in "东西南"], network=[{"name": "网点", "districts": districts, "target": 30}]
    )
    assert [(node.new, node.closed, node.target) for node in made.network[0].districts] == [
        (2, 1, 11),
        (6, 0, 12),
        (3, 0, 7),
    ]


def test_nobody_gains_more_outlets_than_there_is_room_and_the_rest_is_told() -> None:
    districts = {"东": {"current": 10, "universe": 12}, "西": {"current": 6, "universe": 10}}
    made = plan(network=[{"name": "网点", "districts": districts, "target": 30}])
    assert [node.new for node in made.network[0].districts] == [2, 4]
    assert codes(made, "P77") == ["P77"]


def test_a_line_by_stores_is_told_where_there_are_none() -> None:
    assert codes(plan(budget=lined(per_store=100)), "M02") == ["M02"]
    stores = [{"name": n, "district": d} for n, d in (("一", "东"), ("二", "东"), ("三", "西"))]
    made = plan(stores=stores, budget=lined(per_store=100))
    assert ([sum(cells[0]) for cells in made.budget.by_district], codes(made, "M02")) == ([200, 100], [])
    assert [these(line.driver, line.rate) for line in made.budget.lines] == [("per_store", 100)]
    assert [(line.driver, line.rate, line.amount) for line in plan(budget=lined()).budget.lines] == [
        ("amount", None, 0)
    ]


def test_lines_by_event_and_by_unit_are_driven_by_how_many_there_are() -> None:
    promotions = [
        {"name": n, "starts": d, "ends": d}
        for n, d in (("一", "2027-02-01"), ("二", "2027-05-01"), ("三", "2027-05-09"))
    ]
    training = [{"topic": "课", "date": "2027-09-09"}]
    lines = [
        {"name": "促", "kind": "promotion", "per_event": 100, "season": "events"},
        {"name": "训", "kind": "training", "per_event": 50, "season": "events"},
        {"name": "量", "kind": "other", "per_unit": 2},
    ]
    made = plan(
        promotions=promotions, training=training, budget={"lines": lines}, products=[{"name": "面", "price": 10}]
    )
    assert [line.amount for line in made.budget.lines] == [300, 50, 4800]
    assert [{m: a for m, a in enumerate(row, 1) if a} for row in made.budget.months.cells[:2]] == [
        {2: 100, 5: 200},
        {9: 50},
    ]


def test_a_lock_of_a_month_leaves_the_others_their_usual_room() -> None:
    """东's January is 100; 西 has the rest of its own 12,000, the year stays as it is."""
    lock = {"district": "东", "month": 1, "amount": 100, "reason": "停"}
    found = plan(targets={"locks": [lock]}).targets.districts
    assert (found.of("东", 1), found.totals) == (100, (12_000, 12_000))
    assert found.of("西", 1) in range(1000, 3001)
    assert codes(plan(targets={"locks": [lock | {"amount": 12_000}]}), "P46", "P40") == []


def test_days_about_the_festival_count_by_what_they_bring() -> None:
    """In the fortnight before 6 February 2027 a working day brings more than one in March; without it as much."""
    history = sold(2026, 东=1000, 西=500)
    kept = plan(history=history, targets={"season": {}}, calendar={"country": "CN"})
    plain = plan(history=history, targets={"season": {"festival": False}}, calendar={"country": "CN"})
    per_day = []
    for made in (kept, plain):
        day = dict(day for week in weeks_of(made, (0, 280_000, 0, *[0] * 9)) for day in week.days)
        per_day.append(day[date(2027, 2, 3)] / day[date(2027, 2, 24)])
    assert per_day[0] > 1.2 and per_day[1] == pytest.approx(1, abs=0.01)


def test_a_promotion_of_a_product_without_a_margin_earns_what_the_others_do() -> None:
    products = [{"name": "面", "margin": "50%", "share": "50%"}, {"name": "粉", "share": "50%"}]
    promotion = {"name": "一", "lift": 200, "cost": 100, "products": ["面", "粉"]}
    (one,) = plan(products=products, promotions=[promotion]).promotions
    assert these(one.margin, one.result) == (Fraction(1, 2), 1)


def test_names_that_the_plan_does_not_have_are_told_where_they_stand() -> None:
    made = plan(
        stores=[{"name": "店", "district": "北"}],
        team=[{"name": "王", "district": "北"}, {"name": "李", "district": "东"}],
        actions=[{"name": "一", "district": "北"}, {"name": "二", "district": "东"}],
        promotions=[{"name": "促", "districts": ["北", "东"], "products": ["面"]}],
        review={"district_targets": {"北": 1}},
    )
    told = {problem.path: problem.severity.name for problem in made.problems if problem.code == "P02"}
    assert told == {
        ("stores", 0, "district"): "ERROR",
        ("team", 0, "district"): "ERROR",
        ("actions", 0, "district"): "WARNING",
        ("promotions", 0, "districts"): "WARNING",
        ("review", "district_targets", "北"): "WARNING",
    }


def test_names_given_twice_and_weights_below_nil_are_told() -> None:
    districts = [{"name": "东", "weight": "50%"}, {"name": "西", "weight": "-10%"}, {"name": "东", "weight": "0%"}]
    made = plan(districts=districts)
    assert [(p.code, p.path) for p in made.problems if p.code in ("P01", "P13")] == [
        ("P01", ("districts", 2, "name")),
        ("P13", ("districts", 1, "weight")),
    ]
    assert made.targets.districts.totals == (24_000, 0)


@pytest.mark.parametrize(
    ("unit", "told"), [(1, []), (0, ["P03"]), ("0.5", ["P03"]), ("1.5", ["P03"]), (100, ["P04"]), (50, [])]
)
def test_amounts_are_multiples_of_a_whole_rounding_unit(unit: Any, told: list[str]) -> None:
    made = plan(money={"unit": "元", "round_to": unit}, targets={"base": 24_050})
    assert codes(made, "P03", "P04") == told


def test_what_neither_volume_nor_mix_nor_price_explains_is_the_margin_s() -> None:
    """9,000 each at 50 and 10 %: 5,400. Sales a third up, three quarters of them of the first, at the same margins: a
    third more, 1,800, and 18,000 · 50 % + 6,000 · 10 % less 7,200."""
    products = [
        {"name": "面", "margin": "50%", "share": "75%", "last": 9000},
        {"name": "粉", "margin": "10%", "share": "25%", "last": 9000},
    ]
    made = plan(history=LAST, products=products).profit
    assert made and made.bridge
    assert (made.bridge.last, made.bridge.volume, made.bridge.mix, made.bridge.price, made.bridge.margin) == (
        5400,
        1800,
        2400,
        0,
        0,
    )
    assert (made.bridge.plan, made.bridge.priced) == (9600, False)


def test_a_rise_in_price_is_no_volume() -> None:
    """12,000 at 10 become 24,000 at 12: 2,000 of 1,200 units before are 4,000 of price; the margin stays a half."""
    products = [{"name": "面", "margin": "50%", "last": 18_000, "price": 12, "last_price": 10}]
    made = plan(history=LAST, products=products).profit
    assert made and made.bridge and made.bridge.priced
    assert made.bridge.volume + made.bridge.mix + made.bridge.price + made.bridge.margin == 3000
    assert made.bridge.volume == 1000  # 20,000 at last year's prices against 18,000, half of it


def test_the_change_that_keeps_all_is_offered_and_one_unit_less_would_not_do() -> None:
    """东 100 and 西 24,000 of 24,000: the last lost may be 100 lower, or all 100 more."""
    locks = [{"district": "东", "amount": 100, "reason": "定"}, {"district": "西", "amount": 24_000, "reason": "定"}]
    (told,) = (problem for problem in plan(targets={"locks": locks}).problems if problem.code == "P46")
    assert told.path == ("targets", "locks", 1, "amount")
    assert told.hint and "(targets.locks.1.amount: 23900)" in told.hint.en


def test_a_sensitivity_changes_one_thing_at_a_time() -> None:
    """A half of 24,000, fixed 1,000, a tenth of sales besides."""
    lines = [{"name": "租", "amount": 1000}, {"name": "佣", "ratio": "10%"}]
    made = plan(products=[{"name": "面", "margin": "50%"}], budget={"lines": lines}).profit
    assert made
    found = {(one.sales, one.margin, one.fixed): one.contribution for one in made.sensitivities}
    none = Fraction(0)
    assert (found[Fraction(-1, 10), none, none], found[Fraction(1, 10), none, none]) == (8600 - 960, 8600 + 960)
    assert found[none, Fraction(1, 100), none] == 8840
    assert found[none, none, Fraction(1, 10)] == 8500
    assert made.break_even == 2500


def test_without_fixed_costs_none_are_changed() -> None:
    made = plan(products=[{"name": "面", "margin": "50%"}], budget={"lines": [{"name": "佣", "ratio": "10%"}]}).profit
    assert made and not any(one.fixed for one in made.sensitivities)


def test_one_sided_sales_are_told_where_the_rows_come_to_the_region_in_both_years() -> None:
    rows = [*sold(2026, 东=800, 西=200), *sold(2025, 东=1000), {"year": 2025, "months": [2000] * 12}]
    assert codes(plan(history=rows), "P16") == []


def test_codes_meant_are_offered_by_name() -> None:
    made = plan(
        objectives=[{"code": "M1", "name": "销售额"}, {"code": "M2", "name": "回款率"}],
        control={"kpis": [{"name": "回款", "objective": "回款比率"}]},
    )
    (told,) = (problem for problem in made.problems if problem.code == "P80")
    assert told.hint and "(M2)" in told.hint.en


# What is stated twice -------------------------------------------------------------------------------------------------


def said_twice(**fields: Any) -> list[str]:
    """The places that contradict another, of a plan in hundreds: each figure that was rounded may lie fifty off."""
    fields.setdefault("history", sold(2026, 东=1000, 西=1000))
    made = plan(money={"unit": "元", "round_to": 100}, **fields)
    return [".".join(map(str, problem.path)) for problem in made.problems if problem.code == "P06"]


def row(total: int, *months: int | None) -> dict[str, Any]:
    return {"history": [{"year": 2026, "district": "东", "total": total, "months": months}, sold(2026, 西=1000)[0]]}


def items(key: str, *amounts: int | None, **more: Any) -> list[dict[str, Any]]:
    return [{"name": f"其{n}", key: amount, **more} for n, amount in enumerate(amounts)]


def eastern(key: str, *amounts: int | None, **more: Any) -> list[dict[str, Any]]:
    return items(key, *amounts, district="东", **more)


def dealers(key: str, *amounts: int | None) -> dict[str, Any]:
    return {"situation": {"dealers": {"items": eastern(key, *amounts)}}}


def market(**fields: Any) -> dict[str, Any]:
    return {"situation": {"market": fields}}


def rivals(*given: dict[str, Any], size: int | None = 50_000) -> dict[str, Any]:
    named = [{"name": f"其{n}", **one} for n, one in enumerate(given)]
    return {"situation": {"market": {"size": size}, "competitors": named}}


def split(east: int, west: int) -> list[dict[str, Any]]:
    return [{"name": "东", "weight": "50%", "market": east}, {"name": "西", "weight": "50%", "market": west}]


def lines(counted: str, *lasts: int | None, **last: int) -> dict[str, Any]:
    kinds = ("wage", "other", "other")
    listed = [
        {"name": k + str(n), "kind": k, "amount": 5, "last": a}
        for n, (k, a) in enumerate(zip(kinds, lasts, strict=False))
    ]
    return {"budget": {"wages": counted, "last": last, "lines": listed}}


def gross(stated: int, margin: str, *, sold_more: int = 0) -> dict[str, Any]:
    history = [{"year": 2026, "district": "东", "product": "面", "total": 12_000}]
    history += [{"year": 2026, "district": "东", "product": "米", "total": sold_more}] if sold_more else []
    products = [{"name": "面", "last_margin": margin}, *([{"name": "米"}] if sold_more else [])]
    return {"history": history, "products": products, "budget": {"last": {"gross_profit": stated}}}


def asked(months: list[int], products: dict[str, int] | None = None) -> dict[str, Any]:
    listed = [{"name": "面"}, {"name": "米"}] if products else []
    return {
        "products": listed,
        "targets": {"assigned": 24_000, "assigned_months": months, "assigned_products": products or {}},
    }


def owed(opening: int, actual: str, name: str = "回款率") -> dict[str, Any]:
    return {"collection": {"opening": opening}, "review": {"metrics": [{"name": name, "actual": actual}]}}


def funnel(*lasts: int | None, base: int = 24_000, **covers: int) -> dict[str, Any]:
    factors = [{"name": str(n), "plan": 100, "last": last} for n, last in enumerate(lasts)]
    return {"targets": {"base": base, "funnels": [{"name": "漏斗", "factors": factors, **covers}]}}


def goals(target: int, stores: list[int | None], **districts: int) -> dict[str, Any]:
    return {"review": {"target": target, "district_targets": districts}, "stores": eastern("last_target", *stores)}


def counted(name: str, *, distribution: bool = False, **east: int) -> dict[str, Any]:
    return {"network": [{"name": name, "distribution": distribution, "districts": {"东": east}}]}


MONTH = [1000] * 12
DISTRICT_ROWS = sold(2026, 东=1000, 西=1000)


SAID: list[Any] = [
    # a year and its twelve months: 600 and 50
    (row(12_650, *MONTH), 0), (row(12_651, *MONTH), 1), (row(11_350, *MONTH), 0), (row(11_349, *MONTH), 1),
    (row(20_000, *MONTH[1:], None), 0), (row(10_400, *MONTH[1:], None), 0), (row(10_399, *MONTH[1:], None), 1),
    (row(20_000, *MONTH[1:]), 0), (row(0, *[0] * 12), 0), (row(0, *MONTH), 1),
    # the region and its districts: 50 and 100; where one is not told, the others may come to less
    *(({"history": [{"year": 2026, "total": total}, *DISTRICT_ROWS]}, told)
      for total, told in ((24_150, 0), (24_151, 1), (23_850, 0), (23_849, 1))),
    ({"history": [{"year": 2026, "total": 23_000}, *sold(2026, 东=1000)]}, 0),
    ({"history": [{"year": 2025, "total": 23_849}, *sold(2025, 东=1000, 西=1000)]}, 1),
    # what products, channels and stores say of last year may be less and no more: 50 and 100
    *(({key: items(field, *amounts)}, told)
      for key, field in (("products", "last"), ("channels", "last"))
      for amounts, told in (((20_000, 4150), 0), ((20_000, 4151), 1), ((20_000, None), 0), ((100, 100), 0))),
    # a product in history and in the spec: 50 each
    *(({"history": [{"year": 2026, "product": "其0", "total": 12_000}],
        "products": items("last", last)}, told)
      for last, told in ((12_100, 0), (12_101, 2), (11_900, 0), (11_899, 1), (0, 1))),
    # a district and what lies within it, which need not be listed whole: 50 and 100
    *((given, told) for low, told in ((4150, 0), (4151, 1), (100, 0)) for given in (
        {"stores": eastern("last_actual", 8000, low)}, {"counties": eastern("last", 8000, low)},
        dealers("sales", 8000, low))),
    # without a history its stores tell all of it, where each says what it sold
    *(({"history": [], "stores": eastern("last_actual", 8000, one), "counties": eastern("last", 8000, two)}, told)
      for one, two, told in ((4000, 4200, 0), (4000, 4201, 1), (4000, 100, 0), (None, 9000, 0))),
    # markets are estimates: a four-hundredth of either
    *(({"districts": split(100_000, 100), "counties": eastern("market", 60_000, two)}, told)
      for two, told in ((40_501, 0), (40_502, 1), (5, 0))),
    # stock: of two dealers
    *(({"stock": {"opening": 10_000}} | dealers("stock", 9000, two), told)
      for two, told in ((1150, 0), (1151, 1), (0, 0))),
    (dealers("stock", 9000, 1151), 0),
    # expense within and without wages, and wages: of three lines 150, of two 100
    (lines("within", 5000, 3000, 2000, expense=10_200), 0), (lines("within", 5000, 3000, 2000, expense=10_201), 1),
    (lines("apart", 5000, 3000, 2000, expense=5150), 0), (lines("apart", 5000, 3000, 2000, expense=5151), 1),
    (lines("apart", 5000, 3000, 2000, wages=5100), 0), (lines("apart", 5000, 3000, 2000, wages=4899), 1),
    (lines("within", 5000, 3000, None, expense=99_000), 0), (lines("within", 0, 0, 0, expense=151), 0),
    # gross profit: half of a margin's last digit, a rounding unit and 50
    (gross(6210, "50%"), 0), (gross(6211, "50%"), 1), (gross(6216, "50.5%"), 0), (gross(6217, "50.5%"), 1),
    (gross(99_000, "50%", sold_more=5000), 0), (gross(5789, "50%", sold_more=5000), 1),
    # last year's targets: 50, 100 of two districts, 50 of a store
    (goals(24_150, [], 东=12_000, 西=12_000), 0), (goals(24_151, [], 东=12_000, 西=12_000), 1),
    (goals(23_849, [], 东=12_000, 西=12_000), 1), (goals(99_000, [], 东=12_000), 0),
    (goals(99_000, [12_100], 东=12_000), 0), (goals(99_000, [12_101], 东=12_000), 1),
    (goals(99_000, [11_899], 东=12_000), 1), (goals(99_000, [8000, None], 东=12_000), 0),
    # what the company asks, its twelve months and its products
    (asked([2000] * 11 + [2650]), 0), (asked([2000] * 11 + [2651]), 1), (asked([2000] * 11 + [1349]), 1),
    (asked([], {"面": 20_000, "米": 4150}), 0), (asked([], {"面": 20_000, "米": 3849}), 1),
    (asked([], {"面": 20_000}), 0),
    # volumes: a two-hundredth
    *(({"history": [{"year": 2026, "district": "东", "months": MONTH, "units": [100] * 12}],
        "targets": {"volume_last": volume}}, told)
      for volume, told in ((1206, 0), (1207, 1), (1194, 1), (1195, 0))),
    # what is owed at least: half of the rate's last digit and 50
    (owed(2218, "90.5%"), 0), (owed(2217, "90.5%"), 1), (owed(9000, "90.0%"), 0), (owed(0, "100%"), 0),
    (owed(0, "200%"), 0), (owed(0, "很好"), 0), (owed(0, "50%", "毛利率"), 0),
    # a funnel that tells all of last year: a fiftieth and 50
    (funnel(100, 234), 1), (funnel(10, 2347), 0), (funnel(1, 23_469), 1), (funnel(1, 24_530), 0),
    (funnel(1, 24_531), 1),
    (funnel(1, None), 0), (funnel(1, 5, covers=9000), 0), (funnel(0, 5), 1),
    # the market as stated, of that year, of the districts, and all that is sold in it
    (market(size=100_000, sizes={2026: 100_501}), 0), (market(size=100_000, sizes={2026: 100_502}), 1),
    (market(size=100_000, sizes={2025: 5}), 0),
    ({"districts": split(60_000, 40_501)} | market(size=100_000), 0),
    ({"districts": split(60_000, 40_502)} | market(size=100_000), 1),
    (rivals({"sales": 20_000}, {"sales": 6200}), 0), (rivals({"sales": 20_000}, {"sales": 6300}), 1), (rivals(), 0),
    # a competitor's sales and its share of 50,000: half a per cent, a two-hundredth of what it sells, 50
    (rivals({"sales": 5325, "share": "10%"}), 0), (rivals({"sales": 5327, "share": "10%"}), 1),
    # metrics and objectives under the name of a figure that the plan works out: half of the last digit and 100
    *(({"history": sold(2026, 东=[1000] * 11 + [last])} | said, told)
      for last, told in ((7600, 0), (7700, 1), (6400, 0), (6300, 1))
      for said in ({"review": {"metrics": [{"name": "销售额", "actual": "1.8万"}]}},
                   {"objectives": [{"code": "M", "name": "销售额", "measure": "sales", "baseline": "1.8万"}]})),
    # what two of them say under one name: half of either's last digit
    *(({"targets": {"funnels": [{"name": "漏", "factors": [{"name": "客流", "plan": 5, "last": 100},
                                                          {"name": "其他", "plan": 5}]}]},
        "review": {"metrics": [{"name": "客流", "actual": actual}]}}, told)
      for actual, told in (("101", 0), ("102", 1), ("99", 0), ("98", 1), ("100.6", 1), ("很多", 0))),
    # a funnel that covers just what one product sells: a fiftieth
    *(({"history": [{"year": 2026, "product": "面", "total": 10_000}], "products": [{"name": "面"}]}
       | funnel(last, 1, covers=covers, base=20_000), told)
      for covers, last, told in ((20_000, 10_200, 0), (20_000, 10_201, 1), (20_000, 9799, 1), (19_900, 5, 0))),
    (rivals({"sales": 0, "share": "0%"}), 0), (rivals({"sales": 5327, "share": "10%"}, size=None), 0),
    # the network, counted exactly
    ({"stores": eastern("size", 5, 5)} | counted("门店", current=2, new=0), 0),
    ({"stores": eastern("size", 5, 5)} | counted("门店", current=1, new=0), 1),
    ({"stores": eastern("size", 5, 5, opens=6)} | counted("Stores", current=0, new=2), 0),
    ({"stores": eastern("size", 5, 5, opens=6)} | counted("门店", current=0, new=1), 1),
    ({"counties": eastern("outlets", 5, 6)} | counted("终端", current=11, new=0), 0),
    ({"counties": eastern("outlets", 5, 6)} | counted("终端", current=10, new=0), 1),
    ({"counties": eastern("outlets", 5, 6)} | counted("柜台", current=10, new=0), 0),
    ({"counties": eastern("outlets", 5, 6)} | counted("柜台", distribution=True, current=10, new=0), 1),
]  # fmt: skip


@pytest.mark.parametrize(("said", "places"), SAID)
def test_what_is_stated_twice_may_lie_as_far_apart_as_rounding_and_no_farther(
    said: dict[str, Any], places: int
) -> None:
    assert len(said_twice(**said)) == places


# What is nil and what is not said -------------------------------------------------------------------------------------


def test_a_year_that_earned_nothing_is_known_and_one_of_which_nothing_is_said_is_not() -> None:
    def last(**of_last_year: int) -> Any:
        budget = {"last": {"expense": 100} | of_last_year, "lines": [{"name": "租", "amount": 100, "last": 0}]}
        made = plan(history=LAST, products=[{"name": "面", "margin": "50%"}], budget=budget)
        return made.profit and made.profit.last

    assert last() is None
    assert last(gross_profit=0).lines == (("租", 0),)
    assert (last(gross_profit=0).gross, last(gross_profit=0).contribution) == (0, -100)


def test_a_class_whose_products_earned_nothing_earned_nil() -> None:
    rows = [{"year": 2026, "district": "东", "product": "面", "months": [1000] * 12}]

    def earned(**product: Any) -> Any:
        products = [{"name": "面", "class": "主", "margin": "50%"} | product]
        profit = plan(history=rows, products=products, product_classes=[{"name": "主"}]).profit
        return profit and [one.last_gross for one in profit.classes]

    assert earned(last_margin="0%") == [0]


def test_a_class_of_which_no_margin_of_last_year_is_known_has_no_gross_profit_of_last_year() -> None:
    """What all earned is stated: a margin of this year is no guess at that of a product."""
    rows = [{"year": 2026, "district": "东", "product": "面", "months": [1000] * 12}]
    made = plan(
        history=rows,
        products=[{"name": "面", "class": "主", "margin": "50%"}],
        product_classes=[{"name": "主"}],
        budget={"last": {"gross_profit": 5000}},
    )
    assert made.profit and [one.last_gross for one in made.profit.classes] == [None]


def test_a_product_that_is_launched_or_delisted_need_not_have_sold_in_both_years() -> None:
    def told(**product: Any) -> list[str]:
        rows = [
            {"year": year, "product": name, "months": [amount] * 12}
            for year, name, amount in ((2025, "面", 500), (2025, "糖", 500), (2026, "面", 1000))
        ]
        return codes(plan(history=rows, products=[{"name": "面"}, {"name": "糖"} | product]), "P16")

    assert told() == ["P16"]
    assert told(status="delist", delist="2027-06-30") == []


@pytest.mark.parametrize("quarters", [["0%", "50%", "50%", "0%"], ["25%"] * 4])
def test_a_quarter_may_have_nothing(quarters: list[str]) -> None:
    given = [{"name": "网点", "quarters": quarters, "districts": {"东": {"current": 40, "new": 8}}}]
    made = plan(network=given)
    assert codes(made, "P75") == []
    assert made.network[0].total.quarters[0] == 40 + (2 if quarters[0] == "25%" else 0)


@pytest.mark.parametrize("quarters", [["-10%", "40%", "40%", "30%"], ["0%"] * 4, ["50%", "50%", "0%"]])
def test_quarters_are_four_not_below_nil_and_not_all_nil(quarters: list[str]) -> None:
    given = [{"name": "网点", "quarters": quarters, "districts": {"东": {"current": 40, "new": 8}}}]
    assert codes(plan(network=given), "P75") == ["P75"]


@pytest.mark.parametrize(("years", "method", "told"), [((2025, 2026), "moving-average", []),
                                                       ((2024, 2026), "recent-years", ["P22"]),
                                                       ((2026,), "recent-years", ["P22"])])  # fmt: skip
def test_a_moving_average_takes_two_years_in_a_row(years: tuple[int, ...], method: str, told: list[str]) -> None:
    season = {"method": "moving-average", "own_shape": "never"}
    made = plan(history=[row for year in years for row in sold(year, 东=1000, 西=500)], targets={"season": season})
    assert (made.workings.districts.season.method, codes(made, "P22")) == (method, told)


def test_a_band_to_nil_holds_nobody() -> None:
    bands = (Band.model_validate({"from": "0%", "to": "0%", "score": "50%"}),)
    assert score_at(Fraction(1), bands) is None and score_at(Fraction(0), bands) is None


@pytest.mark.parametrize(("at", "score"), [("79%", "0"), ("80%", "0.8"), ("85%", "1"), ("90%", "1"), ("120%", "1")])
def test_where_two_bands_hold_an_attainment_the_higher_counts_in_whatever_order_they_are_written(
    at: str, score: str
) -> None:
    given = [("0%", "90%", "0%"), ("80%", "95%", "80%"), ("85%", None, "100%")]
    bands = [Band.model_validate({"from": low, "to": high, "score": own}) for low, high, own in given]
    attained = Fraction(at[:-1]) / 100
    assert score_at(attained, tuple(bands)) == score_at(attained, tuple(reversed(bands))) == Fraction(score)


# What is held ---------------------------------------------------------------------------------------------------------

PEOPLE = [{"name": "王", "district": "东"}, {"name": "孙", "district": "东"}, {"name": "李", "district": "西"}]


def holding(**targets: Any) -> Plan:
    """Two districts, of a thousand and of half as much a month last year, two products, three people and two stores."""
    rows = [
        {"year": 2026, "district": d, "product": p, "months": [a] * 12}
        for d, p, a in (("东", "面", 600), ("东", "米", 400), ("西", "面", 500))
    ]
    return plan(
        history=rows,
        districts=[{"name": "东", "weight": "50%", "leader": "赵"}, {"name": "西", "weight": "50%", "leader": "李"}],
        products=[{"name": "面"}, {"name": "米"}],
        team=PEOPLE,
        stores=[{"name": name, "district": "西"} for name in ("店", "铺")],
        targets=targets,
    )


def held(**targets: Any) -> list[tuple[str, str]]:
    """What is wrong with holds: the code and where."""
    return [
        (problem.code, ".".join(map(str, problem.path[1:])))
        for problem in holding(**targets).problems
        if problem.path[:1] == ("targets",) and problem.code != "P78"
    ]


LOCKS: list[Any] = [
    ({"person": "王", "month": 3, "amount": 900}, []),
    ({"person": "王", "district": "东", "month": 3, "amount": 900}, []),
    ({"person": "王", "district": "西", "month": 3, "amount": 900}, [("P31", "locks.0.district")]),
    ({"store": "店", "district": "东", "amount": 900}, [("P31", "locks.0.district")]),
    ({"store": "店", "district": "西", "month": 3, "amount": 900}, []),
    ({"person": "钱", "amount": 900}, [("P02", "locks.0.person")]),
    ({"product": "糖", "district": "南", "amount": 900}, [("P02", "locks.0.district"), ("P02", "locks.0.product")]),
    ({"amount": 900}, [("P30", "locks.0")]),
    ({"product": "面", "person": "王", "amount": 900}, [("P30", "locks.0")]),
    ({"product": "面", "district": "东", "month": 3, "amount": 900}, []),
    ({"month": 3, "amount": 900}, []),
]


@pytest.mark.parametrize(("lock", "told"), LOCKS)
def test_a_lock_names_one_figure_that_there_is(lock: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert held(locks=[lock]) == told


def test_the_same_figure_is_locked_once_and_the_first_stands() -> None:
    locks = [{"district": "东", "month": m, "amount": a} for m, a in ((3, 900), (4, 900), (3, 800))]
    assert held(locks=locks) == [("P32", "locks.2")]
    assert holding(locks=locks).targets.districts.of("东", 3) == 900


BOUNDS: list[Any] = [
    ({"district": "东", "floor": 13_000}, []),
    ({"district": "东", "month": 3, "cap": 900}, []),
    ({"product": "面", "floor": 9000}, []),
    ({"product": "面", "month": 3, "floor": 900}, [("P33", "bounds.0")]),
    ({"product": "面", "district": "东", "floor": 900}, [("P33", "bounds.0")]),
    ({"district": "东"}, [("P34", "bounds.0")]),
    ({"district": "东", "cap": 0}, []),
    ({"store": "店", "floor": "+10%"}, [("P35", "bounds.0.floor")]),
    ({"month": 3, "floor": "+10%"}, []),
]


@pytest.mark.parametrize(("bound", "told"), BOUNDS)
def test_a_bound_holds_a_whole_node_or_a_district_in_a_month(
    bound: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    assert [one for one in held(bounds=[bound]) if one[0] in ("P30", "P31", "P33", "P34", "P35")] == told


@pytest.mark.parametrize(
    ("bound", "amount"),
    [
        ({"district": "东", "floor": "+5%"}, 12_600),
        ({"district": "西", "cap": "+5%"}, 6300),
        ({"month": 3, "floor": "+50%"}, 2250),
        ({"month": 12, "cap": "-50%"}, 750),
        ({"district": "东", "month": 3, "floor": "+20%"}, 1200),
        ({"district": "西", "month": 12, "cap": "-20%"}, 400),
        ({"product": "米", "floor": "+100%"}, 9600),
        ({"district": "东", "cap": "-150%"}, 0),
    ],
)
def test_a_bound_as_growth_is_of_last_years_figure_of_the_same_node_and_month(
    bound: dict[str, Any], amount: int
) -> None:
    found = holding(bounds=[bound]).targets
    if "product" in bound:
        assert found.products and found.products.of("米") == amount
    elif "district" in bound:
        assert found.districts.of(bound["district"], bound.get("month")) == amount
    else:
        assert found.districts.months[bound["month"] - 1] == amount


def test_a_bound_as_growth_of_a_month_is_of_that_month() -> None:
    def targets(**bound: Any) -> Any:
        history = sold(2026, 东=[100 * m for m in range(1, 13)], 西=[100] * 12)
        return plan(history=history, targets={"bounds": [bound]}).targets.districts

    assert targets(month=3, floor="+900%").months[2] == 4000
    assert targets(month=12, cap="0%").months[11] == 1300
    assert targets(district="东", month=5, floor="+300%").of("东", 5) == 2000


def test_bounds_are_drawn_to_whole_units_within_what_they_say() -> None:
    def east(**bound: Any) -> int:
        fields = {"money": {"unit": "元", "round_to": 100}, "targets": {"bounds": [{"district": "东"} | bound]}}
        return plan(**fields).targets.districts.of("东")

    assert (east(floor=12_301), east(floor=12_300), east(cap=11_799), east(cap=11_700)) == (
        12_400, 12_300, 11_700, 11_700
    )  # fmt: skip


BOTH: list[Any] = [
    ({"locks": [{"district": "东", "amount": 9000}], "bounds": [{"district": "东", "floor": 9000}]}, [], 9000),
    ({"locks": [{"district": "东", "amount": 9000}], "bounds": [{"district": "东", "floor": 9001}]},
     ["bounds.0.floor"], 9000),
    ({"locks": [{"district": "东", "amount": 9000}], "bounds": [{"district": "东", "cap": 8999}]},
     ["bounds.0.cap"], 9000),
    ({"bounds": [{"district": "东", "floor": 13_000}, {"district": "东", "cap": 12_999}]},
     ["bounds.1.cap"], 13_000),
    ({"bounds": [{"district": "东", "floor": 13_000}, {"district": "东", "cap": 13_000}]}, [], 13_000),
    ({"bounds": [{"district": "东", "floor": 13_000}, {"district": "东", "floor": 14_000}]}, [], 14_000),
    ({"bounds": [{"district": "东", "floor": 14_000}, {"district": "东", "floor": 13_000}]}, [], 14_000),
    ({"bounds": [{"district": "东", "cap": 11_000}, {"district": "东", "cap": 10_000}]}, [], 10_000),
    ({"bounds": [{"district": "东", "cap": 10_000}, {"district": "东", "cap": 11_000}]}, [], 10_000),
]  # fmt: skip


@pytest.mark.parametrize(("targets", "told", "amount"), BOTH)
def test_locks_stand_before_bounds_and_the_tightest_bound_counts(
    targets: dict[str, Any], told: list[str], amount: int
) -> None:
    assert [where for code, where in held(**targets) if code == "P46"] == told
    assert holding(**targets).targets.districts.of("东") == amount


def closed(month: int, **more: Any) -> dict[str, Any]:
    return {"month": month, "actual": {"东": 1000, "西": 700}} | more


def test_a_month_is_closed_once_for_those_there_are() -> None:
    twice = {"closed": [closed(1), closed(2), closed(1, actual={"东": 5, "西": 5})]}
    assert held(**twice) == [("P38", "closed.2")]
    assert holding(**twice).targets.districts.months[:2] == (1700, 1700)
    strange = closed(1, actual={"东": 1000, "西": 700, "南": 5}, products={"东": {"糖": 5}, "南": {"面": 5}})
    assert held(closed=[strange]) == [
        ("P02", "closed.0.actual.南"), ("P02", "closed.0.products.南"), ("P02", "closed.0.products.东.糖")
    ]  # fmt: skip


def test_a_month_is_held_as_a_whole_only_where_all_districts_are_told() -> None:
    whole = holding(closed=[closed(1)]).targets.districts
    assert (whole.months[0], whole.of("东", 1), whole.of("西", 1)) == (1700, 1000, 700)
    part = holding(closed=[closed(1, actual={"东": 1000})]).targets.districts
    assert part.of("东", 1) == 1000 and part.months[0] == 2000


def test_what_holds_something_of_a_closed_month_holds_nothing_any_more() -> None:
    locks = [{"month": 1, "amount": 2500}, {"district": "东", "month": 1, "amount": 900},
             {"person": "王", "month": 1, "amount": 300}, {"district": "东", "month": 2, "amount": 900}]  # fmt: skip
    assert [one for one in held(closed=[closed(1)], locks=locks) if one[0] == "P48"] == [
        ("P48", "locks.0"), ("P48", "locks.1"), ("P48", "locks.2")
    ]  # fmt: skip
    east = closed(1, actual={"东": 1000})
    assert [where for code, where in held(closed=[east], locks=locks[:2]) if code == "P48"] == ["locks.1"]
    bounds = [{"district": "东", "month": 1, "cap": 900}, {"month": 1, "floor": 2500}]
    assert [where for code, where in held(closed=[closed(1)], bounds=bounds) if code == "P48"] == [
        "bounds.0", "bounds.1"
    ]  # fmt: skip


# Volumes, objectives, areas -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("priced", "price"),
    [
        ([(8000, 10), (4000, 20)], 12),  # 12,000 of 1,000 units
        ([(0, 10), (4000, 20)], 20),
        ([(0, 10)], 10),  # nobody sells any of it
    ],
)
def test_what_has_no_price_is_counted_at_the_average_of_what_is_sold(priced: list[tuple[int, int]], price: int) -> None:
    products = [{"name": f"面{n}", "target": amount, "price": p} for n, (amount, p) in enumerate(priced)]
    volumes = plan(products=[*products, {"name": "米"}]).workings.volumes
    assert volumes and volumes.prices[-1] == price


@pytest.mark.parametrize(("wanted", "told"), [(2400, []), (2448, []), (2449, ["P71"]), (2353, []), (2352, ["P71"])])
def test_a_volume_target_may_lie_apart_from_prices_by_a_little(wanted: int, told: list[str]) -> None:
    made = plan(products=[{"name": "面", "price": 10}], targets={"volume": wanted})
    assert codes(made, "P71") == told
    assert made.targets.volumes and made.targets.volumes.total == wanted


@pytest.mark.parametrize(
    ("objective", "baseline", "target", "kind"),
    [
        ({"measure": "sales"}, 18_000, 24_000, "money"),
        ({"measure": "sales", "baseline": "5万"}, 18_000, 24_000, "money"),
        ({"measure": "gross_margin", "baseline": "40%"}, Fraction(2, 5), Fraction(1, 2), "percent"),
        ({"measure": "gross_margin", "baseline": "很高"}, None, Fraction(1, 2), "percent"),
        ({"measure": "contribution", "baseline": "1000"}, 1000, 11_000, "money"),
        ({"measure": "network", "of": "网点", "baseline": "7"}, 40, 48, "count"),
        ({"measure": "market_share", "baseline": "20%", "target": "25%"}, "20%", "25%", "text"),
        ({"baseline": "有", "target": "好"}, "有", "好", "text"),
    ],
)
def test_an_objective_takes_its_figures_from_the_plan_else_as_they_are_written(
    objective: dict[str, str], baseline: Any, target: Any, kind: str
) -> None:
    (found,) = plan(
        history=LAST,
        products=[{"name": "面", "margin": "50%"}],
        budget={"lines": [{"name": "租", "amount": 1000}]},
        network=[{"name": "网点", "districts": {"东": {"current": 40, "new": 8}}}],
        objectives=[{"code": "M", "name": "目标"} | objective],
    ).objectives
    assert these(found.kind, found.baseline, found.target) == (kind, baseline, target)


def test_an_area_sold_what_its_stores_sold_and_lies_where_they_do() -> None:
    stores = [
        {"name": "甲", "district": "东", "area": "城", "last_actual": 3000},
        {"name": "乙", "district": "东", "area": "城", "last_actual": 2000},
        {"name": "丙", "district": "西", "area": "乡", "last_actual": 1000},
        {"name": "丁", "district": "西", "area": "乡", "opens": 6},
        {"name": "戊", "district": "西", "last_actual": 4000},
    ]
    made = plan(stores=stores)
    area = BY_KEY["area"]
    assert made.targets.areas and made.targets.areas.nodes == ("城", "乡")
    assert dict(area.last(made)) == {"城": 5000, "乡": 1000}
    assert dict(area.home(made)) == {"城": "东", "乡": "西"}


HALVES: dict[str, Any] = {
    "money": {"unit": "元", "round_to": 1000},
    "history": [{"year": 2026, "district": "东", "total": 24_500}, {"year": 2025, "district": "东", "total": 20_500}],
    "districts": [
        {"name": "东", "weight": "50%", "market": 60_500},
        {"name": "西", "weight": "50%", "market": 2500},
    ],
    "products": [{"name": "面", "margin": "50%"}],
    "stores": [{"name": "店", "district": "东", "manager": "王", "last_target": 2500, "last_actual": 4500}],
    "review": {"target": 6500, "district_targets": {"东": 4500}},
    "targets": {
        "base": 30_500,
        "natural_growth": "10%",
        "growth_sources": [{"name": "新", "amount": 2500}],
        "funnels": [
            {"name": "漏", "covers": 6500,
             "factors": [{"name": "客", "plan": 5, "last": 9}, {"name": "价", "plan": 500, "last": 500}]}
        ],
    },
    "budget": {
        "wages": "apart",
        "last": {"expense": 6500, "wages": 2500, "gross_profit": 8500},
        "lines": [{"name": "薪", "kind": "wage", "amount": 2500}, {"name": "运", "amount": 4500, "last": 6500}],
    },
    "promotions": [
        {"name": "一", "starts": "2027-01-01", "ends": "2027-01-31", "cost": 2500, "lift": 4500},
        {"name": "二", "starts": "2027-01-01", "ends": "2027-01-31", "lift": 5000},
    ],
    "collection": {"opening": 2500, "terms": [{"name": "现", "pattern": ["100%"]}]},
    "stock": {"opening": 2500, "last_sell_out": 4500, "closing": 6500},
    "objectives": [{"code": "M1", "name": "额", "measure": "sales"}],
    "strategies": [{"code": f"S{n}", "statement": "推", "serves": ["M1"], "uplift": n} for n in (2500, 4500)],
    "tactics": [{"code": "T1", "name": "促", "serves": ["S2500"]}],
    "actions": [{"name": "做", "budget": 2500, "tactic": "T1"}, {"name": "想", "budget": 6500, "tactic": "T1"}],
    "situation": {"dealers": {"items": [{"name": "商", "district": "东", "sales": 4500, "target": 2500}]}},
}  # fmt: skip
"""Every amount half of a thousand beyond an even one."""


@pytest.mark.parametrize(
    ("read", "figures"),
    [
        (lambda made: (made.targets.total, made.targets.last, made.targets.before), (31_000, 25_000, 21_000)),
        (lambda made: (made.review.total.target, made.review.districts[0].target), (7000, 5000)),
        (lambda made: (made.review.stores[0].target, made.review.stores[0].actual), (3000, 5000)),
        (lambda made: (made.review.managers[0].target, made.review.managers[0].actual), (3000, 5000)),
        (lambda made: (made.gap.trend, made.gap.sources[0].amount), (3000, 3000)),
        (lambda made: (made.funnels[0].plan, made.funnels[0].last, made.funnels[0].covers), (3000, 5000, 7000)),
        (lambda made: tuple(share.market for share in made.shares), (61_000, 3000, 64_000)),
        (lambda made: tuple(line.amount for line in made.budget.lines), (3000, 5000)),
        (lambda made: (made.budget.lines[1].last, made.budget.last_expense, made.budget.last_wages),
         (7000, 7000, 3000)),
        (lambda made: (made.profit.last.gross, made.profit.last.contribution), (9000, -1000)),
        (lambda made: tuple(one.cost for one in made.promotions), (3000, 0)),
        (lambda made: tuple(one.lift for one in made.promotions), (5000, 5000)),
        (lambda made: tuple(one.gross for one in made.promotions), (2000, 3000)),  # 2,250 and 2,500
        (lambda made: (made.collection.opening, made.stock.opening, made.stock.last_sell_out), (3000, 3000, 5000)),
        (lambda made: (made.chain.rows[0].uplift, made.chain.rows[0].budget), (8000, 10_000)),
        (lambda made: (made.dealers.units[0].last, made.dealers.units[0].target), (5000, 3000)),
    ],
)  # fmt: skip
def test_half_a_rounding_unit_goes_away_from_nil(read: Any, figures: tuple[int, ...]) -> None:
    assert read(plan(**HALVES)) == figures


def test_a_part_of_no_use_leaves_the_others_or_else_equal_shares() -> None:
    def told(**parts: str) -> list[str]:
        made = plan(targets={"by_district": parts})
        return [problem.message.zh.rsplit("，", 1)[-1] for problem in made.problems if problem.code == "P12"]

    assert told(market="100%") == ["各片区均分"]
    assert told(market="50%", equal="50%") == ["按其余各项分解"]


@pytest.mark.parametrize(("stated", "margin"), [({}, Fraction(1, 2)), ({"gross_profit": 0}, None)])
def test_where_last_years_gross_profit_is_stated_no_margin_is_guessed(stated: dict[str, int], margin: Any) -> None:
    rows = [{"year": 2026, "district": "东", "product": "面", "months": [1000] * 12}]
    profit = plan(history=rows, products=[{"name": "面", "margin": "50%"}], budget={"last": stated}).profit
    assert profit and profit.products[0].last_margin == margin


def test_a_code_that_is_lost_is_told_at_its_place_in_the_list() -> None:
    made = plan(
        objectives=[{"code": "M1", "name": "额", "measure": "sales"}],
        strategies=[{"code": "S1", "statement": "推", "serves": ["M1", "M9"]}],
        tactics=[{"code": "T1", "name": "促", "serves": ["S9"]}],
        actions=[{"name": "做", "tactic": "T9"}],
    )
    assert [problem.path for problem in made.problems if problem.code == "P80"] == [
        ("strategies", 0, "serves", 1), ("tactics", 0, "serves", 0), ("actions", 0, "tactic")
    ]  # fmt: skip


def test_metrics_of_one_name_may_say_several_things() -> None:
    twice = [{"name": "客流", "actual": "100"}, {"name": "客流", "actual": "300"}]
    assert said_twice(review={"metrics": twice}) == []
    goal = {"code": "M", "name": "客流", "baseline": "100"}
    assert said_twice(review={"metrics": twice}, objectives=[goal]) == []
    assert len(said_twice(review={"metrics": twice}, objectives=[goal | {"baseline": "200"}])) == 1


def test_what_people_look_after_is_the_largest_part_of_the_network() -> None:
    network = [
        {"name": name, "districts": {"东": {"current": size, "new": 0}}} for name, size in (("小", 10), ("大", 20))
    ]
    made = plan(network=network, team=[{"name": "王", "district": "东"}])
    assert made.capacity and (made.capacity.name, made.capacity.loads[0].nodes) == ("大", 20)


@pytest.mark.parametrize(("region", "sales"), [(6000, 6000), (5999, 17_999)])
def test_rows_of_the_region_that_are_less_than_half_of_its_districts_are_lines_beside_them(
    region: int, sales: int
) -> None:
    rows = [{"year": 2026, "total": region}, *({"year": 2026, "district": n, "total": 6000} for n in "东西")]
    assert plan(history=rows).targets.last == sales


def test_a_commission_on_nothing_is_counted_on_nil_and_one_on_nobody_is_told() -> None:
    def told(**scheme: Any) -> list[str]:
        steps = [{"from": "0%", "rate": "1%"}]
        return codes(plan(appraisal={"schemes": [{"role": "员", "commission": steps} | scheme]}), "M43")

    assert told(commission_basis=0) == []
    assert told() == ["M43"]


def test_stores_are_counted_under_the_name_that_the_trade_gives_them() -> None:
    given = {"stores": eastern("size", 5, 5)} | counted("专卖店", current=1, new=0)
    assert len(said_twice(**given, words={"store": "专卖店"})) == 1
    assert said_twice(**given) == []


@pytest.mark.parametrize("rule", ["auto", "always", "never"])
def test_who_has_no_year_behind_him_sells_by_the_season_of_all(rule: str) -> None:
    """The south has sold nothing yet; the east has a season of its own unless it may not."""
    rows = sold(2026, 东=[500, 1500] * 6, 西=[1000] * 12)
    districts = [{"name": name, "weight": "30%"} for name in "东西南"]
    season = {"method": "yearly-mean", "own_shape": rule}
    shapes = plan(history=rows, districts=districts, targets={"season": season}).workings.districts.shapes
    assert these(shapes[2].borrowed, shapes[2].own) == (1, False)
    assert shapes[0].own is (rule != "never")
    assert shapes[0].borrowed == 0 if rule == "always" else shapes[0].borrowed > 0


@pytest.mark.parametrize(("target", "beyond"), [(11_999, 0), (12_000, 0), (12_001, 1)])
def test_dealers_may_sell_all_of_their_district_and_no_more(target: int, beyond: int) -> None:
    dealer = {"name": "商", "district": "东", "sales": 9000, "target": target}
    found = plan(history=LAST, situation={"dealers": {"items": [dealer]}}).dealers
    assert found and len(found.beyond) == beyond


def test_of_locks_that_come_to_more_than_the_year_the_last_written_goes_and_no_cap() -> None:
    districts = [{"name": name, "weight": "30%"} for name in "东西南"]
    locks = [{"district": name, "amount": 15_000} for name in "东西"]
    made = plan(districts=districts, targets={"locks": locks, "bounds": [{"district": "南", "cap": 5000}]})
    assert [p.path for p in made.problems if p.code == "P46"] == [("targets", "locks", 1, "amount")]
    assert made.targets.districts.of("东") == 15_000 and made.targets.districts.of("南") <= 5000


@pytest.mark.parametrize(
    ("prices", "priced"), [({"price": 10}, False), ({"last_price": 10}, False), ({"price": 11, "last_price": 10}, True)]
)
def test_a_rise_of_prices_is_told_where_both_prices_are_known(prices: dict[str, int], priced: bool) -> None:
    rows = [{"year": 2026, "district": "东", "product": "面", "months": [1000] * 12}]
    profit = plan(history=rows, products=[{"name": "面", "margin": "50%"} | prices]).profit
    assert profit and profit.bridge and profit.bridge.priced is priced
    assert bool(profit.bridge.price) is priced


def test_a_year_tells_of_the_festival_where_it_sold_anything_in_the_quarter() -> None:
    near, nothing = (120, 90, *[100] * 10), (0, 0, 0, *[100] * 9)
    alone = festival_effects({2026: near})
    assert festival_effects({2025: nothing, 2026: near}) == alone
    assert festival_effects({2025: (150, 0, 100, *[100] * 9), 2026: near}) != alone


@pytest.mark.parametrize(
    ("rice", "volume"),
    [({"last_price": 5}, 1200 + 1200), ({}, None), ({"last_price": 4}, 2700), ({"last_price": 4000}, 1202)],
)
def test_last_years_volume_is_what_every_product_sold_at_its_price(rice: dict[str, int], volume: int | None) -> None:
    rows = [
        {"year": 2026, "district": "东", "product": name, "total": total}
        for name, total in (("面", 12_000), ("米", 6000))
    ]
    made = plan(
        history=rows, products=[{"name": "面", "price": 10, "last_price": 10}, {"name": "米", "price": 5} | rice]
    )
    assert last_year(made, "volume", At()) == volume


# A year before that is told in part ----------------------------------------------------------------------------------


def test_last_years_months_of_a_district_are_its_own_else_the_regions_else_twelfths() -> None:
    early, late = [2000] + [1000] * 11, [1000] * 11 + [2000]
    given: list[list[dict[str, Any]]] = [
        sold(2026, 东=early, 西=late),
        [*({"year": 2026, "district": name, "total": 13_000} for name in "东西"), {"year": 2026, "months": early}],
        [{"year": 2026, "district": name, "total": 12_000} for name in "东西"],
    ]
    grids = [plan(history=rows).targets.last_districts for rows in given]
    wanted = [[early, late], [early, early], [[1000] * 12] * 2]
    assert [[list(row) for row in grid.cells] if grid else None for grid in grids] == wanted


def test_who_told_last_year_as_one_figure_goes_on_as_it_sells_and_quickens_nobodys_pace() -> None:
    """East sells a tenth more than in every month of the year before; of West that year is one figure."""
    rows = [*sold(2025, 东=1000), {"year": 2025, "district": "西", "total": 6000}]
    history = rows + sold(2026, 东=[1100] * 10, 西=[500] * 10)
    spec = plan().spec.model_dump(exclude_defaults=True) | {"history": history}
    last = make_plan(Spec.model_validate(spec)).targets.last_districts
    assert last and [list(row) for row in last.cells] == [[1100] * 12, [500] * 12]


# Nil, just as much, just one -----------------------------------------------------------------------------------------


def test_what_was_spent_of_nil_is_a_rate_that_rises_from_nil() -> None:
    budget = {"lines": [{"name": "促销", "amount": 2400}], "last": {"expense": 0, "wages": 0}}
    made = plan(history=LAST, budget=budget).budget
    assert these(made.last_ratio, made.ratio_change, made.wage_ratio_change) == (0, Fraction(1, 10), 0)


@pytest.mark.parametrize(("amounts", "told"), [((400, 400, 402), []), ((400, 400, 403), ["M09"]), ((1201,), ["M09"])])
def test_a_district_may_be_over_its_limit_by_less_than_a_unit_of_each_line(
    amounts: tuple[int, ...], told: list[str]
) -> None:
    """A tenth of 12,000."""
    lines = [{"name": f"{n}", "amount": amount, "districts": {"东": 1}} for n, amount in enumerate(amounts)]
    assert codes(plan(budget={"lines": lines, "limits": [{"district": "东", "ratio": "10%"}]}), "M09") == told


def test_display_of_a_district_whose_outlets_nobody_counts_has_no_whole() -> None:
    network = [{"name": "网点", "districts": {"东": {"current": 30}}}]
    shown = plan(network=network, display={"base_of": "网点", "current": {"东": "50%", "西": "10%"}}).display
    assert shown and these(shown.current, shown.total_current) == ((Fraction(1, 2), Fraction(1, 10)), None)


def test_what_names_its_districts_counts_its_stores_or_is_paid_to_people_is_not_spread_by_sales() -> None:
    lines = [
        {"name": "展会", "amount": 1000, "districts": {"东": 1}},
        {"name": "店租", "per_store": 100, "kind": "rent"},
        {"name": "工资", "kind": "wage", "amount": 500},
        {"name": "差旅", "amount": 300},
    ]
    team = [{"name": "王", "district": "东"}, {"name": "李", "district": "西"}]
    stores = [{"name": "店", "district": "东"}]
    assert plan(budget={"lines": lines}, team=team, stores=stores).budget.by_sales == 300
    assert plan(budget={"lines": lines}, team=team[:1], stores=stores).budget.by_sales == 800


@pytest.mark.parametrize(
    ("key", "goal", "actual", "how_far"),
    [
        ("sales", 10, 9, Fraction(9, 10)), ("sales", 0, 9, None), ("sales", None, 9, None), ("sales", 9, None, None),
        ("expense_ratio", 0, 0, 1), ("expense_ratio", 2, 1, 2), ("expense_ratio", 1, 2, Fraction(1, 2)),
        ("expense_ratio", 0, 1, 0), ("expense_ratio", 1, 0, 1), ("expense_ratio", None, 0, None),
        ("expense_ratio", 0, None, None), ("expense_ratio", -1, -1, 1), ("expense_ratio", -1, -2, 1),
    ],
)  # fmt: skip
def test_how_far_a_goal_is_met(key: str, goal: Any, actual: Any, how_far: Any) -> None:
    assert met(key, goal, actual) == how_far


def test_parts_of_the_markets_growth_are_halves_away_from_nil_and_come_to_their_sum() -> None:
    districts = [{"name": name, "market": 100, "market_growth": "1%"} for name in "东西"]
    history = [{"year": 2026, "district": name, "total": 50} for name in "东西"]
    assert [part.from_market for part in plan(districts=districts, history=history).shares] == [1, 0, 1]


def test_nil_that_is_asked_for_is_kept_by_nil() -> None:
    place = {"district": "东", "month": 3}
    for targets in ({"locks": [{**place, "amount": 0}]}, {"bounds": [{**place, "cap": 0}]}):
        made = holding(**targets).targets
        assert (made.districts.of("东", 3), made.unkept) == (0, ())
    assert holding(bounds=[{"product": "面", "floor": 0}]).targets.unkept == ()


def test_growth_that_is_all_of_share_is_the_whole_of_it_and_more_than_all_is_no_part() -> None:
    def part(growth: str) -> Fraction | None:
        districts = [{"name": n, "weight": "50%", "market": 50_000, "market_growth": growth} for n in "东西"]
        return find_facts(plan(districts=districts, history=LAST, targets={"natural_growth": growth})).page.share_part

    assert these(part("0%"), part("10%"), part("-10%")) == (1, Fraction(7, 10), None)


def test_what_is_over_has_no_part_of_the_reserve() -> None:
    """However little was sold in it."""
    made = plan(targets={"closed": [{"month": 1, "actual": {"东": 1, "西": 0}}], "reserve": 24}, history=LAST).targets
    reserve = made.layers["reserve"].districts
    assert (reserve.of("东", 1), reserve.of("西", 1), reserve.total) == (0, 0, 24)


def test_an_action_may_be_paid_within_whatever_has_a_cost_of_its_own() -> None:
    carriers: list[tuple[dict[str, Any], bool]] = [
        ({"promotions": [{"name": "内训"}]}, True),
        ({"training": [{"topic": "内训"}]}, True),
        ({"internal_marketing": {"programmes": [{"name": "内训"}]}}, True),
        ({"advertising": {"media": [{"name": "内训", "cost": 5}]}}, True),
        ({"advertising": {"materials": [{"name": "内训", "quantity": 5}]}}, True),
        ({"display": {"measure": "内训", "cost": 5}}, True),
        ({"display": {"measure": "内训"}}, False),
        ({"promotions": [{"name": "外训"}]}, False),
    ]
    actions = [{"name": "甲", "within": "内训"}, {"name": "乙"}]
    told = [codes(plan(actions=actions, **given), "M16") == [] for given, _ in carriers]
    assert told == [there for _, there in carriers]


def test_a_season_of_parts_keeps_its_festival_where_it_is_if_any_year_lacks_a_month_it_may_fall_in() -> None:
    early, late = [None, *[1000] * 11], [1500, 900, *[1000] * 9, None]
    given = plan().spec.model_dump(exclude_defaults=True) | {"history": sold(2025, 东=early) + sold(2026, 东=late)}
    given["targets"] = {"base": 24_000}
    both = make_plan(Spec.model_validate(given)).targets
    one = make_plan(Spec.model_validate(given | {"history": sold(2026, 东=late)})).targets
    assert both.season == both.plain_season and one.season != one.plain_season


def test_of_equal_remainders_the_district_with_more_new_outlets_in_the_year_is_first() -> None:
    """Half a one and one and a half in each half of the year."""
    counts = {"东": {"current": 0, "new": 1}, "西": {"current": 0, "new": 3}}
    (one,) = plan(network=[{"name": "网点", "quarters": ["50%", "50%", "0%", "0%"], "districts": counts}]).network
    assert [node.quarters for node in one.districts] == [(0, 1, 1, 1), (2, 3, 3, 3)]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({"total": 5}, {"total": 6}, True),
        ({"total": 5}, {"months": [1] * 12}, True),
        ({"months": [1] * 12}, {"total": 5}, True),
        ({"months": [1, *[None] * 11]}, {"months": [1, None, *[1] * 10]}, True),
        ({"months": [1, *[None] * 11]}, {"months": [None, *[1] * 11]}, False),
        ({"total": 5}, {"months": [None] * 12}, False),
        ({"months": [None] * 12}, {"total": 5}, False),
    ],
)
def test_two_rows_of_one_name_tell_the_same_where_a_year_is_told_or_one_month_in_both(
    one: dict[str, Any], other: dict[str, Any], told: bool
) -> None:
    rows = [{"year": 2026, "district": "东", **row} for row in (one, other)]
    assert (codes(plan(history=[*rows, *sold(2026, 西=500)]), "P19") == ["P19"]) is told


def test_a_year_in_which_nothing_was_sold_has_no_part_in_the_season() -> None:
    last = sold(2026, 东=[500, 1500, *[1000] * 10], 西=500)
    season = {"method": "recent-years", "own_shape": "auto"}
    seasons = {
        plan(history=[*before, *last], targets={"season": season}).targets.season
        for before in ([], sold(2025, 东=0, 西=0), sold(2025, 东=0, 西=0) + sold(2024, 东=0, 西=0))
    }
    assert len(seasons) == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_what_is_locked_of_one_month_in_one_district_stands_within_its_month_and_its_year_in_any_order(
    order: tuple[int, ...],
) -> None:
    locks = [
        {"product": "面", "district": "东", "month": 3, "amount": 1000},
        {"product": "面", "month": 3, "amount": 1500},
        {"product": "面", "district": "东", "amount": 9000},
    ]
    made = holding(locks=[locks[place] for place in order])
    east, west = made.targets.by_product
    assert (codes(made, "P40", "P41", "P42"), east[2], west[2][0]) == ([], (1000, 0), 500)
    assert sum(month[0] for month in east) == 9000


@pytest.mark.parametrize("axis", ["products", "channels"])
@pytest.mark.parametrize(
    ("targets", "told"),
    [((12_000, 12_001), False), ((12_000, 12_002), True), ((12_000, 11_999), False), ((12_000, 11_998), True),
     ((8000, 8000, 8002), False), ((8000, 8000, 8003), True), ((8000, 8000, 7997), True)],
)  # fmt: skip
def test_targets_of_all_nodes_may_miss_the_year_by_less_than_one_unit_each(
    axis: str, targets: tuple[int, ...], told: bool
) -> None:
    made = plan(**{axis: items("target", *targets)})
    assert codes(made, "P50") == ["P50"] * told


PLACES: list[dict[str, Any]] = [
    {"month": 3}, {"district": "东"}, {"district": "东", "month": 3}, {"product": "面"}, {"store": "店"},
]  # fmt: skip
"""What may have a floor or a cap, and is split."""


@pytest.mark.parametrize("place", PLACES)
def test_a_bound_that_the_plan_meets_of_itself_changes_and_says_nothing(place: dict[str, Any]) -> None:
    def grids(made: Plan) -> list[Any]:
        axes = (BY_KEY[key].sales(made) for key in ("district", "product", "store"))
        return [grid and grid.cells for grid in axes]

    free = holding()
    (axis, node), *_ = [(key, one) for key, one in place.items() if key != "month"] or [("district", None)]
    grid = BY_KEY[axis].sales(free)
    assert grid
    amount = grid.of(node, place.get("month")) if node else grid.months[place["month"] - 1]
    for bound in ({"floor": amount}, {"cap": amount}, {"floor": 1, "cap": 24_000}):
        assert grids(holding(bounds=[place | bound])) == grids(free)
        assert held(bounds=[place | bound]) == []


def test_a_cap_below_what_is_locked_of_a_product_goes_and_that_of_another_stands() -> None:
    locks = [{"product": "面", "month": month, "amount": 2000} for month in (3, 4)]
    caps = [{"product": "面", "cap": 3000}, {"product": "米", "cap": 5000}]
    for bounds in (caps, caps[::-1]):
        made = holding(locks=locks, bounds=bounds)
        assert made.targets.products and made.targets.products.totals == (19_000, 5000)
        assert held(locks=locks, bounds=bounds) == [("P46", f"bounds.{bounds.index(caps[0])}.cap")]


@pytest.mark.parametrize(
    ("east", "west", "told"),
    [
        ([1000] * 11 + [None], [500] * 11 + [None], 11),
        ([1000] * 11 + [None], [500] * 12, None),
        ([1000] * 11 + [None], [None] * 12, None),
        ([1000] * 12, [500] * 12, None),
    ],
)
def test_a_last_year_that_lacks_months_is_of_as_many_as_are_told_where_its_sum_is_known(
    east: list[int | None], west: list[int | None], told: int | None
) -> None:
    made = plan(history=sold(2026, 东=east, 西=west))
    assert made.review and made.review.told == told


def test_days_of_sales_that_are_owed_are_halves_away_from_nil() -> None:
    """Of 184 in the last 92 days 101 are owed, and 32 and a half by the terms."""
    terms = [{"name": "月结", "pattern": ["50%", "50%"]}]
    for december, days in ((64, ("51", "16")), (65, ("50", "16"))):
        rows = sold(2026, 东=[62] * 9 + [60, 60, december])
        made = plan(history=rows, targets={"base": 900}, collection={"opening": 101, "terms": terms})
        (said,) = (problem.message.zh for problem in made.problems if problem.code == "M46")
        assert all(f"约 {count} 天" in said for count in days)


@pytest.mark.parametrize(
    ("when", "people"),
    [({"starts": 3}, (0, 2)), ({"leaves": 3}, (2, 0)), ({}, (2, 2)), ({"starts": 3, "leaves": 9}, (0, 0))],
)
def test_what_people_can_visit_is_told_where_anybody_is_there_at_either_end_of_the_year(
    when: dict[str, Any], people: tuple[int, int]
) -> None:
    team = [{"name": name, "district": district, **when} for name, district in (("王", "东"), ("李", "西"))]
    network = [{"name": "网点", "districts": {"东": {"current": 40}, "西": {"current": 20}}}]
    found = plan(history=LAST, team=team, network=network).capacity
    assert (found and (found.loads[-1].people, found.loads[-1].people_end)) == (people if any(people) else None)


def test_a_cost_without_dates_on_a_line_of_nothing_is_spread_over_four_quarters() -> None:
    lines = [{"name": "培训", "amount": 0}, {"name": "租", "amount": 100}]
    made = plan(budget={"lines": lines}, training=[{"topic": "课", "cost": 8, "line": "培训"}])
    assert [line.drawn_quarters for line in made.budget.spending] == [(2, 2, 2, 2), (0, 0, 0, 0)]


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        (("80%", "80%"), True), (("99.9%", "60%"), True), (("100%", "49%"), True), (("100%", "50%"), False),
        (("120%", "80%"), False), (("50%", "49%"), True), (("50%", "49.5%"), True), (("50%", "49.6%"), False),
        (("50%", "50.4%"), False), (("50%", "50.5%"), True), (("50%", None), False), (("100%", None), False),
        (("110%", None), True),
    ],
)  # fmt: skip
def test_weights_are_parts_of_a_whole_unless_one_is_all_of_it_and_the_others_half_as_much_again(
    weights: tuple[str | None, ...], told: bool
) -> None:
    districts = [{"name": name} | ({"weight": own} if own else {}) for name, own in zip("东西", weights, strict=True)]
    assert codes(plan(districts=districts), "P15") == ["P15"] * told


@pytest.mark.parametrize(
    ("east", "both"),
    [
        ({"new": 0}, ((0, 0), (10, 0))),
        ({"new": 0, "closed": 3}, ((0, 3), (13, 0))),
        ({"closed": 3}, ((8, 3), (5, 0))),
        ({}, ((7, 0), (3, 0))),
        ({"target": 40}, ((0, 0), (10, 0))),
        ({"target": 38}, ((0, 2), (12, 0))),
        ({"target": 50, "new": 10}, ((10, 0), (0, 0))),
    ],
)
def test_what_a_network_lacks_is_won_where_nothing_is_stated_and_none_new_is_stated_too(
    east: dict[str, int], both: tuple[tuple[int, int], ...]
) -> None:
    """Seventy are wanted, forty are in the east and twenty in the west."""
    districts = {"东": {"current": 40, **east}, "西": {"current": 20}}
    (found,) = plan(network=[{"name": "网点", "target": 70, "districts": districts}]).network
    assert tuple((one.new, one.closed) for one in found.districts) == both


def test_nothing_is_asked_of_a_district_that_opens_in_a_year_of_nothing() -> None:
    made = plan(targets={"base": 0}, districts=[{"name": "东", "opens": 4}, {"name": "西", "weight": "50%"}])
    assert made.targets.districts.cells == ((0,) * 12,) * 2


def test_what_stands_half_between_two_units_is_rounded_away_from_nil() -> None:
    """An even number of hundreds and fifty each: half to even would lie a hundred below what is worked out by hand."""
    made = plan(
        money={"unit": "元", "round_to": 100},
        districts=[
            {"name": "东", "weight": "50%", "market": 120_050, "market_growth": "1%"},
            {"name": "西", "weight": "50%", "market": 80_050},
        ],
        history=[
            *sold(2026, 东=[1050] * 12, 西=[450] * 11 + [700]), *sold(2025, 东=[850] * 12, 西=[450] * 12)
        ],
        targets={
            "base": 24_050, "assigned": 26_050, "floor": 20_050, "stretch": 28_050, "reserve": 450,
            "natural_growth": "1%",
            "growth_sources": [{"name": "一", "amount": 450}, {"name": "二", "amount": 1250}],
        },
        review={"target": 20_050, "district_targets": {"东": 12_050, "西": 8_050}},
        products=[{"name": "面", "margin": "50%", "last": 10_050}, {"name": "米", "margin": "25%", "last": 8_250}],
        stores=[
            {"name": "一店", "district": "东", "last_actual": 6_450, "manager": "王"},
            {"name": "二店", "district": "西", "last_actual": 5_250},
        ],
        team=[{"name": "王", "district": "东"}, {"name": "李", "district": "西"}],
        budget={
            "wages": "apart",
            "last": {"expense": 2050, "wages": 1050, "gross_profit": 8050},
            "lines": [
                {"name": "工资", "kind": "wage", "amount": 1250, "last": 1050},
                {"name": "促销", "amount": 850, "last": 850},
                {"name": "运", "ratio": "1.25%", "last": 1250},
            ],
        },
        promotions=[
            {"name": "节", "starts": "2027-05-01", "ends": "2027-06-30", "cost": 450, "lift": 2050, "line": "促销"}
        ],
        collection={
            "opening": 2050, "overdue": 450, "recovery": [{"month": 3, "amount": 250}],
            "terms": [{"name": "月结", "pattern": ["50%", "50%"]}],
        },
        advertising={
            "materials": [{"name": "旗", "quantity": 5, "unit_cost": 90}],
            "media": [{"name": "电视", "cost": 250, "starts": 2, "ends": 5}],
        },
        objectives=[{"code": "M1", "name": "销售额", "measure": "sales"}],
        strategies=[{"code": "G1", "statement": "多卖", "serves": ["M1"], "uplift": 450}],
        actions=[{"name": "铺货", "budget": 650}],
        situation={
            "dealers": {"items": [{"name": "商", "district": "东", "sales": 2050, "target": 3050},
                                  {"name": "号", "district": "西", "sales": 450}]},
            "competitors": [{"name": "敌", "sales": 4050}],
        },
    )  # fmt: skip
    assert {problem.severity.value for problem in made.problems} == {"warning"}
    assert (made.budget.last_expense, made.budget.last_wages) == (2100, 1100)


@pytest.mark.parametrize("district", ["东", "西"])
@pytest.mark.parametrize(
    ("terms", "month", "sold_in"),
    [({"opens": 7}, 9, True), ({"opens": 7}, 3, False), ({"closes": 6}, 3, True), ({"closes": 6}, 9, False),
     ({"opens": 7}, 7, True), ({"opens": 7}, 6, False), ({"closes": 6}, 6, True), ({"closes": 6}, 7, False)],
)  # fmt: skip
def test_a_floor_or_lock_of_a_month_stands_where_the_district_is_open_in_it(
    district: str, terms: dict[str, int], month: int, sold_in: bool
) -> None:
    districts = [{"name": name, "weight": "50%", **(terms if name == district else {})} for name in "东西"]
    for hold in ({"bounds": [{"district": district, "month": month, "floor": 3000}]},
                 {"locks": [{"district": district, "month": month, "amount": 3000}]}):  # fmt: skip
        made = plan(districts=districts, targets=hold)
        assert codes(made, "P46") == ["P46"] * (not sold_in)
        assert made.targets.districts.of(district, month) == 3000 * sold_in
        assert sold_in or made.targets.districts == plan(districts=districts).targets.districts, "it moves nothing"


def test_a_share_of_nil_beside_a_target_of_all_is_nothing() -> None:
    for axis in ("products", "channels"):
        made = plan(**{axis: [{"name": "一", "target": 24_000}, {"name": "二", "share": "0%"}]})
        grid = BY_KEY[axis[:-1]].sales(made)
        assert grid and (grid.totals, codes(made, "P50", "P53", "P54")) == ((24_000, 0), [])


@pytest.mark.parametrize("share", ["average-of-proportions", "proportion-of-averages"])
def test_a_year_in_which_nothing_was_sold_has_no_part_in_past_shares(share: str) -> None:
    by = {"by_district": {"history": "100%"}, "history_share": share}
    for before in ([], sold(2025, 东=0, 西=0)):
        assert plan(history=[*before, *LAST], targets=by).targets.districts.totals == (16_000, 8000)


def test_kpis_are_called_by_their_codes_and_else_by_their_names() -> None:
    objectives = [{"code": "M1", "name": "销售额"}]
    kpis = [{"code": "K1", "name": "回款", "objective": "M1"}, {"name": "毛利", "objective": "M1"},
            {"code": "K2", "name": "费用"}, {"name": "铺货"}]  # fmt: skip
    chain = plan(objectives=objectives, control={"kpis": kpis}).chain
    assert [row.kpis for row in chain.rows] == [("K1", "毛利")]
    assert [name for kind, name in chain.orphans if kind == "kpi"] == ["K2", "铺货"]


@pytest.mark.parametrize(
    ("language", "unit", "written"),
    [("zh-CN", "万元", "1985万"), ("en", "万元", "19.85m"), ("zh-CN", "元", "19850000"), ("en", "元", "19850000")],
)
def test_an_amount_is_written_into_a_plan_as_its_language_writes_it(language: str, unit: str, written: str) -> None:
    made = plan(language=language, money={"unit": unit, "round_to": 1})
    assert readable(19_850_000, made) == written
    assert parse_signed_money(written) == 19_850_000


@pytest.mark.parametrize(("years", "flat"), [((2025, 2026), True), ((2026,), False)])
def test_a_district_of_two_years_has_a_moving_average_of_its_own_and_one_of_less_has_its_mean(
    years: tuple[int, ...], flat: bool
) -> None:
    """What rises by as much every month has no season; of one year alone that cannot be told."""
    rising = {year: [100 + 12 * (year - 2025) + month for month in range(12)] for year in (2025, 2026)}
    history = [row for year in years for row in sold(year, 东=rising[year])]
    history += sold(2025, 西=500) + sold(2026, 西=500)
    season = {"method": "moving-average", "own_shape": "always"}
    east, _ = plan(history=history, calendar={"country": "DE"}, targets={"season": season}).workings.districts.shapes
    assert (len({*east.shares}) == 1) is flat


@pytest.mark.parametrize(
    ("amount", "told"), [(599, True), (600, False), (12_000, False), (240_000, False), (240_001, True)]
)
@pytest.mark.parametrize("where", ["floor", "stretch", "assigned", "lock"])
def test_a_year_may_be_twenty_times_last_year_or_a_twentieth_of_it(where: str, amount: int, told: bool) -> None:
    """Twelve thousand were sold, all in the east."""
    targets = {"locks": [{"district": "东", "amount": amount}]} if where == "lock" else {where: amount}
    made = plan(history=sold(2026, 东=1000, 西=0), targets={"base": 12_000} | targets)
    assert codes(made, "P83") == ["P83"] * told


@pytest.mark.parametrize(("base", "told"), [(1199, True), (1200, False), (120_000, False), (120_001, True)])
def test_a_target_of_the_region_may_be_ten_times_last_year_or_a_tenth_of_it(base: int, told: bool) -> None:
    assert codes(plan(history=sold(2026, 东=1000, 西=0), targets={"base": base}), "P83") == ["P83"] * told


def test_a_month_that_is_not_told_is_as_the_others_where_no_other_year_sold_in_the_months_of_both() -> None:
    """January is told of 2025 alone, which sold nothing in any month that 2026 tells too."""
    rows = sold(2025, 东=[5000, None, *[0] * 10]) + sold(2026, 东=[None, *[1000] * 11])
    season = plan(history=rows, calendar={"country": "DE"}, targets={"season": {}}).workings.districts.season
    assert (season.method, len({*season.years[2026]})) == ("parts", 1)


def test_stores_have_their_part_of_a_volume_that_no_product_divides() -> None:
    east = [{"name": name, "district": "东", "last_actual": sold_} for name, sold_ in (("一", 8000), ("二", 4000))]
    stores = [*east, {"name": "三", "district": "西"}]
    volumes = plan(history=LAST, stores=stores, targets={"volume": 2400}).targets.store_volumes
    assert volumes and volumes.totals == (800, 400, 1200)


def test_last_years_gross_profit_is_of_the_region_and_of_each_product_at_its_own_margin() -> None:
    """7,200 at forty per cent and 4,800 at twenty."""
    rows = [{"year": 2026, "district": "东", "product": name, "months": [sold_] * 12}
            for name, sold_ in (("面", 600), ("米", 400))]  # fmt: skip
    products = [{"name": "面", "margin": "50%", "last_margin": "40%"}, {"name": "米", "margin": "20%"}]
    made = plan(history=rows + sold(2026, 西=0), products=products)
    places = [At(), At("product", "面"), At("product", "米"), At("district", "东")]
    assert [last_year(made, "gross_profit", at) for at in places] == [3840, 2880, 960, None]
    margins = [last_year(made, "gross_margin", at) for at in places]
    assert margins == [Fraction(32, 100), Fraction(40, 100), Fraction(20, 100), None]


@pytest.mark.parametrize(
    ("one", "other", "empty", "months"),
    [
        ({"leaves": 3}, {"leaves": 5}, "6、7、8、9、10、11、12", [500] * 3 + [0] * 2 + [500] * 7),
        ({"leaves": 3}, {}, "", [500] * 3 + [0] * 9),
        ({"starts": 3}, {"starts": 3}, "1、2", [500] * 12),
        ({"leaves": 3}, {"starts": 6}, "4、5", [1000] * 3 + [500] * 2 + [0] * 7),
        ({"leaves": 6}, {"starts": 6}, "", [1000] * 5 + [500] + [0] * 6),
    ],
)
def test_months_in_which_nobody_is_there_are_named_and_borne_by_all_and_no_others_are(
    one: dict[str, int], other: dict[str, int], empty: str, months: list[int]
) -> None:
    team = [{"name": "王", "district": "东", **one}, {"name": "李", "district": "东", **other}]
    made = plan(team=[*team, {"name": "孙", "district": "西"}])
    assert made.targets.people and list(made.targets.people.row("王")) == months
    told = [problem.message.zh for problem in made.problems if problem.code == "P61"]
    assert [f"{empty} 月没有在岗人员" in said for said in told] == [True] * bool(empty)


def test_a_store_that_sold_nothing_counts_in_the_mean_of_its_neighbours_and_one_of_which_nothing_is_known_is_it() -> (
    None
):
    sales = {"一": 9000, "二": 0, "三": None}
    stores = [{"name": n, "district": "东"} | ({} if a is None else {"last_actual": a}) for n, a in sales.items()]
    grid = plan(history=LAST, stores=stores).targets.stores
    assert grid and grid.totals == (8000, 0, 4000)


def test_growth_of_last_year_is_on_the_year_before_it_for_stores_and_districts_and_the_region() -> None:
    sales = {("一", "东"): (500, 600), ("二", "西"): (500, 400)}
    rows = [{"year": year, "district": home, "store": name, "months": [amount] * 12}
            for (name, home), years in sales.items()
            for year, amount in zip((2025, 2026), years, strict=True)]  # fmt: skip
    stores = [{"name": name, "district": home, "last_actual": 12 * now} for (name, home), (_, now) in sales.items()]
    review = plan(history=rows, stores=stores).review
    assert review and review.total and review.total.growth == 0
    for nodes in (review.stores, review.districts):
        assert [node.growth for node in nodes] == [Fraction(1, 5), Fraction(-1, 5)]


@pytest.mark.parametrize(("lacking", "method"), [(1, "parts"), (3, "parts"), (4, "flat")])
def test_a_year_that_lacks_three_months_tells_a_season_and_one_that_lacks_four_does_not(
    lacking: int, method: str
) -> None:
    rows = sold(2026, 东=[None] * lacking + [1000] * (12 - lacking))
    made = plan(history=rows, calendar={"country": "DE"}, targets={"season": {}})
    assert made.workings.districts.season.method == method


@pytest.mark.parametrize(("others", "small"), [(19, True), (20, False)])
def test_changes_are_tried_of_a_plan_of_up_to_four_hundred_rows(others: int, small: bool) -> None:
    """Twenty districts, each with itself and its products and channels."""
    basis = SimpleNamespace(names=range(20), products=range(others), channels=())
    assert _small(cast(Basis, basis)) is small


def test_last_years_margin_of_a_product_is_its_own_and_of_another_axis_unknown() -> None:
    rows = [{"year": 2026, "district": "东", "product": "面", "months": [1000] * 12}]
    made = plan(history=rows, products=[{"name": "面", "margin": "50%", "last_margin": "40%"}])
    ats = (At("product", "面"), At("product", "米"), At("store", "面"))
    assert these(*(last_year(made, "gross_margin", at) for at in ats)) == (Fraction(2, 5), None, None)


@pytest.mark.parametrize(("amount", "year"), [(1000, 1000), (1001, 100)])
def test_a_lock_of_all_that_a_district_sells_in_a_month_stands_and_raises_its_products_year(
    amount: int, year: int
) -> None:
    """By last year's sales it would be 100 of 24,000; more than the district's 1,000 cannot be."""
    products = [{"name": "面", "last": 100}, {"name": "米", "last": 23_900}]
    locks = [{"district": "东", "month": 1, "product": "面", "amount": amount}]
    made = plan(products=products, targets={"locks": locks})
    assert made.targets.products and made.targets.products.of("面") == year


@pytest.mark.parametrize(("floor", "told"), [(1000, ""), (25_000, "各月最多放")])
def test_a_floor_that_the_months_of_a_store_have_no_room_for_is_told_with_the_room(floor: int, told: str) -> None:
    stores = [{"name": "店", "district": "东", "opens": 12}, {"name": "二", "district": "东"}]
    made = plan(districts=[{"name": "东"}], stores=stores, targets={"bounds": [{"store": "店", "floor": floor}]})
    message = "".join(problem.message.zh for problem in made.problems if problem.code == "P46")
    assert (told in message) and bool(message) == bool(told)


def test_a_district_that_sells_nothing_counts_nothing() -> None:
    districts = [{"name": "东", "weight": "50%"}, {"name": "西", "weight": "0%"}]
    (orders,) = plan(districts=districts, counts=[{"name": "订单", "unit": "单", "plan": 80}]).counts
    assert [sum(row) for row in orders.quarters] == [80, 0]
