"""How a nation becomes a document: section texts filled with its tables and charts, of the whole or of one node."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from planforge.document.compose import check_references
from planforge.document.markup import names_as_typed
from planforge.document.model import Cover, Document, Meta, PartKind, Table
from planforge.document.parts import digest_of, furniture_of, parts_of, status_of
from planforge.document.sections import NamedBlocks, References, Sections
from planforge.nation.nation import Nation
from planforge.nation.report.charts import CHARTS
from planforge.nation.report.provinces import met_on_map
from planforge.nation.report.tables import TABLES, open_points
from planforge.nation.report.view import MOST, SLIDE, View
from planforge.nation.submission import Submission
from planforge.plan.targets.basis import granule_of
from planforge.reading.preset import load_preset
from planforge.records import replace
from planforge.spec.spec import Length, Spec
from planforge.words import Words, extended, load_words

OUTLINE = (
    ("summary", "nation_summary", PartKind.SUMMARY),
    ("targets", "nation_targets", PartKind.PART),
    ("offers", "nation_offers", PartKind.PART),
    ("fairness", "nation_fair", PartKind.PART),
    ("money", "nation_money", PartKind.PART),
    ("work", "nation_work", PartKind.PART),
)
"""Parts by key, section text and kind; the one page is the first of them."""


def nation_words(nation: Nation, language: str | None = None, templates: Path | None = None) -> Words:
    """The words of the nation's trade and company, with those of national plans."""
    spec = nation.spec
    chosen = language or spec.language
    preset = load_preset(spec.industry, templates).words(chosen)
    words = extended(load_words(spec, granule_of(spec.money), chosen, templates, preset), "nation.yaml", templates)
    if not any(one.submission and one.submission.estimated for one in nation.tree.regions):
        return words
    past = words.labels["past"]
    return replace(words, slots={**words.slots, "actual": past["estimated"], "expected": past["expected"]})


def many_words(handed: Sequence[Submission], language: str) -> Words:
    """The words for many regions at once, money in the unit and rounding of most of them."""
    unit, granule, currency = Counter((one.unit, one.granule, one.currency) for one in handed).most_common(1)[0][0]
    spec = Spec.model_validate(
        {
            "year": Counter(one.year for one in handed).most_common(1)[0][0],
            "region": {"name": "—", "company": "—"},
            "money": {"currency": currency, "unit": unit, "round_to": granule},
            "districts": [{"name": "—"}],
            "targets": {"base": 0},
        }
    )
    return extended(
        load_words(spec, granule, language, None, load_preset(spec.industry, None).words(language)), "nation.yaml", None
    )


@names_as_typed
def nation_tables(
    nation: Nation, node: str | None = None, language: str | None = None, templates: Path | None = None,
    today: datetime.date | None = None, only: Sequence[str] = tuple(TABLES),
) -> dict[str, Table]:  # fmt: skip
    """Every table of a node that there is data for, whole, by name; days are counted to ``today``."""
    view, words = View(nation, node or nation.tree.root, today, whole=True), nation_words(nation, language, templates)
    made = {name: TABLES[name](view, words) for name in only}
    return {name: table for name, table in made.items() if table is not None}


@names_as_typed
def compose_nation(
    nation: Nation, node: str | None = None, *, language: str | None = None, templates: Path | None = None,
    length: Length = "standard", slides: bool = False,
) -> Document:  # fmt: skip
    """The national plan, or that of a node, as a document: its summary alone, the plan, or the plan with every list
    whole (``length``); lists that ``slides`` can hold. Refusal with every mistake found in the texts."""
    view = View(nation, node or nation.tree.root, whole=length == "full", most=SLIDE if slides else MOST)
    words = nation_words(nation, language, templates)
    sections = Sections(words, templates, _context(view, words))
    brief = length == "page"
    parts = tuple(parts_of(OUTLINE[:1] if brief else OUTLINE, sections))
    check_references(parts, sections)
    region, plans = nation.spec.region, [PurePath(one.file).name + one.digest for one in view.regions]
    title = words.label("nation.title", name=view.node)
    status = status_of(words, view.waiting)
    return Document(
        meta=Meta(
            title=title,
            author=region.manager or region.name,
            company=region.company,
            language=words.language,
            subject=words.label("nation.subject"),
            created=region.date,
            digest=digest_of(sections, view.node, length, nation.spec.model_dump_json(), *plans),
            spec_name=region.name,
        ),
        furniture=furniture_of(words, title, status),
        parts=parts,
        cover=None if brief else _cover(nation, words, title, status),
        with_contents=not brief,
        flowing=length != "full",
        facts={"sales": view.nation.asked(view.node).total},
    )


