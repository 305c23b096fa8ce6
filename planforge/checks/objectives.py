"""Rules of part two: objectives are measurable, and their parts add up to them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

from planforge.checks.rule import Rule, listed, money
from planforge.numbers import rounding
from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity, Text
from planforge.spec.products import Channel, Product
from planforge.spec.values import parse_signed_money


class O01(Rule):
    severity = Severity.ERROR
    title = Text("目标要素不全", "An objective lacks a part")
    why = Text(
        "没有基数、目标值和单位的目标无法检查，也就无法考核。",
        "An objective without baseline, target and unit can be neither checked nor appraised.",
    )
    message = Text("目标 {code}“{name}”缺少{missing}", "objective {code} {name} lacks {missing}")
    hint = Text(
        "补上这几项，或用 measure 指明对应的计算指标",
        "add them, or name the computed figure it stands for with measure",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        names = {"baseline": Text("基数", "baseline"), "target": Text("目标值", "target"), "unit": Text("单位", "unit")}
        for index, objective in enumerate(plan.spec.objectives):
            missing = [name for key, name in names.items() if getattr(objective, key) is None]
            if objective.measure == "other" and missing:
                yield self.at("objectives", index, code=objective.code, name=objective.name, missing=listed(missing))


class O02(Rule):
    severity = Severity.ERROR
    title = Text("缺少销量目标或网络拓展目标", "No target for sales, volume or network")
    why = Text(
        "只有销售额没有销量，看不出是涨价还是多卖；没有网络目标，增量没有落脚点。",
        "Value without volume hides price from growth; without network targets, growth has no place to come from.",
    )
    message = Text("目标中没有{what}", "no target for {what}")
    hint = Text("{remedy}", "{remedy}")

    def find(self, plan: Plan) -> Iterator[Problem]:
        spec = plan.spec
        measures = {objective.measure for objective in spec.objectives}
        if spec.objectives and "sales" not in measures:
            yield self.at(
                "objectives",
                what=Text("销售额", "sales revenue"),
                remedy=Text("增加一条 measure: sales 的目标", "add an objective with measure: sales"),
            )
        counted = plan.targets.volumes is not None or spec.targets.volume is not None or spec.counts
        if not counted and "volume" not in measures:
            yield self.at(
                "targets",
                what=Text("销量", "sales volume"),
                remedy=Text(
                    "写 targets.volume，或在 products 中填 price", "give targets.volume, or the price in products"
                ),
            )
        if not (spec.network or spec.counts or spec.stores):
            yield self.at(
                "targets",
                what=Text("网络拓展", "network expansion"),
                remedy=Text(
                    "在 network 中写网点、经销商等的目标；直销的在 counts 中写客户数、合同数等",
                    "give targets for outlets, dealers… in network, or for customers, contracts… in counts",
                ),
            )


class O03(Rule):
    severity = Severity.ERROR
    title = Text("分解合计与年度目标不符", "Parts do not add up to the year's target")
    why = Text(
        "各产品、渠道的目标加起来不等于总目标，必有一方没有人负责。",
        "Where parts miss the total, somebody's share has no owner.",
    )
    message = Text(
        "{dimension}目标合计 {sum}，年度目标 {total}，差 {gap}",
        "{dimension} targets sum to {sum}, the year's target is {total}: {gap} apart",
    )
    hint = Text(
        "调整其中一项，或留一项不填，由 planforge 补足", "change one of them, or leave one empty for planforge to fill"
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        names = {"products": Text("产品", "product"), "channels": Text("渠道", "channel")}
        for key, name in names.items():
            nodes = getattr(plan.spec, key)
            stated = [_stated(node, plan.targets.total) for node in nodes]
            known = [amount for amount in stated if amount is not None]
            whole = sum(known, Fraction(0))
            gap = whole - plan.targets.total
            if len(known) < len(stated):
                gap = max(gap, Fraction(0))
            slack = rounding(node.share for node in nodes if node.target is None and node.share is not None)
            if any(node.target is not None for node in nodes) and abs(gap) >= plan.granule + slack * plan.targets.total:
                yield self.at(
                    key,
                    dimension=name,
                    sum=money(plan, whole),
                    total=money(plan, plan.targets.total),
                    gap=money(plan, abs(gap)),
                )


class O04(Rule):
    severity = Severity.ERROR
    title = Text("保底、基础、奋斗指标次序不对", "Floor, base and stretch are out of order")
    why = Text("奋斗指标不高于基础指标，分层激励就失去意义。", "Layers only spur when each lies above the one before.")
    message = Text(
        "{upper} {high} 不高于{lower} {low}", "the {upper} target {high} is not above the {lower} target {low}"
    )
    hint = Text("调整 targets.{key}", "change targets.{key}")

    def find(self, plan: Plan) -> Iterator[Problem]:
        names = {
            "floor": Text("保底指标", "floor"),
            "base": Text("基础指标", "base"),
            "stretch": Text("奋斗指标", "stretch"),
        }
        layers = [name for name in names if name in plan.targets.layers and plan.targets.layers[name].total]
        for lower, upper in itertools.pairwise(layers):
            low, high = plan.targets.layers[lower].total, plan.targets.layers[upper].total
            if high <= low:
                key = upper if upper != "base" else lower
                yield self.at(
                    "targets",
                    key,
                    upper=names[upper],
                    lower=names[lower],
                    high=money(plan, high),
                    low=money(plan, low),
                    key=key,
                )


class O08(Rule):
    severity = Severity.ERROR
    title = Text("利润目标与毛利、费用不勾稽", "The stated profit is not gross profit less expense")
    why = Text(
        "文字里的利润和表里的利润对不上，老板会先怀疑整张表。",
        "When the profit in words is not that in the table, the table is doubted.",
    )
    message = Text(
        "目标 {code} 写 {stated}，按毛利减费用是 {computed}",
        "objective {code} states {stated}; gross profit less expense is {computed}",
    )
    hint = Text(
        "删去 target，由 planforge 取数；或调整毛利与费用",
        "drop target and let planforge fill it, or change margin and expense",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        if plan.profit is None:
            return
        figures = {"gross_profit": plan.profit.total.gross, "contribution": plan.profit.total.contribution}
        for index, objective in enumerate(plan.spec.objectives):
            computed = figures.get(objective.measure)
            stated = _amount(objective.target, objective.unit)
            if computed is not None and stated is not None and abs(stated - computed) >= plan.granule:
                yield self.at(
                    "objectives",
                    index,
                    "target",
                    code=objective.code,
                    stated=money(plan, stated),
                    computed=money(plan, computed),
                )


class O10(Rule):
    title = Text("与公司下达目标的差异没有说明", "The difference from the assigned target is not explained")
    why = Text(
        "计划可以与下达目标不同，但要说清理由，才能获批。", "A plan may differ from the assigned target if it says why."
    )
    message = Text(
        "下达 {assigned}，本计划 {total}，没有说明理由", "assigned {assigned}, planned {total}, no reason given"
    )
    hint = Text("在 targets.assigned_reason 中说明", "give the reason in targets.assigned_reason")

    def find(self, plan: Plan) -> Iterator[Problem]:
        assigned = plan.targets.assigned
        if assigned is not None and assigned != plan.targets.total and not plan.spec.targets.assigned_reason:
            yield self.at("targets", "assigned", assigned=money(plan, assigned), total=money(plan, plan.targets.total))


def _stated(node: Product | Channel, total: int) -> Fraction | None:
    """The year of a product or channel as written: an amount, or a share of the total."""
    if node.target is not None:
        return Fraction(node.target)
    return None if node.share is None else Fraction(node.share) * total


def _amount(target: str | None, unit: str | None) -> Decimal | None:
    """A stated amount whose unit stands in it or beside it."""
    for text in (f"{target}{unit or ''}", target) if target else ():
        with suppress(ValueError):
            return parse_signed_money(text)
    return None


RULES = (O01, O02, O03, O04, O08, O10)
