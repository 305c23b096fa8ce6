"""One page to decide on, a standard length whose annex tables stand in the workbook beside it, and the whole."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from once import document_of, plan_of, workbook_of
from openpyxl import load_workbook

from planforge.document.compose import annexed_tables, compose_tables, words_for
from planforge.document.kinds import LENGTHS, outline_of
from planforge.document.model import Bullets, Card, Cards, Chart, Document, Paragraph, Reference, Run, Table
from planforge.document.numbering import flatten
from planforge.document.tables import Made
from planforge.plan.plan import Plan

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/plan.yaml"))
LANGUAGES = ("zh-CN", "en")


def example(name: str) -> Path:
    return next(path for path in EXAMPLES if path.parent.name == name)


def placed(document: Document) -> list[object]:
    return [block for part in document.parts for block in flatten(part.blocks)]


def prose(document: Document) -> str:
    lines = []
    for block in placed(document):
        if isinstance(block, Paragraph):
            lines.append(block.inlines)
        elif isinstance(block, Bullets):
            lines += list(block.items)
    said = [run.text for inlines in lines for run in inlines if isinstance(run, Run)]
    return "\n".join([*(part.title for part in document.parts), *said])


every = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.mark.slow
@every
@both
def test_the_page_holds_four_figures_a_bridge_a_row_a_district_risks_and_what_is_asked(
    path: Path, language: str
) -> None:
    page, plan = document_of(path, language, "page"), plan_of(path)
    blocks = placed(page)
    assert page.parts[0].tight and page.cover is None and not page.with_contents
    assert [len(block.cards) for block in blocks if isinstance(block, Cards)] == [4]
    assert [block.key for block in blocks if isinstance(block, Chart)] == ["page_bridge"]
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert len(table.rows) == len(plan.targets.districts.nodes) + 1
    risks = [block for block in blocks if isinstance(block, Bullets)]
    assert sum(len(block.items) for block in risks) == len(page_risks(plan)) >= 1
    assert words_for(plan, language).numbers.amount(plan.targets.total) in page.parts[0].title


def page_risks(plan: Plan) -> tuple[object, ...]:
    from planforge.document.facts.page import page_of

    return page_of(plan).risks


@every
@both
def test_what_the_company_assigned_and_the_distance_to_it_stand_on_the_page_and_in_the_summary(
    path: Path, language: str
) -> None:
    plan = plan_of(path)
    assigned = plan.targets.assigned
    if assigned is None:
        return
    numbers = words_for(plan, language).numbers
    distance = abs(plan.targets.total - assigned)
    for length in ("page", "standard"):
        made = document_of(path, language, length)
        summary = "\n".join([*(card.beside for card in cards(made)[:1]), prose(made)])
        assert numbers.money(assigned) in summary, length
        if distance:
            assert numbers.amount(distance) in prose(made), length


def cards(document: Document) -> tuple[Card, ...]:
    return next(block.cards for block in placed(document) if isinstance(block, Cards))


def test_asks_stand_on_the_page_with_the_day_and_who_decides_where_it_is_not_the_superior() -> None:
    said = prose(document_of(example("yunan-noodles"), "zh-CN", "page"))
    spec = plan_of(example("yunan-noodles")).spec
    assert spec.asks
    for ask in spec.asks:
        assert ask.what in said
        assert ask.decides in (None, spec.region.reports_to) or f"，{ask.decides}）" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "language"),
    [
        (example("yunan-noodles"), "en"),
        *((example(name), "zh-CN") for name in ("yunan-noodles", "hefei-ktv", "hangyong-restaurants", "luzhong-tiles")),
    ],
    ids=lambda value: value if isinstance(value, str) else value.parent.name,
)
def test_the_standard_length_mentions_no_annex_table_that_the_workbook_does_not_hold(path: Path, language: str) -> None:
    plan, standard = plan_of(path), document_of(path, language, "standard")
    words = words_for(plan, language)
    book = load_workbook(BytesIO(workbook_of(path, language)))
    annexed = annexed_tables(Made(plan, words), outline_of("plan", "standard"))
    tables = compose_tables(plan, language=language)
    for name, label in annexed.items():
        sheets = [sheet for sheet in book if str(sheet.cell(1, 1).value).startswith(f"{label}　")]
        heads = [{cell.value for cell in sheet[4]} for sheet in sheets]
        titles = {column.title for column in tables[name].columns[1:]}
        assert any(titles <= held for held in heads) or name == "actions", name
    on_pages = {block.key for block in placed(standard) if isinstance(block, Table)}
    assert not on_pages & set(annexed)


@pytest.mark.slow
@every
@both
def test_each_length_holds_less_than_the_next(path: Path, language: str) -> None:
    counts = [sum(isinstance(b, Table) for b in placed(document_of(path, language, length))) for length in LENGTHS]
    assert counts == sorted(counts)
    assert counts[0] < counts[1] < counts[2]


@pytest.mark.slow
@every
@both
def test_no_two_tables_of_a_length_are_equal_or_contained(path: Path, language: str) -> None:
    for length in ("standard", "full"):
        bodies: list[tuple[str, frozenset[tuple[str, ...]]]] = []
        for block in placed(document_of(path, language, length)):
            if isinstance(block, Table):
                rows = frozenset(tuple(cell.text for cell in row.cells) for row in block.rows)
                bodies.append((block.key, rows))
        for n, (key, rows) in enumerate(bodies):
            twins = [other for other, held in bodies[:n] + bodies[n + 1 :] if len(rows) > 1 and rows <= held]
            assert not twins, (length, key, twins)


def test_references_to_annexed_tables_are_words_not_fields() -> None:
    standard = document_of(example("yunan-noodles"), "zh-CN", "standard")
    keys = {
        inline.key
        for block in placed(standard)
        if isinstance(block, Paragraph)
        for inline in block.inlines
        if isinstance(inline, Reference)
    }
    assert not keys & set(outline_of("plan", "standard").annexed)
