"""How a monthly review becomes a document: section texts filled with its tables and charts."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from planforge.document.compose import check_references, words_for
from planforge.document.markup import names_as_typed
from planforge.document.model import Document, Meta, PartKind, Table
from planforge.document.parts import digest_of, furniture_of, parts_of, status_of, with_status
from planforge.document.sections import NamedBlocks, References, Sections
from planforge.plan.plan import Plan
from planforge.reading.origins import unconfirmed
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
        so_far=numbers.months(review.closed + 1, review.through),
        spent_to_date=numbers.months(1, review.spending.through) if review.spending else "",
        cash_to_date=numbers.months(1, review.collected.through) if review.collected else "",
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


@names_as_typed
def compose_review(
    plan: Plan, review: MonthlyReview, *, language: str | None = None, templates: Path | None = None
) -> Document:
    """The monthly review as a document. Raises Refusal with every mistake found in the texts."""
    review = printed(plan, review)
    words = review_words(plan, review, language, templates)
    sections = Sections(words, templates, _context(plan, review, words))
    status = status_of(words, len(unconfirmed(plan.spec)))
    parts = with_status(tuple(parts_of(OUTLINE, sections)), status)
    check_references(parts, sections)
    title = words.label("kinds.monthly")
    region = plan.spec.region
    return Document(
        meta=Meta(
            title=title,
            author=region.manager or region.name,
            company=region.company,
            language=words.language,
            subject=words.label("review.subject"),
            created=region.date,
            digest=digest_of(sections, plan.spec.model_dump_json(), repr(review)),
            spec_name=region.name,
        ),
        furniture=furniture_of(words, title, status),
        parts=parts,
        with_contents=False,
        flowing=True,
        facts={"target": review.region.target, "actual": review.region.actual, "through": review.through},
    )


@names_as_typed
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
