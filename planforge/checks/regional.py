"""What texts say of the region's market, spending, prices, weights and signings that a field of the plan holds too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from planforge.checks.prose import AMOUNT, NUMBER, NUMERALS, RATE
from planforge.numbers import Exact, ratio
from planforge.plan.measures import last_year, planned
from planforge.plan.plan import Plan
from planforge.problem import Path, Text
from planforge.spec.values import parse_signed_money

Said = tuple[Text, str, Fraction, list[Fraction], str]
"""Of what, as it is written, its value, what the plan has, its kind: money, percent, count or price."""

GROWS = re.compile(
    rf"市场(?:容量|规模|总量)?(?:约?\s*{AMOUNT})?，?(?:预计|每年|年均|一年|自然|只|仅|约)*(?:增长率?|长|增幅|增速)(?:为|约|了)*\s*{RATE}"
    rf"|\bmarket (?:that |which )?(?:grows|growth)(?: of| is| by| at| only)*\s*{RATE}",
    re.IGNORECASE,
)
THEN = re.compile(r"20\d\d|上年|去年|过去|近[一二三两]年|全国|全省|行业|\blast\b|\bindustry\b|\bnation", re.IGNORECASE)
PART_OF_MARKET = re.compile(rf"容量占(?:了)?(?:全区)?的?\s*{RATE}|\b{RATE} of (?:the|our) market\b", re.IGNORECASE)
PART_OF_SALES = re.compile(
    rf"容量占[^。；;]*?，销售额?(?:却)?[只仅]?占(?:全区)?的?\s*{RATE}"
    rf"|of the market (?:and|but) (?:only )?{RATE} of (?:our|its) sales\b",
    re.IGNORECASE,
)
WEIGHT = re.compile(
    rf"(销售|回款|费用|毛利|贡献|利润)[^\d，、。；;]{{0,4}}(?:占|权重)\s*{RATE}|\b(sales|collection|expense)s?\s+{RATE}",
    re.IGNORECASE,
)
KINDS = {"销售": "sales", "回款": "collection", "费用": "expense"}
APPRAISED = re.compile(r"项指标|考核|权重|得分|\bmetrics\b|\bweights?\b|\bapprais", re.IGNORECASE)
OVERDUE = re.compile(rf"([{NUMERALS}两]|\d+)家[^\d，。；;]{{0,6}}(?:逾期|拖欠)(各)?(?:共|合计)?\s*{AMOUNT}")
AVERAGE = re.compile(
    rf"均价[由从]\s*{NUMBER}元\s*(?:提高|上?升|涨|增加?)[到至]\s*{NUMBER}元"
    rf"|\baverage (?:price|case)[^\d;]{{0,24}}\bfrom (?:[A-Z]{{3}} )?{NUMBER} to (?:[A-Z]{{3}} )?{NUMBER}(?!\s*%)",
    re.IGNORECASE,
)
MORE = re.compile(
    rf"(?:^|[，,：:])\s*(?:全区|区域)?(销售|毛利|费用|区域贡献|边际贡献)(?:额|总额|预算|合计)*(?:增加|减少|多|少)了?\s*{AMOUNT}"
    rf"|{AMOUNT} (?:more|less) (sales|gross profit|expense|contribution)s?\b",
    re.IGNORECASE,
)
MEASURES = {"销售": "sales", "毛利": "gross_profit", "区域贡献": "contribution", "边际贡献": "contribution"}
ENGLISH = {"sales": "销售", "gross profit": "毛利", "expense": "费用", "contribution": "区域贡献"}
RATES = {"毛利率": "gross_margin", "费用率": "expense_ratio"}
OF_ALL = re.compile(
    rf"^(?:全年|全区|区域|年末)*(?:(毛利率|费用率)(?:提高|降低?|控制|做|达|保持|升)(?:到|在)\s*{RATE}"
    rf"|(应收)(?:账?款)?(?:降低?|压缩?|控制|升|增)(?:到|在)\s*{AMOUNT})(?!\s*(?:以|之)[内下上])"
)
ANYBODYS = {"strategies", "tactics", "principles", "asks", "summary", "channel_policies"}
"""Parts that are no one item's: what nobody is named for in a text of theirs is the region's."""
WHOSE = {"targets", "objectives", "budget", "summary", "asks", "principles"}
"""Parts in which what nobody is named for is the region's."""
SIGNED = re.compile(r"签约|设商|签协议|协议")


