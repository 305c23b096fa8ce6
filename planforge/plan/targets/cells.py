"""Two margins at once: rows always come to their totals, columns too unless closed months make it impossible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct, field

from planforge.plan.targets.allocate import Infeasible, Names, largest_remainder, split_grid
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.holds import Held
from planforge.problem import Path, Problem, Text

Seed = Sequence[Sequence[int]]
Place = tuple[int, int]


class Table(Struct, frozen=True):
    """What is to be filled: names of rows and columns for messages, their totals in units, and where to point at."""

    rows: tuple[Text, ...]
    columns: tuple[Text, ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    path: Path


def called(names: Iterable[str]) -> tuple[Text, ...]:
    """Names, the same in both languages."""
    return tuple(Text(name, name) for name in names)


def month_of(node: str, month: int) -> Text:
    """``南阳3月`` / ``南阳, month 3``."""
    return Text(f"{node}{month}月", f"{node}, month {month}")


class Fit(Struct, frozen=True):
    """The cells in units; ``relaxed`` where the columns could not all be kept, ``spared`` where nil cells of the seed
    had to take some. ``held`` are the cells that were."""

    cells: tuple[tuple[int, ...], ...]
    seed: Seed
    held: Mapping[Place, Held]
    relaxed: bool = False
    problems: tuple[Problem, ...] = ()
    spared: bool = False


_UNSAID = Text("", "")


class _Attempt(Struct):
    """Locks still in force, and what had to be told."""

    locks: dict[Place, Held]
    problems: list[Problem] = field(default_factory=list)
    spared: bool = False
    why: Text = _UNSAID  # why the last try did not fill the table


def fit_cells(
    table: Table,
    seed: Seed,
    basis: Basis,
    locks: Mapping[Place, Held] | None = None,
    bounds: Sequence[tuple[Place, Held]] = (),
    spare: Seed | None = None,
) -> Fit:
    """Cells in proportion to ``seed``, whole, with the margins of ``table``; locked cells kept.

    ``spare`` is positive wherever a cell may be sold in at all; it stands in where nil cells of the seed leave no way.
    Locks that leave none are dropped, the last written first; columns are given up last, each with a problem.
    """
    attempt = _Attempt(dict(locks or {}))
    _drop_closed(attempt, spare or seed, table, basis)
    _drop_beyond(attempt, table, basis)
    cells = _fill(attempt, table, seed, spare, basis)
    if cells is not None and bounds:
        cells = _bound(attempt, cells, table, seed, spare, _open(attempt, bounds, spare or seed, table, basis), basis)
    relaxed = cells is None
    if cells is None:
        cells = _by_row(table, seed, spare)
        attempt.problems.append(_unmet(attempt.why, table))
    return Fit(tuple(map(tuple, cells)), seed, attempt.locks, relaxed, tuple(attempt.problems), attempt.spared)


def _fill(attempt: _Attempt, table: Table, seed: Seed, spare: Seed | None, basis: Basis) -> list[list[int]] | None:
    """The cells with as many locks as can be kept; None where the margins cannot be met even without any."""
    while True:
        cells = _try(attempt, attempt.locks, table, seed, spare, basis)
        if cells is not None or not attempt.locks:
            return cells
        place, held = max(attempt.locks.items(), key=lambda entry: entry[1].path)
        del attempt.locks[place]
        attempt.problems.append(_no_room(place, held, attempt.why, table, basis))


def _try(
    attempt: _Attempt, locks: Mapping[Place, Held], table: Table, seed: Seed, spare: Seed | None, basis: Basis
) -> list[list[int]] | None:
    names = Names(table.rows, table.columns, basis.show)
    figures = {place: held.units for place, held in locks.items()}
    for weights in (seed, spare):
        if weights is not None:
            attempt.spared = weights is not seed
            try:
                return split_grid(table.row_totals, table.column_totals, weights, figures, names=names)
            except Infeasible as error:
                attempt.why = error.message
    return None


def _drop_closed(attempt: _Attempt, possible: Seed, table: Table, basis: Basis) -> None:
    """Locks of cells in which nothing can be sold."""
    for place, held in list(attempt.locks.items()):
        if held.units and not possible[place[0]][place[1]]:
            del attempt.locks[place]
            attempt.problems.append(_closed(place, held, table, basis))


def _open(
    attempt: _Attempt, bounds: Sequence[tuple[Place, Held]], possible: Seed, table: Table, basis: Basis
) -> list[tuple[Place, Held]]:
    """The bounds without floors where nothing can be sold."""
    closed = [(p, h) for p, h in bounds if h.kind == "floor" and h.units and not possible[p[0]][p[1]]]
    attempt.problems += [_closed(place, held, table, basis) for place, held in closed]
    return [entry for entry in bounds if entry not in closed]


def _drop_beyond(attempt: _Attempt, table: Table, basis: Basis) -> None:
    """Locks that come to more than the row or column they stand in, the last written first."""
    for side, totals, names in ((0, table.row_totals, table.rows), (1, table.column_totals, table.columns)):
        for index, total in enumerate(totals):
            line = [(place, held) for place, held in attempt.locks.items() if place[side] == index]
            over = sum(held.units for _, held in line) - total
            if over > 0:
                line.sort(key=lambda entry: entry[1].path)
                attempt.problems.append(_beyond(names[index], total, over, [one for _, one in line], basis))
            while over > 0:
                place, held = line.pop()
                over -= held.units
                del attempt.locks[place]


def _bound(
    attempt: _Attempt,
    cells: list[list[int]],
    table: Table,
    seed: Seed,
    spare: Seed | None,
    bounds: Sequence[tuple[Place, Held]],
    basis: Basis,
) -> list[list[int]]:
    """Cells outside their bounds are held at them, one by one, and the rest is split again."""
    for _ in range(len(bounds)):
        broken = [(p, h) for p, h in bounds if p not in attempt.locks and _outside(cells[p[0]][p[1]], h)]
        if not broken:
            break
        place, held = broken[0]
        trial = _try(attempt, {**attempt.locks, place: held}, table, seed, spare, basis)
        if trial is None:
            attempt.problems.append(_no_room(place, held, attempt.why, table, basis))
            bounds = [entry for entry in bounds if entry[1] is not held]
        else:
            attempt.locks[place], cells = held, trial
    return cells


def _outside(units: int, held: Held) -> bool:
    return units < held.units if held.kind == "floor" else units > held.units


def _by_row(table: Table, seed: Seed, spare: Seed | None) -> list[list[int]]:
    """Every row split on its own: by its seed, by where it may sell at all, or evenly."""
    chosen = []
    for index, total in enumerate(table.row_totals):
        options = (seed[index], spare[index] if spare else (), [1] * len(table.columns))
        weights = next(line for line in options if any(line))
        chosen.append(list(largest_remainder(total, [Fraction(weight) for weight in weights])))
    return chosen


# What can be wrong ----------------------------------------------------------------------------------------------------


def _closed(place: Place, held: Held, table: Table, basis: Basis) -> Problem:
    row, column, amount = table.rows[place[0]], table.columns[place[1]], basis.show(held.units)
    zh, en = ("锁定", "locked") if held.kind == "lock" else ("要求", "asked")
    return Problem(
        "P41",
        Text(
            f"{row.zh} {column.zh}没有营业或未上市，不能{zh} {amount.zh}；暂不计这一条",
            f"nothing is sold in {row.en}, {column.en}: {amount.en} cannot be {en} there; it is left out",
        ),
        Text("改到别的月份，或改开业、停业、上市日期", "choose another month, or change the dates"),
        held.path,
    )


def _beyond(name: Text, total: int, over: int, line: Sequence[Held], basis: Basis) -> Problem:
    held = line[-1]
    whole, more, rest = basis.show(total), basis.show(over), basis.show(over - held.units)
    hint = Text(f"调低 {more.zh}", f"lower them by {more.en}")
    if over >= held.units:  # this one alone cannot make room
        hint = Text("去掉这一条", "drop this one")
    if over > held.units:
        hint = Text(f"去掉这一条，其余的再调低 {rest.zh}", f"drop this one and lower the others by {rest.en}")
    if all(one.closed for one in line):
        return _sold_beyond(name, whole, basis.show(total + over), held)
    return Problem(
        "P42",
        Text(
            f"{name.zh}的锁定合计比它的目标 {whole.zh} 多 {more.zh}；最后写的暂不计",
            f"the locks within {name.en} come to {more.en} more than its {whole.en}; the last written are left out",
        ),
        Text(f"{hint.zh}，或提高{name.zh}的目标", f"{hint.en}, or raise {name.en}"),
        held.path,
    )


def _sold_beyond(name: Text, whole: Text, sold: Text, held: Held) -> Problem:
    return Problem(
        "P42",
        Text(
            f"{name.zh}已完成 {sold.zh}，它的目标 {whole.zh} 低于已完成的",
            f"{name.en} has sold {sold.en} already, more than its target of {whole.en}",
        ),
        Text(f"把{name.zh}的目标提高到 {sold.zh} 以上", f"raise {name.en} to {sold.en} or more"),
        held.path,
    )


def _no_room(place: Place, held: Held, why: Text, table: Table, basis: Basis) -> Problem:
    row, column, amount = table.rows[place[0]], table.columns[place[1]], basis.show(held.units)
    return Problem(
        "P43",
        Text(
            f"{row.zh} {column.zh}定为 {amount.zh} 后，行与列的合计无法同时满足（{why.zh}）；暂不计这一条",
            f"with {amount.en} in {row.en}, {column.en}, rows and columns cannot both come to their totals ({why.en}); "
            "it is left out",
        ),
        path=held.path,
    )


def _unmet(why: Text, table: Table) -> Problem:
    """What leaves no way to meet both, with the amount; rows are kept, columns are not."""
    return Problem(
        "P44",
        Text(
            f"开业、停业、上市、淘汰的月份使各项合计不能同时满足：{why.zh}；现以各行为准",
            f"months of opening, closing, launch or delisting leave no way to meet every total: {why.en}; "
            "for now the rows stand",
        ),
        path=table.path,
    )
