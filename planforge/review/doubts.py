"""What is wrong or doubtful in actuals that can be read: unknown names, figures told twice, below nil, out of scale,
and months that were left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from planforge.ledger.choice import UNIT_OF_VOLUME
from planforge.ledger.outcome import Ledger, Question
from planforge.ledger.sales import Sale
from planforge.ledger.sense import which_unit
from planforge.plan.axes import AXES
from planforge.plan.measures import quarterly
from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity, Text, Where
from planforge.review.actuals import Actuals, Entry
from planforge.wording import did_you_mean, printed

ODD = 5  # times the planned price that the price obtained may be, or the other way round
NEAR = 5  # times its plan, or a part of it, that a whole month may well be
FAR = 100  # times its plan that an actual figure may be before its unit is doubted
_KINDS = {
    "district": Text("片区", "district"),
    "product": Text("产品", "product"),
    "channel": Text("渠道", "channel"),
    "person": Text("人员", "person"),
    "store": Text("门店", "store"),
    "line": Text("费用科目", "expense line"),
    "measure": Text("网络指标", "network measure"),
}


def doubts(plan: Plan, actuals: Actuals, twice: Mapping[str, Sequence[tuple[Sale, Where]]]) -> Iterator[Problem]:
    """Everything, errors and warnings alike. ``twice`` are lines that tell a month of a node again, by kind of sheet,
    with the place of the first."""
    yield from _unknown(plan, actuals)
    for axis, entries in (("sales", actuals.sales), *actuals.apart.items()):
        yield from _twice(twice.get(axis, ()), plan.spec.year)
        yield from _below_nil(entries, axis == "sales")
    yield from _out_of_scale(plan, actuals)
    yield from _odd_prices(plan, actuals)
    yield from _gaps(plan, actuals)
    yield from _other_kind(plan, actuals)


def _other_kind(plan: Plan, actuals: Actuals) -> Iterator[Problem]:
    """Rates where outlets are counted, counts where a rate is planned."""
    kinds = {measure.name: measure.kind for measure in quarterly(plan)}
    for count in actuals.counts:
        kind = kinds.get(count.measure)
        if kind and (kind == "percent") != isinstance(count.number, Fraction):
            planned = Text("比率", "a rate") if kind == "percent" else Text("个数", "a count")
            message = Text(
                f"“{count.measure}”计划的是{planned.zh}，这里不是",
                f'"{count.measure}" is planned as {planned.en}, and this is none',
            )
            hint = Text("写作 85%", "write 85%") if kind == "percent" else Text("写整数", "write a whole number")
            yield Problem("V06", message, hint, where=count.where)


# Names ----------------------------------------------------------------------------------------------------------------


def known_names(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The names of every axis of the plan; empty where it has none."""
    people = tuple(member.name for member in plan.spec.team)
    nodes = {axis.key: axis.nodes(plan) for axis in AXES}
    return nodes | {
        "person": tuple(dict.fromkeys((*nodes["person"], *people))),
        "line": plan.budget.months.nodes,
        "measure": tuple(measure.name for measure in quarterly(plan)),
        UNIT_OF_VOLUME: (plan.spec.money.volume_unit,) if plan.spec.money.volume_unit else (),
    }


def _unknown(plan: Plan, actuals: Actuals) -> Iterator[Problem]:
    """Names the plan does not have. A district's sales would be lost; a product's still count in its district."""
    known = known_names(plan)
    for axis, name, where in _named(actuals):
        if name not in known[axis] and (known[axis] or axis == "district"):
            lost = axis in ("district", "line", "measure")
            kind = _KINDS[axis]
            message = Text(f"{kind.zh}“{name}”不在计划中", f'{kind.en} "{name}" is not in the plan')
            severity = Severity.ERROR if lost else Severity.WARNING
            yield Problem("V10", message, _meant(axis, name, known[axis]), where=where, severity=severity)
    yield from _nobodys(plan, actuals)


