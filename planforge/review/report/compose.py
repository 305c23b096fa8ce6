"""How a monthly review becomes a document: section texts filled with its tables and charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import planforge
from planforge.document.compose import check_references, words_for
from planforge.document.layout import arranged
from planforge.document.model import Document, Furniture, Heading, Meta, Part, PartKind, Table
from planforge.document.sections import NamedBlocks, References, Sections
from planforge.plan.plan import Plan
from planforge.problem import Problem, Refusal
from planforge.review.monthly import MonthlyReview
from planforge.review.report import control_tables, gap_tables, money_tables, sales_tables
from planforge.review.report.charts import CHARTS
from planforge.review.report.printed import printed
from planforge.words import Words, extended

# Words ----------------------------------------------------------------------------------------------------------------

FILE = "review.yaml"


def review_words(
    plan: Plan, review: MonthlyReview, language: str | None = None, templates: Path | None = None
) -> Words:
    """The words, with the month and the stretch since January as slots."""
    words = words_for(plan, language, templates)
    numbers = words.numbers
    return extended(
        words,
        FILE,
        templates,
        through=numbers.month(review.through),
        so_far=numbers.months(1, review.through),
        still_open=numbers.months(review.through + 1, 12) if review.through < 12 else "",
    )


TABLES = {**sales_tables.TABLES, **gap_tables.TABLES, **money_tables.TABLES, **control_tables.TABLES}
OUTLINE = (
    ("summary", "monthly_summary", PartKind.SUMMARY),
    ("attainment", "monthly_attainment", PartKind.ANNEX),
    ("causes", "monthly_causes", PartKind.ANNEX),
    ("forecast", "monthly_forecast", PartKind.ANNEX),
    ("progress", "monthly_progress", PartKind.ANNEX),
    ("corrections", "monthly_corrections", PartKind.ANNEX),
)
"""Parts by key, section text and kind: two pages to act on, the rest behind them."""


def compose_review(
    plan: Plan, review: MonthlyReview, *, language: str | None = None, templates: Path | None = None
) -> Document:
    """The monthly review as a document. Raises Refusal with every mistake found in the texts."""
    review = printed(plan, review)
    words = review_words(plan, review, language, templates)
    sections = Sections(words, templates, _context(plan, review, words))
    parts = tuple(_parts(sections))
    check_references(parts, sections)
    title = words.label("kinds.monthly")
    region = plan.spec.region
    names = ("footer", "contents", "table", "figure", "annex")
    return Document(
        meta=Meta(
            title=title,
            author=region.manager or region.name,
            company=region.company,
            language=words.language,
            subject=words.label("review.subject"),
            created=region.date,
            digest=_digest(plan, review, sections),
            spec_name=region.name,
        ),
        furniture=Furniture(
            words.label("furniture.header", title=title), **{name: words.label(f"furniture.{name}") for name in names}
        ),
        parts=parts,
        with_contents=False,
        facts={"target": review.region.target, "actual": review.region.actual, "through": review.through},
    )


def review_tables(
    plan: Plan, review: MonthlyReview, *, language: str | None = None, templates: Path | None = None
) -> dict[str, Table]:
    """Every table the review has data for, by name."""
    review = printed(plan, review)
    words = review_words(plan, review, language, templates)
    found = {name: make(review, words) for name, make in TABLES.items()}
    return {name: table for name, table in found.items() if table is not None}


def _context(plan: Plan, review: MonthlyReview, words: Words) -> dict[str, Any]:
    """What a section text can see."""
    tables = NamedBlocks({name: partial(make, review, words) for name, make in TABLES.items()})
    charts = NamedBlocks({name: partial(make, plan, review, words) for name, make in CHARTS.items()})
    return {
        "spec": plan.spec,
        "plan": plan,
        "review": review,
        "word": dict(words.terms),
        "year": str(plan.spec.year),
        "last_year": str(plan.spec.year - 1),
        "so_far": words.slots["so_far"],
        "through": words.slots["through"],
        "still_open": words.slots["still_open"],
        "unit": words.numbers.unit_name,
        "table": tables,
        "chart": charts,
        "ref": References(tables, charts),
    }


def _parts(sections: Sections) -> Iterator[Part]:
    """Parts with anything in them; all texts are read before the first mistake is raised."""
    problems: list[Problem] = []
    found: list[Part] = []
    for key, name, kind in OUTLINE:
        try:
            blocks = sections.blocks(name)
        except Refusal as refusal:
            problems += refusal.problems
            continue
        titles = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
        body = arranged(block for block in blocks if not _is_title(block))
        if titles and body:
            found.append(Part(key, titles[0], body, kind))
    if problems:
        raise Refusal(*problems)
    yield from found


def _is_title(block: object) -> bool:
    return isinstance(block, Heading) and block.level == 1


def _digest(plan: Plan, review: MonthlyReview, sections: Sections) -> str:
    """SHA-256 over all that the document is made from."""
    texts: Mapping[str, str] = {**dict(sections.words.sources), **sections.read}
    pieces = [planforge.__version__, sections.words.language, plan.spec.model_dump_json(), repr(review)]
    return sha256("\0".join([*pieces, *(part for pair in sorted(texts.items()) for part in pair)]).encode()).hexdigest()
