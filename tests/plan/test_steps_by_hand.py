"""Every step to a figure, held against steps worked out by hand: the figures between count as much as the last."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from json import dumps
from typing import Any

import pytest

from planforge.plan.explain.explain import Explanation, explain
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem
from planforge.spec.spec import Spec

EVEN = {"method": "manual", "weights": ["100%"] * 12, "own_shape": "never"}
WHOLE: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "区", "company": "司"},
    "money": {"unit": "元", "round_to": 1},
    "districts": [
        {"name": "东", "weight": "50%", "market": 40000, "market_growth": "10%"},
        {"name": "西", "weight": "50%", "market": 20000},
    ],
    "history": [
        {"year": 2026, "district": "东", "product": "面", "months": [600] * 12},
        {"year": 2026, "district": "东", "product": "米", "months": [400] * 12},
        {"year": 2026, "district": "西", "product": "面", "months": [500] * 12},
    ],
    "targets": {
        "base": "+20%",
        "stretch": "+30%",
        "season": EVEN,
        "by_district": {"manual": "100%"},
        "assigned": 21000,
        "assigned_reason": "通知",
        "locks": [{"district": "东", "month": 3, "amount": 1000, "reason": "展会"}],
    },
    "products": [
        {"name": "面", "margin": "50%", "share": "70%", "price": 7},
        {"name": "米", "margin": "25%", "share": "30%"},
    ],
    "team": [
        {"name": "王", "district": "东", "weight": "60%"},
        {"name": "李", "district": "东", "weight": "40%", "starts": 4},
    ],
    "stores": [
        {"name": "一", "district": "西", "area": "城", "size": 300},
        {"name": "二", "district": "西", "area": "城", "size": 100, "opens": 7},
        {"name": "三", "district": "西", "area": "乡", "size": 100},
    ],
    "budget": {
        "wages": "apart",
        "last": {"expense": 2000, "wages": 500},
        "lines": [
            {"name": "工资", "kind": "wage", "amount": 1200, "season": "even"},
            {"name": "运费", "ratio": "5%"},
            {"name": "促销", "amount": 600, "season": "even", "kind": "promotion"},
        ],
    },
    "promotions": [{"name": "节", "starts": "2027-05-01", "ends": "2027-05-31", "cost": 250, "line": "促销"}],
    "collection": {"opening": 3000, "terms": [{"name": "现", "pattern": ["60%", "40%"]}]},
    "network": [
        {
            "name": "网点",
            "distribution": True,
            "districts": {
                "东": {"universe": 100, "current": 40, "new": 8, "closed": 2},
                "西": {"universe": 50, "current": 20, "new": 4},
            },
        }
    ],
    "counts": [{"name": "拜访", "unit": "次", "plan": 400}],
    "appraisal": {
        "schemes": [
            {
                "role": "业务员",
                "people": ["王"],
                "base_pay": 50,
                "bonus": 10,
                "commission": [{"from": "0%", "rate": "1%"}, {"from": "100%", "rate": "2%"}],
            }
        ]
    },
}
"""Two districts of a half each; a month locked, a store that opens, a person who starts, and every kind of money."""
CLOSED: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "区", "company": "司"},
    "money": {"unit": "元", "round_to": 10},
    "districts": [{"name": "东", "leader": "王"}, {"name": "西"}, {"name": "南", "opens": 7}],
    "history": [
        {"year": 2026, "district": "东", "product": "面", "channel": "商超", "months": [600] * 12},
        {"year": 2026, "district": "东", "product": "米", "channel": "批发", "months": [400] * 12},
        {"year": 2026, "district": "西", "product": "面", "channel": "商超", "months": [500] * 12},
    ],
    "targets": {
        "base": 24000,
        "floor": 20000,
        "season": {
            "method": "manual",
            "weights": ["12%", "4%", *["8.4%"] * 10],
            "own_shape": "never",
        },
        "by_district": {"last": "50%", "equal": "50%"},
        "bounds": [{"district": "西", "floor": "+50%", "reason": "保增长"}, {"product": "米", "cap": 4000}],
        "closed": [{"month": 1, "actual": {"东": 1000, "西": 900, "南": 0}}],
    },
    "products": [{"name": "面"}, {"name": "米"}, {"name": "酱", "target": 1000, "launch": "2027-05-01"}],
    "channels": [{"name": "商超"}, {"name": "批发"}],
    "team": [{"name": "李", "district": "西", "weight": "60%"}, {"name": "周", "district": "西", "weight": "40%"}],
    "stores": [
        {"name": "一", "district": "西", "manager": "李", "weight": "75%"},
        {"name": "二", "district": "西", "manager": "周", "weight": "25%"},
    ],
}
"""Three districts after January, one of which opens; a floor, a cap, a product's own target, two layers."""


