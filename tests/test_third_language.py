"""A third language is a folder: nothing in Python knows which languages there are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from docx import Document

SPEC = """\
planforge: 1
language: de
year: 2027
region: {name: Nord, company: Muster}
districts: [{name: Hamburg}, {name: Kiel}]
targets: {base: 24m}
"""


@pytest.mark.slow
def test_a_folder_of_words_is_a_language(tmp_path: Path) -> None:
    for name in ("planforge", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    german = Path(shutil.copytree(tmp_path / "templates" / "en", tmp_path / "templates" / "de"))
    labels = german / "sections" / "strategy.md"
    labels.write_text(labels.read_text("utf-8").replace("# Strategy", "# Strategie"), "utf-8")
    (tmp_path / "plan.yaml").write_text(SPEC + "principles: [Erst der Händler]\n", "utf-8")
    command = [sys.executable, "-m", "planforge", "render", "plan.yaml", "--contents", "linked"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    assert "Strategie" in [paragraph.text for paragraph in Document(str(tmp_path / "plan.docx")).paragraphs]
