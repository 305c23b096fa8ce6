"""What is left of the year split again over the months left; months that are over, locks and layers stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import Struct

from planforge.plan.amounts import portions, round_table
from planforge.plan.grid import Grid
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem, Refusal, Severity, Text, Where
from planforge.reading.editor import Insert, Note, edit
from planforge.reading.source import Source
from planforge.review.actuals import NOTHING, Actuals, Months
from planforge.spec.region import MoneyFormat
from planforge.spec.spec import Spec
from planforge.spec.targets import ClosedMonth
from planforge.wording import money

# What a month that is over is closed with -----------------------------------------------------------------------------

Cells = Mapping[str, Sequence[int]]  # district -> months from January
NIL = Decimal(0)


def closed_months(plan: Plan, actuals: Actuals, through: int, axes: Sequence[str]) -> tuple[ClosedMonth, ...]:
    """Months up to ``through`` that are not closed yet, on districts and on those of ``axes`` (product, person, store)
    on which every district's figures are complete."""
    known = {closed.month for closed in plan.spec.targets.closed}
    cells = _rounded(plan, actuals, through)
    months = [month for month in range(1, through + 1) if month not in known]
    parts = {axis: _parts(axis, plan, actuals, cells, months) for axis in axes}
    return tuple(
        ClosedMonth(
            month=month,
            actual={name: Decimal(row[month - 1]) for name, row in cells.items()},
            products=parts.get("product", {}).get(month, {}),
            people=_flat(parts.get("person", {}).get(month, {})),
            stores=_flat(parts.get("store", {}).get(month, {})),
            reason=file_name(actuals),
        )
        for month in months
    )


def file_name(actuals: Actuals) -> str:
    """The file's name without its folder."""
    return actuals.file.replace("\\", "/").rsplit("/", 1)[-1]


def _rounded(plan: Plan, actuals: Actuals, through: int) -> Cells:
    """Districts × months sold, rows and columns as near their sums as can be."""
    sold, names = actuals.by("district"), plan.targets.districts.nodes
    raws = [[Fraction(amount or 0) for amount in sold.get(name, NOTHING)[:through]] for name in names]
    return dict(zip(names, round_table(raws, plan.granule), strict=True))


Parts = dict[int, dict[str, dict[str, Decimal]]]  # month -> district -> node -> amount


def _parts(axis: str, plan: Plan, actuals: Actuals, cells: Cells, months: Sequence[int]) -> Parts:
    """Every district's months by the nodes of an axis; empty where some of them are not complete or below nil."""
    told, members = _told(axis, plan, actuals), _members(axis, plan)
    sold = actuals.by("district")
    found: Parts = {month: {} for month in months}
    for district, names in members.items():
        for month in months:
            amounts = [told.get((district, name), NOTHING)[month - 1] or NIL for name in names]
            whole = sold.get(district, NOTHING)[month - 1] or NIL
            cell = cells[district][month - 1]
            if min(amounts) < 0 or abs(sum(amounts, NIL) - whole) >= plan.granule or (cell and not any(amounts)):
                return {}
            parts = portions(cell, amounts, plan.granule) if any(amounts) else (0,) * len(names)
            found[month][district] = dict(zip(names, map(Decimal, parts), strict=True))
    return found if members else {}


def _members(axis: str, plan: Plan) -> dict[str, tuple[str, ...]]:
    """The nodes of an axis in every district that has any."""
    targets = plan.targets
    grids: dict[str, Grid | None] = {"product": targets.products, "person": targets.people, "store": targets.stores}
    grid, names = grids[axis], targets.districts.nodes
    if grid is None:
        return {}
    if axis == "product":
        return dict.fromkeys(names, grid.nodes)
    homes = targets.person_district if axis == "person" else targets.store_district
    groups = {name: tuple(node for node in grid.nodes if homes[node] == name) for name in names}
    return {name: nodes for name, nodes in groups.items() if nodes}


def _told(axis: str, plan: Plan, actuals: Actuals) -> dict[tuple[str, str], Months]:
    if axis == "product":
        return actuals.cube("product")
    homes = plan.targets.person_district if axis == "person" else plan.targets.store_district
    return {(homes[name], name): months for name, months in actuals.by(axis).items() if name in homes}


def _flat(districts: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Decimal]:
    return {name: amount for amounts in districts.values() for name, amount in amounts.items()}


ATTEMPTS = (("product", "person", "store"), ("person", "store"), ("product",), ())
"""On which axes months are closed beside the districts: as many as leave a way for the months left."""
MANY = 40  # people whose changes are still told one by one


