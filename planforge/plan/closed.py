"""Months that are over: what was sold stands as the target of its cell, whatever was held there before."""

from __future__ import annotations

from collections.abc import Iterator

from planforge.plan.basis import Basis, unknown
from planforge.plan.held import Held
from planforge.problem import Path, Problem, Text
from planforge.spec.targets import Bound, ClosedMonth, Lock


def closed_holds(basis: Basis) -> tuple[list[Held], list[Problem]]:
    """What was sold as locks: districts, products within them, people and stores, and the month as a whole."""
    held: list[Held] = []
    problems: list[Problem] = []
    for index, closed in enumerate(basis.spec.targets.closed):
        path: Path = ("targets", "closed", index)
        if any(one.month == closed.month for one in held):
            problems.append(_twice(closed.month, path))
            continue
        problems += _strangers(closed, path, basis)
        held += _cells(closed, path, basis)
        held += _parts(closed, path, basis)
    return held, problems


def is_over(given: Lock | Bound, basis: Basis) -> bool:
    """Whether it holds something of a month that is closed for all that it speaks of."""
    names = basis.names if given.district is None else (given.district,)
    told = {name for closed in basis.spec.targets.closed if closed.month == given.month for name in closed.actual}
    return given.month is not None and all(name in told for name in names)


def _cells(closed: ClosedMonth, path: Path, basis: Basis) -> Iterator[Held]:
    """Districts, and the month where all of them are told."""
    known = {name: basis.units(amount) for name, amount in closed.actual.items() if name in basis.names}
    for name, units in known.items():
        yield Held("lock", "cell", name, name, closed.month, units, (*path, "actual", name), closed.reason)
    if len(known) == len(basis.names):
        yield Held("lock", "month", str(closed.month), None, None, sum(known.values()), path, closed.reason)


def _parts(closed: ClosedMonth, path: Path, basis: Basis) -> Iterator[Held]:
    """Products within districts, people, stores."""
    names = {product.name for product in basis.products}
    for district, amounts in closed.products.items():
        for name, amount in amounts.items():
            if district in basis.names and name in names:
                place = (*path, "products", district, name)
                yield Held("lock", "product", name, district, closed.month, basis.units(amount), place, closed.reason)
    for key, axis in (("people", "person"), ("stores", "store")):
        for name, amount in getattr(closed, key).items():
            yield Held("lock", axis, name, None, closed.month, basis.units(amount), (*path, key, name), closed.reason)


def _strangers(closed: ClosedMonth, path: Path, basis: Basis) -> Iterator[Problem]:
    products = [product.name for product in basis.products]
    for key, told in (("actual", tuple(closed.actual)), ("products", tuple(closed.products))):
        for name in told:
            if name not in basis.names:
                yield unknown("district", name, basis.names, (*path, key, name))
    for district, amounts in closed.products.items():
        for name in amounts:
            if name not in products:
                yield unknown("product", name, products, (*path, "products", district, name))


def _twice(month: int, path: Path) -> Problem:
    return Problem(
        "P38",
        Text(f"{month} 月关账写了两次，以先写的为准", f"month {month} is closed twice; the first stands"),
        Text("删去一条", "remove one"),
        path,
    )
