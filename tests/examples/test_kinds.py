"""The table of docs/kinds.md: every command runs, and what it promises stands in the result."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import EXAMPLES, ROOT
from docx import Document
from typer.testing import CliRunner

from planforge.cli.app import app


class Kind(NamedTuple):
    number: str
    command: str
    headings: list[str]


def kinds() -> list[Kind]:
    rows = re.findall(
        r"^\| (\d+) \|[^|]+\|[^|]+\| `planforge ([^`]+)` \| ([^|]+) \|",
        (ROOT / "docs" / "kinds.md").read_text("utf-8"),
        re.M,
    )
    return [Kind(number, command, where.split(" · ")) for number, command, where in rows]


def test_it_has_a_row_for_each_kind() -> None:
    assert [kind.number for kind in kinds()] == [str(number) for number in range(1, 15)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.number)
def test_its_command_writes_what_it_promises(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(EXAMPLES)
    words = shlex.split(kind.command)
    words += ["--contents", "linked"] if words[0] == "render" else []
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 0, ran.output
    document = Document(str(tmp_path / words[words.index("-o") + 1]))
    titles = [
        p.text
        for p in document.paragraphs
        if p.style and re.match(r"Heading|(Paper )?Title|Chapter|Front|Annex", p.style.name or "")
    ]
    assert [heading for heading in kind.headings if not any(heading in title for title in titles)] == []
