"""Rules of what a text says of itself and of the figures: numbering, counts, amounts and terms that agree."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planforge.checks.prose import AMOUNT, lists, sentences
from planforge.checks.rule import Number, Rule, money
from planforge.plan.growth.chain import ObjectiveFigure
from planforge.plan.measures import MEASURES, At, kpi_measure, planned, words_of
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.strategy import Kpi
from planforge.spec.values import parse_count, parse_percent, parse_signed_money
from planforge.wording import percent, printed

NUMBER = (int, Decimal, Fraction)
ONES = "一二三四五六七八九"
CHINESE = rf"[{ONES}]?十[{ONES}]?|[{ONES}]"
ENUMERATION = (
    re.compile(rf"(?:^|[。；：:\n])\s*({CHINESE})、"),
    re.compile(rf"（({CHINESE})）"),
    re.compile(rf"(?:^|[。；：:，\n])\s*({CHINESE})是"),
    re.compile(rf"(?:^|[。；：:，\n])\s*第({CHINESE})[，、：]"),
    re.compile(r"(?:^|[。；;：:\n])\s*(\d{1,2})[.、）)]\s*(?=\D)"),
)
BULLET = re.compile(r"(?m)^\s*[-*•]\s+\S")
ANNOUNCED = re.compile(
    rf"({CHINESE}|两|\d{{1,2}})\s*(?:个方面|方面|项|条|点|步|件)(?:措施|内容|工作|要求|任务|原则|建议|事)?[：:]"
    r"|\b(two|three|four|five|six|seven|\d{1,2})\s+(?:points|steps|measures|items|things|priorities|reasons)\s*:",
    re.IGNORECASE,
)
ENGLISH = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
LAYERS = {
    "base": (Text("基础指标", "base target"), r"基础[指目]标|年度目标|全年目标|base target|target of the year"),
    "stretch": (Text("奋斗指标", "stretch target"), r"奋斗[指目]标|stretch target"),
    "floor": (Text("保底指标", "floor target"), r"保底[指目]标|floor target"),
}
STATED = {
    key: re.compile(rf"(?:{words})(?:定为|调到|为|是|of|is|:|：|\s)*\s*{AMOUNT}", re.IGNORECASE)
    for key, (_, words) in LAYERS.items()
}
TERM_PAIRS = (
    ("布点率", "铺货率"),
    ("达成率", "完成率"),
    ("费用率", "开支比"),
    ("片区", r"(?<![拆部划细])分区(?![域县间])"),
    ("经销商", "代理商"),
)


class Q03(Rule):
    title = Text("序号不连续", "Numbering jumps")
    why = Text("从二跳到四，读者会以为漏了一条。", "From two to four, a reader looks for the third.")
    message = Text("序号不连续：{one} 之后是 {other}", "numbering jumps from {one} to {other}")
    hint = Text("改正序号，或补上漏掉的一条", "renumber, or add what is missing")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for path, texts in lists(plan.spec):
            whole = "\n".join(texts)
            for pattern in ENUMERATION:
                for one, other in itertools.pairwise(_number(found) for found in pattern.findall(whole)):
                    if other > one + 1:
                        yield self.at(*path, one=one, other=other)


class Q04(Rule):
    title = Text("说的项数与列的不符", "The text announces another number of items")
    why = Text("说三项列四项，读者不知道该信哪个。", "Three announced and four listed: the reader trusts neither.")
    message = Text("正文称 {stated} 项，实列 {listed} 项", "the text says {stated} items and lists {listed}")
    hint = Text("改正数目，或增减条目", "correct the number or the list")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for path, text in sentences(plan.spec):
            announced = ANNOUNCED.search(text)
            listed = _items_after(text, announced.end() - 1) if announced else 0
            if announced and listed > 1:
                stated = _number(announced[1] or announced[2])
                if stated != listed:
                    yield self.at(*path, stated=stated, listed=listed)


class Q05(Rule):
    severity = Severity.ERROR
    title = Text("同一数字前后不一致", "One figure, two values")
    why = Text("文字和表格各说一个数，两个都没有人信。", "When text and table differ, neither is believed.")
    message = Text(
        "这里{name}写 {stated}，计划中是 {computed}", "here the {name} is {stated}, in the plan it is {computed}"
    )
    hint = Text("改正文字，或删去数字，由 planforge 填写", "correct the text, or leave the figure to planforge")
    limits = {"tolerance": Decimal("0.005")}

    def find(self, plan: Plan) -> Iterator[Problem]:
        yield from self._in_texts(plan)
        yield from self._in_kpis(plan)
        yield from self._in_strategies(plan)
        yield from self._in_objectives(plan)

    def _in_texts(self, plan: Plan) -> Iterator[Problem]:
        """The year's targets in words. What is said of last year, or of one district, is another figure."""
        last, parts = str(plan.spec.year - 1), _parts(plan)
        for path, text in sentences(plan.spec):
            if path[0] in {"review", "districts", "stores"}:
                continue
            for clause in re.split(r"[。；;\n]", text):
                if last not in clause and not any(name in clause for name in parts):
                    yield from self._in_clause(plan, path, clause)

    def _in_clause(self, plan: Plan, path: Path, clause: str) -> Iterator[Problem]:
        for key, pattern in STATED.items():
            layer, found = plan.targets.layers.get(key), pattern.search(clause)
            stated = _amount(found[1]) if found else None
            ahead = re.search(r"([\u4e00-\u9fff]{2})[ 的]*$", clause[: found.start()]) if found else None
            if ahead and any(ahead[1] in name for name in _parts(plan)):
                continue  # a part by its short name: 特通 of 学校网吧等特通
            if layer and stated is not None and self._differ(stated, layer.total):
                yield self.at(*path, name=LAYERS[key][0], stated=money(plan, stated), computed=money(plan, layer.total))

    def _in_kpis(self, plan: Plan) -> Iterator[Problem]:
        """A KPI of the objective's own name has the objective's target, unless it is a figure of another kind."""
        figures = {figure.code: figure for figure in plan.objectives}
        for index, kpi in enumerate(plan.spec.control.kpis):
            figure = figures.get(kpi.objective or "")
            if figure is None or not _same_name(kpi.name, figure.name):
                figure = _watched(kpi, plan)
            if figure is None or kpi.target is None:
                continue
            stated, computed = _target(kpi.target, figure.kind), figure.target
            shown = _shown(plan, figure, computed) if isinstance(computed, NUMBER) else Text("", "")
            if (
                stated is not None
                and isinstance(computed, NUMBER)
                and self._differ(stated, computed)
                and not _copied(stated, computed, figure.kind)
            ):
                path = ("control", "kpis", index, "target")
                yield self.at(*path, name=Text(kpi.name, kpi.name), stated=kpi.target, computed=shown)

    def _in_objectives(self, plan: Plan) -> Iterator[Problem]:
        """A target written beside a measure that is computed; profit has a rule of its own (O08)."""
        figures = {figure.code: figure for figure in plan.objectives}
        for index, objective in enumerate(plan.spec.objectives):
            figure = figures[objective.code]
            if objective.target is None or objective.measure in {"gross_profit", "contribution"}:
                continue
            stated = _target(objective.target, figure.kind, objective.unit or "")
            shown = _shown(plan, figure, figure.target) if isinstance(figure.target, NUMBER) else Text("", "")
            if (
                stated is not None
                and isinstance(figure.target, NUMBER)
                and self._differ(stated, figure.target)
                and not _copied(stated, figure.target, figure.kind)
            ):
                name = Text(objective.name, objective.name)
                yield self.at("objectives", index, "target", name=name, stated=objective.target, computed=shown)

    def _in_strategies(self, plan: Plan) -> Iterator[Problem]:
        """What a strategy is to add, against the sources of growth that name it."""
        sources = plan.spec.targets.growth_sources
        for index, strategy in enumerate(plan.spec.strategies):
            named = [source.amount for source in sources if source.strategy == strategy.code]
            if named and strategy.uplift is not None and self._differ(strategy.uplift, sum(named)):
                yield self.at(
                    "strategies",
                    index,
                    "uplift",
                    name=Text(f"{strategy.code} 的增量", f"uplift of {strategy.code}"),
                    stated=money(plan, strategy.uplift),
                    computed=money(plan, sum(named)),
                )

    def _differ(self, one: Number, other: Number) -> bool:
        return abs(Fraction(one) - Fraction(other)) > Fraction(self.limit["tolerance"]) * abs(Fraction(other))


