"""Rules of part six: what is watched, when the team meets, what happens when it falls short."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planforge.checks.prose import sentences
from planforge.checks.rule import Rule, listed
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.spec import Spec
from planforge.wording import percent, printed, rate

DAYS = re.compile(
    r"每(?:个)?月\s*(?P<zh>\d{1,2}\s*[日号]?(?:\s*[、，和及]\s*\d{1,2}\s*[日号])*)"
    r"|\bon the (?P<en>\d{1,2}(?:st|nd|rd|th)(?:(?:,| and)(?: the)? \d{1,2}(?:st|nd|rd|th))*)"
)


class C01(Rule):
    severity = Severity.ERROR
    title = Text("目标没有控制指标", "An objective has no KPI")
    why = Text("没有控制指标的目标，只能在年底知道结果。", "An objective nobody watches is known only at year's end.")
    message = Text("目标 {code}“{name}”没有控制指标", "objective {code} {name} has no KPI")
    hint = Text("在 control.kpis 中增加一项 objective: {code}", "add one with objective: {code} to control.kpis")

    def find(self, plan: Plan) -> Iterator[Problem]:
        watched = {kpi.objective for kpi in plan.spec.control.kpis}
        controlled = plan.spec.control.model_fields_set
        for index, objective in enumerate(plan.spec.objectives if controlled else ()):
            if objective.code not in watched:
                yield self.at("objectives", index, code=objective.code, name=objective.name)


class C02(Rule):
    severity = Severity.ERROR
    title = Text("控制指标要素不全", "A KPI lacks a part")
    why = Text(
        "不知道谁看、多久看、看到多少要动手，指标就只是数字。",
        "Unless who, how often and at what value are known, a KPI is only a number.",
    )
    message = Text("控制指标“{name}”缺少{missing}", "KPI {name} lacks {missing}")
    hint = Text("补上 {keys}", "give {keys}")

    def find(self, plan: Plan) -> Iterator[Problem]:
        names = {
            "frequency": Text("频次", "frequency"),
            "owner": Text("责任人", "owner"),
            "source": Text("数据来源", "source"),
            "alert": Text("预警值", "alert threshold"),
            "correction": Text("纠偏措施", "corrective action"),
        }
        for index, kpi in enumerate(plan.spec.control.kpis):
            missing = [key for key in names if getattr(kpi, key) is None]
            if missing:
                absent = listed([names[key] for key in missing])
                yield self.at("control", "kpis", index, name=kpi.name, missing=absent, keys=", ".join(missing))


class C03(Rule):
    severity = Severity.ERROR
    title = Text("达成分档有缺口或重叠", "Tiers leave a gap or overlap")
    why = Text(
        "“80%左右”与“80%以下”并存，一家店可以同时在两档，奖罚就无法执行。",
        "Where “about 80 %” stands beside “below 80 %”, a store is in both and rewards cannot be paid.",
    )
    message = Text("分档对不上：{what}", "the tiers do not fit: {what}")
    hint = Text(
        "每档写 from（含），to 留空则接上一档", "give from (included); without to a tier ends where the next begins"
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        yield from self._ends(plan)
        yield from self._counts(plan)

    def _ends(self, plan: Plan) -> Iterator[Problem]:
        tiers = sorted(enumerate(plan.spec.control.tiers), key=lambda entry: -entry[1].low)
        if tiers and tiers[0][1].high is not None:
            highest = rate(tiers[0][1].high)
            what = Text(f"达成率到 {highest} 以上的没有归档", f"attainment of {highest} and more falls in no tier")
            yield self.at("control", "tiers", tiers[0][0], what=what)
        if tiers and tiers[-1][1].low > 0:
            lowest = rate(tiers[-1][1].low)
            what = Text(f"达成率低于 {lowest} 的没有归档", f"attainment below {lowest} falls in no tier")
            yield self.at("control", "tiers", tiers[-1][0], what=what)
        for (_, upper), (index, lower) in itertools.pairwise(tiers):
            if lower.low == upper.low or (lower.high is not None and lower.high != upper.low):
                gap = lower.high is not None and lower.high < upper.low
                what = Text(
                    f"“{lower.name}”与“{upper.name}”之间{'有缺口' if gap else '重叠'}",
                    f"{lower.name} and {upper.name} {'leave a gap' if gap else 'overlap'}",
                )
                yield self.at("control", "tiers", index, what=what)

    def _counts(self, plan: Plan) -> Iterator[Problem]:
        """Numbers of nodes that are stated, where last year's attainment is known."""
        computed = dict(plan.review.tiers) if any(number for _, number in plan.review.tiers) else {}
        for index, tier in enumerate(plan.spec.control.tiers):
            if tier.count is not None and tier.name in computed and computed[tier.name] != tier.count:
                number = computed[tier.name]
                what = Text(
                    f"“{tier.name}”写 {tier.count} 个，按数据是 {number} 个",
                    f"{tier.name}: {tier.count} stated, {number} by the figures",
                )
                yield self.at("control", "tiers", index, "count", what=what)


