"""What a rule is: one class with its code, words and limits in one place, and a method that finds what breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from msgspec import Struct, field

from planforge import wording
from planforge.numbers import Exact
from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity, Text

Number = int | Decimal | Fraction


class Settings(Struct, frozen=True):
    """What the user chose: prefixes of codes to select and ignore, and limits by rule."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    limits: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)

    def wants(self, code: str) -> bool:
        """Whether findings with this code are to be told."""
        return (not self.select or code.startswith(self.select)) and not code.startswith(self.ignore)


ALL = Settings()
"""Every rule, at its own limits."""


class RuleText:
    """What every rule says of itself, be it for specs or for Word files. The class name is the code.

    ``message`` and ``hint`` are templates for ``str.format``; ``limits`` are the thresholds a user may set.
    """

    severity: ClassVar[Severity] = Severity.WARNING
    title: ClassVar[Text]
    why: ClassVar[Text]
    message: ClassVar[Text]
    hint: ClassVar[Text]
    limits: ClassVar[Mapping[str, Number]] = {}

    @classmethod
    def code(cls) -> str:
        return cls.__name__


class Rule(RuleText):
    """Base of the rules for specs. The first letter of the code is the part of the plan it belongs to."""

    def __init__(self, limits: Mapping[str, Number] | None = None) -> None:
        self.limit: dict[str, Number] = {**self.limits, **(limits or {})}

    def find(self, plan: Plan) -> Iterator[Problem]:
        """Every place that breaks the rule."""
        raise NotImplementedError

    def at(self, *path: str | int, severity: Severity | None = None, **words: Any) -> Problem:
        """A finding at a place in the spec; words that are ``Text`` are put in each language as they are there."""
        return Problem(
            code=self.code(),
            message=fill(self.message, words),
            hint=fill(self.hint, words),
            path=path,
            severity=severity or self.severity,
        )


def fill(sentence: Text, words: Mapping[str, Any]) -> Text:
    """A sentence's two versions with its words in place."""
    return Text(*(_format(pattern, words, index) for index, pattern in enumerate(sentence)))


def _format(pattern: str, words: Mapping[str, Any], index: int) -> str:
    return pattern.format(**{key: word[index] if isinstance(word, Text) else word for key, word in words.items()})


def blank(pattern: str) -> str:
    """A template as it is read without a finding: the words that a finding would bring are dots."""
    return re.sub(r"\{\w+\}", "…", pattern)


def listed(names: list[Text]) -> Text:
    """Several names in one sentence: 甲、乙 / a, b."""
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def money(plan: Plan, amount: Exact) -> Text:
    """An amount of the plan for a sentence: 8,280万元 / CNY 82.8 million."""
    return wording.money(amount, plan.spec.money)
