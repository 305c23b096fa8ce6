"""What headquarters takes of a region's plan: its figures, its places in the file, what it has filled in.

A submission is plain data, so that it can come from another process or a store, and thousands of them fit in memory.
"""

from __future__ import annotations

import re
from collections.abc import Container
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from pydantic import TypeAdapter, ValidationError

from planforge.checks.completeness import scores
from planforge.numbers import nearest
from planforge.office import LOCKS
from planforge.plan.make import make_plan
from planforge.plan.measures import MEASURES, last_year, planned
from planforge.plan.plan import Plan
from planforge.plan.targets.past import SalesHistory, Sold
from planforge.problem import Path as Way
from planforge.problem import Problem, Where
from planforge.reading.origins import unconfirmed
from planforge.reading.read import Reading, read
from planforge.reading.source import Source
from planforge.spec.spec import Spec
from planforge.spec.values import Money

Months = tuple[int, ...]
SLIP = 100  # times what a region plans that it may be asked, or the other way round, before its unit is doubted
SUMMED = tuple(
    key for key, m in MEASURES.items() if not m.whole and m.kind == "money" and key not in ("break_even", "spare_sales")
)
"""The measures of regions that may be added; ratios are worked out from their sums."""
PLACES: dict[str, Way] = {
    "year": ("year",),
    "name": ("region", "name"),
    "parent": ("region", "parent"),
    "currency": ("money", "currency"),
    "unit": ("money", "unit"),
    "round_to": ("money", "round_to"),
    "base": ("targets", "base"),
    "assigned": ("targets", "assigned"),
    "proposed": ("targets", "proposed"),
    "months": ("targets", "assigned_months"),
    "products": ("targets", "assigned_products"),
    "budget": ("budget", "lines"),
    "team": ("team",),
}


class Due(Struct, frozen=True):
    """An action of a region's plan."""

    name: str
    owner: str | None
    ends: str | None
    budget: int | None
    milestone: bool


class Submission(Struct, frozen=True):
    """A region's plan as headquarters sees it. Money in currency units.

    ``problems`` are those for which it could not be read; then it has a file (none where it is gone), and what can be
    made out of who it is (``called``) and what it is asked.
    ``parts`` are the six parts' shares of what a full plan holds, in per cent.
    ``measures`` hold last year's and the planned figure.
    """

    file: str
    problems: tuple[Problem, ...] = ()
    name: str = ""
    called: str = ""  # of a plan that cannot be read or added: the name it seems to have
    parent: str | None = None
    company: str = ""
    language: str = ""
    industry: str = ""
    year: int = 0
    currency: str = ""
    unit: str = ""
    granule: int = 1
    total: int = 0
    months: Months = (0,) * 12
    products: dict[str, int] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)
    districts: dict[str, int] = field(default_factory=dict)
    assigned: int | None = None
    assigned_months: Months = ()
    assigned_products: dict[str, int] = field(default_factory=dict)
    reason: str | None = None  # why it differs from what is assigned
    standing: str | None = None  # where it is told that it stands
    proposed: int | None = None  # instead of what is assigned
    proposed_reason: str | None = None
    people: int = 0
    market_next: int | None = None  # this year's market, last year's as it is expected to grow
    attained: tuple[int, int] | None = None  # last year's sales and target
    measures: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    past: dict[int, Months] = field(default_factory=dict)  # year -> twelve months, or one figure for the year
    past_products: dict[int, dict[str, Months]] = field(default_factory=dict)
    past_channels: dict[int, dict[str, Months]] = field(default_factory=dict)
    parts: tuple[int, ...] = ()
    actions: tuple[Due, ...] = ()
    risks: tuple[str, ...] = ()
    waiting: int = 0  # values that nobody has confirmed
    manager: str | None = None
    digest: str = ""
    national: bool = False  # a plan of headquarters
    estimated: bool = False  # months of last year that nobody has told yet are filled in
    sales: str | None = None  # the file of past sales, as the plan names it
    places: dict[str, tuple[int, int, int]] = field(default_factory=dict)  # line, column, end

    @property
    def slipped(self) -> bool:
        """Whether what it is asked is so far from what it plans that a unit must be missing."""
        asked, planned = self.assigned or 0, self.total
        return bool(asked and planned and (asked * SLIP < planned or planned * SLIP < asked))

    @property
    def readable(self) -> bool:
        """Whether there is a plan."""
        return bool(self.name)

    def where(self, key: str = "") -> Where:
        """The place of a value by its key in ``PLACES``, of a product or channel by ``product NAME``; else the file."""
        return Where(self.file, *self.places.get(key, (1, 1, 0)))


