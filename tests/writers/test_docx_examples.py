"""Every example in every language and house is a sound Word file whose tables break no name, date or figure."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from conftest import EXAMPLES
from once import document_of
from openxml_audit import OpenXmlValidator
from word_faults import Element, W, faults, of_each_kind, tree, value, words

from planforge.checks.word import check_word
from planforge.writers import write
from planforge.writers.widths import text_width

pytestmark = pytest.mark.slow

SPECS = sorted(EXAMPLES.glob("*/plan.yaml"))
LANGUAGES, HOUSES = ("zh-CN", "en"), ("business", "official")
EACH = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.parent.name)
SIZES = {"PlanTable": (9.0, 180), "DensePlanTable": (9.0, 90)}  # points, twips of padding
NAME = 6  # characters that stay in one line


@cache
def printed(spec: Path, language: str, house: str) -> bytes:
    return write(document_of(spec, language, "full"), style=house, contents="linked")


@EACH
def test_it_is_sound_in_every_language_and_house(spec: Path, tmp_path: Path) -> None:
    """The schema check is slow and takes one of the four, another for the next example."""
    turn = SPECS.index(spec) % 4
    for index, (language, house) in enumerate(product(LANGUAGES, HOUSES)):
        content = printed(spec, language, house)
        assert faults(content) == [], (language, house)
        if index == turn:
            path = tmp_path / f"{language}-{house}.docx"
            path.write_bytes(of_each_kind(content))
            assert [str(error) for error in OpenXmlValidator().validate(path).errors] == [], (language, house)


@EACH
def test_nothing_is_found_in_it_as_it_was_rendered(spec: Path, tmp_path: Path) -> None:
    for language in LANGUAGES:
        path = tmp_path / f"{language}.docx"
        path.write_bytes(printed(spec, language, "business"))
        assert check_word(path) == ()


@EACH
def test_no_short_text_of_its_tables_breaks(spec: Path) -> None:
    body = tree(printed(spec, "zh-CN", "business"))
    assert [text for one in body.iter(f"{W}tbl") for text in _broken(one)] == []


def _broken(table: Element) -> list[str]:
    """Short texts and figures wider than their cell; a figure's bracketed remark may take a second line."""
    size, padding = SIZES.get(value(table, "w:tblPr/w:tblStyle/@w:val"), (0, 0))
    found = []
    for cell in table.iter(f"{W}tc") if size else ():
        room = int(value(cell, "w:tcPr/w:tcW/@w:w")) - padding
        for paragraph in cell.iter(f"{W}p"):
            style = value(paragraph, "w:pPr/w:pStyle/@w:val")
            if "Header" not in style:
                pieces = re.split(r"(?=[（(])", words(paragraph))
                short = (one for one in pieces if style.endswith("Number") or len(one) <= NAME)
                found += [one for one in short if text_width(one, size * 20) > room]
    return found
