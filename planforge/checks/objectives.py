"""Rules of part two: objectives are measurable, add up, and can be reached from where the region stands."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from planforge.checks.rule import Rule, listed, money, percent
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
                remedy=Text("写 targets.volume，或给产品填 price", "give targets.volume, or the products' prices"),
            )
        if not (spec.network or spec.counts or spec.stores):
            yield self.at(
                "targets",
                what=Text("网络拓展", "network expansion"),
                remedy=Text("在 network 中写网点、经销商等的目标", "give targets for outlets, dealers… in network"),
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
            if any(node.target is not None for node in nodes) and abs(gap) >= plan.granule:
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


class O05(Rule):
    title = Text("增长率偏高而没有增量来源", "High growth without named sources")
    why = Text(
        "增速高于市场两倍又高于自身历史，不说增量从哪里来，目标就只是愿望。",
        "Growth far above market and history is a wish until its sources are named.",
    )
    message = Text(
        "目标增长 {growth}，高于 {limit}，没有写增量来源", "growth of {growth} is above {limit} and names no source"
    )
    hint = Text("在 targets.growth_sources 中列出来源和金额", "list sources and amounts in targets.growth_sources")
    limits = {"points": Decimal(5)}

    def find(self, plan: Plan) -> Iterator[Problem]:
        growth = plan.targets.growth
        if growth is None or plan.spec.targets.growth_sources:
            return
        market = Fraction(plan.spec.targets.market_growth or 0)
        before, last = plan.targets.before, plan.targets.last
        history = Fraction(last, before) - 1 if before and last else Fraction(0)
        limit = max(2 * market + Fraction(self.limit["points"]) / 100, history)
        if growth > limit:
            yield self.at("targets", "base", growth=percent(growth), limit=percent(limit))


class O06(Rule):
    severity = Severity.ERROR
    title = Text("差距没有全部落到来源", "Part of the gap has no source")
    why = Text(
        "差额中没有来源的部分，到年底就是完不成的部分。", "What has no source now is what is missing in December."
    )
    message = Text(
        "与自然增长相比的差距 {gap}，有来源的只有 {covered}，缺 {missing}",
        "the gap to the natural trend is {gap}; sources cover {covered}, {missing} has none",
    )
    hint = Text("在 targets.growth_sources 中补足，或降低目标", "add to targets.growth_sources, or lower the target")

    def find(self, plan: Plan) -> Iterator[Problem]:
        gap = plan.gap
        uplift = sum(strategy.uplift or 0 for strategy in plan.spec.strategies)
        if gap is None or not (gap.sources or uplift):
            return
        covered = gap.gap - gap.uncovered if gap.sources else uplift
        if gap.gap - covered >= plan.granule:
            place = "growth_sources" if gap.sources else "base"
            yield self.at(
                "targets",
                place,
                gap=money(plan, gap.gap),
                covered=money(plan, covered),
                missing=money(plan, gap.gap - covered),
            )


class O07(Rule):
    title = Text("月度分解平均分摊", "The months are split evenly")
    why = Text(
        "平均分摊不反映淡旺季和春节错期，旺季备货不足，淡季人人不达标。",
        "An even split ignores season and festival: short of stock in the peak, short of target in the off-season.",
    )
    message = Text(
        "各月目标几乎相等，而历史有明显淡旺季", "the months are all but equal while history has a clear season"
    )
    hint = Text(
        "去掉 season.method: manual，或按历史给出权重",
        "drop season.method: manual, or give weights that follow history",
    )
    limits = {"part": Decimal("0.25"), "season": Decimal("0.05")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        last = plan.review.years[-1][1] if plan.review.years else ()
        season = _spread(last) if len(last) == 12 else Fraction(0)
        flat = _spread(plan.targets.districts.months) < Fraction(self.limit["part"]) * season
        if flat and season >= Fraction(self.limit["season"]):
            yield self.at("targets", "season")


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


class O09(Rule):
    title = Text("漏斗乘积与目标不符", "The funnel does not give the target")
    why = Text(
        "客流、成交率、客单价乘起来到不了目标，就要先回答哪个数能再高。",
        "If the factors do not make the target, say which of them will rise.",
    )
    message = Text(
        "漏斗“{name}”得 {plan}，应为 {covers}，差 {gap}", "funnel {name} gives {plan}, wanted {covers}: {gap} apart"
    )
    hint = Text(
        "调整因子，或用 covers 写明它覆盖的销售额", "change a factor, or say with covers which sales it explains"
    )
    limits = {"tolerance": Decimal("0.02")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, funnel in enumerate(plan.funnels):
            if abs(funnel.difference) > Fraction(self.limit["tolerance"]) * funnel.covers:
                yield self.at(
                    "targets",
                    "funnels",
                    index,
                    name=funnel.name,
                    plan=money(plan, funnel.plan),
                    covers=money(plan, funnel.covers),
                    gap=money(plan, abs(funnel.difference)),
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


def _spread(months: Sequence[int]) -> Fraction:
    """Mean distance from the mean, as a part of it: 0 for an even year."""
    whole = sum(months)
    return Fraction(sum(abs(month * len(months) - whole) for month in months), len(months) * whole or 1)


def _amount(target: str | None, unit: str | None) -> Decimal | None:
    try:
        return parse_signed_money(f"{target}{unit or ''}") if target else None
    except ValueError:
        return None


RULES = (O01, O02, O03, O04, O05, O06, O07, O08, O09, O10)