def _meant(axis: str, name: str, known: Sequence[str]) -> Text | None:
    near = did_you_mean(name, known)
    if near is None or axis in ("line", "measure", UNIT_OF_VOLUME):
        return near
    return Text(
        f"{near.zh}写错的就改正；改了名的加上 --rename 老名=新名",
        f"{near.en} Correct it; where it has a new name, add --rename OLD=NEW",
    )


def _named(actuals: Actuals) -> Iterator[tuple[str, str, Where]]:
    """Every name once, with the first place it stands at."""
    seen: dict[tuple[str, str], Where] = {}
    for kind, entries in (("sales", actuals.sales), *actuals.apart.items()):
        for entry in entries:
            for axis, name in entry.node._asdict().items():
                if name is not None:
                    seen.setdefault(("line" if kind == "line" and axis == "product" else axis, name), entry.where)
    for count in actuals.counts:
        seen.setdefault(("measure", count.measure), count.where)
        seen.setdefault(("district", count.district), count.where)
    yield from ((axis, name, where) for (axis, name), where in seen.items())


def _nobodys(plan: Plan, actuals: Actuals) -> Iterator[Problem]:
    """Sales without a district, where the plan has several: sales of nobody, unless no line names one."""
    stray = [entry for entry in actuals.sales if entry.node.district is None]
    if not stray or len(plan.targets.districts.nodes) < 2:
        return
    amount = sum((entry.amount for entry in stray), Decimal(0))
    some = len(stray) < len(actuals.sales)
    yield Problem(
        "V11",
        Text(
            f"{len(stray)} 行没有片区，共 {printed(amount, 0)}" + ("，计入全区，不计入任何片区" if some else ""),
            f"no district in {len(stray)} of the lines, {printed(amount, 0)}"
            + (": counted in the region and in no district" if some else ""),
        ),
        Text("补上片区" if some else "加一列“片区”", "give the district" if some else "add a column for the district"),
        where=stray[0].where,
        severity=Severity.WARNING if some else Severity.ERROR,
    )


# Figures --------------------------------------------------------------------------------------------------------------


def _twice(pairs: Iterable[tuple[Sale, Where]], year: int) -> Iterator[Problem]:
    """The same month of the same node on two lines."""
    for sale, first in pairs:
        if sale.year != year:
            continue
        whose = " ".join(name for name in sale.node if name)
        yield Problem(
            "V12",
            Text(
                f"{whose} {sale.month} 月填了两次，第 {first.line} 行已有",
                f"month {sale.month} of {whose} is given twice, first on line {first.line}",
            ),
            Text("删去一行；逐单明细请用日期", "remove one; lines of single orders carry their day"),
            where=sale.where,
        )


def _below_nil(entries: Iterable[Entry], of_sales: bool) -> Iterator[Problem]:
    """Figures below nil: a mistake, but for returns that the district's month outweighs."""
    months: dict[tuple[int, str | None], Decimal] = defaultdict(Decimal)
    below = []
    for entry in entries:
        months[entry.month, entry.node.district] += entry.amount
        below += [entry] if entry.amount < 0 else []
    for entry in below:
        returns = of_sales and months[entry.month, entry.node.district] >= 0
        yield Problem(
            "V13",
            Text(f"金额为负：{printed(entry.amount)}", f"the amount is below nil: {printed(entry.amount)}"),
            Text("按退货冲减计入", "counted as returns")
            if returns
            else Text("核对符号；退货记入发生的月份", "look at its sign; book returns in their own month"),
            where=entry.where,
            severity=Severity.WARNING if returns else Severity.ERROR,
        )


def _out_of_scale(plan: Plan, actuals: Actuals) -> Iterator[Problem]:
    """A district's month so far above its plan that it must be in another unit."""
    districts = plan.targets.districts
    sums: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    places: dict[tuple[str, int], Where] = {}
    for entry in actuals.sales:
        key = (entry.node.district or "", entry.month)
        sums[key] += entry.amount
        places.setdefault(key, entry.where)
    for (name, month), amount in sums.items():
        target = districts.of(name, month) if name in districts.nodes else 0
        if target and amount > FAR * target:
            times = int(amount / target)
            yield Problem(
                "V07",
                Text(
                    f"{name} {month} 月实际是计划的 {printed(times)} 倍，单位可能填错",
                    f"month {month} of {name} is {printed(times)} times its plan: it may be in another unit",
                ),
                Text("核对金额单位，如 元 与 万元", "look at the unit of the amounts"),
                where=places[name, month],
            )


