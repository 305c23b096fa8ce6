"""How a sales target came about, read from the workings of the target plan step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from planforge.plan.explain.cell import Cell
from planforge.plan.explain.nodes import explain_area, explain_axis, explain_member
from planforge.plan.explain.steps import PUSHED, Step, count_step, final, money_step, rate_step, settled, units_step
from planforge.plan.plan import Plan
from planforge.plan.targets.allocate import raising_lowers
from planforge.plan.targets.calendar import Week, Working, trading_days, weeks_of
from planforge.plan.targets.districts import DistrictSplit
from planforge.plan.targets.targets import TargetPlan, Workings, layer_parts, work_out
from planforge.problem import Text
from planforge.records import replace
from planforge.wording import month_name, percent

_COMPONENTS = {
    "last": Text("上年销售", "last year's sales"),
    "history": Text("历史销售", "past sales"),
    "market": Text("市场容量", "market size"),
    "growth": Text("按自身增速外推", "own growth repeated"),
    "equal": Text("均分", "equal shares"),
    "manual": Text("手工权重", "own weight"),
}
_METHODS = {
    "recent-years": Text(
        "季节占比（近年该月占全年比重，越近的年份权重越大）",
        "seasonal share (the month's share of recent years, the latest counting most)",
    ),
    "yearly-mean": Text(
        "季节占比（各年该月占全年比重的平均）", "seasonal share (mean of the month's share of each year)"
    ),
    "moving-average": Text("季节占比（对移动平均之比）", "seasonal share (ratio to moving average)"),
    "manual": Text("手工月度权重", "manual weight of the month"),
    "parts": Text(
        "季节占比（没有一年十二个月都齐，缺的月份是估计的）",
        "seasonal share (no year has all twelve months; those missing are estimated)",
    ),
    "flat": Text("没有月度历史，按十二分之一", "one twelfth, for lack of monthly history"),
}


def is_sales_cell(cell: Cell) -> bool:
    """Whether the plan splits sales this way: one leaf axis at most, products and channels also within a district."""
    narrowed = set(cell.nodes)
    leaves = narrowed & {"product", "channel", "person", "store", "area"}
    if cell.layer not in (None, "base") and leaves:
        return False
    return (
        "line" not in narrowed
        and len(leaves) <= 1
        and not (leaves & {"person", "store", "area"} and "district" in narrowed)
    )


def explain_sales(workings: Workings, cell: Cell) -> Iterator[Step]:
    """The steps to a sales target; the last holds the figure of the plan, also where the cells could not come to it."""
    *steps, last = _sales_steps(workings, cell)
    yield from steps
    figure = _in_plan(workings.plan, cell)
    if last.figure != figure:
        yield replace(last, what=Text("按以上各步应为", "by the steps above"))
        last = money_step("各项合计不能同时满足，计划中是", "not every total could be met: the plan has", figure)
    yield last


def _in_plan(plan: TargetPlan, cell: Cell) -> int:
    """The plan's own figure of a cell."""
    if cell.layer not in (None, "base"):
        grid = plan.layers[cell.layer or "base"].districts
        return _pick(grid.row, grid.months, cell)
    for axis, own, cube in (("product", plan.products, plan.by_product), ("channel", plan.channels, plan.by_channel)):
        name = getattr(cell, axis)
        if name is not None and own is not None and cell.district is not None:
            rows, node = cube[plan.districts.nodes.index(cell.district)], own.nodes.index(name)
            return sum(row[node] for m, row in enumerate(rows, 1) if cell.month in (None, m))
        if name is not None and own is not None:
            return own.of(name, cell.month)
    for name, own in ((cell.person, plan.people), (cell.store, plan.stores), (cell.area, plan.areas)):
        if name is not None and own is not None:
            return own.of(name, cell.month)
    return _pick(plan.districts.row, plan.districts.months, cell)


def _sales_steps(workings: Workings, cell: Cell) -> Iterator[Step]:
    if cell.layer not in (None, "base"):
        yield from _layer(workings, cell)
    elif cell.product is not None or cell.channel is not None:
        yield from explain_axis(workings, cell)
    elif cell.person is not None or cell.store is not None:
        yield from explain_member(workings, cell)
    elif cell.area is not None:
        yield from explain_area(workings, cell.area, cell.month)
    elif cell.district is not None:
        yield from _district(workings, cell.district, cell.month)
    elif cell.month is not None:
        yield from _month(workings, cell.month)
    else:
        yield from _total(workings)


