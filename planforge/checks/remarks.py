"""What texts remark of funnels, attainment, stores, prices, sources and what is assigned that a field holds too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from planforge.checks.prose import AMOUNT, HAN, NUMBER, RATE
from planforge.checks.regional import Said, money_of, rate_of
from planforge.numbers import ratio
from planforge.plan.axes import BY_KEY
from planforge.plan.measures import asked
from planforge.plan.plan import Plan
from planforge.plan.targets.past import SalesHistory
from planforge.problem import Path, Text
from planforge.wording import numbers

OTHERS = re.compile(
    r"行业|对手|竞品|同行|全国|全省|市场|月均|候选|备选|意向|潜在|拜访|\b(?:industry|rivals?|competitors?|candidates?)\b",
    re.IGNORECASE,
)
LIMIT_BEFORE = re.compile(
    r"(?:约|近|超过?|不[足到低超]于?过?|低于|高于|至少|最多|每|多|少|差|over|under|about|nearly|least|most)\s*$",
    re.IGNORECASE,
)
LIMIT_AFTER = re.compile(
    r"\s*(?:以[上下内]|左右|上下|多|余|起|至\s*\d|[-–~]\s*\d|个?百分点|or (?:more|less)|to \d)", re.IGNORECASE
)
STARTS = r"(?:^|[，,、：:；;（(]|其中|全区|\b(?:with|and|of) )\s*"
RISES = r"(?:增加?|升|提高?|做|扩大?|降|减少?)?[到至]"
REACHED = re.compile(
    rf"(?:年|只|仅|却|也|都|就|，|\s)完成(?:了)?(?:目标|年度目标|任务)?的?\s*{RATE}"
    rf"|\b(?:reached|made|achieved|came to|met)(?:(?: only)?|[^,;]*,) {RATE} of (?:its|the|their|his|her) target"
    rf"|\breached(?: only)? {RATE}(?=\s*(?:[,.;]|$))",
    re.IGNORECASE,
)
PART_OF_YEAR = re.compile(
    r"\d\s*月|季度|半年|[旬周日]|累计|\b(?:quarter|half|month|week|january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\b",
    re.IGNORECASE,
)
HOW_MANY = re.compile(
    r"(?<![\d.])(\d+)\s*(?:家|个)(?:门店|店|营业部|网点|片区)[里中，,]*(?:有|只有)?\s*(\d+)\s*(?:家|个)(?:完成|达成|达到|超过)了?(?:年度|全年)?目标"
    r"|\b(\d+) of (?:the |our )?(\d+) (?:stores|branches|shops|districts) (?:met|reached|hit) (?:their |the )?target",
    re.IGNORECASE,
)
AVERAGE = re.compile(
    rf"(?:平均(?:价格|单价|价)|均价)(?:为|是|在|按|达到?|\s)*{NUMBER}\s*元"
    rf"|\baverage price (?:of|is|was|at)\s*(?:[A-Z]{{3}} )?{NUMBER}(?!\s*%)",
    re.IGNORECASE,
)
SOURCES = re.compile(
    rf"(?:增量|增长)?来源(?:合计|共计|共|总计|加起来)(?:为|是|有)?\s*{AMOUNT}"
    rf"|\bsources (?:of growth )?(?:come|sum|add up|amount) to\s*{AMOUNT}",
    re.IGNORECASE,
)
ASSIGNED = re.compile(
    rf"(?:公司|总部|集团)下达(?:的)?(?:年度|全年|销售|营业额?)*(?:目标|指标|任务)?(?:为|是|的)?\s*{AMOUNT}"
    rf"|\bassigned (?:us |a target of |target of |target is )?{AMOUNT}",
    re.IGNORECASE,
)
DIVIDED = re.compile(rf"{AMOUNT}\s*[÷/]\s*{AMOUNT}")


def factors(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What is multiplied in a funnel, where the region is spoken of: as many seats, so many turns a day."""
    if path[:2] not in (("review", "summary"), ("targets", "reason")) and path[0] not in (
        "objectives",
        "summary",
        "principles",
        "strategies",
    ):
        return
    named = [one for key in ("district", "store", "person") for one in BY_KEY[key].nodes(plan) if one in clause]
    every = [factor for funnel in plan.spec.targets.funnels for factor in funnel.factors]
    for name in {factor.name for factor in every} if not named and not OTHERS.search(clause) else ():
        of = [factor for factor in every if factor.name == name]
        held = [Fraction(value) for one in of for value in (one.last, one.plan) if value is not None]
        stem = re.sub("(?:数量?|率|消费|金额)$", "", name)
        called = "|".join(map(re.escape, {name, stem if len(stem) > 1 else name}))
        unit = re.escape(of[0].unit or "")
        if not unit:
            continue
        rises = rf"(?:[由从]\s*{NUMBER}\s*{unit}?\s*{RISES})?"
        for found in re.finditer(
            rf"{STARTS}(?:{called})(?:为|是|约|\s)*{rises}(?:{RISES})?\s*{NUMBER}\s*{unit}", clause, re.IGNORECASE
        ):
            if LIMIT_AFTER.match(clause, found.end()):
                continue
            for written in (one for one in found.groups() if one):
                stated = rate_of(written) if unit == "%" else Fraction(written.replace(",", ""))
                yield Text(name, name), written, stated, held, "percent" if unit == "%" else "price"