class Q06(Rule):
    title = Text("术语混用", "Two terms for one thing")
    why = Text("同一件事两个说法，读者会以为是两件事。", "Two names for one thing read as two things.")
    message = Text("“{other}”与“{one}”混用", "“{other}” is used beside “{one}”")
    hint = Text("统一用“{one}”", "use “{one}” throughout")

    def find(self, plan: Plan) -> Iterator[Problem]:
        texts = list(sentences(plan.spec))
        for pair in TERM_PAIRS:
            uses = [[(path, found) for path, text in texts for found in re.findall(term, text)] for term in pair]
            if all(uses):
                more, fewer = sorted(uses, key=len, reverse=True)
                yield self.at(*fewer[0][0], one=more[0][1], other=fewer[0][1])


def _parts(plan: Plan) -> set[str]:
    """Names of what has a target of its own."""
    spec = plan.spec
    return {
        node.name for nodes in (spec.districts, spec.stores, spec.products, spec.channels, spec.team) for node in nodes
    }


def _items_after(text: str, start: int) -> int:
    rest = text[start:]
    return max(len(pattern.findall(rest)) for pattern in (*ENUMERATION, BULLET))


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.lower() in ENGLISH:
        return ENGLISH[text.lower()]
    if text == "两":
        return 2
    tens, ten, ones = text.rpartition("十")
    return (ONES.find(tens) + 1 or 1) * 10 * bool(ten) + (ONES.find(ones) + 1 if ones else 0)


