"""What a sentence says of one row or month and of nothing else: its amount of the year, its part of the sales, that it
grows fastest.

The whole clause says it, and where it does not say of what, the clause opens its text: all else may be of something
that the plan does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from planforge.checks.prose import AMOUNT, LAYERS, NUMERALS, RATE
from planforge.checks.regional import Said, money_of, rate_of
from planforge.checks.together import Book, books_of
from planforge.numbers import ratio, tenths
from planforge.plan.axes import BY_KEY
from planforge.plan.plan import Plan
from planforge.problem import Path, Text
from planforge.wording import printed

AXES = ("district", "product", "channel")
CALLED: Mapping[str, str] = {"district": "片区|区域|市场", "product": "产品|系列", "channel": "渠道"}
ENGLISH: Mapping[str, str] = {"district": "district", "product": "product", "channel": "channel"}
SAYS = {"principles", "summary", "objectives", "strategies", "targets", "channel_policies", "tactics"}
"""Parts that sum up the year, in which a name alone means its sales."""
OTHER = re.compile(
    r"费|投入|预算|支出|成本|毛利|利润|贡献|回款|应收|逾期|库存|返利|奖|工资|市场|容量|占有|网点|门店|经销商|客户|人员|行业|对手|竞"
    r"|全国|全省|上年|去年|增量|其中|新品"
    r"|\b(?:cost|budget|spend|margin|profit|contribution|cash|receivables?|stock|market|outlets?|stores?|dealers?"
    r"|customers?|industry|rivals?|last year|of which|new)\b",
    re.IGNORECASE,
)
"""What makes a figure another than the year's sales."""
YEAR = r"(?:全年|今年|本年度?|年度|20\d\d\s*年)"
OF_SALES = r"(?:全区|区域|全年|年度|公司)*的?(?:总?销售额?|营业额|业绩|目标|总量|销量)"
FRACTIONS = {"三分之一": (1, 3), "三分之二": (2, 3), "四分之一": (1, 4), "四分之三": (3, 4), "五分之一": (1, 5)}
FRACTIONS |= {"一半": (1, 2)} | {f"{digit}成": (n, 10) for n, digit in enumerate(NUMERALS[:9], 1)}
FRACTIONS |= {"a third": (1, 3), "two thirds": (2, 3), "a quarter": (1, 4), "a fifth": (1, 5), "half": (1, 2)}
TOLD = re.compile(r"占全区|makes up|accounts for", re.IGNORECASE)
"""A part in per cent that another rule tells."""
ROUGH = Fraction(1, 20)
"""How far a part may lie from a fraction in words."""
SOME = rf"(?:{RATE}|({'|'.join(FRACTIONS)}))"
FASTEST = r"(?:增长|增速|增幅)最[快高]"


