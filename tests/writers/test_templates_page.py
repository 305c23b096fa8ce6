"""docs/templates.md: every tag that it shows works, every chart that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

from company_files import company_file, printed, saved, texts

from planforge.document.charts import CHARTS

PAGE = (Path(__file__).parent.parent.parent / "docs" / "templates.md").read_text("utf-8")
TABLE = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `{")]


def test_every_tag_of_the_page_works(tmp_path: Path) -> None:
    word = company_file()
    for cell in TABLE:
        lines = re.findall(r"`([^`]+)`", cell)
        if lines[0].startswith("{%tr"):
            grid = word.add_table(3, 1)
            for row, text in zip(grid.rows, (lines[0], "{{ one.name }}", lines[1]), strict=True):
                row.cells[0].text = text
        elif lines[0].startswith("{%p"):
            lines.insert(1, "{{ one.leader }}")
        for text in lines if not lines[0].startswith("{%tr") else ():
            word.add_paragraph(text)
    shown = texts(printed(saved(word, tmp_path)))
    assert not [text for text in shown if "{{" in text or "{%" in text]
    assert {"豫南区域", "李明", "2026年12月15日", "2,400万元", "王强", "杨帆", "信阳", "南阳"} <= set(shown)


def test_the_charts_are_those_that_can_be_placed() -> None:
    named = re.search(r"^Charts 图: (.*?)\n\n", PAGE, re.DOTALL | re.MULTILINE)
    assert named
    assert re.findall(r"`(\w+)`", named[1]) == list(CHARTS)
