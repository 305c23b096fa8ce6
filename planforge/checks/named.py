"""What a sentence says in money or in number of something that it names: a row, its months, a cost, a promotion, a
total; where nothing but filling words stands between the name and the figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from msgspec import Struct

from planforge.checks.claims import Q13
from planforge.checks.consistency import Q05
from planforge.checks.prose import AMOUNT, CLAUSES, LAYERS, NUMBER, in_digits, is_later, sentences, slack_of, years_in
from planforge.checks.rule import Rule, money
from planforge.checks.sayings import Q14
from planforge.checks.statements import Q16
from planforge.plan.axes import BY_KEY
from planforge.plan.grid import Grid
from planforge.plan.measures import YEAR, At, last_year, planned
from planforge.plan.plan import Plan
from planforge.plan.targets.past import SalesHistory
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.days import parse_month
from planforge.spec.values import parse_signed_money
from planforge.wording import printed

AXES = ("district", "product", "channel", "store", "person", "area")
COMMAS = re.compile(r"[，,：:（）()](?!\d{3}(?!\d))|——|、")
PERIODS = re.compile(
    r"(?<![\d.-])(1[0-2]|[1-9])\s*月份?(?![\d底末初]|\s*\d)|第?([一二三四])季度|([上下])半年|\bQ([1-4])\b"
    r"|\bthe (first|second|third|fourth) (half|quarter)"
    r"|\b(january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
OTHER_PERIODS = re.compile(
    r"\d\s*[-–—~至到]\s*\d+\s*月|旬|周[一-日末]|每|累计|前\s*[\d一二三四五六七八九十两]+个?[月天周年]|以[前后来]|起|日均|月均|[单首]|分别|平均"
    r"|\b(?:to date|each|per|every|daily|weekly|monthly|average|until|since|first (?!half|quarter|year))",
    re.IGNORECASE,
)
YEARS = r"20\d\d ?年?度?|上年|去年|全年|本年|今年|年度|年"
_FILLING = (
    rf"{YEARS}|第?[一二三四]季度|[上下]半年|\d{{1,2}} ?月份?|销售额?|营业额|营业收入|业绩|净佣金(?:收入)?|收入"
    r"|目标|指标|任务|计划|预计|实际|总额|共|合计|的|为|是|定[为在]|到|要|将|须|应|需|承担|负责|背|扛|下|做|卖|完成|实现|达|了|进货|出货|在|于|\s"
    rf"|[由从自]\s*{AMOUNT}\s*(?=[增减提降升做扩压])|[增减]加?[至到]|[提升降]高?低?[至到]"
    r"|\b(?:the|of|in|for|is|was|are|were|has|have|had|to|sells?|sold|sales|sell|brings?|brought|bring|makes?|make|made"
    r"|reach(?:es|ed)?|delivers?|must|should|we|our|region|comes?|came|come|rises?|falls?|grows?|target|targets|planned|plan|will|be|a|an|at|year|whole"
    r"|20\d\d|q[1-4]|first|second|third|fourth|half|quarter|january|february|march|april|may|june|july|august|september"
    rf"|october|november|december|last|this|carries|carry|answers for|buys?|bought|from {AMOUNT}(?= to))\b"
)
FILLING = re.compile(rf"(?:{_FILLING})*", re.IGNORECASE)
HELD = re.compile(rf"(?:{_FILLING}|控制在|压[到在]|管在|留下|还有|余)*", re.IGNORECASE)
SALES = re.compile(
    r"销售|营业额|业绩|目标|指标|任务|承担|负责|[背扛]|[做卖完]|实现|合计|[进出]货|\b(?:sales|sells?|sold|target|brings?|deliver|reach|carr)",
    re.IGNORECASE,
)
"""What makes an amount behind a row's name what it sells."""
SPENT = re.compile(
    rf"(?:{YEARS}|预算|费用|费|支出|开支|投入|安排|成本|总额|共|合计|的|为|是|定[为在]|到|要|将|用|花|了|列支?|\s"
    rf"|[由从自]\s*{AMOUNT}\s*(?=[增减提降升压])|[增减]加?[至到]|[提升降压]高?低?[至到]"
    r"|\b(?:the|budget|budgets|expenses?|costs?|spending|spends?|of|is|was|for|in|to|at|takes?|comes?|rises?|falls?"
    rf"|20\d\d|from {AMOUNT}(?= to))\b)*",
    re.IGNORECASE,
)
LIFTED = re.compile(
    r"(?:预期|预计|带来|带动|拉动|增量|增加|销售|的|为|是|约|可|将|\s"
    r"|\b(?:is|to|should|brings?|lifts?|sales|by|an?|extra|of|will|adds?|expected)\b)*"
    r"(?:增量|带来|带动|拉动|lifts?|brings?|adds?|extra)(?:销售|增量|的|为|是|sales|\s|of|by)*",
    re.IGNORECASE,
)
MORE = re.compile(rf"(?:{YEARS}|比(?:{YEARS})的?|要|再|将|\s)*[多少](?:卖|做|销|完成|花|投入?|支出?)?\s*$")
"""By how much more or less than last year."""
BOUND = re.compile(
    r"\s*(?:以[上下内外]|左右|上下|多(?!元)|余|起|封顶|至\s*\d|[-–~]\s*\d|[/／每]|的(?!目标|指标|任务)|个?百分点"
    r"|or (?:more|less)|to \d|more|less|each|per|a )",
    re.IGNORECASE,
)
THROUGH = re.compile(r"\s*(?:through|via)\b", re.IGNORECASE)
"""What makes an amount a part of its row: by one way of selling alone."""
UNSURE = re.compile(
    r"(?:约|近|将近|超过?|不[足到超低少]于?过?|低于|高于|至少|最多|每|差|少|多|增|减|比"
    r"|over|under|about|nearly|another|extra|by)\s*$",
    re.IGNORECASE,
)
TOTALS: tuple[tuple[str, Text, str], ...] = (
    ("expense", Text("费用总额", "the expense budget"), r"费用总额|总费用|费用预算|expense budget|total expenses?"),
    ("wages", Text("工资总额", "wages"), r"工资总额|人工总额"),
    ("gross_profit", Text("毛利额", "gross profit"), r"毛利额|业务毛利额|gross profit"),
    ("contribution", Text("区域贡献", "contribution"), r"区域贡献额?|边际贡献|(?:regional )?contribution"),
    (
        "closing_receivables",
        Text("年末应收", "closing receivables"),
        r"(?:年末|年底|期末)应收(?:账?款|余额)?|(?:closing|year[- ]end) receivables",
    ),
    (
        "opening_receivables",
        Text("期初应收", "opening receivables"),
        r"(?:期初|年初)应收(?:账?款|余额)?|opening receivables",
    ),
    ("cash", Text("全年回款", "cash of the year"), r"(?:全年|年度)回款额?"),
)
AHEAD = re.compile(rf"(?:{_FILLING}|[给把]|全区|区域|其中|由|让|请|and|that|while|so)*", re.IGNORECASE)
"""What may stand before a name without saying that only a part of it is meant."""
STANDING = re.compile(
    rf"(?:{YEARS}|[年月]?[底末初]|有|共|总数|数|数量|达到?|到|增至|增到|发展到|扩大到|补到|为|是|将|要|的|现|\s"
    r"|\b(?:in all|reach(?:es|ed)?|rises?|grows?|come|to|of|is|are|had|has|have|by|year[- ]end|at|the|end|will)\b)*",
    re.IGNORECASE,
)
PARTS = {"control", "roles", "rulebook", "unconfirmed", "not_applicable", "appraisal", "situation", "collection"}
"""Parts that speak of limits, rules and others."""
ROWS = {"targets", "strategies", "tactics", "actions", "districts", "products", "channels", "channel_policies", "team"}
ROWS |= {"objectives", "asks", "principles", "summary"}
"""Parts in which an amount behind the name of a row is of its sales; of what a company assigned, others may be."""
OF_ALL = re.compile(
    r"[年月]?[底末初]|共|总数|数量|达到?|[增发补扩]\w{0,2}[至到]|\b(?:in all|reach|year[- ]end|end of)", re.IGNORECASE
)
WHOLE_YEAR = re.compile(
    r"(?:全年|今年|本年|年度|20\d\d\s*年).*(?:目标|指标|任务|[做卖]|完成|实现|销售)"
    r"|\b(?:region sells|we sell|our target)\b|^\s*(?:our |total )*sales (?:of|reach|are|come to|rise to)\b",
    re.IGNORECASE,
)
"""What makes an amount that names nobody the region's of the year."""
BY_WORD = {"第": 0, "一": 1, "二": 2, "三": 3, "四": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}


