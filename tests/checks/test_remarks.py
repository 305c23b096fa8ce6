"""What texts say in passing of a figure that stands elsewhere in the plan: another figure is told, the same is not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from msgspec import structs

from planforge.checks.prose import in_digits
from planforge.checks.run import RULES
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.reading.read import read

EXAMPLES = Path(__file__).parents[2] / "examples"
SAID = [rule for rule in RULES if rule.code() in {"Q13", "Q14", "Q16", "Q17", "Q18"}]


def told(example: str, **texts: str) -> set[str]:
    """What is told of texts put into an example, at ``strategies__0__statement``."""
    changes = tuple(f"{path.replace('__', '.')}={text}" for path, text in texts.items())
    spec = read(EXAMPLES / example / "plan.yaml", changes).spec
    assert spec is not None
    plan = make_plan(spec)
    found = {(problem.path, problem.message.zh) for rule in SAID for problem in rule().find(plan)}
    paths = [path.split("__") for path in texts]
    return {message for path, message in found if any([*map(str, path)][: len(one)] == one for one in paths)}


@pytest.mark.slow
def test_a_review_of_restaurants_is_held_against_channels_funnels_stores_and_districts() -> None:
    assert told(
        "hangyong-restaurants",
        review__summary="堂食 9,272.8 万元，座位 1,920 个、日翻台 1.95 次；14 家门店里 5 家完成目标。",
        review__achievements__1="宴会由 1,050 万元做到 1,104.6 万元。",
        districts__2__description="镜湖店受商场改造影响，2026 年只完成 77.1%。",
        districts__0__description="四家店 630 个座位，外卖占 25.6%。",
        review__metrics__1__note="3,952 万元÷12,000 万元",
        budget__reason="费用率由 25.1% 降到 24.7%，人工成本率由 26.6% 降到 24.0%",
        promotions__1__scope="18 家店",
        promotions__2__scope="14 家店",
    ) == {
        "“堂食”的销售这里写 9,272.8万元，表里是 9,172.8万元 或 8,520万元",
        "座位数这里写 1,920，计划中是 1,860",
        "日翻台率这里写 1.95，计划中是 1.85",
        "完成目标的数目这里写 5，计划中是 4",
        "“宴会”的销售这里写 1,050万元，表里是 1,000万元 或 1,104.6万元",
        "镜湖店达成率这里写 77.1%，计划中是 87.1%",
        "座位（包厢）数这里写 630，计划中是 530",
        "城西片区外卖占比这里写 25.6%，计划中是 15.6%",
        "人工成本率这里写 32.9%，计划中是 24.6%",
        "人工成本率这里写 26.6%，计划中是 24.6%",
        "门店数这里写 18，计划中是 15",
    }


@pytest.mark.slow
def test_amounts_before_their_name_average_prices_and_numbers_in_words_are_read() -> None:
    assert told(
        "south-henan-noodles",
        strategies__0__statement="CNY 25 million is the target of Nanyang",
        strategies__1__statement="Xinyang opens three hundred and five new outlets",
        objectives__1__why="an average price of CNY 33.5",
    ) == {
        "“Nanyang”这里写 2,500万元，计划中是 2,035万元",
        "“Xinyang”的新增数这里写 305，表里是 360",
        "均价这里写 33.5，计划中是 31.5",
    }
    assert told(
        "south-fujian-brokerage",
        review__achievements__2="Xiamen Hubin South branch reached CNY 14.36 million, 111.1% of its target.",
        districts__0__description="48.0% of revenue and 2,900 clients",
        districts__2__description="Zhangpu reached 97.6%, the lowest branch",
    ) == {
        "Xiamen Hubin South达成率这里写 111.1%，计划中是 101.1%",
        "Xiamen占比这里写 48.0%，计划中是 38.2%",
        "Zhangpu达成率这里写 97.6%，计划中是 87.6%",
    }
    assert told(
        "yunan-noodles",
        strategies__0__statement="把 2500 万元压给南阳",
        strategies__1__statement="全年要做 9,100 万元",
        strategies__2__statement="上半年占全年的 60.0%",
        strategies__3__statement="南阳背 2500 万元的指标",
    ) == {
        "“南阳”这里写 2,500万元，计划中是 2,035万元",
        "全年目标这里写 9,100万元，计划中是 8,280万元",
        "占全年这里写 60.0%，计划中是 46.3%",
    }
    assert not told(
        "yunan-noodles", strategies__0__statement="2035 万元是南阳的目标", objectives__1__why="均价 31.5 元"
    )


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("三十家门店", "30家门店"),
        ("三千零五个网点", "3005个网点"),
        ("第十二家", "第十二家"),
        ("十几家", "十几家"),
        ("a dozen outlets", "12 outlets"),
        ("three hundred and five stores", "305 stores"),
        ("twenty-five and thirty", "25 and 30"),
        ("two of the stores, 1.2 million", "two of the stores, 1.2 million"),
        ("half a dozen", "half a dozen"),
    ],
)
def test_counts_above_ten_in_words_are_read_as_digits(written: str, read_as: str) -> None:
    assert in_digits(written) == read_as


def of_principles(plan: Plan, texts: Iterable[str], language: str = "zh") -> dict[str, list[str]]:
    """What is told of each of the sentences that stand among the principles of a plan, together as a plan has them."""
    said = tuple(dict.fromkeys(texts))
    changed = structs.replace(plan, spec=plan.spec.model_copy(update={"principles": said}))
    found: dict[str, list[str]] = {text: [] for text in said}
    for one in (one for rule in SAID for one in rule().find(changed) if one.path[0] == "principles"):
        found[said[int(one.path[1])]].append(getattr(one.message, language))
    return {text: sorted(messages) for text, messages in found.items()}


OTHER_YEARS = [
    "2029 年岩板大板做到 8,000 万元。",
    "三年内岩板大板做到 8,000 万元。",
    "未来五年岩板大板增至 8,000 万元。",
    "力争 2028 年经销商达到 20 家。",
    "到 2028 年毛利率提高到 36.0%。",
    "2028—2030 年泰安目标 4,000 万元。",
    "2025 年岩板大板做到 2,604 万元。",
    "By 2030 岩板大板 reaches CNY 80 million.",
    "Within three years 岩板大板 reaches CNY 80 million.",
]
PRINCIPLES = [
    ("泰安目标 2,523 万元。", "“泰安”这里写 2,523万元，计划中是 2,323.2万元"),
    ("泰安目标 2,428.8 万元。", "“泰安”这里写 2,428.8万元，计划中是 2,323.2万元"),
    ("工程项目做 1,480 万元。", "“工程项目”这里写 1,480万元，计划中是 1,200万元"),
    ("一季度完成 3,200 万元。", "全区该期销售这里写 3,200万元，计划中是 2,625.2万元"),
    ("全年销售额 15,520 万元。", "全年目标这里写 15,520万元，计划中是 14,520万元"),
    ("费用率由 16.3% 升到 18.5%。", "“全区”的费用率这里写 18.5%，表里是 16.5% 或 16.3%"),
    ("毛利率由 31.2% 提高到 35.0%。", "“全区”的毛利率这里写 35.0%，表里是 33.1% 或 31.2%"),
    ("泰安增长 27.3%。", "“泰安”的增长这里写 27.3%，表里是 17.3% 或 6.5%"),
    ("全年增长 15%。", "“全区”的增长这里写 15.0%，表里是 10.0% 或 6.5%"),
    ("3 家经销商 3 月底前全部签约。", "“经销商”这里写 3月底前 3 家，计划中是 一季度末新增 2 家"),
]
LAYERS = ["泰安奋斗目标 2,428.8 万元。", "奋斗时全年增长 15%。"]
PLAIN = [
    ("岩板大板占到 33%。", "岩板大板占比这里写 33.0%，计划中是 29.3%", "岩板大板占到 29.3%。"),
    ("岩板大板多卖 1,250 万元。", None, "岩板大板多卖 950 万元。"),
    ("泰安上年达成率 96.0%。", "泰安达成率这里写 96.0%，计划中是 90.0%", "泰安上年达成率 90.0%。"),
    ("潍坊出样率由 44% 到 90%。", "潍坊出样率这里写 90.0%，计划中是 74.0%", "潍坊出样率由 44% 到 74%。"),
    ("公司下达 15,200 万元。", "公司下达的目标这里写 15,200万元，计划中是 14,800万元", "公司下达 14,800 万元。"),
    ("全年费用率控制在 15.5% 以内。", "费用率这里写 15.5%，计划中是 16.5%", "费用率控制在 17% 以内。"),
    (
        "历城泰和建材上年 1,262 万元。",
        "历城泰和建材上年销售这里写 1,262万元，计划中是 1,062万元",
        "历城泰和建材上年 1,062 万元。",
    ),
    ("签约设计师做到 300 人。", "签约设计师这里写 300，计划中是 236", "签约设计师做到 236 名。"),
    ("建材卖场展厅新增 24 家。", "新增建材卖场展厅这里写 24，计划中是 14", "建材卖场展厅新增 14 家。"),
    ("经销商增加到 30 家。", "经销商这里写 30，计划中是 14", "经销商增加到 14 家。"),
    ("防滑庭院砖做到 440 万元。", "防滑庭院砖这里写 440万元，计划中是 240万元", "防滑庭院砖做到 240 万元。"),
    ("成交率由 22% 升到 28%。", "成交率这里写 28.0%，计划中是 24.0%", "成交率由 22% 升到 24%。"),
    ("装修与样品补贴多 178 万元。", None, "装修与样品补贴多 78 万元。"),
    ("2 月只安排 800 万元。", "全区该期销售这里写 800万元，计划中是 497万元", "2 月只安排 40 万元促销。"),
    ("客户经理 14 人。", "客户经理这里写 14，计划中是 10", "客户经理 10 人。"),
    (
        "同业乙占 18.0%。",
        "同业乙（本地产区）占有率这里写 18.0%，计划中是 14.0%",
        "同业乙（本地产区）占 14.0%。",
    ),
    ("逾期应收 286 万元四月前清完。", "逾期应收这里写 286万元，计划中是 186万元", "逾期应收 186 万元四月前清完。"),
    (
        "新签 80 名，其中济南 30、淄博 26、潍坊 20、泰安 14。",
        "“80 名，其中济南 30、淄博 26、潍坊 20、泰安 14”合计 90，总数是 80",
        "新签 80 名，其中济南 30、淄博 16、潍坊 20、泰安 14。",
    ),
]


@pytest.fixture(scope="module")
def told_of_tiles() -> dict[str, list[str]]:
    spec = read(EXAMPLES / "luzhong-tiles" / "plan.yaml").spec
    assert spec is not None
    said = [
        *OTHER_YEARS,
        *LAYERS,
        *(text for text, _ in PRINCIPLES),
        *(t for wrong, _, true in PLAIN for t in (wrong, true)),
    ]
    return of_principles(make_plan(spec), said)


@pytest.mark.parametrize(
    "text",
    OTHER_YEARS,
)
def test_what_is_said_of_other_years_is_not_held_against_this_one(
    told_of_tiles: dict[str, list[str]], text: str
) -> None:
    assert not told_of_tiles[text]


@pytest.mark.parametrize(
    ("text", "message"),
    PRINCIPLES,
)
def test_what_is_told_of_a_principle_names_what_the_plan_itself_sets(
    told_of_tiles: dict[str, list[str]], text: str, message: str
) -> None:
    assert told_of_tiles[text] == [message]


def test_another_layer_of_the_targets_is_meant_only_where_it_is_named(told_of_tiles: dict[str, list[str]]) -> None:
    assert not any(told_of_tiles[text] for text in LAYERS)


@pytest.mark.parametrize(
    ("text", "message", "true"),
    PLAIN,
)
def test_a_plain_sentence_is_held_against_the_field_it_speaks_of(
    told_of_tiles: dict[str, list[str]], text: str, message: str | None, true: str
) -> None:
    said = told_of_tiles[text]
    assert said == [message] if message else len(said) == 1
    assert not told_of_tiles[true]


@pytest.fixture(scope="module")
def told_of_feeds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    path = tmp_path_factory.mktemp("feeds") / "plan.yaml"
    path.write_text(FEEDS, encoding="utf-8")
    spec = read(path).spec
    assert spec is not None
    return of_principles(make_plan(spec), [text for pair in ENGLISH for text in pair], "en")


FEEDS = """\
planforge: 1
language: en
industry: general
year: 2027
region: {name: Midlands, company: Oakfield Feeds, manager: Ann Lee}
money: {currency: GBP, unit: 千元, volume_unit: t}
history:
  - {year: 2025, district: Derby, total: 3.0m}
  - {year: 2025, district: Stoke, total: 2.0m}
  - {year: 2026, district: Derby, total: 3.3m}
  - {year: 2026, district: Stoke, total: 2.1m}