# The region -----------------------------------------------------------------------------------------------------------


def _total(workings: Workings) -> Iterator[Step]:
    plan, given = workings.plan, workings.basis.spec.targets.base
    if given.growth is not None and plan.last is not None:
        yield money_step("上年销售额", "last year's sales", plan.last)
        yield rate_step("目标增幅", "growth aimed at", Fraction(given.growth))
        yield money_step(
            "= 未取整", "= before rounding", Fraction(workings.basis.last or 0) * (1 + Fraction(given.growth))
        )
    elif given.amount is not None:
        yield money_step("写明的基础指标", "base target as stated", Fraction(given.amount))
    if plan.assigned is not None:
        yield money_step("公司下达的目标", "target assigned by the company", plan.assigned)
        reason = workings.basis.spec.targets.assigned_reason
        because = Text(f"（{reason}）", f" ({reason})") if reason else Text("", "")
        yield money_step(f"与下达目标之差{because.zh}", f"difference from it{because.en}", plan.total - plan.assigned)
    yield money_step("年度目标", "the year's target", plan.total)


def _month(workings: Workings, month: int) -> Iterator[Step]:
    split, plan = workings.districts, workings.plan
    season = split.season
    yield money_step("年度目标", "the year's target", plan.total)
    method = _METHODS[season.method]
    yield rate_step(f"{month}月{method.zh}", f"{month_name(month)}: {method.en}", season.plain[month - 1])
    if season.plain[month - 1] != season.shares[month - 1]:
        yield rate_step("春节错期调整后（一季度合计不变）", "after the Spring Festival shift", season.shares[month - 1])
    share = split.months.shares[month - 1]
    if share.share != season.shares[month - 1] and share.share:
        yield rate_step("计入片区、门店开业和停业后", "with districts and stores opening and closing", share.share)
    before = _before(workings)
    over = [m - 1 for m in sorted({closed.month for closed in workings.basis.spec.targets.closed})]
    missed = sum(before.months.amounts[m] - split.months.amounts[m] for m in over) if before else 0
    yield from settled(str(month), split.months, workings, missed)


# Districts ------------------------------------------------------------------------------------------------------------


def _district(workings: Workings, name: str, month: int | None) -> Iterator[Step]:
    split = workings.districts
    index = split.districts.nodes.index(name)
    if month is not None:
        yield from _district_month(workings, index, month)
        return
    weights = split.weights
    for component, coefficient in weights.coefficients.items():
        label = _COMPONENTS[component]
        if component in ("last", "history", "market", "growth"):
            figure = weights.bases[component][index]
            is_share = workings.basis.spec.targets.history_share == "average-of-proportions" and component == "history"
            yield rate_step(label.zh, label.en, figure) if is_share else money_step(label.zh, label.en, figure)
        yield rate_step(f"{label.zh}占比", f"share of {label.en}", weights.shares[component][index])
        yield rate_step("× 该项在权重中的比例", "× its part of the weight", coefficient)
    if split.presence[index] != 1:
        yield rate_step(
            "当年营业部分（已计入上面各项）", "part of the year it is open (counted above)", split.presence[index]
        )
    yield rate_step("= 综合权重", "= weight", weights.blend[index])
    yield money_step("年度目标", "the year's target", workings.plan.total)
    yield from settled(name, split.districts, workings)
    yield from _paradox(workings, index)


def _before(workings: Workings) -> DistrictSplit | None:
    """The districts' months as they were before any month was closed; None where none is."""
    spec = workings.basis.spec
    if not spec.targets.closed:
        return None
    open_again = spec.model_copy(update={"targets": spec.targets.model_copy(update={"closed": ()})})
    return work_out(replace(workings.basis, spec=open_again), mend=False).districts