class Said(Struct, frozen=True):
    """A figure as written beside a name, and all that the plan has it may be; ``unit`` where it is counted."""

    name: Text
    written: str
    stated: Fraction
    values: frozenset[Fraction]
    unit: str | None = None
    base: Fraction | None = None  # what is planned of it; where it is not one figure, the nearest of all is told


class Q18(Rule):
    severity = Severity.WARNING
    title = Text(
        "文字里写明的金额或数量与计划不符", "A sentence gives something another amount or number than the plan"
    )
    why = Text(
        "正文写 8 月目标 915 万元，月度表里是 815.3 万元：两个数只能有一个作数。",
        "The text says 9.15 million for August, the monthly table 8.153: only one of them can hold.",
    )
    message = Text("{name}这里写 {stated}，计划中是 {computed}", "{name}: {stated} here, {computed} in the plan")
    hint = Text("改正文字，或改正计划里的数", "correct the text, or the figure of the plan")

    def find(self, plan: Plan) -> Iterator[Problem]:
        found = [*self._found(plan)]
        others = [one for rule in (Q05, Q13, Q14, Q16) for one in rule().find(plan)] if found else []
        for stated, problem in found:  # what another rule tells of the same text is told once
            if not any(one.path == problem.path and stated in one.message.zh for one in others):
                yield problem

    def _found(self, plan: Plan) -> Iterator[tuple[str, Problem]]:
        known = _Known(plan)
        told: set[tuple[Path, str]] = set()
        for path, text in sentences(plan.spec):
            if path[0] in PARTS:
                continue
            layered = bool(LAYERS.search(text))
            for clause in CLAUSES.split(in_digits(text)):
                if is_later(clause, plan.spec.year):
                    continue
                for segment, earlier in _segments(clause):
                    for said in known.said(path, segment, earlier, layered=layered):
                        slack = slack_of(said.written, said.stated)
                        if any(abs(said.stated - one) <= slack for one in said.values) or (path, said.written) in told:
                            continue
                        told.add((path, said.written))
                        best = said.base
                        if best is None:
                            best = min(said.values, key=lambda one: abs(one - said.stated))
                        stated, computed = (self._shown(plan, said, one) for one in (said.stated, best))
                        yield stated.zh, self.at(*path, name=said.name, stated=stated, computed=computed)

    def _shown(self, plan: Plan, said: Said, value: Fraction) -> Text:
        return money(plan, value) if said.unit is None else Text(printed(value), printed(value))


