"""One person of the plan: what he answers for by month and week, his own part of it, his stores, his pay."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import growth, nearest
from planforge.plan.grid import Grid
from planforge.plan.money.appraisal import ATTAINMENTS, Pay, pay_at, seats
from planforge.plan.plan import Plan
from planforge.plan.targets.allocate import largest_remainder
from planforge.plan.targets.calendar import Week, is_estimated, weeks_of
from planforge.problem import Problem, Refusal, Text
from planforge.spec.money import Scheme
from planforge.spec.region import Member, Store, person_of

Months = tuple[int, ...]


class OwnStore(Struct, frozen=True):
    """A store the person runs, with its months in currency units."""

    store: Store
    months: Months


class Report(Struct, frozen=True):
    """Someone who reports to the person; ``months`` are None for who has no target."""

    member: Member
    months: Months | None


class Person(Struct, frozen=True):
    """A person of the team; figures are in currency units, None or empty without data."""

    name: str
    member: Member | None
    begins: date  # the first and the last day of the year on which he is there
    ends: date
    districts: tuple[str, ...]
    months: Months | None  # what he answers for
    whole: tuple[str, ...]  # the districts whose targets together are his; none for who has a part of one
    last: Months | None  # what those sold last year, where all of it is known
    own: Months | None  # his personal part of it, where managers sell themselves
    cash: Months | None
    stores: tuple[OwnStore, ...]
    reports: tuple[Report, ...]
    weeks: tuple[Week, ...]
    estimated: bool  # the year's holidays are not out: weeks and days are estimates
    scheme: Scheme | None
    pay: tuple[Pay, ...]  # on his own target

    @property
    def district(self) -> str | None:
        """The one he works in; None for who works in none or in several."""
        return self.districts[0] if len(self.districts) == 1 else None

    @property
    def leads(self) -> bool:
        """Whether the figures of his one district are his alone."""
        return self.district is not None and self.whole == (self.district,)

    @property
    def total(self) -> int | None:
        return sum(self.months) if self.months else None

    @property
    def last_total(self) -> int | None:
        return sum(self.last) if self.last else None

    @property
    def growth(self) -> Fraction | None:
        return growth(self.total, self.last_total)

    @property
    def cash_total(self) -> int | None:
        return sum(self.cash) if self.cash else None

    @property
    def own_total(self) -> int | None:
        return sum(self.own) if self.own else None


def find_person(plan: Plan, name: str) -> Person:
    """The person of this name; Refusal naming the nearest when there is none."""
    spec = plan.spec
    members = {member.name: member for member in spec.team}
    grid = plan.targets.people
    leaders = [] if spec.team else [district.leader for district in spec.districts if district.leader]
    seated = [person_of(seat, district) for seat, district in plan.targets.person_district.items()]
    managers = [spec.region.manager] if spec.region.manager else []
    people = [member.person for member in spec.team]
    known = dict.fromkeys([*members, *people, *(grid.nodes if grid else ()), *seated, *leaders, *managers])
    if name not in known:
        raise Refusal(_unknown(name, list(known)))
    own = [member for member in spec.team if name in (member.name, member.person)]
    member = members.get(name) or next(iter(own), None)
    homes = plan.targets.person_district
    places = [*(one.district for one in own), *(homes[seat] for seat in seats(name, plan.targets))]
    months = months_of(plan, name)
    stores = _stores(plan, name)
    scheme = _scheme(plan, name)
    districts = tuple(dict.fromkeys(filter(None, places)))
    whole = _whole(plan, districts, months)
    first = min((one.starts or 1 for one in own), default=1)
    last = max((one.leaves or 12 for one in own), default=12)
    return Person(
        name=name,
        member=member,
        begins=date(spec.year, first, 1),
        ends=date(spec.year, last, monthrange(spec.year, last)[1]),
        districts=districts,
        months=months,
        whole=whole,
        last=_last(plan, whole),
        own=_own(plan, months) if stores else None,
        cash=_cash(plan, name),
        stores=stores,
        reports=tuple(Report(m, months_of(plan, m.name)) for m in spec.team if m.reports_to == name),
        weeks=weeks_of(plan, months) if months and spec.cascade.weeks else (),
        estimated=is_estimated(spec),
        scheme=scheme,
        pay=_pay(scheme, sum(months) if months else None),
    )


def _whole(plan: Plan, own: tuple[str, ...], months: Months | None) -> tuple[str, ...]:
    districts = plan.targets.districts
    for names in (own, districts.nodes) if months else ():
        if names and set(names) <= set(districts.nodes) and sum(months or ()) == sum(map(districts.of, names)):
            return names
    return ()


def _last(plan: Plan, districts: tuple[str, ...]) -> Months | None:
    grid = plan.targets.last_districts
    if grid is None or not districts or set(districts) & set(plan.targets.unknown):
        return None
    return tuple(map(sum, zip(*map(grid.row, districts), strict=True)))


def months_of(plan: Plan, name: str) -> Months | None:
    """The months of what a person answers for: the region, his own target, the districts he leads, or his stores."""
    targets = plan.targets
    if name == plan.spec.region.manager:
        return targets.districts.months
    if own := _of(plan, name, targets.people):
        return own
    led = [_row(targets.districts, district.name) for district in plan.spec.districts if district.leader == name]
    return _added(led) or _added(store.months for store in _stores(plan, name))


def _cash(plan: Plan, name: str) -> Months | None:
    """The months of the cash he answers for: the region's, his own, or that of the districts he leads."""
    if plan.collection is None:
        return None
    cash = plan.collection.cash
    if name == plan.spec.region.manager:
        return cash.months
    led = [_row(cash, district.name) for district in plan.spec.districts if district.leader == name]
    return _of(plan, name, plan.collection.people) or _added(led)


