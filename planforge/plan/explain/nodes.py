"""How the target of a product, channel, person, store or area came about, read from the workings of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from planforge.plan.explain.cell import Cell
from planforge.plan.explain.steps import Step, final, money_step, rate_step, settled, units_step
from planforge.plan.targets.axes import AxisSplit
from planforge.plan.targets.members import MemberSplit, area_of
from planforge.plan.targets.targets import Workings
from planforge.problem import Text
from planforge.wording import month_name

_ORIGINS = {
    "target": Text("产品、渠道自己写明的目标", "target stated for it"),
    "share": Text("写明的占比", "share stated for it"),
    "history": Text("上年销售（按在售月份）", "last year's sales, for the months it is sold"),
    "districts": Text("各片区的目标 × 各自上年的构成", "the districts' targets, each by its own mix of last year"),
    "equal": Text("没有任何依据，均分", "nothing to go by: equal shares"),
    "weight": Text("写明的权重", "weight stated"),
    "size": Text("面积（座位、房间）", "size"),
}


def explain_axis(workings: Workings, cell: Cell) -> Iterator[Step]:
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
        yield money_step("年度目标", "the year's target", workings.plan.total)
        yield Step(Text(f"依据：{origin.zh}", f"by: {origin.en}"))
        yield from settled(name, split.margin, workings)


def _axis_cell(workings: Workings, split: AxisSplit, node: int, district: str, month: int) -> Iterator[Step]:
    d = workings.basis.names.index(district)
    amount, held = split.cells[d][month - 1][node], split.fit.held.get((12 * d + month - 1, node))
    if held is not None and held.closed:
        yield final(amount, workings, held.kind, held)
        return
    row, total = split.fit.seed[12 * d + month - 1], workings.districts.fit.cells[d][month - 1]
    share = Fraction(row[node], sum(row)) if sum(row) else Fraction(0)
    yield units_step(f"{district}{month}月目标", f"{district}, {month_name(month)}", total, workings)
    yield rate_step("片区内占比", "share within the district", Fraction(split.mix[d][node], sum(split.mix[d]) or 1))
    yield rate_step(
        "当月占比（计入自己的季节和上市、淘汰月份）", "share in the month, with its season and dates", share
    )
    yield units_step("= 单看该格", "= by the cell alone", share * total, workings)
    name, year = split.margin.nodes[node], split.margin.amounts[node]
    yield units_step(f"{name}全年目标", f"the year's target of {name}", year, workings)
    over = sum(one.units for (_, at), one in split.fit.held.items() if at == node and one.closed)
    if over:
        yield units_step("− 已关账月份的实际", "− sold in closed months", over, workings)
        yield units_step("= 余下各月", "= the months left", year - over, workings)
    if held is None:
        yield units_step(
            "按全年目标与该格合计平衡、取整", "fitted to that year and to the cell, and rounded",
            amount - share * total, workings,
        )  # fmt: skip
    yield final(amount, workings, held.kind if held else "", held)


def _axis_sum(workings: Workings, split: AxisSplit, node: int, cell: Cell) -> Iterator[Step]:
    """A product in a month, or in a district: the cells it is the sum of."""
    names = workings.basis.names
    if cell.month is not None:
        parts = [(Text(n, n), split.cells[d][cell.month - 1][node]) for d, n in enumerate(names)]
    else:
        d = names.index(cell.district or "")
        parts = [(Text(f"{m + 1}月", f"{month_name(m + 1)}"), split.cells[d][m][node]) for m in range(12)]
    for what, units in parts:
        yield units_step(what.zh, what.en, units, workings)
    yield units_step("= 合计", "= sum", sum(units for _, units in parts), workings)


def explain_member(workings: Workings, cell: Cell) -> Iterator[Step]:
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
    yield units_step(f"{split.district}{when.zh}目标", f"{split.district}, {when.en}", amount, workings)
    origin = _ORIGINS[seat.origin]
    weight = seat.weight / (sum(s.weight for s in split.seats) or 1)
    yield rate_step(f"权重（{origin.zh}）", f"weight ({origin.en})", weight)
    if (seat.first, seat.last) != (1, 12):
        yield Step(
            Text(
                f"在岗或营业 {seat.first}–{seat.last} 月",
                f"there from {month_name(seat.first)} to {month_name(seat.last)}",
            )
        )
    if cell.month is None:
        yield from settled(name, split.margin, workings)
    else:
        yield from _member_month(workings, split, index, cell.month)


def _own_stores(workings: Workings, names: tuple[str, ...], month: int | None) -> Iterator[Step]:
    """Someone who answers for the sum of his stores."""
    grid = workings.stores.grid() if workings.stores else None
    rows = [grid.row(name) for name in names] if grid else []
    amounts = [sum(row) if month is None else row[month - 1] for row in rows]
    for name, units in zip(names, amounts, strict=True):
        yield units_step(name, name, units, workings)
    yield units_step("= 所辖门店之和", "= sum of own stores", sum(amounts), workings)


def explain_area(workings: Workings, area: str, month: int | None) -> Iterator[Step]:
    """The stores it is the sum of."""
    grid, areas = workings.plan.stores, area_of(workings.basis.stores)
    if grid is None or workings.plan.areas is None:
        return
    for name in grid.nodes:
        if areas.get(name) == area:
            yield money_step(name, name, grid.of(name, month))
    yield money_step("= 合计", "= sum", workings.plan.areas.of(area, month))


def _member_month(workings: Workings, split: MemberSplit, index: int, month: int) -> Iterator[Step]:
    row, cells = split.fit.seed[month - 1], split.fit.cells[month - 1]
    held = split.fit.held.get((month - 1, index))
    if held is not None and held.closed:
        yield final(cells[index], workings, held.kind, held)
        return
    raw = Fraction(row[index] * sum(cells), sum(row)) if sum(row) else Fraction(0)
    yield units_step("= 按在岗者权重", "= by the weights of those there", raw, workings)
    if held is None:
        yield units_step("与全年合计平衡、取整", "fitting the totals, and rounding", cells[index] - raw, workings)
    yield final(cells[index], workings, held.kind if held else "", held)
