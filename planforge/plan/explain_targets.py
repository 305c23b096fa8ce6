"""How a sales target came about, read from the workings of the target plan step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal

from planforge.plan.allocate import raising_lowers
from planforge.plan.areas import area_of
from planforge.plan.axes import AxisSplit
from planforge.plan.cell import Cell
from planforge.plan.holds import Held
from planforge.plan.margin import Margin
from planforge.plan.members import MemberSplit
from planforge.plan.steps import Step
from planforge.plan.targets import Workings
from planforge.plan.wording import month_name
from planforge.problem import Text

_COMPONENTS = {
    "history": Text("历史销售", "past sales"),
    "market": Text("市场容量", "market size"),
    "growth": Text("按自身增速外推", "own growth repeated"),
    "equal": Text("均分", "equal shares"),
    "manual": Text("手工权重", "own weight"),
}
_METHODS = {
    "yearly-mean": Text(
        "季节占比（各年该月占全年比重的平均）", "seasonal share (mean of the month's share of each year)"
    ),
    "moving-average": Text("季节占比（对移动平均之比）", "seasonal share (ratio to moving average)"),
    "manual": Text("手工月度权重", "manual weight of the month"),
    "flat": Text("没有月度历史，按十二分之一", "one twelfth, for lack of monthly history"),
}
_ORIGINS = {
    "target": Text("产品、渠道自己写明的目标", "target stated for it"),
    "share": Text("写明的占比", "share stated for it"),
    "history": Text("上年销售（按在售月份）", "last year's sales, for the months it is sold"),
    "equal": Text("没有任何依据，均分", "nothing to go by: equal shares"),
    "weight": Text("写明的权重", "weight stated"),
}
_HELD = {
    "lock": Text("锁定", "locked"),
    "floor": Text("提到下限", "raised to its floor"),
    "cap": Text("压到上限", "held at its cap"),
}

_IMPLIED = _HELD | {
    "floor": Text("提到其中各项锁定所需", "raised to what the locks within it need"),
    "cap": Text("压到各项锁定和营业月份留下的空间", "held at what locks and months of trade leave room for"),
}
"""What holds a figure without a bound of its own."""


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
    """The steps to a sales target; the last holds the figure of the plan."""
    if cell.layer not in (None, "base"):
        yield from _layer(workings, cell)
    elif cell.product is not None or cell.channel is not None:
        yield from _axis(workings, cell)
    elif cell.person is not None or cell.store is not None:
        yield from _member(workings, cell)
    elif cell.area is not None:
        yield from _area(workings, cell.area, cell.month)
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
        yield _money("上年销售额", "last year's sales", plan.last)
        yield _rate("目标增幅", "growth aimed at", Fraction(given.growth))
        yield _money("= 未取整", "= before rounding", Fraction(workings.basis.last or 0) * (1 + Fraction(given.growth)))
    elif given.amount is not None:
        yield _money("写明的基础指标", "base target as stated", Fraction(given.amount))
    if plan.assigned is not None:
        yield _money("公司下达的目标", "target assigned by the company", plan.assigned)
        reason = workings.basis.spec.targets.assigned_reason
        because = Text(f"（{reason}）", f" ({reason})") if reason else Text("", "")
        yield _money(f"与下达目标之差{because.zh}", f"difference from it{because.en}", plan.total - plan.assigned)
    yield _money("年度目标", "the year's target", plan.total)


def _month(workings: Workings, month: int) -> Iterator[Step]:
    split, plan = workings.districts, workings.plan
    season = split.season
    yield _money("年度目标", "the year's target", plan.total)
    method = _METHODS[season.method]
    yield _rate(f"{month}月{method.zh}", f"{month_name(month)}: {method.en}", season.plain[month - 1])
    if season.plain[month - 1] != season.shares[month - 1]:
        yield _rate("春节错期调整后（一季度合计不变）", "after the Spring Festival shift", season.shares[month - 1])
    share = split.months.shares[month - 1]
    if share.share != season.shares[month - 1] and share.share:
        yield _rate("计入片区、门店开业和停业后", "with districts and stores opening and closing", share.share)
    yield from _settled(str(month), split.months, workings)


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
        if component in ("history", "market", "growth"):
            figure = weights.bases[component][index]
            is_share = workings.basis.spec.targets.history_share == "average-of-proportions" and component == "history"
            yield _rate(label.zh, label.en, figure) if is_share else _money(label.zh, label.en, figure)
        yield _rate(f"{label.zh}占比", f"share of {label.en}", weights.shares[component][index])
        yield _rate("× 该项在权重中的比例", "× its part of the weight", coefficient)
    if split.presence[index] != 1:
        yield _rate(
            "当年营业部分（已计入上面各项）", "part of the year it is open (counted above)", split.presence[index]
        )
    yield _rate("= 综合权重", "= weight", weights.blend[index])
    yield _money("年度目标", "the year's target", workings.plan.total)
    yield from _settled(name, split.districts, workings)
    yield from _paradox(workings, index)


def _district_month(workings: Workings, index: int, month: int) -> Iterator[Step]:
    split = workings.districts
    name, shape = split.districts.nodes[index], split.shapes[index]
    year, region = split.districts.amounts[index], split.months.amounts[month - 1]
    row = split.fit.seed[index]
    share = Fraction(row[month - 1], sum(row)) if sum(row) else Fraction(0)
    yield _units("片区全年目标", f"the year's target of {name}", year, workings)
    whose = Text("自己的季节曲线", "its own season") if shape.own else Text("全区的季节曲线", "the region's season")
    yield _rate(f"× {month}月比重（{whose.zh}）", f"× share of {month_name(month)} ({whose.en})", share)
    yield _units("= 单看片区", "= by the district alone", share * year, workings)
    yield _units(f"全区{month}月目标", f"the region's target of {month_name(month)}", region, workings)
    amount = split.fit.cells[index][month - 1]
    held = split.fit.held.get((index, month - 1))
    if held is None:
        yield _units("行列平衡与取整", "fitting both totals, and rounding", amount - share * year, workings)
    yield _final(amount, workings, held.kind if held else "", held)


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


# Products, channels, people, stores -----------------------------------------------------------------------------------


def _axis(workings: Workings, cell: Cell) -> Iterator[Step]:
    axis: Literal["product", "channel"] = "product" if cell.product is not None else "channel"
    split = workings.products if axis == "product" else workings.channels
    name = cell.product if axis == "product" else cell.channel
    if split is None or name is None:
        return
    node = split.margin.nodes.index(name)
    if cell.district is not None and cell.month is not None:
        yield from _axis_cell(workings, split, node, cell.district, cell.month)
    elif cell.district is not None or cell.month is not None:
        yield from _axis_sum(workings, split, node, cell)
    else:
        origin = _ORIGINS[split.origin[node]]
        yield _money("年度目标", "the year's target", workings.plan.total)
        yield Step(Text(f"依据：{origin.zh}", f"by: {origin.en}"))
        yield from _settled(name, split.margin, workings)


def _axis_cell(workings: Workings, split: AxisSplit, node: int, district: str, month: int) -> Iterator[Step]:
    d = workings.basis.names.index(district)
    row, total = split.fit.seed[12 * d + month - 1], workings.districts.fit.cells[d][month - 1]
    share = Fraction(row[node], sum(row)) if sum(row) else Fraction(0)
    yield _units(f"{district}{month}月目标", f"{district}, {month_name(month)}", total, workings)
    yield _rate("片区内占比", "share within the district", Fraction(split.mix[d][node], sum(split.mix[d]) or 1))
    yield _rate("当月占比（计入自己的季节和上市、淘汰月份）", "share in the month, with its season and dates", share)
    yield _units("= 单看该格", "= by the cell alone", share * total, workings)
    name, year = split.margin.nodes[node], split.margin.amounts[node]
    yield _units(f"{name}全年目标", f"the year's target of {name}", year, workings)
    amount = split.cells[d][month - 1][node]
    held = split.fit.held.get((12 * d + month - 1, node))
    if held is None:
        yield _units(
            "按全年目标与该格合计平衡、取整", "fitted to that year and to the cell, and rounded",
            amount - share * total, workings,
        )  # fmt: skip
    yield _final(amount, workings, held.kind if held else "", held)


def _axis_sum(workings: Workings, split: AxisSplit, node: int, cell: Cell) -> Iterator[Step]:
    """A product in a month, or in a district: the cells it is the sum of."""
    names = workings.basis.names
    if cell.month is not None:
        parts = [(Text(n, n), split.cells[d][cell.month - 1][node]) for d, n in enumerate(names)]
    else:
        d = names.index(cell.district or "")
        parts = [(Text(f"{m + 1}月", f"{month_name(m + 1)}"), split.cells[d][m][node]) for m in range(12)]
    for what, units in parts:
        yield _units(what.zh, what.en, units, workings)
    yield _units("= 合计", "= sum", sum(units for _, units in parts), workings)


def _member(workings: Workings, cell: Cell) -> Iterator[Step]:
    members = workings.people if cell.person is not None else workings.stores
    name = cell.person or cell.store or ""
    split = next(s for s in members.districts if name in s.margin.nodes) if members else None
    if split is None:
        return
    index = split.margin.nodes.index(name)
    if split.stores:
        yield from _own_stores(workings, split.stores[index], cell.month)
        return
    seat, total = split.seats[index], sum(sum(row) for row in split.fit.cells)
    when = Text("全年", "year") if cell.month is None else Text(f"{cell.month}月", f"{month_name(cell.month)}")
    amount = total if cell.month is None else sum(split.fit.cells[cell.month - 1])
    yield _units(f"{split.district}{when.zh}目标", f"{split.district}, {when.en}", amount, workings)
    origin = _ORIGINS[seat.origin]
    weight = seat.weight / (sum(s.weight for s in split.seats) or 1)
    yield _rate(f"权重（{origin.zh}）", f"weight ({origin.en})", weight)
    if (seat.first, seat.last) != (1, 12):
        yield Step(
            Text(
                f"在岗或营业 {seat.first}–{seat.last} 月",
                f"there from {month_name(seat.first)} to {month_name(seat.last)}",
            )
        )
    if cell.month is None:
        yield from _settled(name, split.margin, workings)
    else:
        yield from _member_month(workings, split, index, cell.month)


def _own_stores(workings: Workings, names: tuple[str, ...], month: int | None) -> Iterator[Step]:
    """Someone who answers for the sum of his stores."""
    grid = workings.stores.grid() if workings.stores else None
    rows = [grid.row(name) for name in names] if grid else []
    amounts = [sum(row) if month is None else row[month - 1] for row in rows]
    for name, units in zip(names, amounts, strict=True):
        yield _units(name, name, units, workings)
    yield _units("= 所辖门店之和", "= sum of own stores", sum(amounts), workings)


def _area(workings: Workings, area: str, month: int | None) -> Iterator[Step]:
    """The stores it is the sum of."""
    grid, areas = workings.plan.stores, area_of(workings.basis.stores)
    if grid is None or workings.plan.areas is None:
        return
    for name in grid.nodes:
        if areas.get(name) == area:
            yield _money(name, name, grid.of(name, month))
    yield _money("= 合计", "= sum", workings.plan.areas.of(area, month))


def _member_month(workings: Workings, split: MemberSplit, index: int, month: int) -> Iterator[Step]:
    row, cells = split.fit.seed[month - 1], split.fit.cells[month - 1]
    raw = Fraction(row[index] * sum(cells), sum(row)) if sum(row) else Fraction(0)
    yield _units("= 按在岗者权重", "= by the weights of those there", raw, workings)
    held = split.fit.held.get((month - 1, index))
    if held is None:
        yield _units("与全年合计平衡、取整", "fitting the totals, and rounding", cells[index] - raw, workings)
    yield _final(cells[index], workings, held.kind if held else "", held)


# Layers and volumes ---------------------------------------------------------------------------------------------------


def _layer(workings: Workings, cell: Cell) -> Iterator[Step]:
    layer, base = workings.plan.layers[cell.layer or "base"], workings.plan.districts
    stored, from_base = (_pick(grid.row, grid.months, cell) for grid in (layer.districts, base))
    yield _money("该层总额", "total of the layer", layer.total)
    if layer.growth is not None:
        yield _rate("比上年增长", "growth on last year", layer.growth)
    if cell.district is not None or cell.month is not None:
        ratio = Fraction(layer.total, base.total) if base.total else Fraction(0)
        yield _money("基础指标的这一格", "this figure of the base layer", from_base)
        yield _rate("× 该层与基础指标之比", "× the layer against the base", ratio)
        yield _money("= 未取整", "= before rounding", from_base * ratio)
    yield _money("取整后（各层合计不变）", "rounded so that the layer still adds up", stored)


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
    yield _money("目标额", "target amount", amount)
    if price is not None:
        yield Step(Text("÷ 单价", "÷ price per unit"), price, "price")
    if volumes.scale != 1:
        yield _rate("× 折算到销量目标", "× scaled to the volume target", volumes.scale)
    yield Step(Text("= 未取整", "= before rounding"), volumes.raw(amount, node), "count")
    yield Step(Text("取整后", "rounded"), volumes.grid.of(cell.product, cell.month), "count")


# Steps ----------------------------------------------------------------------------------------------------------------


def _settled(node: str, margin: Margin, workings: Workings) -> Iterator[Step]:
    """From the exact figure to the whole one, and what held it; what others hold is taken off first."""
    share, others = margin.of(node), [other for other in margin.shares if other.held]
    if not share.held:
        if others:
            free = sum((other.weight for other in margin.shares if not other.held), Fraction(0))
            rest = sum(margin.amounts) - sum(other.amount for other in others)
            yield _units("扣除锁定与上下限后的余额", "left after locks, floors and caps", rest, workings)
            yield _rate("× 占未锁定部分的权重", "× share of the weights left", share.weight / free if free else free)
        yield _units("= 未取整", "= before rounding", share.raw, workings)
        if share.rounding:
            yield _units("取整（最大余额法）", "rounding (largest remainder)", share.rounding, workings)
    yield _final(share.amount, workings, share.held, _hold(margin, node))


def _final(units: int, workings: Workings, kind: str, held: Held | None) -> Step:
    if not kind:
        return _units("目标", "target", units, workings)
    label, reason = (_HELD if held else _IMPLIED)[kind], held.reason if held else None
    zh, en = (f"{label.zh}（{reason}）", f"{label.en} ({reason})") if reason else label
    return _units(f"目标，{zh}", f"target, {en}", units, workings)


def _hold(margin: Margin, node: str) -> Held | None:
    """What holds a node of a margin."""
    kind = margin.of(node).held
    return next((held for held in margin.kept if held.node == node and held.kind == kind), None)


def _units(zh: str, en: str, units: int | Fraction, workings: Workings) -> Step:
    return _money(zh, en, units * workings.basis.granule)


def _money(zh: str, en: str, figure: int | Fraction) -> Step:
    return Step(Text(zh, en), figure, "money")


def _rate(zh: str, en: str, figure: Fraction) -> Step:
    return Step(Text(zh, en), figure, "rate")
