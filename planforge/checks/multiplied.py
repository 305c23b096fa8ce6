"""What texts multiply: 550 outlets at 7,100 each; in a source of growth, against its amount."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from planforge.checks.prose import (
    NUMBER,
    half_of_last,
    texts,
)
from planforge.checks.rule import Rule, money
from planforge.numbers import nearest
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Text
from planforge.wording import printed

TERM = rf"{NUMBER}\s*(亿|万|%)?[^\d×xX*＊=＝+＋，,。；;\n]{{0,24}}"
PRODUCT = re.compile(rf"{TERM}(?:[×xX*＊]\s*[^\d×xX*＊=＝，,。；;\n]{{0,24}}{TERM})+(?:[=＝]\s*{TERM})?")
TIMES = re.compile(r"[×＊]|(?<=\d)\s*[xX*]\s*(?=\d)")
MONEY = re.compile(r"\d\s*[万亿]|元|[A-Z]{3}|[¥￥]")
UNITS = {"亿": Fraction(10**8), "万": Fraction(10**4), "%": Fraction(1, 100)}
LESS = re.compile(r"扣|减|折|另|其中|替代|less|minus|net of|plus|加", re.IGNORECASE)


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


RULES = (Q15,)
