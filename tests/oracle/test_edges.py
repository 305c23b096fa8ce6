"""Where a figure stands exactly on a line: as much as last year, target just met, a promotion that earns its cost."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from accounts import Books, rows_of
from by_hand import differing
from facts_by_hand import facts_of
from test_facts_of_examples import flat, unlike
from test_figures_of_examples import agrees, told
from worked_out import work_out

from planforge import make_plan
from planforge.document.facts import Facts, find_facts
from planforge.document.facts.page import focus_of
from planforge.plan.figures import figures
from planforge.plan.plan import Plan
from planforge.spec.spec import Spec

SPEC: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "豫南", "company": "福麦"},
    "money": {"round_to": 1000},
    "districts": [
        {"name": "甲", "leader": "王", "weight": "50%"},
        {"name": "乙", "leader": "李", "weight": "20%"},
        {"name": "丙", "leader": "赵", "weight": "30%"},
    ],
    "stores": [
        {"name": "一店", "district": "甲", "manager": "王", "last_target": 1_200_000, "last_actual": 1_200_000},
        {"name": "二店", "district": "乙", "manager": "李", "last_target": 800_000, "last_actual": 600_000},
    ],
    "team": [{"name": "王", "district": "甲"}, {"name": "李", "district": "乙"}, {"name": "赵", "district": "丙"}],
    "history": [
        {"year": 2026, "district": "甲", "product": "面", "months": [100_000] * 12},
        {"year": 2026, "district": "乙", "product": "面", "months": [50_000] * 12},
        {"year": 2025, "district": "甲", "product": "面", "months": [100_000] * 12},
        {"year": 2025, "district": "乙", "product": "面", "months": [50_000] * 12},
    ],
    "review": {"target": 1_800_000, "district_targets": {"甲": 1_200_000, "乙": 700_000}},
    "products": [{"name": "面", "margin": "50%", "target": 2_400_000}],
    "targets": {
        "base": 2_400_000,
        "by_district": {"manual": "100%"},
        "natural_growth": "0%",
        "season": {"method": "manual", "weights": ["20%", "5%", "5%", *["10%"] * 9], "own_shape": "never"},
        "growth_sources": [{"name": "新点", "amount": 600_000}],
    },
    "budget": {
        "wages": "apart",
        "last": {"expense": 200_000, "wages": 100_000, "gross_profit": 900_000},
        "lines": [
            {"name": "工资", "kind": "wage", "amount": 120_000},
            {"name": "促销", "kind": "promotion", "amount": 100_000, "season": "even"},
        ],
    },
    "promotions": [
        {"name": "平", "starts": "2027-01-01", "ends": "2027-02-28", "cost": 50_000, "lift": 100_000, "line": "促销"},
        {"name": "亏", "starts": "2027-03-31", "ends": "2027-04-01", "cost": 50_000, "lift": 98_000, "line": "促销"},
    ],
    "training": [{"topic": "甲课", "date": "2027-03-31"}, {"topic": "乙课", "date": "2027-04-01"}],
    "objectives": [{"code": "M1", "name": "销售额", "measure": "sales"}],
    "actions": [
        {"name": "一", "owner": "王", "starts": "2027-03-31", "ends": "2027-04-30", "budget": 7000, "milestone": True},
        {"name": "二", "owner": "李", "starts": "2027-04-01", "ends": "2027-05-31", "budget": 5000},
        {"name": "三", "owner": "王", "starts": "2027-03-01", "ends": "2027-03-31", "budget": 50_000, "within": "平"},
    ],
    "control": {
        "contingencies": [{"trigger": "低于九成", "below": "90%"}, {"trigger": "低于八成", "below": "80%"}],
        "tiers": [{"name": "达成", "from": "100%"}, {"name": "差", "from": "0%"}],
    },
    "appraisal": {
        "schemes": [
            {
                "role": "业务员",
                "people": ["王"],
                "base_pay": 5000,
                "bonus": 1000,
                "bands": [{"from": "0%", "to": "80%", "score": "0%"}, {"from": "80%", "to": "100%", "score": "80%"},
                          {"from": "100%", "to": "120%", "score": "100%"}, {"from": "120%", "score": "150%"}],
                "commission": [{"from": "0%", "rate": "1%"}, {"from": "100%", "rate": "2%"}],
            }
        ]
    },
}  # fmt: skip


@cache
def plan() -> Plan:
    return make_plan(Spec.model_validate(SPEC))


@cache
def books() -> Books:
    return Books(SPEC, tuple(rows_of(SPEC["history"])), figures(plan()))


@cache
def facts() -> dict[str, Any]:
    return dict(flat(find_facts(plan())))


def test_the_figures_on_the_line_are_those_of_the_file() -> None:
    assert [told(figure, books()) for figure in work_out(books()) if not agrees(figure, books())] == []
    assert list(unlike(facts(), facts_of(books()))) == []


def test_as_much_as_last_year_does_not_fall_and_leads_nothing() -> None:
    assert facts()["districts.nodes.0.added"] == 0
    assert facts()["districts.falling"] == ["乙"]
    assert facts()["districts.new"] == ["丙"]
    assert facts()["districts.leaders"] == ["甲"]


def test_a_target_just_met_is_attained() -> None:
    assert facts()["review.attained"] is True
    assert facts()["review.below"] == ["乙"]
    assert facts()["review.reached"] == 1
    assert [node.tier for node in plan().review.districts] == ["达成", "差"]


def test_a_month_that_is_just_a_twelfth_is_not_above_the_mean() -> None:
    assert plan().targets.districts.months[3] * 12 == plan().targets.total
    assert facts()["season.above"] == 1


def test_a_promotion_that_earns_its_cost_loses_nothing() -> None:
    assert facts()["promotions.losing"] == ["亏"]


def test_a_line_that_is_used_up_is_not_over() -> None:
    assert [line.left for line in plan().budget.spending] == [120_000, 0]
    assert facts()["budget.over"] == []


def test_sources_that_just_cover_the_gap_cover_it() -> None:
    gap = plan().gap
    assert gap is not None
    assert gap.uncovered == 0
    assert (facts()["gap.covered"], facts()["gap.spare"]) == (True, 0)


def test_the_last_day_of_march_is_in_the_first_quarter() -> None:
    assert facts()["actions.first_quarter"] == 2


def test_what_is_paid_within_something_else_is_no_cost_of_its_own() -> None:
    assert facts()["actions.budget"] == 12_000


def test_a_contingency_at_ninety_per_cent_answers_ninety_per_cent() -> None:
    assert facts()["shortfall.contingency"] == "低于九成"


def test_a_band_begins_at_its_lower_end() -> None:
    (scheme,) = plan().appraisal
    assert [pay.bonus for pay in scheme.examples] == [9600, 12_000, 18_000]
    assert [pay.commission for pay in scheme.examples] == [9600, 24_000, 28_800]


@pytest.mark.parametrize(("year", "shift"), [(2027, 1), (2029, -1)])
def test_january_has_more_of_the_fortnight_before_the_festival_than_last_year_or_less(year: int, shift: int) -> None:
    """17 February 2026, 6 February 2027; 26 January 2028, 13 February 2029."""
    spec = {
        "year": year,
        "region": {"name": "区", "company": "司"},
        "districts": [{"name": "甲"}],
        "history": [{"year": year - 1, "district": "甲", "months": ["120万", "90万", *["100万"] * 10]}],
        "targets": {"base": "1500万"},
    }
    assert find_facts(make_plan(Spec.model_validate(spec))).season.shift == shift


def test_of_one_district_nobody_is_the_highest_or_the_best() -> None:
    spec = {
        "year": 2027,
        "region": {"name": "区", "company": "司"},
        "districts": [{"name": "甲", "market": 12_000}],
        "history": [{"year": 2026, "district": "甲", "months": [100] * 12}],
        "review": {"target": 1000, "district_targets": {"甲": 1000}},
        "targets": {"base": 1500},
    }
    found = find_facts(make_plan(Spec.model_validate(spec)))
    assert found.review is not None
    assert (found.market.highest, found.market.lowest, found.review.best, found.review.worst) == (None,) * 4


def test_a_promotion_of_which_no_lift_is_known_adds_none() -> None:
    promotions = [
        {"name": "甲", "starts": "2027-01-01", "ends": "2027-01-31", "cost": 10_000, "lift": 50_000},
        {"name": "乙", "starts": "2027-02-01", "ends": "2027-02-28", "cost": 10_000},
    ]
    found = find_facts(make_plan(Spec.model_validate(SPEC | {"promotions": promotions}))).promotions
    assert found is not None
    assert (found.lift, found.cost) == (50_000, 20_000)


# Small plans of one question each -------------------------------------------------------------------------------------


def found(**fields: Any) -> Facts:
    """The facts of a plan of two districts, a thousand a month each, in single units; last year 1,000 and 500."""
    targets = {"base": 24_000, "season": {"method": "manual", "weights": ["100%"] * 12, "own_shape": "never"},
               "by_district": {"manual": "100%"}} | fields.pop("targets", {})  # fmt: skip
    given = {
        "year": 2027,
        "region": {"name": "区", "company": "司"},
        "money": {"unit": "元", "round_to": 1},
        "districts": [{"name": "东", "weight": "50%"}, {"name": "西", "weight": "50%"}],
        "history": [{"year": 2026, "district": n, "months": [a] * 12} for n, a in (("东", 1000), ("西", 500))],
        "targets": targets,
    }
    raw = given | fields
    plan = make_plan(Spec.model_validate(raw))
    assert differing(plan, raw) == []
    return find_facts(plan)


@pytest.mark.parametrize(("more", "flat"), [(12, True), (13, False)])
def test_a_year_is_flat_where_no_month_is_more_than_twelve_rounding_units_from_another(more: int, flat: bool) -> None:
    weights = [f"{1000 + more}%", *["1000%"] * 11]
    season = {"method": "manual", "weights": weights, "own_shape": "never"}
    assert found(targets={"base": 12_000 + more, "season": season}).season.flat is flat


def test_months_of_the_year_and_what_they_have_of_it() -> None:
    """Ten parts of a hundred in May, seven in six, eight in four other months, six in October."""
    weights = [f"{weight}%" for weight in (8, 8, 7, 7, 10, 7, 8, 8, 7, 6, 7, 7)]
    season = found(
        targets={"base": 90_000, "season": {"method": "manual", "weights": weights, "own_shape": "never"}}
    ).season
    assert (season.peaks, season.peak_share) == ((1, 2, 5), Fraction(26, 90))
    assert (season.lows, season.low_share) == ((10, 11, 12), Fraction(20, 90))
    assert (season.top, season.above, season.first_half) == (5, 5, Fraction(47, 90))
    assert season.quarters == (Fraction(23, 90), Fraction(24, 90), Fraction(23, 90), Fraction(20, 90))


@pytest.mark.parametrize(
    ("sales", "part", "largest"),
    [
        ((9000, 9000), Fraction(1), "甲"),
        ((9000, 9001), None, "乙"),
        ((9000, None), None, "甲"),
        ((3000, 6000), Fraction(1, 2), "乙"),
    ],
)
def test_dealers_have_a_part_of_last_year_where_all_are_told_and_it_can_hold_them(
    sales: tuple[int | None, ...], part: Fraction | None, largest: str
) -> None:
    """18,000 were sold."""
    items = [{"name": name, "sales": amount} for name, amount in zip("甲乙", sales, strict=True)]
    dealers = found(situation={"dealers": {"items": items}}).found.dealers
    assert dealers
    assert (dealers.part, dealers.largest.name) == (part, largest)
    assert (dealers.count, dealers.sales) == (sum(a is not None for a in sales), sum(a or 0 for a in sales))


def test_of_one_promotion_none_is_the_worst_and_of_two_the_lesser() -> None:
    def promoted(*lifts: int) -> Any:
        promotions = [
            {"name": name, "starts": "2027-03-01", "ends": "2027-03-31", "cost": 100, "lift": lift}
            for name, lift in zip("甲乙", lifts, strict=False)
        ]
        fact = found(promotions=promotions, products=[{"name": "面", "margin": "50%"}]).promotions
        assert fact
        return [fact.best and fact.best.name, fact.worst and fact.worst.name, [one.name for one in fact.losing]]

    assert promoted(200) == ["甲", None, []]
    assert promoted(199, 200) == ["乙", "甲", ["甲"]]


@pytest.mark.parametrize(("count", "named"), [(5, ((), ())), (6, ("甲乙丙", "丁戊己"))])
def test_of_six_managers_or_more_the_best_three_and_the_worst_three_are_named(count: int, named: Any) -> None:
    stores = [
        {"name": f"{name}店", "district": "东", "manager": name, "last_target": 1000, "last_actual": 1100 - 50 * n}
        for n, name in enumerate("甲乙丙丁戊己"[:count])
    ]
    review = found(stores=stores, review={"target": 18_000, "district_targets": {"东": 12_000, "西": 5000}}).review
    assert review
    assert ([a.name for a in review.first], [a.name for a in review.last]) == tuple(map(list, named))
    assert (review.stores, review.reached, review.attained, review.distance) == (count, 3, True, 0)
    assert review.best and review.worst and (review.best.name, review.worst.name) == ("西", "东")
    assert review.below == ()


@pytest.mark.parametrize(("growth", "part"), [("0%", Fraction(1)), ("10%", Fraction(42, 60)), ("40%", None)])
def test_what_a_higher_share_of_the_market_adds_is_a_part_of_the_growth(growth: str, part: Fraction | None) -> None:
    """18,000 become 24,000; a market that grows by a tenth brings 1,800 of the 6,000, one of 40 % more than all."""
    districts = [{"name": n, "weight": "50%", "market": 40_000, "market_growth": growth} for n in "东西"]
    assert found(districts=districts, targets={"natural_growth": growth}).page.share_part == part


def test_a_part_that_another_natural_growth_would_contradict_is_not_told() -> None:
    """The bridge beside it would say that 900 of the 6,000 come by themselves, not the 1,800 of the market."""
    districts = [{"name": n, "weight": "50%", "market": 40_000, "market_growth": "10%"} for n in "东西"]
    facts = found(districts=districts, targets={"natural_growth": "5%"})
    assert (facts.page.share_part, facts.gap and facts.gap.trend_of_market) == (None, Fraction(1, 2))


@pytest.mark.parametrize(("base", "told"), [(18_000, False), (18_001, True), (17_000, False)])
def test_the_largest_source_is_a_risk_where_there_is_a_gap_to_fill(base: int, told: bool) -> None:
    sources = [{"name": "一", "amount": 10}, {"name": "二", "amount": 20}]
    page = found(targets={"base": base, "natural_growth": "0%", "growth_sources": sources}).page
    assert [(risk.name, risk.amount) for risk in page.risks if risk.sort == "source"] == ([("二", 20)] if told else [])


def test_the_risks_on_the_page_stand_by_what_they_cost_and_are_three() -> None:
    contingencies = [
        {"trigger": "低于九成", "below": "90%", "measures": ["加推"]},
        {"trigger": "断货", "impact": 300, "measures": ["备货", "调货"]},
        {"trigger": "涨价", "impact": 500},
        {"trigger": "下雨"},
    ]
    risks = found(control={"contingencies": contingencies}).page.risks
    assert [(r.sort, r.name, r.amount, r.measure) for r in risks] == [
        ("ninety", "", 2400, "加推"),
        ("named", "涨价", 500, None),
        ("named", "断货", 300, "备货"),
    ]
    without = found(control={"contingencies": contingencies[:1] + contingencies[3:]}).page.risks
    assert [(r.sort, r.name, r.amount) for r in without] == [("ninety", "", 2400), ("named", "下雨", None)]


def test_overdue_money_and_a_point_of_margin_are_risks() -> None:
    """A hundredth of 24,000; half of it less 1,000 would stay, less that. Of 100 overdue the plan counts on 60."""
    hopes = [{"month": 3, "amount": 40}, {"month": 5, "amount": 20}]
    for recovery, overdue in ((hopes, [("overdue", 60, None)]), ([], [])):
        risks = found(
            products=[{"name": "面", "margin": "50%"}],
            budget={"lines": [{"name": "房租", "amount": 1000}]},
            collection={
                "opening": 500,
                "overdue": 100,
                "recovery": recovery,
                "terms": [{"name": "现", "pattern": ["100%"]}],
            },
        ).page.risks
        assert [(r.sort, r.amount, r.left) for r in risks] == [
            ("ninety", 2400, 9800),
            *overdue,
            ("margin", 240, 10_760),
        ]


@pytest.mark.parametrize(
    ("what", "amount"), [("请拨 5,000 元样品费", None), ("请拨样品费", 5000), ("请拨 500 元样品费", 5000)]
)
def test_an_amount_that_its_sentence_says_is_not_said_again(what: str, amount: int | None) -> None:
    (ask,) = found(asks=[{"what": what, "amount": 5000}]).page.asks
    assert ask.amount == amount


def test_the_distance_to_the_assigned_target_and_to_last_years_expense() -> None:
    page = found(
        targets={"assigned": 25_000, "assigned_reason": "下达"},
        budget={"last": {"expense": 900}, "lines": [{"name": "房租", "amount": 1000}]},
    ).page
    assert (page.assigned, page.distance, page.more_expense) == (25_000, -1000, 100)


@pytest.mark.parametrize(
    ("actions", "name"),
    [
        ([("一", "03-01", "06-30", False), ("二", "04-01", "05-31", False)], "二"),  # the first to end
        ([("一", "03-01", None, False), ("二", "02-01", "03-02", False)], "一"),
        ([("一", "03-01", "03-31", False), ("二", "04-01", "05-31", True)], "二"),  # milestones first
        ([("一", None, None, False), ("二", "04-01", "12-31", False)], "二"),
    ],
)
def test_a_district_minds_its_first_milestone_or_what_ends_first(actions: list[Any], name: str) -> None:
    given = [
        {
            "name": n,
            "district": "东",
            "milestone": m,
            **({"starts": f"2027-{s}"} if s else {}),
            **({"ends": f"2027-{e}"} if e else {}),
        }
        for n, s, e, m in actions
    ]
    made = make_plan(
        Spec.model_validate(SPEC | {"districts": [{"name": "东"}, {"name": "西"}], "actions": given, **BARE})
    )
    focus = focus_of(made, "东")
    assert focus and focus.name == name
    assert focus_of(made, "西") is None


BARE: dict[str, Any] = {key: [] for key in ("stores", "team", "history", "promotions", "training")} | {"review": {}}


def test_who_leads_who_falls_and_who_is_new() -> None:
    """东 as last year, 西 a half more, 南 less, 北 from nothing: 20,000 of 18,000."""
    weights = {"东": "50%", "西": "37.5%", "南": "8.3333%", "北": "4.1667%"}
    history = [{"year": 2026, "district": n, "total": a} for n, a in (("东", 12_000), ("西", 6000), ("南", 4000))]
    fact = found(districts=[{"name": n, "weight": w} for n, w in weights.items()], history=history).districts
    assert [node.added for node in fact.nodes] == [0, 3000, -2000, None]
    assert [node.part for node in fact.nodes] == [0, Fraction(3, 2), -1, Fraction(1, 2)]
    assert [node.growth for node in fact.nodes] == [0, Fraction(1, 2), Fraction(-1, 2), None]
    assert fact.leading and fact.fastest and fact.slowest
    assert (fact.largest.name, fact.leading.name, fact.fastest.name, fact.slowest.name) == ("东", "西", "西", "南")
    assert ([n.name for n in fact.falling], [n.name for n in fact.new]) == (["南"], ["北"])


def test_where_the_region_does_not_grow_nobody_has_a_part_of_its_growth() -> None:
    assert [node.part for node in found(targets={"base": 18_000}).districts.nodes] == [None, None]


def test_people_their_mean_and_those_beyond_them() -> None:
    """东's 12,000 by 5, 3 and 2; nobody in 西."""
    team = [{"name": n, "district": "东", "weight": w} for n, w in (("王", "50%"), ("李", "30%"), ("赵", "20%"))]
    people = found(team=team, cascade={"personal_share": "25%"}).people
    assert people
    assert (people.count, people.average, people.highest, people.highest_target) == (3, 4000, "王", 6000)
    assert (people.own, people.beyond, people.without) == (3000, 12_000, ("西",))


