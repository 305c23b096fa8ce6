"""Rules of growth: whether the year can be reached from where the region stands, and where the growth comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from planforge.checks.rule import Rule, money
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.wording import percent


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
        last = [month for month in plan.review.years[-1][1] if month is not None] if plan.review.years else []
        season = _spread(last) if len(last) == 12 else Fraction(0)
        flat = _spread(plan.targets.districts.months) < Fraction(self.limit["part"]) * season
        if flat and season >= Fraction(self.limit["season"]):
            yield self.at("targets", "season")


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


_AXES = {
    "district": Text("片区", "district"),
    "person": Text("人员", "person"),
    "store": Text("门店", "store"),
}
_ALL = _AXES | {"product": Text("产品", "product"), "channel": Text("渠道", "channel")}


class O11(Rule):
    title = Text("增长最快的，目标增幅最低", "Who grew fastest is asked for least")
    why = Text(
        "长得最快的分得最少、跌得最多的分得最多，两边都不会认账，好市场也放过去了。",
        "If the fastest grower is asked for least and the slowest for more, neither believes it, and growth is missed.",
    )
    message = Text(
        "{axis}“{name}”上年增长 {trend}，同级中最快，目标增幅 {asked} 却最低；"
        "最慢的“{slow}”上年 {slow_trend}，目标 {slow_asked}",
        "the {axis} {name} grew {trend} last year, the fastest, and is asked for {asked}, the least; the slowest, "
        "{slow}, grew {slow_trend} and is asked for {slow_asked}",
    )
    hint = Text(
        "调整权重、写明的目标或锁定；确有原因的写进 targets.locks 的 reason 或 products 的 reason",
        "change the weights, the targets stated or the locks; a cause for it is a reason in targets.locks or products",
    )
    limits = {"points": Decimal(1)}

    def find(self, plan: Plan) -> Iterator[Problem]:
        apart = Fraction(self.limit["points"]) / 100
        for axis, name in _ALL.items():
            known = sorted(_comparable(plan, axis))
            if len(known) < 2:
                continue
            *others, fast = known
            slow, least = known[0], min(one.growth for one in others)
            first = fast.trend - others[-1].trend >= apart and least - fast.growth >= Fraction(1, 1000)  # as printed
            if first and not _reasoned(plan, axis, fast.name):
                yield self.at(
                    *fast.path,
                    axis=name,
                    name=fast.name,
                    trend=percent(fast.trend),
                    asked=percent(fast.growth),
                    slow=slow.name,
                    slow_trend=percent(slow.trend),
                    slow_asked=percent(slow.growth),
                )


class O12(Rule):
    title = Text("目标增幅远离同级", "Growth asked far from that of the others")
    why = Text(
        "一个片区、人员或门店的目标增幅远高于或远低于同级，要么有原因，要么写错了数。",
        "Growth asked of one that is far above or below all others has a reason, or a figure is wrong.",
    )
    message = Text(
        "{axis}“{name}”的目标增幅 {asked}，同级中间值是 {middle}",
        "the {axis} {name} is asked for {asked}; the median of the others is {middle}",
    )
    hint = Text(
        "核对它的上年数和目标；确有原因的写进 targets.locks 的 reason",
        "look at its last year and its target; a reason for it belongs in a lock's reason",
    )
    limits = {"points": Decimal(20), "times": Decimal(5), "most": Decimal(60), "least": Decimal(4)}

    def find(self, plan: Plan) -> Iterator[Problem]:
        for axis, name in _AXES.items():
            known = [
                (one.growth, one) for one in plan.asked if one.axis == axis and one.whole and one.growth is not None
            ]
            if len(known) < self.limit["least"]:
                continue
            middle = _median([growth for growth, _ in known])
            usual = _median([abs(growth - middle) for growth, _ in known])
            far = max(Fraction(self.limit["points"]) / 100, Fraction(self.limit["times"]) * usual)
            far = min(far, Fraction(self.limit["most"]) / 100)  # where many lie far apart
            for growth, one in known:
                if abs(growth - middle) > far and not _reasoned(plan, axis, one.name):
                    yield self.at(*one.path, axis=name, name=one.name, asked=percent(growth), middle=percent(middle))


class _Comparable(NamedTuple):
    trend: Fraction
    growth: Fraction
    path: Path
    name: str


def _comparable(plan: Plan, axis: str) -> list[_Comparable]:
    """Nodes whose growth asked and trend are both known, over whole years."""
    return [
        _Comparable(one.trend, one.growth, one.path, one.name)
        for one in plan.asked
        if one.axis == axis and one.whole and one.trend is not None and one.growth is not None
    ]


def _reasoned(plan: Plan, axis: str, name: str) -> bool:
    """Whether a lock gives a reason for its year, or a product for its status."""
    locks = plan.spec.targets.locks
    if axis == "product" and any(product.name == name and product.reason for product in plan.spec.products):
        return True
    return any(getattr(lock, axis, None) == name and lock.month is None and lock.reason for lock in locks)


def _median(values: Sequence[Fraction]) -> Fraction:
    ranked, half = sorted(values), len(values) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


def _spread(months: Sequence[int]) -> Fraction:
    """Mean distance from the mean, as a part of it: 0 for an even year."""
    whole = sum(months)
    return Fraction(sum(abs(month * len(months) - whole) for month in months), len(months) * whole or 1)


RULES = (O05, O06, O07, O09, O11, O12)