@cache
def _made(fields: str) -> Plan:
    return make_plan(Spec.model_validate_json(fields))


def steps(spec: dict[str, Any], query: str) -> list[tuple[str, Any]]:
    """What is said and its figure; that working days of a year to come are estimates is said elsewhere."""
    found = explain(_made(dumps(spec)), query)
    assert isinstance(found, Explanation), found
    return [(step.what.zh, step.figure) for step in found.steps if not step.what.zh.startswith("2027 年调休")]


def by_hand(said: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(what, Fraction(figure) if isinstance(figure, str) else figure) for what, figure in said]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("全年", [("上年销售额", 18000), ("目标增幅", "1/5"), ("= 未取整", 21600), ("公司下达的目标", 21000),
            ("与下达目标之差（通知）", 600), ("年度目标", 21600)]),
        ("3月", [("年度目标", 21600), ("3月手工月度权重", "1/12"), ("计入片区、门店开业和停业后", "17/216"),
            ("= 未取整", 1700), ("目标", 1700)]),
        ("东", [("手工权重占比", "1/2"), ("× 该项在权重中的比例", 1), ("= 综合权重", "1/2"), ("年度目标", 21600),
            ("= 未取整", 10800), ("目标", 10800)]),
        ("东 3月", [("片区全年目标", 10800), ("× 3月比重（全区的季节曲线）", "1/12"), ("= 单看片区", 900),
            ("全区3月目标", 1700), ("目标，锁定（展会）", 1000)]),
        ("东 4月", [("片区全年目标", 10800), ("× 4月比重（全区的季节曲线）", "1/12"), ("= 单看片区", 900),
            ("全区4月目标", 1700), ("行列平衡与取整", -8), ("目标", 892)]),
        ("面", [("年度目标", 21600), ("依据：写明的占比", None), ("= 未取整", 15120), ("目标", 15120)]),
        ("面 东", [("1月", 357), ("2月", 357), ("3月", 400), ("4月", 357), ("5月", 357), ("6月", 356), ("7月", 356),
            ("8月", 356), ("9月", 356), ("10月", 356), ("11月", 356), ("12月", 356), ("= 合计", 4320)]),
        ("面 3月", [("东", 400), ("西", 700), ("= 合计", 1100)]),
        ("面 东 3月", [("东3月目标", 1000), ("片区内占比", "3/5"),
            ("当月占比（计入自己的季节和上市、淘汰月份）", "3/5"), ("= 单看该格", 600), ("面全年目标", 15120),
            ("按全年目标与该格合计平衡、取整", -200), ("目标", 400)]),
        ("面 东 4月", [("东4月目标", 892), ("片区内占比", "3/5"),
            ("当月占比（计入自己的季节和上市、淘汰月份）", "3/5"), ("= 单看该格", "2676/5"), ("面全年目标", 15120),
            ("按全年目标与该格合计平衡、取整", "-891/5"), ("目标", 357)]),
        ("王", [("东全年目标", 10800), ("权重（写明的权重）", "3/5"), ("= 未取整", "37968/5"),
            ("取整（最大余额法）", "2/5"), ("目标", 7594)]),
        ("王 2月", [("东2月目标", 892), ("权重（写明的权重）", "3/5"), ("= 按在岗者权重", 892),
            ("与全年合计平衡、取整", 0), ("目标", 892)]),
        ("李 5月", [("东5月目标", 892), ("权重（写明的权重）", "2/5"), ("在岗或营业 4–12 月", None),
            ("= 按在岗者权重", "1784/5"), ("与全年合计平衡、取整", "1/5"), ("目标", 357)]),
        ("一", [("西全年目标", 10800), ("权重（面积（座位、房间））", "3/5"), ("= 未取整", 7191), ("目标", 7191)]),
        ("二 8月", [("西8月目标", 1010), ("权重（面积（座位、房间））", "1/5"), ("在岗或营业 7–12 月", None),
            ("= 按在岗者权重", 202), ("与全年合计平衡、取整", 0), ("目标", 202)]),
        ("城", [("一", 7191), ("二", 1212), ("= 合计", 8403)]),
        ("乡 3月", [("三", 175), ("= 合计", 175)]),
        ("奋斗", [("该层总额", 23400), ("比上年增长", "3/10"), ("取整后（各层合计不变）", 23400)]),
        ("奋斗 东", [("该层总额", 23400), ("比上年增长", "3/10"), ("基础指标的这一格", 10800),
            ("× 该层与基础指标之比", "13/12"), ("= 未取整", 11700), ("取整后（各层合计不变）", 11700)]),
        ("面 销量", [("目标额", 15120), ("÷ 单价", 7), ("= 未取整", 2160), ("取整后", 2160)]),
        ("销量", [("面", 2160), ("米", 926), ("= 合计", 3086)]),
        ("面 销量 3月", [("目标额", 1100), ("÷ 单价", 7), ("= 未取整", "1100/7"), ("取整后", 157)]),
        ("费用", [("工资", 1200), ("运费", 1080), ("促销", 600), ("= 合计", 2880)]),
        ("运费 西", [("占销售额比率", "1/20"), ("× 全年销售目标", 21600), ("= 未取整金额", 1080),
            ("全年预算（取整）", 1080), ("× 西的分摊比重", "1/2"), ("= 未取整", 540),
            ("取整后（各项之和不变）", 540)]),
        ("运费 3月", [("占销售额比率", "1/20"), ("× 全年销售目标", 21600), ("= 未取整金额", 1080),
            ("全年预算（取整）", 1080), ("随3月销售", None), ("= 未取整", 85), ("取整后（各项之和不变）", 85)]),
        ("费用 东 2月", [("工资", 50), ("运费", 45), ("促销", 25), ("= 合计", 120)]),
        ("回款", [("期初应收", 3000), ("+ 销售额", 21600), ("− 期末应收", 760), ("= 回款", 23840)]),
        ("回款 2月", [("1月销售额", 1700), ("其中2月回款的比例", "2/5"), ("= 1月销售的回款（取整）", 680),
            ("2月销售额", 1700), ("其中2月回款的比例", "3/5"), ("= 2月销售的回款（取整）", 1020),
            ("= 回款", 1700)]),
        ("回款 王 5月", [("东5月回款", 892), ("东5月销售目标", 892), ("其中王的目标", 535),
            ("按各月目标分摊、取整", 535)]),
        ("毛利 东 2月", [("面销售额", 357), ("× 毛利率", "1/2"), ("米销售额", 535), ("× 毛利率", "1/4"),
            ("= 未取整", "1249/4"), ("取整后（各项之和不变）", 312)]),
        ("毛利 面", [("面销售额", 15120), ("× 毛利率", "1/2"), ("= 未取整", 7560),
            ("取整后（各项之和不变）", 7560)]),
        ("应收 一季度", [("期初应收", 3000), ("+ 销售额", 5100), ("− 回款", 7420), ("= 期末应收", 680)]),
        ("贡献 东", [("毛利", 3780), ("− 工资", 600), ("− 运费", 540), ("− 促销", 300), ("= 区域贡献", 2340)]),
        ("费用率", [("费用合计（工资单列，不计入）", 1680), ("÷ 销售目标", 21600), ("上年", "1/9"),
            ("= 费用率", "7/90")]),
        ("费用率 东 3月", [("费用合计（工资单列，不计入）", 75), ("÷ 销售目标", 1000), ("= 费用率", "3/40")]),
        ("工资比", [("工资合计", 1200), ("÷ 销售目标", 21600), ("上年", "1/36"), ("= 工资比", "1/18")]),
        ("工资比 东", [("工资合计", 600), ("÷ 销售目标", 10800), ("= 工资比", "1/18")]),
        ("回款率 东", [("回款", 12444), ("期初应收", 2000), ("销售额", 10800),
            ("销售回款率：回款 ÷ 销售额", "1037/900"), ("应收回收率：回款 ÷（期初应收 + 销售额）", "3111/3200")]),
        ("盈亏平衡", [("固定费用", 1800), ("毛利", 9180), ("− 随销售变动的费用", 1080), ("÷ 销售目标", 21600),
            ("= 每元销售留下的比例", "3/8"), ("盈亏平衡销售额 = 固定费用 ÷ 该比例", 4800)]),
        ("占有率 东", [("上年销售额", 12000), ("÷ 上年市场容量", 40000), ("= 上年占有率", "3/10"),
            ("增长中来自市场扩大", 1200), ("增长中来自占有率提高", -2400), ("销售目标", 10800),
            ("÷ 计划年市场容量", 44000), ("= 计划占有率", "27/110")]),
        ("占有率", [("上年销售额", 18000), ("÷ 上年市场容量", 60000), ("= 上年占有率", "3/10"),
            ("增长中来自市场扩大", 1200), ("增长中来自占有率提高", 2400), ("销售目标", 21600),
            ("÷ 计划年市场容量", 64000), ("= 计划占有率", "27/80")]),
        ("促销 支出", [("预算", 600), ("− 节", 250), ("= 余额", 350)]),
        ("业务员", [("计提基数（全年销售额）", 7594), ("达成 80% 时全年收入", 757), ("达成 120% 时全年收入", 926),
            ("固定工资", 600), ("+ 绩效工资", 120), ("+ 提成", 152), ("= 达成 100% 时全年收入", 872)]),
        ("网点 二季度", [("年初", 60), ("+ 全年新增", 12), ("− 全年退出", 2), ("一季度末", 62), ("二季度末", 64)]),
        ("网点 东", [("年初", 40), ("+ 全年新增", 8), ("− 全年退出", 2), ("可开发总数", 100),
            ("布点率 = 年末数 ÷ 可开发总数", "23/50"), ("一季度末", 41), ("二季度末", 42), ("三季度末", 44),
            ("四季度末", 46)]),
        ("拜访", [("一季度", 100), ("二季度", 100), ("三季度", 100), ("四季度", 100), ("= 全年", 400)]),
        ("拜访 三季度", [("三季度", 100)]),
        ("3月15日", [("3月目标", 1700), ("3月营业日（按权重）", 23), ("其中 03-15–03-21", 5),
            ("= 未取整", "8500/23"), ("取整后（各周合计等于当月）", 369), ("× 当日占该周营业日", "1/5"),
            ("取整后（各日合计等于该周）", 74)]),
        ("3月第2周", [("3月目标", 1700), ("3月营业日（按权重）", 23), ("其中 03-08–03-14", 5),
            ("= 未取整", "8500/23"), ("取整后（各周合计等于当月）", 370)]),
        ("东 第13周", [("03-29 至 03-31（计入 3 月）", 131), ("04-01 至 04-04（计入 4 月）", 85),
            ("= 第 13 周", 216)]),
        ("东 二季度", [("4月", 892), ("5月", 892), ("6月", 892), ("= 三个月合计", 2676)]),
        ("毛利率", [("毛利", 9180), ("÷ 销售额", 21600), ("上年", "13/30"), ("= 毛利率", "17/40")]),
        ("费用 一季度", [("1月", 235), ("2月", 235), ("3月", 235), ("= 三个月合计", 705)]),
    ],
)  # fmt: skip
def test_the_steps_to_a_figure_are_those_by_hand(query: str, said: list[tuple[str, Any]]) -> None:
    assert steps(WHOLE, query) == by_hand(said)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("全年", [("写明的基础指标", 24000), ("年度目标", 24000)]),
        ("1月", [("年度目标", 24000), ("1月手工月度权重", "3/25"), ("计入片区、门店开业和停业后", "1081/10000"),
            ("目标，已关账，按实际", 1900)]),
        ("2月", [("年度目标", 24000), ("2月手工月度权重", "1/25"), ("计入片区、门店开业和停业后", "1081/30000"),
            ("扣除已关账月份实际后的余额", 22100), ("× 占其余权重之比", "1081/26757"),
            ("= 未取整", "23890100/26757"), ("其中由已关账月份转来", "248630/8919"),
            ("取整（最大余额法）", "-76370/26757"), ("目标", 890)]),
        ("东", [("上年销售", 12000), ("上年销售占比", "2/3"), ("× 该项在权重中的比例", "1/2"),
            ("均分占比", "125/313"), ("× 该项在权重中的比例", "1/2"), ("= 综合权重", "1001/1878"),
            ("年度目标", 24000), ("扣除锁定与上下限后的余额", 15000), ("× 占其余权重之比", "143/170"),
            ("= 未取整", "214500/17"), ("取整（最大余额法）", "40/17"), ("目标", 12620)]),
        ("西", [("上年销售", 6000), ("上年销售占比", "1/3"), ("× 该项在权重中的比例", "1/2"),
            ("均分占比", "125/313"), ("× 该项在权重中的比例", "1/2"), ("= 综合权重", "344/939"),
            ("年度目标", 24000), ("目标，提到下限（保增长）", 9000)]),
        ("南", [("上年销售", 0), ("上年销售占比", 0), ("× 该项在权重中的比例", "1/2"), ("均分占比", "63/313"),
            ("× 该项在权重中的比例", "1/2"), ("当年营业部分（已计入上面各项）", "63/125"), ("= 综合权重", "63/626"),
            ("年度目标", 24000), ("扣除锁定与上下限后的余额", 15000), ("× 占其余权重之比", "27/170"),
            ("= 未取整", "40500/17"), ("取整（最大余额法）", "-40/17"), ("目标", 2380)]),
        ("南 8月", [("片区全年目标", 2380), ("− 已关账月份的实际", 0), ("= 余下各月", 2380),
            ("× 8月占余下各月的比重（全区的季节曲线）", "1/6"), ("= 单看片区", "1190/3"),
            ("其中由已关账月份转来", 0), ("全区8月目标", 2280), ("行列平衡与取整", "-20/3"), ("目标", 390)]),
        ("西 1月", [("目标，已关账，按实际", 900)]),
        ("西 3月", [("片区全年目标", 9000), ("− 已关账月份的实际", 900), ("= 余下各月", 8100),
            ("× 3月占余下各月的比重（全区的季节曲线）", "21/220"), ("= 单看片区", "8505/11"),
            ("其中由已关账月份转来", "189/11"), ("全区3月目标", 1880), ("行列平衡与取整", "-35/11"),
            ("目标", 770)]),
        ("面", [("年度目标", 24000), ("依据：上年销售（按在售月份）", None), ("扣除锁定与上下限后的余额", 19000),
            ("× 占其余权重之比", 1), ("= 未取整", 19000), ("目标", 19000)]),
        ("米", [("年度目标", 24000), ("依据：上年销售（按在售月份）", None), ("目标，压到上限", 4000)]),
        ("酱", [("年度目标", 24000), ("依据：产品、渠道自己写明的目标", None), ("目标，锁定", 1000)]),
        ("面 1月", [("东", 700), ("西", 900), ("南", 0), ("= 合计", 1600)]),
        ("米 西 3月", [("西3月目标", 770), ("片区内占比", 0), ("当月占比（计入自己的季节和上市、淘汰月份）", 0),
            ("= 单看该格", 0), ("米全年目标", 4000), ("按全年目标与该格合计平衡、取整", 0), ("目标", 0)]),
        ("商超", [("年度目标", 24000), ("依据：上年销售（按在售月份）", None), ("= 未取整", 17600),
            ("目标", 17600)]),
        ("批发 东", [("1月", 450), ("2月", 230), ("3月", 500), ("4月", 500), ("5月", 500), ("6月", 500),
            ("7月", 500), ("8月", 500), ("9月", 500), ("10月", 500), ("11月", 500), ("12月", 500),
            ("= 合计", 5680)]),
        ("李", [("西全年目标", 9000), ("权重（写明的权重）", "3/5"), ("= 未取整", 5400), ("目标", 5400)]),
        ("李 1月", [("西1月目标", 900), ("权重（写明的权重）", "3/5"), ("= 按在岗者权重", 540),
            ("与全年合计平衡、取整", 0), ("目标", 540)]),
        ("周 3月", [("西3月目标", 770), ("权重（写明的权重）", "2/5"), ("= 按在岗者权重", 308),
            ("与全年合计平衡、取整", 2), ("目标", 310)]),
        ("一 1月", [("西1月目标", 900), ("权重（写明的权重）", "3/4"), ("= 按在岗者权重", 675),
            ("与全年合计平衡、取整", 5), ("目标", 680)]),
        ("二 3月", [("西3月目标", 770), ("权重（写明的权重）", "1/4"), ("= 按在岗者权重", "385/2"),
            ("与全年合计平衡、取整", "-5/2"), ("目标", 190)]),
        ("王", [("东全年目标", 12620), ("权重（没有任何依据，均分）", 1), ("= 未取整", 12620), ("目标", 12620)]),
        ("保底", [("该层总额", 20000), ("比上年增长", "1/9"), ("取整后（各层合计不变）", 20000)]),
        ("保底 西 3月", [("该层总额", 20000), ("比上年增长", "1/9"), ("其中已关账月份（按实际）", 1900),
            ("= 余下各月", 18100), ("基础指标的这一格", 770), ("× 该层与基础指标之比（余下各月）", "181/221"),
            ("= 未取整", "139370/221"), ("取整后（各层合计不变）", 630)]),
    ],
)  # fmt: skip
def test_the_steps_after_a_closed_month_are_those_by_hand(query: str, said: list[tuple[str, Any]]) -> None:
    assert steps(CLOSED, query) == by_hand(said)