def test_shares_of_the_market_highest_lowest_and_the_rival_s() -> None:
    rivals = [{"name": "同", "share": "20%"}, {"name": "异", "share": "25%"}, {"name": "无"}]
    districts = [{"name": "东", "market": 48_000}, {"name": "西", "market": 20_000}]
    market = found(districts=districts, situation={"competitors": rivals}).market
    assert market.highest and market.lowest and market.leader
    assert (market.highest.name, market.lowest.name, market.leader.name) == ("西", "东", "异")


def test_gross_profit_moves_by_what_adds_and_what_takes() -> None:
    """Half of 18,000 last year; a third more sales add 3,000, a margin of 40 % takes 2,400 of 24,000."""
    bridge = found(products=[{"name": "面", "margin": "40%", "last_margin": "50%", "last": 18_000}]).found.bridge
    assert bridge
    assert [(one.name, one.amount) for one in bridge.adds] == [("volume", 3000)]
    assert [(one.name, one.amount) for one in bridge.takes] == [("margin", 2400)]


def test_who_sold_nothing_of_what_was_asked_attained_nothing() -> None:
    history = [{"year": 2026, "district": n, "months": [a] * 12} for n, a in (("东", 1000), ("西", 0))]
    review = found(history=history, review={"target": 13_000, "district_targets": {"东": 12_000, "西": 1000}}).review
    assert review and review.best and review.worst
    assert (review.best.name, review.worst.name, [one.name for one in review.below]) == ("东", "西", ["西"])


