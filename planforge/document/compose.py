"""How a Plan becomes a Document: section texts filled, empty headings dropped, cover and furniture put round them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

import planforge
from planforge.document.annexes import chapters, forms, role_sheets
from planforge.document.charts import CHARTS
from planforge.document.deck import slides
from planforge.document.facts import Facts, find_facts
from planforge.document.facts.sales import closed_of
from planforge.document.kinds import PERSONAL, Length, Outline, PartOutline, outline_of
from planforge.document.markup import names_as_typed
from planforge.document.model import (
    Block,
    Bullets,
    Cover,
    Document,
    Furniture,
    Heading,
    Meta,
    Names,
    Paragraph,
    Part,
    Reference,
    Table,
)
from planforge.document.numbering import Captioned, flatten
from planforge.document.parts import status_of, with_status
from planforge.document.person import Person, find_person
from planforge.document.sections import NamedBlocks, References, Sections, filters
from planforge.document.starting import shaded
from planforge.document.tables import TABLES, Made
from planforge.document.tables.personal import PERSON_TABLES
from planforge.document.tidy import arranged
from planforge.plan.measures import MEASURES, Kind, Value, last_year, planned
from planforge.plan.plan import Plan
from planforge.problem import Problem, Refusal, Text, Where
from planforge.reading.origins import labelled, unconfirmed
from planforge.reading.preset import load_preset
from planforge.records import replace
from planforge.spec.spec import SubPlan, fingerprint
from planforge.words import Words, load_words

COVERED = ("plan", "review", "deck")


@names_as_typed
def compose(
    plan: Plan, *, language: str | None = None, templates: Path | None = None, kind: str = "plan",
    person: str | None = None, length: Length | None = None, made: Made | None = None,
) -> Document:  # fmt: skip
    """The document of a kind (``plan``, ``deck``, ``review``, …; ``person`` with a name) in a language and length.

    ``length`` is how much of a plan it holds: ``page``, ``standard`` or ``full``; the spec's where None, else full.
    ``made`` are the plan's tables in that language, where something else is made of them too.

    ``templates`` is a folder whose files win over ours. Raises Refusal with every mistake found in the texts.
    """
    made = made or Made(plan, words_for(plan, language, templates))
    words = made.words
    kind = "person" if person and kind not in PERSONAL else kind
    whose = find_person(plan, person) if person else _deputy(plan)
    if kind == "letter" and whose and not whose.months and not whose.scheme:
        raise Refusal(_nothing_agreed(plan, whose.name))
    shown = _labelled(plan, words)
    facts = find_facts(shown)
    seen = made if shown is plan else Made(shown, words)
    size = length or plan.spec.length or "full"
    outline = outline_of(kind, size)
    status = status_of(words, len(unconfirmed(plan.spec)))
    sections = Sections(words, templates, _context(seen, facts, whose, outline, status))
    parts = tuple(_parts(outline.parts, sections))
    cover = _cover(plan, words, kind, whose, status) if kind in COVERED and len(parts) > 1 else None
    if kind == "deck":
        whole = compose(plan, language=language, templates=templates, length="standard" if size == "page" else size)
        parts = tuple(slides(parts, whole, words))
    if not parts:
        raise Refusal(_empty(kind))
    check_references(parts, sections)
    if status and not cover and kind != "official" and size != "page":
        parts = with_status(parts, status)
    said = fingerprint(plan.spec)
    return Document(
        meta=_meta(plan, words, kind, whose, _digest(said, sections, kind, person, size), said),
        furniture=_furniture(
            plan, words, _title(words, kind, whose) if len(parts) > 1 else None, status, bare=kind == "official"
        ),
        parts=parts,
        cover=cover,
        with_contents=kind == "plan" and len(parts) > 1,
        flowing=size != "page",
        facts={key: figure for key, (_, figure) in _headlines(plan).items() if isinstance(figure, int)},
        names=_names(plan, words, sections.context, _title(words, kind, whose)),
    )


def _nothing_agreed(plan: Plan, name: str) -> Problem:
    place = next((index for index, one in enumerate(plan.spec.team) if name in (one.name, one.person)), None)
    return Problem(
        "D07",
        Text(
            f"“{name}”没有目标，也没有考核方案，责任书无从写起",
            f"{name} has neither a target nor an appraisal scheme: a letter would state nothing",
        ),
        Text(
            "给他的岗位写考核方案（appraisal.schemes），或给他目标；只要工作安排，去掉 --kind letter",
            "write a scheme for his role (appraisal.schemes) or give him a target; for his duties drop --kind letter",
        ),
        ("team",) if place is None else ("team", place),
    )


def _labelled(plan: Plan, words: Words) -> Plan:
    """The plan as the text sees it: a proposal that nobody has confirmed says that it is one."""
    spec = labelled(plan.spec, words.label("proposed"))
    if spec == plan.spec:
        return plan
    sources = spec.targets.growth_sources
    gap = plan.gap and replace(
        plan.gap,
        sources=tuple(replace(s, basis=given.basis) for s, given in zip(plan.gap.sources, sources, strict=True)),
    )
    return replace(plan, spec=spec, gap=gap)


def _deputy(plan: Plan) -> Person | None:
    """The deputy, where the plan has one who is of the team."""
    deputy = plan.spec.deputy
    return find_person(plan, deputy.name) if deputy and deputy.name in {m.name for m in plan.spec.team} else None


@names_as_typed
def compose_tables(plan: Plan, *, language: str | None = None, templates: Path | None = None) -> dict[str, Table]:
    """Every table the plan has data for, by name."""
    words = words_for(plan, language, templates)
    found = {name: make(plan, words) for name, make in TABLES.items()}
    return {name: table for name, table in found.items() if table is not None}


def words_for(plan: Plan, language: str | None = None, templates: Path | None = None) -> Words:
    """The words of a plan's document: ours, the trade's, the manager's. Refusal for an unknown language or trade."""
    chosen = language or plan.spec.language
    preset = load_preset(plan.spec.industry, templates)
    cards = {"cards": "|".join(f"{text.zh}/{text.en}" for text in preset.cards)} if preset.cards else {}
    words = load_words(plan.spec, plan.granule, chosen, templates, preset.words(chosen) | cards)
    past = words.labels["past"]
    if plan.review and plan.review.estimated:
        return replace(words, slots={**words.slots, "actual": past["estimated"], "expected": past["expected"]})
    if plan.review and plan.review.told:
        part = {key: past[f"{key}_part"].format(count=plan.review.told) for key in ("actual", "expected")}
        return replace(words, slots={**words.slots, **part})
    return words


