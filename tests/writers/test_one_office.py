"""One LibreOffice says the pages of many documents: the same as one each, and it is begun anew when it dies."""

from __future__ import annotations

import pytest
from conftest import ROOT

from planforge import isolated
from planforge.document.compose import compose
from planforge.plan.make import make_plan
from planforge.reading.read import read
from planforge.writers import pdf, write

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(pdf.find_office() is None, reason="needs LibreOffice"),
]


def documents() -> list[bytes]:
    specs = [
        read(path).spec for path in sorted((ROOT / "examples" / "fumai-nation").glob("regions/西南大区/*/plan.yaml"))
    ]
    return [write(compose(make_plan(spec), length="page"), contents="linked") for spec in specs if spec]


def test_pages_told_by_one_office_are_those_told_by_one_each() -> None:
    made = documents()
    alone = [pdf.heading_pages(pdf.convert(one)) for one in made]
    with pdf.kept():
        together = [pdf.heading_pages(pdf.convert(one, shared=True)) for one in [*made, made[0]]]
    assert together == [*alone, alone[0]]


def test_a_pdf_to_be_handed_on_is_laid_out_by_an_office_of_its_own() -> None:
    first, second = documents()
    with pdf.kept():
        pdf.convert(first, shared=True)
        made = pdf.convert(second)
    assert made == pdf.convert(second)


def test_an_office_that_is_killed_is_begun_anew_and_none_is_left() -> None:
    one = documents()[0]
    before = set(isolated.running)
    with pdf.kept():
        first = pdf.heading_pages(pdf.convert(one, shared=True))
        for group in isolated.running - before:
            isolated.end(group)
        assert pdf.heading_pages(pdf.convert(one, shared=True)) == first
        assert isolated.running - before
    assert isolated.running == before