def year_amounts(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """A row's name, the year and an amount; a source of growth has what it adds."""
    if path[0] not in SAYS or path[:2] == ("targets", "growth_sources") or OTHER.search(text):
        return
    for axis, name in _alone(plan, clause):
        pattern = (
            rf"\s*(?:{YEAR}\s*)?{re.escape(name)}(?:的|{CALLED[axis]}|\s)*{YEAR}?(?:的|为|是|共|[:：]|\s)*{AMOUNT}\s*"
            rf"|\s*{re.escape(name)}(?: {ENGLISH[axis]})?:? {AMOUNT} (?:for the year|this year|in 20\d\d)\.?\s*"
        )
        found = re.fullmatch(pattern, clause, re.IGNORECASE)
        if found and re.search(rf"{YEAR}|year|in 20", clause):
            held = [book[name] for book in books_of(plan).sold(text) if name in book]
            written = found[1] or found[2]
            yield Text(f"{name}全年销售", f"sales of {name}"), written, *money_of(written, held), "money"


def parts(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """A row's part of the sales: in per cent or as a fraction in words."""
    if path[0] not in SAYS or OTHER.search(text):
        return
    for axis, name in _alone(plan, clause):
        pattern = (
            rf"\s*{YEAR}?{re.escape(name)}(?:的|要|将|{CALLED[axis]}|\s)*(?:销售额?)?"
            rf"占(?:到|了)?({OF_SALES})?的?\s*{SOME}\s*"
            rf"|\s*{re.escape(name)}(?: {ENGLISH[axis]})? (?:is|makes up|accounts for) {SOME}"
            r" (of (?:our |the )?sales)\.?\s*"
        )
        found = re.fullmatch(pattern, clause, re.IGNORECASE)
        if found is None or not (found[1] or found[6] or text.startswith(clause)):
            continue
        if (found[2] or found[4]) and TOLD.search(clause):
            continue
        said = Text(f"{name}占比", f"{name} of sales")
        yield from _part(said, found[2] or found[4], found[3] or found[5], _parts(plan, axis, name))


def months(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """A month's part of the region's year."""
    if path[0] not in SAYS or OTHER.search(text) or [*_alone(plan, clause)]:
        return
    found = re.fullmatch(
        rf"\s*(1[0-2]|[1-9])\s*月份?(?:的|销售额?|\s)*占({YEAR}?(?:{OF_SALES})?)的?\s*{SOME}\s*", clause
    )
    if found is None or not (found[2] or text.startswith(clause)):
        return
    month, targets = int(found[1]) - 1, plan.targets
    years = [grid.months for grid in (targets.districts, targets.last_districts) if grid]
    years += [layer.districts.months for layer in targets.layers.values()]
    held = {one for year in years if (one := ratio(year[month], sum(year))) is not None}
    for year in (plan.workings.basis.history.region(one) for one in plan.workings.basis.history.years):
        if year and year.months and None not in year.months:
            held.add(Fraction(year.months[month] or 0) / Fraction(year.total))
    said = Text(f"{month + 1}月占全年", f"month {month + 1} of the year")
    yield from _part(said, found[3], found[4], held)


def fastest(plan: Plan, path: Path, clause: str, text: str) -> tuple[str, str] | None:
    """Who is said to grow fastest, and who does, where that is another in the plan and in each year known."""
    if path[0] not in SAYS or OTHER.search(text) or LAYERS.search(text):
        return None
    for axis, name in _alone(plan, clause):
        called = CALLED[axis]
        pattern = (
            rf"\s*(?:{YEAR}|全区|{called}|中|里|的|，)*{FASTEST}的?(?:{called})?(?:是|为)\s*{re.escape(name)}(?:{called})?\s*"
            rf"|\s*{YEAR}?{re.escape(name)}(?:的|{called})*{FASTEST}\s*"
            rf"|\s*(?:the )?fastest[- ]growing (?:{ENGLISH[axis]} )?is {re.escape(name)}\.?\s*"
            rf"|\s*{re.escape(name)} grows (?:the )?fastest\.?\s*"
        )
        if re.fullmatch(pattern, clause, re.IGNORECASE):
            best = [*_leaders(plan, axis)]
            return None if not best or any(name in one for one in best) else (name, sorted(best[0])[0])
    return None


def _leaders(plan: Plan, axis: str) -> Iterator[set[str]]:
    """Who grows fastest as it is printed, in the plan, then in each pair of years; none where one is new."""
    grid, history = BY_KEY[axis].sales(plan), plan.workings.basis.history
    books: list[Book] = [dict(zip(grid.nodes, map(Fraction, grid.totals), strict=True))] if grid else []
    years = sorted(history.years, reverse=True)
    books += [{name: Fraction(sold.total) for name, sold in history.by(axis, year).items()} for year in years]
    if not any(books[1:]):
        books.append({name: Fraction(sold) for name, sold in BY_KEY[axis].last(plan).items()})
    names = {*books[0]}
    whole = [book for book in books if len(names) > 1 and all(book.get(name, 0) > 0 for name in names)]
    if len(whole) < 2 or whole[0] is not books[0]:
        return
    for now, then in pairwise(whole):
        grown = {name: tenths(now[name] / then[name]) or 0 for name in names}
        yield {name for name in names if grown[name] == max(grown.values())}


def _alone(plan: Plan, clause: str) -> Iterator[tuple[str, str]]:
    """The one row of all axes that a clause names, with its axis; nothing where it names several."""
    axes = (*AXES, "store", "person")
    named = {(axis, one) for axis in axes for one in BY_KEY[axis].nodes(plan) if len(one) > 1 and one in clause}
    if len(named) == 1 and (only := named.pop())[0] in AXES:
        yield only


def _part(name: Text, rate: str | None, words: str | None, values: set[Fraction]) -> Iterator[Said]:
    if rate:
        yield name, rate, rate_of(rate), [*values], "percent"
    elif words and values and min(abs(Fraction(*FRACTIONS[words.lower()]) - one) for one in values) > ROUGH:
        stated = Fraction(*FRACTIONS[words.lower()])
        yield name, printed(stated * 100, 1), stated, [*values], "percent"


def _parts(plan: Plan, axis: str, name: str) -> set[Fraction]:
    """A row's part of all sales, in the plan and in every year known."""
    whole = [{n: book[n] for n in BY_KEY[axis].nodes(plan) if n in book} for book in books_of(plan).sold("")]
    grid, history = BY_KEY[axis].sales(plan), plan.workings.basis.history
    held = {book[name] / total for book in whole if name in book and (total := sum(book.values()))}
    held |= {part for one in (grid,) if one and (part := ratio(one.of(name), one.total)) is not None}
    for year in history.years:
        sold, region = history.by(axis, year).get(name), history.region(year)
        if sold and region and (part := ratio(sold.total, region.total)) is not None:
            held.add(Fraction(part))
    return held


OUTRIGHT = (year_amounts, parts, months)
IN_WORDS = (parts, months)
"""Those that a clause without a digit may be of."""