def annexed_tables(made: Made, outline: Outline) -> dict[str, str]:
    """The tables of a document that stand in the workbook beside it, each with what it is called there."""
    held = [[name for name in sheet if made[name] is not None] for sheet in outline.sheets]
    numbered = enumerate(filter(None, held), 1)
    return {name: made.words.label("annexed", number=number) for number, names in numbered for name in names}


def _context(made: Made, facts: Facts, person: Person | None, outline: Outline, status: str) -> dict[str, Any]:
    """What a section text can see."""
    plan, words = made.plan, made.words
    own = {name: partial(make, plan, words, person) if person else _nothing for name, make in PERSON_TABLES.items()}
    marking = {name: partial(_marked, name, made) for name in TABLES}
    tables = NamedBlocks(_without(outline.left_out, {**marking, **own}))
    charts = NamedBlocks(_without(outline.left_out, _bound(CHARTS, plan, words)))
    annexed = annexed_tables(made, outline)
    return {
        "spec": plan.spec,
        "region": plan.spec.region,
        "plan": plan,
        "facts": facts,
        "word": dict(words.terms),
        "year": str(plan.spec.year),
        "last_year": str(plan.spec.year - 1),
        "actual": words.slots["actual"],
        "partial": words.slots["expected"] if plan.review and plan.review.told else "",
        "unit": words.numbers.unit_name,
        "unit_size": words.numbers.scale,
        "volume_unit": words.slots["volume_unit"],
        "table": tables,
        "chart": charts,
        "ref": References(tables, charts, annexed=annexed),
        "annexed": annexed,
        "alone": len(outline.parts) == 1,
        "chapters": chapters(plan.spec),
        "forms": forms(plan.spec),
        "role_sheets": role_sheets(plan, words),
        "person": person,
        "status": status,
        "omitted": {name: plan.spec.not_applicable.get(name) for name in get_args(SubPlan)},
        "unplanned": tuple(
            {"name": words.terms.get(f"{name}_plan", name), "reason": reason}
            for name, reason in plan.spec.not_applicable.items()
        ),
        "objectives": {figure.code: figure for figure in plan.objectives},
    }


