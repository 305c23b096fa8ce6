"""What sentences say of several names at once, and of single costs: sums, splits, a product in a channel, yields.

A list of names with an amount each is read as what the plan has of them only where another of its amounts is just
that; what is added up is read where the sentence says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache

from planforge.checks.claims import PART
from planforge.checks.prose import AMOUNT, LAYERS, NUMBER, RATE
from planforge.checks.regional import Said, money_of, rate_of
from planforge.checks.remarks import LIMIT_AFTER, LIMIT_BEFORE, OTHERS, STARTS
from planforge.numbers import ratio
from planforge.plan.axes import BY_KEY
from planforge.plan.plan import Plan
from planforge.plan.targets import yields
from planforge.problem import Path, Text

AXES = ("district", "product", "channel", "store", "person", "area")
Book = Mapping[str, Fraction]
"""One figure of every name that has it: the targets of an axis, its sales of a year, costs."""
MONEY = rf"({AMOUNT[1:-1]}|(?:CNY|RMB|CAD|USD|EUR|GBP|HKD) ?\d[\d,]*(?:\.\d+)?(?!\s*(?:million|bn|m|k)\b))"
"""An amount, in English without a unit too where its currency stands before it."""
JOINED = r"\s*(?:、|和|与|及|以及|，|,\s*and|,|\band\b|&)\s*"
SUMMED = r"合计|共计|一共|总共|共|加起来|\btogether\b|\bin all\b|\bcombined\b"
VERBS = (
    r"(?:要|将|须|应|的|销售额?|目标|任务|全年|今年|做到?|完成|实现|达到?|卖到?|为|是|占"
    r"|\b(?:will|must|should|make|bring|take|carry|sell|reach|are|is|come to|sales|of|to)\b|\s)*"
)
BEARS = (
    r"(?:目标|销售额?|做到?|完成|实现|卖到?|为|是|要|将|[:：]"
    r"|\b(?:makes?|sells?|brings?|reaches|carries|at|with|is)\b|\s)*"
)
SPENT = r"(?:的|全年|今年|预算|投放|要|将|计划|\s)*(?:花|投入?|支出|费用|预算|用)(?:为|是|了|共|\s)*"
COSTS = r" (?:will |to )?(?:costs?|takes?|comes? to|needs?|is|are)(?: about)? "
PROMOTIONS = re.compile(
    rf"(?:活动|促销)(?:共|一共|总共|全年|合计)+(?:花|费用|投入|支出)(?:为|了|\s)*{AMOUNT}"
    rf"|\b(?:the|all)(?: \w+)? promotions(?: of the year)? (?:together )?(?:will )?cost {MONEY}",
    re.IGNORECASE,
)
LIFTS = r"(?:可|将|预计|预期|能|\s)*(?:带来|带动|拉动)(?:销售|增量|的|\s)*"
YIELD = (
    rf"(?:的|全年|今年|要|将|\s)*(?:坪效|平效|单位面积销售)(?:要|将|做到?|达到?|提高?到?|为|是|\s)*{NUMBER}\s*(万)?元"
)
IN_FIGURES = {"situation", "review", "control", "collection", "appraisal", "training", "personnel"}
"""Parts that speak of what was, of limits and of others."""


class _Books:
    """What the plan has of every name."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def sales(self) -> tuple[Book, ...]:
        """Targets of every axis, and what was sold or asked in past years."""
        plan, history = self.plan, self.plan.workings.basis.history
        grids = [grid for axis in AXES if (grid := BY_KEY[axis].sales(plan))]
        found = [dict(zip(grid.nodes, map(Fraction, grid.totals), strict=True)) for grid in grids]
        for axis in AXES:
            found.append({name: Fraction(sold) for name, sold in BY_KEY[axis].last(plan).items()})
            found += [
                {name: Fraction(sold.total) for name, sold in history.by(axis, year).items() if sold.total is not None}
                for year in history.years
            ]
        review = plan.review
        for goals in (review.districts, review.stores, review.areas, review.managers):
            found.append({one.name: Fraction(one.target) for one in goals if one.target is not None})
            found.append({one.name: Fraction(one.actual) for one in goals})
        for held in (plan.dealers, plan.counties):
            for key in ("target", "last") if held else ():
                units = held.named if held else ()
                found.append({u.name: Fraction(value) for u in units if (value := getattr(u, key)) is not None})
        return tuple(book for book in found if len(book) > 1)

    @cached_property
    def layers(self) -> tuple[Book, ...]:
        """The districts in each layer of the targets."""
        held = [layer.districts for layer in self.plan.targets.layers.values()]
        return tuple(dict(zip(grid.nodes, map(Fraction, grid.totals), strict=True)) for grid in held)

    def sold(self, text: str) -> tuple[Book, ...]:
        """What a text may mean: other layers only where it names one."""
        return self.sales + self.layers if LAYERS.search(text) else self.sales

    @cached_property
    def costs(self) -> tuple[Book, ...]:
        """Lines of the budget this year and last, media, promotions."""
        plan, spec = self.plan, self.plan.spec
        lines = [
            {line.name: Fraction(value) for line in plan.budget.lines if (value := getattr(line, key)) is not None}
            for key in ("amount", "last")
        ]
        media = {one.name: Fraction(one.cost) for one in spec.advertising.media if one.name and one.cost is not None}
        return (*lines, media, {one.name: Fraction(one.cost) for one in plan.promotions})

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], Fraction]:
        """What is planned of a product or channel in a district."""
        targets, found = self.plan.targets, {}
        for grid, cube in ((targets.products, targets.by_product), (targets.channels, targets.by_channel)):
            for at, district in enumerate(targets.districts.nodes) if grid and cube else ():
                for index, name in enumerate(grid.nodes if grid else ()):
                    found[district, name] = Fraction(sum(month[index] for month in cube[at]))
        return found

    @cached_property
    def named(self) -> str:
        """Every name that sells something, the longest first."""
        return _any(name for book in self.sales for name in book)

    @cached_property
    def priced(self) -> str:
        """Every name that costs something."""
        return _any(name for book in self.costs for name in book)

    @cached_property
    def sums(self) -> re.Pattern[str]:
        counted = r"(?:[两二三四五六七八九十\d]+\s*[家个人区条类种名店]+\S{0,3}?)?"
        names = rf"((?:{self.named})(?:{JOINED}(?:{self.named}))+)"
        return re.compile(rf"{names}\s*{counted}\s*(?:{SUMMED}){VERBS}(?:{RATE}|{MONEY})", re.IGNORECASE)

    @cached_property
    def listed(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)({self.named}|{self.priced}){BEARS}{MONEY}", re.IGNORECASE)


