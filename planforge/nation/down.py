"""Down: the national target split to the regions, level by level, each by the machinery of a region's own plan.

Every inner node is split as a region is over its districts: by history, market, growth or manual weights, with locks,
floors and caps, the season and the products. What a node is asked is held in every month and product, so that each
level ties to the one above.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any, Protocol

from msgspec import Struct, field
from msgspec.structs import asdict

from planforge import __version__
from planforge.nation.tree import Node, Tree
from planforge.numbers import growth, nearest
from planforge.plan.amounts import portions
from planforge.plan.grid import MONTHS
from planforge.plan.targets.basis import Basis, granule_of
from planforge.plan.targets.targets import TargetPlan, plan_targets
from planforge.problem import Path, Problem, Text
from planforge.records import replace
from planforge.spec.history import HistoryRow
from planforge.spec.region import District
from planforge.spec.spec import Spec
from planforge.spec.targets import Bound, ClosedMonth, Lock
from planforge.spec.values import AmountOrGrowth
from planforge.wording import did_you_mean, money, month_name


class Asked(Struct, frozen=True):
    """What a node is asked for. ``weights`` are the components that made its share of its siblings, ``blend`` among
    them; ``held`` says "lock" or "bound" where one of these set it, "standing" where it is what was asked before,
    "scaled" where it is in proportion to that.
    ``last`` is None without history."""

    name: str
    total: int
    months: tuple[int, ...]
    products: dict[str, int] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)  # where the national spec has channels
    last: int | None = None
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    held: str = ""
    reason: str | None = None
    margin: Fraction = Fraction(0)  # of safety, in what its siblings are asked together

    @property
    def growth(self) -> Fraction | None:
        """On last year's sales."""
        return growth(self.total, self.last)


class Down(Struct, frozen=True):
    """What every node is asked for, and what could not be done as the national spec says below its first level."""

    asked: Mapping[str, Asked]
    problems: tuple[Problem, ...]


class Memory(Protocol):
    """What was worked out before, as text by the hash of what it follows from."""

    def get(self, key: str) -> str | None:
        """What is known; None for nothing."""

    def put(self, key: str, text: str) -> None:
        """Something to be known the next time."""


def hand_down(spec: Spec, tree: Tree, memory: Memory | None = None) -> Down:
    """The split of the whole nation; ``spec`` is the national one, its history rolled up (see ``rolled``)."""
    top = plan_targets(Basis.of(spec))
    asked = {tree.root: _whole(spec, top)}
    problems = list(_nowhere(spec, tree))
    for node in tree.nodes.values():
        if node.children:
            margin = margin_of(spec, node.level + 1)
            whole = (
                node.name == tree.root
                and not margin
                and sorted(district.name for district in spec.districts) == sorted(node.children)
            )
            inner = spec if whole else inner_spec(spec, tree, node, asked[node.name], margin)
            below = tuple(_children(inner, top, margin)) if whole else _split(inner, margin, memory)
            asked |= {one.name: one for one in below}
            problems += _beyond(spec, node, asked, margin)
    return Down(asked, tuple(problems))


def as_filed(down: Down, tree: Tree, standing: Mapping[str, str]) -> Down:
    """The same, with the months and products that regions' files say they are asked, where these are of the same year's
    figure; nodes above them sum theirs. What stands (``standing`` says how)
    is of no weight."""
    asked = dict(down.asked)
    for node in reversed(tuple(tree.nodes.values())):
        own, one = asked[node.name], node.submission or node.unread
        if node.children:
            below = [asked[name] for name in node.children]
            if sum(one.total for one in below) != own.total:
                continue  # with a margin of safety
            months = tuple(sum(parts) for parts in zip(*(child.months for child in below), strict=True))
            products = {name: sum(child.products.get(name, 0) for child in below) for name in own.products}
            asked[node.name] = replace(own, months=months, products=products)
        elif one is not None and one.assigned == own.total:
            if sum(one.assigned_months) == own.total and len(one.assigned_months) == len(own.months):
                own = replace(own, months=one.assigned_months)
            if sum(one.assigned_products.values()) == own.total and one.assigned_products.keys() <= own.products.keys():
                own = replace(own, products={name: one.assigned_products.get(name, 0) for name in own.products})
            asked[node.name] = own
    told = {name: replace(one, weights={}, held=standing.get(name, one.held)) for name, one in asked.items()}
    return Down(told, down.problems)


