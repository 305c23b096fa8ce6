"""No file beside a spec is ever run, whatever it is called and however planforge is started."""

from __future__ import annotations

import os
import py_compile
import shutil
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest
from conftest import EXAMPLES

from planforge import isolated
from planforge.writers.pdf import find_office

PLANTED = sorted(
    set(sys.stdlib_module_names) - set(sys.builtin_module_names)
    | {"sitecustomize", "usercustomize", "yaml", "pydantic", "docx", "lxml", "numpy", "rich", "typer", "jinja2"}
)
SPEC = """\
planforge: 1
year: 2027
region: {name: R, company: C}
districts: [{name: A}, {name: B}]
targets: {base: 100万}
"""


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A folder with two specs, an old workbook, and a module of every name that a Python may ask for."""
    for name in PLANTED:
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'RAN')!r}, 'a').write({name!r} + '\\n')\n")
    (tmp_path / "planforge.py").write_text(f"open({str(tmp_path / 'RAN')!r}, 'a').write('planforge')\n")
    (tmp_path / "sales.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (tmp_path / "a.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "b.yaml").write_text(SPEC.replace("name: R", "name: S"), "utf-8")
    (tmp_path / "c.yaml").write_text(SPEC + "history: sales.xls\n", "utf-8")
    return tmp_path


def planforge(folder: Path, *arguments: str, **variables: str) -> str:
    """The entry point as it is installed: a script elsewhere, started in this folder."""
    script = folder.parent / "planforge-start"
    script.write_text("from planforge.cli import main\nmain()\n")
    ran = subprocess.run(
        [sys.executable, script, *arguments],
        cwd=folder, env={**os.environ, **variables}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode in (0, 1, 2), ran.stderr
    return ran.stdout + ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "."),
        ("check", "c.yaml"),
        ("render", "a.yaml", "b.yaml", "-j", "2", "--to", "md"),
        ("render", "a.yaml", "c.yaml", "-j", "2", "--contents", "linked"),
    ],
    ids=" ".join,
)
def test_no_planted_module_is_run(planted: Path, arguments: tuple[str, ...]) -> None:
    said = planforge(planted, *arguments)
    assert "Traceback" not in said
    assert not (planted / "RAN").exists(), (planted / "RAN").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["package", "compiled", "library", "list of paths"])
def test_nor_is_a_file_of_another_make(planted: Path, form: str) -> None:
    for path in [*planted.glob("*.py")]:
        if form == "package":
            (planted / path.stem).mkdir()
            path.rename(planted / path.stem / "__init__.py")
        elif form == "compiled":
            py_compile.compile(str(path), cfile=str(path.with_suffix(".pyc")))
            path.unlink()
        elif form == "library":
            path.rename(path.with_suffix(EXTENSION_SUFFIXES[0]))
        else:
            path.rename(path.with_suffix(".pth"))
    said = planforge(planted, "render", "a.yaml", "c.yaml", "-j", "2", "--contents", "linked")
    assert "Traceback" not in said and "ELF" not in said
    assert not (planted / "RAN").exists(), (planted / "RAN").read_text()


def without_what_python_takes_itself(folder: Path) -> None:
    """Whatever Python loads before anybody is asked; planforge lies there too where it is started as a module."""
    listed = [sys.executable, "-I", "-c", "import runpy, pkgutil, sys; print(*sys.modules)"]
    first = subprocess.run(listed, capture_output=True, encoding="utf-8", check=True).stdout.split()
    for name in ("planforge", "sitecustomize", "usercustomize", *first):
        (folder / f"{name}.py").unlink(missing_ok=True)


@pytest.mark.slow
@pytest.mark.parametrize("path", [os.pathsep + os.sep, ".", "lib", f".{os.pathsep}lib"])
@pytest.mark.parametrize("arguments", [("check", "c.yaml"), ("render", "a.yaml", "b.yaml", "-j", "2", "--to", "md")])
def test_nor_where_a_careless_path_names_the_folder(planted: Path, path: str, arguments: tuple[str, ...]) -> None:
    """``PYTHONPATH=$PYTHONPATH:/opt/x`` has an empty entry, which is the working folder, where it was empty."""
    without_what_python_takes_itself(planted)
    shutil.copytree(planted, planted / "lib", ignore=shutil.ignore_patterns("*.yaml", "*.xls"))
    assert "Traceback" not in planforge(planted, *arguments, PYTHONPATH=path)
    assert not (planted / "RAN").exists(), (planted / "RAN").read_text()


@pytest.mark.slow
def test_nor_where_planforge_is_started_as_a_module(planted: Path) -> None:
    without_what_python_takes_itself(planted)
    command = [sys.executable, "-m", "planforge", "render", "a.yaml", "b.yaml", "-j", "2", "--to", "md"]
    ran = subprocess.run(command, cwd=planted, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    assert not (planted / "RAN").exists(), (planted / "RAN").read_text()


@pytest.mark.slow
def test_nor_a_plug_in_of_another_package_that_would_have_a_say_in_what_is_valid(planted: Path) -> None:
    """One that lies where packages are installed is planforge's environment; what a spec is stays planforge's own."""
    packages = planted.parent / "packages"
    (packages / "sly-1.0.dist-info").mkdir(parents=True)
    (packages / "sly-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: sly\nVersion: 1.0\n")
    (packages / "sly-1.0.dist-info" / "entry_points.txt").write_text("[pydantic]\nsly = sly:plugin\n")
    (packages / "sly.py").write_text(f"open({str(planted / 'RAN')!r}, 'a').write('sly')\nplugin = None\n")
    for arguments in (("check", "a.yaml"), ("render", "a.yaml", "b.yaml", "-j", "2", "--to", "md")):
        assert "sly" not in planforge(planted, *arguments, PYTHONPATH=str(packages))
    assert not (planted / "RAN").exists()


def test_what_a_child_writes_comes_back() -> None:
    assert isolated.call("work:double_of_input", b"21", patience=30) == b"42"


def test_a_child_of_another_name_is_refused_quietly() -> None:
    assert isolated.call("planforge.nowhere:main", b"", patience=30) is None


def test_a_child_that_hangs_is_ended() -> None:
    assert isolated.call("work:sleep_for_ever", b"", patience=1) is None


@pytest.mark.skipif(os.name != "posix", reason="plays Windows, where groups of processes are not ended as one")
def test_where_groups_cannot_be_ended_a_program_is_ended_by_its_number_once_its_owner_is_gone(tmp_path: Path) -> None:
    killer = tmp_path / "taskkill"
    killer.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said\nkill -9 $4\n')
    killer.chmod(0o755)
    code = "import os; from planforge import isolated; os.name = 'nt'; isolated.mind()"
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    minder = subprocess.Popen([sys.executable, "-c", code, "sleep", "600"], stdin=subprocess.PIPE, env=environment)
    with pytest.raises(subprocess.TimeoutExpired):
        minder.wait(1)
    assert minder.stdin is not None
    minder.stdin.close()
    assert minder.wait(60) == 9
    assert (tmp_path / "said").read_text().startswith("/F /T /PID ")


def test_the_environment_of_children_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("LD_PRELOAD", "x")
    monkeypatch.setenv("PLANFORGE_SOFFICE", "/opt/soffice")
    seen = isolated.environment(HOME="/tmp")
    assert "AWS_SECRET_ACCESS_KEY" not in seen and "LD_PRELOAD" not in seen
    assert (seen["PLANFORGE_SOFFICE"], seen["HOME"]) == ("/opt/soffice", "/tmp")


def test_a_program_is_never_taken_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (tmp_path, tmp_path / "bin"):
        folder.mkdir(exist_ok=True)
        (folder / "soffice").write_text("#!/bin/sh\n")
        (folder / "soffice").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin", str(tmp_path / "bin")]))
    assert list(isolated.programs("soffice")) == [tmp_path / "bin" / "soffice"]


def test_a_folder_of_the_path_that_may_not_be_looked_into_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root's own, where a program is started for somebody else; a name that no folder can have is refused alike."""
    (tmp_path / "soffice").write_text("#!/bin/sh\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([f"/{'x' * 300}", str(tmp_path)]))
    assert list(isolated.programs("soffice")) == [tmp_path / "soffice"]
    monkeypatch.setenv("PLANFORGE_SOFFICE", "x" * 300)
    assert find_office() is None


@pytest.mark.slow
def test_the_examples_are_rendered_alike_here_and_in_other_processes(tmp_path: Path) -> None:
    from planforge.jobs.render import Job, run, run_all

    jobs = [Job(spec, "md") for spec in sorted(EXAMPLES.glob("*/plan.yaml"))[:2]]
    there = {one.job: one.content for one in run_all(jobs, workers=2)}
    assert there == {job: run(job).content for job in jobs}