@pytest.mark.parametrize(
    "query",
    [
        "盈亏平衡 3月",
        "占有率 3月",
        "占有率 一季度",
        "回款率 一季度",
        "回款率 3月",
        "促销 支出 3月",
        "促销 支出 一季度",
        "业务员 3月",
        "业务员 一季度",
        "网点 3月",
        "奋斗 面",
        "保底",
        "毛利 王",
        "费用 面",
        "毛利率 王",
        "费用 3月15日",
        "费用 第3周",
        "销量 东",
        "王 东",
        "面 王",
        "城 西",
        "支出",
        "费用 王",
        "贡献 面",
        "奋斗 费用",
        "网点 面",
        "3月第7周",
        "应收 王",
        "回款 面",
        "占有率 面",
        "盈亏平衡 东",
    ],
)
def test_what_a_plan_does_not_split_is_no_figure_of_it(query: str) -> None:
    found = explain(_made(dumps(WHOLE)), query)
    assert isinstance(found, Problem) and found.code == "P91"


def test_what_is_asked_by_an_unknown_name_is_shown_by_a_district() -> None:
    plain = {
        "year": 2027,
        "region": {"name": "区", "company": "司"},
        "districts": [{"name": "东"}],
        "targets": {"base": 5},
    }
    for query in ("", "某物"):
        found = explain(_made(dumps(plain)), query)
        assert isinstance(found, Problem) and found.hint and (found.code, "东 3月" in found.hint.zh) == ("P90", True)


