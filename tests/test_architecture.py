"""The rooms of the house: who may import whom, and what a quick command may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import planforge

PACKAGE = Path(planforge.__file__).parent
FLOORS = {
    "problem": 0,
    "resources": 0,
    "spec": 1,
    "plan": 2,
    "document": 3,
    "writers": 4,
    "review": 4,
    "checks": 4,
    "cli": 5,
}
OPEN_BELOW_CLI = {"time", "random", "socket", "urllib", "http", "requests", "secrets", "uuid"}
# typer itself brings pydantic along where it is installed
HEAVY = {"docx", "docxtpl", "pptx", "numpy", "openpyxl", "xlsxwriter", "lxml", "jinja2", "holidays", "yaml", "rich"}


def modules() -> list[Path]:
    return sorted(
        path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] in {*FLOORS, "problem.py"}
    )


def imports(path: Path) -> set[str]:
    """Every module the file imports, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found |= {
                f"planforge.{name.name}" for name in node.names if node.module == "planforge" and name.name in FLOORS
            }
    return found


def room(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_the_floors_below_it(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    others = {room(name) for name in imports(path) if name.startswith("planforge.")} - {own, ""}
    above = {other for other in others if FLOORS[other] >= FLOORS[own] and FLOORS[own] > 0}
    # The docx writer is asked by a check of Word files what a document of ours looks like.
    assert not above - ({"writers"} if own == "checks" else {"checks", "document"} if own == "review" else set())


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_below_the_command_line_reads_clock_chance_or_network(path: Path) -> None:
    if path.relative_to(PACKAGE).parts[0] != "cli":
        assert not {name.split(".")[0] for name in imports(path)} & OPEN_BELOW_CLI


@pytest.mark.parametrize("arguments", [["--help"], ["render", "--help"], ["check", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; sys.argv = ['planforge', *sys.argv[1:]]\n"
        "from planforge.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    assert not {name.split(".")[0] for name in done.stderr.split()} & HEAVY
