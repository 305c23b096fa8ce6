"""What a rule for Word files is: as the rules for specs, one class with its code and words in one place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from planforge.checks.rule import fill
from planforge.checks.word.reading import WordFile
from planforge.problem import Problem, Severity, Text, Where


class WordRule:
    """Base of the rules. The class name is the code; ``message`` and ``hint`` are templates for ``str.format``."""

    severity: ClassVar[Severity] = Severity.WARNING
    title: ClassVar[Text]
    why: ClassVar[Text]
    message: ClassVar[Text]
    hint: ClassVar[Text]

    def find(self, word: WordFile) -> Iterator[Problem]:
        """Every place that breaks the rule."""
        raise NotImplementedError

    @classmethod
    def code(cls) -> str:
        return cls.__name__

    @classmethod
    def at(cls, word: WordFile, **words: Any) -> Problem:
        """A finding in a file; words that are ``Text`` are put in each language as they are there."""
        where = Where(word.path.as_posix())
        return Problem(cls.code(), fill(cls.message, words), fill(cls.hint, words), where=where, severity=cls.severity)