class _Of:
    """A plan as itself, so that its books are made once."""

    __slots__ = ("plan",)

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Of) and self.plan is other.plan


def books_of(plan: Plan) -> _Books:
    """What a plan has of every name, made once."""
    return _books(_Of(plan))


@lru_cache(maxsize=1)
def _books(of: _Of) -> _Books:
    return _Books(of.plan)


def sums(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """Several names of one kind added up, in money or as a part of the region's sales."""
    books = books_of(plan)
    if path[0] in IN_FIGURES or not re.search(SUMMED, clause, re.IGNORECASE) or PART.search(clause):
        return
    for found in books.sums.finditer(clause):
        names = [one.lower() for one in re.findall(books.named, found[1], re.IGNORECASE)]
        if _is_limit(clause, found) or len(names) != len(set(names)):
            continue
        low = [{name.lower(): value for name, value in book.items()} for book in books.sold(text)]
        held = [(sum((book[name] for name in names), Fraction()), book) for book in low if {*names} <= {*book}]
        said = Text(found[1], found[1])
        if found[2]:
            parts = [ratio(whole, sum(book.values(), Fraction())) for whole, book in held]
            yield said, found[2], rate_of(found[2]), [part for part in parts if part is not None], "percent"
        else:
            yield said, found[3], *money_of(found[3], [whole for whole, _ in held]), "money"


def lists(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """Names with an amount each, of which another is just what the plan has of it."""
    books = books_of(plan)
    if path[0] in IN_FIGURES or len(re.findall(MONEY, clause, re.IGNORECASE)) < 2:
        return
    found = [one for one in books.listed.finditer(clause) if not _is_limit(clause, one)]
    whole = [name for one in re.finditer(books.named, clause, re.IGNORECASE) for name in (one[0],)]
    for every in (books.sold(text), books.costs):
        read = []
        for one in found:
            values = [value for book in every for name, value in book.items() if name.lower() == one[1].lower()]
            values += [books.cells[pair] for other in whole for pair in ((one[1], other),) if pair in books.cells]
            read += [(one, *money_of(one[2], values))] if values else []
        right = [one for one, stated, values in read if any(abs(value - stated) * 1000 <= value for value in values)]
        for one, stated, values in read if right and len(read) > 1 else ():
            yield Text(f"“{one[1]}”", f'"{one[1]}"'), one[2], stated, values, "money"


def crossings(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """More of a product in a channel than either sells at all; of a product or channel in a district, in English."""
    books, targets = books_of(plan), plan.targets
    if path[0] in IN_FIGURES or PART.search(clause) or not (targets.products or targets.channels):
        return
    goods, ways = ([*grid.nodes] if grid else [] for grid in (targets.products, targets.channels))
    rows = [name for names in (goods, ways) for name in names if name.lower() in clause.lower()]
    for name in rows:
        for district in (one for one in targets.districts.nodes if one.lower() in clause.lower()):
            pattern = rf"^\s*{re.escape(name)} (?:makes|sells|brings|reaches|does) {MONEY} in {re.escape(district)}\b"
            for found in re.finditer(pattern, clause, re.IGNORECASE):
                held = [books.cells[district, name]] if (district, name) in books.cells else []
                yield Text(f"{district}{name}", f"{name} in {district}"), found[1], *money_of(found[1], held), "money"
    if len(rows) != 2 or rows[0] not in goods or rows[1] not in ways:
        return
    product, channel = map(re.escape, rows)
    pattern = (
        rf"{STARTS}{product}(?:在|通过|经|走|\s)+{channel}(?:渠道|里|中|的|\s)*{VERBS}{AMOUNT}"
        rf"|^\s*{product} (?:makes|sells|brings|reaches|does) {MONEY} (?:through|via|in) (?:the )?{channel}"
    )
    for found in re.finditer(pattern, clause, re.IGNORECASE):
        most = min(max(book[row] for book in books.sales if row in book) for row in rows)
        stated, held = money_of(found[1] or found[2], [most])
        if stated > most and not _is_limit(clause, found):
            yield Text("·".join(rows), " × ".join(rows)), found[1] or found[2], stated, held, "money"


def costs(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What one line, medium or promotion costs, what they cost together, and what a promotion brings."""
    books = books_of(plan)
    if path[0] in IN_FIGURES or not re.search(r"\d", clause) or OTHERS.search(clause):
        return
    for found in re.finditer(
        rf"{STARTS}({books.priced}){SPENT}{AMOUNT}|^\s*(?:the )?({books.priced}){COSTS}{MONEY}", clause, re.IGNORECASE
    ):
        name, written = found[1] or found[3], found[2] or found[4]
        held = [value for book in books.costs for one, value in book.items() if one.lower() == name.lower()]
        held += [Fraction(d.amount) for one in plan.budget.spending if one.name == name for d in one.draws]
        if not _is_limit(clause, found):
            yield Text(f"“{name}”费用", f"cost of {name}"), written, *money_of(written, held), "money"
    for found in PROMOTIONS.finditer(clause) if plan.promotions else ():
        written = found[1] or found[2]
        held = [Fraction(sum(one.cost for one in plan.promotions))]
        held += [Fraction(one.amount) for one in plan.spec.budget.lines if one.amount and one.kind == "promotion"]
        yield Text("促销费用", "cost of promotions"), written, *money_of(written, held), "money"
    for one in (one for one in plan.promotions if one.name.lower() in clause.lower()):
        name = re.escape(one.name)
        pattern = (
            rf"{STARTS}{name}[^，,；;]*[，,]\s*{LIFTS}{AMOUNT}"
            rf"|^\s*{name} [^;]*?\band (?:should )?(?:brings?|adds?|lifts? sales by) {MONEY}"
        )
        for found in re.finditer(pattern, clause, re.IGNORECASE) if one.lift is not None else ():
            written = found[1] or found[2]
            said = Text(f"“{one.name}”增量", f"lift of {one.name}")
            yield said, written, *money_of(written, [Fraction(one.lift or 0)]), "money"


def by_size(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What a store, or all of them, brings for its size."""
    if path[0] in IN_FIGURES or "效" not in clause:
        return
    found = yields.store_yields(plan.spec, plan.targets)
    for own in (*found, yields.together(found)) if found else ():
        name = re.escape(own.name) if own.name else "(?:全区|区域)"
        for said in re.finditer(rf"{STARTS}{name}{YIELD}", clause):
            stated = Fraction(said[1].replace(",", "")) * (10_000 if said[2] else 1)
            held = [Fraction(value) for value in (own.plan, own.last) if value is not None]
            if not _is_limit(clause, said):
                shown = own.name or "全区"
                yield Text(f"{shown}坪效", f"sales by size of {shown}"), said[1], stated, held, "price"


def grown(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """From how many to how many, by what rate to how much, how many times: of names that open a clause."""
    if path[0] in IN_FIGURES or not re.search(r"\d", clause) or OTHERS.search(clause):
        return
    counted: list[tuple[str, str, int, int | None]] = []
    counted += [(one.name, one.unit, one.total.target, one.total.current) for one in plan.network]
    counted += [(one.name, one.unit or "", one.plan, one.last) for one in plan.spec.counts]
    for name, unit, *values in counted:
        held = [Fraction(value) for value in values if value is not None]
        called = re.escape(name)
        for found in re.finditer(
            rf"^\s*(?:the )?{called} (?:rise|grow|increase|go|climb)s? from {NUMBER} to {NUMBER}(?!\s*%|[\d.,]*\d)"
            rf"|(?:全年|今年|共|一共)(?:做|办|开|完成|有|要|计划|\s)*()?{NUMBER}\s*{re.escape(unit) or '(?!)'}{called}",
            clause,
            re.IGNORECASE,
        ):
            for written in (one for one in found.groups() if one):
                yield Text(name, name), written, Fraction(written.replace(",", "")), held, "count"
    books = books_of(plan)
    for found in re.finditer(rf"^\s*({books.named}) grows? (?:by )?[\d.]+% to {MONEY}", clause, re.IGNORECASE):
        known = [value for book in books.sold(text) for name, value in book.items() if name.lower() == found[1].lower()]
        yield Text(found[1], found[1]), found[2], *money_of(found[2], known), "money"


def _is_limit(clause: str, found: re.Match[str]) -> bool:
    """Whether the last figure of what was found is a limit or a rough one."""
    last = max(i for i in range(1, (found.lastindex or 0) + 1) if found[i])
    return bool(LIMIT_AFTER.match(clause, found.end()) or LIMIT_BEFORE.search(clause[: found.start(last)]))


def _any(names: Iterator[str]) -> str:
    longest = sorted({name for name in names if len(name) > 1}, key=lambda name: (-len(name), name))
    return "|".join(map(re.escape, longest)) or r"(?!)"


OF_SEVERAL = (sums, lists, crossings, costs, by_size, grown)
