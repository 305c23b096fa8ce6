"""What texts promise of a product, channel, district, store, dealer, person or network, against its row of the plan."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from planforge.checks.prose import AMOUNT, CLAUSES, is_later, sentences, years_in
from planforge.checks.rule import Rule, money
from planforge.plan.growth.network import signed
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.days import parse_month
from planforge.spec.values import parse_signed_money

_BEGINS = 4  # characters of a Chinese name by which it is known: 学校网吧 of 学校网吧等特通
PAST = {"review", "situation", "history", "unconfirmed", "not_applicable", "roles", "rulebook", "asks"}
"""Parts that speak of what has been, or of other things than the year's figures."""
GOAL = re.compile(
    rf"(?:[由从自]\s*{AMOUNT}\s*)?(?:做到|达到|补到|增至|增到|增加到|提高到|提升到|扩大到|冲到|卖到|升至|完成|\bto\b|\breach(?:es)?\b)"
    rf"\s*(?:全年|约|about)?\s*(?:CNY\s*)?{AMOUNT}",
    re.IGNORECASE,
)
PART = re.compile(
    r"\d+\s*月(?!份?底)|[坪平]效|[一二三四上下]\s*(?:季度|半年)|季度|首[批月年单]|每|单[店点场家]|日均|月均|人均|平均|毛利|回款|应收|费用|预算|贡献|利润|库存"
    r"|\b(?:monthly|quarter|half|first|each|per|average|margin|profit|cash|receivables|cost|budget|stock)\b",
    re.IGNORECASE,
)
"""What makes an amount another figure than the sales of the year."""
GROUP = re.compile(r"(\d+)\s*家(?:落后|重点|老|新)?(?:门店|店)|\b(\d+)\s+(?:stores|branches|shops)\b", re.IGNORECASE)
BY_MONTH = re.compile(
    r"(?<!\d)(1[0-2]|[1-9]\s*)月(?:\d{1,2}\s*日)?\s*(?:底|末)?(?:前|之前|以前)"
    r"|\bby (?:the )?(?:end of |mid-?)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)


class Q13(Rule):
    severity = Severity.ERROR
    title = Text("文字里的数与它说的那一项不符", "A text promises another figure than its row has")
    why = Text(
        "战略里写做到 1,050 万，产品表里是 813 万，领导只会记住大的那个。",
        "A strategy that promises more than the table holds: the director remembers the greater.",
    )
    message = Text("“{name}”这里写 {stated}，计划中是 {computed}", "“{name}” is {stated} here, {computed} in the plan")
    hint = Text("改正文字，或调整这一项的目标", "correct the text, or the target of that row")
    limits = {"tolerance": Decimal("0.005")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        rows = _rows(plan)
        for path, text in sentences(plan.spec):
            if path[0] not in PAST and path[:2] != ("targets", "growth_sources"):
                for clause in CLAUSES.split(text):
                    yield from self._amounts(plan, rows, path, clause)
        yield from self._groups(plan)
        yield from self._dates(plan)

    def _amounts(self, plan: Plan, rows: Mapping[str, Row], path: Path, clause: str) -> Iterator[Problem]:
        """An amount that a clause says a row will reach."""
        if _of_another_year(clause, plan):
            return
        start = 0
        for found in GOAL.finditer(clause):
            said, start = clause[start : found.start()], found.end()
            named = _named(said, rows)
            stated = _amount(found[2])
            if not named or stated is None or PART.search(said) or GROUP.search(said):
                continue
            known = {value for name in named for value in rows[name].values} | _cells(plan, named)
            if len(named) > 1 and len({rows[name].axis for name in named}) == 1:
                known.add(sum(rows[name].values[0] for name in named))
            if known and all(self._differ(stated, value) for value in known):
                last = max(named, key=lambda name: said.rfind(name))
                best = min(known, key=lambda value: abs(Fraction(value) - Fraction(stated)))
                shown = rows[last].values[0] if len(named) == 1 else best
                yield self.at(*path, name=Text(last, last), stated=money(plan, stated), computed=money(plan, shown))

    def _groups(self, plan: Plan) -> Iterator[Problem]:
        """So many stores that are to reach an amount: the last of them by attainment, or those of a district."""
        stores, last = plan.targets.stores, plan.review.stores
        if stores is None:
            return
        ranked = sorted((s for s in last if s.rate is not None and s.name in stores.nodes), key=lambda s: s.rate or 0)
        for path, text in sentences(plan.spec):
            for clause in CLAUSES.split(text) if path[0] not in PAST | {"products", "channels"} else ():
                if _of_another_year(clause, plan):
                    continue
                group, goal = GROUP.search(clause), GOAL.search(clause)
                stated = _amount(goal[2]) if goal else None
                count = int(group[1] or group[2]) if group else 0
                if group is None or goal is None or stated is None or not 0 < count <= len(stores.nodes):
                    continue
                known = _sums(plan, count, [s.name for s in ranked])
                if known and goal.start() > group.start() and all(self._differ(stated, value) for value in known):
                    yield self.at(
                        *path, name=Text(group[0], group[0]), stated=money(plan, stated), computed=money(plan, known[0])
                    )

    def _dates(self, plan: Plan) -> Iterator[Problem]:
        """So many nodes of the network by a month, against the end of that quarter."""
        for path, name, count, month in _signings(plan):
            measure = next(one for one in plan.network if one.name == name)
            end = (month + 2) // 3
            added = measure.total.quarters[end - 1] - measure.total.current + measure.total.closed
            if count > added and count <= measure.total.new:
                quarter = Text(f"{'一二三四'[end - 1]}季度末", f"the end of Q{end}")
                yield self.at(
                    *path, name=Text(name, name),
                    stated=Text(f"{month}月底前 {count} {measure.unit}", f"{count} by the end of month {month}"),
                    computed=Text(f"{quarter.zh}新增 {added} {measure.unit}", f"{added} new at {quarter.en}"),
                )  # fmt: skip

    def _differ(self, one: Fraction | Decimal | int, other: int) -> bool:
        slack = max(Fraction(self.limit["tolerance"]) * abs(other), _half_digit(one))
        return abs(Fraction(one) - other) > slack


class Row(Struct, frozen=True):
    """A named thing with what the plan has for it: this year's target, and its other layers where it has some."""

    axis: str
    values: tuple[int, ...]


def _of_another_year(clause: str, plan: Plan) -> bool:
    year, named = plan.spec.year, years_in(clause)
    past = any(word in clause.lower() for word in (str(year - 1), "上年", "去年", "last year"))
    return past or is_later(clause, year) or bool(named and year not in named)


def _rows(plan: Plan) -> dict[str, Row]:
    """Everything with a target of the year by its name; a name of two things has the figures of both."""
    targets = plan.targets
    grids = (("district", targets.districts), ("product", targets.products), ("channel", targets.channels),
             ("store", targets.stores), ("person", targets.people))  # fmt: skip
    found: dict[str, Row] = {}
    for axis, grid in grids:
        for name, total in zip(grid.nodes, grid.totals, strict=True) if grid else ():
            before = found.get(name)
            found[name] = Row(axis, (*(before.values if before else ()), total))
    for layer in (targets.layers.get("stretch"), targets.layers.get("floor")):
        for name, total in zip(layer.districts.nodes, layer.districts.totals, strict=True) if layer else ():
            found[name] = Row(found[name].axis, (*found[name].values, total)) if name in found else Row("", (total,))
    for held in (plan.dealers, plan.counties):
        for unit in held.named if held else ():
            if unit.target is not None:
                before = found.get(unit.name)
                found[unit.name] = Row("unit", (*(before.values if before else ()), unit.target))
    return found


def _named(text: str, rows: Mapping[str, Row]) -> list[str]:
    """The rows that stand in a text, whole or by how a long name begins; of names within names the longest."""
    found = [name for name in rows if len(name) > 1 and name in text]
    found = [name for name in found if not any(name != other and name in other for other in found)]
    for name in rows:
        short = name[:_BEGINS]
        if len(name) > _BEGINS and not short.isascii() and short in text and name not in found:
            found += [name] if not any(short in other for other in rows if other != name) else []
    return found


def _cells(plan: Plan, named: Sequence[str]) -> set[int]:
    """Where a district and a product or channel are named together: what is planned of it there."""
    targets, found = plan.targets, set()
    for grid, cube in ((targets.products, targets.by_product), (targets.channels, targets.by_channel)):
        for district, name in ((d, n) for d in named for n in named if grid and cube):
            if grid and district in targets.districts.nodes and name in grid.nodes:
                months = cube[targets.districts.nodes.index(district)]
                found.add(sum(month[grid.nodes.index(name)] for month in months))
    return found


def _sums(plan: Plan, count: int, ranked: Sequence[str]) -> list[int]:
    """What so many stores are to sell: the last by attainment, those of a district, all, those to open."""
    stores = plan.targets.stores
    if stores is None:
        return []
    groups = [ranked[:count]] if len(ranked) >= count else []
    districts = dict.fromkeys(plan.targets.store_district.values())
    groups += [[s for s, d in plan.targets.store_district.items() if d == name] for name in districts]
    groups += [[s.name for s in plan.spec.stores if s.opens is not None], list(stores.nodes)]
    return [sum(stores.of(name) for name in group) for group in groups if len(group) == count]


def _signings(plan: Plan) -> Iterator[tuple[Path, str, int, int]]:
    """Path, measure of the network, how many, by the end of which month: of actions, tactics and strategies."""
    spec = plan.spec
    for index, action in enumerate(spec.actions):
        texts, due = [action.name, action.deliverable or ""], action.ends
        yield from _counted(("actions", index), texts, due, plan)
    for index, tactic in enumerate(spec.tactics):
        yield from _counted(("tactics", index), [tactic.name, tactic.detail or ""], None, plan)
    for index, text in enumerate(spec.principles):
        yield from _counted(("principles", index), [text], None, plan)
    for index, strategy in enumerate(spec.strategies):
        yield from _counted(("strategies", index), [strategy.statement, strategy.why or ""], None, plan)


def _counted(
    path: Path, texts: Sequence[str], due: datetime.date | None, plan: Plan
) -> Iterator[tuple[Path, str, int, int]]:
    whole = "，".join(texts)
    by = BY_MONTH.search(whole)
    month = parse_month(by[1] or by[2]) if by else due.month if due and due.year == plan.spec.year else 0
    if not month:
        return
    for measure in plan.network:
        if count := signed(texts, measure.name, measure.unit):
            yield path, measure.name, count, month


def _amount(text: str) -> Decimal | None:
    try:
        return parse_signed_money(text)
    except ValueError:
        return None


def _half_digit(value: Fraction | Decimal | int) -> Fraction:
    """Half of the last digit that a round amount was stated to: 1,050万 is right to 0.5万."""
    whole = int(value)
    zeros = len(str(abs(whole))) - len(str(abs(whole)).rstrip("0"))
    return Fraction(10 ** min(zeros, 4), 2)


RULES = (Q13,)