def met(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """How far a district or store met last year's target, wherever it is said."""
    rows = [one for one in (*plan.review.districts, *plan.review.stores) if one.rate is not None]
    for found in REACHED.finditer(clause):
        before = clause[: found.start()]
        at, node = max(
            ((before.rfind(one.name), one) for one in rows),
            key=lambda one: (one[0], len(one[1].name)),
            default=(-1, None),
        )
        if node is None or at < 0 or PART_OF_YEAR.search(before[at:].replace(f"{plan.spec.year - 1}", "")):
            continue
        if not LIMIT_AFTER.match(clause, found.end()):
            rate = found[1] or found[2] or found[3]
            name = Text(f"{node.name}达成率", f"attainment of {node.name}")
            yield name, rate, rate_of(rate), [Fraction(node.rate or 0)], "percent"


def how_many_met(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """How many stores, or districts, of how many met last year's target."""
    for found in HOW_MANY.finditer(clause):
        whole, some = (int(found[1]), int(found[2])) if found[1] else (int(found[4]), int(found[3]))
        rows = plan.review.districts if re.search("片区|districts", found[0], re.IGNORECASE) else plan.review.stores
        rates = [one.rate for one in rows if one.rate is not None]
        if len(rates) == len(rows) > 0:
            reached = Fraction(sum(rate >= 1 for rate in rates))
            yield Text("完成目标的数目", "how many met the target"), str(some), Fraction(some), [reached], "count"
            yield (
                Text("考核的数目", "how many had a target"),
                str(whole),
                Fraction(whole),
                [Fraction(len(rows))],
                "count",
            )


def average_price(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """The average price of all that is sold, or a product's own, in either year."""
    targets = plan.targets
    named = [one for one in plan.spec.products if one.name in text]
    if OTHERS.search(clause) or len(named) > 1 or any(item.name in text for item in plan.spec.new_items):
        return
    held = [Fraction(price) for one in named for price in (one.price, one.last_price) if price is not None]
    if not named and targets.volumes is not None and targets.volumes.total and targets.last_volume and targets.last:
        held = [Fraction(targets.last, targets.last_volume), Fraction(targets.total, targets.volumes.total)]
    for found in AVERAGE.finditer(clause) if held else ():
        written = found[1] or found[2]
        if not LIMIT_AFTER.match(clause, found.end()):
            yield Text("均价", "average price"), written, Fraction(written.replace(",", "")), held, "price"


def part_of_year(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """The part of the year that half of it, or a quarter, makes up of the region's sales."""
    if path[0] not in ("targets", "summary", "principles", "strategies", "objectives"):
        return
    grids = [grid.months for grid in (plan.targets.districts, plan.targets.last_districts) if grid and grid.total]
    for found in re.finditer(
        rf"(?:^|[，,、：:])\s*(?:([上下])半年|([一二三四])季度)占全年(?:销售额?|目标)?的?\s*{RATE}", clause
    ):
        first, last = (0, 6) if found[1] == "上" else (6, 12)
        if found[2]:
            first = 3 * "一二三四".index(found[2])
            last = first + 3
        held = [Fraction(sum(months[first:last]), sum(months)) for months in grids]
        yield Text("占全年", "part of the year"), found[3], rate_of(found[3]), held, "percent"


def sources(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What all sources of growth come to."""
    amounts = [one.amount for one in plan.gap.sources] if plan.gap else []
    for found in SOURCES.finditer(clause) if amounts else ():
        written = found[1] or found[2]
        held = [Fraction(sum(amounts)), Fraction(sum(amounts) + (plan.gap.trend if plan.gap else 0))]
        yield Text("增量来源合计", "sources of growth in all"), written, *money_of(written, held), "money"


def assigned(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What the company has assigned: the year, a month or a product of it."""
    given = plan.spec.targets
    if given.assigned is None:
        return
    held = [Fraction(one) for one in (given.assigned, *given.assigned_months, *given.assigned_products.values())]
    for found in ASSIGNED.finditer(clause):
        written = found[1] or found[2]
        yield Text("公司下达的目标", "the target assigned"), written, *money_of(written, held), "money"


def counted(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """How many of a measure of the network there are in all, the number before its name."""
    if OTHERS.search(clause) or (path[0] == "situation" and path[1:2] != ("dealers",)):
        return
    below = {name for key in ("product", "channel", "person", "store") for name in BY_KEY[key].nodes(plan)}
    below |= {one.name for one in plan.spec.counties} | {one.name for one in plan.spec.situation.dealers.items}
    for measure in plan.network if not any(name in clause for name in below) else ():
        named = [one for one in measure.districts if one.name in clause]
        nodes = named or [measure.total]
        values = [v for n in nodes for v in (n.current, n.target, n.new, n.universe, *n.quarters) if v is not None]
        unit, name = rf"(?:{re.escape(measure.unit)}|个|家)", re.escape(measure.name)
        said = (
            rf"(?:现有|目前有|年初有?|年[底末](?:达到?|有|为)|总共有?|一共有?)\s*{NUMBER}\s*{unit}(?:有效|活跃)?{name}(?!{HAN}*[里中])"
            rf"|\b(?:we have|region has|there are|now has|now have|in all)\s+{NUMBER}(k| thousand)?\s+{name}\b"
        )
        for found in re.finditer(said, clause, re.IGNORECASE):
            written = found[1] or found[2]
            stated = Fraction(written.replace(",", "")) * (1000 if found[3] else 1)
            yield Text(measure.name, measure.name), written, stated, [Fraction(one) for one in values], "count"


def part_within(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """A channel's or product's part of the sales of the one district that is spoken of."""
    own = plan.spec.districts[path[1]].name if path[0] == "districts" and isinstance(path[1], int) else None
    if own is None:
        return
    named = [one.name for one in plan.spec.districts if one.name in clause] or [own]
    if len(named) != 1:
        return
    for found in re.finditer(rf"^\s*{RATE} of (?:our |the region's )?(?:sales|revenue|turnover)\b", clause):
        grids = [grid for grid in (plan.targets.districts, plan.targets.last_districts) if grid]
        parts = [ratio(grid.of(own), grid.total) for grid in grids if own in grid.nodes]
        held = [part for part in parts if part is not None]
        yield Text(f"{own}占比", f"{own} of sales"), found[1], rate_of(found[1]), held, "percent"
    for axis in ("channel", "product"):
        for node in BY_KEY[axis].nodes(plan):
            for found in re.finditer(rf"(?:^|[，,、：:]){re.escape(node)}占\s*{RATE}", clause):
                history = SalesHistory.of(plan.spec)
                held = [
                    part
                    for year in history.years
                    if (sold := history.cube(("district", axis), year).get((named[0], node)))
                    and (all_ := history.by("district", year).get(named[0]))
                    and (part := ratio(sold.total, all_.total)) is not None
                ]
                name = Text(f"{named[0]}{node}占比", f"{node} in {named[0]}")
                yield name, found[1], rate_of(found[1]), held, "percent"


def seats(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """How many seats or rooms the stores of a district have, where its own text counts them."""
    if path[0] != "districts" or not isinstance(path[1], int):
        return
    there = [store for store in plan.spec.stores if store.district == plan.spec.districts[path[1]].name]
    unit = re.sub(r"[（(].*", "", plan.spec.words.get("size", ""))
    if not there or any(store.size is None for store in there) or any(store.name in clause for store in there):
        return
    old = sum(store.size or 0 for store in there if store.opens is None)
    for found in re.finditer(rf"家(?:门?店|营业部)?\s*(?:共|有|合计)?\s*{NUMBER}\s*个?(座位|包厢|房间)", clause):
        if unit and found[2] not in unit:
            continue
        held = [Fraction(old), Fraction(sum(store.size or 0 for store in there))]
        yield Text("座位（包厢）数", "seats or rooms"), found[1], Fraction(found[1].replace(",", "")), held, "count"


def metrics(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """From what to what a rate went that the review measures last year by its name: it ended there, or begins there."""
    ended = path[:2] in (("review", "summary"), ("review", "achievements"))
    if not ended and path[0] not in ("objectives", "budget"):
        return
    begins = r"(?:[由从]\s*|\s+(?:went |fell |rose |goes )?from )"
    known = {word for words in asked().values() for word in words}  # another rule has where these end
    for metric in plan.spec.review.metrics:
        stated = re.fullmatch(RATE, str(metric.actual).strip())
        if stated is None or (ended and metric.name.lower() in known):
            continue
        went = rf"{STARTS}[把将]?{re.escape(metric.name)}{begins}{RATE}[^\d，。；;]{{0,6}}(?:[到至]|\bto)\s*{RATE}"
        for found in re.finditer(went, clause, re.IGNORECASE):
            written = found[2] if ended else found[1]
            yield Text(metric.name, metric.name), written, rate_of(written), [rate_of(stated[1])], "percent"


def stores(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """More of our stores than there are: of fewer a text may speak."""
    count = len(plan.spec.stores)
    if path[0] not in ("promotions", "actions", "training", "pricing", "new_items", "tactics") or OTHERS.search(clause):
        return
    for found in re.finditer(r"(?<![\d.,])(\d+)\s*家(?:门店|直营店|店)(?!以上)|\b(\d+) (?:stores|branches)\b", clause):
        number = int(found[1] or found[2])
        if count < number < 2 * count:  # far more of them are others'
            yield Text("门店数", "stores"), f"{number}", Fraction(number), [Fraction(count)], "count"


def divided(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """A division in the remark on a metric of last year comes to what the metric states."""
    if path[:2] != ("review", "metrics") or path[-1] != "note" or not isinstance(path[2], int):
        return
    metric = plan.spec.review.metrics[path[2]]
    stated = re.fullmatch(RATE, str(metric.actual).strip())
    for found in DIVIDED.finditer(clause) if stated else ():
        (part, _), (whole, _) = (money_of(one, []) for one in found.groups())
        if whole and stated:
            rate = numbers("en").number(part / whole * 100, len(stated[1].partition(".")[2]))
            yield Text(metric.name, metric.name), rate, rate_of(rate), [rate_of(stated[1])], "percent"


REMARKS = (
    factors, met, how_many_met, average_price, part_of_year, sources, assigned, counted, part_within, seats, metrics,
    stores, divided,
)  # fmt: skip