def market_growth(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """By how much the market grows in a year."""
    targets = plan.spec.targets
    known = [Fraction(rate) for rate in (targets.market_growth, targets.natural_growth) if rate is not None]
    for found in GROWS.finditer(clause) if known and targets.market_growth is not None else ():
        if not THEN.search(clause[: found.end()]):
            rate = found[2] or found[3]
            yield Text("市场增长", "growth of the market"), rate, rate_of(rate), known, "percent"


def parts_of_region(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """A district's part of the market, and of the sales that are set against it."""
    if not PART_OF_MARKET.search(clause):
        return
    named = [one for one in plan.spec.districts if one.name in clause]
    markets = [one.market for one in plan.spec.districts]
    if len(named) != 1 or named[0].market is None or None in markets:
        return
    name, whole = named[0].name, sum((Fraction(one) for one in markets if one is not None), Fraction(0))
    for found in PART_OF_MARKET.finditer(clause) if whole else ():
        held = [Fraction(named[0].market) / whole]
        rate = found[1] or found[2]
        yield Text(f"{name}占市场容量", f"{name} of the market"), rate, rate_of(rate), held, "percent"
    now, last = plan.targets.districts, plan.targets.last_districts
    parts = [ratio(grid.of(name), grid.total) for grid in (now, last) if grid and name in grid.nodes]
    for found in PART_OF_SALES.finditer(clause) if last else ():  # it may be last year's
        held = [part for part in parts if part is not None]
        rate = found[1] or found[2]
        yield Text(f"{name}占销售", f"{name} of sales"), rate, rate_of(rate), held, "percent"


def weights(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """The weights of the appraisal, as one of its schemes has them."""
    if path[0] not in ("tactics", "appraisal", "principles", "actions") or not APPRAISED.search(clause):
        return
    for found in WEIGHT.finditer(clause):
        metrics = [metric for scheme in plan.spec.appraisal.schemes for metric in scheme.metrics]
        name, rate = found[1] or found[3].lower(), found[2] or found[4]
        kind = KINDS.get(name, name)
        held = [Fraction(one.weight) for one in metrics if one.kind == kind or name in one.name.lower()]
        yield Text(f"{name}权重", f"weight of {kind}"), rate, rate_of(rate), held, "percent"


def of_all(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """The region's rates, and what it is owed when the year ends, where nobody else is named that they may be of."""
    parts = (plan.targets.districts, plan.targets.products, plan.targets.channels, plan.targets.people)
    if path[0] not in ANYBODYS or any(name in text for grid in parts if grid for name in grid.nodes):
        return
    if found := OF_ALL.search(clause):
        key = RATES.get(found[1] or "", "closing_receivables")
        held = [Fraction(one) for one in (planned(plan, key), last_year(plan, key)) if one is not None]
        if found[1]:
            yield Text(f"全区{found[1]}", found[1]), found[2], rate_of(found[2]), held, "percent"
        else:
            yield Text("年末应收", "closing receivables"), found[4], *money_of(found[4], held), "money"


def all_overdue(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What all who are overdue owe together, or each of them where they owe alike."""
    collection = plan.spec.collection
    if collection is None or not collection.overdue:
        return
    for found in OVERDUE.finditer(clause):
        number = int(found[1]) if found[1].isdigit() else NUMERALS.find(found[1].replace("两", "二")) + 1
        if number == len(collection.recovery) > 0:
            whole = Fraction(collection.overdue) / (number if found[2] else 1)
            yield Text("逾期应收", "overdue receivables"), found[3], *money_of(found[3], [whole]), "money"


def average_price(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """The average price, from last year's to this year's."""
    targets = plan.targets
    if targets.volumes is None or not targets.volumes.total or not targets.last_volume or targets.last is None:
        return
    prices = (Fraction(targets.last, targets.last_volume), Fraction(targets.total, targets.volumes.total))
    for found in AVERAGE.finditer(clause):
        for written, held in zip([one for one in found.groups() if one], prices, strict=True):
            yield Text("均价", "average price"), written, Fraction(written.replace(",", "")), [held], "price"


def spending(plan: Plan) -> list[tuple[int, int]]:
    """What is spent and was last year, with and without wages that stand apart; nothing where the latter is unknown."""
    budget = plan.budget
    whole = [(budget.expense, budget.last_expense)]
    if budget.total != budget.expense:
        known = budget.last_expense is not None and budget.last_wages is not None
        whole.append((budget.total, (budget.last_expense or 0) + (budget.last_wages or 0) if known else None))
    return [(now, before) for now, before in whole if before is not None and budget.lines]


def more_or_less(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """How much more or less than last year the region is to sell, earn and spend."""
    if path[0] not in WHOSE or path[:2] in (("targets", "growth_sources"), ("targets", "locks"), ("budget", "lines")):
        return
    for found in MORE.finditer(clause):
        pairs: list[tuple[Exact | None, Exact | None]] = [*spending(plan)]
        name, amount = (found[1], found[2]) if found[1] else (ENGLISH[found[4].lower()], found[3])
        if name in MEASURES:
            pairs = [(planned(plan, MEASURES[name]), last_year(plan, MEASURES[name]))]
        known = [(Fraction(now), Fraction(then)) for now, then in pairs if now is not None and then is not None]
        held = [abs(now - then) for now, then in known]
        english = next((en for en, zh in ENGLISH.items() if zh == name), name)
        yield Text(f"{name}增减", f"change of {english}"), amount, *money_of(amount, held), "money"


def asked_amount(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What is asked for, beside the amount at stake."""
    if path[0] != "asks" or path[-1] != "what" or not isinstance(path[1], int):
        return
    amount, written = plan.spec.asks[path[1]].amount, re.findall(AMOUNT, text, re.IGNORECASE)
    if amount is None or not written or clause not in text[: len(clause)]:
        return
    values = [money_of(one, [])[0] for one in written]
    if Fraction(amount) not in (*values, sum(values)):
        nearest = min(range(len(values)), key=lambda index: abs(values[index] - Fraction(amount)))
        yield Text("涉及金额", "amount at stake"), written[nearest], values[nearest], [Fraction(amount)], "money"


def signings(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """The month in which a new dealer signs."""
    if not SIGNED.search(clause):
        return
    for dealer in plan.spec.situation.dealers.items:
        for called in {dealer.name, dealer.county} if dealer.signs else ():
            for found in (
                re.finditer(rf"{re.escape(called)}[、\u4e00-\u9fff]{{0,5}}?(\d{{1,2}})月", clause) if called else ()
            ):
                held = [Fraction(dealer.signs.month)] if dealer.signs else []
                yield (
                    Text(f"{called}签约月份", f"month of signing {called}"),
                    found[1],
                    Fraction(found[1]),
                    held,
                    "count",
                )


def new_by_district(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """How many of a measure of the network each of some districts is to gain."""
    for measure in plan.network:
        districts = "|".join(re.escape(one.name) for one in measure.districts)
        unit, name = rf"(?:{re.escape(measure.unit)}|[个家])", re.escape(measure.name)
        each = rf"({districts})\s*(\d[\d,]*)\s*{unit}?"
        for found in (
            re.finditer(rf"新增(?:{name}|\s*[\d,]+\s*{unit}?{name}，其中)((?:[、，]?{each})+)", clause)
            if districts
            else ()
        ):
            for district, written in re.findall(each, found[1]):
                node = next(one for one in measure.districts if one.name == district)
                said = Text(f"{district}新增{measure.name}", f"new {measure.name} in {district}")
                held = [Fraction(node.new), Fraction(node.new - node.closed)]
                yield said, written, Fraction(written.replace(",", "")), held, "count"


def attained(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """How far districts and stores met their targets, where the year is summed up: a rate right behind each name."""
    if path[:2] != ("review", "summary") or not re.search("达成|attain", text) or re.search(r"占|增|毛利|费用", clause):
        return
    for node in (*plan.review.districts, *plan.review.stores):
        for found in re.finditer(rf"{re.escape(node.name)}\s*{RATE}", clause) if node.rate is not None else ():
            name = Text(f"{node.name}达成率", f"attainment of {node.name}")
            yield name, found[1], rate_of(found[1]), [Fraction(node.rate or 0)], "percent"


FIGURES = (
    market_growth, parts_of_region, weights, of_all, all_overdue, average_price, more_or_less, signings,
    new_by_district, attained,
)  # fmt: skip


def money_of(written: str, values: Sequence[Fraction]) -> tuple[Fraction, list[Fraction]]:
    """An amount as it is written and what it is held against; nothing where it is no amount."""
    try:
        return Fraction(parse_signed_money(written)), list(values)
    except ValueError:
        return Fraction(0), []


def rate_of(written: str) -> Fraction:
    """A percentage as a fraction of one."""
    return Fraction(written.replace(",", "")) / 100
