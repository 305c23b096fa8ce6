"""Files of actuals as sheets of text: a CSV file is one sheet, a workbook has several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from planforge.problem import Problem, Text, Where
from planforge.spec import sales_sheets

COLUMN = "\0column"
"""The head under which a line remembers the column its amount came from, where that is not the head's own."""
NAME = Text("检查文件名，以及文件是否被其他程序占用", "look at its name and at what else has it open")


@dataclass(frozen=True, slots=True)
class Line:
    """A line's cells by head; ``number`` counts from 1 in the file."""

    number: int
    cells: dict[str, str]

    def cell(self, column: str) -> str:
        return self.cells.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """``file`` is what messages call it: the file's name, with ``!sheet`` behind it for a workbook.

    ``rows`` are those that hold anything, with their numbers from 1; ``unsolved`` counts formulas without a result.
    """

    file: str
    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    unsolved: int = 0

    def under(self, header: int) -> Iterator[Line]:
        """The lines below a row of heads, by head."""
        heads = next(cells for number, cells in self.rows if number == header)
        for number, cells in self.rows:
            if number > header:
                yield Line(number, dict(zip(heads, cells, strict=False)))


def open_sheets(path: Path) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    """The sheets of a file, or why there are none to be read."""
    found, problems = sales_sheets.open_sheets(path, str(path))
    sheets = tuple(
        Sheet(f"{path}!{sheet.name}" if sheet.name else str(path), sheet.name, sheet.rows, sheet.unsolved)
        for sheet in found
    )
    return sheets, tuple(_ours(problem, str(path)) for problem in problems)


def _ours(problem: Problem, file: str) -> Problem:
    """The same problem as one of actuals, which stand nowhere in the spec."""
    hint = NAME if problem.hint == sales_sheets.BESIDE else problem.hint
    return replace(problem, code="V01", path=(), hint=hint, where=problem.where or Where(file))
