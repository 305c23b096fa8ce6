"""A draft says that it is one wherever it is read: on the page, over a letter, on every slide and in every header."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from plans import small_spec
from pptx import Presentation

from planforge import compose
from planforge.document.compose import words_for
from planforge.document.model import Cards, Document, Tone
from planforge.document.numbering import flatten
from planforge.document.starting import rests_on_starting, shaded
from planforge.document.tables.products import product_classes
from planforge.ledger.sales import Node
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Where
from planforge.review.actuals import Actuals, Entry
from planforge.review.monthly import review_month
from planforge.review.report import compose_review
from planforge.writers import html, markdown, pptx, xlsx

TERMS = {"terms": [{"name": "月结", "pattern": ["60%", "40%"]}], "opening": "240万"}
WAITS = {
    "products": [{"name": "甲", "share": "100%", "margin": "30%"}],
    "unconfirmed": [
        {"at": "products.甲.margin", "value": "30%", "origin": "starting"},
        {"at": "collection.terms.月结.pattern.0", "value": "60%", "origin": "starting"},
    ],
}
LAST = [{"year": 2026, "district": name, "months": ["100万"] * 12} for name in ("信阳", "南阳")]


def made(**more: Any) -> Plan:
    given = {"collection": TERMS, "history": LAST, "products": WAITS["products"]}
    return make_plan(small_spec(**(given | more)))


def cards(document: Document) -> Cards:
    return next(block for part in document.parts for block in flatten(part.blocks) if isinstance(block, Cards))


@pytest.mark.parametrize("more", [{"length": "page"}, {"kind": "letter", "person": "王强"}, {"length": "standard"}])
def test_a_draft_says_so_in_every_document(more: dict[str, str]) -> None:
    draft, done = (compose(plan, **more) for plan in (made(**WAITS), made()))  # type: ignore[arg-type]
    assert "草稿，2 个值未核实" in markdown.write(draft).decode()
    assert "草稿，2 个值未核实" in html.write(draft).decode()
    assert "草稿，2 个值未核实" in draft.furniture.header
    assert "草稿" not in html.write(done).decode()


def test_every_slide_of_a_draft_says_so() -> None:
    deck = Presentation(BytesIO(pptx.write(compose(made(**WAITS), kind="deck"))))
    texts = [" ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame) for slide in deck.slides]
    assert texts and all("草稿，2 个值未核实" in text for text in texts)


def test_the_first_sheets_of_a_drafts_workbook_say_so() -> None:
    for plan, said in ((made(**WAITS), True), (made(), False)):
        book = load_workbook(BytesIO(xlsx.write(plan)))
        texts = ["".join(str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row) for sheet in book]
        assert ["草稿，2 个值未核实" in text for text in texts[:2]] == [said, said]


def test_the_monthly_review_of_a_draft_says_so_before_all_else() -> None:
    for plan, said in ((made(**WAITS), True), (made(), False)):
        month = Entry(Where("a.csv", 2, 1), 1, Node("信阳", None, None, None, None), Decimal(100), None)
        paper = compose_review(plan, review_month(plan, Actuals("a.csv", plan.spec.year, (month,))))
        first = "".join(map(str, paper.parts[0].blocks[:1]))
        assert {"草稿，2 个值未核实" in text for text in (first, paper.furniture.header)} == {said}


def test_a_key_figure_of_starting_values_is_shaded_and_says_so() -> None:
    draft, done = (cards(compose(plan, length="page")).cards for plan in (made(**WAITS), made()))
    marked = {card.label: card for card in draft if card.starting}
    assert set(marked) == {"毛利率", "区域贡献（万元）"}
    assert all(card.beside.endswith("未核实") for card in marked.values())
    assert not any(card.starting or "未核实" in card.beside for card in done)
    page = compose(made(**WAITS), length="page")
    assert html.write(page).decode().count('class="starting"') == 2
    assert "未核实" in markdown.write(page).decode()


@pytest.mark.parametrize("at", ["product_classes", "product_classes.厚利.margin"])
@pytest.mark.parametrize(("own", "rests"), [("30%", False), (None, True)])
def test_a_class_that_waits_enters_the_gross_profit_only_of_products_without_a_margin(
    at: str, own: str | None, rests: bool
) -> None:
    product = {"name": "甲", "class": "厚利", "share": "100%"} | ({"margin": own} if own else {})
    waits = [{"at": at, "origin": "carried"}]
    plan = make_plan(
        small_spec(products=[product], product_classes=[{"name": "厚利", "margin": "35%"}], unconfirmed=waits)
    )
    assert rests_on_starting("gross_profit", plan) is rests


def test_a_class_is_told_with_the_margin_that_its_products_are_planned_at() -> None:
    product = {"name": "甲", "class": "厚利", "share": "100%", "margin": "41%"}
    classes = [{"name": "厚利", "margin": "35%"}, {"name": "薄利", "margin": "20%"}]
    waits = [{"at": f"product_classes.{name}.margin", "origin": "starting"} for name in ("厚利", "薄利")]
    plan = make_plan(small_spec(products=[product], product_classes=classes, unconfirmed=waits))
    table = shaded(product_classes(plan, words_for(plan)), plan, words_for(plan))
    assert table is not None
    told = [(row.cells[0].text, row.cells[1].text, row.cells[1].tone is Tone.STARTING) for row in table.rows]
    assert told == [("厚利", "41.0%", False), ("薄利", "20.0%", True)]


def test_what_will_be_owed_is_no_headline_while_the_terms_are_in_doubt() -> None:
    def told(plan: Plan) -> tuple[bool, bool]:
        """Whether the page's key figures and the deck's title say it."""
        labels = [card.label for card in cards(compose(plan, length="page")).cards]
        titles = " ".join(part.title for part in compose(plan, kind="deck").parts)
        return any("应收" in label for label in labels), "应收由" in titles

    assert told(made(collection=TERMS | {"opening": "40万"})) == (True, True)
    assert told(made(collection=TERMS | {"opening": "40万"}, **WAITS)) == (False, False)
    assert told(made(collection=TERMS | {"opening": "600万"})) == (False, False)  # five months' sales, at 12 days


def test_a_balance_that_does_not_fit_the_terms_is_told_with_amount_and_days() -> None:
    def told(**more: str) -> list[str]:
        return [p.message.zh for p in made(collection=TERMS | more).problems if p.code == "M46"]

    assert told(opening="80万") == []  # 40 % of December's 2,000,000
    assert told(opening="700万", overdue="620万") == []
    assert told(opening="700万") == [
        "期初应收中未逾期的 700万元（约 107 天销售），与账期不符：按账期，上年销售到年末只应欠 80万元（约 12 天）"
    ]
