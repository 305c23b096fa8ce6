"""The rooms of the house: who may import whom, and what a quick command may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import planforge

PACKAGE = Path(planforge.__file__).parent
FLOORS = {
    "records": 0,
    "problem": 1,
    "resources": 0,
    "isolated": 0,
    "office": 2,
    "spec": 2,
    "numbers": 3,
    "words": 3,
    "wording": 3,
    "ledger": 4,
    "reading": 5,
    "plan": 6,
    "document": 7,
    "writers": 8,
    "review": 9,
    "checks": 9,
    "nation": 10,
    "jobs": 11,
    "cli": 12,
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


def test_no_file_has_the_name_of_one_in_three_other_rooms() -> None:
    rooms: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        inside = path.relative_to(PACKAGE).parts
        if len(inside) > 1 and path.name not in ("__init__.py", "__main__.py"):
            rooms.setdefault(path.name, set()).add(inside[0])
    assert not {name: held for name, held in rooms.items() if len(held) > 3}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_the_floors_below_it(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    others = {room(name) for name in imports(path) if name.startswith("planforge.")} - {own, ""}
    assert not {other for other in others if FLOORS[other] >= FLOORS[own] and FLOORS[own] > 0}


def test_every_room_has_a_floor() -> None:
    rooms = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")}
    assert rooms - {"__init__", "__main__"} <= FLOORS.keys()


def test_no_files_import_each_other_in_a_circle() -> None:
    names = {_name(path): path for path in modules()}
    graph = {name: _loaded(path, names) for name, path in names.items()}
    tuple(TopologicalSorter(graph).static_order())  # raises where there is one


def _name(path: Path) -> str:
    return ".".join(("planforge", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def _loaded(path: Path, names: dict[str, Path]) -> set[str]:
    """The modules that a file loads, or names for its types, other than a folder's own face."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module in names:
            found |= {f"{node.module}.{name.name}" for name in node.names if f"{node.module}.{name.name}" in names} or {
                node.module
            }
    apart = {"planforge.ledger.workbook"} if _name(path) == "planforge.ledger.apart" else set()  # a child process
    return found - {_name(path)} - apart


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_below_the_command_line_reads_clock_chance_or_network(path: Path) -> None:
    if path.relative_to(PACKAGE).parts[0] != "cli":
        assert not {name.split(".")[0] for name in imports(path)} & OPEN_BELOW_CLI


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["render", "--help"], ["check", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    loaded = loaded_by(tmp_path, *arguments)
    assert "typer" in loaded
    assert not loaded & HEAVY


@pytest.mark.slow
@pytest.mark.parametrize("end", ["docx", "md"])
def test_a_plan_of_a_text_loads_nothing_that_reads_workbooks_or_asks_the_network(end: str, tmp_path: Path) -> None:
    spec = PACKAGE.parent / "benchmarks" / "small.yaml"
    loaded = loaded_by(tmp_path, "render", str(spec), "-o", str(tmp_path / f"plan.{end}"), "--contents", "linked")
    assert (tmp_path / f"plan.{end}").is_file()
    assert not loaded & {"openpyxl", "numpy", "python_calamine", "planforge.nation", "http", "ssl", "pptx"}
    assert not loaded & {"planforge.checks.run", "planforge.checks.prose", "planforge.cli.check", "planforge.cli.new"}


def loaded_by(folder: Path, *arguments: str) -> set[str]:
    """The packages that a command loads; told in a file, for at its end it leaves no stream to print to."""
    code = (
        "import sys; told = sys.argv[1]; sys.argv = ['planforge', *sys.argv[2:]]\n"
        "from planforge.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "open(told, 'w').write(' '.join(sys.modules))"
    )
    told = folder / "modules"
    subprocess.run([sys.executable, "-c", code, told, *arguments], capture_output=True, check=True)
    names = told.read_text().split()
    return {name.split(".")[0] for name in names} | {name for name in names if name.startswith("planforge.")}