class _Known:
    """The names of the plan and what it has for each."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.history = SalesHistory.of(plan.spec)
        rivals = [rival.name for rival in plan.spec.situation.competitors if len(rival.name) > 1]
        self.rivals = re.compile("|".join(["行业|对手|竞品|同行|全国|全省", *map(re.escape, rivals)]))

    @cached_property
    def names(self) -> Mapping[str, list[str]]:
        """Every name with what bears it: axes, dealers and counties, lines, promotions."""
        found: dict[str, list[str]] = {}
        for axis in AXES:
            for name in BY_KEY[axis].nodes(self.plan):
                found.setdefault(name, []).append(axis)
        for held in (self.plan.dealers, self.plan.counties):
            for unit in held.named if held else ():
                found.setdefault(unit.name, []).append("unit")
        for line in self.plan.budget.lines:
            found.setdefault(line.name, []).append("line")
        for promotion in self.plan.promotions:
            found.setdefault(promotion.name, []).append("promotion")
        return {name: kinds for name, kinds in found.items() if len(name) > 1}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        words = sorted(self.names, key=len, reverse=True)
        ends = (re.escape(name) + (r"(?!\w)" if name[-1].isascii() and name[-1].isalnum() else "") for name in words)
        return re.compile("|".join(ends) or r"(?!)")

    @cached_property
    def turned(self) -> re.Pattern[str]:
        """The amount before whose target it is."""
        name = self.pattern.pattern
        return re.compile(
            rf"[把将]?\s*{AMOUNT}\s*(?:是|[压分下交定]给)\s*({name})的?(?:(?:全年|年度|20\d\d\s*年)?(?:销售)?(?:目标|指标|任务)|$)"
            rf"|{AMOUNT}\s+is\s+(?:the target (?:of|for) )?({name})(?:(?:'s|’s)? target)?",
            re.IGNORECASE,
        )

    @cached_property
    def narrowing(self) -> re.Pattern[str]:
        """What makes a later amount of its clause a part of something: rows that are no districts, and new items."""
        rows = [name for name, kinds in self.names.items() if {"product", "channel", "store"} & {*kinds}]
        words = [*rows, *(item.name for item in self.plan.spec.new_items)]
        return re.compile("|".join(map(re.escape, words)) or r"(?!)")

    def said(self, path: Path, segment: str, earlier: str = "", *, layered: bool = False) -> Iterator[Said]:
        """Every amount and number of a segment whose bearer is certain, by what stands before it in its clause."""
        if self.rivals.search(segment) or OTHER_PERIODS.search(segment) or path[-1] == "assigned_reason":
            return
        segment = self.turned.sub(r"\2\4 目标 \1\3", segment)
        names = [*self.pattern.finditer(segment)]
        narrowed = {one[0] for one in self.narrowing.finditer(earlier)} - {one[0] for one in names}
        for found in re.finditer(AMOUNT, segment, re.IGNORECASE):
            before = segment[: found.start(1)]
            unsure = UNSURE.search(before) and not (MORE.search(before) and not segment[found.end() :].strip())
            if BOUND.match(segment, found.end()) or THROUGH.match(segment, found.end()) or unsure:
                continue
            if not narrowed:
                yield from self._amount(path, segment, names, found, earlier, layered=layered)
        yield from self._standing(segment, names)

    def _amount(
        self,
        path: Path,
        segment: str,
        names: Sequence[re.Match[str]],
        found: re.Match[str],
        earlier: str,
        *,
        layered: bool,
    ) -> Iterator[Said]:
        stated = _money(found[1])
        if stated is None:
            return
        before = [one for one in names if one.end() <= found.start()]
        between = segment[before[-1].end() if before else 0 : found.start()]
        total = next(((key, name, one) for key, name, words in TOTALS if (one := _last(words, between))), None)
        if total is not None:
            key, name, word = total
            if not before and HELD.fullmatch(between[word.end() :]) and HELD.fullmatch(between[: word.start()]):
                yield from _one(name, found[1], stated, self._total(key, segment))
        elif not before:
            yield from self._of_all(path, segment, between, found, earlier, layered=layered)
        elif len(before) == 1 and AHEAD.fullmatch(segment[: before[0].start()]):
            row, values, base = before[0][0], set[Fraction](), None
            if not MORE.fullmatch(between):
                values = self._of_row(path, segment[: found.start()], before[0], layered=layered)
                bases = [self._base(kind, row, segment[: found.start()]) for kind in self.names[row]]
                base = bases[0] if len(bases) == 1 else None
            elif not segment[found.end() :].strip():
                values = self._changes(path, row, layered=layered)
            yield from _one(Text(f"“{row}”", f'"{row}"'), found[1], stated, values, base=base)

    def _of_all(
        self, path: Path, segment: str, between: str, found: re.Match[str], earlier: str, *, layered: bool
    ) -> Iterator[Said]:
        """What the region sells in a period or in the year, where nobody is named."""
        stated = _money(found[1])
        if stated is None:
            return
        if path[0] == "principles" and not segment[found.end() :].strip():
            between = re.sub("[只仅]?安排|[只仅]", "", between)
        if path[0] in ROWS and FILLING.fullmatch(between) and PERIODS.search(between):
            name, when = Text("全区该期销售", "sales of that period"), _months(between)
        elif _of_region(path) and not earlier and FILLING.fullmatch(between) and WHOLE_YEAR.search(between):
            name, when = Text("全年目标", "the target"), _months("")
        else:
            return
        values = self._sold("", "", when, layered=layered)
        yield from _one(name, found[1], stated, values, base=self._base("", "", between))

    def _changes(self, path: Path, name: str, *, layered: bool) -> set[Fraction]:
        """By how much a row or a line of the budget may be more or less than something."""
        found: set[Fraction] = set()
        for kind in self.names[name]:
            if kind == "line":
                found |= self._line(name)
            elif kind != "promotion" and path[0] in ROWS:
                found |= self._sold(kind, name, _months(""), layered=layered)
        return found

    def _of_row(self, path: Path, text: str, named: re.Match[str], *, layered: bool) -> set[Fraction]:
        """All that may be said of what stands last in a text, by the words behind it."""
        name, between = named[0], text[named.end() :]
        sold = SALES.search(between) or re.search(
            r"\btarget (?:of|for) (?:the )?$", text[: named.start()], re.IGNORECASE
        )
        values: set[Fraction] = set()
        for kind in self.names[name]:
            if kind == "line":
                values |= self._line(name) if SPENT.fullmatch(between) else set()
            elif kind == "promotion":
                values |= self._promotion(name, between)
            elif path[0] in ROWS and FILLING.fullmatch(between) and sold:
                values |= self._sold(kind, name, _months(text), layered=layered)
        return values

    def _total(self, key: str, segment: str) -> set[Fraction]:
        """A figure of the region: of the year, of the year before, of each end of a period, and the differences."""
        values = [planned(self.plan, key, YEAR), last_year(self.plan, key, YEAR)]
        year = {Fraction(value) for value in values if value is not None}
        if not PERIODS.search(segment):
            return year | _apart(year)
        spans = [(1, m) for m in range(1, 13)] + [(m, m + n) for n in (0, 2, 5) for m in range(1, 13 - n)]
        parts = [planned(self.plan, key, At("", "", first, last)) for first, last in spans]
        return year | _apart(year) | {Fraction(value) for value in parts if value is not None}

    def _line(self, name: str) -> set[Fraction]:
        """What a line of the budget costs, this year, last year and by quarter, and what comes of promotions' lines."""
        found: set[Fraction] = set()
        for line in self.plan.budget.lines:
            if line.name == name:
                months = self.plan.budget.months.row(name)
                year = {Fraction(one) for one in (line.amount, line.last) if one is not None}
                parts = {Fraction(sum(months[at : at + n])) for n in (1, 3, 6) for at in range(0, 12, n)}
                found |= year | _apart(year) | parts
        for spent in self.plan.budget.spending:
            if spent.name == name:
                draws = (spent.drawn, abs(spent.left), *(one.amount for one in spent.draws))
                found |= {Fraction(amount) for amount in draws}
        return found

    def _promotion(self, name: str, between: str) -> set[Fraction]:
        one = next(one for one in self.plan.promotions if one.name == name)
        if LIFTED.fullmatch(between):
            return {Fraction(one.lift)} if one.lift is not None else set()
        spent = SPENT.fullmatch(between) and re.search(r"[费投花支]|cost|budget|spend", between, re.IGNORECASE)
        return {Fraction(one.cost)} if spent else set()

    def _base(self, kind: str, name: str, text: str) -> Fraction | None:
        """What is planned of a row in the time that a text speaks of; None where that is not this plan's."""
        months = _months(text)
        if months is None or years_in(text) - {self.plan.spec.year} or re.search(PAST_YEAR, text, re.IGNORECASE):
            return None
        if kind in ("", "district"):
            return _of(self.plan.targets.districts, name, months)
        grid = BY_KEY[kind].sales(self.plan) if kind in BY_KEY else None
        return _of(grid, name, months) if grid and name in grid.nodes else None

    def _sold(self, kind: str, name: str, months: frozenset[int] | None, *, layered: bool) -> set[Fraction]:
        """What a row sells in a year or in months of it: in all layers where one is named, in every year that is known;
        and how far these lie apart."""
        if months is None:
            return set()
        if kind == "unit":
            held = [one for held in (self.plan.dealers, self.plan.counties) for one in (held.named if held else ())]
            of = [one for one in held if one.name == name]
            if any(one.target is None for one in of) or len(months) < 12:
                return set()
            both = {Fraction(value) for one in of for value in (one.last, one.target) if value is not None}
            return both | _apart(both)
        targets = self.plan.targets
        layers = [targets.districts, *(layer.districts for layer in targets.layers.values() if layered)]
        grids = layers if kind in ("", "district") else [grid for grid in (BY_KEY[kind].sales(self.plan),) if grid]
        found = {_of(grid, name, months) for grid in grids}
        if kind == "" and len(months) == 12:
            found |= {Fraction(one) for one in (targets.last, targets.assigned, self.plan.spec.review.target) if one}
        if len(months) == 12 and kind and name in (last := BY_KEY[kind].last(self.plan)):
            found.add(Fraction(last[name]))
        for year in self.history.years:
            sold = self.history.monthly((kind,) if kind else (), year).get((name,) if kind else ())
            if sold is not None and len(months) < 12 and None not in sold.months:
                found.add(sum((Fraction(sold.months[m - 1] or 0) for m in months), Fraction(0)))
            whole = self.history.cube((kind,) if kind else (), year).get((name,) if kind else ())
            if whole is not None and len(months) == 12:
                found.add(Fraction(whole.total))
        review = self.plan.review
        goals = (*review.districts, *review.stores, *review.areas, *review.managers) if len(months) == 12 else ()
        known = (value for one in goals if one.name == name for value in (one.target, one.actual))
        found |= {Fraction(value) for value in known if value is not None}
        return found | _apart(found) | self._stated()

    def _stated(self) -> set[Fraction]:
        """Amounts of the spec that are no sums of the tables: assigned, held, of new items and of sources."""
        spec = self.plan.spec.targets
        stated: list[Decimal | None] = [*(lock.amount for lock in spec.locks), *spec.assigned_products.values()]
        stated += spec.assigned_months
        stated += [*(item.target for item in self.plan.spec.new_items), *(one.amount for one in spec.growth_sources)]
        return {Fraction(one) for one in stated if one is not None}

    def _standing(self, segment: str, names: Sequence[re.Match[str]]) -> Iterator[Said]:
        """How many of a measure there are, and how much is sold: at the start, at the end, at the end of a quarter."""
        for name, unit, values in self._counted(segment.lower(), names):
            units = r"[家个处]" if unit in ("家", "个", "处") else re.escape(unit)
            counted = re.compile(rf"{NUMBER}\s*(万)?\s*{units}", re.IGNORECASE)
            for word in re.finditer(re.escape(name), segment, re.IGNORECASE) if unit else ():
                found = counted.search(segment, word.end())
                between = segment[word.end() : found.start()] if found else ""
                cue = OF_ALL.search(between) or WHEN.search(segment[: word.start()])
                if found is None or not STANDING.fullmatch(between) or not cue:
                    continue
                if not BOUND.match(segment, found.end()) and not UNSURE.search(segment[: found.start()]):
                    stated = Fraction(found[1].replace(",", "")) * (10_000 if found[2] else 1)
                    written = found[1] + (found[2] or "")
                    yield from _one(Text(f"“{name}”", f'"{name}"'), written, stated, values, unit)

    def _counted(self, text: str, names: Sequence[re.Match[str]]) -> Iterator[tuple[str, str, set[Fraction]]]:
        """Name and unit of what a text in small letters counts, with the figures that it has in the districts named."""
        for measure in self.plan.network:
            if measure.name.lower() not in text:
                continue
            nodes = [n for n in measure.districts if any(one[0] == n.name for one in names)] or [measure.total]
            counted = (v for n in nodes for v in (n.current, n.target, n.new, n.closed, n.universe, *n.quarters))
            values = {Fraction(value) for value in counted if value is not None}
            yield measure.name, measure.unit, values | _apart(values)
        for kept in self.plan.spec.counts:
            values = {Fraction(value) for value in (kept.last, kept.plan) if value is not None}
            yield kept.name, kept.unit or "", values | _apart(values)
        volumes = self.plan.targets.volumes
        if volumes is not None and not names:
            sold = {Fraction(value) for value in (volumes.total, self.plan.targets.last_volume) if value}
            yield "销量", self.plan.spec.money.volume_unit or "", sold | _apart(sold)


