"""The opening receivables: whose they are, which part is overdue and when it is recovered, when the rest comes in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import nearest
from planforge.plan.amounts import portions, round_table
from planforge.plan.grid import Cells
from planforge.plan.money.terms import Pattern, channel_patterns, default_pattern
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Problem, Severity, Text
from planforge.spec.money import Collection
from planforge.spec.spec import Spec
from planforge.wording import did_you_mean, money, month_name


class Opening(Struct, frozen=True):
    """By district: the balance, and by month the overdue recovered and the rest collected (districts × 12 each)."""

    balances: tuple[int, ...]
    recovered: Cells
    collected: Cells
    steps: tuple[int, ...] = ()  # what each step of the recovery brings


def plan_opening(spec: Spec, targets: TargetPlan, granule: int) -> Opening:
    """Overdue money comes in as ``recovery`` says and otherwise stays; the rest as the terms of its sales promise."""
    given = spec.collection or Collection()
    balances = opening_balances(spec, targets, granule)
    recovered, steps = _recovered(given, targets, balances, granule)
    left = [balance - sum(row) for balance, row in zip(balances, recovered, strict=True)]
    stays = max(0, overdue_amount(given, sum(balances), granule) - sum(map(sum, recovered)))
    moving = Fraction(sum(left) - stays, sum(left)) if sum(left) else Fraction(0)
    release = [release_shares(spec, targets, d) for d in range(len(balances))]
    raws = [[own * moving * share for share in row] for own, row in zip(left, release, strict=True)]
    return Opening(balances, recovered, round_table(raws, granule), steps)


def opening_balances(spec: Spec, targets: TargetPlan, granule: int) -> tuple[int, ...]:
    """Each district's opening balance: as stated, the others sharing what is left by last year's sales."""
    given = spec.collection or Collection()
    names = targets.districts.nodes
    stated = {name: given.opening_by_district[name] for name in names if name in given.opening_by_district}
    total = nearest(max(given.opening, sum(stated.values())), granule)
    base = targets.last_districts or targets.districts
    sold = [Fraction(max(0, sales)) for sales in base.totals]
    open_sales = sum(sales for name, sales in zip(names, sold, strict=True) if name not in stated)
    rest = max(Fraction(0), total - Fraction(sum(stated.values())))
    weights = [
        Fraction(stated[name]) if name in stated else rest * sales / open_sales if open_sales else Fraction(0)
        for name, sales in zip(names, sold, strict=True)
    ]
    if not sum(weights):
        weights = sold if any(sold) else [Fraction(1)] * len(names)
    return portions(total, weights, granule)


def is_opening_stated(spec: Spec, targets: TargetPlan) -> bool:
    """Whether it is known what is owed from last year: it is stated, or nothing was sold, or all was paid at once."""
    given = spec.collection or Collection()
    patterns = channel_patterns(spec, targets) if targets.channels else [default_pattern(spec)]
    on_credit = any(len(pattern.shares) > 1 or pattern.unpaid for pattern in patterns)
    return bool({"opening", "opening_by_district"} & given.model_fields_set) or not targets.last or not on_credit


def unstated_opening() -> Problem:
    return Problem(
        "M45",
        Text(
            "没有写期初应收，去年赊销的货款没有算进回款，应收回收率不予计算",
            "the opening receivables are not stated: cash leaves out what last year's credit sales still owe, "
            "and no collection rate of receivables is told",
        ),
        Text(
            "在 collection.opening 写上年末应收余额，没有就写 0",
            "state last year's balance as collection.opening, 0 where there is none",
        ),
        ("collection",),
        severity=Severity.WARNING,
    )


def left_by_terms(spec: Spec, targets: TargetPlan, granule: int) -> int | None:
    """What the terms would leave unpaid of last year's sales when it ends; None where its months are not known."""
    if targets.last_districts is None:
        return None
    mixed = _last_mix(spec, targets)
    whole = sum(part for _, part in mixed) or Fraction(1)
    unpaid = [
        sum((part * (1 - sum(p.shares[: 12 - month], Fraction(0))) for p, part in mixed), Fraction(0)) / whole
        for month in range(12)
    ]
    sold = targets.last_districts.months
    return nearest(sum((sales * share for sales, share in zip(sold, unpaid, strict=True)), Fraction(0)), granule)


