"""A whole plan beside other programs, each as a process from its start: CPU seconds, the best of seven.

    python benchmarks/whole_plan.py [PYTHON]

planforge makes the noodle plan of standard length, its workbook beside it. docxtpl fills the very tables of that Word
file, cell by cell, from a template made ready before: a loop over rows and cells, no computing, no layout, no charts.
rendercv, where PYTHON has it (``pip install 'rendercv[full]' click``), turns its own sample of two pages into Typst,
Markdown and HTML, and into Typst alone; its PDF would fetch a package. Ratios are steadier than seconds.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import docx as python_docx

EXAMPLE = Path(__file__).parent.parent / "examples" / "yunan-noodles" / "plan.yaml"
RUNS = 7
FILL = """\
import json, sys
from docxtpl import DocxTemplate
template = DocxTemplate(sys.argv[1])
template.render({"tables": json.load(open(sys.argv[2], encoding="utf-8"))}, autoescape=True)
template.save(sys.argv[3])
"""


def seconds(command: Sequence[str], folder: Path) -> float:
    """CPU seconds of a program and what it starts, best of several."""
    # Python's own cache of bytecode is what every installation has
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    found = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ran = subprocess.run(command, cwd=folder, env=kept, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if ran.returncode not in (0, 1):
            sys.exit(f"{command}: {ran.stderr.decode()[-2000:]}")
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def tables_of(document: Path) -> list[list[list[str]]]:
    """The text of every cell of a Word file's tables."""
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

    def text(cell: object) -> str:
        return "".join(one.text or "" for one in cell.iter(f"{space}t"))  # type: ignore[attr-defined]

    return [
        [[text(cell) for cell in row.iter(f"{space}tc")] for row in table.iter(f"{space}tr")]
        for table in python_docx.Document(str(document)).element.body.iter(f"{space}tbl")
    ]


def template() -> bytes:
    """A Word file with docxtpl's loops over tables, rows and cells."""
    word = python_docx.Document()
    word.add_paragraph("{%p for rows in tables %}")
    table = word.add_table(rows=3, cols=3)
    texts = {(0, 0): "{%tr for row in rows %}", (1, 0): "{%tc for cell in row %}", (1, 1): "{{ cell }}",
             (1, 2): "{%tc endfor %}", (2, 0): "{%tr endfor %}"}  # fmt: skip
    for (row, column), said in texts.items():
        table.cell(row, column).text = said
    word.add_paragraph("{%p endfor %}")
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def main() -> None:
    other = sys.argv[1] if len(sys.argv) > 1 else ""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = [sys.executable, "-m", "planforge"]
        whole = [*ours, "render", str(EXAMPLE), "-o", "plan.docx", "--contents", "linked"]
        lines = {"python -c pass": seconds([sys.executable, "-c", "pass"], folder), "planforge": seconds(whole, folder)}
        lines["planforge --help"] = seconds([*ours, "--help"], folder)
        held = tables_of(folder / "plan.docx")
        (folder / "tables.json").write_text(json.dumps(held), "utf-8")
        (folder / "t.docx").write_bytes(template())
        fill = [sys.executable, "-c", FILL, "t.docx", "tables.json", "filled.docx"]
        label = f"docxtpl, {len(held)} tables, {sum(len(row) for table in held for row in table)} cells"
        lines[label] = seconds(fill, folder)
        if other:
            subprocess.run([other, "-m", "rendercv", "new", "A B"], cwd=folder, capture_output=True, check=True)
            sample = [other, "-m", "rendercv", "render", "A_B_CV.yaml"]
            without = ("--dont-generate-pdf", "--dont-generate-png")
            lines["rendercv, Typst, Markdown, HTML"] = seconds([*sample, *without], folder)
            bare = (*without, "--dont-generate-markdown", "--dont-generate-html")
            lines["rendercv, Typst alone"] = seconds([*sample, *bare], folder)
        for what, took in lines.items():
            print(f"{what:>32}  {took:.2f} s  × {took / lines['planforge']:.2f}")


if __name__ == "__main__":
    main()