def test_each_bound_gives_its_own_reason() -> None:
    bounds = [
        {"district": name, "floor": floor, "reason": why}
        for name, floor, why in (("东", 13_000, "甲"), ("西", 9500, "乙"))
    ]
    held = CLOSED | {"targets": CLOSED["targets"] | {"bounds": bounds, "closed": []}}
    assert [steps(held, name)[-1] for name in "东西"] == [
        ("目标，提到下限（甲）", 13_000),
        ("目标，提到下限（乙）", 9500),
    ]


@pytest.mark.parametrize(
    ("query", "days", "part"), [("3月第5周", 3, None), ("3月31日", 3, Fraction(1, 3)), ("3月1日", 5, Fraction(1, 5))]
)
def test_a_week_counts_its_first_and_its_last_day(query: str, days: int, part: Fraction | None) -> None:
    """March 2027 begins on a Monday and ends on a Wednesday."""
    said = dict(steps(WHOLE, query))
    assert next(figure for what, figure in said.items() if what.startswith("其中 03-")) == days
    assert said.get("× 当日占该周营业日") == part


@pytest.mark.parametrize(("cost", "said"), [(600, "= 余额"), (601, "= 超支")])
def test_a_line_that_is_used_up_has_nothing_left_and_is_not_over(cost: int, said: str) -> None:
    used = WHOLE | {"promotions": [WHOLE["promotions"][0] | {"cost": cost}]}
    assert steps(used, "促销 支出")[-1] == (said, 600 - cost)