class Replan(Struct, frozen=True):
    """A new version of the spec: its source, its plan, and what was changed, a line a district."""

    source: Source
    plan: Plan
    through: int
    log: tuple[Text, ...]


def replan(plan: Plan, source: Source, actuals: Actuals, through: int) -> Replan:
    """Close the months up to ``through`` (1..11) and split what is left over the others.

    The year's total, every lock of months still open, and the totals of the layers stay. Refusal, with every reason,
    where figures are missing or where that cannot be.
    """
    if problems := tuple(_in_the_way(plan, actuals, through)):
        raise Refusal(*problems)
    broken: tuple[Problem, ...] = ()
    for axes in ATTEMPTS:
        closed = closed_months(plan, actuals, through, axes)
        targets = plan.spec.targets
        targets = targets.model_copy(update={"closed": (*targets.closed, *closed)})
        after = make_plan(plan.spec.model_copy(update={"targets": targets}))
        broken = tuple(_broken(plan, after, source))
        if not broken:
            log = (*_log(plan, after, actuals, through), *_open(axes, plan, actuals, through))
            return Replan(_written(source, plan, closed, log), after, through, log)
    raise Refusal(*broken)


def _written(source: Source, plan: Plan, closed: Sequence[ClosedMonth], log: Sequence[Text]) -> Source:
    """The spec with the months closed and the log among its first comments."""
    start, spec = len(plan.spec.targets.closed), plan.spec
    months = [Insert(("targets", "closed", start + i), _fields(one, spec)) for i, one in enumerate(closed)]
    return edit(source, [*months, Note(tuple(line.to(spec.language) for line in log))])


def _fields(closed: ClosedMonth, spec: Spec) -> dict[str, Any]:
    def amounts(given: Mapping[str, Decimal]) -> dict[str, str]:
        return {name: _amount(amount, spec) for name, amount in given.items()}

    fields = {
        "month": closed.month,
        "actual": amounts(closed.actual),
        "products": {district: amounts(given) for district, given in closed.products.items()},
        "people": amounts(closed.people),
        "stores": amounts(closed.stores),
        "reason": closed.reason,
    }
    return {key: value for key, value in fields.items() if value}


def _amount(amount: Decimal, spec: Spec) -> str:
    """155.2万 as the manager writes money, else the plain number."""
    if spec.money.unit != "万元" or not spec.language.startswith("zh"):
        return f"{amount:f}"
    text = f"{amount / 10_000:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "万"


def _in_the_way(plan: Plan, actuals: Actuals, through: int) -> Iterator[Problem]:
    """Why the months cannot be closed: none is left, figures are missing or below nil, the year is already passed."""
    if through > 11:
        yield Problem(
            "V20",
            Text("12 月已经关账，没有余下的月份可分", "the year is over: no month is left to split over"),
            Text("做下一年的计划：planforge new", "plan the next year: planforge new"),
            where=Where(actuals.file),
        )
        return
    sold = actuals.by("district")
    done = {closed.month for closed in plan.spec.targets.closed}
    for name in plan.targets.districts.nodes:
        months = sold.get(name, NOTHING)
        missing = [m for m in range(1, through + 1) if months[m - 1] is None and m not in done]
        below = [m for m in range(1, through + 1) if (months[m - 1] or 0) < 0]
        if missing:
            yield _missing(name, missing, actuals)
        if below:
            yield _below(name, below, actuals)
    for blank in actuals.blanks:
        if blank.month <= through and blank.month not in done:
            yield _missing(f"{blank.node.district or ''} {blank.name}".strip(), [blank.month], actuals)
    whole = sum((Fraction(amount or 0) for months in sold.values() for amount in months[:through]), Fraction(0))
    if whole > plan.targets.total:
        yield _passed(plan, int(whole), actuals)


def _broken(before: Plan, after: Plan, source: Source) -> Iterator[Problem]:
    """What the new plan could not keep: its own problems that the old one did not have, and any total that moved."""
    known = {(problem.code, problem.message) for problem in before.problems}
    grave = [p for p in after.targets.problems if p.severity is Severity.ERROR]
    fresh = [p for p in grave if (p.code, p.message) not in known]
    yield from (problem.at(source.where(problem.path)) for problem in fresh)
    if not fresh and after.targets.total != before.targets.total:
        old, new = (money(plan.targets.total, before.spec.money) for plan in (before, after))
        yield Problem(
            "V24",
            Text(f"重排后全年是 {new.zh}，原来是 {old.zh}", f"the year would come to {new.en} instead of {old.en}"),
            Text("请检查锁定", "look at the locks"),
            where=source.where(("targets",)),
        )


