"""What stands half between two units goes away from nil: each figure alone, half a hundred beyond an even hundred."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from even_plan import even

from planforge.document.facts import find_facts
from planforge.plan.adjust import move, scale
from planforge.plan.explain.explain import said as said_of
from planforge.plan.explain.steps import money_step
from planforge.plan.figures import PLACES, plain
from planforge.plan.make import make_plan
from planforge.plan.money.advertising import material_plans, media_schedule
from planforge.plan.money.appraisal import basis_of, pay_at
from planforge.plan.money.opening import left_by_terms, misfit
from planforge.plan.plan import Plan
from planforge.plan.targets.calendar import trading_days
from planforge.plan.targets.season import WINDOWS
from planforge.records import replace
from planforge.spec.spec import Spec
from planforge.wording import money


def plan(**fields: Any) -> Plan:
    """Two districts of a thousand a month each, in hundreds."""
    return make_plan(Spec.model_validate(even(100, fields)))


def sold(year: int, **districts: Any) -> list[dict[str, Any]]:
    return [{"year": year, "district": name, "months": months} for name, months in districts.items()]


def facts(made: Plan) -> Any:
    return find_facts(made)


def said(made: Plan, code: str) -> str:
    """What is told under a code, and to be done, in Chinese."""
    return "\n".join(f"{one.message.zh} {one.hint and one.hint.zh}" for one in made.problems if one.code == code)


def dealers(**one: Any) -> dict[str, Any]:
    return {"situation": {"dealers": {"items": [{"name": "商", "district": "东", **one}]}}}


def stores(**one: Any) -> dict[str, Any]:
    return {"stores": [{"name": "店", "district": "东", **one}]}


def shares(one: str | None, other: str | None, **targets: Any) -> dict[str, Any]:
    """Of two hundred hundreds, so that a quarter of a per cent is half of one."""
    return {
        "products": [{"name": "甲", "share": one}, {"name": "乙", "share": other}],
        "targets": {"base": 20_000} | targets,
    }


def grown(made: Plan, part: str) -> Any:
    """The growth that last year's review tells of its first district or store."""
    return made.review and getattr(made.review, part)[0].growth


LATE = shares("50.25%", None)
LATE["products"][0]["launch"] = "2027-12-01"
LAST = sold(2026, 东=[2000] * 12, 西=[1000] * 12)
MARKETS = [{"name": "东", "weight": "50%", "market": 1500}, {"name": "西", "weight": "50%", "market": 78_500}]
MARGIN = [{"name": "面", "margin": "50%"}]
TERMS = [{"name": "月结", "pattern": ["50%", "50%"]}]
PROMOTION = {"name": "节", "starts": "2027-05-01", "ends": "2027-05-31", "districts": ["东"], "line": "促"}


