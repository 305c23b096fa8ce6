"""What plain sentences say of rows, networks, people, rivals and new items that a field of the plan holds too.

Each stands at the beginning of a clause or behind a comma, with nothing but filling words between name and figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planforge.checks.prose import AMOUNT, NUMBER, RATE
from planforge.checks.regional import Said, money_of, rate_of
from planforge.checks.remarks import LIMIT_AFTER, OTHERS, STARTS
from planforge.numbers import ratio
from planforge.plan.axes import BY_KEY
from planforge.plan.measures import At, asked, last_year, planned
from planforge.plan.plan import Plan
from planforge.problem import Path, Text

AXES = ("district", "product", "channel", "store")
YEARS = r"(?:20\d\d\s*年|上年|去年|全年|今年|本年|年度|年[底末]|到|全区|区域|我们|的|把|将|使|让|要|\s)*"
REACHES = (
    rf"(?:[由从]\s*{NUMBER}\s*[%％名人位家个户]?\s*)?(?:{YEARS}(?:增?加|扩大?|发展|提高?|升|做|达|补|降)?[到至]?"
    r"|共有?|有|为|是|计划|目标|\s)*"
)
CAPPED = r"(?:控制|压|压缩|降|管|稳定?|保持)[在到]"
LAST = r"(?:上年|去年|20\d\d\s*年)"
SOLD = (
    r"(?:销售额?|营业额|业绩|收入|卖|做|完成|实现|提货|进货|"
    rf"达到?|了|的|为|是|共|约?只?有|\s|[由从]\s*{AMOUNT}\s*[到至])*"
)
PEOPLE = "名人位"


def parts(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """A row's part of the region's sales, where nothing else is named."""
    if path[0] in _ROWS or path[0] in ("situation", "review", "channel_policies"):
        return
    named = [one.name for one in plan.spec.districts if one.name in clause]
    for axis in AXES[:3]:
        grid, history = BY_KEY[axis].sales(plan), plan.workings.basis.history
        for name in grid.nodes if grid else ():
            if name not in clause or (named and named != [name]):
                continue
            for found in _figures(
                rf"{STARTS}{YEARS}{re.escape(name)}(?:的|要|将|\s)*占(?:比?[到至]|了)?\s*{RATE}", clause
            ):
                held = [ratio(grid.of(name), grid.total)] if grid else []
                for year in history.years:
                    sold, whole = history.by(axis, year).get(name), history.region(year)
                    held.append(ratio(sold.total, whole.total) if sold and whole else None)
                last = BY_KEY[axis].last(plan)
                held.append(ratio(last.get(name), plan.targets.last))
                known = [Fraction(one) for one in held if one is not None]
                yield Text(f"{name}占比", f"{name} of sales"), found[1], rate_of(found[1]), known, "percent"


def attainments(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """How far a district or store met its target last year; in its own text without its name."""
    own = _own(plan, path)
    for node in (*plan.review.districts, *plan.review.stores):
        if node.rate is None:
            continue
        name = re.escape(node.name)
        said = rf"{STARTS}(?:{LAST}\s*{name}|{name}(?:的|\s)*{LAST})(?:的|销售|目标|任务|\s)*(?:达成率|完成率)"
        if node.name == own:
            said = rf"(?:{said}|{STARTS}(?:{LAST}(?:的|销售|目标|\s)*)?(?:达成率|完成率))"
        for found in _figures(rf"{said}(?:为|是|只?有|仅|达到?|\s)*{RATE}", clause):
            here = Text(f"{node.name}达成率", f"attainment of {node.name}")
            yield here, found[1], rate_of(found[1]), [Fraction(node.rate)], "percent"


def displays(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """Display rates: of a district that stands before the word or whose text it is, else of the region."""
    shown = plan.display
    if shown is None or path[0] in ("training", "promotions"):
        return
    rows = dict(zip(shown.districts, zip(shown.current, shown.rates, strict=True), strict=True))
    districts = "|".join(map(re.escape, rows)) or r"(?!)"
    for found in _figures(
        rf"{STARTS}{YEARS}({districts})?(?:的|各|展厅|终端|\s)*{re.escape(shown.measure)}{YEARS}"
        rf"(?:[由从]\s*{RATE}\s*)?(?:提高?|升|做|达)?[到至为是]?\s*{RATE}",
        clause,
    ):
        name = found[1] or _own(plan, path) or ""
        if not name and any(one in clause for one in rows):
            continue
        now, rates = rows.get(name, (shown.total_current, shown.total_rates))
        held = [Fraction(one) for one in (now, *rates) if one is not None]
        for written in (one for one in found.groups()[1:] if one):
            said = Text(f"{name}{shown.measure}", f"{shown.measure} {name}".strip())
            yield said, written, rate_of(written), held, "percent"


def capped(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """A limit to the region's expense or wages that lies below what is planned."""
    for key, called in (("expense_ratio", "费用率"), ("wage_ratio", "人工成本率")):
        value = planned(plan, key)
        if value is None or path[0] not in _WHOLE or _named(plan, clause):
            continue
        words = "|".join(sorted(map(re.escape, asked()[key]), key=len, reverse=True))
        for found in re.finditer(rf"{STARTS}{YEARS}(?:{words}){YEARS}{CAPPED}\s*{RATE}", clause, re.IGNORECASE):
            if rate_of(found[1]) < value:
                yield Text(called, key.replace("_", " ")), found[1], rate_of(found[1]), [Fraction(value)], "percent"