PAST_YEAR = r"上年|去年|\blast year\b"
WHEN = re.compile(r"(?:[年月][底末初]|全年)\s*(?:有效|活跃)?$")
"""What says before a name that all of it is counted."""


def _of_region(path: Path) -> bool:
    """Whether a text sums up the plan of the region."""
    return path[0] in ("principles", "summary") or path[-1] == "statement" or path == ("targets", "reason")


def _segments(clause: str) -> Iterator[tuple[str, str]]:
    """The parts of a clause between commas, each with all before it."""
    start = 0
    for comma in (*COMMAS.finditer(clause), None):
        yield clause[start : comma.start() if comma else None], clause[:start]
        start = comma.end() if comma else start


def _one(
    name: Text,
    written: str,
    stated: Fraction,
    values: Iterable[Fraction],
    unit: str | None = None,
    base: Fraction | None = None,
) -> Iterator[Said]:
    known = frozenset(values)
    if known:
        yield Said(name, written, stated, known, unit, base if base in known else None)


def _last(words: str, text: str) -> re.Match[str] | None:
    found = [*re.finditer(words, text, re.IGNORECASE)]
    return found[-1] if found else None


def _apart(values: Iterable[Fraction]) -> set[Fraction]:
    """How far figures lie apart: a text may say by how much one is more."""
    return {abs(one - other) for one, other in combinations(set(values), 2)}


def _of(grid: Grid, name: str, months: frozenset[int]) -> Fraction:
    row = grid.row(name) if name else grid.months
    return Fraction(sum(row[m - 1] for m in months))


def _months(text: str) -> frozenset[int] | None:
    """The months that a text speaks of, all twelve where it names none, none where it names several periods."""
    found = [*PERIODS.finditer(text)]
    if not found:
        return frozenset(range(1, 13))
    month, quarter, half, roman, place, kind, word = found[0].groups()
    if len(found) > 1:
        return None
    if month or word:
        return frozenset((parse_month(month or word),))
    if half or (kind and kind.lower() == "half"):
        first = half == "上" or (place or "").lower() == "first"
        return frozenset(range(1, 7) if first else range(7, 13))
    number = int(roman) if roman else BY_WORD[(quarter or place).lower()]
    return frozenset(range(3 * number - 2, 3 * number + 1))


def _money(written: str) -> Fraction | None:
    try:
        return Fraction(parse_signed_money(written))
    except ValueError:
        return None


RULES = (Q18,)
