"""The words of a monthly review: those of the plan's document, with ``review.yaml`` laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from planforge import resources
from planforge.document.compose import words_for
from planforge.document.words import Words, find
from planforge.plan.plan import Plan
from planforge.review.monthly import MonthlyReview

FILE = "review.yaml"


def review_words(
    plan: Plan, review: MonthlyReview, language: str | None = None, templates: Path | None = None
) -> Words:
    """The words, with the month and the stretch since January as slots."""
    words = words_for(plan, language, templates)
    path = find(words.language, FILE, templates) or resources.templates() / words.language / FILE
    text = path.read_text("utf-8-sig")
    own = yaml.safe_load(text)
    formats = words.formats
    slots = {
        "through": formats.month(review.through),
        "so_far": formats.months(1, review.through),
        "still_open": formats.months(review.through + 1, 12) if review.through < 12 else "",
    }
    return replace(
        words,
        labels=_laid(words.labels, own["labels"]),
        tables=_laid(words.tables, own["tables"]),
        slots={**words.slots, **slots},
        sources=(*words.sources, (f"{words.language}/{FILE}", text)),
    )


def _laid(below: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """``over`` laid on ``below``, mapping by mapping."""
    both = {key for key, value in over.items() if isinstance(value, dict) and isinstance(below.get(key), dict)}
    return {**below, **over, **{key: _laid(below[key], over[key]) for key in both}}
