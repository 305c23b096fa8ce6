"""What texts say that a row has: its share, growth, margin, last year's sales, new outlets; and what they multiply.

A clause is understood where nothing but filling words stands between a row's name, or its own place in the spec, and
the measure's word. All else may speak of something that the plan does not hold, and is let be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise

from msgspec import Struct

from planforge.checks.claims import PAST
from planforge.checks.prose import (
    AMOUNT,
    CLAUSES,
    HAN,
    LAYERS,
    NUMBER,
    half_of_last,
    in_digits,
    is_later,
    sentences,
    texts,
)
from planforge.checks.rule import Rule, money
from planforge.numbers import growth, nearest, ratio
from planforge.plan.axes import BY_KEY
from planforge.plan.measures import MEASURES, YEAR, At, asked, last_year, planned
from planforge.plan.plan import Plan
from planforge.plan.targets.past import SalesHistory
from planforge.problem import Path, Problem, Text
from planforge.spec.values import parse_percent, parse_signed_money
from planforge.wording import percent, printed

AXES = ("district", "product", "channel", "store")
OWNERS = {"districts": "district", "products": "product", "channels": "channel", "stores": "store"}
RATES = tuple(key for key, measure in MEASURES.items() if measure.kind == "percent" and key != "display")
PAIRED = ("collection_rate", "cash_to_sales")  # people call both by one name
REGIONAL = {"principles", "review", "targets", "objectives", "network", "strategies", "budget", "summary"}
"""Parts whose texts speak of the region where they name nobody; of the situation, these:"""
OF_SITUATION = {("summary",), ("swot",), ("issues",), ("market",)}

COMMAS = re.compile(r"[，,：:（）()](?!\d{3}(?!\d))|——")
FILLING = re.compile(
    rf"(?:比\s*(?:20\d\d\s*年|上年|去年)(?:的|同期)?\s*(?:{AMOUNT})?|20\d\d\s*年?度?|上年|去年|今年|本年|全年|年底|年末|目前|现在|现有|计划|目标|预计|已|的|片区|区域|我们|我方"
    r"|销售额?|营业额|业绩|(?:营业)?收入|净佣金(?:收入)?|只有|才有|只|仅|约|为|是|达到?|[、和与及以,，\s'’]"
    r"|’s|'s|\b(?:the|its|has|have|had|an?|with|of|in|for|is|was|were|stands?|stood|at|by|and|we|our|sales|district"
    r"|last|this|year|now|only|adds?|opens?|gains?|will|must|should)\b)*",
    re.IGNORECASE,
)
REGION = re.compile(r"(?<![占比较于])全区域?|区域整体|整体|\bthe region(?:'s|’s)?|\boverall", re.IGNORECASE)
OTHERS = r"行业|对手|竞品|同行|全国|全省|试销|\bindustry|\brivals?\b|\bcompetitors?\b|\bnation"
BEFORE = (
    r"(?:因此|要|将|须|应|为|是|到|只有|仅有?|达到?|约|在|：|:|[由从]\s*[\d.]+%\s*(?:升|降|提高?|增加|减少|做|拉|压)[到至]|[升降做提拉压]到|提高到"
    r"|\b(?:of|is|was|at|to|by|will|must|should|has|rises?|rose|falls?|fell|improves?|drops?|increases?|reach(?:es|ed)?)\b"
    r"|\bfrom\s*[\d.]+%(?= to)|\s)*"
)
BOUND_BEFORE = re.compile(
    r"(?:不[低高]于|不超过?|不到|不足|超过?|[高低]于|将?近|至少|最多|每|\b(?:over|under|above|below|nearly|least))\s*$"
)
BOUND_AFTER = re.compile(
    r"\s*(?:以[上下内]|左右|上下|多|的(?!增)|至\s*\d|[-–~]\s*\d|个?百分点|or (?:more|less)|to \d|points?)",
    re.IGNORECASE,
)
GROWTH = (
    r"增长率?|增幅|增速|增加|下降|减少|下滑|\bgrew\b|\bgrowth\b|\bfell\b|\brose\b"
    r"|\b(?:grows?|rises?|falls?|to grow) by\b|\b(?:grows?|to grow)(?=\s*[\d.]+%)"
)
FALLING = re.compile(r"下降|减少|下滑|fell|falls?", re.IGNORECASE)
PART = (
    r"(?<!成本)占比|占全区(?:销售额?|营业额|营业收入|净佣金收入|业绩|目标)的?|\bpart of sales\b"
    r"|\b(?:makes? up|accounts? for|takes?(?=\s*[\d.]+% of sales))\b"
)
SOLD = re.compile(
    rf"(?:完成|实现|销售额?|[卖做]了?|超[过出]?(?:年度)?目标|比\s*(?:20\d\d\s*年|上年|去年|目标)(?:多|少|增加?|减少|下降|[高低])"
    rf"|\bsold\b|\breached\b|\bbrought\b|\bsales)(?:为|是|达到?|了|of|were|was|\s)*{AMOUNT}",
    re.IGNORECASE,
)
BARE = re.compile(rf"(?:的|\s|销售额?|营业额|业绩|(?:营业)?收入)*{AMOUNT}", re.IGNORECASE)
"""What a review says right behind the name that it opens with."""
ENDS = re.compile(rf"{AMOUNT}\s*$", re.IGNORECASE)
ROSE = re.compile(
    rf"(?:[由从]\s*{AMOUNT}\s*(?:增长?|增加|升|提高|做|降)?[到至]|\bfrom {AMOUNT} to)\s*{AMOUNT}(?=\s*$)", re.IGNORECASE
)
"""From what to what a row went, behind the name that a review opens with."""
OF_REGION = re.compile(
    r"(?:20\d\d\s*年?|上年|去年|全年|全区|区域|[两三]年|分别|销售额?|营业额|业绩|(?:营业)?收入|净佣金(?:收入)?|完成|实现|做到?|达到?"
    r"|增长到?|为|是|了|的|比|目标|差|少|多|超过?|[、\s]"
    r"|\b(?:sales|revenue|turnover|net commission|sold|reached|were|was|came|of|in|at|to|the|a|an|target|more|less"
    r"|than|short|over|below|above|and|by|up|from|we|region|last|this|year)\b)*",
    re.IGNORECASE,
)
"""All that stands before an amount of the region's sales where these are summed up."""
GOES_ON = re.compile(r"\s*(?:比|同比|增长|达成率?|完成率|差\s*\d)")
"""How a clause goes on about whom it spoke of."""
ATTAINED = r"达成率?|完成率|\battainment\b"
ADDED = re.compile(
    rf"(?:新增|新开|新签|净增)((?:、?\s*{NUMBER}\s*[家个]{HAN}{{0,5}})+)|({NUMBER}\s*[家个]?新{HAN}{{1,5}})"
    rf"|\b({NUMBER}\s+new\s+[a-z]+)",
    re.IGNORECASE,
)
EACH = re.compile(rf"{NUMBER}\s*[家个]?(?:新|\s*new\s+)?([^\W\d_]*)", re.IGNORECASE)
TERM = rf"{NUMBER}\s*(亿|万|%)?[^\d×xX*＊=＝+＋，,。；;\n]{{0,24}}"
PRODUCT = re.compile(rf"{TERM}(?:[×xX*＊]\s*[^\d×xX*＊=＝，,。；;\n]{{0,24}}{TERM})+(?:[=＝]\s*{TERM})?")
TIMES = re.compile(r"[×＊]|(?<=\d)\s*[xX*]\s*(?=\d)")
MONEY = re.compile(r"\d\s*[万亿]|元|[A-Z]{3}|[¥￥]")
UNITS = {"亿": Fraction(10**8), "万": Fraction(10**4), "%": Fraction(1, 100)}
LESS = re.compile(r"扣|减|折|另|其中|替代|less|minus|net of|plus|加", re.IGNORECASE)