@pytest.mark.parametrize(
    ("read", "figure", "fields"),
    [
        # growth
        (lambda made: made.asked[0].potential, 500, {"districts": MARKETS}),  # 30 % of 1,500
        (lambda made: made.asked[0].estimate, 500, {"districts": [{"name": "东", "estimate": 450}]}),
        (lambda made: [share.from_market for share in made.shares[:2]], [500, 200],  # 450, then 675 in all
         {"districts": [{"name": "东", "weight": "50%", "market": 120_000}, {"name": "西", "weight": "50%",
          "market": 60_000}], "history": sold(2026, 东=[1000] * 12, 西=[500] * 12),
          "targets": {"market_growth": "3.75%"}}),
        (lambda made: made.dealers.units[0].target, 300, {"history": LAST, **dealers(sales=500)}),  # halved with 东
        (lambda made: sum(made.stock.sell_out), 24_500, {"stock": {"opening": 1000, "closing": 450}}),
        (lambda made: made.stock.sell_out, (500,) * 12, {"stock": {"opening": 1000, "sell_out": [450] * 12}}),
        (lambda made: made.matrix[-2].growth, 23_500,
         {"districts": [{"name": "东"}], "products": [{"name": "面"}],
          "history": [{"year": 2026, "district": "东", "product": "面", "total": 450}],
          "targets": {"growth_sources": [{"name": "新", "amount": 500, "district": "东", "product": "面"}]}}),
        # money
        (lambda made: media_schedule(made.spec, 100).total, 500,
         {"advertising": {"media": [{"name": "电视", "cost": 450}]}}),
        (lambda made: material_plans(made.spec, made.targets, 100)[0].cost, 500,
         {"advertising": {"materials": [{"name": "旗", "quantity": 5, "unit_cost": 90}]}}),
        (lambda made: made.budget.by_sales, 700, {"promotions": [PROMOTION | {"cost": 350}],
         "budget": {"lines": [{"name": "促", "amount": 1000}]}}),
        (lambda made: left_by_terms(made.spec, made.targets, 100), 900,  # half of December
         {"history": sold(2026, 东=[1000] * 11 + [1700]), "districts": [{"name": "东"}],
          "collection": {"opening": 500, "terms": TERMS}}),
        (lambda made: [one.contribution for one in made.profit.sensitivities if one.fixed], [8000, 7100],
         {"products": MARGIN, "budget": {"lines": [{"name": "租", "kind": "rent", "amount": 4500}]}}),
        (lambda made: made.promotions[0].gross, 500,
         {"products": MARGIN, "promotions": [PROMOTION | {"lift": 900, "line": None}]}),
        # last year
        (lambda made: made.review.told, 11,
         {"history": sold(2026, 东=[950] + [1000] * 10 + [None], 西=[500] * 11 + [None])}),
        (lambda made: grown(made, "districts"), Fraction(240, 121) - 1,
         {"history": LAST + sold(2025, 东=[1000] * 11 + [1050], 西=[500] * 12)}),
        (lambda made: grown(made, "stores"), 1, {"history": [{"year": 2025, "store": "店", "total": 450}],
         **stores(last_actual=1000)}),
        (lambda made: made.review.districts[0].target, 500,
         {"history": LAST, **stores(last_target=450, last_actual=500)}),
        (lambda made: made.targets.last, 16_500, {"history": [{"year": 2026, "total": 16_450}]}),
        # targets
        (lambda made: made.targets.layers["reserve"].total, 300, {"targets": {"base": 20_000, "reserve": "+1.25%"}}),
        (lambda made: made.targets.products.totals, (10_100, 9900), shares("50.25%", None)),
        (lambda made: made.targets.volumes.total, 1010,
         {"money": {"unit": "元", "round_to": 100, "pack": 10}, "targets": {"volume": 1005}}),
        (lambda made: made.targets.last_volume, 5, {"products": [{"name": "面", "last": 450, "last_price": 100}]}),
        # facts
        (lambda made: facts(made).shortfall.distance, 2500, {"targets": {"base": 24_500}}),
        (lambda made: facts(made).people.own, 500,
         {"team": [{"name": "王", "district": "东"}], "cascade": {"personal_share": "3.75%"}}),
        (lambda made: facts(made).money.at_ninety, 5500,  # a tenth of the 22,000 left at a quarter, off 6,000
         {"products": [{"name": "面", "margin": "25%"}],
          "targets": {"closed": [{"month": 1, "actual": {"东": 1000, "西": 1000}}]}}),
    ],
)  # fmt: skip
def test_half_a_hundred_beyond_an_even_one_is_the_next(read: Any, figure: Any, fields: dict[str, Any]) -> None:
    assert read(plan(**fields)) == figure


@pytest.mark.parametrize(
    ("code", "told", "fields"),
    [
        ("M19", ["1,900"], {"promotions": [PROMOTION | {"cost": 1850}],
         "budget": {"lines": [{"name": "促", "amount": 2000, "districts": {"东": "50%", "西": "50%"}}]}}),
        ("M39", ["500", "300"], {"history": LAST, "collection":
         {"opening": 200, "terms": TERMS, "recovery": [{"month": 3, "amount": 450}]}}),
        ("P50", ["18,100", "1,900"], shares("50.25%", "40%")),
        ("P53", ["10,100"], LATE),
        ("P54", ["10,100", "10,000"], shares("50.25%", "49.75%", locks=[{"product": "甲", "amount": 2000}])),
        ("P83", ["+9900.3%"], {"money": {"unit": "元", "round_to": 1}, "targets": {"base": 200_005},
         "history": sold(2026, 东=[200] * 10)}),
        ("P72", ["1,010"], {"money": {"unit": "元", "round_to": 100, "pack": 10}, "targets": {"volume": 1005}}),
    ],
)  # fmt: skip
def test_messages_say_half_a_unit_as_the_next(code: str, told: list[str], fields: dict[str, Any]) -> None:
    message = said(plan(**fields), code)
    assert all(figure in message for figure in told), message


