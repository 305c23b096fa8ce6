"""Adjusting by hand: readable locks with a reason, every margin that should stay stays, goals are met."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from planforge.plan.adjust import followed, months_of, move, node_of, reach, resplit, scale, zero
from planforge.plan.make import make_plan
from planforge.plan.measures import planned as planned_figure
from planforge.plan.plan import Plan
from planforge.problem import Refusal
from planforge.reading.editor import Change, Note, Set, applied, plain
from planforge.spec.spec import Spec
from planforge.spec.targets import Lock
from planforge.spec.values import AmountOrGrowth

NAMES = "甲乙丙丁"
PERIODS: list[tuple[int, ...]] = [(), (3,), (7, 8, 9), tuple(range(7, 13))]
quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def regions(draw: DrawFn) -> dict[str, Any]:
    names = NAMES[: draw(st.integers(3, 4))]
    return {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦"},
        "money": {"round_to": draw(st.sampled_from([1, 1000]))},
        "districts": [{"name": name, "weight": f"{draw(st.integers(5, 30))}%"} for name in names],
        "products": [{"name": "品0", "share": "60%"}, {"name": "品1", "share": "40%"}],
        "history": [
            {"year": year, "district": name, "months": [10**6 + draw(st.integers(0, 10**6)) for _ in range(12)]}
            for year in (2025, 2026)
            for name in names
        ],
        "targets": {"base": draw(st.integers(10**3, 10**5)) * 10**4, "by_district": {"manual": "100%"}},
    }


def planned(raw: dict[str, Any]) -> Plan:
    return make_plan(Spec.model_validate(raw))


def changed(raw: dict[str, Any], changes: list[Change]) -> Plan:
    data = plain(raw)
    for change in changes:
        assert not isinstance(change, Note)
        data = applied(data, change)
    return planned(data)


@pytest.mark.slow
@given(regions(), st.sampled_from(PERIODS), st.integers(1, 90))
@quick
def test_what_is_moved_leaves_every_other_margin_as_it_was(
    raw: dict[str, Any], months: tuple[int, ...], percent: int
) -> None:
    before = planned(raw)
    one, other, *rest = before.targets.districts.nodes
    have = sum(before.targets.districts.of(one, month) for month in months) or before.targets.districts.of(one)
    amount = have * percent // 100 // before.granule * before.granule
    after = changed(raw, move(before, Decimal(amount), one, other, months, "划转"))
    old, new = before.targets.districts, after.targets.districts
    assert not after.targets.unkept
    assert (new.total, new.months) == (old.total, old.months)
    assert new.of(one) == old.of(one) - amount and new.of(other) == old.of(other) + amount
    assert all(abs(new.of(name) - old.of(name)) <= before.granule for name in rest)
    assert sum(new.of(name) for name in rest) == sum(old.of(name) for name in rest)
    if months:
        assert sum(new.of(one, month) for month in months) == have - amount
    assert after.targets.products is not None and before.targets.products is not None
    assert after.targets.products.totals == before.targets.products.totals
    assert all(lock.reason == "划转" for lock in after.spec.targets.locks)


@pytest.mark.slow
@given(regions(), st.sampled_from(PERIODS))
@quick
def test_what_is_zeroed_is_nil_and_the_year_stays(raw: dict[str, Any], months: tuple[int, ...]) -> None:
    before = planned(raw)
    name = before.targets.districts.nodes[0]
    after = changed(raw, zero(before, name, months, "清零"))
    old, new = before.targets.districts, after.targets.districts
    if after.targets.unkept:  # the other months have no room for its year, or the others' years none for its months
        emptied = sum(old.months[month - 1] for month in months)
        assert old.of(name) > old.total - emptied or old.total - old.of(name) < emptied
        return
    assert [new.of(name, month) for month in months or range(1, 13)] == [0] * len(months or range(12))
    assert new.total == before.targets.total
    if months:
        assert new.of(name) == before.targets.districts.of(name) and new.months == before.targets.districts.months


@pytest.mark.slow
@given(regions(), st.integers(-50, 30))
@quick
def test_what_is_scaled_changes_by_its_rate_and_splitting_again_undoes_it(raw: dict[str, Any], percent: int) -> None:
    before = planned(raw)
    name = before.targets.districts.nodes[0]
    changes = scale(before, name, Fraction(percent, 100), (), "缩放")
    after = changed(raw, changes)
    wanted = before.targets.districts.of(name) * Fraction(100 + percent, 100)
    assert abs(after.targets.districts.of(name) - wanted) <= before.granule
    assert after.targets.total == before.targets.total
    again = changed(after.spec.model_dump(exclude_defaults=True), [])
    assert changed(raw, [*changes, *resplit(again, name)]).targets.districts == before.targets.districts


def test_a_goal_is_met_and_one_unit_less_would_not_meet_it() -> None:
    raw: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦"},
        "districts": [{"name": "甲"}],
        "products": [{"name": "品", "share": "100%", "margin": "30%"}],
        "targets": {"base": "1000万"},
        "budget": {"lines": [{"name": "差旅", "amount": "50万"}]},
    }
    spec = Spec.model_validate(raw)

    def work(amount: int) -> Plan:
        base = AmountOrGrowth(amount=Decimal(amount))
        return make_plan(spec.model_copy(update={"targets": spec.targets.model_copy(update={"base": base})}))

    plan = work(10**7)
    assert reach(plan, "contribution", Decimal(25 * 10**5), work, 10**7) == 9_999_000, "earns as much, rounded"
    found = reach(plan, "contribution", Decimal(4 * 10**6), work, 10**7)
    reached, short = (planned_figure(work(amount), "contribution") for amount in (found, found - plan.granule))
    assert reached == 4 * 10**6 and short is not None and short < 4 * 10**6
    assert abs(found - 15 * 10**6) <= plan.granule  # 30 % of it less 500,000


def test_a_figure_that_leaps_at_one_amount_is_met_by_just_that_amount() -> None:
    """No line leads to where it leaps: a target of 10 million up to there, of 30 from there on."""

    def made(base: str) -> Plan:
        plain: dict[str, Any] = {"year": 2027, "region": {"name": "豫南", "company": "福麦"}, "money": {"round_to": 1}}
        return make_plan(Spec.model_validate({**plain, "districts": [{"name": "甲"}], "targets": {"base": base}}))

    below, above = made("1000万"), made("3000万")
    for leap in range(1001, 2001, 10):
        asked: list[int] = []

        def work(amount: int, leap: int = leap, asked: list[int] = asked) -> Plan:
            asked.append(amount)
            return above if amount >= leap else below

        assert reach(below, "sales", Decimal(2 * 10**7), work, 1000) == leap
        assert len(asked) < 50, "halves lead there, not single steps"


def test_of_a_ratio_the_most_that_still_meets_it_is_found_and_what_never_meets_it_is_refused() -> None:
    """500,000 of 10 million; a twentieth of it at most, a fiftieth, and nothing that does not move with it."""
    plain: dict[str, Any] = {"year": 2027, "region": {"name": "豫南", "company": "福麦"}, "districts": [{"name": "甲"}]}

    def work(amount: int, *others: int) -> Plan:
        lines = [{"name": f"科{n}", "amount": a} for n, a in enumerate((amount, *others))]
        return planned(plain | {"targets": {"base": "1000万"}, "budget": {"lines": lines}})

    plan = work(500_000)
    assert [reach(plan, "expense_ratio", Decimal(goal), work, 500_000) for goal in ("0.05", "0.02", "0.2", "0")] == [
        500_000, 200_000, 2_000_000, 0
    ]  # fmt: skip
    for made, key, goal, code in (
        (lambda amount: work(amount, 300_000), "expense_ratio", "0.02", "P98"),
        (work, "sales", "1", "P99"),
        (work, "expense_ratio", "60", "P98"),
    ):
        with pytest.raises(Refusal) as refused:
            reach(made(500_000), key, Decimal(goal), made, 500_000)
        assert refused.value.problems[0].code == code


def test_a_lock_of_the_same_figure_is_changed_in_place_and_keeps_its_reason() -> None:
    raw: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦"},
        "districts": [{"name": "甲"}, {"name": "乙"}],
        "targets": {
            "base": "1000万",
            "by_district": {"equal": "100%"},
            "locks": [
                {"district": "乙", "amount": "400万", "reason": "先"},
                {"district": "甲", "month": 3, "amount": "50万"},
            ],
        },
    }
    after = changed(raw, move(planned(raw), Decimal(10**6), "甲", "乙", (), "划转"))
    told = [(lock.district, lock.month, int(lock.amount), lock.reason) for lock in after.spec.targets.locks]
    assert told == [("乙", None, 5 * 10**6, "先；划转"), ("甲", 3, 500_000, None), ("甲", None, 5 * 10**6, "划转")]


def test_a_stated_year_that_was_the_plans_follows_it_and_a_share_that_is_crossed_becomes_an_amount() -> None:
    def spec(base: str, stated: str) -> dict[str, Any]:
        return {
            "year": 2027,
            "region": {"name": "豫南", "company": "福麦"},
            "districts": [{"name": "甲"}],
            "products": [{"name": "面", "target": stated}, {"name": "米"}],
            "targets": {"base": base},
        }

    def following(stated: str, base: str) -> list[Change]:
        held = spec(base, stated)
        held["targets"] |= {"locks": [{"product": "面", "amount": "450万"}]}
        return list(followed(planned(spec("1000万", stated)), planned(held)))

    assert following("400万", "1000万") == [Set(("products", 0, "target"), "450万")]
    assert following("450万", "1000万") == []


def test_a_stated_year_that_is_a_unit_off_the_plans_does_not_follow_it() -> None:
    def moved(other: str, **targets: Any) -> Plan:
        products = [{"name": "面", "target": "400万"}, {"name": "米", "target": other}]
        return planned({
            "year": 2027,
            "region": {"name": "豫南", "company": "福麦"},
            "districts": [{"name": "甲"}],
            "products": products,
            "targets": {"base": "1000万"} | targets,
        })  # fmt: skip

    lock = {"product": "面", "amount": "450万"}
    for other, places in (("600万", [0, 1]), ("600.1万", [0])):
        changes = followed(moved(other), moved(other, locks=[lock]))
        assert [change.path[1] for change in changes if isinstance(change, Set)] == places


def test_nothing_moves_between_unlike_nodes_nor_more_than_there_is() -> None:
    raw = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦"},
        "districts": [{"name": "甲"}, {"name": "乙"}],
        "products": [{"name": "品", "share": "100%"}],
        "targets": {"base": "1000万", "by_district": {"equal": "100%"}},
    }
    plan = planned(raw)
    cases = ((1000, "甲", "品", "P96"), (10**11, "甲", "乙", "P97"), (1000, "甲", "丙", "P95"), (0, "甲", "乙", "P97"))
    for amount, one, other, code in cases:
        with pytest.raises(Refusal) as refused:
            move(plan, Decimal(amount), one, other, (), "划转")
        assert refused.value.problems[0].code == code


@pytest.mark.parametrize(
    ("given", "months"),
    [
        ("7-12", range(7, 13)), ("7,9", (7, 9)), ("7、9", (7, 9)), ("Q3", (7, 8, 9)), ("三季度", (7, 8, 9)),
        ("7月-12月", range(7, 13)), ("7月至12月", range(7, 13)), ("七月到十二月", range(7, 13)), ("7～9", (7, 8, 9)),
        ("Jul-Sep", (7, 8, 9)), ("July to September", (7, 8, 9)), ("下半年", range(7, 13)), ("H1", range(1, 7)),
        ("上半年", range(1, 7)), ("h2", range(7, 13)), ("全年", range(1, 13)), ("4季", (10, 11, 12)),
        ("第1季度，12月", (1, 2, 3, 12)),
    ],
)  # fmt: skip
def test_months_are_written_as_people_write_them(given: str, months: Iterable[int]) -> None:
    assert months_of(given) == tuple(months)


@pytest.mark.parametrize("wrong", ["13", "x", "", "9-7", "Q5"])
def test_what_are_no_months_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        months_of(wrong)


def test_names_are_found_without_their_blanks_and_case_and_asked_for_where_two_axes_have_one() -> None:
    plan = planned(
        {
            "year": 2027,
            "region": {"name": "豫南", "company": "福麦"},
            "districts": [{"name": "东 区"}, {"name": "West Side"}, {"name": "批发"}],
            "channels": [{"name": "批发", "share": "100%"}],
            "targets": {"base": "1000万", "by_district": {"equal": "100%"}},
        }
    )
    assert node_of(plan, "东区").name == "东 区" and node_of(plan, "west side").name == "West Side"
    assert [node_of(plan, name).axis for name in ("片区=批发", "channel=批发")] == ["district", "channel"]
    with pytest.raises(Refusal) as refused:
        node_of(plan, "批发")
    assert refused.value.problems[0].code == "P93"


def test_nothing_is_taken_of_what_a_month_that_is_over_has_sold() -> None:
    closed = [{"month": month, "actual": {"甲": "30万", "乙": "20万"}} for month in (1, 2)]
    districts = [{"name": name} for name in "甲乙"]
    before = planned(
        {
            "year": 2027,
            "region": {"name": "豫南", "company": "福麦"},
            "districts": districts,
            "targets": {"base": "240万", "by_district": {"equal": "100%"}, "closed": closed},
        }
    )

    def refused(work: Any, *given: Any) -> str:
        with pytest.raises(Refusal) as raised:
            work(before, *given, "试")
        (problem,) = raised.value.problems
        assert problem.code in ("P96", "P97") and problem.hint
        return f"{problem.message.zh}；{problem.hint.zh}"

    sold = "“甲”1月至2月已完成 60万元，全年不能调到 {}；最多调走 60万元"
    assert refused(move, Decimal(700_000), "甲", "乙", ()) == sold.format("50万元")
    assert refused(scale, "甲", Fraction(-9, 10), ()) == sold.format("12万元")
    assert refused(zero, "甲", ()) == sold.format("0万元")
    assert "2月已关账" in refused(zero, "甲", (2, 3))
    assert "1月已关账" in refused(move, Decimal(1000), "甲", "乙", (1,))
    assert "“甲”不能划给自己" in refused(move, Decimal(1000), "甲", "片区=甲", ())
    assert move(before, Decimal(600_000), "甲", "乙", (), "试") and zero(before, "甲", (5,), "试")
    by_hand = Lock.model_validate({"district": "甲", "amount": "50万"})
    targets = before.spec.targets.model_copy(update={"locks": (by_hand,)})
    told = make_plan(before.spec.model_copy(update={"targets": targets})).problems
    assert any("甲已完成 60万元，它的目标 50万元 低于已完成的" in problem.message.zh for problem in told)
    assert not any("实际" not in problem.message.zh and "锁定" in problem.message.zh for problem in told)