class Subject(Struct, frozen=True):
    """Whom a clause speaks of: rows of one axis, or the region; ``sure`` where it is named or the text is its own."""

    axis: str
    names: tuple[str, ...]

    @property
    def where(self) -> At:
        return At(self.axis, self.names[0]) if self.axis else YEAR


class Q14(Rule):
    title = Text(
        "文字里的比率、上年数或新增数与表里的不符", "A text gives a row another rate or past figure than the tables"
    )
    why = Text(
        "文字说南阳增长 26%，表里是 20%：有人翻到那张表，其他的数也没人信了。",
        "The text says that a district grew by 26 %, its table says 20 %: whoever sees both trusts no other figure.",
    )
    message = Text(
        "“{name}”的{measure}这里写 {stated}，表里是 {computed}",
        "the {measure} of “{name}” is {stated} here, {computed} in the tables",
    )
    hint = Text("改正文字，或改正表里的数", "correct the text, or the figure in the table")

    def find(self, plan: Plan) -> Iterator[Problem]:
        known = _Known(plan)
        for path, text in sentences(plan.spec):
            for index, clause in enumerate(CLAUSES.split(in_digits(text))):
                later = is_later(clause, plan.spec.year)
                for subject, segment, start in known.segments(path, clause) if not later else ():
                    told = path[:2] in (("review", "achievements"), ("review", "summary"))
                    opens = told and segment.lstrip().startswith(subject.names) and (not index or ENDS.search(segment))
                    if known.history.years:  # without, what is said of last year has nothing to be held against
                        layered = LAYERS.search(text) is not None
                        yield from self._rates(known, path, subject, segment, start, layered=layered)
                        yield from self._sold(known, path, subject, segment, start, opens=bool(opens))
                        yield from self._summed_up(known, path, subject, segment, start)
                    yield from self._new(known, path, subject, segment, start)

    def _rates(
        self, known: _Known, path: Path, subject: Subject, segment: str, start: int, *, layered: bool
    ) -> Iterator[Problem]:
        if len(subject.names) > 1:
            return
        for key, pattern in _patterns().items():
            if key == "growth" and path[:2] == ("situation", "market"):
                continue  # the market's
            for found in pattern.finditer(segment, start) if key != "attainment" or _sums_up(path, subject) else ():
                if not FILLING.fullmatch(segment[start : found.start()]):
                    continue
                values = known.rates(key, subject, layered=layered)
                for number in re.finditer(rf"{NUMBER}%", found[0]):
                    before = found[0][: number.start()]
                    if _is_bound(before, segment[found.start() + number.end() :]):
                        continue
                    if path[0] in PAST and key not in ("growth", "part") and re.search(r"[由从自]\s*$", before):
                        continue  # of a year that only sales are known of
                    sign = -1 if key == "growth" and FALLING.search(found[0]) else 1
                    stated = sign * Fraction(number[1].replace(",", "")) / 100
                    if values and all(abs(stated - value) > half_of_last(number[1]) / 100 for value in values):
                        best = known.base(key, subject) or sorted(values, key=lambda value: abs(value - stated))[:2]
                        yield self._told(path, subject, _WORDS[key], percent(stated), [percent(one) for one in best])

    def _sold(
        self, known: _Known, path: Path, subject: Subject, segment: str, start: int, *, opens: bool
    ) -> Iterator[Problem]:
        """An amount that was sold; what will be sold is another rule's."""
        if opens and (rose := ROSE.match(segment, start)):
            for written in (one for one in rose.groups() if one):
                yield from self._amount(known, path, subject, written)
            return
        found = (BARE.match(segment, start) if opens else None) or SOLD.search(segment, start)
        past = path[0] in PAST or any(word in segment for word in (str(known.plan.spec.year - 1), "上年", "去年"))
        if not found or not subject.axis or not past or not FILLING.fullmatch(segment[start : found.start()]):
            return
        if _is_bound(segment[: found.start(1)], segment[found.end() :]):
            return
        yield from self._amount(known, path, subject, found[1])

    def _summed_up(self, known: _Known, path: Path, subject: Subject, segment: str, start: int) -> Iterator[Problem]:
        """What the region sold, was to sell, and the distance, where the year is summed up."""
        if subject.axis or path[:2] not in (("review", "summary"), ("targets", "reason")):
            return
        for found in re.finditer(AMOUNT, segment, re.IGNORECASE):
            before = re.sub(rf"{AMOUNT}|\d[\d.]*%", "", segment[start : found.start()], flags=re.IGNORECASE)
            bound = _is_bound(segment[: found.start()], segment[found.end() :])
            if found.start() >= start and OF_REGION.fullmatch(before) and not bound:
                yield from self._amount(known, path, subject, found[1])

    def _amount(self, known: _Known, path: Path, subject: Subject, written: str) -> Iterator[Problem]:
        """An amount that is none of those known of whom it is said."""
        try:
            stated = parse_signed_money(written)
        except ValueError:
            return
        values = known.amounts(subject)
        digits = re.sub(r"[^\d.]", "", written)
        slack = Fraction(stated) / Fraction(digits) * half_of_last(digits) if Fraction(digits) else Fraction(0)
        if values and all(abs(Fraction(stated) - value) > slack for value in values):
            best = sorted(values, key=lambda value: abs(value - Fraction(stated)))[:2]
            shown = [money(known.plan, one) for one in best]
            yield self._told(path, subject, _WORDS["sales"], money(known.plan, stated), shown)

    def _new(self, known: _Known, path: Path, subject: Subject, segment: str, start: int) -> Iterator[Problem]:
        found = ADDED.search(segment, start)
        if not found or not FILLING.fullmatch(segment[start : found.start()]):
            return
        for one in EACH.finditer(next(group for group in found.groups() if group)):
            stated, values = Fraction(one[1].replace(",", "")), known.added(path, subject, one[2])
            if values and stated not in values:
                best = min(values, key=lambda value: abs(value - stated))
                yield self._told(path, subject, _WORDS["new"], printed(stated), [printed(best)])

    def _told(
        self, path: Path, subject: Subject, measure: Text, stated: str | Text, computed: Sequence[str | Text]
    ) -> Problem:
        name = Text("、".join(subject.names), ", ".join(subject.names)) if subject.names else Text("全区", "the region")
        both = [one if isinstance(one, Text) else Text(one, one) for one in computed]
        shown = Text(
            *(
                word.join(dict.fromkeys(side))
                for word, side in ((" 或 ", [one.zh for one in both]), (" or ", [one.en for one in both]))
            )
        )
        return self.at(*path, name=name, measure=measure, stated=stated, computed=shown)


