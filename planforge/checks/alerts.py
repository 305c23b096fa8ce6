"""The rule that holds the alerts of KPIs against the plan: what the plan itself will break is no alert."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from planforge.checks.rule import Rule
from planforge.numbers import nearest
from planforge.plan.grid import MONTHS
from planforge.plan.measures import MEASURES, At, Value, is_number, kpi_measure, planned, watched
from planforge.plan.plan import Plan
from planforge.problem import Problem, Text
from planforge.spec.strategy import Kpi
from planforge.wording import month_name, percent

MONTH = re.compile(r"单月|当月|每月|月度|任一月|一个月|\bmonth", re.IGNORECASE)
QUARTER = re.compile(r"单季|当季|每季|季度|任一季|\bquarter", re.IGNORECASE)
RELATIVE = re.compile(
    r"计划|百分点|单店|片区|门店|连续|累计|\bplan|point|store|district|branch|in a row|to date", re.IGNORECASE
)
LIMIT = re.compile(
    r"(?:(?P<above>高于|超过|大于|突破|above|over|exceed(?:s|ing)?|more than)"
    r"|(?P<below>低于|不足|小于|below|under|less than))"
    r"\s*(?P<figure>\d+(?:\.\d+)?)\s*[%％]",
    re.IGNORECASE,
)


class Alert(Struct, frozen=True):
    """An alert that names a limit and the period it holds for."""

    limit: Fraction
    above: bool
    monthly: bool

    def broken_by(self, rate: Value) -> bool:
        """Whether a planned rate sets it off, as the plan shows rates: to a tenth of a per cent."""
        shown, limit = nearest(rate * 1000), self.limit * 1000
        return shown > limit if self.above else shown < limit


class C08(Rule):
    title = Text("预警值与计划自身矛盾", "An alert that the plan itself sets off")
    why = Text(
        "照计划执行也会月月报警，预警就没有人看了。",
        "If the plan carried out to the letter raises the alarm, soon nobody listens to it.",
    )
    message = Text(
        "“{name}”预警为“{alert}”，而计划中{when}就是 {rate}{others}",
        "the alert of {name} is “{alert}”, yet the plan itself has {rate} in {when}{others}",
    )
    hint = Text(
        "放宽预警值，改写为与当月计划相比，或平衡各月",
        "widen the threshold, set it against the month's own plan, or level the months",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, kpi in enumerate(watched(plan)):
            alert = read_alert(kpi.alert or "")
            rates = _rates(kpi, plan, alert) if alert else []
            broken = [
                (when, rate) for when, rate in enumerate(rates) if rate is not None and alert and alert.broken_by(rate)
            ]
            if alert and broken:
                worst = (max if alert.above else min)(broken, key=lambda found: found[1])
                yield self.at(
                    "control", "kpis", index, "alert",
                    name=kpi.name, alert=kpi.alert, when=_period(worst[0], alert), rate=percent(worst[1]),
                    others=_others(len(broken) - 1, alert),
                )  # fmt: skip


class C12(Rule):
    title = Text("预警值只有一个数", "An alert that is a bare number")
    why = Text(
        "只有一个数，看不出是比率、天数还是金额，也不知道高了报警还是低了报警。",
        "Of a bare number nobody knows whether it is a rate, days or money, nor on which side of it the alarm goes.",
    )
    message = Text("“{name}”的预警值只写了 {alert}", "the alert of {name} is {alert} and no more")
    hint = Text("写全，如“低于 {alert}%”“超过 {alert} 天”", "write it out: below {alert}%, over {alert} days")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, kpi in enumerate(watched(plan)):
            if is_number(kpi.alert):
                yield self.at("control", "kpis", index, "alert", name=kpi.name, alert=kpi.alert)


def read_alert(text: str) -> Alert | None:
    """The limit of a month or a quarter that a text states; None where it speaks of the plan, of stores, of a run."""
    found = LIMIT.search(text)
    monthly = bool(MONTH.search(text))
    if found is None or RELATIVE.search(text) or not (monthly or QUARTER.search(text)):
        return None
    return Alert(Fraction(Decimal(found["figure"])) / 100, found["above"] is not None, monthly)


def _rates(kpi: Kpi, plan: Plan, alert: Alert) -> list[Value | None]:
    """What the plan has for the KPI by month or quarter; nothing where it watches no rate of the plan."""
    key = (kpi_measure(plan, kpi) or ("",))[0]
    if key not in MEASURES or MEASURES[key].kind != "percent":
        return []
    ends = MONTHS if alert.monthly else (3, 6, 9, 12)
    return [planned(plan, key, At(first=end if alert.monthly else end - 2, last=end)) for end in ends]


def _period(index: int, alert: Alert) -> Text:
    if alert.monthly:
        return Text(f"{index + 1}月", month_name(index + 1))
    return Text(f"{'一二三四'[index]}季度", f"Q{index + 1}")


def _others(count: int, alert: Alert) -> Text:
    if not count:
        return Text("", "")
    kind = Text("个月", "month") if alert.monthly else Text("个季度", "quarter")
    return Text(f"，另有 {count} {kind.zh}也会触发", f", and {count} more {kind.en}{'s' * (count > 1)} set it off")


RULES = (C08, C12)