NEAR = Fraction(3, 2)  # how far the opening balance may be from what the terms would leave
HALF_A_MONTH = Fraction(1, 24)  # of last year's sales: nearer than this is near anyway


def is_misfit(owed: int, by_terms: int | None, last: int | None) -> bool:
    """Whether what is owed and not overdue is far from what the terms would have left of last year's sales."""
    if by_terms is None or not last or owed <= 0 or abs(owed - by_terms) <= HALF_A_MONTH * last:
        return False
    return max(owed, by_terms) > NEAR * min(owed, by_terms)


def misfit(owed: int, by_terms: int, targets: TargetPlan, spec: Spec) -> Problem:
    """The opening balance is told in days of last year's last three months, as DSO is."""
    recent = sum(targets.last_districts.months[-3:]) if targets.last_districts else 0
    one, other = (money(amount, spec.money) for amount in (owed, by_terms))
    days, short = (nearest(Fraction(92 * amount, recent)) if recent else None for amount in (owed, by_terms))
    zh, en = ("", "") if days is None else (f"（约 {days} 天销售）", f" ({days} days of sales)")
    zh_, en_ = ("", "") if short is None else (f"（约 {short} 天）", f" ({short} days)")
    only = "只" if owed > by_terms else ""
    return Problem(
        "M46",
        Text(
            f"期初应收中未逾期的 {one.zh}{zh}，与账期不符：按账期，上年销售到年末{only}应欠 {other.zh}{zh_}",
            f"{one.en} of the opening receivables are not overdue{en}; the terms would leave {other.en}{en_} of last "
            "year's sales",
        ),
        Text(
            "核对期初应收和逾期数，或把 collection.terms 改成实际的账期；否则年初的回款和年末应收都不可信",
            "check opening and overdue, or make collection.terms those people keep; else neither the first months' "
            "cash nor the closing balance can be relied on",
        ),
        ("collection", "opening" if "opening" in (spec.collection or Collection()).model_fields_set else "terms"),
        severity=Severity.WARNING,
    )


def overdue_amount(given: Collection, opening: int, granule: int) -> int:
    """The overdue part of the opening balance: as stated, else what is planned to be recovered."""
    stated = given.overdue if given.overdue is not None else sum(step.amount for step in given.recovery)
    return min(opening, nearest(stated, granule))


def _recovered(
    given: Collection, targets: TargetPlan, balances: Sequence[int], granule: int
) -> tuple[Cells, tuple[int, ...]]:
    """Recovery by district and month: to the district named, else by what each still owes; never beyond it.
    Then what every step brings of what it says."""
    names = targets.districts.nodes
    left = list(balances)
    room = overdue_amount(given, sum(balances), granule)
    cells, brought = [[0] * 12 for _ in names], []
    for step in given.recovery:
        owing = [own if step.district in (None, name) else 0 for name, own in zip(names, left, strict=True)]
        amount = min(nearest(step.amount, granule), room, sum(owing))
        parts = portions(amount, owing, granule) if amount else (0,) * len(names)
        room -= amount
        brought.append(amount)
        for d, part in enumerate(parts):
            cells[d][step.month - 1] += part
            left[d] -= part
    return tuple(map(tuple, cells)), tuple(brought)


def recovery_problems(spec: Spec, opening: Opening, granule: int) -> Iterator[Problem]:
    """Steps that bring less than they say, for no more is owed."""
    given = spec.collection or Collection()
    whole = sum(step.amount for step in given.recovery)
    if whole > (given.overdue if given.overdue is not None else whole):
        return  # told as a whole
    for index, (step, brought) in enumerate(zip(given.recovery, opening.steps, strict=True)):
        stated = nearest(step.amount, granule)
        known = step.district is None or step.district in [d.name for d in spec.districts]
        if brought < stated and known:
            whose = Text(f"{step.district}的", f"{step.district} ") if step.district else Text("", "")
            one, other, gap = (money(amount, spec.money) for amount in (stated, brought, stated - brought))
            yield Problem(
                "M39",
                Text(
                    f"{step.month}月清收写 {one.zh}，{whose.zh}余额只够 {other.zh}，少 {gap.zh}，按 {other.zh} 计",
                    f"recovery of {one.en} in {month_name(step.month)}: {whose.en}owes {other.en} by then, "
                    f"{gap.en} less; {other.en} counts",
                ),
                Text(f"调低 {gap.zh}，或改期初应收、逾期数", f"lower it by {gap.en}, or change opening or overdue"),
                ("collection", "recovery", index, "amount"),
            )


