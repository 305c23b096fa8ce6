"""What texts say of markets, networks, money, heads and new items that stand in a field of the plan: the same figure?

Each kind of statement is a pattern with the figures that it may mean; what no field holds is let be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from planforge.checks.outright import IN_WORDS, OUTRIGHT, fastest
from planforge.checks.plain import PLAIN
from planforge.checks.prose import AMOUNT, CLAUSES, CODES, NUMERALS, RATE, in_digits, is_later, slack_of, texts
from planforge.checks.regional import FIGURES, Said, asked_amount, money_of, rate_of, spending
from planforge.checks.remarks import REMARKS
from planforge.checks.rule import Rule, money
from planforge.checks.together import OF_SEVERAL
from planforge.numbers import growth, ratio
from planforge.plan.growth.network import NodeCount
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.wording import percent, printed

COUNT = r"(\d[\d,]*)"
MARKET = re.compile(
    rf"(?:(?:市场)?(?:容量|规模)[^\d。；;]{{0,8}}|市场约\s*){AMOUNT}|\bmarket (?:of|is|at)\s*{AMOUNT}", re.IGNORECASE
)
WHOLE = re.compile(r"全区(?!域?平均)|\bthe region\b", re.IGNORECASE)
FASTER_SPENT = re.compile(
    rf"费用(?:总额|预算)?(?:的|只|仅|增长|增加|上升|约|了)*\s*{RATE}\s*(?:快|慢|高|低)"
    rf"|费用(?:总额|预算)?(?:增长|上升)了?\s*{RATE}|\bexpenses?\s+(?:grows?\s+|rises?\s+|is up\s+)?by\s+{RATE}",
    re.IGNORECASE,
)
OF_SALES = re.compile(
    rf"占(?:全年|年)?(?:销售额?|营业额|营业收入|业绩|净佣金收入|净佣金|收入)的?约?\s*{RATE}"
    rf"|(?<![\d.%]){RATE} of (?:sales|revenue|net commission)\b",
    re.IGNORECASE,
)
OVERDUE = re.compile(
    rf"占期初应收(?:余额|账款|总额)?的?约?\s*{RATE}|{RATE} of (?:the )?opening receivables", re.IGNORECASE
)
TOGETHER = re.compile(
    rf"(?:[一二两三四五六七八九十]|\d+)\s*(?:档|次|场)[^。；;]*?(?:共|合计|总计)\s*(?:约|花)?\s*{AMOUNT}"
)
FIRST_YEAR = re.compile(
    rf"首年(?:销售额?|目标|做到?|卖到?|计划|约|为)*\s*{AMOUNT}"
    rf"|\bfirst year(?:'s)? (?:sales |target )?(?:of|is|at)?\s*{AMOUNT}",
    re.IGNORECASE,
)

APPROVED = re.compile(rf"(?:销售|营业|业绩|年度|全年)(?:额|收入)?目标(?:为|定为|\s)*{AMOUNT}")
GRANTED = re.compile(rf"费用(?:总额|预算)(?:为|\s)*{AMOUNT}")
RESERVED = re.compile(rf"预备费(?:为|共|\s)*{AMOUNT}")
AGAINST = re.compile(
    rf"比(?:公司|总部)?下达(?:的|目标|指标)*(?:多|少|高|低)出?\s*{AMOUNT}"
    rf"|{AMOUNT}\s+(?:above|below) the assigned target",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"竞|行业|对手|全国|全省|候选|备选|考察|接触|意向|潜在|拜访|competitor|rival|candidate", re.IGNORECASE
)
WON = re.compile(r"开发|新增|新开|设商|开店|铺店|招募")
FIGURE = re.compile(r"\d")  # what only activities are counted without
TRAININGS = re.compile(rf"([{NUMERALS}]|\d+)\s*[次场]培训")
CAMPAIGNS = re.compile(rf"([{NUMERALS}]|\d+)\s*[档次场](?:主题)?(?:促销|营销活动|活动)")
_OURS = {
    "districts",
    "network",
    "strategies",
    "tactics",
    "actions",
    "promotions",
    "channels",
    "channel_policies",
    "training",
}


class Q16(Rule):
    severity = Severity.WARNING
    title = Text(
        "文字里的容量、网络、费用、人数或新品数与填的不符",
        "A text says another figure of market, network, money, heads or a new item than was filled in",
    )
    why = Text(
        "费用增加 117.3 万写成 127.3 万，紧挨着的表就能看出来。",
        "Expense up 1.173 million in the table and 1.273 in the sentence beside it: the reader sees both.",
    )
    message = Text("{name}这里写 {stated}，计划中是 {computed}", "{name}: {stated} here, {computed} in the plan")
    hint = Text("改正文字，或改正填的数", "correct the text, or what was filled in")

    def find(self, plan: Plan) -> Iterator[Problem]:
        figures = [_market, _network, _money, _heads, _first_year, *FIGURES, *REMARKS, *PLAIN, *OF_SEVERAL, *OUTRIGHT]
        for path, text in texts(plan.spec):
            if not CODES.isdisjoint(path) and path[:2] != ("targets", "growth_sources"):
                continue
            known = (
                [_asked, asked_amount, _reserve] if path[0] in _ELSEWHERE else [*figures, _asked, _beyond, _arranged]
            )
            for clause in CLAUSES.split(in_digits(text)) if path[0] not in _RULES else ():
                if is_later(clause, plan.spec.year):
                    continue
                asked = known if FIGURE.search(clause) else [one for one in known if one in (_arranged, *IN_WORDS)]
                found: dict[str, Problem] = {}  # by figure as it is written, of whatever it may be: each is told once
                for said in (said for of in asked for said in of(plan, path, clause, text)):
                    for problem in self._held(plan, path, said):
                        found.setdefault(said[1], problem)
                yield from found.values()
                yield from self._fastest(plan, path, clause, text)

    def _fastest(self, plan: Plan, path: Path, clause: str, text: str) -> Iterator[Problem]:
        if said := fastest(plan, path, clause, text):
            name = Text("增长最快的", "the fastest to grow")
            yield self.at(*path, name=name, stated=said[0], computed=said[1])

    def _held(self, plan: Plan, path: Path, said: Said) -> Iterator[Problem]:
        name, written, stated, values, kind = said
        slack = slack_of(written, stated)
        if not values or any(abs(stated - one) <= slack for one in values):
            return
        best = min(values, key=lambda one: abs(one - stated))
        yield self.at(*path, name=name, stated=_shown(plan, kind, stated), computed=_shown(plan, kind, best))


_RULES = {"roles", "rulebook", "unconfirmed", "not_applicable", "appraisal"}
_OF_REGION = {("situation", "market"), ("situation", "summary")}
_ELSEWHERE = {"control", "asks", "collection"}
"""Parts whose figures are limits, rules and requests; of requests only what is asked for is a figure of the plan."""


def _market(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """The market of the one district that is spoken of, or of the region."""
    spec = plan.spec
    for found in MARKET.finditer(clause):
        amount = found[1] or found[2]
        named = [one for one in spec.districts if one.name in clause]
        if not named and path[0] == "districts" and isinstance(path[1], int):
            named = [spec.districts[path[1]]]
        elif not named and path[:2] not in _OF_REGION and not WHOLE.search(clause[: found.end()]):
            continue
        known = [one.market for one in (named or spec.districts)]
        if len(named) > 1 or None in known:
            continue
        whole = sum((Fraction(one) for one in known if one is not None), Fraction(0))
        grown = whole * (1 + Fraction(spec.targets.market_growth or 0))
        name = named[0].name if named else ""
        yield Text(f"{name}市场容量", f"market {name}".strip()), amount, *money_of(amount, [whole, grown]), "money"


def _network(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """From so many to so many of a measure of the network, and how many there are in all."""
    for index, measure in enumerate(plan.network):
        nodes = [one for one in measure.districts if one.name in clause] or [measure.total, *measure.districts]
        unit, name = rf"(?:{re.escape(measure.unit)}|个|家)", re.escape(measure.name)
        whole = re.compile(
            rf"(?:^|[，,、：:（(]|全区|{'|'.join(re.escape(one.name) for one in measure.districts) or '全区'})\s*$"
        )
        rises = rf"{name}[^\d，。；;]{{0,4}}[由从]\s*{COUNT}\s*{unit}?\s*(?:增加?|扩大?|升|发展|做|提高)?[到至]\s*"
        moved = rf"{rises}{COUNT}(?![\d.]*\s*[%％万])"
        for found in re.finditer(rf"{moved}|\b{name} from {COUNT} to {COUNT}(?![\d.]*\s*%)", clause, re.IGNORECASE):
            if not whole.search(clause[: found.start()]):
                continue  # of some of them
            first, last = found[1] or found[3], found[2] or found[4]
            here = Text(measure.name, measure.name)
            yield here, first, _count(first), [Fraction(one.current) for one in nodes], "count"
            yield here, last, _count(last), [Fraction(end) for one in nodes for end in one.quarters], "count"
        if path[0] == "network" and path[1] == index and (universe := _universes(nodes)):
            for found in re.finditer(rf"总[量数][^。；;]{{0,20}}?的?{COUNT}\s*{unit}", clause):
                yield (
                    Text(f"{measure.name}总量", f"universe of {measure.name}"),
                    found[1],
                    _count(found[1]),
                    universe,
                    "count",
                )


def _universes(nodes: Sequence[NodeCount]) -> list[Fraction]:
    return [Fraction(one.universe) for one in nodes if one.universe is not None]


def _money(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """Of the budget, its lines, promotions and overdue receivables."""
    spec, budget, told = plan.spec, plan.budget, spending(plan)
    expense = Text("费用", "expense")
    if path[0] == "budget" and path[-1] == "reason":
        for found in FASTER_SPENT.finditer(clause):
            rates = [Fraction(one) for now, before in told if (one := growth(now, before)) is not None]
            rates += [Fraction(one) for now, before in told if (one := ratio(now, plan.targets.total)) is not None]
            rates += [Fraction(one) for now, before in told if (one := ratio(before, plan.targets.last)) is not None]
            rate = next(one for one in found.groups() if one)
            yield expense, rate, rate_of(rate), rates, "percent"
    if path[:2] == ("budget", "lines") and path[-1] == "note" and isinstance(path[2], int):
        line = next((one for one in budget.lines if one.name == spec.budget.lines[int(path[2])].name), None)
        for found in OF_SALES.finditer(clause) if line else ():
            rate, ratios = found[1] or found[2], [line.ratio, line.last_ratio] if line else []
            held = [Fraction(one) for one in ratios if one is not None]
            name = line.name if line else ""
            yield Text(f"{name}占比", f"{name} of sales"), rate, rate_of(rate), held, "percent"
    opening, overdue = (spec.collection.opening, spec.collection.overdue) if spec.collection else (None, None)
    for found in OVERDUE.finditer(clause) if opening and overdue else ():
        part = ratio(overdue, opening)
        rate = found[1] or found[2]
        yield (
            Text("逾期占期初应收", "overdue of opening receivables"),
            rate,
            rate_of(rate),
            [Fraction(part or 0)],
            "percent",
        )
    if path[0] == "tactics" and isinstance(path[1], int) and spec.tactics[path[1]].area == "promotion":
        code = spec.tactics[path[1]].code
        costs = [(one.tactic, Fraction(one.cost)) for one in spec.promotions if one.cost is not None]
        sums = [sum((cost for _, cost in costs), Fraction(0)), sum((c for by, c in costs if by == code), Fraction(0))]
        for found in TOGETHER.finditer(clause) if costs else ():
            yield Text("促销费用合计", "cost of promotions"), found[1], *money_of(found[1], sums), "money"


def _heads(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """More people of a role than there are: of fewer a text may speak."""
    spec = plan.spec
    held = Counter(role for role, _ in {(one.role, one.person) for one in spec.team} if role)
    for visit in spec.control.visits:
        held[visit.role] = max(held.get(visit.role, 0), visit.people or 0)
    for role, number in held.items():
        said = rf"{COUNT}\s*[名位个]\s*{re.escape(role)}(?!以上)"
        if path[0] != "training":  # others may be trained with them
            said += rf"|(?:^|[，,：:])\s*{re.escape(role)}\s*{COUNT}\s*[名位人](?!以上|次)"
        for found in re.finditer(said, clause):
            written = next(one for one in found.groups() if one)
            if _count(written) > number > 1:
                yield Text(role, role), written, _count(written), [Fraction(number)], "count"


def _first_year(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What a new item is to bring in its first year, where the text names just that one."""
    if path[0] != "targets":
        return
    where = text
    if path[:2] == ("targets", "growth_sources") and isinstance(path[2], int):
        where += plan.spec.targets.growth_sources[int(path[2])].name
    named = [one for one in plan.spec.new_items if one.name in where and one.target is not None]
    if len(named) != 1 or named[0].target is None:
        return
    sources = [
        Fraction(one.amount) for one in plan.spec.targets.growth_sources if named[0].name in one.name and one.amount
    ]
    for found in FIRST_YEAR.finditer(clause):
        amount = found[1] or found[2]
        name = Text(f"{named[0].name}首年", f"first year of {named[0].name}")
        yield name, amount, *money_of(amount, [Fraction(named[0].target), *sources]), "money"