def _stores(plan: Plan, name: str) -> tuple[OwnStore, ...]:
    grid = plan.targets.stores
    own = [store for store in plan.spec.stores if store.manager == name] if grid else []
    return tuple(OwnStore(store, months) for store in own if grid and (months := _row(grid, store.name)))


def _of(plan: Plan, name: str, grid: Grid | None) -> Months | None:
    """A person's months in a grid of people, of all his districts."""
    return _added(map(grid.row, seats(name, plan.targets))) if grid else None


def _row(grid: Grid, name: str) -> Months | None:
    return grid.row(name) if name in grid.nodes else None


def _added(rows: Iterable[Months | None]) -> Months | None:
    held = [row for row in rows if row]
    return tuple(map(sum, zip(*held, strict=True))) if held else None


def _own(plan: Plan, months: Sequence[int] | None) -> Months | None:
    """The personal part of a manager's target, spread as the target is."""
    share = plan.spec.cascade.personal_share
    if not share or not months or not any(months):
        return None
    units = nearest(sum(months) * Fraction(share) / plan.granule)
    return tuple(part * plan.granule for part in largest_remainder(units, months))


def _scheme(plan: Plan, name: str) -> Scheme | None:
    """The appraisal scheme the person is under."""
    called = {name, *(member.person for member in plan.spec.team if member.name == name)}
    role = next((found.role for found in plan.appraisal if called & set(found.people)), None)
    return next((scheme for scheme in plan.spec.appraisal.schemes if scheme.role == role), None)


def _pay(scheme: Scheme | None, target: int | None) -> tuple[Pay, ...]:
    """What the year brings at each attainment of his own target, or of the basis the scheme states."""
    if scheme is None:
        return ()
    basis = target if scheme.commission_basis is None else nearest(scheme.commission_basis)
    return tuple(pay_at(attainment, scheme, basis) for attainment in ATTAINMENTS)


def _unknown(name: str, known: list[str]) -> Problem:
    close = get_close_matches(name, known, 1, 0.5)
    hint = (
        Text(f"是不是 {close[0]}？", f"did you mean {close[0]}?")
        if close
        else Text("在 team 中加上此人", "add the person to team")
    )
    return Problem("D04", Text(f"人员中没有“{name}”", f"there is nobody called {name} in the team"), hint, ("team",))