def test_a_district_of_which_nothing_is_told_is_not_one_that_is_new() -> None:
    silent = {"year": 2026, "district": "西", "months": [None] * 12}
    one = found(history=[{"year": 2026, "district": "东", "months": [1000] * 12}, silent])
    assert (one.districts.new, one.added) == ((), None)


def test_one_busiest_owner_or_none() -> None:
    def busiest(owners: str) -> Any:
        one = found(actions=[{"name": f"{n}", "owner": owner} for n, owner in enumerate(owners)]).found.busiest
        return one and (one.name, one.amount)

    assert [busiest(owners) for owners in ("王李王", "王李", "王王", "王王李李赵")] == [("王", 2), None, None, None]


def test_two_years_of_months_show_the_same_peaks_or_not() -> None:
    def pace(this: list[int], before: list[int | None]) -> Any:
        rows = [{"year": y, "district": "东", "months": months} for y, months in ((2026, this), (2025, before))]
        return found(history=rows).found.pace

    peaked, late = [5, 1, 1, 6, 1, 1, 7, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 6, 7]
    one = pace(peaked, [*late])
    assert (one.peaks, one.changed, one.first_quarter, one.first_quarter_before) == ((1, 4, 7), 3, 7, 3)
    assert pace(peaked, [*peaked]).changed == 0
    assert pace(peaked, [5, 1, 1, 6, 1, 1, 1, 1, 1, 1, 1, 7]).changed == 1
    assert pace(peaked, [*late[:11], None]) is None