def which_unit_is_meant(plan: Plan, ledger: Ledger) -> Question | None:
    """A table by month that names no unit, and whose months would be near their plan in 千元 or 万元."""
    if ledger.scale is not None or ledger.priced or ledger.daily:
        return None
    sold = sum((sale.amount for sale in ledger.sales if sale.year == plan.spec.year), Decimal(0))
    months = {sale.month for sale in ledger.sales if sale.year == plan.spec.year}
    planned = Decimal(sum(plan.targets.districts.months[month - 1] for month in months))
    if not any(planned < sold * scale * NEAR < planned * NEAR * NEAR for scale in (1_000, 10_000)):
        return None
    told = printed(sold), printed(planned)
    message = Text(
        f"{ledger.file} 没有写金额单位：按元算共 {told[0]} 元，同月计划是 {told[1]} 元",
        f"{ledger.file} names no unit of money: it would come to {told[0]}, and its months are planned at {told[1]}",
    )
    return which_unit("V07", message, sold, ledger.file)


def _odd_prices(plan: Plan, actuals: Actuals) -> Iterator[Problem]:
    """Products whose amounts and volumes give a price far from the planned one: a volume in another unit."""
    money, volumes = plan.targets.products, plan.targets.volumes
    for name, units in actuals.units().items():
        if not units or volumes is None or money is None or name not in volumes.nodes or not volumes.of(name):
            continue
        entries = [entry for entry in actuals.sales if entry.node.product == name]
        price = sum((entry.amount for entry in entries), Decimal(0)) / units
        planned = Decimal(money.of(name)) / volumes.of(name)
        if not planned / ODD <= price <= planned * ODD:
            unit = plan.spec.money.volume_unit
            of = Text(f"每{unit or '单位'}", f"per {unit or 'unit'}")
            made, meant = printed(price, 2), printed(planned, 2)
            yield Problem(
                "V07",
                Text(
                    f"{name}的销量折合{of.zh} {made} 元，计划是 {meant} 元，销量的单位可能填错",
                    f"the volume of {name} makes {made} {of.en} instead of {meant}; is its unit right?",
                ),
                Text("核对销量单位，如 箱 与 包", "look at the unit of the volumes"),
                where=entries[0].where,
                severity=Severity.WARNING,
            )


# Months ---------------------------------------------------------------------------------------------------------------


def _gaps(plan: Plan, actuals: Actuals) -> Iterator[Problem]:
    """Months before the last one without a figure: the year to date would be short of them."""
    known = plan.targets.districts.nodes
    names = known if any(entry.node.district for entry in actuals.sales) else (None,)
    present = {(entry.node.district, entry.month) for entry in actuals.sales}
    latest = max(actuals.sales, key=lambda entry: entry.month)
    untold = set(range(1, latest.month + 1)) - {entry.month for entry in actuals.sales}
    for name in dict.fromkeys((None, *names)):
        months = sorted(untold) if name is None else [m for m in range(1, latest.month + 1) if m not in untold]
        missing = months if name is None else [month for month in months if (name, month) not in present]
        if missing:
            listed = "、".join(map(str, missing)), ", ".join(map(str, missing))
            yield Problem(
                "V14",
                Text(
                    f"{name or '全区'}缺 {listed[0]} 月的实际，最后填到 {latest.month} 月；按未报，不计入达成",
                    f"{name or 'the region'} has no figures for months {listed[1]}; the last one is {latest.month}. "
                    "Not reported, and left out of attainment",
                ),
                Text("补上，没有销售写 0；或用 --through 只看前面的月份", "fill them in, or review fewer: --through"),
                where=latest.where,
                severity=Severity.WARNING,
            )