def _asked(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What the superior is asked to approve, and the distance to what the company assigned."""
    targets, budget = plan.targets, plan.budget
    if path[0] == "asks":
        for found in APPROVED.finditer(clause):
            layers = [Fraction(layer.total) for layer in targets.layers.values()]
            yield (
                Text("销售目标", "target"),
                found[1],
                *money_of(found[1], [Fraction(targets.total), *layers]),
                "money",
            )
        for found in GRANTED.finditer(clause) if budget.lines else ():
            sums = [Fraction(budget.total), Fraction(budget.expense)]
            yield Text("费用预算", "budget"), found[1], *money_of(found[1], sums), "money"
        for found in RESERVED.finditer(clause):
            held = [Fraction(line.amount) for line in budget.lines if line.kind == "reserve"]
            yield Text("预备费", "reserve"), found[1], *money_of(found[1], held), "money"
    if targets.assigned is not None and path[0] in ("asks", "targets"):
        for found in AGAINST.finditer(clause):
            amount = found[1] or found[2]
            distance = [abs(Fraction(targets.total) - targets.assigned)]
            yield (
                Text("与下达目标之差", "distance to the assigned target"),
                amount,
                *money_of(amount, distance),
                "money",
            )


def _reserve(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """What a contingency plan draws of the reserve, in its measures and in its own field."""
    if path[:2] != ("control", "contingencies") or not isinstance(path[2], int):
        return
    drawn = plan.spec.control.contingencies[path[2]].reserve
    for found in RESERVED.finditer(clause) if drawn is not None else ():
        yield Text("动用预备费", "reserve drawn"), found[1], *money_of(found[1], [Fraction(drawn or 0)]), "money"


def _beyond(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """More outlets or dealers than there are at any time, and more overdue than there is."""
    spec = plan.spec
    if OTHER.search(clause) or path[0] not in _OURS:
        return
    for measure in plan.network:
        unit, name = rf"(?:{re.escape(measure.unit)}|个|家)", re.escape(measure.name)
        own = path[0] == "districts" and isinstance(path[1], int) and spec.districts[int(path[1])].name
        named = [one for one in measure.districts if one.name in clause or one.name == own]
        nodes = named if len(named) == 1 else [measure.total]
        most = max(max(one.universe or 0, one.current, *one.quarters) for one in nodes)
        for found in re.finditer(rf"(?<![\d.,]){COUNT}\s*{unit}(?:新|老)?{name}(?!以上)", clause):
            if _count(found[1]) > most > 0:
                yield Text(measure.name, measure.name), found[1], _count(found[1]), [Fraction(most)], "count"
        if path[0] == "actions" and WON.search(text) and nodes[0].new:
            seen = [one for node in nodes for one in (node.current, *node.quarters)]
            won = rf"(?<![\d.,]){COUNT}\s*{unit}(?:新)?{name}|{name}{COUNT}\s*{unit}"
            for found in re.finditer(won, clause):
                number = found[1] or found[2]
                if nodes[0].new < _count(number) <= most and _count(number) not in seen:
                    yield (
                        Text(f"新增{measure.name}", f"new {measure.name}"),
                        number,
                        _count(number),
                        [Fraction(nodes[0].new)],
                        "count",
                    )
    overdue = spec.collection.overdue if spec.collection else None
    for found in re.finditer(rf"逾期(?:应收)?(?:款|账款)?\s*{AMOUNT}", clause) if overdue else ():
        amount, held = money_of(found[1], [Fraction(overdue or 0)])
        if held and amount > held[0]:
            yield Text("逾期应收", "overdue receivables"), found[1], amount, held, "money"


def _arranged(plan: Plan, path: Path, clause: str, text: str) -> Iterator[Said]:
    """How many trainings and promotions there are."""
    if path[0] not in ("tactics", "actions", "strategies"):
        return
    for pattern, name, held in (
        (TRAININGS, Text("培训次数", "trainings"), plan.spec.training),
        (CAMPAIGNS, Text("促销次数", "promotions"), plan.spec.promotions),
    ):
        for found in pattern.finditer(clause) if held else ():
            number = NUMERALS.find(found[1]) + 1 if found[1] in NUMERALS else int(found[1]) if found[1].isdigit() else 0
            if number > 1:
                yield name, str(number), Fraction(number), [Fraction(len(held))], "count"


def _count(written: str) -> Fraction:
    return Fraction(written.replace(",", ""))


def _shown(plan: Plan, kind: str, value: Fraction) -> Text:
    if kind == "money":
        return money(plan, value)
    plain = percent(value) if kind == "percent" else printed(value, 2 if kind == "price" else 0)
    return Text(plain, plain)


RULES = (Q16,)