def submission(path: Path, roots: tuple[Path, ...] = ()) -> Submission:
    """A region's plan read and worked out. Never raises for what a user may have written."""
    reading = read(path, (), roots)
    if reading.spec is None:
        return _made_out(path, reading)
    return _submission(path.as_posix(), make_plan(reading.spec), reading.source)


def without_plan(one: Submission, year: int) -> Submission:
    """A plan that cannot be added to the others, as one that cannot be read: who it is, and what it is asked."""
    if one.year != year:
        return Submission(one.file, called=one.called or one.name, parent=one.parent)
    return Submission(
        one.file, called=one.called or one.name, parent=one.parent, assigned=one.assigned,
        assigned_months=one.assigned_months, assigned_products=one.assigned_products,
    )  # fmt: skip


_NAMED = re.compile(r"""^\s*(?:region|区域)\s*:.*?(?:name|名称)\s*:\s*["']?([^,}"'#\n]+)""", re.MULTILINE | re.DOTALL)
_ASSIGNED = re.compile(r"^\s*(?:assigned|公司下达的目标)\s*:\s*([^\s#]+)", re.MULTILINE)


def may_be_of(path: Path, known: Container[str]) -> bool:
    """Whether a file may be the plan of a region that is none of those known: at a glance, for most of many are not."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        return not path.name.startswith(LOCKS)
    try:
        named = _NAMED.search(path.read_text("utf-8", "replace"))
    except OSError:
        return False
    return named is not None and named[1].strip() not in known


def _made_out(path: Path, reading: Reading) -> Submission:
    """Who a plan that cannot be read is, and what it says it is asked: the others' figures must not move for it."""
    try:
        text = path.read_text("utf-8", "replace") if path.suffix.lower() in (".yaml", ".yml") else ""
    except OSError:
        text = ""
    named, asked = _NAMED.search(text), _ASSIGNED.search(text)
    own = path.parent.name if path.stem in ("plan", "index") else path.stem
    assigned = None
    if asked:
        with suppress(ValidationError):
            assigned = int(_MONEY.validate_python(asked[1]))
    called = named[1].strip() if named else own
    return Submission(path.as_posix(), reading.problems, called=called, assigned=assigned)


_MONEY: TypeAdapter[Decimal] = TypeAdapter(Money)