def _log(before: Plan, after: Plan, actuals: Actuals, through: int) -> Iterator[Text]:
    """The change in words: what was closed, what is left, and each district's months left before and after."""
    style, year = before.spec.money, before.spec.year
    total = money(after.targets.total, style)
    left = money(sum(after.targets.districts.months[through:]), style)
    over, open_ = _months(1, through), _months(through + 1, 12)
    yield Text(
        f"{year}-{through + 1:02} 重排：{over.zh}按实际关账（{file_name(actuals)}），全年 {total.zh} 不变，"
        f"余下 {left.zh} 由 {open_.zh}完成",
        f"{year}-{through + 1:02} re-plan: {over.en} closed as sold ({file_name(actuals)}); the year "
        f"stays {total.en}, {left.en} is left for {open_.en}",
    )
    for grids in _open_grids(before, after):
        for name in grids[1].nodes:
            old, new = (sum(grid.row(name)[through:]) for grid in grids)
            if old != new:
                yield _changed(name, old, new, through, style)


_AXES = {
    "product": Text("产品", "products"),
    "person": Text("人员", "people"),
    "store": Text("门店", "stores"),
}


def _open(axes: Sequence[str], plan: Plan, actuals: Actuals, through: int) -> Iterator[Text]:
    """On which axes months could not be closed as sold though they are told: the months left had no way with them."""
    cells = _rounded(plan, actuals, through)
    for axis, name in _AXES.items():
        if axis not in axes and _parts(axis, plan, actuals, cells, range(1, through + 1)):
            yield Text(
                f"{name.zh}的各月没有按实际关账：余下的月份容不下（只按片区关账），按计划的比例分在各{name.zh}上",
                f"the {name.en} are not closed as sold, for the months left have no way with it (the districts are): "
                f"closed months are shared among the {name.en} as planned",
            )


def _open_grids(before: Plan, after: Plan) -> Iterator[tuple[Grid, Grid]]:
    """Districts and people of both plans; people only where there are few enough to read."""
    yield before.targets.districts, after.targets.districts
    one, other = before.targets.people, after.targets.people
    if one and other and len(other.nodes) <= MANY and one.nodes == other.nodes:
        yield one, other


def _changed(name: str, old: int, new: int, through: int, style: MoneyFormat) -> Text:
    one, other, change = money(old, style), money(new, style), money(new - old, style)
    sign, open_ = "+" if new > old else "", _months(through + 1, 12)
    return Text(
        f"{name} {open_.zh}：{one.zh} → {other.zh}（{sign}{change.zh}）",
        f"{name} {open_.en}: {one.en} -> {other.en} ({sign}{change.en})",
    )


def _months(first: int, last: int) -> Text:
    if first == last:
        return Text(f"{first} 月", f"month {first}")
    return Text(f"{first} 至 {last} 月", f"months {first} to {last}")


# What can be in the way -----------------------------------------------------------------------------------------------


def _listed(months: list[int]) -> Text:
    return Text("、".join(map(str, months)), ", ".join(map(str, months)))


def _missing(name: str, months: list[int], actuals: Actuals) -> Problem:
    listed = _listed(months)
    return Problem(
        "V21",
        Text(
            f"{name}缺 {listed.zh} 月的实际，不能关账",
            f"{name} has no figures for months {listed.en}, which cannot be closed",
        ),
        Text(
            "补上，没有销售写 0；或用 --through 只关前面的月份",
            "fill them in, 0 where nothing was sold, or close fewer: --through",
        ),
        where=Where(actuals.file),
    )


def _below(name: str, months: list[int], actuals: Actuals) -> Problem:
    listed = _listed(months)
    where = next(e.where for e in actuals.sales if e.node.district == name and e.month in months and e.amount < 0)
    return Problem(
        "V22",
        Text(f"{name} {listed.zh} 月的实际合计为负，不能关账", f"{name} sold less than nil in months {listed.en}"),
        Text("退货记入发生的月份", "book returns in the months of their sales"),
        where=where,
    )


def _passed(plan: Plan, whole: int, actuals: Actuals) -> Problem:
    sold, total = money(whole, plan.spec.money), money(plan.targets.total, plan.spec.money)
    return Problem(
        "V23",
        Text(
            f"实际 {sold.zh} 已超过全年目标 {total.zh}，没有余额可分",
            f"{sold.en} is sold, more than the year's {total.en}",
        ),
        Text("提高 targets.base，例如改用奋斗指标", "raise targets.base, to the stretch target for one"),
        where=Where(actuals.file),
    )