def test_a_contingency_is_the_nearest_that_nine_tenths_call_for() -> None:
    given = [{"trigger": f"低于{below}", "below": below} for below in ("95%", "92%", "89%")]
    assert (
        fact := found(control={"contingencies": given}).shortfall
    ).contingency and fact.contingency.below == Decimal("0.92")
    assert (fact.sales, fact.distance) == (21_600, 2400)


def test_one_year_of_the_market_shows_no_growth_and_two_do() -> None:
    def sizes(**years: int) -> Any:
        one = found(situation={"market": {"sizes": {year[1:]: size for year, size in years.items()}}}).found.sizes
        return one and (one.first_year, one.last_year, one.growth)

    assert sizes(y2025=100) is None
    assert sizes(y2025=100, y2026=120) == (2025, 2026, Fraction(1, 5))


@pytest.mark.parametrize(("stated", "change"), [({"opening": 500}, 500), ({}, None)])
def test_receivables_change_where_the_opening_is_known(stated: dict[str, int], change: int | None) -> None:
    """Half of December's 2,000 is owed at the end, 500 at the start; most cash comes from February on."""
    terms = {"terms": [{"name": "月结", "pattern": ["50%", "50%"]}]}
    cash = found(collection=terms | stated).cash
    assert cash and (cash.receivables_change, cash.peak, cash.overdue) == (change, 2, 0)