def with_past(down: Down, tree: Tree, granule: int) -> Down:
    """The same with last year as it is printed: not known of a region that tells no history nor of the nodes above it,
    and of a node the sum of those below it where only their rounding is between the two."""
    unknown = {name for node in tree.missing for name in (*tree.way(node), tree.root)}
    asked = {name: replace(one, last=None) if name in unknown else one for name, one in down.asked.items()}
    asked |= {name: replace(asked[name], weights={}) for name in tree.missing}
    for node in reversed(tuple(tree.nodes.values())):
        own, below = asked[node.name], [asked[name].last for name in node.children]
        if own.last is not None and below and None not in below:
            whole = sum(filter(None, below))
            near = abs(whole - own.last) <= granule * len(tuple(tree.below(node.name)))
            asked[node.name] = replace(own, last=whole) if near else own
    return Down(asked, down.problems)


def _split(inner: Spec, margin: Fraction, memory: Memory | None) -> tuple[Asked, ...]:
    """What the children of a node are asked: as it was worked out before, if the same was asked of the same."""
    key = sha256(f"{__version__} {margin} {inner.model_dump_json(exclude_defaults=True)}".encode()).hexdigest()
    kept = memory.get(key) if memory else None
    if kept is not None:
        with suppress(ValueError, KeyError, TypeError):
            return tuple(_of_plain(one) for one in json.loads(kept))
    made = tuple(_children(inner, plan_targets(Basis.of(inner)), margin))
    if memory:
        memory.put(key, json.dumps([_to_plain(one) for one in made], ensure_ascii=False))
    return made


def _beyond(spec: Spec, node: Node, asked: Mapping[str, Asked], margin: Fraction) -> Iterator[Problem]:
    """What is held below a node and does not add up to what the node is asked; floors, caps and locks not kept."""
    granule, own = granule_of(spec.money), asked[node.name]
    want = sum(nearest(amount * (1 + margin), granule) for amount in own.months)
    have = sum(asked[name].total for name in node.children)
    if want != have:
        told, due = money(have, spec.money), money(want, spec.money)
        message = Text(
            f"“{node.name}”以下锁定、上下限合计 {told.zh}，凑不成 {due.zh}",
            f'what is held below "{node.name}" comes to {told.en} and cannot make {due.en}',
        )
        hint = Text("放宽其中一个锁定或上下限", "loosen one of the locks, floors or caps")
        yield Problem(
            "N03",
            message,
            hint,
            next((way for way, hold in _holds(spec) if hold.district in node.children), ("nation",)),
        )
    for way, hold in _holds(spec):
        if hold.district in node.children and (said := _unkept(spec, way, hold, asked[hold.district])):
            yield said


def _holds(spec: Spec) -> Iterator[tuple[Path, Lock | Bound]]:
    """Every lock and bound of a node, with its place in the spec."""
    assert spec.nation is not None
    for way, held in ((("nation",), spec.nation), (("targets",), spec.targets)):
        for key in ("locks", "bounds"):
            for i, hold in enumerate(getattr(held, key)):
                if hold.district:
                    yield (*way, key, i, "district"), hold


def _unkept(spec: Spec, way: Path, hold: Lock | Bound, one: Asked) -> Problem | None:
    """A lock, floor or cap of a node's year or of an open month of it that what it is asked does not keep."""
    year, month, granule = _is_of_year(hold), _month_of(hold, spec), granule_of(spec.money)
    if not year and (month is None or not one.months):
        return None
    amount = one.total if month is None else one.months[month - 1]
    ends = (hold.amount, hold.amount) if isinstance(hold, Lock) else (hold.floor, hold.cap)
    least, most = (_limit(given, one.last if year else None, granule) for given in ends)
    if (least is None or amount >= least) and (most is None or amount <= most):
        return None
    broken = least if least is not None and amount < least else most
    want, have = money(broken or 0, spec.money), money(amount, spec.money)
    zh, en = ("", "") if month is None else (f" {month}月", f" in {month_name(month)}")
    message = Text(
        f"“{one.name}”{zh}限定 {want.zh}，实际分得 {have.zh}",
        f'"{one.name}" is held at {want.en}{en} and is asked {have.en}',
    )
    return Problem("N03", message, Text("放宽同级的锁定或上下限", "loosen the locks or bounds of its siblings"), way)