def _names(plan: Plan, words: Words, context: Mapping[str, Any], title: str) -> Names:
    """What a company's own Word file can see: all that a section text can, and what a cover wants."""
    region = plan.spec.region
    figures = {key: words.numbers.figure(kind, figure) for key, (kind, figure) in _headlines(plan).items()}
    own = {"title": title, "company": region.company, "figure": figures}
    return Names({**context, **own}, filters(words))


def _bound(
    makers: Mapping[str, Callable[[Plan, Words], Any]], plan: Plan, words: Words
) -> dict[str, Callable[[], Block | None]]:
    return {name: partial(make, plan, words) for name, make in makers.items()}


def _marked(name: str, made: Made) -> Table | None:
    return shaded(made[name], made.plan, made.words)


def _nothing() -> None:
    """A person's table where the document is nobody's, or what a length leaves out."""


def _without(
    names: frozenset[str], makers: Mapping[str, Callable[[], Block | None]]
) -> dict[str, Callable[[], Block | None]]:
    return {name: _nothing if name in names else make for name, make in makers.items()}


def _parts(outlines: Iterable[PartOutline], sections: Sections) -> Iterator[Part]:
    """Parts with anything in them; all texts are read before the first mistake is raised."""
    problems: list[Problem] = []
    for outline in outlines:
        blocks: list[Block] = []
        for name in outline.sections:
            try:
                blocks += map(_raised, sections.blocks(name)) if outline.raised else sections.blocks(name)
            except Refusal as refusal:
                problems += refusal.problems
        if part := _part(outline, blocks):
            yield part
    if problems:
        raise Refusal(*problems)


def _raised(block: Block) -> Block:
    """A heading one level up, anything else as it is."""
    return replace(block, level=block.level - 1) if isinstance(block, Heading) else block


def _part(outline: PartOutline, blocks: list[Block]) -> Part | None:
    titles = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
    body = arranged(block for block in blocks if not (isinstance(block, Heading) and block.level == 1))
    return Part(outline.key, titles[0] if titles else "", body, outline.kind, outline.tight) if body else None


def _empty(kind: str) -> Problem:
    key = {"role": "roles", "service": "service_tiers"}.get(kind, kind)
    return Problem(
        "D05",
        Text(f"计划中没有 {kind} 文档的内容", f"the plan has nothing for a document of the kind {kind}"),
        Text(f"填写 {key}", f"fill in {key}"),
    )


def check_references(parts: tuple[Part, ...], sections: Sections) -> None:
    """Every mention must have its table or figure on a page."""
    blocks = [block for part in parts for block in flatten(part.blocks)]
    placed = {block.key for block in blocks if isinstance(block, Captioned)}
    missing = {name for block in blocks for name in _mentioned(block)} - placed
    if missing:
        raise Refusal(*(_unplaced(name, sections) for name in sorted(missing)))


def _mentioned(block: Block) -> Iterator[str]:
    lines = (block.inlines,) if isinstance(block, Paragraph) else block.items if isinstance(block, Bullets) else ()
    for inlines in lines:
        yield from (inline.key for inline in inlines if isinstance(inline, Reference))


