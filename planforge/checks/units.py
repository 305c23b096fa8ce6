"""Rules of one growth story and of what lies below the districts: sources, trends, dealers, stock, people."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planforge.checks.rule import Number, Rule, money
from planforge.numbers import growth
from planforge.plan.growth.matrix import NodeGrowth
from planforge.plan.plan import Plan
from planforge.plan.targets.last_year import Attainment
from planforge.problem import Problem, Severity, Text
from planforge.reading.origins import unconfirmed
from planforge.wording import month_name, percent, printed

AXES = {
    "district": Text("片区", "district"),
    "product": Text("产品", "product"),
    "channel": Text("渠道", "channel"),
    "district_product": Text("片区×产品", "district × product"),
    "district_channel": Text("片区×渠道", "district × channel"),
}


class O14(Rule):
    title = Text("来源多于所在一项的增量", "Sources beyond the growth of their place")
    why = Text(
        "来源写的增量比目标表里这一项的增量还多，两处总有一处不对。",
        "A source that brings more than the table lets its place grow: one of the two is wrong.",
    )
    message = Text(
        "{axis}“{name}”的来源合计 {named}，目标表中它的增量只有 {growth}，多 {over}",
        "sources bring {axis} “{name}” {named}, its table lets it grow by {growth}: {over} too many",
    )
    hint = Text(
        "调高这一项的目标，或调低来源，或写明来源属于哪一项（product、channel、district）",
        "raise its target, lower the sources, or say where they belong (product, channel, district)",
    )
    limits = {"tolerance": Decimal("0.05")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        given = plan.spec.targets.growth_sources
        for row in plan.matrix:
            over = row.named - max(row.growth, 0)
            slack = max(Fraction(self.limit["tolerance"]) * row.named, Fraction(plan.granule))
            if row.named and over > slack + self._lost(plan, row):
                index = next(i for i, source in enumerate(given) if source.name == row.sources[0].name)
                yield self.at(
                    "targets", "growth_sources", index,
                    axis=AXES[row.axis], name=row.name, named=money(plan, row.named),
                    growth=money(plan, row.growth), over=money(plan, over),
                )  # fmt: skip

    @staticmethod
    def _lost(plan: Plan, row: NodeGrowth) -> Fraction:
        """What sources have to bring beyond the growth where sales fall by themselves, shared as the growth is."""
        grown = sum(max(other.growth, 0) for other in plan.matrix if other.axis == row.axis)
        falling = max(-plan.gap.trend, 0) if plan.gap else 0
        return Fraction(falling * max(row.growth, 0), grown) if grown else Fraction(0)


class O19(Rule):
    title = Text("目标低于自然增长", "A target below the natural trend")
    why = Text(
        "什么都不做也能做到的目标，不需要计划，也不需要钱。",
        "What comes by itself needs neither a plan nor money.",
    )
    message = Text(
        "按自然增长 {rate} 可以做到 {trend}，目标 {target} 少 {less}",
        "the natural trend of {rate} comes to {trend}; the target of {target} is {less} less",
    )
    hint = Text(
        "提高目标，或写 targets.natural_growth 和理由，说明为什么不再增长",
        "raise the target, or give targets.natural_growth and why growth ends",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        gap, waits = plan.gap, ("targets", "base") in unconfirmed(plan.spec)  # a starting target is nobody's yet
        if gap is not None and not waits and gap.method != "none" and gap.gap < -plan.granule:
            yield self.at(
                "targets", "base",
                rate=percent(gap.natural_growth), trend=money(plan, gap.last + gap.trend),
                target=money(plan, gap.target), less=money(plan, -gap.gap),
            )  # fmt: skip


class O13(Rule):
    title = Text("自然增长与来源重复计算", "Trend and sources count the same growth")
    why = Text(
        "自然增长加上各项来源远多于增量，说明来源里有一部分本来就会来。",
        "Where trend and sources make far more than the growth, part of the sources would have come anyway.",
    )
    message = Text(
        "自然增长 {trend} 加各来源 {sources}，比增量 {growth} 多 {over}",
        "the trend of {trend} and sources of {sources} make {over} more than the growth of {growth}",
    )
    hint = Text(
        "把来源中本来就会来的部分扣除，或写较低的 targets.natural_growth",
        "take out of the sources what would come anyway, or give a lower targets.natural_growth",
    )
    limits = {"part": Decimal("0.25")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        gap = plan.gap
        if gap is None or not gap.sources:
            return
        growth, sources = gap.target - gap.last, sum(source.amount for source in gap.sources)
        over = gap.trend + sources - growth
        if growth > 0 and over > Fraction(self.limit["part"]) * growth:
            yield self.at(
                "targets", "growth_sources",
                trend=money(plan, gap.trend), sources=money(plan, sources), growth=money(plan, growth),
                over=money(plan, over),
            )  # fmt: skip


class O20(Rule):
    title = Text("战略的增量多于要增长的数", "Strategies add more than is to grow")
    why = Text(
        "战略说要带来的比目标要增长的还多，不是目标定低了，就是同一笔增量算了几次。",
        "Strategies that add more than the target asks for: the target is low, or one growth is counted twice.",
    )
    message = Text(
        "各战略预计增量合计 {uplift}，全年要增长的只有 {growth}，多 {over}",
        "strategies add {uplift} together, the year is to grow by {growth}: {over} too many",
    )
    hint = Text(
        "调低 strategies 的 uplift；或写明每项增量来源属于哪个战略",
        "lower uplift in strategies, or say which strategy each source of growth belongs to",
    )
    limits = {"tolerance": Decimal("0.05")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        uplift, gap = sum(strategy.uplift or 0 for strategy in plan.spec.strategies), plan.gap
        if gap is None or gap.target <= gap.last:
            return
        growth = max(gap.target - gap.last, gap.gap)  # more than the growth where sales fall by themselves
        over = Fraction(uplift) - growth
        if over > max(Fraction(self.limit["tolerance"]) * growth, Fraction(plan.granule)):
            yield self.at("strategies", uplift=money(plan, uplift), growth=money(plan, growth), over=money(plan, over))


class O15(Rule):
    severity = Severity.ERROR
    title = Text("下级目标之和超过片区目标", "Units are to sell more than their district")
    why = Text(
        "经销商、县区的目标加起来比片区还多，签下去的数没有一个算数。",
        "Where dealers or counties add up to more than their district, no signed figure holds.",
    )
    message = Text(
        "{district}的{units}目标合计 {sum}，片区目标 {target}，多 {over}",
        "{units} of {district} are to sell {sum}, the district {target}: {over} too many",
    )
    hint = Text("调低写明的目标，或提高片区目标", "lower the targets stated, or raise the district's")

    def find(self, plan: Plan) -> Iterator[Problem]:
        dealers, counties = plan.spec.situation.dealers.items, plan.spec.counties
        kinds = (
            (plan.dealers, Text("经销商", "dealers"), ("situation", "dealers", "items"), [d.district for d in dealers]),
            (plan.counties, Text("县区", "counties"), ("counties",), [county.district for county in counties]),
        )
        for held, units, path, homes in kinds:
            for rest in held.beyond if held else ():
                target = plan.targets.districts.of(rest.district)
                over = -(rest.target or 0)
                place = (*path, homes.index(rest.district))
                yield self.at(
                    *place, district=rest.district, units=units, sum=money(plan, target + over),
                    target=money(plan, target), over=money(plan, over),
                )  # fmt: skip


class O16(Rule):
    severity = Severity.ERROR
    title = Text("渠道库存不够卖", "Stock in the trade runs out")
    why = Text("库存为负的月份是断货的月份。", "A month of negative stock is a month without goods.")
    message = Text(
        "{month}末渠道库存为 {stock}：期初 {opening}，出货跟不上动销",
        "stock at the end of {month} is {stock} from {opening} at the start: sell-in falls behind sell-out",
    )
    hint = Text("提前出货，或改正 stock 的期初、动销", "ship earlier, or correct opening or sell-out in stock")

    def find(self, plan: Plan) -> Iterator[Problem]:
        held = plan.stock
        short = [m for m, stock in enumerate(held.closing, 1) if stock < 0] if held else []
        if held and short:
            yield self.at(
                "stock", month=Text(f"{short[0]}月", month_name(short[0])),
                stock=money(plan, held.closing[short[0] - 1]), opening=money(plan, held.opening),
            )  # fmt: skip


class O17(Rule):
    title = Text("渠道库存超过上限", "Too much stock in the trade")
    why = Text("压进渠道的货不是销售，最后变成退货和窜货。", "What is pushed into the trade comes back as returns.")
    message = Text(
        "{month}末渠道库存 {stock}，够卖 {days} 天，上限 {most} 天",
        "stock at the end of {month} is {stock}, {days} days; the most is {most}",
    )
    hint = Text("减少出货，或安排动销", "ship less, or plan sell-out")
    limits = {"days": 60}

    def find(self, plan: Plan) -> Iterator[Problem]:
        held = plan.stock
        if held is None or plan.spec.stock is None:
            return
        given = plan.spec.stock.most_days
        most = self.limit["days"] if given is None else given
        heavy = [(days, month) for month, days in enumerate(held.days, 1) if days is not None and days > most]
        if heavy:
            days, month = max(heavy)
            yield self.at(
                "stock", month=Text(f"{month}月", month_name(month)), stock=money(plan, held.closing[month - 1]),
                days=printed(days, 0), most=most,
            )  # fmt: skip


class O18(Rule):
    title = Text("网点增加而人手不变", "More outlets, no more people")
    why = Text("人均要管的店多了一半，拜访就会少一半。", "Half as many outlets again for each are half the visits.")
    message = Text(
        "{district}人均{unit}由 {before} 增到 {after}，多 {more}",
        "in {district} each person looks after {after} {unit} instead of {before}, {more} more",
    )
    hint = Text("增加人手（team 的 starts），或写明怎样管得过来", "add people (team with starts), or open fewer")
    limits = {"part": Decimal("0.5")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        held = plan.capacity
        for load in held.loads if held else ():
            before, after = load.each, load.each_end
            more = growth(after, before)
            if load.district and before and after and more is not None and more > Fraction(self.limit["part"]):
                unit = Text(held.name or "门店", held.name or "stores") if held else Text("", "")
                yield self.at(
                    "network", district=load.district, unit=unit, before=printed(before, 1), after=printed(after, 1),
                    more=percent(more),
                )  # fmt: skip


class S09(Rule):
    severity = Severity.ERROR
    title = Text("差距原因的金额与差距不符", "What the causes cost is not the gap")
    why = Text(
        "原因加起来比差距还多，或只说清一小半，就不是原因。",
        "Causes that add up to more than the gap, or to little of it, explain nothing.",
    )
    message = Text(
        "{where}差距原因合计 {told}，实际差距 {gap}，{difference}",
        "{where} the causes cost {told}, the gap is {gap}: {difference}",
    )
    hint = Text(
        "改正 review.causes 的金额，或补上其余原因", "correct the amounts of review.causes, or add what is missing"
    )
    limits = {"unexplained": Decimal("0.4"), "tolerance": Decimal("0.02")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        causes = [cause for cause in plan.spec.review.causes if cause.amount is not None]
        total = plan.review.total
        if not causes or total is None or total.target is None or total.actual is None:
            return
        yield from self._held(plan, Text("全区", "overall"), sum(c.amount or 0 for c in causes), total, whole=True)
        for node in plan.review.districts:
            own = [cause.amount or 0 for cause in causes if cause.district == node.name]
            if own:
                yield from self._held(plan, Text(node.name, f"in {node.name}"), sum(own), node, whole=False)

    def _held(self, plan: Plan, where: Text, told: Number, node: Attainment, *, whole: bool) -> Iterator[Problem]:
        if node.target is None or node.actual is None:
            return
        gap = node.target - node.actual
        over = Fraction(told) - max(gap, 0)
        slack = max(Fraction(self.limit["tolerance"]) * abs(gap), Fraction(plan.granule))
        if over > slack:
            difference = Text(f"多说了 {money(plan, over).zh}", f"{money(plan, over).en} too much")
        elif whole and -over > Fraction(self.limit["unexplained"]) * gap:
            difference = Text(f"还有 {money(plan, -over).zh} 没有原因", f"{money(plan, -over).en} has no cause")
        else:
            return
        yield self.at(
            "review", "causes", where=where, told=money(plan, told), gap=money(plan, gap), difference=difference
        )


GROWTH_RULES = (O13, O14, O15, O16, O17, O18, O19, O20)
SITUATION_RULES = (S09,)
