"""What a rule for Word files is: as the rules for specs, one class with its code and words in one place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planforge.checks.rule import Told, fill
from planforge.checks.word.file import WordFile
from planforge.problem import Problem, Where


class WordRule(Told):
    """Base of the rules for Word files."""

    def find(self, word: WordFile) -> Iterator[Problem]:
        """Every place that breaks the rule."""
        raise NotImplementedError

    @classmethod
    def at(cls, word: WordFile, **words: Any) -> Problem:
        """A finding in a file; words that are ``Text`` are put in each language as they are there."""
        where = Where(word.path.as_posix())
        return Problem(cls.code(), fill(cls.message, words), fill(cls.hint, words), where=where, severity=cls.severity)