def test_a_budget_of_nothing_has_no_largest_line() -> None:
    def largest(*amounts: int, kind: str = "other") -> Any:
        lines = [{"name": name, "amount": a, "kind": kind} for name, a in zip("甲乙", amounts, strict=False)]
        fact = found(budget={"wages": "apart", "lines": lines}).budget
        return fact and (fact.largest, fact.largest_share)

    assert largest(0, 0) is largest() is None
    assert largest(100, 300) == ("乙", Fraction(3, 4))
    assert largest(100, 300, kind="wage") == ("乙", Fraction(3, 4))


def test_the_mix_moves_by_what_is_printed_and_no_less() -> None:
    """Shares of a half each; 50.04 and 50.06 parts of a hundred are printed 50.0 and 50.1."""

    def moved(share: int) -> Any:
        products = [
            {"name": "甲", "margin": "50%", "last": 9000, "target": share},
            {"name": "乙", "margin": "50%", "last": 9000, "target": 100_000 - share},
        ]
        fact = found(products=products, targets={"base": 100_000}).mix
        assert fact
        return fact.rising and fact.rising.name, fact.falling and fact.falling.name

    assert [moved(share) for share in (50_040, 50_060, 49_940)] == [(None, None), ("甲", "乙"), ("乙", "甲")]