def sold_last(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What a row, dealer or county sold last year."""
    history, before = plan.workings.basis.history, plan.spec.year - 1
    last = rf"(?:上年|去年|{before}\s*年)"
    if OTHERS.search(clause) or not re.search(rf"{last}|last year|in {before}", clause, re.IGNORECASE):
        return
    held: dict[str, list[Fraction]] = {}
    for axis in AXES:
        for name in BY_KEY[axis].nodes(plan):
            known: list[Decimal | int | None] = [BY_KEY[axis].last(plan).get(name)]
            known += [sold.total if (sold := history.by(axis, year).get(name)) else None for year in history.years]
            held.setdefault(name, []).extend(Fraction(one) for one in known if one is not None)
    for goal in (*plan.review.districts, *plan.review.stores, *plan.review.areas, *plan.review.managers):
        held.setdefault(goal.name, []).extend(Fraction(one) for one in (goal.target, goal.actual) if one is not None)
    for units in (plan.dealers, plan.counties):
        for unit in units.named if units else ():
            held.setdefault(unit.name, []).extend([Fraction(unit.last)] if unit.last is not None else [])
    for name, values in held.items():
        if name not in clause or len(name) < 2:
            continue
        called = re.escape(name)
        for found in _figures(
            rf"{STARTS}(?:{called}{last}|{last}{called}){SOLD}{AMOUNT}"
            rf"|^\s*(?:last year|in {before}),? {called} (?:sold|made|reached|did|brought) {AMOUNT}"
            rf"|^\s*{called} (?:sold|made|reached|did|brought) {AMOUNT} (?:last year|in {before})",
            clause,
            re.IGNORECASE,
        ):
            written = [one for one in found.groups() if one]
            said = Text(f"{name}上年销售", f"sales of {name} last year")
            yield said, written[-1], *money_of(written[-1], values), "money"


def numbers(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """How many of a measure there are to be, or are to be added: in all, or in a district right before the name."""
    if OTHERS.search(clause) or path[0] not in _WHOLE | {"districts"}:
        return
    for measure in plan.network:
        name = re.escape(measure.name)
        units = f"[{PEOPLE}]" if measure.unit in PEOPLE else rf"(?:{re.escape(measure.unit)}|[家个])"
        districts = {one.name: one for one in measure.districts}
        where = "|".join(map(re.escape, districts)) or r"(?!)"
        total = rf"{STARTS}{YEARS}({where})?(?:的|片区|\s)*{name}(?!店|\w*奖){REACHES}{NUMBER}\s*{units}"
        added = (
            rf"{STARTS}{YEARS}({where})?(?:的|片区|\s)*{name}{YEARS}(?:净?新增|新[签开]|净增)加?\s*{NUMBER}\s*{units}"
        )
        ends = rf"^\s*()(?:we (?:have|reach) )?{NUMBER} {name} (?:by|at) (?:the )?(?:year[- ]end|end of the year)"
        wins = rf"^\s*({where})? ?(?:signs|wins) {NUMBER} (?:new )?{name}\b"
        for pattern, new in ((total, False), (added, True), (ends, False), (wins, True)):
            for found in _figures(pattern, clause, re.IGNORECASE):
                own = found[1] or ("" if pattern in (ends,) else _own(plan, path) or "")
                node = districts.get(own, measure.total)
                if own == "" and any(one in clause for one in districts):
                    continue
                values = (node.new, node.new - node.closed) if new else (node.current, node.target, *node.quarters)
                held = [Fraction(one) for one in (*values, *(() if new else (node.universe,))) if one is not None]
                last = found.groups()[-1]
                here = Text(
                    f"{own}{'新增' if new else ''}{measure.name}",
                    f"{'new ' if new else ''}{measure.name} {own}".strip(),
                )
                yield here, last, Fraction(last.replace(",", "")), held, "count"


def new_items(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What a new item is to sell."""
    if path[0] in ("situation", "review", "new_items"):
        return
    for item in plan.spec.new_items:
        if item.target is None or _named(plan, item.name):
            continue
        held = [item.target, *(one.amount for one in plan.spec.targets.growth_sources if item.name in one.name)]
        for found in _figures(
            rf"{STARTS}{YEARS}{re.escape(item.name)}(?:首年|上市|销售额?|目标|{YEARS})*(?:做到?|卖到?|完成|实现|达到?|目标|首年)(?:为|是|\s)*{AMOUNT}"
            rf"|^\s*{re.escape(item.name)} (?:sells|reaches|makes|brings) {AMOUNT}",
            clause,
            re.IGNORECASE,
        ):
            written = found[1] or found[2]
            values = [Fraction(one) for one in held if one is not None]
            yield Text(item.name, item.name), written, *money_of(written, values), "money"


def rivals(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """A competitor's part of the region's market."""
    competitors = plan.spec.situation.competitors
    if not competitors or path[0] == "districts" or any(one.name in clause for one in plan.spec.districts):
        return
    for rival in competitors:
        short = re.sub(r"[（(].*", "", rival.name)
        if rival.share is None or len(short) < 2:
            continue
        called = rf"{re.escape(short)}(?:{re.escape(rival.name[len(short) :])})?"
        for found in _figures(
            rf"{STARTS}{called}(?:的|市场|占有率|份额|达到?|为|是|\s)*(?:占(?:有率|了)?|份额)(?:为|是|达到?|到|\s)*{RATE}"
            rf"|^\s*{called} (?:holds|has) {RATE} of the market",
            clause,
            re.IGNORECASE,
        ):
            rate, said = found[1] or found[2], Text(f"{rival.name}占有率", f"share of {rival.name}")
            yield said, rate, rate_of(rate), [Fraction(rival.share)], "percent"


def overdue(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """More overdue than there is."""
    owed = plan.spec.collection.overdue if plan.spec.collection else None
    if owed is None or path[0] not in _WHOLE or _named(plan, clause):
        return
    for found in re.finditer(
        rf"{STARTS}{YEARS}逾期(?:应收)?(?:款|账款)?(?:共|为|的|\s)*{AMOUNT}"
        rf"|^\s*overdue (?:receivables )?(?:of )?{AMOUNT}",
        clause,
        re.IGNORECASE,
    ):
        written = found[1] or found[2]
        amount, held = money_of(written, [Fraction(owed)])
        if held and amount > held[0]:
            yield Text("逾期应收", "overdue receivables"), written, amount, held, "money"


def market_share(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """A district's share of its market."""
    for name in (one for one in BY_KEY["district"].nodes(plan) if one in clause):
        for found in re.finditer(rf"\b{re.escape(name)} (?:holds|has|takes) {RATE} of (?:its|the) market", clause):
            values = [of(plan, "market_share", At("district", name)) for of in (planned, last_year)]
            held = [Fraction(one) for one in values if one is not None]
            yield Text(f"{name}占有率", f"market share of {name}"), found[1], rate_of(found[1]), held, "percent"


_ROWS = {"districts", "products", "channels", "stores"}
_WHOLE = {"principles", "summary", "objectives", "budget", "strategies", "targets"}
"""Parts in which what nobody is named for is the region's."""


def _figures(pattern: str, clause: str, flags: int = 0) -> Iterator[re.Match[str]]:
    """Where a clause says so, but for figures that are limits."""
    return (found for found in re.finditer(pattern, clause, flags) if not LIMIT_AFTER.match(clause, found.end()))


def _own(plan: Plan, path: Path) -> str | None:
    """The district whose text it is."""
    return plan.spec.districts[path[1]].name if path[0] == "districts" and isinstance(path[1], int) else None


def _named(plan: Plan, clause: str) -> bool:
    """Whether a clause names a row of the plan."""
    return any(name in clause for axis in AXES for name in BY_KEY[axis].nodes(plan))


PLAIN = (
    parts, attainments, displays, capped, sold_last, numbers, new_items, rivals, overdue, market_share,
)  # fmt: skip
