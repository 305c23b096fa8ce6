"""What ``explain`` says of every kind of figure, in both languages, word for word.

``test_steps_by_hand`` works figures out; here are their sentences. Each was read once against its spec; a change of one
is looked at before it is accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from json import dumps
from pathlib import Path
from typing import Any

import pytest
from by_hand import differing
from test_steps_by_hand import CLOSED, EVEN, WHOLE, _made

from planforge.plan.explain.explain import Explanation, explain
from planforge.problem import Text

HERE = Path(__file__).parent / "told"
OPEN = [
    "目标", "东", "3月", "东 3月", "西 3月", "12月", "东 4月", "面", "面 东", "面 3月", "面 东 3月", "米 西 12月",
    "王", "李", "李 3月",
    "李 4月", "王 3月", "一", "二 6月", "二 7月", "三 7月", "城", "城 7月", "奋斗", "奋斗 东", "奋斗 3月",
    "奋斗 西 3月",
    "销量", "销量 面", "销量 3月", "销量 面 3月", "费用", "费用 东", "费用 运费", "费用 促销 3月", "费用 工资 东",
    "费用 运费 西 12月",
    "毛利", "毛利 东", "毛利 面", "毛利 3月", "毛利 面 东 3月", "毛利率", "贡献", "贡献 东", "贡献 一季度",
    "费用率", "费用率 东", "工资比",
    "回款", "回款 东", "回款 12月", "回款 东 1月", "回款 王", "回款 李 3月", "回款率", "回款率 西", "应收",
    "应收 一季度", "应收 东 12月",
    "盈亏平衡", "占有率", "占有率 东", "占有率 西", "网点", "网点 东", "网点 二季度", "网点 西 四季度", "拜访",
    "拜访 东", "拜访 一季度",
    "支出 促销", "支出 运费", "收入 业务员", "第1周", "第53周", "3月 第1周", "东 3月 第5周", "2027-03-01",
    "面 2027-12-31",
    "layer=floor", "month=13", "片区=面", "东 西", "费用 王", "盈亏平衡 东", "预留",
]  # fmt: skip
AFTER_JANUARY = [
    "目标", "1月", "2月", "12月", "东", "西", "南", "东 1月", "东 2月", "西 2月", "南 6月", "南 7月", "面", "米",
    "酱", "米 东 1月",
    "米 东 2月", "酱 东 4月", "酱 东 5月", "酱 3月", "商超", "批发 东 2月", "李", "周 1月", "周 2月", "王", "一",
    "二 2月", "保底",
    "保底 1月", "保底 东", "保底 东 1月", "保底 西 2月", "2027-01-04", "东 2027-02-01",
]  # fmt: skip

NIL: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "区", "company": "司"},
    "money": {"unit": "元", "round_to": 1},
    "districts": [{"name": "东", "weight": "50%", "market": 100}, {"name": "西", "weight": "50%"}],
    "history": [{"year": 2026, "district": "东", "product": "面", "months": [0] * 12}],
    "targets": {"base": "+20%", "stretch": 0, "by_district": {"manual": "100%"}, "assigned": 0},
    "products": [{"name": "面", "margin": "0%", "price": 7}],
    "team": [{"name": "王", "district": "东"}],
    "stores": [{"name": "一", "district": "西", "area": "城"}],
    "budget": {"lines": [{"name": "工资", "kind": "wage", "amount": 0}, {"name": "运费", "ratio": "5%"}]},
    "collection": {"opening": 0, "terms": [{"name": "现", "pattern": ["60%", "40%"]}]},
    "network": [{"name": "网点", "districts": {"东": {"universe": 0, "current": 0}, "西": {"current": 0}}}],
    "appraisal": {"schemes": [{"role": "业务员", "people": ["王"], "base_pay": 0,
                               "commission": [{"from": "0%", "rate": "1%"}]}]},
}  # fmt: skip
"""Nothing was sold, nothing is asked, nothing is spent."""
NOTHING = [
    "目标", "东", "3月", "东 3月", "面", "面 东 3月", "王", "王 3月", "一", "城", "奋斗", "奋斗 东", "销量",
    "销量 面", "费用", "费用 运费",
    "费用 运费 东 3月", "毛利", "毛利 面", "毛利率", "贡献", "费用率", "工资比", "回款", "回款 王", "回款率",
    "应收", "盈亏平衡", "占有率",
    "占有率 东", "网点", "网点 西", "收入 业务员", "支出 运费", "2027-03-01",
]  # fmt: skip


SHARED: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "区", "company": "司", "manager": "周"},
    "money": {"unit": "元", "round_to": 10, "pack": 6, "volume_unit": "箱"},
    "districts": [{"name": "东", "leader": "王"}, {"name": "西", "closes": 9}],
    "history": [
        {"year": 2026, "district": district, "product": product, "store": store, "months": [amount] * 12}
        for district, product, store, amount in (
            ("东", "面", "一", 600), ("东", "米", "二", 400), ("西", "面", "三", 300), ("西", "面", "四 号", 200),
        )
    ],
    "targets": {
        "base": 24_000,
        "season": EVEN,
        "by_district": {"last": "100%"},
        "volume": 4206,
        "closed": [{
            "month": 1,
            "actual": {"东": 1200, "西": 900},
            "products": {"东": {"面": 700, "米": 500}, "西": {"面": 900, "米": 0}},
            "stores": {"一": 800, "二": 400, "三": 600, "四 号": 300},
        }],
    },
    "products": [{"name": "面", "price": 5}, {"name": "米", "price": "7.5", "delist": "2027-10-31"}],
    "team": [
        {"name": "王", "district": "东"}, {"name": "李", "district": "西"}, {"name": "赵", "district": "西"},
        {"name": "钱", "district": "北"}, {"name": "孙"}, {"name": "武", "district": "东", "weight": "0%"},
    ],
    "stores": [
        {"name": "一", "district": "东", "manager": "王"}, {"name": "二", "district": "东", "manager": "王"},
        {"name": "三", "district": "西", "manager": "李"}, {"name": "四 号", "district": "西", "manager": "赵"},
    ],
}  # fmt: skip
"""January closed by product and store; people who answer for their stores, a district and a product that end."""
OF_STORES = [
    "目标", "东", "西", "西 9月", "西 10月", "米 11月", "面 东 1月", "面 东 2月", "面 西 1月", "米 东 10月",
    "米 西", "王", "王 2月", "李", "李 1月", "赵 9月", "一", "一 1月", "一 2月", "四 号 9月", "store=四 号 10月",
    "李1月", "销量",
    "销量 面", "销量 米 1月", "销量 米 12月", "2027-01-02", "第1周", "1月 第1周", "钱", "孙", "武", "周", "Q4 9月",
    "2027-03-01 4月", "3月 2027-03-01", "第3周 5月", "第3周 Q1", "第四季", "四", "4", "Q1 2027-03-01", "全年 3月",
]  # fmt: skip
MANNED: dict[str, Any] = CLOSED | {
    "targets": CLOSED["targets"] | {
        "closed": [{
            "month": 1,
            "actual": {"东": 1000, "西": 900, "南": 0},
            "products": {"东": {"面": 300, "米": 700, "酱": 0}, "西": {"面": 900, "米": 0, "酱": 0}},
            "people": {"李": 500, "周": 400},
        }],
    },
    "money": {"unit": "元", "round_to": 10},
}  # fmt: skip
"""January closed by product and person."""
OF_PEOPLE = ["李", "李 1月", "李 2月", "周 1月", "米 东 1月", "米 东 2月", "面 1月", "米", "酱 东 1月", "酱 南 7月"]

LAYERED: dict[str, Any] = CLOSED | {"targets": CLOSED["targets"] | {"reserve": 2000, "stretch": "+30%"}}
"""January closed, with what is kept back and what is striven for."""
OF_LAYERS = [
    f"{layer}{cell}"
    for layer in ("预留", "奋斗")
    for cell in ("", " 1月", " 2月", " 东", " 东 1月", " 东 2月", " 南 7月")
]


CASES = [
    ("open", WHOLE, OPEN), ("after_january", CLOSED, AFTER_JANUARY), ("nil", NIL, NOTHING),
    ("of_stores", SHARED, OF_STORES), ("of_people", MANNED, OF_PEOPLE), ("of_layers", LAYERED, OF_LAYERS),
]  # fmt: skip


@pytest.mark.parametrize(("name", "spec", "queries"), CASES, ids=[name for name, *_ in CASES])
def test_every_step_is_said_in_both_languages(
    name: str, spec: dict[str, Any], queries: list[str], matches_snapshot: Callable[[Path, str], None]
) -> None:
    said = "\n\n".join(f"# {query}\n{answer(spec, query)}" for query in queries)
    matches_snapshot(HERE / f"explained_{name}.txt", said + "\n")


@pytest.mark.parametrize("spec", [WHOLE, CLOSED, MANNED], ids=["open", "after_january", "of_people"])
def test_what_is_explained_is_worked_out_by_hand(spec: dict[str, Any]) -> None:
    assert differing(_made(dumps(spec)), spec) == []


def test_whoever_has_a_weight_below_nil_has_no_part_of_the_weights() -> None:
    spec = SHARED | {"team": [{"name": "王", "district": "东", "weight": "-10%"}]}
    assert "权重（写明的权重）：0%" in answer(spec, "王")


def answer(spec: dict[str, Any], query: str) -> str:
    """What is said in Chinese, then in English; a refusal by its code, message and remedy."""
    found = explain(_made(dumps(spec)), query)
    if isinstance(found, Explanation):
        return "\n".join(line for language in ("zh", "en") for line in found.lines(language))
    hint = found.hint or Text("", "")
    return f"{found.code}: {found.message.zh} → {hint.zh}\n{found.message.en} → {hint.en}"
