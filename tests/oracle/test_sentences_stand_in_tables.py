"""Every figure that our sentences state stands, as printed, in a table of the same document or in the workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from once import document_of, plan_of, workbook_of
from openpyxl import load_workbook
from test_figures_of_examples import SPECS

from planforge.document.markup import plain
from planforge.document.model import Bullets, Document, Kind, Landscape, Paragraph, Table

Length = Literal["page", "standard", "full"]
MONEY = re.compile(r"(?:CNY\s*)?([\d,]+(?:\.\d+)?)\s*(万元|亿元|元|million|billion)|CNY\s*([\d,]+(?:\.\d+)?)")
RATE = re.compile(r"([\d,]+(?:\.\d+)?)\s*(?:%|个百分点|points)")
SCALE = {"元": 1, "万元": 10**4, "亿元": 10**8, "million": 10**6, "billion": 10**9, None: 1}
each_document = pytest.mark.parametrize("length", ["page", "standard", "full"])
each_language = pytest.mark.parametrize("language", ["zh-CN", "en"])
each_example = pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.parent.name)


def blocks(found: Document) -> Iterator[Any]:
    for part in found.parts:
        for block in part.blocks:
            yield from block.blocks if isinstance(block, Landscape) else (block,)


# What the sentences state ---------------------------------------------------------------------------------------------


def sentences(found: Document) -> Iterator[str]:
    for block in blocks(found):
        match block:
            case Paragraph():
                yield words(block.inlines)
            case Bullets():
                yield from map(words, block.items)


def words(inlines: Any) -> str:
    return "".join(getattr(inline, "text", "") for inline in inlines)


@cache
def own_texts(spec: Path) -> list[str]:
    """What the manager wrote himself, longest first: his figures are his."""

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict) and {"name", "amount"} <= set(value):  # a quota: what he set, as he set it
            yield from (f"{value['name']}{colon}{value['amount']}" for colon in ("：", ": "))
        if isinstance(value, str):
            yield from (line.strip() for line in plain(value).splitlines())
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from texts(part)

    found = {text.lower() for text in texts(yaml.load(spec.read_text("utf-8"), Loader=yaml.BaseLoader))}
    return sorted((text.rstrip("。.") for text in found if len(text) > 5), key=len, reverse=True)


def ours(sentence: str, spec: Path) -> str:
    """A sentence without what the manager wrote."""
    left = sentence.lower().replace("cny", "CNY")
    for text in own_texts(spec):
        left = left.replace(text.replace("cny", "CNY"), "…")
    return left


# What the tables hold -------------------------------------------------------------------------------------------------


@cache
def held(spec: Path, language: str, length: Length) -> tuple[frozenset[Fraction], frozenset[Fraction]]:
    """Amounts in currency units and rates in tenths of a per cent, of the document's tables and of the workbook."""
    amounts, rates = set(sheets(spec, language)[0]), set(sheets(spec, language)[1])
    for table in blocks(document_of(spec, language, length)):
        for column in table.columns if isinstance(table, Table) else ():
            rates |= {Fraction(number) for number in RATE.findall(f"{column.group} {column.title}")}
        for row in table.rows if isinstance(table, Table) else ():
            for cell in row.cells:
                value = Fraction(cell.value) if isinstance(cell.value, int | Decimal) else None
                amounts |= {abs(value), Fraction(round(abs(value) * 100), 100)} if value is not None else set()
                rates |= {Fraction(number.replace(",", "")) for number in RATE.findall(cell.text)}
                rates |= {abs(value) * 100} if value is not None and cell.kind is Kind.POINTS else set()
    return frozenset(amounts), frozenset(rates)


@cache
def sheets(spec: Path, language: str) -> tuple[frozenset[Fraction], frozenset[Fraction]]:
    unit = SCALE[plan_of(spec).spec.money.unit]
    amounts: set[Fraction] = set()
    rates: set[Fraction] = set()
    for sheet in load_workbook(BytesIO(workbook_of(spec, language)), data_only=True):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, int | float):
                size = abs(cell.value)
                rates |= {Fraction(round(size * 1000), 10)} if "%" in (cell.number_format or "") else set()
                amounts |= {
                    Fraction(round(size * 10**4) * unit, 10**4),
                    Fraction(round(size)),
                    Fraction(round(size * 100), 100),
                }
    return frozenset(amounts), frozenset(rates)


def missing(spec: Path, language: str, length: Length) -> Iterator[str]:
    amounts, rates = held(spec, language, length)
    for sentence in sentences(document_of(spec, language, length)):
        left = ours(sentence, spec)
        for match in MONEY.finditer(left):
            printed = (match[1] or match[3]).replace(",", "")
            amount = Fraction(printed) * SCALE[match[2]]
            if not {amount, Fraction(printed)} & amounts:
                yield f"{match[0]} in {sentence[:90]}"
        for match in RATE.finditer(left):
            if Fraction(match[1].replace(",", "")) not in rates:
                yield f"{match[0]} in {sentence[:90]}"


@pytest.mark.slow
@each_document
@each_language
@each_example
def test_every_figure_of_a_sentence_stands_in_a_table(spec: Path, language: str, length: Length) -> None:
    assert list(missing(spec, language, length)) == []