districts: [{name: Derby, leader: Bob Ray, market: 20m}, {name: Stoke, leader: Sue Orr, market: 15m}]
products:
  - {name: Layer mash, last: 3.0m, target: 3.4m, margin: 20%}
  - {name: Calf starter, last: 2.4m, target: 2.54m, margin: 35%}
targets: {base: +10%, assigned: 6.2m, assigned_reason: none}
network:
  - name: dealers
    unit: no.
    districts: {Derby: {current: 20, new: 4}, Stoke: {current: 12, new: 2}}
collection: {opening: 600k, overdue: 90k, terms: [{name: net30, pattern: [40%, 60%]}]}
"""


ENGLISH = [
    ("Layer mash grows 30%.", "Layer mash grows 13.3%."),
    ("Calf starter margin of 45%.", "Calf starter margin of 35%."),
    ("Sales of 6.9m in 2027.", "Sales of 5.94m in 2027."),
    ("The company assigned 7.5m.", "The company assigned 6.2m."),
    ("Growth of 18% in all.", "Growth of 10% in all."),
    ("40 dealers by year-end.", "38 dealers by year-end, 6 new."),
    ("Stoke signs 9 new dealers.", "Stoke signs 2 new dealers."),
    ("Overdue 190k collected by April.", "Overdue 90k collected by April."),
    ("Derby holds 25% of its market.", "By 2030 Derby holds 25% of its market."),
    ("Last year Stoke sold 2.6m.", "Last year Stoke sold 2.1m."),
]


@pytest.mark.parametrize(
    ("text", "true"),
    ENGLISH,
)
def test_the_same_holds_of_sentences_in_english(told_of_feeds: dict[str, list[str]], text: str, true: str) -> None:
    assert len(told_of_feeds[text]) == 1
    assert not told_of_feeds[true]