def test_amounts_that_are_moved_or_scaled_by_hand_are_whole_units() -> None:
    made = plan()
    for changes in (move(made, Decimal(450), "西", "东", (), "调"), scale(made, "东", Fraction(375, 10_000), (), "调")):
        assert "12500" in repr(changes).replace("_", ""), changes


def test_pay_is_in_whole_yuan() -> None:
    """A twelfth of a half more than four, a hundredth of 450, and the mean of 12,001 and 12,000."""
    scheme = {"role": "代表", "people": ["王", "李"], "base_pay": "0.375", "bonus": "0.375",
              "commission": [{"from": "0%", "rate": "1%"}]}  # fmt: skip
    team = [{"name": "王", "district": "东"}, {"name": "李", "district": "西"}]
    made = plan(
        money={"unit": "元", "round_to": 1}, targets={"base": 24_001}, team=team, appraisal={"schemes": [scheme]}
    )
    (given,) = made.spec.appraisal.schemes
    pay = pay_at(Fraction(1), given, 450)
    assert (pay.base, pay.bonus, pay.commission) == (5, 5, 5)
    assert basis_of(given, ("王", "李"), made.spec, made.targets) == 12_001
    stated = given.model_copy(update={"commission_basis": Decimal("2000.5")})
    assert basis_of(stated, (), made.spec, made.targets) == 2001


def test_days_of_sales_are_whole() -> None:
    """Of 18,400 in the last 92 days."""
    made = plan(history=sold(2026, 东=[6000] * 10 + [6200, 6200]), districts=[{"name": "东"}])
    message = misfit(500, 900, made.targets, made.spec).message.zh
    assert "约 3 天" in message and "约 5 天" in message, message


def test_a_festivals_weight_is_whole_hundredths() -> None:
    made = plan(calendar={"country": "CN"})
    first, last = WINDOWS[0]
    effect = Fraction(last - first, 90 * 200)  # half a hundredth of a day
    days = trading_days(
        replace(made, targets=replace(made.targets, festival=(effect, *[Fraction(0)] * (len(WINDOWS) - 1))))
    )
    assert Fraction(101, 100) in days.weights.values()


def test_growths_that_are_printed_alike_are_alike() -> None:
    """A growth of two and a half thousandths, and one of three."""
    lasts, targets = (20_000, 10_000), (20_050, 10_030)
    products = [{"name": n, "last": a, "target": b} for n, a, b in zip("甲乙", lasts, targets, strict=True)]
    made = plan(money={"unit": "元", "round_to": 1}, products=products, targets={"base": 30_080})
    assert [node.name for node in facts(made).products.runners] == ["甲", "乙"]


def test_volumes_of_months_make_a_whole_volume_of_the_year() -> None:
    rows = [{"year": 2026, "district": "东", "months": [100] * 12, "units": ["0.375"] * 12}]
    assert plan(history=rows).targets.last_volume == 5


def test_the_part_of_the_trend_is_a_whole_twentieth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planforge.plan.targets.weights._lasting", lambda basis: Fraction(225, 1000))
    rows = sold(2026, 东=[1000] * 12, 西=[500] * 12) + sold(2025, 东=[900] * 12, 西=[500] * 12)
    assert plan(history=rows, targets={"by_district": "auto"}).targets.blend == {
        "last": Fraction(3, 4), "growth": Fraction(1, 4)
    }  # fmt: skip


def test_an_exact_figure_is_told_to_its_last_place() -> None:
    assert plain(Fraction(1, 2 * 10**PLACES)) == f"{Decimal(1).scaleb(-PLACES):.{PLACES}f}"


def test_an_amount_in_a_reckoning_is_said_to_a_tenth_of_a_unit() -> None:
    style = plan().spec.money
    assert said_of(money_step("", "", Fraction(9, 2)), style, Fraction(1), 1).zh == money(5, style).zh


def test_a_part_that_only_one_year_has_is_told_to_a_tenth_of_a_per_cent() -> None:
    def rows(year: int, **products: int) -> list[dict[str, Any]]:
        return [{"year": year, "product": name, "total": amount} for name, amount in products.items()]

    made = plan(
        history=rows(2026, 甲=12_450, 乙=87_550) + rows(2025, 乙=90_000), products=[{"name": n} for n in "甲乙"]
    )
    assert "12.5%" in said(made, "P16")