def _district_month(workings: Workings, index: int, month: int) -> Iterator[Step]:
    split = workings.districts
    name, shape = split.districts.nodes[index], split.shapes[index]
    year, region = split.districts.amounts[index], split.months.amounts[month - 1]
    row, cells = split.fit.seed[index], split.fit.cells[index]
    amount, held = cells[month - 1], split.fit.held.get((index, month - 1))
    if held is not None and held.closed:
        yield final(amount, workings, held.kind, held)
        return
    over = [m for m in range(12) if (one := split.fit.held.get((index, m))) is not None and one.closed]
    free = sum(units for m, units in enumerate(row) if m not in over)
    part, left = Fraction(row[month - 1], free or 1), year - sum(cells[m] for m in over)
    yield units_step("片区全年目标", f"the year's target of {name}", year, workings)
    whose = _whose(shape.borrowed)
    if over:
        yield units_step("− 已关账月份的实际", "− sold in closed months", year - left, workings)
        yield units_step("= 余下各月", "= the months left", left, workings)
    among = Text("占余下各月的比重", "share of the months left") if over else Text("比重", "share")
    yield rate_step(
        f"× {month}月{among.zh}（{whose.zh}）", f"× {among.en} in {month_name(month)} ({whose.en})"
        if over else f"× share of {month_name(month)} ({whose.en})", part,
    )  # fmt: skip
    yield units_step("= 单看片区", "= by the district alone", part * left, workings)
    if before := _before(workings):
        missed = sum(before.fit.cells[index][m] - cells[m] for m in over)
        yield units_step(PUSHED.zh, PUSHED.en, part * missed, workings)
    yield units_step(f"全区{month}月目标", f"the region's target of {month_name(month)}", region, workings)
    if held is None:
        yield units_step("行列平衡与取整", "fitting both totals, and rounding", amount - part * left, workings)
    yield final(amount, workings, held.kind if held else "", held)


def _whose(borrowed: Fraction) -> Text:
    """Whose season a node follows."""
    if borrowed in (0, 1):
        return Text("全区的季节曲线", "the region's season") if borrowed else Text("自己的季节曲线", "its own season")
    own, region = percent(1 - borrowed), percent(borrowed)
    return Text(f"自己的季节曲线占{own}、全区的占{region}", f"{own} its own season, {region} the region's")


def _paradox(workings: Workings, index: int) -> Iterator[Step]:
    split = workings.districts
    if not split.districts.kept and index in raising_lowers(sum(split.districts.amounts), split.weights.blend):
        yield Step(
            Text(
                "注意：总目标再加一个取整单位，它反而少一个（最大余额法的阿拉巴马悖论）",
                "Note: with one rounding unit more in total it would get one less (Alabama paradox)",
            ),
            split.districts.amounts[index] * workings.basis.granule,
            "money",
        )


# Layers and volumes ---------------------------------------------------------------------------------------------------


def _layer(workings: Workings, cell: Cell) -> Iterator[Step]:
    layer, base = workings.plan.layers[cell.layer or "base"], workings.plan.districts
    stored, from_base = (_pick(grid.row, grid.months, cell) for grid in (layer.districts, base))
    yield money_step("该层总额", "total of the layer", layer.total)
    if layer.growth is not None:
        yield rate_step("比上年增长", "growth on last year", layer.growth)
    if cell.district is not None or cell.month is not None:
        over, kept, ratio, part = layer_parts(layer.name, layer.total, base, workings.basis)
        done = sum(
            amount
            for name, row in zip(base.nodes, base.cells, strict=True)
            for m, amount in enumerate(row, 1)
            if (name, m) in over and cell.district in (None, name) and cell.month in (None, m)
        )
        if over:
            yield money_step(
                "其中已关账月份（按实际）" if kept else "已关账月份不计入预留",
                "of which closed months, as sold" if kept else "closed months have no reserve",
                kept,
            )
            yield money_step("= 余下各月", "= the months left", layer.total - kept)
        if done:
            yield money_step("这一格中已关账的部分", "the closed part of this figure", done * part)
        if from_base - done or not done:
            yield money_step(
                "基础指标的这一格" + ("（余下各月）" if done else ""),
                "this figure of the base layer" + (", the months left" if done else ""),
                from_base - done,
            )
            yield rate_step(
                "× 该层与基础指标之比" + ("（余下各月）" if over else ""),
                "× the layer against the base" + (", of the months left" if over else ""),
                ratio,
            )
            yield money_step(
                "= 未取整" if not done else "= 加上已关账部分，未取整",
                "= before rounding" if not done else "= with the closed part, before rounding",
                (from_base - done) * ratio + done * part,
            )
    yield money_step("取整后（各层合计不变）", "rounded so that the layer still adds up", stored)


def _pick(row: Callable[[str], tuple[int, ...]], months: tuple[int, ...], cell: Cell) -> int:
    line = months if cell.district is None else row(cell.district)
    return line[cell.month - 1] if cell.month else sum(line)