def test_money_asked_and_money_returned() -> None:
    money = found(
        products=[{"name": "面", "margin": "50%", "last": 18_000}],
        budget={"last": {"expense": 900, "gross_profit": 9000}, "lines": [{"name": "房租", "amount": 1000}]},
    ).money
    assert money
    assert (money.asked, money.returned, money.rate) == (1000, 11_000, 11)
    assert (money.last_asked, money.last_returned, money.more_asked, money.more_returned) == (900, 8100, 100, 2900)
    assert (money.at_ninety, money.loss_at_ninety, money.safety) == (9800, 1200, Fraction(22, 24))
    free = found(
        products=[{"name": "面", "margin": "50%", "last": 18_000}],
        budget={"last": {"expense": 0, "gross_profit": 9000}, "lines": [{"name": "房租", "amount": 1000}]},
    ).money
    assert free and (free.last_asked, free.last_returned, free.more_asked, free.more_returned) == (0, 9000, 1000, 2000)


def test_rivals_and_segments_by_what_is_told_of_them() -> None:
    def told(*rivals: dict[str, Any]) -> Any:
        one = found(
            situation={"competitors": [{"name": n, **r} for n, r in zip("甲乙丙", rivals, strict=False)]}
        ).found.rivals
        return [r and r.name for r in (one.widest, one.dearest, one.cheapest)], one.times

    assert told({"price": 5}, {"price": 5}) == ([None, None, None], None)
    assert told({"price": 5, "outlets": 2}, {"price": 6, "response": "跟进"}, {"outlets": 3}) == (
        ["丙", "乙", "甲"],
        Fraction(6, 5),
    )
    segments = [{"name": "甲", "share": "20%"}, {"name": "乙"}, {"name": "丙", "share": "30%"}]
    told_of = found(situation={"consumers": {"segments": segments}}).found
    assert told_of.segment and told_of.second
    assert (told_of.segment.name, told_of.second.name, told_of.two_segments) == ("丙", "甲", Fraction(1, 2))
    alone = found(situation={"consumers": {"segments": segments[:2]}}).found
    assert alone.segment and (alone.segment.name, alone.second, alone.two_segments) == ("甲", None, None)


