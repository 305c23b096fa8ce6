"""The kinds of document, each a list of parts, each part a list of section texts."""

from __future__ import annotations

from dataclasses import dataclass

from planforge.document.model import PartKind


@dataclass(frozen=True, slots=True)
class PartOutline:
    """A part and the texts it is made of, in order; its title is the level-1 heading of the first."""

    key: str
    sections: tuple[str, ...]
    kind: PartKind = PartKind.PART
    tight: bool = False  # to fit one page
    raised: bool = False  # headings one level up: a section of the plan as a part of its own


_SITUATION = PartOutline(
    "situation",
    (
        "situation",
        "review",
        "attainment",
        "lessons",
        "market",
        "dealers",
        "competitors",
        "consumers",
        "swot",
        "issues",
    ),
)

_YEAR_REVIEW = ("review", "attainment", "review_money", "lessons", "review_next")

_PAGE = PartOutline("page", ("page",), PartKind.SUMMARY, tight=True)
_SUMMARY = PartOutline("summary", ("summary",), PartKind.SUMMARY)

_SIX_PARTS = (
    _SITUATION,
    PartOutline("objectives", ("objectives", "sales", "growth", "network", "profit", "budget", "collection")),
    PartOutline("strategy", ("strategy",)),
    PartOutline(
        "tactics",
        (
            "tactics",
            "product",
            "price",
            "channel",
            "promotion",
            "advertising",
            "display",
            "training",
            "appraisal",
            "internal",
            "client_tiers",
        ),
    ),
    PartOutline("actions", ("actions",)),
    PartOutline("control", ("control", "closing")),
)

_ANNEXES = (
    PartOutline("annex_cells", ("annex_cells",), PartKind.ANNEX),
    PartOutline("annex_money", ("annex_money",), PartKind.ANNEX),
    PartOutline("annex_chain", ("annex_chain",), PartKind.ANNEX),
    PartOutline("annex_method", ("annex_method",), PartKind.ANNEX),
    PartOutline("annex_roles", ("annex_roles",), PartKind.ANNEX),
    PartOutline("annex_rules", ("annex_rules",), PartKind.ANNEX),
    PartOutline("annex_service", ("annex_service",), PartKind.ANNEX),
    PartOutline("annex_deputy", ("annex_deputy",), PartKind.ANNEX),
    PartOutline("annex_forms", ("annex_forms",), PartKind.ANNEX),
    PartOutline("annex_glossary", ("annex_glossary",), PartKind.ANNEX),
)

PLAN: dict[str, tuple[PartOutline, ...]] = {
    "page": (_PAGE,),
    "standard": (_PAGE, *_SIX_PARTS, *_ANNEXES),
    "full": (_SUMMARY, *_SIX_PARTS, *_ANNEXES),
}
"""The plan by length."""

KINDS: dict[str, tuple[PartOutline, ...]] = {
    "plan": PLAN["full"],
    "review": tuple(PartOutline(name, (name,), raised=True) for name in _YEAR_REVIEW),
    "role": (PartOutline("roles", ("annex_roles",), PartKind.SUMMARY),),
    "rulebook": (
        PartOutline("rules", ("annex_rules",), PartKind.SUMMARY),
        PartOutline("rules_meetings", ("rules_meetings",), PartKind.SUMMARY),
        PartOutline("rules_appraisal", ("appraisal",), PartKind.SUMMARY, raised=True),
        PartOutline("rules_forms", ("annex_forms",), PartKind.SUMMARY),
    ),
    "service": (PartOutline("service", ("client_tiers", "annex_service"), PartKind.SUMMARY),),
    "deputy": (PartOutline("deputy", ("annex_deputy",), PartKind.SUMMARY),),
    "letter": (PartOutline("letter", ("letter",), PartKind.SUMMARY, tight=True),),
    "person": (PartOutline("person", ("person",), PartKind.SUMMARY),),
}


PERSONAL = ("person", "letter")
"""Kinds that are about one person."""


def outlines(kind: str, length: str) -> tuple[PartOutline, ...]:
    """The parts of a document; lengths are those of the plan alone."""
    return PLAN[length] if kind == "plan" else KINDS[kind]
