"""Rules of part four: the eleven sub-plans are there, dated, costed, and split to where they happen."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planforge.checks.rule import Rule, listed, money
from planforge.numbers import is_whole
from planforge.plan.money.outlays import days_by_month
from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity, Text
from planforge.spec.products import PriceItem, PriceLevel
from planforge.wording import percent, printed, rate

SUB_PLANS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "sales": (Text("销售目标与计划", "sales targets"), ("targets",)),
    "profit": (Text("利润与费用", "profit and expenses"), ("budget",)),
    "collection": (Text("货款回笼", "collection"), ("collection",)),
    "product": (Text("产品策略", "products"), ("products",)),
    "price": (Text("价格策略", "prices"), ("pricing",)),
    "channel": (Text("渠道策略", "channels"), ("channels",)),
    "promotion": (Text("促销策略", "promotions"), ("promotions",)),
    "advertising": (Text("广告宣传", "advertising"), ("advertising",)),
    "display": (Text("市场出样", "display and distribution"), ("display",)),
    "training": (Text("营销培训", "training"), ("training",)),
    "appraisal": (Text("业绩考核", "appraisal"), ("appraisal",)),
}


class T01(Rule):
    severity = Severity.ERROR
    title = Text("缺少分计划", "A sub-plan is missing")
    why = Text(
        "十一个分计划互相牵制：少了回款，销售可以靠压货完成；少了考核，谁也不必完成。",
        "The eleven hold each other: without collection, sales can be pushed; without appraisal, nobody must.",
    )
    message = Text("缺少分计划：{name}", "sub-plan missing: {name}")
    hint = Text(
        "填写 {key}，或在 not_applicable 中说明不适用的理由",
        "fill in {key}, or say in not_applicable why it does not apply",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        for key, (name, path) in SUB_PLANS.items():
            if key not in plan.spec.not_applicable and not present(plan, key):
                yield self.at(*path, name=name, key=path[0])


class T02(Rule):
    severity = Severity.ERROR
    title = Text("占比合计不等于 100%", "Shares do not sum to 100 %")
    why = Text(
        "占比不等于 100%，产品目标加起来就不是年度目标。", "If shares miss 100 %, product targets miss the year's."
    )
    message = Text("{dimension}占比合计 {sum}", "{dimension} shares sum to {sum}")
    hint = Text("调整各项 share，或留一项不填", "change a share, or leave one out")

    def find(self, plan: Plan) -> Iterator[Problem]:
        names = {"products": Text("产品", "product"), "channels": Text("渠道", "channel")}
        for key, name in names.items():
            nodes = getattr(plan.spec, key)
            shares = [node.share for node in nodes if node.share is not None]
            if any(node.target is not None for node in nodes):
                continue  # amounts among them: O03 adds them up
            if not is_whole(shares) and (sum(shares) > 1 or (shares and len(shares) == len(nodes))):
                yield self.at(key, dimension=name, sum=rate(sum(shares)))


class T03(Rule):
    title = Text("微利、无利品种占比上升", "Low-margin items gain share")
    why = Text(
        "低毛利品种占比上升，销售额涨了利润却可能下降。",
        "When low-margin items gain share, sales may rise while profit falls.",
    )
    message = Text(
        "低毛利类“{name}”占比由 {last} 升到 {share}", "low-margin class {name} goes from {last} to {share} of sales"
    )
    hint = Text("调低其目标，或提高主推品种的目标", "lower its target or raise that of the items you push")
    limits = {"points": Decimal("0.1")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        low = {item.name for item in plan.spec.product_classes if item.low_margin}
        for row in plan.profit.classes if plan.profit else ():
            rise = row.share - row.last_share if row.last_share is not None else 0
            if row.name in low and row.last_share is not None and rise * 100 >= self.limit["points"]:
                yield self.at("products", name=row.name, last=percent(row.last_share), share=percent(row.share))


class T04(Rule):
    title = Text("上市或淘汰没有日期，或不在年内", "A launch or delisting has no date, or one after the year")
    why = Text(
        "没有日期，目标就不知道从哪个月起算、到哪个月为止。",
        "Without a date the months cannot know when the item starts or stops.",
    )
    message = Text("产品“{name}”{state}", "product {name} {state}")
    hint = Text("在 {key} 写上年内的日期", "give a date within the year in {key}")

    def find(self, plan: Plan) -> Iterator[Problem]:
        names = {"launch": Text("上市", "launch"), "delist": Text("淘汰", "delisting")}
        moves = [
            ("products", index, product.name, product.status, getattr(product, product.status))
            for index, product in enumerate(plan.spec.products)
            if product.status in names
        ]
        moves += [
            ("new_items", index, item.name, "launch", item.launch) for index, item in enumerate(plan.spec.new_items)
        ]
        for key, index, name, move, day in moves:
            what = names[move]
            if day is None:
                state = Text(f"没有{what.zh}日期", f"has no {what.en} date")
            elif day.year > plan.spec.year:
                state = Text(f"的{what.zh}日期 {day} 在计划年度之后", f"has its {what.en} on {day}, after the year")
            else:
                continue
            yield self.at(key, index, name=name, state=state, key=move)


class T05(Rule):
    severity = Severity.ERROR
    title = Text("促销要素不全", "A promotion lacks a part")
    why = Text(
        "没有时间、范围、费用或预期增量的促销，事后无法判断值不值。",
        "Without dates, scope, cost and expected lift nobody can say whether it paid.",
    )
    message = Text("促销“{name}”缺少{missing}", "promotion {name} lacks {missing}")
    hint = Text("补上 {keys}", "give {keys}")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, promotion in enumerate(plan.spec.promotions):
            wanted = (
                ("starts", Text("开始日期", "its first day"), promotion.starts),
                ("ends", Text("结束日期", "its last day"), promotion.ends),
                ("scope", Text("范围", "scope"), promotion.scope or promotion.districts or promotion.channels),
                ("mechanics", Text("方式", "mechanics"), promotion.mechanics),
                ("cost", Text("费用", "cost"), promotion.cost is not None),
                ("lift", Text("预期增量", "expected lift"), promotion.lift is not None),
            )
            missing = [(key, name) for key, name, given in wanted if not given]
            if missing:
                keys = ", ".join(key for key, _ in missing)
                absent = listed([name for _, name in missing])
                yield self.at("promotions", index, name=promotion.name, missing=absent, keys=keys)


class T06(Rule):
    title = Text("促销投入产出比过低", "A promotion does not return its cost")
    why = Text(
        "增量毛利抵不过费用的促销，卖得越多亏得越多。",
        "When the lift's margin is below the cost, the promotion loses money.",
    )
    message = Text("促销“{name}”投入产出比 {result}，低于 {least}", "promotion {name} returns {result}, below {least}")
    hint = Text("降低费用、改换产品，或写明其他目的", "cut its cost, change its products, or drop it")
    limits = {"least": Decimal(1)}

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, row in enumerate(plan.promotions):
            if row.result is not None and row.result < Fraction(self.limit["least"]):
                result = printed(row.result, 2)
                yield self.at("promotions", index, name=row.name, result=result, least=self.limit["least"])


class T07(Rule):
    severity = Severity.ERROR
    title = Text("出样没有分片区分阶段", "Display has no targets by district and stage")
    why = Text(
        "不分到片区和阶段的出样率，到年底才知道没做到。",
        "A rate not split by district and stage is found missing only in December.",
    )
    message = Text("出样目标不全：{what}", "display targets are incomplete: {what}")
    hint = Text(
        "在 display.stages 中按阶段给每个片区写 rates", "give rates for every district in each of display.stages"
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        display = plan.spec.display
        if "display" in plan.spec.not_applicable or not present(plan, "display"):
            return
        if not display.stages:
            yield self.at("display", what=Text("没有分阶段", "no stages"))
        for index, stage in enumerate(display.stages):
            missing = [district.name for district in plan.spec.districts if district.name not in stage.rates]
            if missing:
                what = Text(
                    f"阶段“{stage.name}”缺少片区：{'、'.join(missing)}",
                    f"stage {stage.name} lacks {', '.join(missing)}",
                )
                yield self.at("display", "stages", index, what=what)


class T08(Rule):
    title = Text("培训缺少日期、讲师或考核", "Training lacks date, trainer or test")
    why = Text(
        "没有日期和讲师的培训不会发生，没有考核的培训没有效果。",
        "Training without a date does not happen; without a test it leaves nothing.",
    )
    message = Text("培训“{topic}”缺少{missing}", "training {topic} lacks {missing}")
    hint = Text("补上 date、trainer、test", "give date, trainer and test")

    def find(self, plan: Plan) -> Iterator[Problem]:
        names = {"date": Text("日期", "date"), "trainer": Text("讲师", "trainer"), "test": Text("考核", "test")}
        for index, session in enumerate(plan.spec.training):
            missing = [name for key, name in names.items() if getattr(session, key) is None]
            if missing:
                yield self.at("training", index, topic=session.topic, missing=listed(missing))


class T09(Rule):
    severity = Severity.ERROR
    title = Text("考核权重合计不等于 100%", "Appraisal weights do not sum to 100 %")
    why = Text("权重合计不是 100%，满分就没有意义。", "Unless weights sum to 100 %, a full score means nothing.")
    message = Text("岗位“{role}”考核权重合计 {sum}", "weights of {role} sum to {sum}")
    hint = Text("调整 metrics 的 weight", "change the weights of its metrics")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, scheme in enumerate(plan.spec.appraisal.schemes):
            weights = [metric.weight for metric in scheme.metrics]
            if weights and not is_whole(weights):
                yield self.at("appraisal", "schemes", index, role=scheme.role, sum=rate(sum(weights)))


class T10(Rule):
    title = Text("费用或回款没有列入考核", "Expense or collection is not appraised")
    why = Text(
        "不考核费用和回款，销售额就会用钱和账期换来。",
        "Where they are not appraised, sales are bought with money and credit.",
    )
    message = Text("考核中没有{missing}指标", "no appraisal metric for {missing}")
    hint = Text("在 appraisal.schemes 某一项的 metrics 中加入 kind: {kind}", "add a metric with kind: {kind} to a role")

    def find(self, plan: Plan) -> Iterator[Problem]:
        schemes = plan.spec.appraisal.schemes
        kinds = {metric.kind for scheme in schemes for metric in scheme.metrics}
        wanted = {"expense": Text("费用", "expense")}
        if "collection" not in plan.spec.not_applicable:
            wanted["collection"] = Text("回款", "collection")
        for kind, name in wanted.items():
            if schemes and kind not in kinds:
                yield self.at("appraisal", missing=name, kind=kind)


class T11(Rule):
    title = Text("价格级次倒挂", "Prices of the trade are upside down")
    why = Text(
        "下一级的价格比上一级低，货往回流，或者有一个数写错了。",
        "Where a level of the trade sells below the one above, goods flow back, or a figure is wrong.",
    )
    message = Text(
        "“{product}”{when}{lower} {low} 低于{upper} {high}",
        "{product}: {when}{lower} of {low} is below {upper} of {high}",
    )
    hint = Text("核对 levels 中的价格", "look at the prices in levels")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, item in enumerate(plan.spec.pricing.items):
            for (above, _, upper), (below, place, lower) in itertools.pairwise(_ladder(item)):
                for field, when in (("price", Text("", "")), ("last", Text("上年", "last year's "))):
                    low, high = getattr(lower, field), getattr(upper, field)
                    if below > above and low is not None and high is not None and low < high:
                        yield self.at(
                            "pricing", "items", index, "levels", place, field,
                            product=item.product, when=when, lower=lower.name, upper=upper.name,
                            low=printed(low), high=printed(high),
                        )  # fmt: skip


LADDER = (
    re.compile(r"出厂|ex-?works|factory", re.IGNORECASE),
    re.compile(r"一批|一级批发|提货|经销商?价|distributor|dealer", re.IGNORECASE),
    re.compile(r"二批|二级批发|(?<!级)批发|wholesale", re.IGNORECASE),
    re.compile(r"终端(?:供货|进货)|供货|trade price|to (?:the )?(?:trade|outlets|stores)", re.IGNORECASE),
    re.compile(r"零售|retail|shelf", re.IGNORECASE),
)
"""Levels of the trade from the factory to the shelf, by the words that name them."""


def _ladder(item: PriceItem) -> list[tuple[int, int, PriceLevel]]:
    """The levels of a product from the factory to the shelf: rank, place in the list. Prices of other kinds are not."""
    found = []
    for place, level in enumerate(item.levels):
        ranks = [rank for rank, words in enumerate(LADDER) if words.search(level.name)]
        found += [(max(ranks), place, level)] if ranks else []
    return sorted(found, key=lambda one: one[:2])


class T12(Rule):
    title = Text("出样率逐阶段下降", "A stage of display falls behind the one before")
    why = Text(
        "阶段目标低于上一阶段或现状，不是目标；多半是数写错了。",
        "A stage below the one before, or below today, is no goal; mostly a figure is wrong.",
    )
    message = Text(
        "“{district}”{stage} {rate}，低于{before} {earlier}",
        "{district}: {rate} in {stage} is below {earlier} of {before}",
    )
    hint = Text(
        "核对 display 的 current 与 stages；确实要收缩的，在 standards 中说明后放行",
        "look at current and stages of display; where it is to shrink, say so in standards and ignore this",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        display = plan.spec.display
        stages = sorted(enumerate(display.stages), key=lambda entry: entry[1].until)
        for district in plan.spec.districts:
            before, earlier = Text("现状", "today"), display.current.get(district.name)
            for index, stage in stages:
                shown = stage.rates.get(district.name)
                if shown is None:
                    continue
                if earlier is not None and shown < earlier:
                    yield self.at(
                        "display", "stages", index, "rates", district.name,
                        district=district.name, stage=stage.name, rate=rate(shown), before=before,
                        earlier=rate(earlier),
                    )  # fmt: skip
                before, earlier = Text(f"“{stage.name}”", stage.name), shown


class T13(Rule):
    title = Text("促销增量多于当期目标", "A promotion is to add more than is sold")
    why = Text(
        "活动带来的增量含在目标里；比活动各月的目标还多，不可能。",
        "What a promotion adds is within the target; it cannot be more than its months are to sell.",
    )
    message = Text(
        "促销“{name}”增量 {lift}，活动各月的目标只有 {sales}",
        "promotion {name} is to add {lift}; its months are to sell {sales}",
    )
    hint = Text("改正 lift，或核对日期和片区", "correct lift, or look at its dates and districts")

    def find(self, plan: Plan) -> Iterator[Problem]:
        grid = plan.targets.districts
        for index, promotion in enumerate(plan.spec.promotions):
            months = days_by_month(promotion.starts, promotion.ends, plan.spec.year)
            names = [name for name in grid.nodes if not promotion.districts or name in promotion.districts]
            sales = sum(grid.of(name, month) for name in names for month, days in enumerate(months, 1) if days)
            if promotion.lift is not None and any(months) and promotion.lift > sales:
                yield self.at(
                    "promotions", index, "lift",
                    name=promotion.name, lift=money(plan, promotion.lift), sales=money(plan, sales),
                )  # fmt: skip


class T14(Rule):
    title = Text("主推品种的目标只是随大流", "An item that is pushed is asked no more than all others")
    why = Text(
        "上年长得远比全区快的主推品种，今年只和全区一样增长，主推就落了空，或者目标还没有分给它。",
        "If an item that grew far ahead of the region and is pushed is now to grow like the rest, it is not pushed, or "
        "its target is still to be set.",
    )
    message = Text(
        "主推“{name}”上年增长 {trend}（全区 {before}），目标增幅却只有 {asked}，不比全区的 {whole} 高",
        "{name} is pushed and grew {trend} last year (the region {before}), but is asked for {asked}, no more than the "
        "{whole} of the region",
    )
    hint = Text(
        "提高它的 share 或 target；今年确实不再快的，在 products 的 reason 中写明",
        "raise its share or target; where it cannot grow as before, give the reason in products",
    )
    limits = {"ahead": Decimal(10), "points": Decimal(1)}

    def find(self, plan: Plan) -> Iterator[Problem]:
        pushed = {p.name for p in plan.spec.products if p.status == "push" and not p.reason}
        asked, before = plan.targets.growth, plan.review.total.growth if plan.review.total else None
        ahead, points = (Fraction(self.limit[key]) / 100 for key in ("ahead", "points"))
        for one in plan.asked if asked is not None and before is not None else ():
            if one.axis != "product" or one.name not in pushed or one.trend is None or one.growth is None:
                continue
            if asked is not None and before is not None and one.trend - before >= ahead and one.growth - asked < points:
                yield self.at(
                    *one.path, name=one.name, trend=percent(one.trend), before=percent(before),
                    asked=percent(one.growth), whole=percent(asked),
                )  # fmt: skip


def present(plan: Plan, key: str) -> bool:
    """Whether the spec has anything of a sub-plan."""
    spec = plan.spec
    given: dict[str, object] = {
        "sales": spec.targets,
        "profit": spec.budget.lines,
        "collection": spec.collection,
        "product": spec.products,
        "price": spec.pricing.items or spec.pricing.principle or spec.pricing.rules,
        "channel": spec.channels or spec.channel_policies,
        "promotion": spec.promotions,
        "advertising": spec.advertising.media or spec.advertising.materials,
        "display": spec.display.stages or spec.display.current or spec.display.standards,
        "training": spec.training,
        "appraisal": spec.appraisal.schemes,
    }
    return bool(given[key])


RULES = (T01, T02, T03, T04, T05, T06, T07, T08, T09, T10, T11, T12, T13, T14)
