"""Problems as text: ``file:line:col: CODE message``, the line with a mark, how to mend it. Never wrapped.

What is not an error says so behind its code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from planforge.problem import Problem, Severity, Text

HINT = Text("改法", "hint")
LEVELS = {
    Severity.ERROR: Text("", ""),
    Severity.WARNING: Text("（警告）", " (warning)"),
    Severity.INFO: Text("（提示）", " (info)"),
}


def format_problems(problems: Iterable[Problem], frames: Sequence[str] = (), *, language: str) -> str:
    """The problems, a blank line between two. ``frames`` are in the order of the problems; none are shown without."""
    shown = list(problems)
    padded = [*frames, *[""] * (len(shown) - len(frames))]
    return "\n\n".join(_block(problem, frame, language) for problem, frame in zip(shown, padded, strict=True))


def print_problems(
    problems: Iterable[Problem], frames: Sequence[str] = (), *, language: str, err: bool = False
) -> None:
    """The same, to stdout or stderr; nothing for no problems."""
    text = format_problems(problems, frames, language=language)
    if text:
        (sys.stderr if err else sys.stdout).write(text + "\n")


def _block(problem: Problem, frame: str, language: str) -> str:
    place = f"{problem.where}: " if problem.where else ""
    lines = [f"{place}{problem.code}{LEVELS[problem.severity].to(language)} {problem.message.to(language)}"]
    if frame:
        lines.append(frame)
    if problem.hint:
        lines.append(f"  {HINT.to(language)}: {problem.hint.to(language)}")
    return "\n".join(lines)
