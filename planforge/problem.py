"""What can be wrong with what a user wrote, as a value: found anywhere, shown in one place.

Messages are bilingual where they arise, so that the sentence stands beside the condition it speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from planforge.records import replace

Path = tuple[str | int, ...]
"""The way to a value of the spec, e.g. ``("targets", "locks", 0, "amount")``."""


class Severity(StrEnum):
    """How much a problem matters: an error makes the plan wrong, a warning weak, an info is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Text(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str

    def to(self, language: str) -> str:
        """The sentence for a language tag such as ``zh-CN`` or ``en``."""
        return self.zh if language.startswith("zh") else self.en


_SHEET = re.compile(r"(.+?\.(?:xls[xmb]?|xlt[xm]?|ods|et|html?|mht))!(.+)", re.IGNORECASE | re.DOTALL)


class Where(Struct, frozen=True, order=True):
    """A place in a file. Lines and columns count from 1, columns in code points; 0 means the file as a whole.

    In a workbook the line is a row of ``sheet``, and the column one of its columns.
    """

    file: str
    line: int = 0
    column: int = 0
    end_column: int = 0
    sheet: str = ""

    @classmethod
    def of(cls, name: str, line: int = 0, column: int = 0) -> Where:
        """A place in a file or, where it is called ``book.xlsx!sheet``, in that sheet of a workbook."""
        found = _SHEET.fullmatch(name)
        return cls(found[1], line, column, sheet=found[2]) if found else cls(name, line, column)

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.file}!{self.sheet}!{self.cell}" if self.line else f"{self.file}!{self.sheet}"
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    @property
    def cell(self) -> str:
        """The place as a spreadsheet names it: C5; the row alone where no column is told."""
        letters, left = "", self.column
        while left:
            left, letter = divmod(left - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.line}"


class Problem(Struct, frozen=True):
    """One mistake of the user, or one weakness of his plan.

    ``path`` says where in the spec; whoever holds the source turns it into ``where`` (see ``Source.locate``), and says
    which ``language`` the file speaks, in which its writer is answered.
    """

    code: str
    message: Text
    hint: Text | None = None
    path: Path = ()
    where: Where | None = None
    severity: Severity = Severity.ERROR
    language: str = ""  # none where the file has none

    def at(self, where: Where) -> Problem:
        """The same problem with its place filled in."""
        return replace(self, where=where)


class Refusal(Exception):  # noqa: N818 - says what happened, not that the program failed
    """Something the user gave (a template, a style file, a workbook) cannot be used; every reason at once."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message.en for problem in problems))
        self.problems = problems


def spoken(problems: Iterable[Problem], language: str) -> tuple[Problem, ...]:
    """Problems of what belongs to a plan and has no language of its own, a file of sales say: in that of the plan."""
    return tuple(one if one.language else replace(one, language=language) for one in problems)


def worst(problems: tuple[Problem, ...]) -> Severity | None:
    """The gravest severity among the problems, None when there are none."""
    order = (Severity.ERROR, Severity.WARNING, Severity.INFO)
    return next((level for level in order if any(p.severity == level for p in problems)), None)
