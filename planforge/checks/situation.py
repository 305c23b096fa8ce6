"""Rules of part one: the situation is analysed, with evidence, before anything follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planforge.checks.prose import has_figure
from planforge.checks.rule import Rule, fill, listed
from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity, Text
from planforge.wording import percent, rate

QUADRANTS = {
    "strengths": Text("优势（S）", "strengths (S)"),
    "weaknesses": Text("劣势（W）", "weaknesses (W)"),
    "opportunities": Text("机会（O）", "opportunities (O)"),
    "threats": Text("威胁（T）", "threats (T)"),
}


class S01(Rule):
    severity = Severity.ERROR
    title = Text("现状缺少渠道、竞争对手或消费者分析", "The situation lacks channel, competitors or consumers")
    why = Text(
        "战略要从现状推出来；少了渠道、对手、消费者中的任何一块，后面的选择就没有依据。",
        "Strategies follow from the situation; without channel, competitors and consumers they rest on nothing.",
    )
    message = Text("现状缺少{block}分析", "the situation lacks {block}")
    hint = Text("在 situation.{key} 中补充", "fill in situation.{key}")

    def find(self, plan: Plan) -> Iterator[Problem]:
        spec, here = plan.spec, plan.spec.situation
        blocks = (
            (
                "dealers",
                Text("渠道与经销商", "channel and dealers"),
                here.dealers.items or here.dealers.summary or spec.stores,
            ),
            ("competitors", Text("竞争对手", "competitors"), here.competitors),
            ("consumers", Text("消费者", "consumers"), here.consumers.summary or here.consumers.segments),
        )
        for key, name, present in blocks if here.model_fields_set else ():
            if not present:
                yield self.at("situation", key, block=name, key=key)


class S02(Rule):
    severity = Severity.ERROR
    title = Text("SWOT 某一象限过于单薄", "A SWOT field is all but empty")
    why = Text(
        "缺一个象限，SO、WO、ST、WT 的交叉就做不完整。",
        "With a field missing, crossing SO, WO, ST and WT cannot be done.",
    )
    message = Text("SWOT 的{field}有 {count} 条，至少要 {least} 条", "SWOT {field}: {count}, at least {least} wanted")
    hint = Text("在 situation.swot.{key} 中补充有数据的条目", "add entries with evidence to situation.swot.{key}")
    limits = {"least": 2}

    def find(self, plan: Plan) -> Iterator[Problem]:
        for key, name in QUADRANTS.items() if plan.spec.situation.model_fields_set else ():
            count = len(getattr(plan.spec.situation.swot, key))
            if count < self.limit["least"]:
                yield self.at("situation", "swot", key, field=name, count=count, least=self.limit["least"], key=key)


class S03(Rule):
    title = Text("SWOT 条目没有数据支撑", "A SWOT entry has no evidence")
    why = Text(
        "没有数字或来源的优势劣势只是感觉，老板无从判断轻重。",
        "A strength without a figure or source is a feeling; nobody can weigh it.",
    )
    message = Text("SWOT 条目没有数字也没有来源：{text}", "no figure and no source: {text}")
    hint = Text("写上数字，或用 source 注明来源", "give a figure in the text, or name its source")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for key in QUADRANTS:
            for index, item in enumerate(getattr(plan.spec.situation.swot, key)):
                if not item.source and not has_figure(item.text):
                    yield self.at("situation", "swot", key, index, text=item.text)


class S04(Rule):
    title = Text("SWOT 条目没有被任何战略使用", "A SWOT entry that no strategy uses")
    why = Text("分析了却不用，等于没有分析。", "An analysis that nothing follows from was not needed.")
    message = Text("SWOT 条目 {code} 没有被任何战略引用：{text}", "no strategy names {code}: {text}")
    hint = Text(
        "在 strategies 的 basis 中引用 {code}，或删去此条", "name {code} in a basis of strategies, or drop the entry"
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        used = {code for strategy in plan.spec.strategies for code in strategy.basis}
        for key in QUADRANTS if plan.spec.strategies else ():
            for index, item in enumerate(getattr(plan.spec.situation.swot, key)):
                code = item.code or f"{key[0].upper()}{index + 1}"
                if code not in used:
                    yield self.at("situation", "swot", key, index, code=code, text=item.text)


class S05(Rule):
    severity = Severity.ERROR
    title = Text("缺少近两年逐月销售数据", "Two years of monthly sales are missing")
    why = Text(
        "没有两年的逐月数据，季节、春节错期和增长都只能猜。",
        "Without two years by month, season, festival shift and growth are guesses.",
    )
    message = Text("{year} 年{what}", "{year} has {what}")
    hint = Text(
        "在 history 中给出 {year} 年十二个月的销售（CSV 或 months）{remedy}",
        "give all of {year} in history (CSV or months){remedy}",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        for year in (plan.spec.year - 2, plan.spec.year - 1):
            count = _months_of(plan, year)
            if count < 12:
                what, remedy = _told_of(plan, year, count)
                yield self.at("history", year=year, what=what, remedy=fill(remedy, {"year": year}))


class S06(Rule):
    title = Text("竞品不足，或缺份额、网点、价格", "Too few competitors, or share, outlets, price missing")
    why = Text(
        "对手是谁、占多少、卖多少钱，决定从谁手里拿增量。", "Who to win from depends on who holds what at which price."
    )
    message = Text("竞品资料不足：{what}", "too little on competitors: {what}")
    hint = Text(
        "在 situation.competitors 中补齐 share、outlets、price",
        "fill in share, outlets and price in situation.competitors",
    )
    limits = {"least": 2}

    def find(self, plan: Plan) -> Iterator[Problem]:
        rivals = plan.spec.situation.competitors
        if rivals and len(rivals) < self.limit["least"]:
            least = self.limit["least"]
            what = Text(
                f"只写了 {len(rivals)} 个竞品，至少 {least} 个", f"{len(rivals)} competitor, at least {least} wanted"
            )
            yield self.at("situation", "competitors", what=what)
        names = {"share": Text("份额", "share"), "outlets": Text("网点", "outlets"), "price": Text("价格", "price")}
        for index, rival in enumerate(rivals):
            missing = [name for key, name in names.items() if getattr(rival, key) is None]
            if missing:
                absent = listed(missing)
                what = Text(f"竞品“{rival.name}”缺少{absent.zh}", f"competitor {rival.name} lacks {absent.en}")
                yield self.at("situation", "competitors", index, what=what)


class S07(Rule):
    title = Text("占有率超过 100% 或与容量不符", "Shares above 100 %, or not sales ÷ market")
    why = Text(
        "份额与容量、销售额对不上，市场判断就不可信。", "If share, market and sales disagree, so does everything after."
    )
    message = Text("占有率对不上：{what}", "market shares do not agree: {what}")
    hint = Text("核对 situation 中的份额与 districts.market", "compare the shares in situation with districts.market")
    limits = {"points": Decimal("0.5")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        rivals = plan.spec.situation.competitors
        region = next((share for share in plan.shares if not share.name), None)
        computed = region.share if region else None
        stated = plan.spec.situation.market.own_share
        total = sum(
            (Fraction(rival.share) for rival in rivals if rival.share is not None), Fraction(stated or computed or 0)
        )
        if total > 1:
            what = Text(f"占有率合计 {rate(total)}，超过 100%", f"shares sum to {rate(total)}, over 100 %")
            yield self.at("situation", "competitors", what=what)
        if (
            stated is not None
            and computed is not None
            and abs(Fraction(stated) - computed) * 100 > self.limit["points"]
        ):
            what = Text(
                f"本公司占有率写 {rate(stated)}，按销售额÷容量是 {percent(computed)}",
                f"own share is given as {rate(stated)}, sales ÷ market is {percent(computed)}",
            )
            yield self.at("situation", "market", "own_share", what=what)


class S08(Rule):
    title = Text("上年未达成，却没有分析原因", "Last year fell short and nobody says why")
    why = Text(
        "不知道为什么没完成，今年会以同样的方式再没完成一次。", "A shortfall not understood is a shortfall to come."
    )
    message = Text("上年达成率 {rate}，没有写原因", "last year reached {rate}, no cause is given")
    hint = Text("在 review.causes 中写明原因", "give the causes in review.causes")

    def find(self, plan: Plan) -> Iterator[Problem]:
        total = plan.review.total
        if total and total.rate is not None and total.rate < 1 and not plan.spec.review.causes:
            yield self.at("review", rate=percent(total.rate))


def _months_of(plan: Plan, year: int) -> int:
    rows = [row for row in plan.spec.history if not isinstance(row, str) and getattr(row, "year", None) == year]
    return len({month for row in rows for month, amount in enumerate(row.months) if amount is not None})  # type: ignore[union-attr]


def _told_of(plan: Plan, year: int, count: int) -> tuple[Text, Text]:
    """What is known of a year that is not known by all its months, and what may be done beside giving them."""
    if count:
        return Text(f"只有 {count} 个月的销售数据", f"sales for {count} months only"), EXPORTED
    if year in {getattr(row, "year", None) for row in plan.spec.history}:
        return Text("只有全年的销售，没有逐月", "sales for the year only, none by month"), Text("", "")
    told = sorted({getattr(row, "year", None) or 0 for row in plan.spec.history if not isinstance(row, str)} - {0})
    if told and not {plan.spec.year - 2, plan.spec.year - 1} & set(told):
        span = f"{told[0]}–{told[-1]}" if len(told) > 1 else str(told[0])
        what = Text(f"没有销售数据，有的是 {span} 年", f"no sales at all, which are of {span}")
        return what, Text("；或改正计划年度 year", "; or correct the year of the plan, year")
    return Text("没有销售数据", "no sales at all"), NEW


EXPORTED = Text(
    "；从销售文件取整年，导出从 {year} 年 1 月起", "; new --from takes whole years; export from January {year} on"
)
NEW = Text(
    "；那年还没有这个区域，就写 targets.natural_growth 和理由",
    "; where the region was not there yet, state targets.natural_growth with its reason",
)
RULES = (S01, S02, S03, S04, S05, S06, S07, S08)