def _watched(kpi: Kpi, plan: Plan) -> ObjectiveFigure | None:
    """The figure that the plan sets for the measure a KPI watches; what is followed towards it is another."""
    measure, of = kpi_measure(plan, kpi) or ("", None)
    value = planned(plan, measure, At(of=of)) if measure in MEASURES else None
    if value is None or any(word in kpi.name.lower() for word in words_of("followed")):
        return None
    return ObjectiveFigure(
        kpi.code or "", kpi.name, MEASURES[measure].kind, None, value, MEASURES[measure].unit(plan, At(of=of))
    )


def _same_name(one: str, other: str) -> bool:
    return one in other or other in one


def _amount(text: str) -> Decimal | None:
    try:
        return parse_signed_money(text)
    except ValueError:
        return None


def _target(text: str, kind: str, unit: str = "") -> Number | None:
    """A stated target as a figure of that kind: 70.0%, 22 家, 1154.4万元; None where it is another kind or prose.

    ``unit`` is one that stands beside it.
    """
    plain = text.strip()
    plain = plain if plain.endswith(unit) else plain + unit
    try:
        if kind == "percent":
            return parse_percent(plain) if plain.endswith(("%", "％")) else None
        if kind == "money":
            return (
                parse_signed_money(re.sub(r"^(?:全年|年度)\s*", "", plain)) if re.search(r"[元万亿mk]", plain) else None
            )
        return parse_count(re.sub(r"\s*[^\W\d_万千百]{0,6}$", "", plain)) if kind == "count" else None
    except ValueError:
        return None


def _copied(stated: Number, computed: Number, kind: str) -> bool:
    """Whether a rate is the one that documents print: to a tenth of a per cent."""
    return kind == "percent" and abs(Fraction(stated) - Fraction(computed)) <= Fraction(1, 2000)


def _shown(plan: Plan, figure: ObjectiveFigure, value: Number) -> Text:
    if figure.kind == "money":
        return money(plan, value)
    plain = percent(value) if figure.kind == "percent" else f"{printed(value)} {figure.unit}".strip()
    return Text(plain, plain)


RULES = (Q03, Q04, Q05, Q06)
