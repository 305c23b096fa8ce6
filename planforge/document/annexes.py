"""What the annexes are made of beyond tables: numbered chapters and articles, blank forms, each role's work."""

from __future__ import annotations

from dataclasses import dataclass

from planforge.document.model import Form, Table
from planforge.document.tables.annexes import duties
from planforge.document.words import Words
from planforge.plan.plan import Plan
from planforge.spec.spec import Spec


@dataclass(frozen=True, slots=True)
class NumberedArticle:
    """An article; articles count on through all chapters."""

    number: int
    text: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberedChapter:
    number: int
    title: str
    articles: tuple[NumberedArticle, ...]


def chapters(spec: Spec) -> tuple[NumberedChapter, ...]:
    """The rulebook with its numbers; empty without one."""
    found: list[NumberedChapter] = []
    count = 0
    for number, chapter in enumerate(spec.rulebook.chapters if spec.rulebook else (), 1):
        articles = tuple(NumberedArticle(n, a.text, a.items) for n, a in enumerate(chapter.articles, count + 1))
        count += len(articles)
        found.append(NumberedChapter(number, chapter.title, articles))
    return tuple(found)


def forms(spec: Spec) -> tuple[Form, ...]:
    """The blank forms."""
    return tuple(
        Form(f"form_{n}", form.name, form.fields, form.columns, form.rows if form.columns else 0, form.signatures)
        for n, form in enumerate(spec.forms, 1)
    )


def role_work(plan: Plan, words: Words) -> tuple[Table | str, ...]:
    """The table of work and cadence of each role sheet, "" where it has none."""
    found = []
    for number, role in enumerate(plan.spec.roles, 1):
        table = duties("role_work", role.work, words)
        caption = words.caption("role_work", role=role.role)
        found.append(Table(f"role_work_{number}", caption, table.columns, table.rows) if table else "")
    return tuple(found)