_WORDS = {
    "growth": Text("增长", "growth"),
    "attainment": Text("达成率", "attainment"),
    "part": Text("占比", "part of sales"),
    "sales": Text("销售", "sales"),
    "new": Text("新增数", "number of new ones"),
    "gross_margin": Text("毛利率", "gross margin"),
    "contribution_rate": Text("贡献率", "contribution rate"),
    "expense_ratio": Text("费用率", "expense ratio"),
    "wage_ratio": Text("工资率", "wage ratio"),
    "collection_rate": Text("应收回收率", "collection rate"),
    "cash_to_sales": Text("销售回款率", "cash to sales"),
    "market_share": Text("占有率", "market share"),
    "distribution": Text("铺市率", "distribution"),
    "safety": Text("安全边际率", "margin of safety"),
}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The words of each rate, with the percentage behind them."""
    words = {
        key: "|".join(sorted(map(re.escape, asked()[key]), key=len, reverse=True)) for key in RATES if asked()[key]
    }
    words["gross_margin"] += r"|\bmargin\b(?! of safety)"
    words |= {"growth": GROWTH, "part": PART, "attainment": ATTAINED}
    return {key: re.compile(rf"(?:{word})(?:了)?{BEFORE}{NUMBER}%", re.IGNORECASE) for key, word in words.items()}


class _Known:
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


def _sums_up(path: Path, subject: Subject) -> bool:
    """Whether a text speaks of how the year's target was met, of the region or of a row that it names."""
    return path[:2] == ("review", "summary") or (path[:2] == ("review", "achievements") and bool(subject.axis))


