"""Whatever a manager writes, the figures of his plan add up and keep what he holds, or a problem says why not."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from operator import itemgetter

import pytest
from hypothesis import HealthCheck, given, settings
from random_specs import specs

from planforge.plan.grid import MONTHS, Cells, Grid
from planforge.plan.make import make_plan
from planforge.plan.money.collection import Receivables
from planforge.plan.plan import Plan
from planforge.plan.targets.basis import Basis
from planforge.spec.spec import Spec
from planforge.spec.targets import Bound, Lock

LEFT_OUT = {"P40", "P42", "P44"}
"""Problems that leave out several holds, or give up a month's total, in one sentence."""
NOT_OPEN = {"P40", "P44", "P45"}
"""Problems of districts that must sell more than their months of trade allow."""

checked = settings(
    max_examples=int(os.environ.get("PLANFORGE_EXAMPLES", "80")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.slow
@checked
@given(specs(money=True))
def test_every_margin_is_exact_and_every_hold_is_kept_or_told(spec: Spec) -> None:
    plan = make_plan(spec)
    for rule in (
        layers_add_up,
        splits_add_up,
        members_add_up,
        locks_are_kept,
        bounds_are_kept,
        the_closed_sell_nothing,
    ):
        rule(plan)
    for rule in (lines_are_the_budget, cash_ties, contribution_ties):
        rule(plan)


# Targets --------------------------------------------------------------------------------------------------------------


def layers_add_up(plan: Plan) -> None:
    targets = plan.targets
    assert targets.layers["base"].districts == targets.districts
    for layer in targets.layers.values():
        assert layer.districts.total == layer.total
        assert all(cell >= 0 and cell % plan.granule == 0 for row in layer.districts.cells for cell in row)


def splits_add_up(plan: Plan) -> None:
    targets = plan.targets
    for grid, cube in ((targets.products, targets.by_product), (targets.channels, targets.by_channel)):
        if grid is not None:
            assert _summed(cube, sum) == targets.districts.cells
            by_node = [_summed(cube, itemgetter(n)) for n in range(len(grid.nodes))]
            assert grid.cells == tuple(tuple(map(sum, zip(*rows, strict=True))) for rows in by_node)
            assert all(part >= 0 for rows in cube for cell in rows for part in cell)


def _summed(cube: tuple[Cells, ...], figure: Callable[[tuple[int, ...]], int]) -> Cells:
    return tuple(tuple(figure(cell) for cell in row) for row in cube)


def members_add_up(plan: Plan) -> None:
    targets = plan.targets
    for grid, homes in ((targets.people, targets.person_district), (targets.stores, targets.store_district)):
        for district in set(homes.values()):
            rows = [grid.row(name) for name in homes if homes[name] == district] if grid else []
            assert tuple(map(sum, zip(*rows, strict=True))) == targets.districts.row(district)


def locks_are_kept(plan: Plan) -> None:
    units = Basis.of(plan.spec).units
    for index, lock in enumerate(plan.spec.targets.locks):
        if not _excused(plan, "locks", index):
            assert _held(plan, lock) == units(lock.amount) * plan.granule


def bounds_are_kept(plan: Plan) -> None:
    for index, bound in enumerate(plan.spec.targets.bounds):
        if not _excused(plan, "bounds", index):
            assert bound.floor is None or _held(plan, bound) >= (bound.floor.amount or 0)
            assert bound.cap is None or _held(plan, bound) <= (bound.cap.amount or 0)


def _excused(plan: Plan, key: str, index: int) -> bool:
    """Whether a problem stands at the hold itself, or speaks for several of them."""
    told = {problem.path[:3] for problem in plan.problems}
    return ("targets", key, index) in told or any(problem.code in LEFT_OUT for problem in plan.problems)


def _held(plan: Plan, hold: Lock | Bound) -> int:
    """The plan's figure of what is held."""
    targets = plan.targets
    grids: dict[str, Grid | None] = {"product": targets.products, "channel": targets.channels}
    grids |= {"person": targets.people, "store": targets.stores, "district": targets.districts}
    for axis, grid in grids.items():
        if (name := getattr(hold, axis, None)) is not None and grid is not None:
            return grid.of(name, hold.month)
    return targets.districts.months[(hold.month or 1) - 1]


def the_closed_sell_nothing(plan: Plan) -> None:
    if not any(problem.code in NOT_OPEN for problem in plan.problems):
        for district in plan.spec.districts:
            closed = [m for m in MONTHS if m < (district.opens or 1) or m > (district.closes or 12)]
            assert not any(plan.targets.districts.of(district.name, m) for m in closed)


# Money ----------------------------------------------------------------------------------------------------------------


def lines_are_the_budget(plan: Plan) -> None:
    budget = plan.budget
    assert budget.total == budget.months.total == sum(line.amount for line in budget.lines)
    for index, line in enumerate(budget.lines):
        rows = [cells[index] for cells in budget.by_district]
        assert tuple(map(sum, zip(*rows, strict=True))) == budget.months.cells[index]
        assert sum(budget.months.cells[index]) == line.amount


def cash_ties(plan: Plan) -> None:
    assert plan.collection is not None
    total, districts = plan.collection.total, plan.collection.districts
    for account in (total, *districts):
        for month in range(12):
            assert account.opening[month] + account.sales[month] - account.cash[month] == account.closing[month]
        assert account.opening[1:] == account.closing[:-1]
        assert min(*account.cash, *account.closing) >= 0
    assert total.sales == plan.targets.districts.months
    for figures in (_openings, _cash, _closings):
        assert tuple(map(sum, zip(*map(figures, districts), strict=True))) == figures(total)


def _openings(account: Receivables) -> tuple[int, ...]:
    return account.opening


def _cash(account: Receivables) -> tuple[int, ...]:
    return account.cash


def _closings(account: Receivables) -> tuple[int, ...]:
    return account.closing


def contribution_ties(plan: Plan) -> None:
    profit = plan.profit
    if profit is None:
        return
    assert profit.total.gross == profit.gross.total == sum(product.gross for product in profit.products)
    for statement in (*profit.quarters, *profit.districts, profit.total):
        apart = statement.wages if plan.budget.apart else 0
        assert statement.contribution == statement.gross - statement.expense - apart
        assert statement.contribution == statement.gross - sum(amount for _, amount in statement.lines)
    for parts in (profit.quarters, profit.districts):
        whole: Counter[str] = Counter()
        for part in parts:
            whole.update(sales=part.sales, gross=part.gross, expense=part.expense, contribution=part.contribution)
        total = profit.total
        assert (whole["sales"], whole["gross"]) == (total.sales, total.gross)
        assert (whole["expense"], whole["contribution"]) == (total.expense, total.contribution)
