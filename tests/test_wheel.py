"""The wheel: built from the checkout, used far from it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but what the wheel holds; the libraries are those of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", folder, ROOT], check=True)
    (wheel,) = folder.glob("planforge-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-P", "-m", "planforge", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


def test_it_holds_words_looks_and_types(site: Path) -> None:
    templates = site / "planforge" / "templates"
    assert (templates / "zh-CN" / "labels.yaml").exists()
    assert (templates / "word" / "business.docx").exists()
    assert (site / "planforge" / "py.typed").exists()


def test_new_and_render_work_in_an_empty_folder(site: Path, tmp_path: Path) -> None:
    made = run(site, tmp_path, "new", "plan.yaml", "--region", "豫南", "--district", "信阳", "--district", "南阳")
    assert made.returncode == 0, made.stderr
    rendered = run(site, tmp_path, "render", "plan.yaml", "--contents", "linked")
    assert rendered.returncode == 0, rendered.stderr
    assert (tmp_path / "plan.docx").read_bytes().startswith(b"PK")


def test_it_is_the_wheel_that_runs(site: Path, tmp_path: Path) -> None:
    made = run(site, tmp_path, "templates", "copy", "mine")
    assert made.returncode == 0, made.stderr
    for name in ("word/business.docx", "en/labels.yaml"):
        (site / "planforge" / "templates" / name).unlink()
    assert run(site, tmp_path, "templates", "copy", "again").stdout != made.stdout.replace("mine", "again")
