"""Reading the two chain examples once: the plan, and the whole text of a document as a reader sees it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from conftest import EXAMPLES
from once import plan_of

from planforge import compose, read
from planforge.checks.run import check
from planforge.problem import Problem
from planforge.writers import markdown

BEAUTY, RESTAURANTS = EXAMPLES / "xianggan-beauty" / "plan.yaml", EXAMPLES / "hangyong-restaurants" / "plan.yaml"
WAN = 10_000


def findings(spec: Path, *changes: str) -> tuple[Problem, ...]:
    """What ``check`` has to say of an example."""
    return check(plan_of(spec, *changes), read(spec, overrides=changes).source)


@cache
def text_of(spec: Path, language: str = "zh-CN", kind: str = "plan", person: str | None = None) -> str:
    """A document's text at full length, one paragraph or table row a line, without marks."""
    document = compose(plan_of(spec), language=language, kind=kind, person=person, length="full")
    written = markdown.write(document).decode("utf-8")
    return written.replace("**", "").replace("<strong>", "").replace("</strong>", "")


def row(text: str, *cells: str) -> str:
    """The first table row that begins with these cells."""
    start = "| " + " | ".join(cells) + " |"
    return next(line for line in text.splitlines() if line.startswith(start))


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next of its level or above."""
    lines = text.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("#") and line.endswith(heading))
    level = len(lines[first].split()[0])
    rest = lines[first + 1 :]
    end = next((n for n, line in enumerate(rest) if line.startswith("#") and len(line.split()[0]) <= level), len(rest))
    return "\n".join(rest[:end])