def _limit(given: AmountOrGrowth | Decimal | None, last: int | None, granule: int) -> int | None:
    """A floor or cap in currency units; None where there is none, or no last year for it to grow on."""
    if given is None:
        return None
    amount = given if isinstance(given, Decimal) else given.amount
    if isinstance(given, Decimal) or amount is not None:
        return nearest(amount or 0, granule)
    return None if last is None else nearest(last * (1 + Fraction(given.growth or 0)), granule)


def summed_locks(spec: Spec, tree: Tree, locks: Sequence[Lock]) -> Iterator[Lock]:
    """Nodes all of whose children are locked for the year, as locks at their sum; none where levels have margins, for
    a node with a lock or bound of its own, nor where no sibling is left to take the rest of the nation's target."""
    assert spec.nation is not None
    held = {one.district: one for one in (*spec.targets.locks, *locks) if one.district and _is_of_year(one)}
    bound = {bound.district for bound in (*spec.targets.bounds, *spec.nation.bounds)}
    found: list[Lock] = []
    for node in reversed(tuple(tree.nodes.values())):
        below = [held[name] for name in node.children if name in held]
        free = node.parent is not None and node.name not in held and node.name not in bound
        if free and below and len(below) == len(node.children) and not spec.nation.margins:
            total = sum((one.amount for one in below), Decimal(0))
            held[node.name] = Lock(district=node.name, amount=total, reason=below[0].reason)
            found.append(held[node.name])
    everybody = all(name in held for name in tree.nodes[tree.root].children)
    yield from () if everybody else found


def _month_of(hold: Lock | Bound, spec: Spec) -> int | None:
    """The open month of a node that it holds; None where it holds a year, a part of a month, or one that is over."""
    assert spec.nation is not None
    parts = (getattr(hold, key, None) for key in ("product", "channel", "person", "store"))
    over = {closed.month for closed in (*spec.targets.closed, *spec.nation.closed)}
    return None if hold.month in over or any(part is not None for part in parts) else hold.month


def _is_of_year(hold: Lock | Bound) -> bool:
    """Whether it holds a node's whole year, and not a month or a part of it."""
    return all(getattr(hold, key, None) is None for key in ("month", "product", "channel", "person", "store"))


def _nowhere(spec: Spec, tree: Tree) -> Iterator[Problem]:
    """Locks and bounds of nodes, and margins of levels, that there are not."""
    assert spec.nation is not None
    for way, hold in _holds(spec):
        name = hold.district or ""
        if way[0] == "nation" and name not in tree.nodes:
            message = Text(f"没有节点“{name}”，这一条没有起作用", f'there is no node "{name}"; this holds nothing')
            yield Problem("N09", message, did_you_mean(name, tree.nodes), way)
    for level in spec.nation.margins:
        if level not in spec.nation.levels:
            message = Text(
                f"levels 中没有“{level}”，余量没有起作用", f'levels has no "{level}"; its margin adds nothing'
            )
            yield Problem("N09", message, did_you_mean(level, spec.nation.levels), ("nation", "margins", level))


def _to_plain(one: Asked) -> dict[str, Any]:
    weights = {key: str(weight) for key, weight in one.weights.items()}
    return asdict(one) | {
        "weights": weights,
        "margin": str(one.margin),
    }


def _of_plain(given: dict[str, Any]) -> Asked:
    weights = {key: Fraction(weight) for key, weight in given["weights"].items()}
    months, margin = tuple(given["months"]), Fraction(given["margin"])
    return Asked(**given | {"weights": weights, "months": months, "margin": margin})


def _whole(spec: Spec, top: TargetPlan) -> Asked:
    products, channels = (
        dict(zip(grid.nodes, grid.totals, strict=True)) if grid else {} for grid in (top.products, top.channels)
    )
    return Asked(spec.region.name, top.total, top.districts.months, products, channels, top.last)


