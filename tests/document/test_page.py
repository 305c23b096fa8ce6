"""The one page to decide on: what it says first, what it never leaves out, and that it is one."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest
from chains import WAN
from conftest import EXAMPLES
from once import plan_of
from plans import small_plan, small_spec

from planforge import compose
from planforge.document.facts.page import page_of
from planforge.document.model import Cards, Chart, Document, Table
from planforge.document.numbering import flatten
from planforge.plan.make import make_plan
from planforge.writers import FORMATS, Options, markdown, pdf, write
from planforge.writers.docx.estimate import rooms
from planforge.writers.docx.filling import careful
from planforge.writers.docx.stack import headed, height_of
from planforge.writers.docx.wordml import tag
from planforge.writers.imprint import intact_png

NOODLES = EXAMPLES / "yunan-noodles" / "plan.yaml"
PLANS = sorted(EXAMPLES.glob("*/plan.yaml"))
office = pytest.mark.skipif(pdf.find_office() is None, reason="needs LibreOffice")


def page(spec: Path = NOODLES, **more: str) -> Document:
    return compose(plan_of(spec), length="page", **more)  # type: ignore[arg-type]


def said(document: Document) -> str:
    return markdown.write(document).decode()


def test_the_headline_is_the_target_and_its_distance_from_what_the_company_assigned() -> None:
    assert page().parts[0].title.startswith("2027年做8,280万元，比公司下达多180万元")
    assert page(language="en").parts[0].title.startswith("2027: CNY 82.8 million, CNY 1.8 million more than assigned")


def test_without_an_assigned_target_the_headline_says_the_growth() -> None:
    plan = small_plan(last={"信阳": 12_000_000, "南阳": 8_000_000})
    assert compose(plan, length="page").parts[0].title == "2027年做2,400万元，较上年增长20.0%"


def test_every_card_stands_beside_last_years_figure_and_the_target_beside_the_assigned() -> None:
    closing = Decimal(plan_of(NOODLES).collection.closing) / WAN  # type: ignore[union-attr, arg-type]
    cards = next(block for block in flatten(page().parts[0].blocks) if isinstance(block, Cards)).cards
    assert [card.figure for card in cards] == ["8,280.0", "24.9%", "1,154.4", f"{closing:,}"]
    assert all(card.change for card in cards)


def test_the_bridge_leads_from_last_year_to_the_target() -> None:
    (bridge,) = (block for block in flatten(page().parts[0].blocks) if isinstance(block, Chart))
    first, *steps, last = (value or 0 for value in bridge.series[0].values)
    assert (first, last) == (6900, 8280)
    assert first + sum(steps) == last


def test_every_district_has_the_one_thing_to_watch() -> None:
    (table,) = (block for block in flatten(page().parts[0].blocks) if isinstance(block, Table))
    rows = {row.cells[0].text: row.cells[-1].text for row in table.rows}
    assert rows["周口"] == "4月底换掉窜货的太康丰谷"
    assert list(rows)[:4] == ["周口", "南阳", "信阳", "驻马店"]  # the largest first


def test_where_nothing_is_to_be_watched_the_role_of_a_district_does_not_stand_in() -> None:
    districts = [{"name": "信阳", "priority": "进攻", "watch": "开 20 家店"}, {"name": "南阳", "priority": "防守"}]
    plan = make_plan(small_spec(districts=districts))
    (table,) = (block for block in flatten(compose(plan, length="page").parts[0].blocks) if isinstance(block, Table))
    assert {row.cells[0].text: row.cells[-1].text for row in table.rows[:2]} == {"信阳": "开 20 家店", "南阳": "—"}


@pytest.mark.parametrize(("length", "kind"), [("page", "plan"), ("full", "deck"), ("full", "official")])
@pytest.mark.parametrize(("language", "word"), [("zh-CN", "没有指定科目"), ("en", "names no line")])
@pytest.mark.parametrize("asks", [(), ({"what": "批准费用", "amount": "50万"},)])
def test_what_is_put_up_for_approval_says_what_names_no_line(
    length: str, kind: str, language: str, word: str, asks: tuple[dict[str, str], ...]
) -> None:
    budget = {"lines": [{"name": "促销", "kind": "promotion", "amount": "50万"}]}
    training = [{"topic": "陈列标准", "date": "2027-03-24", "cost": "1万"}]
    made = make_plan(small_spec(budget=budget, training=training, asks=asks))
    assert word in said(compose(made, kind=kind, length=length, language=language))  # type: ignore[arg-type]


def test_many_districts_are_summed_up_in_one_line_and_the_table_still_adds_up() -> None:
    names = [f"片区{n}" for n in range(1, 13)]
    spec = {"districts": [{"name": name} for name in names]}
    from planforge.plan.make import make_plan
    from planforge.spec.spec import Spec

    plan = make_plan(
        Spec.model_validate(
            {"year": 2027, "region": {"name": "甲", "company": "乙"}, "targets": {"base": "1200万"}, **spec}
        )
    )
    (table,) = (block for block in flatten(compose(plan, length="page").parts[0].blocks) if isinstance(block, Table))
    assert [row.cells[0].text for row in table.rows][-2:] == ["其余4个片区", "合计"]
    amounts = [row.cells[1].value or 0 for row in table.rows]
    assert sum(amounts[:-1]) == amounts[-1] == plan.targets.total  # type: ignore[arg-type]


def test_what_is_asked_stands_with_its_date_and_who_decides() -> None:
    text = said(page())
    assert "骨汤拌面3月15日首批供豫南，请产品部确认产能（1月31日前，产品部）" in text


def test_a_risk_has_its_amount_and_the_shortfall_is_the_first() -> None:
    text = said(page())
    assert "只完成九成，销售额少828万元，区域贡献降到965.1万元" in text
    assert "竞品甲桶面降价超过10%并持续两周，销售额约少96万元" in text


def test_what_a_contingency_costs_is_a_risk_and_a_mere_shortfall_is_not_told_again() -> None:
    contingencies = (
        {"trigger": "原料涨价"},
        {"trigger": "达成率低于九成", "below": "90%"},
        {"trigger": "丢一个大客户", "below": "80%", "impact": "50万"},
    )
    plan = make_plan(small_spec(control={"contingencies": contingencies}))
    assert [(risk.name, risk.amount) for risk in page_of(plan).risks if risk.sort == "named"] == [
        ("丢一个大客户", 500_000), ("原料涨价", None)
    ]  # fmt: skip


@pytest.mark.slow
@office
@pytest.mark.usefixtures("one_office")
@pytest.mark.parametrize("spec", PLANS, ids=lambda path: path.parent.name)
def test_it_is_one_page_in_every_example(spec: Path) -> None:
    made = pdf.convert(write(page(spec)), shared=True)
    assert len(pypdf.PdfReader(BytesIO(made)).pages) == 1


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_in_the_official_style_it_has_room_on_one_page_in_type_that_can_be_read(language: str) -> None:
    word = docx.Document(BytesIO(write(page(language=language), style="official")))
    sheet = careful(word)
    ((_, blocks, room),) = rooms(word, sheet)
    units = [unit for block in blocks for unit in sheet.units(block, room.width, room.grid)]
    assert height_of(headed(units)) <= room.height
    sizes = [int(size.get(tag("w:val"), "")) for size in word.element.body.iterfind(f".//{tag('w:sz')}")]
    assert min(sizes) / 2 >= 9
    exact = [one for one in word.element.body.iter(tag("w:spacing")) if one.get(tag("w:lineRule")) == "exact"]
    assert min(int(one.get(tag("w:line"), "")) for one in exact) / 20 >= 10.5 * 1.2


@pytest.mark.slow
@office
def test_it_can_be_a_picture_for_a_chat() -> None:
    made = FORMATS["png"](page(), Options())
    assert made.startswith(b"\x89PNG")
    assert int.from_bytes(made[16:20]) == 1080
    assert intact_png(made)
    assert not intact_png(made[:-20] + b"x" + made[-19:])


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("再配一名培训师", "再配一名培训师，4.5万元"),
        ("再配一名培训师，每年4.5万元", "再配一名培训师，每年4.5万元"),
        ("One more trainer at 45,000", "One more trainer at 45,000"),
        ("再配1,,2名培训师", "再配1,,2名培训师，4.5万元"),
    ],
)
def test_an_ask_says_its_amount_once(what: str, said: str) -> None:
    asks = [{"what": what, "amount": "4.5万", "decides": "总经理"}]
    text = markdown.write(compose(small_plan(asks=asks), length="page")).decode()
    assert f"（1）{said}（总经理）" in text


@pytest.mark.parametrize(("amounts", "step"), [((400, 300), "超出缺口部分"), ((200, 100), "尚无来源")])
def test_what_no_source_brings_or_all_bring_too_much_is_called_as_everywhere(amounts: list[int], step: str) -> None:
    sources = [{"name": n, "amount": f"{a}万"} for n, a in zip(("新客户", "涨价"), amounts, strict=True)]
    history = [{"year": 2026, "district": name, "total": "1000万"} for name in ("信阳", "南阳")]
    plan = make_plan(small_spec(history=history, targets={"base": "2400万", "growth_sources": sources}))
    bridges = [chart for size in ("page", "full") for chart in _waterfalls(compose(plan, length=size))]
    assert {chart.key for chart in bridges} >= {"page_bridge", "gap_waterfall"}
    assert all(step in chart.categories and "其余" not in chart.categories for chart in bridges)


def test_sources_beyond_a_trend_that_reaches_the_target_fill_no_gap() -> None:
    history = [
        {"year": year, "district": "信阳", "total": f"{total}万"} for year, total in ((2025, 1000), (2026, 2000))
    ]
    sources = [{"name": "新客户", "amount": "50万"}, {"name": "涨价", "amount": "30万"}]
    plan = make_plan(
        small_spec(history=history, targets={"base": "2400万", "natural_growth": "50%", "growth_sources": sources})
    )
    assert plan.gap and plan.gap.gap < 0
    deck, official = (said(compose(plan, kind=kind)) for kind in ("deck", "official"))
    assert "2项来源都是余量" in deck and "万元的缺口" not in deck and "增量从哪里来** 新客户" not in deck
    assert "其余来自" not in official


def test_one_district_that_would_be_left_over_has_its_name() -> None:
    names = [{"name": f"片{n}"} for n in range(1, 10)]
    history = [{"year": 2026, "district": one["name"], "total": f"{100 + 10 * n}万"} for n, one in enumerate(names)]
    for count, rest in ((6, False), (7, True)):
        plan = make_plan(small_spec(districts=names[:count], history=history[:count], targets={"base": "2000万"}))
        (bridge,) = (chart for chart in _waterfalls(compose(plan, length="page")) if chart.key == "page_bridge")
        assert ("其余" in bridge.categories, len(bridge.categories)) == (rest, 8)
    plan = make_plan(small_spec(districts=names, history=history, targets={"base": "2000万"}))
    text = said(compose(plan, length="page"))
    assert "片9" in text and "其余1个" not in text


def test_a_district_that_sold_nothing_last_year_but_before_is_not_called_new() -> None:
    sold = {2025: {"信阳": 500, "南阳": 300}, 2026: {"信阳": 600, "南阳": 0}}
    history = [{"year": y, "district": d, "total": f"{n}万"} for y, told in sold.items() for d, n in told.items()]
    names = [{"name": name} for name in ("信阳", "南阳", "周口")]
    text = said(
        compose(make_plan(small_spec(districts=names, history=history, targets={"base": "900万"})), length="full")
    )
    assert "周口为新开发片区" in text and "南阳上年没有销售" in text


def test_a_waterfall_of_many_sources_has_the_greatest_and_one_step_for_the_rest() -> None:
    for count, steps in ((10, 10), (14, 10)):
        sources = [{"name": f"来源{n}", "amount": f"{10 + n}万"} for n in range(count)]
        history = [{"year": 2026, "district": name, "total": "1000万"} for name in ("信阳", "南阳")]
        plan = make_plan(small_spec(history=history, targets={"base": "2400万", "growth_sources": sources}))
        bridges = _waterfalls(compose(plan, length="full"))
        (bridge,) = (chart for chart in bridges if chart.key == "gap_waterfall")
        named = [name for name in bridge.categories if name.startswith("来源")]
        assert len(named) + bridge.categories.count("其余") == steps
        assert "来源13" not in str(sources) or named[0] == "来源13"


def _waterfalls(document: Document) -> list[Chart]:
    blocks = (block for part in document.parts for block in flatten(part.blocks))
    return [block for block in blocks if isinstance(block, Chart) and block.key in ("page_bridge", "gap_waterfall")]
