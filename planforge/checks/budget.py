"""Rules of the money: the budget adds up, is kept to, and receivables are followed to the end."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planforge.checks.rule import Rule, listed, money
from planforge.numbers import nearest
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.reading.origins import mark_at, unconfirmed
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


class B07(Rule):
    title = Text("各片区费用率上限合计超过预算", "The districts' limits allow more than the budget")
    why = Text(
        "每个片区都没有超上限，全区却超了预算，上限就没有管住费用。",
        "Where every district keeps its limit and the region still overspends, the limits hold nothing.",
    )
    message = Text(
        "各片区费用都到上限时合计 {allowed}，预算 {total}，多 {over}",
        "districts that spend up to their limits spend {allowed}; the budget is {total}: {over} more",
    )
    hint = Text("调低 budget.limits 的 ratio", "lower the ratios in budget.limits")
    limits = {"headroom": Decimal("0.1")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        limits = {limit.district: limit.ratio for limit in plan.spec.budget.limits}
        grid, total = plan.targets.districts, plan.budget.total
        if not limits or not set(grid.nodes) <= set(limits):
            return
        allowed = sum((Fraction(limits[name]) * grid.of(name) for name in grid.nodes), Fraction(0))
        if allowed - total > Fraction(self.limit["headroom"]) * total:
            yield self.at(
                "budget", "limits",
                allowed=money(plan, allowed), total=money(plan, total), over=money(plan, allowed - total),
            )  # fmt: skip


class B08(Rule):
    title = Text("岗位薪酬超过工资科目", "Pay of the roles is beyond the wage lines")
    why = Text(
        "考核方案里答应的工资奖金比预算多，到年底发不出来，或者超支。",
        "Pay that the schemes promise and the budget does not hold is not paid, or overspent.",
    )
    message = Text(
        "按考核方案，达成 100% 时全年{what} {promised}，预算科目“{lines}”只有 {held}",
        "at 100 % attainment the schemes pay {promised} of {what} in the year; the budget line {lines} holds {held}",
    )
    hint = Text(
        "核对 base_pay、bonus、commission 与人数，或增加工资科目金额",
        "look at base_pay, bonus, commission and the people, or give the wage lines more",
    )
    limits = {"tolerance": Decimal("0.005")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        base, moving = _paid(plan)
        names: tuple[tuple[Text, int, bool], ...] = (
            (Text("固定工资", "base pay"), base, True),
            (Text("绩效与提成", "performance pay and commission"), moving, False),
        )
        wages = [line for line in plan.budget.lines if line.kind == "wage"]
        if len({line.fixed for line in wages}) < 2:  # one kind of line for all pay
            both = Text("工资、绩效与提成", "base pay, performance pay and commission")
            names = ((both, base + moving, bool(wages and wages[0].fixed)),)
        for what, promised, fixed in names:
            lines = [line for line in wages if line.fixed == fixed]
            held = sum(line.amount for line in lines)
            if lines and promised - held > Fraction(self.limit["tolerance"]) * held:
                yield self.at(
                    "appraisal", "schemes",
                    what=what, promised=money(plan, promised), held=money(plan, held),
                    lines=listed([Text(line.name, line.name) for line in lines]),
                )  # fmt: skip


class B09(Rule):
    title = Text("支出没有指定科目", "Spending names no line")
    why = Text(
        "没有科目的支出，不知道在批准的费用之内还是之外。",
        "Of spending without a line nobody knows whether it is within the expense that is approved.",
    )
    message = Text(
        "{amount}支出没有指定科目：{names}",
        "{amount} of spending names no line: {names}",
    )
    hint = Text(
        "给它们指定费用科目，或在 budget.lines 中加一个科目",
        "name the expense line of each, or add one to budget.lines",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        undrawn = plan.budget.undrawn
        if undrawn and plan.spec.budget.lines:
            named = list(dict.fromkeys(one.what for one in undrawn))
            names = listed([Text(name, name) for name in named[:5]] + [Text("…", "…")] * (len(named) > 5))
            total = money(plan, sum(one.amount for one in undrawn))
            yield self.at("budget", amount=total, names=names)


class B10(Rule):
    title = Text("固定费用写成了销售额的比例", "A fixed line stated as a share of sales")
    why = Text(
        "按比例计的费用随目标增减，一改目标，盈亏平衡点也跟着变，就不是平衡点了。",
        "A share of sales moves with the target, and with it a break-even point that ought to stand still.",
    )
    message = Text(
        "“{name}”写作固定，又按销售额的 {ratio} 计；盈亏平衡点按计划额 {amount} 算，改目标就会跟着变",
        "{name} is called fixed and is {ratio} of sales; break-even takes the planned {amount}, which moves with the "
        "target",
    )
    hint = Text(
        "固定的写全年金额（amount: {exact}），随销售变的去掉 fixed",
        "state what is fixed for the year (amount: {exact}); drop fixed where it goes with sales",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        marks = unconfirmed(plan.spec)
        for index, line in enumerate(plan.budget.lines):
            path: Path = ("budget", "lines", index)
            if line.fixed and line.driver == "ratio" and mark_at(marks, (*path, "ratio")) is None:
                ratio, amount = percent(line.rate or 0), money(plan, line.amount)
                yield self.at(*path, "ratio", name=line.name, ratio=ratio, amount=amount, exact=line.amount)


def _paid(plan: Plan) -> tuple[int, int]:
    """A year's base pay, and what moves with results, of all whom the schemes name, at 100 % attainment.

    A person named by two schemes is counted under the first; who comes or leaves within the year, for his months.
    """
    base, moving, seen = Fraction(0), Fraction(0), set[str]()
    terms = {m.person: Fraction((m.leaves or 12) - (m.starts or 1) + 1, 12) for m in plan.spec.team}
    for scheme in plan.appraisal:
        pay = next(one for one in scheme.examples if one.attainment == 1)
        years = sum((terms.get(name, Fraction(1)) for name in scheme.people if name not in seen), Fraction(0))
        seen |= set(scheme.people)
        base, moving = base + years * pay.base, moving + years * (pay.bonus + pay.commission)
    return nearest(base), nearest(moving)


RULES = (B01, B02, B03, B04, B05, B06, B07, B08, B09, B10)
