"""Rules of the money: the budget adds up, is kept to, and receivables are followed to the end."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planforge.checks.rule import Rule, money
from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity, Text
from planforge.wording import percent


class B01(Rule):
    severity = Severity.ERROR
    title = Text("费用合计与预算不符", "Expense lines do not sum to the budget")
    why = Text("科目加起来不是总额，就有一笔钱没有出处。", "If lines miss the total, some money has no home.")
    message = Text("费用科目合计 {sum}，预算总额 {total}", "expense lines sum to {sum}, the budget is {total}")
    hint = Text("调整科目，或删去 budget.total", "change a line, or drop budget.total")

    def find(self, plan: Plan) -> Iterator[Problem]:
        total = plan.spec.budget.total
        if total is not None and abs(total - plan.budget.total) >= plan.granule:
            yield self.at("budget", "total", sum=money(plan, plan.budget.total), total=money(plan, total))


class B02(Rule):
    severity = Severity.ERROR
    title = Text("支出超过预算科目", "Spending exceeds its line")
    why = Text(
        "促销和行动花的钱超过科目，要么缺钱，要么超支。",
        "When actions cost more than their line, one of the two is wrong.",
    )
    message = Text(
        "科目“{name}”预算 {budget}，已安排 {drawn}，超 {over}",
        "line {name} holds {budget}, {drawn} is drawn: {over} too much",
    )
    hint = Text("减少安排，或增加科目金额", "plan less on it, or give it more")

    def find(self, plan: Plan) -> Iterator[Problem]:
        names = [line.name for line in plan.spec.budget.lines]
        for row in plan.budget.spending:
            if row.left < 0 and row.name in names:
                yield self.at(
                    "budget",
                    "lines",
                    names.index(row.name),
                    name=row.name,
                    budget=money(plan, row.budget),
                    drawn=money(plan, row.drawn),
                    over=money(plan, -row.left),
                )


class B03(Rule):
    title = Text("费用率上升而没有说明", "The expense ratio rises without a reason")
    why = Text("费用率上升要换来什么，老板第一个会问。", "What a higher ratio buys is the first question asked.")
    message = Text("{name} {ratio}，上年 {last}，没有说明", "{name} {ratio}, last year {last}, no reason given")
    hint = Text("在 budget.reason 中说明", "give the reason in budget.reason")
    limits = {"points": Decimal("0.1")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        budget = plan.budget
        ratios: tuple[tuple[Text, Fraction | None, Fraction | None], ...] = (
            (Text("费用率", "expense ratio"), budget.ratio, budget.last_ratio),
            (Text("工资比", "wage ratio"), budget.wage_ratio, budget.last_wage_ratio),
        )
        for name, ratio, last in ratios if not plan.spec.budget.reason else ():
            if ratio is not None and last is not None and (ratio - last) * 100 >= Fraction(self.limit["points"]):
                yield self.at("budget", name=name, ratio=percent(ratio), last=percent(last))


class B04(Rule):
    severity = Severity.ERROR
    title = Text("应收不勾稽", "Receivables do not reconcile")
    why = Text(
        "期初＋销售－回款＝期末，是回款计划可信的前提。",
        "Opening + sales − cash = closing is what makes a collection plan credible.",
    )
    message = Text("应收对不上：{what}", "receivables do not agree: {what}")
    hint = Text("改正 {key}", "correct {key}")

    def find(self, plan: Plan) -> Iterator[Problem]:
        collection = plan.spec.collection
        if collection is None:
            return
        parts = sum(collection.opening_by_district.values(), Decimal(0))
        opening = collection.opening if "opening" in collection.model_fields_set else parts
        complete = set(collection.opening_by_district) >= {district.name for district in plan.spec.districts}
        if parts - opening >= plan.granule or (complete and abs(parts - opening) >= plan.granule):
            whole, sum_ = money(plan, opening), money(plan, parts)
            what = Text(
                f"片区期初应收合计 {sum_.zh}，全区写 {whole.zh}",
                f"districts open with {sum_.en}, the region with {whole.en}",
            )
            yield self.at("collection", "opening_by_district", what=what, key="opening_by_district")
        if collection.overdue is not None and collection.overdue > max(opening, parts):
            over, whole = money(plan, collection.overdue), money(plan, opening)
            what = Text(
                f"逾期 {over.zh} 大于期初应收 {whole.zh}", f"overdue {over.en} is more than the opening {whole.en}"
            )
            yield self.at("collection", "overdue", what=what, key="overdue")


class B05(Rule):
    title = Text("逾期应收没有清收计划", "Overdue receivables have no recovery plan")
    why = Text(
        "逾期款不会自己回来，每拖一个月就更难一分。",
        "Overdue money does not come by itself, and each month makes it harder.",
    )
    message = Text("逾期 {overdue}，清收计划只有 {planned}", "{overdue} is overdue, the recovery plan covers {planned}")
    hint = Text(
        "在 collection.recovery 中按月写明金额和责任人", "give months, amounts and owners in collection.recovery"
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        collection = plan.spec.collection
        if collection is None or not collection.overdue:
            return
        planned = sum(step.amount for step in collection.recovery)
        if planned < collection.overdue:
            yield self.at(
                "collection", "overdue", overdue=money(plan, collection.overdue), planned=money(plan, planned)
            )


class B06(Rule):
    title = Text("预案动用的预备费超过科目", "Contingency plans draw more than the reserve")
    why = Text(
        "几个预案会同时启动，钱只有一份：排在后面的预案没有钱。",
        "Several contingencies may start together and the money is there once: the last of them has none.",
    )
    message = Text(
        "应急预案合计动用预备费 {drawn}，预备费科目只有 {held}",
        "contingency plans draw {drawn} together, the reserve line holds {held}",
    )
    hint = Text(
        "减少 reserve，或在 budget.lines 中增加 kind: reserve 的科目金额",
        "lower a reserve, or give the one of budget.lines with kind: reserve more",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        held = sum(line.amount for line in plan.budget.lines if line.kind == "reserve")
        drawn = sum((item.reserve or Decimal(0) for item in plan.spec.control.contingencies), Decimal(0))
        if drawn > held:
            last = max(i for i, item in enumerate(plan.spec.control.contingencies) if item.reserve)
            yield self.at("control", "contingencies", last, "reserve", drawn=money(plan, drawn), held=money(plan, held))


RULES = (B01, B02, B03, B04, B05, B06)
