"""A text that splits a whole into parts: what it lists comes to the whole that it, or the field beside it, states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from planforge.checks.prose import AMOUNT, CLAUSES, quoted, slack_of, texts
from planforge.checks.rule import Rule, money
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.values import parse_signed_money
from planforge.wording import printed

BETWEEN = re.compile(r"[，、；;。]|,(?!\d{3}(?!\d))|\band\b")
NO_PART = re.compile(
    r"每|各|上年|去年|20\d\d|比|不超|以[内上下]|增|减|多|少|封顶|返|满|扣|其中|首付|单[价次笔]|[×*＊=＝]|\d\s*[xX]\s*\d"
    r"|\b(?:each|per|last|than|more|less|up|down|of which|at|plus|under|over)\b",
    re.IGNORECASE,
)
"""What makes an amount no part of the whole: a rate, a limit, a change, a part of a part."""
REST = re.compile(r"余|剩|\brest\b|\bremaining\b", re.IGNORECASE)
LISTED = re.compile(
    r"(?<![\d.,])(\d[\d,]*)\s*[个家处场人名间套台][\u4e00-\u9fff]{0,6}(?:按|分别为|分别是|分到|分为|：)\s*"
    r"((?:[\u4e00-\u9fff]{1,9}?\d[\d,]*\s*[个家处场人名间套台]?[、，和]?){3,})(?![\d.%万亿])"
)
NAMED = re.compile(
    r"(?<![\d.,])(\d[\d,]*) [a-z]+[a-z ]{0,16}:\s*((?:[A-Z][A-Za-z' ]{1,40}? \d[\d,]*(?:, | and |(?=[.;]|$))){3,})"
)
"""The same in English, where names have capitals."""
OF_WHICH = re.compile(r"(?<![\d.,])(\d[\d,]*)\s*[个家处场人名][\u4e00-\u9fff]{0,8}[，,（(]其中([^。；;）)]+)")
WHOLE = re.compile(rf"{AMOUNT}\s*[：:]\s*(.+)$", re.IGNORECASE)
"""An amount, and behind a colon what it is split into."""
COUNTED = re.compile(r"\d(?:[\d,]*\d)?")


class _Split(Struct, frozen=True):
    """A text that may split the amount of its field; ``stands`` says what the field is."""

    path: Path
    text: str
    amount: Fraction


class Q17(Rule):
    severity = Severity.WARNING
    title = Text("文字里拆开的数加起来不是总数", "What a text splits does not come to its whole")
    why = Text(
        "陈列 48 万、进场 38 万、余 4.8 万，加起来不是科目的 90.8 万：少的那笔没有人记得用在哪里。",
        "Parts of a budget line that miss its amount: nobody knows where the rest goes.",
    )
    message = Text("“{text}”合计 {sum}，总数是 {whole}", "“{text}” comes to {sum}, the whole is {whole}")
    hint = Text("改正其中一项，或改正总数", "correct a part, or the whole")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for split in _fields(plan):
            yield from self._amounts(plan, split)
        for path, text in texts(plan.spec):
            for clause in CLAUSES.split(text):
                for found in WHOLE.finditer(clause):
                    yield from self._amounts(plan, _Split(path, found[2], _value(found[1])[0]))
                for found in OF_WHICH.finditer(clause):
                    yield from self._districts(plan, path, found)
                for found in (*LISTED.finditer(clause), *NAMED.finditer(clause)):
                    whole = int(found[1].replace(",", ""))
                    parts = [int(one.replace(",", "")) for one in COUNTED.findall(found[2])]
                    if sum(parts) != whole:
                        said = quoted(found[0])
                        yield self.at(*path, text=said, sum=printed(sum(parts)), whole=printed(whole))

    def _districts(self, plan: Plan, path: Path, found: re.Match[str]) -> Iterator[Problem]:
        """Districts that have more than the whole that they are said to be of."""
        names = "|".join(re.escape(one.name) for one in plan.spec.districts) or r"(?!)"
        each = rf"(?:{names})\s*(\d[\d,]*)\s*[个家处场人名]?"
        whole, listed = int(found[1].replace(",", "")), re.fullmatch(rf"\s*(?:{each}(?:[、，,和]\s*|\s*$))+", found[2])
        parts = [int(one.replace(",", "")) for one in re.findall(each, found[2])] if listed else []
        if len(parts) > 1 and sum(parts) > whole:
            yield self.at(*path, text=quoted(found[0]), sum=printed(sum(parts)), whole=printed(whole))

    def _amounts(self, plan: Plan, split: _Split) -> Iterator[Problem]:
        """Where each part of a text is one amount: they come to more than the whole, or miss it with the rest;
        a text may well name the greater parts alone."""
        for clause in re.split(r"[；;。]", split.text):
            found = [(part, re.findall(AMOUNT, part, re.IGNORECASE)) for part in BETWEEN.split(clause) if part.strip()]
            if len(found) < 2 or any(len(amounts) != 1 for _, amounts in found) or NO_PART.search(clause):
                continue
            values = [_value(amounts[0]) for _, amounts in found]
            total, slack = sum(value for value, _ in values), sum(half for _, half in values)
            more = split.amount < total <= 2 * split.amount
            if abs(total - split.amount) > slack and (more or REST.search(clause)):
                whole = money(plan, split.amount)
                yield self.at(*split.path, text=quoted(clause), sum=money(plan, total), whole=whole)


def _fields(plan: Plan) -> Iterator[_Split]:
    """Texts that stand beside an amount of their own."""
    spec = plan.spec
    amounts = {line.name: line.amount for line in plan.budget.lines}
    for index, line in enumerate(spec.budget.lines):
        if line.note and line.name in amounts:
            yield _Split(("budget", "lines", index, "note"), line.note, Fraction(amounts[line.name]))
    for index, item in enumerate(spec.new_items):
        if item.note and item.target is not None:
            yield _Split(("new_items", index, "note"), item.note, Fraction(item.target))


def _value(written: str) -> tuple[Fraction, Fraction]:
    """An amount, and half of its last digit."""
    value = Fraction(parse_signed_money(re.sub(r"^\D+", "", written)))
    return value, slack_of(written, value)


RULES = (Q17,)