def _unplaced(name: str, sections: Sections) -> Problem:
    where = next(
        (
            Where(f"sections/{section}.md", number)
            for section, text in sections.read.items()
            for number, line in enumerate(text.split("\n"), 1)
            if f"ref.{name}" in line
        ),
        None,
    )
    return Problem(
        "D03",
        Text(f"章节模板提到 {name}，但文档中没有放置它", f"a section text mentions {name}, which is placed nowhere"),
        Text(
            f"用 {{{{ table.{name} }}}} 或 {{{{ chart.{name} }}}} 放置，或先用 if 判断",
            "place it, or test for it with if",
        ),
        where=where,
    )


# What stands round the parts ------------------------------------------------------------------------------------------


def _title(words: Words, kind: str, person: Person | None) -> str:
    return words.label(f"kinds.{kind}", name=person.name if person else "")


def _meta(plan: Plan, words: Words, kind: str, person: Person | None, digest: str, spec_digest: str) -> Meta:
    region = plan.spec.region
    return Meta(
        title=_title(words, kind, person),
        author=region.manager or region.name,
        company=region.company,
        language=words.language,
        subject=words.label("meta.subject"),
        keywords=tuple(words.label("meta.keywords").split(words.label("meta.separator"))),
        created=region.date,
        digest=digest,
        spec_digest=spec_digest,
    )


def _furniture(plan: Plan, words: Words, title: str | None, status: str, *, bare: bool = False) -> Furniture:
    """Header and labels; no title where the one part, whose own title stands in the header anyway, would repeat it;
    an official paper has no header. A draft says that it is one on every page."""
    header = words.label("furniture.header", title=title) if title else plan.spec.region.company
    header = words.label("furniture.between").join(filter(None, ("" if bare else header, status)))
    names = ("footer", "contents", "table", "figure", "annex")
    more = words.label("deck.more")
    return Furniture(header, **{name: words.label(f"furniture.{name}") for name in names}, more=more, status=status)


def _cover(plan: Plan, words: Words, kind: str, person: Person | None, status: str) -> Cover:
    region = plan.spec.region
    manager = (
        words.label("cover.manager_title", name=region.manager, title=region.title) if region.title else region.manager
    )
    values = {
        "status": status,
        "manager": manager if region.manager else None,
        "reports_to": region.reports_to,
        "cities": words.numbers.sequence(region.cities),
        "period": words.label("cover.last_year") if kind == "review" else _period(plan, words),
        "version": region.version,
        "date": words.numbers.date(region.date) if region.date else None,
        "confidentiality": region.confidentiality,
    }
    facts = tuple((words.label(f"cover.{key}"), value) for key, value in values.items() if value)
    kicker, motto = ("cover.kicker_review", None) if kind == "review" else ("cover.kicker", region.motto)
    return Cover(region.company, words.label(kicker), _title(words, kind, person), motto or "", facts)


def _period(plan: Plan, words: Words) -> str:
    whole, closed = words.label("cover.whole_year"), closed_of(plan)
    months = words.numbers.months(1, closed.through) if closed else ""
    return words.label("cover.closed", period=whole, months=months) if closed else whole


def _headlines(plan: Plan) -> dict[str, tuple[Kind, Value | None]]:
    """Kind and figure of every measure by its key, last year's as ``last_…``: what a company's Word file may name."""
    now = {key: (measure.kind, planned(plan, key)) for key, measure in MEASURES.items()}
    return now | {f"last_{key}": (measure.kind, last_year(plan, key)) for key, measure in MEASURES.items()}


def _digest(spec: str, sections: Sections, kind: str, person: str | None, length: Length) -> str:
    """SHA-256 over all that the document is made from: spec, words and texts used, version, what was asked for."""
    sums = sha256()
    texts = [*sections.words.sources, *sorted(sections.read.items())]
    asked = "\n".join((planforge.__version__, sections.words.language, kind, person or "", length))
    for piece in (asked, spec, *(part for pair in texts for part in pair)):
        sums.update(piece.encode())
        sums.update(b"\0")
    return sums.hexdigest()