def _is_bound(before: str, after: str) -> bool:
    """Whether a figure is a limit, a range, a rounding or a difference rather than what something is."""
    return bool(BOUND_BEFORE.search(before) or BOUND_AFTER.match(after))


class Q15(Rule):
    title = Text("文字里的乘法算不出它写的数", "A multiplication in a text does not come to what it says")
    why = Text(
        "550 个点、每点 0.71 万元是 390 万元；写成 507 万元，整个测算都没人信。",
        "550 outlets at 7,100 each are 3.9 million; written as 5.1, nobody trusts the rest of the estimate.",
    )
    message = Text("“{text}”算出来是 {computed}，这里是 {stated}", "“{text}” comes to {computed}, here it is {stated}")
    hint = Text("改正其中一个数", "correct one of the figures")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for path, text in texts(plan.spec):
            products = [*PRODUCT.finditer(text)]
            for found in products:
                *factors, result = re.finditer(TERM, found[0])
                (computed, slack), (stated, half) = _times(factors), _value(result)
                if re.search(r"[=＝]", found[0]) and abs(computed - stated) > slack + half:
                    said = found[0][: result.end(2) if result[2] else result.end(1)]
                    yield self.at(*path, text=said, computed=_as(result, computed), stated=_as(result, stated))
            if path[:2] == ("targets", "growth_sources") and path[-1] == "basis" and isinstance(path[2], int):
                yield from self._source(plan, path, text, products)

    def _source(self, plan: Plan, path: Path, text: str, products: Sequence[re.Match[str]]) -> Iterator[Problem]:
        """A source of growth whose basis is nothing but what is multiplied."""
        stated = plan.spec.targets.growth_sources[int(path[2])].amount
        if not products or stated is None or LESS.search(text) or any(re.search("[=＝]", one[0]) for one in products):
            return
        if not all(MONEY.search(one[0]) for one in products) or TIMES.search(PRODUCT.sub("", text)):
            return
        terms = [_times([*re.finditer(TERM, one[0])]) for one in products]
        computed = sum((value for value, _ in terms), Fraction(0))
        slack = sum((slack for _, slack in terms), Fraction(stated) / 200)
        if abs(computed - Fraction(stated)) > slack:
            said = " + ".join(one[0].strip() for one in products)
            yield self.at(*path, text=said, computed=money(plan, computed), stated=money(plan, stated))


def _value(term: re.Match[str]) -> tuple[Fraction, Fraction]:
    """A number with its unit, and half of its last digit."""
    unit = UNITS.get(term[2], Fraction(1))
    return Fraction(term[1].replace(",", "")) * unit, half_of_last(term[1]) * unit


def _times(terms: Sequence[re.Match[str]]) -> tuple[Fraction, Fraction]:
    """What terms come to, and by how much it may be off for their last digits where they have decimals."""
    value, low, high = Fraction(1), Fraction(1), Fraction(1)
    for term in terms:
        one, half = _value(term)
        half = half if "." in term[1] else Fraction(0)
        value, low, high = value * one, low * (one - half), high * (one + half)
    return value, max(high - value, value - low)


def _as(term: re.Match[str], value: Fraction) -> str:
    """A value in the unit of a term."""
    unit = UNITS.get(term[2], Fraction(1))
    shown = printed(nearest(value / unit * 100) / Fraction(100))
    return f"{shown} {term[2]}" if term[2] else shown


RULES = (Q14, Q15)
