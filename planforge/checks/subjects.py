"""Whom a clause of a text speaks of, and every figure that the plan knows of him."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from planforge.numbers import growth, ratio
from planforge.plan.axes import BY_KEY
from planforge.plan.measures import MEASURES, YEAR, At, asked, last_year, planned
from planforge.plan.plan import Plan
from planforge.plan.targets.past import SalesHistory
from planforge.problem import Path
from planforge.spec.values import parse_percent

AXES = ("district", "product", "channel", "store")
OWNERS = {"districts": "district", "products": "product", "channels": "channel", "stores": "store"}
RATES = tuple(key for key, measure in MEASURES.items() if measure.kind == "percent" and key != "display")
PAIRED = ("collection_rate", "cash_to_sales")  # people call both by one name
REGIONAL = {"principles", "review", "targets", "objectives", "network", "strategies", "budget", "summary"}
"""Parts whose texts speak of the region where they name nobody; of the situation, these:"""
OF_SITUATION = {("summary",), ("swot",), ("issues",), ("market",)}
COMMAS = re.compile(r"[，,：:（）()](?!\d{3}(?!\d))|——")
REGION = re.compile(r"(?<![占比较于])全区域?|区域整体|整体|\bthe region(?:'s|’s)?|\boverall", re.IGNORECASE)
OTHERS = r"行业|对手|竞品|同行|全国|全省|试销|\bindustry|\brivals?\b|\bcompetitors?\b|\bnation"
GOES_ON = re.compile(r"\s*(?:比|同比|增长|达成率?|完成率|差\s*\d)")
"""How a clause goes on about whom it spoke of."""


class Subject(Struct, frozen=True):
    """Whom a clause speaks of: rows of one axis, or the region; ``sure`` where it is named or the text is its own."""

    axis: str
    names: tuple[str, ...]

    @property
    def where(self) -> At:
        return At(self.axis, self.names[0]) if self.axis else YEAR


class Known:
    """What the plan knows of a subject, each asked once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows: dict[str, str] = {}
        for axis in AXES:
            for name in BY_KEY[axis].nodes(plan):
                self.rows.setdefault(name, axis)
        classes = {name: found[0] for name in self.rows if (found := re.match(r"[A-Z]类", name))}
        self.short = {short: name for name, short in classes.items() if list(classes.values()).count(short) == 1}
        others = [rival.name for rival in plan.spec.situation.competitors if len(rival.name) > 1]
        self.others = re.compile("|".join([OTHERS, *map(re.escape, others)]), re.IGNORECASE)
        names = sorted((name for name in (*self.rows, *self.short) if len(name) > 1), key=len, reverse=True)
        self.names = re.compile("|".join(map(re.escape, names)) or r"(?!)")
        self.history = SalesHistory.of(plan.spec)
        rates = sorted((word for key in RATES for word in asked()[key] if word.isascii()), key=len, reverse=True)
        words = "|".join(map(re.escape, (*rates, "growth")))
        self.turned = re.compile(rf"\b({words}) (?:of|in|for) ({self.names.pattern})", re.IGNORECASE)

    def segments(self, path: Path, clause: str) -> Iterator[tuple[Subject, str, int]]:
        """The parts of a clause between commas with whom each speaks of and where its name ends; those left out whose
        subject is not certain."""
        clause = self.turned.sub(r"\2 \1", clause)
        own = self._owner(path)
        subject: Subject | None = None
        clear = own is not None  # nothing has been said yet of which the subject is not known
        goes_on = False  # the segment before was the owner's
        for segment in COMMAS.split(clause):
            names, other, region = [*self.names.finditer(segment)], self.others.search(segment), REGION.search(segment)
            start = 0
            if other and not (names and names[-1].start() > other.end()):
                subject, clear = None, False
            elif names:
                subject, start = self._named(segment, names), names[-1].end()
            elif region:
                subject, start = Subject("", ()), region.end()
            elif subject is None and (
                clear or (goes_on and path[:2] == ("review", "summary") and GOES_ON.match(segment))
            ):
                subject = own
            if subject is not None:
                yield subject, segment, start
            goes_on = own is not None and subject is own
            if goes_on:
                subject = None
            clear = clear and bool(own and own.axis) and not other

    def _named(self, segment: str, names: Sequence[re.Match[str]]) -> Subject:
        """The last that is named, with those of its axis that are joined to it by a mark of listing."""
        full = [(found, self.short.get(found[0], found[0])) for found in names]
        last, axis, kept = names[-1], self.rows[full[-1][1]], [full[-1][1]]
        for found, name in reversed(full[:-1]):
            between = segment[found.end() : last.start()]
            if self.rows[name] != axis or not re.fullmatch(r"\s*(?:、|和|与|及|and|,)\s*", between):
                break
            last, kept = found, [name, *kept]
        return Subject(axis, tuple(dict.fromkeys(kept)))

    def _owner(self, path: Path) -> Subject | None:
        """Whom a text speaks of where it names nobody."""
        axis = OWNERS.get(str(path[0]))
        if axis is not None and len(path) > 1 and isinstance(path[1], int):
            name = getattr(self.plan.spec, str(path[0]))[path[1]].name
            return Subject(axis, (name,)) if name in BY_KEY[axis].nodes(self.plan) else None
        here = path[1:3] in (("dealers", "changes"), ("dealers", "summary")) or path[1:2] in OF_SITUATION
        whole = path[0] in REGIONAL or (path[0] == "situation" and here)
        return Subject("", ()) if whole else None

    def base(self, key: str, subject: Subject) -> list[Fraction]:
        """What the plan sets for a rate and what it was last year, where the plan sets one."""
        if key in ("growth", "part", "attainment"):
            return []
        whole = planned(self.plan, key, subject.where), last_year(self.plan, key, subject.where)
        return [Fraction(one) for one in whole if one is not None] if whole[0] is not None else []

    def rates(self, key: str, subject: Subject, *, layered: bool) -> set[Fraction]:
        """Every figure of a rate that is known of one row, or of the region: planned, by quarter, of last year."""
        if key in ("growth", "part"):
            return self._growths(subject, layered=layered) if key == "growth" else self._parts(subject)
        if key == "attainment":
            review = self.plan.review
            nodes = [*review.districts, *review.stores] if subject.axis else [review.total] if review.total else []
            return {one.rate for one in nodes if one.rate is not None and subject.names in ((), (one.name,))}
        at, found = subject.where, set[Fraction]()
        for one in PAIRED if key in PAIRED else (key,):
            values = [planned(self.plan, one, At(at.axis, at.node, 1, month)) for month in (3, 6, 9, 12)]
            found |= {Fraction(value) for value in (*values, last_year(self.plan, one, at)) if value is not None}
        return found | self._reviewed(key) if found and not subject.axis else found

    def _reviewed(self, key: str) -> set[Fraction]:
        """What the review states of the rate for last year."""
        found = set[Fraction]()
        for metric in self.plan.spec.review.metrics:
            for text in (metric.target, metric.actual) if metric.name.lower() in asked()[key] else ():
                with suppress(ValueError):
                    found.add(Fraction(parse_percent(text)))
        return found

    def _growths(self, subject: Subject, *, layered: bool) -> set[Fraction]:
        years = [amount for year in sorted(self.history.years) if (amount := self._sold(subject, year)) is not None]
        if not years and subject.axis:
            last = BY_KEY[subject.axis].last(self.plan)
            years = (
                [Decimal(sum(last[name] for name in subject.names))]
                if all(one in last for one in subject.names)
                else []
            )
        found = [growth(now, then) for then, now in pairwise(years)]
        found += (
            [growth(target, years[-1]) for target in self._targets(subject)[: None if layered else 1]] if years else []
        )
        targets = self.plan.spec.targets
        stated = [rate for rate in (targets.market_growth, targets.natural_growth) if rate is not None]
        return {Fraction(one) for one in (*found, *stated) if one is not None}

    def _parts(self, subject: Subject) -> set[Fraction]:
        """A row's part of the region, in each year that is known and in the plan."""
        if not subject.axis:
            return set()
        pairs: list[tuple[Decimal | int | None, Decimal | int | None]] = [
            (self._sold(subject, year), self._sold(Subject("", ()), year)) for year in self.history.years
        ]
        pairs += [(target, self.plan.targets.total) for target in self._targets(subject)[:1]]
        return {found for part, whole in pairs if (found := ratio(part, whole)) is not None}

    def amounts(self, subject: Subject) -> set[Fraction]:
        """What a row sold in every year that is known, was and is to sell, and by how much these differ."""
        found: list[Decimal | int | None] = [self._sold(subject, year) for year in self.history.years]
        found += self._targets(subject)
        if not subject.axis:
            found += [self.plan.review.total.target if self.plan.review.total else None]
        else:
            nodes = (*self.plan.review.districts, *self.plan.review.stores)
            found += [node.target for node in nodes if subject.names == (node.name,)]
            last = BY_KEY[subject.axis].last(self.plan)
            found += [sum(last[name] for name in subject.names)] if all(n in last for n in subject.names) else []
        known = {Fraction(one) for one in found if one is not None}
        return known | {abs(one - other) for one in known for other in known if one != other}

    def added(self, path: Path, subject: Subject, noun: str) -> set[Fraction]:
        """How many a measure of the network is to gain: the one of that noun, of all where there is none; of one in
        its own texts."""
        network = self.plan.network
        if path[0] == "network" and len(path) > 1 and isinstance(path[1], int):
            network = network[path[1] : path[1] + 1]
        if subject.axis not in ("", "district"):
            return set()
        found = set[Fraction]()
        for measure in network:
            name = measure.name.lower()
            if noun and not (name.endswith(noun.lower()) or noun.lower().startswith(name) or noun.endswith(name)):
                continue
            nodes = [n for n in measure.districts if n.name in subject.names] if subject.axis else [measure.total]
            if len(nodes) == max(len(subject.names), 1):
                found |= {Fraction(sum(n.new for n in nodes)), Fraction(sum(n.new - n.closed for n in nodes))}
        return found

    def _targets(self, subject: Subject) -> list[int]:
        layers = self.plan.targets.layers
        if not subject.axis:
            return [self.plan.targets.total, *(layer.total for layer in layers.values())]
        grid = BY_KEY[subject.axis].sales(self.plan)
        found = [sum(grid.of(name) for name in subject.names)] if grid else []
        if subject.axis == "district":
            found += [sum(layer.districts.of(name) for name in subject.names) for layer in layers.values()]
        return found

    def _sold(self, subject: Subject, year: int) -> Decimal | None:
        if not subject.axis:
            sold = self.history.region(year)
            return sold.total if sold else None
        known = self.history.by(subject.axis, year)
        amounts = [known[name].total if name in known else None for name in subject.names]
        return None if None in amounts else sum((one for one in amounts if one is not None), Decimal(0))