def explain_volume(workings: Workings, cell: Cell) -> Iterator[Step]:
    """Amount ÷ price, scaled to the volume target where there is one, in whole packs; all products one by one."""
    volumes, products = workings.volumes, workings.plan.products
    if volumes is None:
        return
    if cell.product is None or products is None:
        for name in volumes.grid.nodes:
            yield Step(Text(name or "全区", name or "region"), volumes.grid.of(name, cell.month), "count")
        total = volumes.grid.months[cell.month - 1] if cell.month else volumes.grid.total
        yield Step(Text("= 合计", "= total"), total, "count")
        return
    node = volumes.grid.nodes.index(cell.product)
    amount, price = products.of(cell.product, cell.month), volumes.prices[node]
    yield money_step("目标额", "target amount", amount)
    if price is not None:
        yield Step(Text("÷ 单价", "÷ price per unit"), price, "price")
    if volumes.scale != 1:
        yield rate_step("× 折算到销量目标", "× scaled to the volume target", volumes.scale)
    yield Step(Text("= 未取整", "= before rounding"), volumes.raw(amount, node), "count")
    yield Step(Text("取整后", "rounded"), volumes.grid.of(cell.product, cell.month), "count")


# Weeks and days -------------------------------------------------------------------------------------------------------


def explain_period(
    plan: Plan, row: Sequence[int], month: int | None, week: int | None, day: date | None
) -> Iterator[Step]:
    """A day, a week of a month, or a week of the year with its part in each month; nothing where there is no such."""
    working, weeks = trading_days(plan), weeks_of(plan, row)
    if working.estimated:
        year = plan.spec.year
        yield Step(
            Text(
                f"{year} 年调休通知未公布，工作日为估算；在 calendar.days 中可改",
                f"The holiday notice for {year} is not out: working days are estimates; correct them in calendar.days",
            )
        )
    if plan.targets.festival and (day.month if day else month or 1) <= 3:
        yield Step(
            Text(
                "春节前后的日子按节前、节中、节后的销售强弱加权",
                "Days before, of and after the Spring Festival are weighed by what they sell",
            )
        )
    if day is not None:
        yield from _day(row[day.month - 1], next(w for w in weeks if w.first <= day <= w.last), day, working)
    elif month is not None:
        chosen = [w for w in weeks if w.month == month]
        if 1 <= (week or 0) <= len(chosen):
            yield from _week(row[month - 1], chosen[(week or 1) - 1], working)
    else:
        yield from _week_of_year(weeks, week or 0)


def _week(month: int, week: Week, working: Working) -> Iterator[Step]:
    days, whole = _weight(working, week.first, week.last), sum(working.weights[d] for d in working.days(week.month))
    yield money_step(f"{week.month}月目标", f"target of {month_name(week.month)}", month)
    yield count_step(f"{week.month}月营业日（按权重）", f"working days of {month_name(week.month)}, weighted", whole)
    span = f"{week.first:%m-%d}–{week.last:%m-%d}"
    yield count_step(f"其中 {span}", f"of which {span}", days)
    raw = month * days / whole if whole else Fraction(0)
    yield money_step("= 未取整", "= before rounding", raw)
    yield money_step("取整后（各周合计等于当月）", "rounded so that the weeks sum to the month", week.amount)


def _day(month: int, week: Week, day: date, working: Working) -> Iterator[Step]:
    yield from _week(month, week, working)
    weight, whole = working.weights[day], _weight(working, week.first, week.last)
    yield rate_step("× 当日占该周营业日", "× the day's part of the week", weight / whole if whole else Fraction(0))
    amount = dict(week.days)[day]
    if not weight:
        yield Step(Text("当日休息", "The day is off"))
    yield money_step("取整后（各日合计等于该周）", "rounded so that the days sum to the week", amount)


def _week_of_year(weeks: Sequence[Week], number: int) -> Iterator[Step]:
    """Monday to Sunday, numbered as ISO 8601 does; a week over two months has a part in each."""
    parts = [w for w in weeks if w.first.isocalendar().week == number and _in_year(w)]
    for part in parts:
        yield money_step(
            f"{part.first:%m-%d} 至 {part.last:%m-%d}（计入 {part.month} 月）",
            f"{part.first:%m-%d} to {part.last:%m-%d} (within {month_name(part.month)})",
            part.amount,
        )
    if parts:
        yield money_step(f"= 第 {number} 周", f"= week {number}", sum(part.amount for part in parts))


def _in_year(week: Week) -> bool:
    """Whether its ISO week belongs to the plan year."""
    return week.first.isocalendar().year == week.first.year


def _weight(working: Working, first: date, last: date) -> Fraction:
    return sum((w for day, w in working.weights.items() if first <= day <= last), Fraction(0))
