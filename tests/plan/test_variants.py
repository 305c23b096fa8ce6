"""Figures of the kinds that went wrong before, stated as others would: other axes, other units, parts unknown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from planforge.checks.claims import Q13
from planforge.checks.growth import O11
from planforge.checks.objectives import O03
from planforge.checks.tactics import T02, T09
from planforge.checks.units import O14
from planforge.ledger.estimate import rest_of_year
from planforge.plan.explain.cell import find_cell
from planforge.plan.make import make_plan
from planforge.plan.money.terms import default_pattern
from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity
from planforge.reading.read import read

TWO = "districts: [{name: 东, market: 900万}, {name: 西, market: 700万}]\n"
SOLD = "history: [{year: 2026, district: 东, total: 500万}, {year: 2026, district: 西, total: 300万}]\n"


def plan_of(text: str, folder: Path) -> Plan:
    (folder / "plan.yaml").write_text(f"year: 2027\nregion: {{name: 华南, company: 福麦}}\n{text}", "utf-8")
    spec = read(folder / "plan.yaml").spec
    assert spec is not None
    return make_plan(spec)


def told(plan: Plan, *codes: str) -> list[Problem]:
    return [problem for problem in plan.problems if problem.code in codes]


def flat(amount: str) -> str:
    return f"[{', '.join([amount] * 12)}]"


# A figure stated twice ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("below", "whose"),
    [
        (
            "stores: [{name: 一, district: 东, last_actual: 350万}, {name: 二, district: 东, last_actual: 250万}]",
            "门店",
        ),
        ("counties: [{name: 甲, district: 东, last: 350万}, {name: 乙, district: 东, last: 250万}]", "县区"),
        (
            "situation: {dealers: {items: [{name: 甲, district: 东, sales: 350万},"
            " {name: 乙, district: 东, sales: 250万}]}}",
            "经销商",
        ),
    ],
)
def test_what_lies_below_a_district_did_not_sell_more_than_it(below: str, whose: str, tmp_path: Path) -> None:
    (found,) = told(plan_of(f"{TWO}{SOLD}{below}\ntargets: {{base: +10%}}", tmp_path), "P06")
    assert whose in found.message.zh and "500万元" in found.message.zh and "600万元" in found.message.zh


def test_counties_have_no_larger_market_than_their_district(tmp_path: Path) -> None:
    counties = "counties: [{name: 甲, district: 东, market: 600万}, {name: 乙, district: 东, market: 500万}]\n"
    (found,) = told(plan_of(f"{TWO}{SOLD}{counties}targets: {{base: +10%}}", tmp_path), "P06")
    assert "900万元" in found.message.zh and "1,100万元" in found.message.zh and found.path == ("counties",)


def test_the_months_and_products_assigned_come_to_the_year_assigned(tmp_path: Path) -> None:
    months = flat("100万").replace("100万]", "90万]")
    asked = f"targets: {{base: 1000万, assigned: 1200万, assigned_months: {months}, assigned_products: {{茶: 1300万}}}}"
    found = told(plan_of(f"{TWO}products: [{{name: 茶}}, {{name: 米}}]\n{asked}", tmp_path), "P06")
    assert [one.path[-1] for one in found] == ["assigned_months", "assigned_products"]
    assert "1,190万元" in found[0].message.zh and "部分多于全部" in found[1].message.zh


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("districts: [{name: 东, weight: 70%}, {name: 西, weight: 50%}]", "120%"),
        ("districts: [{name: 东, weight: 100%}]\nteam: [{name: 张, district: 东, weight: 60%},"
         " {name: 李, district: 东, weight: 60%}]", "120%"),
        ("districts: [{name: 东, weight: 100%}]\nstores: [{name: 一, district: 东, weight: 30%},"
         " {name: 二, district: 东, weight: 30%}]", "60%"),
    ],
)  # fmt: skip
def test_weights_that_do_not_come_to_the_whole_are_told(text: str, whole: str, tmp_path: Path) -> None:
    targets = "\ntargets: {base: 1000万, by_district: {manual: 100%}}"
    (found,) = told(plan_of(text + targets, tmp_path), "P15")
    assert whole in found.message.zh and found.severity is Severity.WARNING


def test_weights_that_are_plain_proportions_are_no_mistake(tmp_path: Path) -> None:
    text = "districts: [{name: 东, weight: 300%}, {name: 西, weight: 200%}]\n"
    assert not told(plan_of(text + "targets: {base: 1000万, by_district: {manual: 100%}}", tmp_path), "P15")


# Years that are not whole ---------------------------------------------------------------------------------------------


def test_a_row_without_months_the_year_before_goes_on_as_it_sells_by_the_season_of_the_others(tmp_path: Path) -> None:
    plan = plan_of(
        TWO + "history:\n"
        "  - {year: 2025, district: 东, months: [10万,10万,10万,10万,10万,10万,10万,10万,10万,10万,30万,30万]}\n"
        "  - {year: 2025, district: 西, total: 200万}\n"
        f"  - {{year: 2026, district: 东, months: [{','.join(['11万'] * 10)}]}}\n"
        f"  - {{year: 2026, district: 西, months: [{','.join(['20万'] * 10)}]}}\n"
        "targets: {base: +10%}",
        tmp_path,
    )
    last = plan.targets.last_districts
    assert last is not None
    assert [last.of(name, 11) for name in last.nodes] == [330_000, 600_000]
    assert last.totals == (1_760_000, 3_200_000)


def test_a_store_that_opened_in_summer_goes_on_from_its_own_months(tmp_path: Path) -> None:
    """The old one grows by a tenth; the new one sold 26 in months of 40, 70 of it are left."""
    plan = plan_of(
        "districts: [{name: 东}]\n"
        "stores: [{name: 老店, district: 东}, {name: 新店, district: 东}]\nhistory:\n"
        "  - {year: 2025, store: 老店, months: [10万,10万,10万,10万,10万,10万,10万,10万,10万,10万,30万,30万]}\n"
        f"  - {{year: 2026, store: 老店, months: [{','.join(['11万'] * 9)}]}}\n"
        "  - {year: 2026, store: 新店, months: [null,null,null,null,null,5万,6万,7万,8万]}\n"
        "targets: {base: +10%}",
        tmp_path,
    )
    assert plan.targets.last == 990_000 + 770_000 + 260_000 + 455_000


def test_what_was_sold_once_in_the_last_month_told_is_not_taken_to_go_on(tmp_path: Path) -> None:
    """One in a hundred is bought once; all together go on as last year."""
    plan = plan_of(
        "districts: [{name: 东}]\nproducts: [{name: 茶}, {name: 一次}]\nhistory:\n"
        f"  - {{year: 2025, product: 茶, months: {flat('10万')}}}\n"
        f"  - {{year: 2026, product: 茶, months: [{','.join(['10万'] * 9)}]}}\n"
        "  - {year: 2026, product: 一次, months: [null,null,null,null,null,null,null,null,9万]}\n"
        "targets: {base: +10%}",
        tmp_path,
    )
    assert plan.targets.last == 990_000 * 12 // 9


def test_every_node_has_its_own_rest_of_the_year_unless_its_season_is_wild() -> None:
    """Ice sells nothing more, the pot does; what sold one piece in ten months and then a hundred goes as all do."""
    told, missing = range(1, 11), (11, 12)
    before = {
        "pot": dict.fromkeys(told, Decimal(100)) | {11: Decimal(400), 12: Decimal(400)},
        "ice": dict.fromkeys(told, Decimal(100)),
        "odd": {1: Decimal(1), 11: Decimal(100)},
    }
    now = {name: {m: amount for m, amount in months.items() if m in told} for name, months in before.items()}
    plain = rest_of_year({n: now[n] for n in ("pot", "ice")}, {n: before[n] for n in ("pot", "ice")}, missing)
    assert plain == {"pot": {11: 400, 12: 400}, "ice": {11: 0, 12: 0}}
    now["odd"] = {1: Decimal(10)}
    found = rest_of_year(now, before, missing)
    assert found["odd"][11] < 5 and 490 < found["pot"][11] < 510  # 100 times ten it would be by its own season


def test_last_years_gross_profit_may_lie_from_rounded_margins_as_far_as_their_last_digit(tmp_path: Path) -> None:
    text = (
        f"{TWO}{SOLD}products: [{{name: 茶, last: 800万, margin: 30%, last_margin: 30%}}]\ntargets: {{base: +10%}}\n"
        "budget: {last: {gross_profit: 243万}, lines: [{name: 差旅, amount: 10万}]}"
    )
    assert not told(plan_of(text, tmp_path), "P06")  # 29.5 % to 30.5 % of 800
    (found,) = told(plan_of(text.replace("243万", "250万"), tmp_path), "P06")
    assert "上年毛利额" in found.message.zh


def test_a_store_to_be_opened_sold_nothing_last_year(tmp_path: Path) -> None:
    stores = (
        "stores: [{name: 一, district: 东, last_actual: 300万}, {name: 新, district: 东, opens: 7},"
        " {name: 三, district: 西, last_actual: 200万}]\n"
    )
    plan = plan_of(f"{TWO}{stores}targets: {{base: +10%}}", tmp_path)
    assert plan.targets.last == 5_000_000 and not told(plan, "P07")


def test_a_district_that_has_not_reported_the_last_month_is_told(tmp_path: Path) -> None:
    lines = ["月份,片区,销售额"]
    for year, through in ((2025, 12), (2026, 10)):
        for month in range(1, through + 1):
            lines.append(f"{year}-{month:02},东,300000")
            lines += [f"{year}-{month:02},西,200000"] * ((year, month) != (2026, 10))
    (tmp_path / "sales.csv").write_text("\n".join(lines), "utf-8")
    spec = f"year: 2027\nregion: {{name: 华南, company: 福麦}}\n{TWO}history: sales.csv\ntargets: {{base: +10%}}"
    (tmp_path / "plan.yaml").write_text(spec, "utf-8")
    (found,) = (problem for problem in read(tmp_path / "plan.yaml").problems if problem.code == "H10")
    assert found.message.zh == "西缺少 1 个月的销售，暂按没有销售计：2026-10"


def test_a_growth_rate_on_some_months_of_last_year_is_no_target_of_a_year(tmp_path: Path) -> None:
    seven = "history: [{year: 2026, months: [10万, 10万, 10万, 10万, 10万, 10万, 10万]}]\n"
    (found,) = told(plan_of(f"{TWO}{seven}targets: {{base: +10%}}", tmp_path), "P24")
    assert found.path == ("targets", "base") and "2026 年 7 个月的销售 70万元" in found.message.zh
    assert found.hint and "base: 120万元" in found.hint.zh
    assert not told(plan_of(f"{TWO}{seven}targets: {{base: 132万}}", tmp_path), "P24")
    assert not told(plan_of(f"{TWO}history: [{{year: 2026, total: 70万}}]\ntargets: {{base: +10%}}", tmp_path), "P24")


def test_who_has_sales_in_one_of_the_last_years_only_is_told(tmp_path: Path) -> None:
    rows = "history: [{year: 2025, product: 茶, total: 500万}, {year: 2026, product: 茶, total: 600万}"
    plan = plan_of(f"{TWO}{rows}, {{year: 2026, product: 咖啡, total: 400万}}]\ntargets: {{base: +10%}}", tmp_path)
    (found,) = told(plan, "P16")
    assert "“咖啡”占 2026 年销售的 40%" in found.message.zh
    launched = "products: [{name: 茶}, {name: 咖啡, status: launch, launch: 2026-01-01}]\n"
    whole = f"{TWO}{launched}{rows}, {{year: 2026, product: 咖啡, total: 400万}}]\ntargets: {{base: +10%}}"
    assert not told(plan_of(whole, tmp_path), "P16")


# Growth ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("axis", "key"), [("product", "products"), ("channel", "channels"), ("person", "team")])
def test_the_fastest_grower_with_the_lowest_target_is_a_finding_on_every_axis(
    axis: str, key: str, tmp_path: Path
) -> None:
    home = ", district: 东" if axis == "person" else ""
    sold = {2025: ("40万", "50万"), 2026: ("60万", "40万")}
    rows = [
        f"{{year: {year}, {axis}: {name}, months: {flat(amount)}}}"
        for year, amounts in sold.items()
        for name, amount in zip("甲乙", amounts, strict=True)
    ]
    text = (
        f"districts: [{{name: 东}}]\nhistory: [{', '.join(rows)}]\n{key}: [{{name: 甲{home}}}, {{name: 乙{home}}}]\n"
        f"targets: {{base: +10%, locks: [{{{axis}: 甲, amount: 700万}}]}}"
    )
    (found,) = O11().find(plan_of(text, tmp_path))
    assert "“甲”上年增长 50.0%" in found.message.zh and "“乙”上年 −20.0%" in found.message.zh


# Holds ----------------------------------------------------------------------------------------------------------------


def test_a_lock_that_has_no_room_does_not_move_the_year_of_its_channel(tmp_path: Path) -> None:
    plan = plan_of(
        "districts: [{name: 东, weight: 50%}, {name: 西, weight: 50%}]\n"
        "channels: [{name: 商超, share: 50%}, {name: 批发, share: 50%}]\n"
        "targets: {base: 600万, by_district: {manual: 100%}, locks: [{channel: 商超, district: 东, amount: 350万}]}",
        tmp_path,
    )
    assert plan.targets.channels is not None and plan.targets.channels.totals == (3_000_000, 3_000_000)
    assert [problem.path for problem in told(plan, "P46")] == [("targets", "locks", 0, "amount")]


def test_a_lock_that_moves_a_stated_year_is_told(tmp_path: Path) -> None:
    plan = plan_of(
        "districts: [{name: 东}]\nproducts: [{name: 茶, target: 500万}, {name: 米, target: 500万}]\n"
        "targets: {base: 1000万, by_district: {equal: 100%}, locks: [{product: 茶, amount: 600万}]}",
        tmp_path,
    )
    found = told(plan, "P54")
    assert [(one.path, "600万元" in one.message.zh or "400万元" in one.message.zh) for one in found] == [
        (("products", 0, "target"), True),
        (("products", 1, "target"), True),
    ]


def test_a_product_cannot_be_locked_before_its_launch(tmp_path: Path) -> None:
    plan = plan_of(
        "districts: [{name: 东}]\n"
        "products: [{name: 茶, share: 60%}, {name: 新品, share: 40%, status: launch, launch: 2027-06-01}]\n"
        "targets: {base: 600万, by_district: {equal: 100%}, locks: [{product: 新品, month: 3, amount: 20万}]}",
        tmp_path,
    )
    (found,) = (problem for problem in plan.problems if problem.path[:2] == ("targets", "locks"))
    assert "新品 3月没有营业或未上市" in found.message.zh and found.hint is not None and "上市" in found.hint.zh


@pytest.mark.parametrize(
    ("below", "lock", "room"),
    [
        (
            "products: [{name: 茶, share: 20%, status: launch, launch: 2027-11-01}, {name: 米, share: 80%}]",
            "product: 茶",
            "200万元",
        ),
        ("team: [{name: 张, district: 东, starts: 9}, {name: 李, district: 东}]", "person: 张", "400万元"),
    ],
)
def test_a_year_locked_beyond_the_months_that_are_there_is_one_finding_with_the_room(
    below: str, lock: str, room: str, tmp_path: Path
) -> None:
    head = f"districts: [{{name: 东}}]\n{below}\n"
    targets = f"targets: {{base: 1200万, by_district: {{equal: 100%}}, locks: [{{{lock}, amount: 900万}}]}}"
    plan = plan_of(head + targets, tmp_path)
    (found,) = told(plan, "P40", "P44", "P46", "P47")
    assert found.path == ("targets", "locks", 0, "amount")
    assert f"最多放 {room}" in found.message.zh and found.hint is not None and f"到 {room}" in found.hint.zh


def test_a_row_of_history_that_tells_its_year_and_its_months_tells_one_figure(tmp_path: Path) -> None:
    row = "history: [{year: 2026, district: 东, total: TOTAL, months: [" + ", ".join(["10万"] * 12) + "]}]\n"
    (found,) = told(plan_of(TWO + row.replace("TOTAL", "600万") + "targets: {base: 900万}", tmp_path), "P06")
    assert "600万元" in found.message.zh and "120万元" in found.message.zh
    assert not told(plan_of(TWO + row.replace("TOTAL", "120万") + "targets: {base: 900万}", tmp_path), "P06")


def test_a_row_of_history_that_stands_there_twice_is_told(tmp_path: Path) -> None:
    both = "{year: 2026, district: 东, total: 600万}, {year: 2026, district: 西, total: 300万}"
    rows = f"history: [{both}, {{year: 2026, ROW}}]\n"
    twice = plan_of(TWO + rows.replace("ROW", "district: 东, total: 500万") + "targets: {base: 900万}", tmp_path)
    (found,) = told(twice, "P19")
    assert found.path == ("history", 2) and "history[0]" in found.message.zh and twice.targets.last == 14_000_000
    once = plan_of(
        TWO + rows.replace("ROW", "district: 东, product: 茶, total: 500万") + "targets: {base: 900万}", tmp_path
    )
    assert not told(once, "P19")


def test_new_items_are_no_more_than_the_share_of_the_product_they_are_within(tmp_path: Path) -> None:
    items = "new_items: [{name: 新茶, product: 茶, launch: 2027-05-01, target: ITEM}]\n"
    text = f"{TWO}products: [{{name: 茶, share: 20%}}, {{name: 米, share: 80%}}]\n{items}targets: {{base: 1000万}}"
    (found,) = told(plan_of(text.replace("ITEM", "300万"), tmp_path), "P06")
    assert "200万元" in found.message.zh and "300万元" in found.message.zh
    assert not told(plan_of(text.replace("ITEM", "200万"), tmp_path), "P06")


def test_only_stores_without_a_size_are_said_to_have_none(tmp_path: Path) -> None:
    stores = (
        "stores: [{name: 一, district: 东, size: 800}, {name: 二, district: 东}, {name: 三, district: 东, size: 60}]\n"
    )
    (found,) = told(plan_of("districts: [{name: 东}]\n" + stores + "targets: {base: 900万}", tmp_path), "P64")
    assert found.message.zh.startswith("二没有")


def test_amounts_are_told_in_the_currency_of_the_plan(tmp_path: Path) -> None:
    text = "money: {currency: USD, unit: million}\ndistricts: [{name: East}]\ntargets: {base: 1234567}"
    (found,) = told(plan_of(text, tmp_path), "P04")
    assert found.message.zh.startswith("1,234,567美元") and found.message.en.startswith("USD 1,234,567")


# Growth and its sources -----------------------------------------------------------------------------------------------


def test_a_source_is_held_against_the_cell_that_it_names_and_all_cells_come_to_the_growth(tmp_path: Path) -> None:
    sold = {("东", "茶"): 200, ("东", "米"): 300, ("西", "茶"): 100, ("西", "米"): 400}
    rows = [f"{{year: 2026, district: {d}, product: {p}, total: {amount}万}}" for (d, p), amount in sold.items()]
    plan = plan_of(
        f"{TWO}history: [{', '.join(rows)}]\nproducts: [{{name: 茶, target: 400万}}, {{name: 米, target: 700万}}]\n"
        "targets: {base: +10%, growth_sources: [{name: 大户, district: 东, product: 茶, amount: 90万}]}",
        tmp_path,
    )
    (cell, rest) = (row for row in plan.matrix if row.axis == "district_product")
    targets = plan.targets
    grown = sum(month[0] for month in targets.by_product[0]) - 2_000_000
    assert (cell.name, cell.growth, cell.named, cell.rest) == ("东 × 茶", grown, 900_000, grown - 900_000)
    assert (rest.name, cell.growth + rest.growth) == ("", targets.total - 10_000_000)
    (found,) = (one for one in O14().find(plan) if "东 × 茶" in one.message.zh)
    assert "90万元" in found.message.zh


def test_who_bears_no_target_is_told_why_and_not_unknown(tmp_path: Path) -> None:
    team = "team: [{name: 张, district: 东}, {name: 李, district: 东, weight: 0%}, {name: 王}]\n"
    plan = plan_of(f"{TWO}{team}targets: {{base: 1000万}}", tmp_path)
    found = [find_cell(plan, name) for name in ("李", "王 3月")]
    assert [one.message.zh for one in found if isinstance(one, Problem)] == [
        "“李”不承担销售目标：权重写的是 0%",
        "“王”不承担销售目标：没有写所在片区",
    ]


def test_texts_in_english_promise_months_too(tmp_path: Path) -> None:
    text = (
        "districts: [{name: North}]\n"
        "network: [{name: dealers, unit: dealers, districts: {North: {current: 10, new: 8}}}]\n"
        'tactics: [{code: T1, area: channel, name: Dealers, detail: "6 dealers signed by the end of March"}]\n'
        "targets: {base: 1000万}"
    )
    (found,) = (one for one in Q13().find(plan_of(text, tmp_path)) if "month 3" in one.message.en)
    assert found.path[:2] == ("tactics", 0)


# Parts copied from a document -----------------------------------------------------------------------------------------

COPIED = """districts: [{name: 东}]
products: [{name: 茶, share: 33.4%}, {name: 米, share: 22.2%}, {name: 油, share: OIL}]
channels: [{name: 商超, target: 400万}, {name: 批发, share: 33.4%}, {name: 特通, share: SPECIAL}]
collection: {opening: 0, terms: [{name: 账期, pattern: [33.4%, 22.2%, OIL]}]}
appraisal: {schemes: [{role: 主管, metrics: [{name: 销售, kind: sales, weight: 33.4%},
  {name: 费用, kind: expense, weight: 22.2%}, {name: 回款, kind: collection, weight: OIL}]}]}