def test_the_district_of_most_cash_is_told_where_they_differ() -> None:
    terms = {"opening": 0, "terms": [{"name": "现结", "pattern": ["100%"]}]}
    assert found(collection=terms).found.payer is None
    apart = [{"name": "东", "weight": "40%"}, {"name": "西", "weight": "60%"}]
    payer = found(collection=terms, districts=apart).found.payer
    assert payer and (payer.name, payer.amount) == ("西", 14_400)


def test_objectives_are_watched_once_each_and_programmes_cost_together() -> None:
    control = {"kpis": [{"name": n, "objective": o} for n, o in (("一", "M1"), ("二", "M1"), ("三", "M9"))]}
    objectives = [{"code": code, "name": code} for code in ("M1", "M2")]
    programmes = {"programmes": [{"name": "甲", "budget": 100}, {"name": "乙"}, {"name": "丙", "budget": 140}]}
    fact = found(control=control, objectives=objectives, internal_marketing=programmes)
    assert (fact.watched, fact.programmes, fact.programmes_share, fact.added) == (1, 240, Fraction(1, 100), 6000)


def test_managers_stand_by_what_they_attained_whatever_their_order() -> None:
    stores = [
        {"name": f"{name}店", "district": "东", "manager": name, "last_target": 1000, "last_actual": actual}
        for name, actual in zip("甲乙丙丁戊己", (900, 1200, 800, 1100, 1000, 0), strict=True)
    ]
    review = found(stores=stores, review={"target": 18_001}).review
    assert review
    assert "".join(a.name for a in (*review.first, *review.last)) == "乙丁戊甲丙己"
    assert (review.attained, review.distance) == (False, 1)


@pytest.mark.parametrize(
    ("amounts", "part", "spare", "covered"),
    [
        ((4000, 2000), Fraction(4, 6), 0, True),
        ((5000, 3000), Fraction(5, 8), 2000, True),
        ((2000, 1000), Fraction(2, 6), 0, False),
    ],
)
def test_the_largest_source_is_a_part_of_the_gap_or_of_all_sources_where_they_are_more(
    amounts: tuple[int, int], part: Fraction, spare: int, covered: bool
) -> None:
    """A gap of 6,000."""
    sources = [{"name": name, "amount": amount} for name, amount in zip("一二", amounts, strict=True)]
    gap = found(targets={"base": 24_000, "natural_growth": "0%", "growth_sources": sources}).gap
    assert gap and gap.main
    assert (gap.main.name, gap.main_part, gap.spare, gap.covered) == ("一", part, spare, covered)


