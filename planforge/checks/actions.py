"""Rules of part five: every action has an owner, a date, a deliverable and a price, and people can carry them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from planforge.checks.prose import quoted
from planforge.checks.rule import Rule, listed
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.records import replace
from planforge.spec.spec import Spec
from planforge.wording import did_you_mean


class A01(Rule):
    severity = Severity.ERROR
    title = Text("行动要素不全", "An action lacks a part")
    why = Text(
        "没有责任人、期限、产出、预算的行动，没有人会真的去做。",
        "An action without owner, deadline, deliverable and budget is nobody's.",
    )
    message = Text("行动“{name}”缺少{missing}", "action {name} lacks {missing}")
    hint = Text("补上 {keys}；不花钱写 budget: 0", "give {keys}; budget: 0 when it is free")

    def find(self, plan: Plan) -> Iterator[Problem]:
        names = {
            "owner": Text("责任人", "owner"),
            "ends": Text("期限", "deadline"),
            "deliverable": Text("产出", "deliverable"),
            "budget": Text("预算", "budget"),
        }
        for index, action in enumerate(plan.spec.actions):
            missing = [key for key in names if getattr(action, key) is None]
            if action.within and "budget" in missing:
                missing.remove("budget")
            if missing:
                absent = listed([names[key] for key in missing])
                yield self.at("actions", index, name=action.name, missing=absent, keys=", ".join(missing))


class A02(Rule):
    severity = Severity.ERROR
    title = Text("行动日期不在计划年度内，或止早于起", "An action's dates are outside the year or reversed")
    why = Text(
        "日期写错的行动排不进日历，也查不到延误。", "An action with wrong dates fits no calendar and is never late."
    )
    message = Text("行动“{name}”{what}", "action {name} {what}")
    hint = Text("改正 starts、ends", "correct starts and ends")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, action in enumerate(plan.spec.actions):
            days = [day for day in (action.starts, action.ends) if day]
            if any(day.year != plan.spec.year for day in days):
                what = Text(f"的日期不在 {plan.spec.year} 年内", f"is dated outside {plan.spec.year}")
                yield self.at("actions", index, name=action.name, what=what)
            elif len(days) == 2 and days[1] < days[0]:
                yield self.at("actions", index, name=action.name, what=Text("的结束早于开始", "ends before it starts"))


class A03(Rule):
    title = Text("一人同期承担过多行动", "One person holds too many actions at once")
    why = Text("同一个人同时背太多事，每件都会拖。", "Who carries too much at once is late with all of it.")
    message = Text(
        "{person} 在 {day} 同时承担 {count} 项行动，最多 {most} 项",
        "{person} holds {count} actions on {day}, at most {most}",
    )
    hint = Text("分给他人，或错开时间", "give some to others, or move their dates")
    limits = {"most": 6}

    def find(self, plan: Plan) -> Iterator[Problem]:
        held: dict[str, list[tuple[date, date, int]]] = defaultdict(list)
        for index, action in enumerate(plan.spec.actions):
            if action.owner and action.ends:
                first = action.starts or action.ends.replace(day=1)
                held[action.owner].append((first, action.ends, index))
        for person, spans in held.items():
            firsts, lasts = sorted(first for first, _, _ in spans), sorted(last for _, last, _ in spans)
            count, day, index = max(
                (bisect_right(firsts, day) - bisect_left(lasts, day), day, index) for day, _, index in spans
            )
            if count > self.limit["most"]:
                yield self.at("actions", index, person=person, day=day, count=count, most=self.limit["most"])


class A04(Rule):
    severity = Severity.ERROR
    title = Text("责任人不在组织架构中", "An owner is not in the organisation")
    why = Text("责任落在不存在的人身上，等于没有责任人。", "A duty given to nobody in the team is nobody's duty.")
    message = Text("{role}“{name}”不在 team 中", "{role} {name} is not in the team")
    hint = Text("改正姓名，或在 team 中加上此人", "correct the name, or add the person to team")

    def find(self, plan: Plan) -> Iterator[Problem]:
        known = known_people(plan.spec)
        for path, role, named in _named(plan.spec) if plan.spec.team else ():
            for name in _each(named):
                if name not in known:
                    yield self.at(*path, role=role, name=name)


class A07(Rule):
    title = Text("片区负责人不在组织架构中", "A district's leader is not in the organisation")
    why = Text(
        "目标落在名字写错的人身上，就没有人来签责任书。", "A target given to a misspelt name is signed for by nobody."
    )
    message = Text("{district}的负责人“{name}”不在 team 中", "{name}, who leads {district}, is not in the team")
    hint = Text("改正姓名，或在 team 中加上此人", "correct the name, or add the person to team")

    def find(self, plan: Plan) -> Iterator[Problem]:
        spec = plan.spec
        known = known_people(spec, leaders=False)
        team = [member.person for member in spec.team]
        for index, district in enumerate(spec.districts if spec.team else ()):
            for name in filter(None, _each(district.leader or "")):
                if name not in known:
                    found = self.at("districts", index, "leader", district=district.name, name=name)
                    near = did_you_mean(name, team) if get_close_matches(name, team, 1, 0.5) else None
                    hint = Text(f"{near.zh}{self.hint.zh}", f"{near.en} {self.hint.en}") if near else self.hint
                    yield replace(found, hint=hint)


class A05(Rule):
    title = Text("某季度没有里程碑", "A quarter without a milestone")
    why = Text(
        "一个季度没有里程碑，偏差要到下个季度才看得见。", "Without a milestone a quarter's slippage shows in the next."
    )
    message = Text("第{quarters}季度没有里程碑", "no milestone in {quarters}")
    hint = Text("给该季度完成的一项行动加 milestone: yes", "mark an action that ends in it with milestone: yes")

    def find(self, plan: Plan) -> Iterator[Problem]:
        reached = {(action.ends.month + 2) // 3 for action in plan.spec.actions if action.milestone and action.ends}
        missing = [Text(zh, f"Q{number}") for number, zh in enumerate("一二三四", 1) if number not in reached]
        if plan.spec.actions and missing:
            yield self.at("actions", quarters=listed(missing))


class A06(Rule):
    title = Text("日期不是计划年度的", "A date of another year")
    why = Text(
        "从上年计划抄来的日期，到期那天没有人会去办。",
        "A date copied from last year's plan is a day on which nobody will do it.",
    )
    message = Text("“{name}”的日期 {day} 不在 {year} 年内", "the date of {name}, {day}, is not in {year}")
    hint = Text("改正日期", "correct the date")

    def find(self, plan: Plan) -> Iterator[Problem]:
        year = plan.spec.year
        for path, name, day, early in _dated(plan.spec):
            if not (date(year - early, 7 if early else 1, 1) <= day <= date(year, 12, 31)):
                yield self.at(*path, name=quoted(name), day=day, year=year)


def _dated(spec: Spec) -> Iterator[tuple[Path, str, date, int]]:
    """Days on which something is to be there or done beside the actions: place, name, day, and whether the second half
    of the year before will do as well."""
    groups: tuple[tuple[Path, Sequence[Any], str, str, int], ...] = (
        (("objectives",), spec.objectives, "name", "deadline", 0),
        (("situation", "dealers", "items"), spec.situation.dealers.items, "name", "signs", 1),
        (("advertising", "materials"), spec.advertising.materials, "name", "due", 1),
        (("personnel",), spec.personnel, "who", "date", 1),
        (("asks",), spec.asks, "what", "by", 1),
    )
    for path, items, named, field, early in groups:
        for index, item in enumerate(items):
            if (day := getattr(item, field)) is not None:
                yield (*path, index, field), getattr(item, named), day, early


def _each(named: str) -> list[str]:
    """The names of several people in one field."""
    return [name.strip() for name in re.split(r"[、，,/&]\s*", named)]


def known_people(spec: Spec, *, leaders: bool = True) -> set[str]:
    """Everybody and every post the organisation names; the leaders of districts too, unless they are in question."""
    names = {spec.region.manager, spec.region.title, spec.region.reports_to}
    for member in spec.team:
        names |= {member.name, member.person, member.title, member.role, member.reports_to}
    names |= {district.leader for district in spec.districts if leaders} | {store.manager for store in spec.stores}
    names |= {sheet.role for sheet in spec.roles} | {scheme.role for scheme in spec.appraisal.schemes}
    return {name for name in names if name}


def _named(spec: Spec) -> Iterator[tuple[Path, Text, str]]:
    """Whoever answers for something, with the place."""
    owner, approver, support = Text("责任人", "owner"), Text("审批人", "approver"), Text("协同人员", "supporter")
    for index, action in enumerate(spec.actions):
        for key, role, name in (("owner", owner, action.owner), ("approver", approver, action.approver)):
            if name:
                yield ("actions", index, key), role, name
        yield from ((("actions", index, "support", i), support, name) for i, name in enumerate(action.support))
    recovery = spec.collection.recovery if spec.collection else ()
    owned: tuple[tuple[Path, Sequence[Any]], ...] = (
        (("objectives",), spec.objectives),
        (("promotions",), spec.promotions),
        (("advertising", "media"), spec.advertising.media),
        (("collection", "recovery"), recovery),
        (("control", "kpis"), spec.control.kpis),
        (("control", "contingencies"), spec.control.contingencies),
    )
    for path, items in owned:
        yield from (((*path, index, "owner"), owner, item.owner) for index, item in enumerate(items) if item.owner)


RULES = (A01, A02, A03, A04, A05, A06, A07)
