"""Checking a Word file that people have edited by hand since it was rendered."""

from __future__ import annotations

from pathlib import Path

from planforge.problem import Problem

UNREADABLE = "W01"


def check_word(path: Path) -> tuple[Problem, ...]:
    """Every finding in a .docx, in the order of the document; ``W01`` alone where it is no Word file to be read."""
    from planforge.checks.word.file import read_word
    from planforge.checks.word.rules import RULES, W01
    from planforge.office import Unusable

    try:
        word = read_word(path)
        return tuple(problem for rule in RULES for problem in rule().find(word))
    except Unusable as unusable:
        return (W01.of(path, unusable.message, unusable.hint),)
    except OSError as error:
        return (W01.of(path, *W01.missing(error)),)