@pytest.mark.parametrize(("cost", "over"), [(100, []), (101, ["促销"])])
def test_a_line_is_over_from_a_single_unit_on(cost: int, over: list[str]) -> None:
    promotion = {"name": "活动", "starts": "2027-12-01", "ends": "2027-12-31", "cost": cost, "line": "促销"}
    fact = found(
        budget={"lines": [{"name": "促销", "amount": 100}]}, promotions=[promotion, {"name": "别的", "cost": 7}]
    ).budget
    assert fact and ([line.name for line in fact.over], fact.drawn, fact.undrawn) == (over, cost, 7)


@pytest.mark.parametrize(("below", "due"), [("90%", True), ("89.9%", False)])
def test_a_contingency_below_nine_tenths_does_not_answer_nine_tenths(below: str, due: bool) -> None:
    fact = found(control={"contingencies": [{"trigger": "低", "below": below}]}).shortfall
    assert (fact.contingency is not None) is due


def test_a_quarter_and_a_product_earn_most() -> None:
    products = [{"name": "面", "margin": "50%", "share": "25%"}, {"name": "粉", "margin": "30%", "share": "75%"}]
    season = {
        "method": "manual",
        "weights": ["10%", "10%", "5%", "10%", "10%", "10%", *["7.5%"] * 6],
        "own_shape": "never",
    }
    lines = [{"name": "租", "amount": 1200, "season": "even"}]
    fact = found(products=products, targets={"season": season}, budget={"lines": lines}).found
    assert fact.earner and (fact.earner.name, fact.earner.amount) == ("粉", 5400)
    assert fact.earner_share == Fraction(5400, 8400)
    assert (fact.best_quarter, fact.best_quarter_amount) == (2, 2520 - 300)


def test_margins_of_two_products_alone_move_the_mix_by_nothing() -> None:
    products = [
        {"name": "甲", "margin": "50%", "last": 9000, "share": "50%"},
        {"name": "乙", "margin": "40%", "last_margin": "30%", "last": 9000, "share": "50%"},
    ]
    mix = found(products=products).mix
    assert mix and (mix.rising, mix.falling, mix.margin_change) == (None, None, Fraction(5, 100))


def test_a_season_without_a_festival_has_no_shift() -> None:
    assert found(targets={"season": {"festival": False}}).season.shift == 0
    assert found().season.shift == 0


def test_only_the_first_of_several_that_grow_alike_leads_and_all_are_named() -> None:
    history = [{"year": 2026, "district": n, "months": [500] * 12} for n in "东西"]
    fact = found(history=history).districts
    assert fact.leading and (fact.leading.name, [n.name for n in fact.leaders], [n.name for n in fact.runners]) == (
        "东",
        ["东", "西"],
        ["东", "西"],
    )
    assert fact.falling == fact.new == ()


@pytest.mark.parametrize(("months", "told"), [([], None), ([1], (1, 2, 2500, 21_500)), ([2], None),
                                              ([1, 2], (2, 3, 5000, 19_000)), ([1, 3], None)])  # fmt: skip
def test_months_are_over_where_all_from_january_on_are_closed(months: list[int], told: tuple[int, ...] | None) -> None:
    fact = found(targets={"closed": [{"month": m, "actual": {"东": 1500, "西": 1000}} for m in months]}).closed
    assert (fact and (fact.through, fact.next, fact.sold, fact.left)) == told


def test_days_of_sales_are_those_of_december_and_the_peak_of_cash_is_its_first() -> None:
    """Half of December's 2,000 is owed at the year's end, a third of a month's sales in the quarter before."""
    terms = [{"name": "账", "pattern": ["50%", "50%"]}]
    season = {"method": "manual", "weights": ["100%"] * 11 + ["400%"], "own_shape": "never"}
    cash = found(targets={"base": 15_000, "season": season}, collection={"opening": 0, "terms": terms}).cash
    assert cash and (cash.peak, cash.last_dso, cash.receivables_change) == (12, Fraction(2000, 6000) * 92, 2000)