class C04(Rule):
    severity = Severity.ERROR
    title = Text("总达成率与加权结果不符", "The stated attainment is not the weighted one")
    why = Text(
        "总达成率要按目标加权，不能把各片区的百分比平均。",
        "Overall attainment is weighted by target, never an average of percentages.",
    )
    message = Text(
        "文中总达成率 {stated}，按目标加权是 {weighted}", "stated {stated}, weighted by target it is {weighted}"
    )
    hint = Text(
        "改正 control.stated_attainment，或核对各片区的目标与实际",
        "correct control.stated_attainment, or the districts' figures",
    )
    limits = {"points": Decimal("0.5")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        stated, total = plan.spec.control.stated_attainment, plan.review.total
        if stated is None or total is None or total.rate is None:
            return
        if abs(Fraction(stated) - total.rate) * 100 > self.limit["points"]:
            yield self.at("control", "stated_attainment", stated=rate(stated), weighted=percent(total.rate))


class C05(Rule):
    title = Text("没有应急预案", "No contingency plan")
    why = Text(
        "老板最后一个问题总是：只完成九成怎么办。", "The director's last question is always: what happens at 90 %?"
    )
    message = Text("没有达成率低于 {below} 时的预案", "no plan for attainment below {below}")
    hint = Text(
        "在 control.contingencies 中写 trigger、below、measures、owner",
        "give trigger, below, measures and owner in control.contingencies",
    )
    limits = {"attainment": 90}

    def find(self, plan: Plan) -> Iterator[Problem]:
        starts = [item.below for item in plan.spec.control.contingencies if item.below is not None and item.measures]
        short = not starts or max(starts) * 100 < self.limit["attainment"]
        if short and plan.spec.control.model_fields_set:
            below = rate(Fraction(self.limit["attainment"]) / 100)
            yield self.at("control", "contingencies", below=below)


class C06(Rule):
    title = Text("例会日期冲突", "Meeting dates disagree")
    why = Text(
        "同一个会一处写15号、一处写16号，总有一半人到不了。",
        "If a meeting is on the 15th here and the 16th there, half will miss it.",
    )
    message = Text("“{name}”一处是 {one} 日，一处是 {other} 日", "{name} is on day {one} here and {other} there")
    hint = Text("统一为一个日期", "settle on one date")

    def find(self, plan: Plan) -> Iterator[Problem]:
        stated: dict[str, set[int]] = {}
        for path, name, days in _meeting_days(plan.spec):
            known = stated.setdefault(name, days)
            if not (days <= known or known <= days):
                yield self.at(*path, name=name, one=_joined(known), other=_joined(days))
            stated[name] = known | days if known <= days else known


class C07(Rule):
    title = Text("巡访天数超出工作日", "Visits take more days than there are")
    why = Text(
        "排不下的巡店计划，第一个月就会走样。", "A visiting plan that does not fit its month fails in the first."
    )
    message = Text(
        "{role} 每人每{cycle}要走 {days} 天，只有 {available} 个工作日",
        "each {role} visits for {days} days a {cycle}; {available} are workdays",
    )
    hint = Text("减少每处天数，或增加人数", "fewer days each, or more people")
    limits = {"week": 5, "month": 22, "quarter": 65}

    def find(self, plan: Plan) -> Iterator[Problem]:
        names = {"week": Text("周", "week"), "month": Text("月", "month"), "quarter": Text("季", "quarter")}
        for index, visit in enumerate(plan.spec.control.visits):
            days = Fraction(visit.nodes * visit.days[1], visit.people) if visit.people else Fraction(0)
            available = self.limit[visit.cycle]
            if days > available:
                yield self.at(
                    "control",
                    "visits",
                    index,
                    role=visit.role,
                    cycle=names[visit.cycle],
                    days=printed(days, 1),
                    available=available,
                )


class C09(Rule):
    title = Text("巡访人数与人员名单不符", "Visitors and the team do not agree")
    why = Text(
        "按多写的人数排出来的巡访，每人的天数都少算了。",
        "Visits spread over more people than there are leave each with more days than it seems.",
    )
    message = Text(
        "巡访写 {role} {people} 人，人员名单中是 {listed} 人", "visits count {people} {role}, the team lists {listed}"
    )
    hint = Text("统一 control.visits 的 people 与 team", "make people in control.visits and the team agree")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, visit in enumerate(plan.spec.control.visits):
            listed = _at_once(visit.role, plan.spec)  # a role of which nobody is named says nothing
            if listed and listed != visit.people:
                yield self.at("control", "visits", index, "people", role=visit.role, people=visit.people, listed=listed)


class C10(Rule):
    severity = Severity.ERROR
    title = Text("预案的启动线与触发条件不符", "A contingency starts at two lines")
    why = Text("条件写低于 80%，启动线写 56%，没有人知道该不该动。", "With two lines, nobody knows when to move.")
    message = Text("触发条件写低于 {said}，启动线 below 是 {below}", "the trigger says below {said}, below is {below}")
    hint = Text("统一为一个数", "settle on one figure")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, item in enumerate(plan.spec.control.contingencies):
            said = [Decimal(found[1]) / 100 for found in BELOW.finditer(item.trigger)]
            if item.below is not None and len(said) == 1 and said[0] != item.below:
                yield self.at("control", "contingencies", index, "below", said=rate(said[0]), below=rate(item.below))


BELOW = re.compile(
    r"(?:达成率|完成率|attainment)[^，。；,;]{0,12}?"
    r"(?:低于|不足|不到|未达|below|under|less than)\s*(\d+(?:\.\d+)?)\s*[%％]",
    re.IGNORECASE,
)


class C11(Rule):
    severity = Severity.ERROR
    title = Text("巡访天数上下颠倒", "Visits last at least longer than at most")
    why = Text("最少两天、最多一天，排不出来。", "At least two days and at most one cannot be planned.")
    message = Text(
        "{role}每个对象最少 {least} 天、最多 {most} 天", "{role}: at least {least} days each, at most {most}"
    )
    hint = Text("days 先写最少，后写最多", "in days the least comes first, then the most")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, visit in enumerate(plan.spec.control.visits):
            least, most = visit.days
            if least > most:
                yield self.at("control", "visits", index, "days", role=visit.role, least=least, most=most)


def _at_once(role: str, spec: Spec) -> int:
    """How many people of a role there are at a time, where some leave and others come."""
    terms = [(one.person, one.starts or 1, one.leaves or 12) for one in spec.team if one.role == role]
    return max(len({who for who, starts, leaves in terms if starts <= m <= leaves}) for m in range(1, 13))


def _meeting_days(spec: Spec) -> Iterator[tuple[Path, str, set[int]]]:
    """Every place that names a meeting and the days of the month it is on: its own fields, then the prose."""
    for index, meeting in enumerate(spec.control.meetings):
        path: Path = ("control", "meetings", index)
        stated = ({meeting.day} if meeting.day else set(), _days(meeting.when or ""))
        yield from ((path, meeting.name, days) for days in stated if days)
    names = {meeting.name for meeting in spec.control.meetings}
    for path, text in sentences(spec):
        for clause in re.split(r"[，。；;,\n]", text) if path[:2] != ("control", "meetings") else ():
            days = _days(clause)
            yield from ((path, name, days) for name in sorted(names) if days and name in clause)


def _days(text: str) -> set[int]:
    """Days of the month that a text names as a rhythm: 每月 1 日、16 日; on the 5th."""
    found = (match["zh"] or match["en"] for match in DAYS.finditer(text))
    return {int(day) for days in found for day in re.findall(r"\d+", days)}


def _joined(days: set[int]) -> str:
    return "、".join(map(str, sorted(days)))


RULES = (C01, C02, C03, C04, C05, C06, C07, C09, C10, C11)