def _cover(nation: Nation, words: Words, title: str, status: str) -> Cover:
    region = nation.spec.region
    facts = [("status", status), ("manager", region.manager), ("version", region.version)]
    facts += [("date", words.numbers.date(region.date))] if region.date else []
    told = tuple((words.label(f"cover.{key}"), value) for key, value in facts if value)
    return Cover(region.company, words.label("nation.subject"), title, "", told)


def _context(view: View, words: Words) -> dict[str, Any]:
    """What a section text can see."""
    tables = NamedBlocks({name: partial(make, view, words) for name, make in TABLES.items()})
    charts = NamedBlocks({name: partial(make, view, words) for name, make in CHARTS.items()})
    ties = [view.nation.tie(node.name) for node in view.below]
    standings = view.standings
    return {
        "spec": view.nation.spec,
        "node": view.node,
        "asked": view.nation.asked(view.node),
        "tie": ties[0],
        "regions": [tie for tie in ties if tie.region],
        "short": sorted((t for t in ties if t.region and (t.gap or 0) < 0), key=lambda t: t.gap or 0),
        "over": sorted((t for t in ties if t.region and (t.gap or 0) > 0), key=lambda t: -(t.gap or 0)),
        "differing": [t for t in ties if t.region and t.gap],
        "leaves": sum(not n.children and bool(n.submission or view.nation.asked(n.name).total) for n in view.below),
        "missing": view.missing,
        "missing_asked": sum(view.nation.asked(name).total for name in view.missing),
        "standing": next((held for name in view.missing if (held := view.nation.asked(name).held)), ""),
        "untold": [tie for tie in ties if tie.region and tie.assigned is None],
        "outliers": [one for one in standings if one.outlier],
        "high": [one for one in standings if one.outlier == "high"],
        "low": [one for one in reversed(standings) if one.outlier == "low"],
        "shares_asked": any(one.share_asked is not None for one in standings),
        "fastest": next((one for one in standings if one.growth is not None), None),
        "slowest": next((one for one in reversed(standings) if one.growth is not None), None),
        "sums": {key: view.sum(key) for key in ("gross_profit", "gross_margin", "expense", "expense_ratio",
                 "contribution", "contribution_rate", "cash", "cash_to_sales", "collection_rate",
                 "opening_receivables", "closing_receivables")},
        "peak": _peak(view, words),
        "mix": _mix(view),
        "works": _works(view),
        "risks": [risk for one in view.regions for risk in one.risks],
        "mapped": met_on_map(view),
        "pending": sum(1 for _ in open_points(view, words)),
        "unfilled": [one for one in view.regions if min(one.parts) < 100],
        "levels": view.nation.spec.nation.levels if view.nation.spec.nation else (),
        "word": dict(words.terms),
        "year": str(view.nation.spec.year),
        "last_year": str(view.nation.spec.year - 1),
        "unit": words.numbers.unit_name,
        "table": tables,
        "chart": charts,
        "ref": References(tables, charts),
    }  # fmt: skip


def _peak(view: View, words: Words) -> Mapping[str, Any] | None:
    """The month of which most is asked, its part of the year, and whether that is but the rounding of even months."""
    asked = view.nation.asked(view.node)
    if not asked.total:
        return None
    month = max(range(12), key=lambda m: asked.months[m])
    return {
        "month": words.numbers.month(month + 1),
        "part": Fraction(asked.months[month], asked.total),
        "even": max(asked.months) - min(asked.months) <= granule_of(view.nation.spec.money) * len(view.below),
    }


def _mix(view: View) -> Mapping[str, Any] | None:
    """The product of which what is offered differs most from what is asked."""
    asked = view.asked_products
    gaps = {name: sum(one.products.get(name, 0) for one in view.regions) - amount for name, amount in asked.items()}
    worst = max(gaps, key=lambda name: abs(gaps[name]), default=None)
    return None if worst is None else {"name": worst, "gap": gaps[worst]}


def _works(view: View) -> Mapping[str, int]:
    """The actions that headquarters looks at: how many, and what they cost together."""
    assert view.nation.spec.nation is not None
    least = view.nation.spec.nation.actions_from or 0
    budgets = [due.budget for one in view.regions for due in one.actions if due.budget and due.budget >= least]
    return {"count": len(budgets), "budget": sum(budgets)}