def _submission(file: str, plan: Plan, source: Source) -> Submission:
    spec, targets = plan.spec, plan.targets
    history = SalesHistory.of(spec)
    years = history.years[-2:]
    return Submission(
        file=file,
        name=spec.region.name,
        parent=spec.region.parent,
        company=spec.region.company,
        language=spec.language,
        industry=spec.industry,
        year=spec.year,
        currency=spec.money.currency,
        unit=spec.money.unit,
        granule=plan.granule,
        total=targets.total,
        months=targets.districts.months,
        products=dict(zip(targets.products.nodes, targets.products.totals, strict=True)) if targets.products else {},
        channels=dict(zip(targets.channels.nodes, targets.channels.totals, strict=True)) if targets.channels else {},
        districts=dict(zip(targets.districts.nodes, targets.districts.totals, strict=True)),
        assigned=_whole(spec.targets.assigned),
        assigned_months=tuple(int(amount) for amount in spec.targets.assigned_months),
        assigned_products={name: int(amount) for name, amount in spec.targets.assigned_products.items()},
        reason=spec.targets.assigned_reason,
        standing=spec.targets.standing,
        proposed=_whole(spec.targets.proposed),
        proposed_reason=spec.targets.proposed_reason,
        people=len({member.person for member in spec.team}),
        market_next=_market_next(spec),
        attained=_attained(plan),
        measures={key: (_int(last_year(plan, key)), _int(planned(plan, key))) for key in SUMMED},
        estimated=bool(plan.review.estimated),
        past={year: _sold(sold) for year in years if (sold := history.region(year))},
        past_products={year: _parts(history, "product", year) for year in years},
        past_channels={year: _parts(history, "channel", year) for year in years},
        parts=tuple(score.percent for score in scores(plan)),
        actions=tuple(
            Due(a.name, a.owner, a.ends.isoformat() if a.ends else None, _whole(a.budget), a.milestone)
            for a in spec.actions
        ),
        risks=tuple(one.trigger for one in spec.control.contingencies),
        waiting=len(unconfirmed(spec)),
        manager=spec.region.manager,
        digest=digest_of(spec),
        national=spec.nation is not None,
        sales=_sales_file(source.data),
        places=_places(spec, source),
    )


def _market_next(spec: Spec) -> int | None:
    """None unless every district tells its market."""
    told = [
        None if d.market is None else Fraction(d.market) * (1 + Fraction(d.market_growth or 0)) for d in spec.districts
    ]
    known = [market for market in told if market is not None]
    return nearest(sum(known, Fraction(0))) if len(known) == len(told) else None


def _attained(plan: Plan) -> tuple[int, int] | None:
    total = plan.review.total
    return (total.actual, total.target) if total and total.target else None


def digest_of(spec: Spec) -> str:
    """What a plan says, without what headquarters asks of it: an approval is of this and void when it changes."""
    from hashlib import sha256

    own = spec.targets.model_copy(
        update={"assigned": None, "assigned_months": (), "assigned_products": {}, "standing": None}
    )
    text = spec.model_copy(update={"targets": own}).model_dump_json(exclude_defaults=True)
    return sha256(text.encode()).hexdigest()[:16]


def _sales_file(data: Any) -> str | None:
    """The file that the plan's ``history`` names, before it was read into rows."""
    given = data.get("history") if isinstance(data, dict) else None
    named = given.get("file") if isinstance(given, dict) else given
    return named if isinstance(named, str) else None


def _places(spec: Spec, source: Source) -> dict[str, tuple[int, int, int]]:
    ways = PLACES | {f"product {p.name}": ("products", i, "name") for i, p in enumerate(spec.products)}
    ways |= {f"channel {c.name}": ("channels", i, "name") for i, c in enumerate(spec.channels)}
    found = {key: source.where(way) for key, way in ways.items()}
    return {key: (where.line, where.column, where.end_column) for key, where in found.items()}


def _sold(sold: Sold) -> Months:
    """Twelve months where all are told, else the year."""
    if sold.months and None not in sold.months:
        return tuple(nearest(month or 0) for month in sold.months)
    return (nearest(sold.total),)


def _parts(history: SalesHistory, axis: str, year: int) -> dict[str, Months]:
    """What the nodes of an axis sold; where that is all that the region sold, the largest takes what rounding leaves,
    so that sums over many regions still agree."""
    found, whole = history.by(axis, year), history.region(year)
    told = {name: _sold(sold) for name, sold in found.items()}
    if whole is not None and found and sum(sold.total for sold in found.values()) == whole.total:
        largest = max(told, key=lambda name: sum(told[name]))
        months = list(told[largest])
        months[months.index(max(months))] += sum(_sold(whole)) - sum(map(sum, told.values()))
        told[largest] = tuple(months)
    return told


def _whole(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount)


def _int(figure: object) -> int | None:
    return figure if isinstance(figure, int) else None