@pytest.mark.parametrize(("cap", "held"), [(1080, False), (1079, True)])
def test_a_cap_just_reached_is_no_step(cap: int, held: bool) -> None:
    budget = WHOLE["budget"] | {"lines": [{"name": "运费", "ratio": "5%", "cap": cap}]}
    without = {key: value for key, value in WHOLE.items() if key != "promotions"}
    assert (("上限", cap) in steps(without | {"budget": budget}, "费用 运费")) is held


def test_a_month_moved_by_the_festival_shows_its_share_before_and_after() -> None:
    """New Year was on 17 February 2026 and will be on 6 February 2027: January sells more than it did."""
    months = [1200, 900, *[1000] * 10]
    moved = WHOLE | {"history": [{"year": 2026, "district": "东", "months": months}], "stores": [], "products": []}
    moved |= {"targets": {"base": 24_000, "by_district": {"manual": "100%"}}, "collection": None}
    plan = _made(dumps({key: value for key, value in moved.items() if value is not None}))
    for month in (1, 2):
        found = explain(plan, f"{month}月")
        assert isinstance(found, Explanation)
        said = {step.what.zh: step.figure for step in found.steps}
        plain, shifted = plan.targets.plain_season[month - 1], plan.targets.season[month - 1]
        assert plain == Fraction(months[month - 1], 12_100) and (shifted > plain) is (month == 1)
        assert said["春节错期调整后（一季度合计不变）"] == shifted and plain in said.values()


@pytest.mark.parametrize("node", ["东", "面", "面 东", "王", "一", "城", "奋斗", "奋斗 东"])
def test_the_weeks_of_a_month_sum_to_it_for_every_kind_of_node(node: str) -> None:
    """March 2027 has parts of five weeks."""
    weeks = [steps(WHOLE, f"{node} 3月第{week}周")[-1][1] for week in range(1, 6)]
    assert sum(weeks) == steps(WHOLE, f"{node} 3月")[-1][1] and min(weeks) > 0


def test_shares_are_said_as_rates_and_amounts_as_money() -> None:
    def units(spec: dict[str, Any], query: str) -> str:
        found = explain(_made(dumps(spec)), query)
        assert isinstance(found, Explanation)
        return " ".join(step.unit or "-" for step in found.steps)

    assert units(CLOSED, "东") == "money rate rate rate rate rate money money rate money money money"
    assert units(WHOLE, "东") == "rate rate rate money money money"
    assert units(WHOLE, "面 销量") == "money price count count"
    assert units(WHOLE, "网点 东") == "count count count count rate count count count count"