def inner_spec(spec: Spec, tree: Tree, node: Node, own: Asked, margin: Fraction) -> Spec:
    """The spec by which a node's target is split over its children; a month that is over carries no margin."""
    assert spec.nation is not None
    granule = granule_of(spec.money)
    closed = tuple(_closed(spec, tree, node, own, granule))
    called = spec.nation.levels[node.level : node.level + 1]
    over = {one.month for one in closed}
    month_locks = [
        (m, amount if m in over else nearest(amount * (1 + margin), granule)) for m, amount in enumerate(own.months, 1)
    ]
    total = sum(amount for _, amount in month_locks)
    products, channels = (_scaled(parts, total, granule) for parts in (own.products, own.channels))
    districts = tuple(_district(spec, tree, tree.nodes[name]) for name in node.children)
    names = {district.name for district in districts}
    locks = dict.fromkeys(lock for lock in (*spec.targets.locks, *spec.nation.locks) if lock.district in names)
    bounds = dict.fromkeys(b for b in (*spec.targets.bounds, *spec.nation.bounds) if b.district in names)
    targets = spec.targets.model_copy(
        update={
            "base": AmountOrGrowth(amount=Decimal(total)),
            "floor": None,
            "stretch": None,
            "reserve": None,
            "locks": (*locks, *(Lock(month=m, amount=Decimal(a)) for m, a in month_locks if a and m not in over)),
            "bounds": tuple(bounds),
            "closed": closed,
        }
    )
    bare = Spec(year=spec.year, region=spec.region, districts=spec.districts, targets=spec.targets)
    return bare.model_copy(
        update={
            "language": spec.language,
            "industry": spec.industry,
            "money": spec.money,
            "calendar": spec.calendar,
            "region": spec.region.model_copy(update={"name": node.name}),
            "words": {**spec.words, **({"district": called[0]} if called else {})},
            "districts": districts,
            "targets": targets,
            "products": tuple(
                p.model_copy(update={"target": Decimal(products[p.name]), "share": None, "launch": None})
                for p in spec.products
                if p.name in products
            ),
            "channels": tuple(
                c.model_copy(update={"target": Decimal(channels[c.name]), "share": None, "last": None})
                for c in spec.channels
                if c.name in channels
            ),
            "history": rows_of(spec, tree, node.children),
        }
    )


def _closed(spec: Spec, tree: Tree, node: Node, own: Asked, granule: int) -> Iterator[ClosedMonth]:
    """Months that are over, as the regions below sold them, summing to what the node did; none where some do not tell.

    At the nation itself the first level's are in its own ``targets.closed``.
    """
    assert spec.nation is not None
    if node.parent is None:
        yield from spec.targets.closed
        return
    for one in spec.nation.closed:
        leaves = {name: [low.name for low in tree.below(name) if not low.children] for name in node.children}
        if all(name in one.actual for below in leaves.values() for name in below):
            raws = [sum(one.actual[name] for name in below) for below in leaves.values()]
            amount = own.months[one.month - 1]
            parts = portions(amount, raws, granule) if any(raws) else (0,) * len(raws)
            actual = dict(zip(leaves, map(Decimal, parts), strict=True))
            yield ClosedMonth(month=one.month, actual=actual, reason=one.reason)


def margin_of(spec: Spec, level: int) -> Fraction:
    """The margin of safety of a level (1 is the first below the nation)."""
    assert spec.nation is not None
    levels = spec.nation.levels
    return Fraction(spec.nation.margins.get(levels[level - 1], 0)) if level <= len(levels) else Fraction(0)


def _scaled(products: Mapping[str, int], total: int, granule: int) -> dict[str, int]:
    """Products in the same proportion, summing to a total; what rounding leaves goes to the largest."""
    whole = sum(products.values())
    if not whole:
        return {}
    scaled = {name: nearest(Fraction(amount * total, whole), granule) for name, amount in products.items()}
    scaled[max(scaled, key=lambda name: scaled[name])] += total - sum(scaled.values())
    return scaled


def _district(spec: Spec, tree: Tree, node: Node) -> District:
    """A child as a district: as the national spec has it, as its node is given, its market that of its regions."""
    own = next((district for district in spec.districts if district.name == node.name), District(name=node.name))
    given = node.given
    if given is not None:
        said = {"market": given.market, "market_growth": given.market_growth, "weight": given.weight}
        own = own.model_copy(update={key: value for key, value in said.items() if value is not None})
    return own if own.market is not None else own.model_copy(update={"market": _market(tree, node.name)})


def _market(tree: Tree, name: str) -> Decimal | None:
    """Last year's market of all regions below; None unless all of them say theirs."""
    told = [one.measures.get("market", (None, None))[0] for one in tree.submissions(name)]
    known = [figure for figure in told if figure is not None]
    return Decimal(sum(known)) if known and len(known) == len(told) else None