def release_shares(spec: Spec, targets: TargetPlan, district: int) -> tuple[Fraction, ...]:
    """Shares of the opening balance paid in each month: what the terms of last year's last sales still promise.

    Month t brings the share k of the sales made k months before it, for every k that reaches back into last year.
    Without such a tail (all was due at once) the balance is paid in January.
    """
    sales = targets.last_districts.cells[district] if targets.last_districts else (1,) * 12
    mixed = _last_mix(spec, targets)
    due = [
        sum((part * p.shares[k] * max(0, sales[12 + t - k]) for p, part in mixed for k in _back(p, t)), Fraction(0))
        for t in range(12)
    ]
    if not sum(due) and any(p.shares[1:] for p, _ in mixed):
        due = [sum((part * p.shares[k] for p, part in mixed for k in _back(p, t)), Fraction(0)) for t in range(12)]
    whole = sum(due)
    return tuple(part / whole for part in due) if whole else (Fraction(1), *(Fraction(0),) * 11)


def _back(pattern: Pattern, month: int) -> range:
    """The delays that lead from ``month`` (0 is January) back into last year, at most a year."""
    return range(month + 1, min(len(pattern.shares), month + 13))


def _last_mix(spec: Spec, targets: TargetPlan) -> list[tuple[Pattern, Fraction]]:
    """The patterns of last year's sales with their weights, by last year's channels, else by the plan's."""
    if targets.channels is None:
        return [(default_pattern(spec), Fraction(1))]
    patterns = channel_patterns(spec, targets)
    weights = [targets.last_channels.get(name, 0) for name in targets.channels.nodes]
    if not any(weights):
        weights = list(targets.channels.totals)
    return [(pattern, Fraction(weight)) for pattern, weight in zip(patterns, weights, strict=True)]


def opening_problems(spec: Spec, targets: TargetPlan) -> Iterator[Problem]:
    """Balances that do not add up, overdue beyond the balance, recovery beyond the overdue, unknown districts."""
    given = spec.collection or Collection()
    names = targets.districts.nodes
    places = [(("opening_by_district", name), name) for name in given.opening_by_district]
    steps = [(("recovery", i, "district"), step.district) for i, step in enumerate(given.recovery) if step.district]
    advances = [(("advances", i, "district"), one.district) for i, one in enumerate(given.advances) if one.district]
    for path, name in (*places, *steps, *advances):
        if name not in names:
            yield Problem(
                "M34",
                Text(f"未知片区“{name}”", f'Unknown district "{name}"'),
                did_you_mean(name, names),
                ("collection", *path),
            )
    yield from _sums(spec, given, names)


def _sums(spec: Spec, given: Collection, names: Sequence[str]) -> Iterator[Problem]:
    stated = sum(given.opening_by_district.values())
    complete = bool(given.opening_by_district) and set(names) <= given.opening_by_district.keys()
    if given.opening and (stated > given.opening or (complete and stated != given.opening)):
        yield _unequal(
            "M35",
            Text("各片区期初应收合计", "Opening receivables of the districts come to"),
            Text("期初应收", "opening receivables"),
            (int(stated), int(given.opening)),
            spec,
            "opening_by_district",
        )
    opening = max(given.opening, stated)
    if given.overdue is not None and given.overdue > opening:
        yield _unequal(
            "M36", Text("逾期应收", "The overdue is"), Text("期初应收", "opening receivables"),
            (int(given.overdue), int(opening)), spec, "overdue",
        )  # fmt: skip
    recovered = sum(step.amount for step in given.recovery)
    overdue = opening if given.overdue is None else given.overdue
    if recovered > overdue:
        yield _unequal(
            "M37", Text("清收计划合计", "Planned recovery is"), Text("逾期应收", "overdue"),
            (int(recovered), int(overdue)), spec, "recovery",
        )  # fmt: skip


def _unequal(code: str, left: Text, right: Text, figures: tuple[int, int], spec: Spec, field: str) -> Problem:
    one, other = (money(figure, spec.money) for figure in figures)
    message = Text(
        f"{left.zh}{one.zh}，与{right.zh}{other.zh}不符", f"{left.en} {one.en}, against {right.en} of {other.en}"
    )
    return Problem(code, message, path=("collection", field))
