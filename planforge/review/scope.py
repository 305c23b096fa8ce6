"""Which months a review or re-plan speaks of, and what to say about the months in the file that it does not."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity, Text, Where
from planforge.review.actuals import NOTHING, Actuals, to_date
from planforge.spec.days import parse_month
from planforge.wording import printed

_AXES = {"person": Text("人员", "people"), "store": Text("门店", "stores")}


def month_named(text: str, year: int) -> int | Problem:
    """The month 1..12 that ``--through`` names: 2027-05, 5, 5月, May."""
    try:
        month = parse_month(text)
    except ValueError:
        message = Text(f"--through 的月份“{text}”无法识别", f"--through: month {text} cannot be read")
        return Problem("V16", message, Text(f"写作 {year}-05", f"write {year}-05"))
    if any(part.isdigit() and len(part) == 4 and int(part) != year for part in text.replace("年", "-").split("-")):
        message = Text(f"--through {text} 不在计划年度 {year} 内", f"--through {text} is not in the plan year {year}")
        return Problem("V16", message, Text(f"写作 {year}-{month:02}", f"write {year}-{month:02}"))
    return month


def scope_problems(plan: Plan, actuals: Actuals, through: int, today: datetime.date) -> Iterator[Problem]:
    """Months that are not there, not looked at, not over yet; sums that do not agree; months closed by a re-plan."""
    last = actuals.last_month
    if through > last:
        message = Text(
            f"{plan.spec.year}-{through:02} 没有实际，最后填到 {last} 月",
            f"there are no actuals of {plan.spec.year}-{through:02}; the last month is {last}",
        )
        hint = Text(f"补上，或写 --through {plan.spec.year}-{last:02}", f"fill them in, or use --through {last}")
        yield Problem("V16", message, hint, where=Where(actuals.file))
        return
    yield from _beyond(actuals, through)
    yield from _ahead(plan, actuals, through, today)
    yield from _unequal(plan, actuals, through)
    yield from _closed(plan, through)
    yield from _restated(plan, actuals, through)


def _beyond(actuals: Actuals, through: int) -> Iterator[Problem]:
    later = [entry for entry in actuals.sales if entry.month > through]
    if later:
        message = Text(
            f"{through} 月以后还有 {len(later)} 行实际，本次不看",
            f"{len(later)} lines are of months after {through} and are not looked at",
        )
        yield Problem("V17", message, None, where=later[0].where, severity=Severity.INFO)


def _ahead(plan: Plan, actuals: Actuals, through: int, today: datetime.date) -> Iterator[Problem]:
    """Figures of months that have not begun: estimates, or a slip in the month."""
    ahead = [e for e in actuals.sales if e.month <= through and datetime.date(plan.spec.year, e.month, 1) > today]
    if ahead:
        first = min(ahead, key=lambda entry: entry.month)
        message = Text(
            f"{plan.spec.year}-{first.month:02} 还没有到，{len(ahead)} 行当作预计数",
            f"{plan.spec.year}-{first.month:02} is still to come: {len(ahead)} lines are taken for estimates",
        )
        yield Problem("V15", message, None, where=first.where, severity=Severity.INFO)


def _unequal(plan: Plan, actuals: Actuals, through: int) -> Iterator[Problem]:
    """People and stores on sheets of their own that do not come to the region's sales."""
    region = to_date(actuals.months()[:through])
    for axis, name in _AXES.items():
        if axis not in actuals.apart:
            continue
        whole = sum((to_date(months[:through]) for months in actuals.by(axis).values()), Decimal(0))
        if abs(whole - region) >= plan.granule:
            entry = actuals.apart[axis][0]
            theirs, sales, apart = (printed(one, 0) for one in (whole, region, whole - region))
            message = Text(
                f"{name.zh}合计 {theirs} 元，销售合计 {sales} 元，相差 {apart} 元",
                f"{name.en} sum to {theirs}, sales to {sales}: {apart} apart",
            )
            hint = Text("核对两张表；达成率各按各表计算", "compare the two sheets; each is reviewed by itself")
            yield Problem("V18", message, hint, where=entry.where, severity=Severity.WARNING)


def _closed(plan: Plan, through: int) -> Iterator[Problem]:
    months = [closed.month for closed in plan.spec.targets.closed]
    if months and through <= max(months):
        message = Text(
            f"1 至 {max(months)} 月在这份计划中已关账，{through} 月及以前没有可看的达成",
            f"months up to {max(months)} are closed in this plan: there is no attainment to look at up to {through}",
        )
        hint = Text("复盘这些月份，用重排前的计划", "review these months against the plan before the re-plan")
        yield Problem("V19", message, hint, path=("targets", "closed"))
    elif months:
        message = Text(
            f"1 至 {max(months)} 月在这份计划中已关账，目标就是实际，累计达成率只反映其后的月份",
            f"months up to {max(months)} are closed in this plan: their targets are the actuals, and attainment tells "
            f"only of the months after them",
        )
        hint = Text("要看全年达成，用重排前的计划", "for the attainment of the year review the plan before it")
        yield Problem("V19", message, hint, path=("targets", "closed"), severity=Severity.INFO)


def _restated(plan: Plan, actuals: Actuals, through: int) -> Iterator[Problem]:
    """Months closed by a re-plan of which the file tells another figure now."""
    sold = actuals.by("district")
    for closed in plan.spec.targets.closed:
        for name, amount in closed.actual.items():
            now = sold.get(name, NOTHING)[closed.month - 1]
            if closed.month <= through and now is not None and abs(now - amount) >= plan.granule:
                where = next(e.where for e in actuals.sales if e.node.district == name and e.month == closed.month)
                then, is_now = printed(amount, 0), printed(now, 0)
                message = Text(
                    f"{name} {closed.month} 月关账时是 {then} 元，现在是 {is_now} 元；关账的数不变",
                    f"{name}, month {closed.month}: closed at {then}, now {is_now}; the closed one stands",
                )
                hint = Text(
                    "若要改，先改计划里的 targets.closed", "to change it, change targets.closed in the spec first"
                )
                yield Problem("V26", message, hint, where=where, severity=Severity.WARNING)
