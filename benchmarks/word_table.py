"""A table of up to 1,000 rows and 16 columns in Word: planforge, the same XML by lxml alone, docxtpl, pandoc.

    python benchmarks/word_table.py [ROWS]

Times are CPU seconds of the writer, best of three, without its imports. A last line shows a whole example plan.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path

import docx as python_docx
from docxtpl import DocxTemplate
from lxml import etree

from planforge import compose, make_plan, read
from planforge.document.model import Cell, Column, Document, Furniture, Kind, Meta, Part, Row, Table
from planforge.writers import docx
from planforge.writers.docx.package import pack

COLUMNS = 16
EXAMPLE = Path(__file__).parent.parent / "examples" / "yunan-noodles" / "plan.yaml"


def figures(rows: int) -> list[list[str]]:
    """A name and fifteen figures a row, always the same."""
    return [
        [f"客户{row:05d}", *(f"{(row * 7919 + column * 104729) % 90000 / 10:,.1f}" for column in range(1, COLUMNS))]
        for row in range(rows)
    ]


def document(rows: int) -> Document:
    """A document of nothing but the table."""
    columns = tuple(Column(f"第{n}列", Kind.MONEY if n else Kind.TEXT) for n in range(COLUMNS))
    made = tuple(Row(tuple(Cell(text, Decimal(0)) for text in row)) for row in figures(rows))
    part = Part("p", "明细", (Table("t", "明细", columns, made),))
    words = Furniture("计划", "第 {page} 页", "目录", "表", "图", "附件{number}　")
    return Document(Meta("计划", "李明", "福麦食品", "zh-CN"), words, (part,), with_contents=False)


def by_planforge(rows: int) -> bytes:
    """The way of ``planforge render``."""
    return docx.write(document(rows), contents="linked")


def xml_of(rows: int) -> etree._Element:
    """The document part that planforge writes, to be written again by lxml."""
    with zipfile.ZipFile(BytesIO(by_planforge(rows))) as package:
        return etree.fromstring(package.read("word/document.xml"))


def by_lxml(model: etree._Element, parts: dict[str, bytes]) -> bytes:
    """The same elements with the same attributes and texts, made one by one and zipped with the same other parts."""

    def copied(element: etree._Element) -> etree._Element:
        made = etree.Element(element.tag, dict(element.attrib), nsmap=element.nsmap)
        made.text = element.text
        made.extend([copied(child) for child in element])
        return made

    return pack({**parts, "word/document.xml": etree.tostring(copied(model), xml_declaration=True, encoding="UTF-8")})


def template() -> bytes:
    """A Word file whose table has docxtpl's loop over rows and cells."""
    word = python_docx.Document()
    table = word.add_table(rows=3, cols=3)
    texts = {(0, 0): "{%tr for row in rows %}", (1, 0): "{%tc for cell in row %}", (1, 1): "{{ cell }}",
             (1, 2): "{%tc endfor %}", (2, 0): "{%tr endfor %}"}  # fmt: skip
    for (row, column), text in texts.items():
        table.cell(row, column).text = text
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def by_docxtpl(rows: int, given: bytes) -> bytes:
    """A template engine for Word."""
    tpl = DocxTemplate(BytesIO(given))
    tpl.render({"rows": figures(rows)}, autoescape=True)
    stream = BytesIO()
    tpl.save(stream)
    return stream.getvalue()


def by_pandoc(rows: int) -> bytes:
    """A converter from Markdown."""
    lines = ["|" + "|".join(f"第{n}列" for n in range(COLUMNS)) + "|", "|" + "---|" * COLUMNS]
    lines += ["|" + "|".join(row) + "|" for row in figures(rows)]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "t.md"), Path(folder, "t.docx")
        source.write_text("\n".join(lines), "utf-8")
        subprocess.run(["pandoc", str(source), "-o", str(target)], check=True)
        return target.read_bytes()


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process and those it started, best of three."""
    found = []
    for _ in range(3):
        before = _spent()
        work()
        found.append(_spent() - before)
    return min(found)


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main(most: int) -> None:
    """Print a line for each size."""
    by_planforge(10)  # imports
    tagged = template()
    heads = ("rows", "cells", "planforge", "lxml", "ratio", "µs/cell", "docxtpl", "pandoc")
    print(" ".join(f"{head:>9}" for head in heads))
    for rows in (most // 4, most // 2, most):
        model = xml_of(rows)
        with zipfile.ZipFile(BytesIO(by_planforge(rows))) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        ours = seconds(partial(by_planforge, rows))
        bare = seconds(partial(by_lxml, model, parts))
        others = [seconds(partial(by_docxtpl, rows, tagged))]
        others += [seconds(partial(by_pandoc, rows))] if shutil.which("pandoc") else []
        cells = rows * COLUMNS
        line = [f"{rows}", f"{cells}", f"{ours:.2f}", f"{bare:.2f}", f"{ours / bare:.1f}", f"{ours / cells * 1e6:.0f}"]
        print(" ".join(f"{text:>9}" for text in (*line, *(f"{other:.2f}" for other in others))))
    spec = read(EXAMPLE).spec
    assert spec
    plan = make_plan(spec)
    print(f"example plan: {seconds(lambda: docx.write(compose(plan), contents='linked')):.2f} s composed and written")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
