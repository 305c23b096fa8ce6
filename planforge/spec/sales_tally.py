"""What was odd in many lines of a table, counted, and told once with the first of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from planforge.problem import Problem, Severity, Text, Where
from planforge.spec.sales import MOST_TOLD


@dataclass(slots=True)
class Tally:
    """How many lines were odd in one way, and the first of them."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    example: str = ""

    def add(self, line: int, example: str = "") -> None:
        """One more."""
        self.count += 1
        self.example = self.example or example
        if len(self.lines) < MOST_TOLD:
            self.lines.append(line)


def tallied(tally: Tally, code: str, file: str, message: Text, hint: Text, severity: Severity) -> Iterator[Problem]:
    """One problem for all lines of a tally; ``{count}``, ``{lines}`` and ``{example}`` are filled in."""
    if not tally.count:
        return
    shown = ", ".join(map(str, tally.lines[:5])) + ("…" if tally.count > 5 else "")
    told = {"count": tally.count, "lines": shown, "example": tally.example}
    filled = Text(message.zh.format_map(told), message.en.format_map(told))
    yield Problem(code, filled, hint, ("history",), Where(file, tally.lines[0], 1), severity)
