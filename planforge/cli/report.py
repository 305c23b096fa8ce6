"""Problems as text: ``file:line:col: CODE message``, the line with a mark, how to mend it. Never wrapped.

What is not an error says so behind its code. Each is told in the language of its file, unless one was asked for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from shutil import get_terminal_size
from typing import NoReturn

import typer

from planforge.cli.language import answer_language
from planforge.cli.plain import plain
from planforge.problem import Problem, Severity, Text

HINT = Text("改法", "hint")
LEVELS = {
    Severity.ERROR: Text("", ""),
    Severity.WARNING: Text("（警告）", " (warning)"),
    Severity.INFO: Text("（提示）", " (info)"),
}


def shown(text: str) -> str:
    """A text as somebody reads it: folded to his terminal; for another program every line stays one."""
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS"):
        return plain(text)
    from planforge.cli.chinese import folded

    return folded(plain(text), max(get_terminal_size().columns, 40))


def format_problems(problems: Iterable[Problem], frames: Sequence[str] = (), *, language: str | None = None) -> str:
    """The problems, a blank line between two. ``frames`` are in the order of the problems; none are shown without."""
    found = list(problems)
    padded = [*frames, *[""] * (len(found) - len(frames))]
    told = ((one, frame, language or answer_language(one.language)) for one, frame in zip(found, padded, strict=True))
    return "\n\n".join(_block(*one) for one in told)


def print_problems(
    problems: Iterable[Problem], frames: Sequence[str] = (), *, language: str | None = None, err: bool = False
) -> None:
    """The same, to stdout or stderr; nothing for no problems."""
    text = format_problems(problems, frames, language=language)
    if text:
        (sys.stderr if err else sys.stdout).write(text + "\n")


def refuse(problems: Iterable[Problem]) -> NoReturn:
    """End the command with 2 for what cannot be read or used."""
    print_problems(problems, err=True)
    raise typer.Exit(2)


def _block(problem: Problem, frame: str, language: str) -> str:
    place = f"{problem.where}: " if problem.where else ""
    lines = [f"{place}{problem.code}{LEVELS[problem.severity].to(language)} {_line(problem.message.to(language))}"]
    if frame:
        lines.append(frame)
    if problem.hint:
        lines.append(f"  {HINT.to(language)}: {problem.hint.to(language)}")
    return plain("\n".join(lines))


def _line(text: str) -> str:
    """A message without the line ends that a text of the user's brought into it."""
    return " ".join(text.splitlines())
