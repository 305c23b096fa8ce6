"""What the annexes are made of beyond tables: numbered chapters and articles, blank forms, tables of each role."""

from __future__ import annotations

from msgspec import Struct

from planforge.document.model import Form, Table
from planforge.document.tables.annexes import duties, role_place
from planforge.plan.plan import Plan
from planforge.records import replace
from planforge.spec.spec import Spec
from planforge.words import Words


class NumberedArticle(Struct, frozen=True):
    """An article; articles count on through all chapters."""

    number: int
    text: str
    items: tuple[str, ...]


class NumberedChapter(Struct, frozen=True):
    number: int
    title: str
    articles: tuple[NumberedArticle, ...]


class RoleTables(Struct, frozen=True):
    """Where a role stands, and its work and cadence; "" where there is nothing to say."""

    place: Table | str
    work: Table | str


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


def role_sheets(plan: Plan, words: Words) -> tuple[RoleTables, ...]:
    """The tables of each role sheet, in the order of the roles."""
    return tuple(
        RoleTables(
            _named("role_place", number, role.role, role_place(plan, role, words), words),
            _named("role_work", number, role.role, duties("role_work", role.work, words), words),
        )
        for number, role in enumerate(plan.spec.roles, 1)
    )


def _named(key: str, number: int, role: str, table: Table | None, words: Words) -> Table | str:
    """The table under a key and a caption of its role's own."""
    return replace(table, key=f"{key}_{number}", caption=words.caption(key, role=role)) if table else ""
