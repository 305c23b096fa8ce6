"""Which locks, floors and caps a plan keeps, and the smallest single change that would let it keep all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import islice

from msgspec import Struct

from planforge.plan.grid import Grid
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.holds import Held, named
from planforge.problem import Path, Problem, Text
from planforge.spec.spec import Spec
from planforge.spec.values import AmountOrGrowth

TRIES = 60  # plans worked out in search of a change; beyond that none is offered
_KINDS = {"lock": Text("锁定", "lock"), "floor": Text("下限", "floor"), "cap": Text("上限", "cap")}
_SOLD = Text("实际", "actual")


class Figures(Struct, frozen=True):
    """The figures of a plan that a hold may speak of, in rounding units; ``inner`` by district, month and node."""

    districts: Grid
    grids: dict[str, Grid | None]  # product, channel, person, store
    inner: dict[str, Sequence[Sequence[Sequence[int]]]]  # product, channel

    def of(self, held: Held) -> int | None:
        """What the plan has where the hold stands; None where it has no such figure."""
        month = int(held.node) if held.axis == "month" else held.month
        if held.axis == "month":
            return self.districts.months[(month or 1) - 1]
        if held.axis in ("district", "cell"):
            return self.districts.of(held.node, month)
        grid = self.grids[held.axis]
        if grid is None or held.node not in grid.nodes:
            return None
        if held.district is None:
            return grid.of(held.node, month)
        cells = self.inner[held.axis][self.districts.nodes.index(held.district)]
        months = range(12) if month is None else (month - 1,)
        return sum(cells[m][grid.nodes.index(held.node)] for m in months)


class Unkept(Struct, frozen=True):
    """A hold that the plan does not keep, and its own figure there."""

    held: Held
    units: int | None


class Change(Struct, frozen=True):
    """A value of the spec, in currency units, that lets every hold be kept, and what it is now."""

    path: Path
    what: Text
    now: int
    value: int


def unkept(given: Iterable[Held], figures: Figures) -> tuple[Unkept, ...]:
    """Every lock missed, floor passed below, cap passed above, in the order of the spec."""
    found = [(held, figures.of(held)) for held in given]
    return tuple(Unkept(held, units) for held, units in found if units is None or not _keeps(held, units))


def _keeps(held: Held, units: int) -> bool:
    return {"lock": units == held.units, "floor": units >= held.units, "cap": units <= held.units}[held.kind]


# The change that mends ------------------------------------------------------------------------------------------------


def mending(
    given: Sequence[Held], lost: Sequence[Unkept], basis: Basis, keeps: Callable[[Basis], bool]
) -> Change | None:
    """The smallest change of one amount with which ``keeps`` all: of one of the holds, the last lost first, else of the
    base; None where no single one is found. One rounding unit less would not do."""
    held = [one.held for one in lost]
    amounts = [*held[::-1], *(one for one in given if one not in held)]
    own = [one for one in amounts if _listed(one)]
    gaps = sorted(_gaps(given, lost, basis))
    places = [(one.path, named(one), one.units) for one in own]
    base = basis.spec.targets.base.amount
    if base is not None:
        places.append((("targets", "base"), Text("基础指标", "the base target"), basis.units(base)))
    tries = (
        (path, what, now, sign, gap)
        for path, what, now in places
        for sign in (-1, 1)
        for gap in gaps
        if now + sign * gap >= 0
    )
    for path, what, now, sign, high in islice(tries, TRIES):
        if keeps(_with(basis, path, (now + sign * high) * basis.granule)):
            low, middle = 0, high - 1
            while high - low > 1:
                mends = keeps(_with(basis, path, (now + sign * middle) * basis.granule))
                low, high = (low, middle) if mends else (middle, high)
                middle = (low + high) // 2
            return Change(path, what, now * basis.granule, (now + sign * high) * basis.granule)
    return None


def _gaps(given: Sequence[Held], lost: Sequence[Unkept], basis: Basis) -> set[int]:
    """How much may be too much or too little: what each lost hold misses, and what they miss together."""
    single = [abs(one.held.units - (one.units or 0)) for one in lost]
    by_axis: dict[tuple[str, str], int] = {}
    for one in lost:
        key = (one.held.axis, one.held.kind)
        by_axis[key] = by_axis.get(key, 0) + abs(one.held.units - (one.units or 0))
    return {gap for gap in (*single, *by_axis.values(), sum(single)) if gap}


def too_many(
    given: Sequence[Held], lost: Sequence[Unkept], basis: Basis, keeps: Callable[[Basis], bool]
) -> tuple[Held, ...]:
    """The holds to drop where no single change is enough: those that are lost where ``keeps`` all others, else those
    that do not go with the ones written before them; nothing where neither is found."""
    gone = tuple(one.held for one in lost)
    own = [held for held in given if _listed(held)]
    if not all(map(_listed, gone)):
        return ()
    if keeps(_without(basis, gone)):
        return gone
    dropped = own
    for held in own[:TRIES]:
        fewer = [one for one in dropped if one is not held]
        if keeps(_without(basis, fewer)):
            dropped = fewer
    return tuple(dropped) if len(own) <= TRIES else ()


def _listed(held: Held) -> bool:
    return held.path[:2] in (("targets", "locks"), ("targets", "bounds"))


def _without(basis: Basis, holds: Sequence[Held]) -> Basis:
    """The basis without some of its locks, floors and caps."""
    targets, paths = basis.spec.targets, {held.path for held in holds}
    locks = tuple(lock for i, lock in enumerate(targets.locks) if ("targets", "locks", i, "amount") not in paths)
    bounds = tuple(
        bound.model_copy(update={key: None for key in ("min", "max") if ("targets", "bounds", i, key) in paths})
        for i, bound in enumerate(targets.bounds)
    )
    targets = targets.model_copy(update={"locks": locks, "bounds": bounds})
    return Basis(basis.spec.model_copy(update={"targets": targets}), basis.granule, basis.history)


def _with(basis: Basis, path: Path, amount: int) -> Basis:
    """The basis with another amount at a place of the targets."""
    targets = basis.spec.targets
    if path == ("targets", "base"):
        changed = targets.model_copy(update={"base": AmountOrGrowth(amount=Decimal(amount))})
    else:
        key, index, field = str(path[1]), int(path[2]), str(path[3])
        listed = list(getattr(targets, key))
        new = Decimal(amount) if key == "locks" else AmountOrGrowth(amount=Decimal(amount))
        listed[index] = listed[index].model_copy(update={field: new})
        changed = targets.model_copy(update={key: tuple(listed)})
    spec: Spec = basis.spec.model_copy(update={"targets": changed})
    return Basis(spec, basis.granule, basis.history)


# What is told ---------------------------------------------------------------------------------------------------------


def unkept_problems(
    lost: Sequence[Unkept], mend: Change | Sequence[Held], basis: Basis, told: Sequence[Problem]
) -> tuple[Problem, ...]:
    """What was ``told``, and one problem for every hold that is not kept: with the cause, which is not told on its own
    any more, and what mends all: a change, else the holds to drop."""
    hint = _hint(mend, basis) if isinstance(mend, Change) else _drop(lost, mend)
    paths = {one.held.path for one in lost}
    causes = {path: [problem for problem in told if problem.path == path] for path in paths}
    apart = (problem for problem in told if problem.path not in paths)
    return (*apart, *(_not_kept(one, causes[one.held.path], hint, basis) for one in lost))


def _not_kept(one: Unkept, causes: Sequence[Problem], hint: Text, basis: Basis) -> Problem:
    what, stated = named(one.held), basis.show(one.held.units)
    kind = _SOLD if one.held.closed else _KINDS[one.held.kind]
    found = Text("计划中它不承担目标", "it has no target in the plan")
    if one.units is not None:
        units = basis.show(one.units)
        found = Text(f"计划中是 {units.zh}", f"the plan has {units.en}")
    said = (found, *(cause.message for cause in causes))
    hints = (*(cause.hint for cause in causes if cause.hint), hint)
    return Problem(
        "P46",
        Text(
            f"{what.zh}的{kind.zh} {stated.zh} 没有保住，{'：'.join(text.zh for text in said)}",
            f"the {kind.en} of {what.en}, {stated.en}, is not kept: {'; '.join(text.en for text in said)}",
        ),
        Text("；或".join(text.zh for text in hints), "; or ".join(text.en for text in hints)),
        one.held.path,
    )


def _hint(change: Change, basis: Basis) -> Text:
    up = change.value > change.now
    gap, value = (basis.show(amount // basis.granule) for amount in (abs(change.value - change.now), change.value))
    field = ".".join(map(str, change.path))
    return Text(
        f"把{change.what.zh}{'提高' if up else '调低'} {gap.zh} 到 {value.zh}，全部保得住（{field}: {change.value}）",
        f"{'raise' if up else 'lower'} {change.what.en} by {gap.en} to {value.en} and all are kept "
        f"({field}: {change.value})",
    )


def _drop(lost: Sequence[Unkept], dropped: Sequence[Held]) -> Text:
    gone = [one.held for one in lost]
    names = [named(held) for held in dropped or gone]
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    if not dropped:
        return Text(
            f"先去掉没有保住的：{zh}，再检查一遍", f"drop those that are not kept first: {en}; then check again"
        )
    if set(dropped) == set(gone):
        return Text(
            f"改动一个数不够；去掉没有保住的：{zh}", f"no single change is enough; drop those that are not kept: {en}"
        )
    return Text(
        f"改动一个数不够；去掉这几条，其余都保得住：{zh}",
        f"no single change is enough; drop these and all others are kept: {en}",
    )