targets: {base: 1000万, by_district: {equal: 100%}}
"""


@pytest.mark.parametrize(("oil", "special"), [("44.3%", "26.5%"), ("44.4%", "26.6%"), ("44.5%", "26.7%")])
def test_parts_rounded_to_the_tenth_that_documents_print_are_parts_of_the_whole(
    oil: str, special: str, tmp_path: Path
) -> None:
    plan = plan_of(COPIED.replace("OIL", oil).replace("SPECIAL", special), tmp_path)
    assert not told(plan, "P50", "P54", "M30", "M40")
    assert not [found for rule in (T02, T09, O03) for found in rule().find(plan)]
    assert plan.targets.channels is not None and plan.targets.channels.totals[0] == 4_000_000
    assert default_pattern(plan.spec).unpaid == 0


def test_whole_per_cents_and_what_no_rounding_explains_are_told(tmp_path: Path) -> None:
    plan = plan_of(COPIED.replace("OIL", "43.4%").replace("SPECIAL", "25%"), tmp_path)
    assert {one.code for one in told(plan, "P50", "M30", "M40")} == {"P50", "M30", "M40"}
    assert [found.code for rule in (T02, T09, O03) for found in rule().find(plan)] == ["T02", "T09", "O03"]
    whole = "districts: [{name: 东}]\nproducts: [{name: 茶, share: 34%}, {name: 米, share: 65%}]\ntargets: {base: 9万}"
    assert [found.code for found in T02().find(plan_of(whole, tmp_path))] == ["T02"]


@pytest.mark.parametrize(
    ("first", "last", "hint"),
    [
        (40, 60, "调低 50万元，或提高"),  # 100 of 50: the last can give way
        (50, 60, "去掉这一条，或提高"),
        (70, 60, "去掉这一条，其余的再调低 20万元，或提高"),
    ],
)
def test_no_lock_is_to_be_lowered_by_more_than_it_is(first: int, last: int, hint: str, tmp_path: Path) -> None:
    locks = f"[{{person: 甲, month: 3, amount: {first}万}}, {{person: 乙, month: 3, amount: {last}万}}]"
    team = "team: [{name: 甲, district: 东}, {name: 乙, district: 东}]\n"
    even = "by_district: {equal: 100%}, season: {method: manual, weights: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}"
    plan = plan_of(f"districts: [{{name: 东}}]\n{team}targets: {{base: 600万, {even}, locks: {locks}}}", tmp_path)
    assert any(hint in problem.hint.zh for problem in told(plan, "P46") if problem.hint)