def _children(inner: Spec, split: TargetPlan, margin: Fraction) -> Iterator[Asked]:
    locks = {lock.district: lock.reason for lock in inner.targets.locks if lock.district and not lock.month}
    bounds = {bound.district: bound.reason for bound in inner.targets.bounds if bound.district}
    last = split.last_districts
    for index, name in enumerate(split.districts.nodes):
        products, channels = (
            {part: sum(month[p] for month in cells[index]) for p, part in enumerate(grid.nodes)} if grid else {}
            for grid, cells in ((split.products, split.by_product), (split.channels, split.by_channel))
        )
        held = "lock" if name in locks else "bound" if name in bounds else ""
        yield Asked(
            name=name,
            total=split.districts.of(name),
            months=split.districts.row(name),
            products=products,
            channels=channels,
            last=last.of(name) if last else None,
            weights=split.weights.get(name, {}),
            held=held,
            reason=locks.get(name) or bounds.get(name),
            margin=margin,
        )


# History of nodes -----------------------------------------------------------------------------------------------------


def rolled(spec: Spec, tree: Tree) -> Spec:
    """The national spec with the regions' history and markets where it has none of its own, and with what is held of
    the nodes of its first level."""
    said = {district.name for district in spec.districts}
    others = (District(name=name) for name in tree.nodes[tree.root].children if name not in said)
    districts = tuple(
        _district(spec, tree, tree.nodes[district.name]) if district.name in tree.nodes else district
        for district in (*spec.districts, *others)
    )
    assert spec.nation is not None
    first = {district.name for district in districts}
    names = [district.name for district in districts if district.name in tree.nodes]
    held = {
        "locks": (*spec.targets.locks, *(lock for lock in spec.nation.locks if lock.district in first)),
        "bounds": (*spec.targets.bounds, *(bound for bound in spec.nation.bounds if bound.district in first)),
    }
    history = spec.history or rows_of(spec, tree, names)
    targets = spec.targets.model_copy(update=held)
    return spec.model_copy(update={"districts": districts, "history": history, "targets": targets})


def rows_of(spec: Spec, tree: Tree, children: Sequence[str]) -> tuple[HistoryRow, ...]:
    """Two years of sales of some nodes, by month where their regions tell a season; and of all products together."""
    rows: list[HistoryRow] = []
    for year in (spec.year - 2, spec.year - 1):
        season = season_of(tree, children, year) or season_of(tree, (tree.root,), year)
        for name in children:
            handed = tree.submissions(name)
            told = [one.past[year] for one in handed if year in one.past]
            if told and len(told) == len(handed):
                rows.append(_row(year, [_by_month(months, season) for months in told], district=name))
        regions = [one for name in children for one in tree.submissions(name)]
        by_product = [one.past_products.get(year) for one in regions]
        if regions and all(by_product):
            for product in dict.fromkeys(name for found in by_product if found for name in found):
                told = [found[product] for found in by_product if found and product in found]
                rows.append(_row(year, told, product=product))
        by_channel = [one.past_channels.get(year) for one in regions] if spec.channels else []
        if by_channel and all(by_channel):
            for channel in dict.fromkeys(name for found in by_channel if found for name in found):
                told = [found[channel] for found in by_channel if found and channel in found]
                rows.append(_row(year, told, channel=channel))
    return tuple(rows)


def season_of(tree: Tree, names: Sequence[str], year: int) -> tuple[int, ...] | None:
    """What the regions below some nodes sold by month, of those that tell it; None where these sold less than half."""
    told = [one.past[year] for name in names for one in tree.submissions(name) if one.past.get(year)]
    months = [tuple(max(amount, 0) for amount in year) for year in told if len(year) == len(MONTHS)]
    sums = tuple(map(sum, zip(*months, strict=True)))
    return sums if sum(sums) and 2 * sum(sums) >= sum(map(sum, told)) else None


def _by_month(told: tuple[int, ...], season: tuple[int, ...] | None) -> tuple[int, ...]:
    """A region's year over the months as the others sold it, where it does not tell them."""
    year = sum(told)
    return told if season is None or len(told) == len(season) or year < 0 else portions(year, season, 1)


def _row(
    year: int, told: Sequence[tuple[int, ...]], *, district: str | None = None, product: str | None = None,
    channel: str | None = None,
) -> HistoryRow:  # fmt: skip
    monthly = all(len(months) == 12 for months in told)
    return HistoryRow.model_construct(
        year=year,
        district=district,
        product=product,
        channel=channel,
        person=None,
        store=None,
        months=tuple(Decimal(sum(amounts)) for amounts in zip(*told, strict=True)) if monthly else (),
        total=None if monthly else Decimal(sum(map(sum, told))),
        units=(),
    )
