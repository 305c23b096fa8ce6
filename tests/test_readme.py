"""The READMEs: what they tell a stranger to do is there and works."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT

from planforge.cli.app import app
from planforge.reading.read import read

pytestmark = pytest.mark.slow

READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", path.read_text("utf-8"), re.S)


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_table_names_every_command(path: Path) -> None:
    table = set(re.findall(r"^\| `planforge (\w+)", path.read_text("utf-8"), re.M))
    commands = {command.callback.__name__.rstrip("_") for command in app.registered_commands if command.callback}
    assert table == commands | {
        group.typer_instance.info.name for group in app.registered_groups if group.typer_instance
    }


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_spec_it_shows_can_be_read(path: Path, tmp_path: Path) -> None:
    shown = next(block for block in blocks(path, "yaml") if "planforge: 1" in block)
    lines = [line for line in shown.splitlines() if not line.startswith("history:")]
    spec = tmp_path / "plan.yaml"
    spec.write_text("\n".join(lines), "utf-8")
    assert read(spec).problems == ()


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_every_file_and_page_it_points_to_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", text) + re.findall(r'src="([^":]+)"', text)
    assert [link for link in links if not (ROOT / link).exists()] == []
    assert (ROOT / re.findall(r"planforge render (\S+)", text)[0]).exists()


def test_both_languages_give_the_same_commands_for_a_start() -> None:
    english, chinese = ("\n".join(blocks(path, "bash")).splitlines() for path in READMES)
    assert [line for line in english if "venv" in line] == [line for line in chinese if "venv" in line]


def test_the_python_example_writes_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = blocks(ROOT / "README.md", "python")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(EXAMPLES)
    exec(compile(code, "README.md", "exec"), {})
    assert (tmp_path / "plan.docx").read_bytes().startswith(b"PK")


def test_the_settings_it_shows_are_settings() -> None:
    from planforge.jobs.settings import KEYS

    (settings,) = blocks(ROOT / "README.md", "toml")
    assert set(tomllib.loads(settings)) <= KEYS
