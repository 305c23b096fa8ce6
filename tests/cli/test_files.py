"""Names and files that every system allows, and writing that never leaves half a file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planforge.cli.files import create, find_specs, safe_name, write_atomically
from planforge.problem import Refusal

FORBIDDEN = set('<>:"/\\|?*') | {chr(code) for code in range(32)}


@given(st.text())
def test_any_text_makes_a_name_that_windows_allows(text: str) -> None:
    name = safe_name(text)
    assert name
    assert not set(name) & FORBIDDEN
    assert name == name.strip(" .") and len(name.encode()) <= 121
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王强", "王强"),
        ("王强/李明", "王强_李明"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("conrad", "conrad"),
        ("", "_"),
        ("...", "_"),
        ("a\u202egpj", "a_gpj"),
        ("e\u0301", "é"),
    ],
)
def test_names_stay_as_they_are_where_they_may(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        write_atomically(path, "text")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys, pathlib; from planforge.cli import files\n"
        "pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "files.write_atomically(pathlib.Path(sys.argv[1]), b'new')"
    )
    path = tmp_path / "plan.md"
    path.write_bytes(b"old")
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert len(list(tmp_path.iterdir())) == 2
    assert path.read_bytes() == b"old"
    write_atomically(path, b"newer")
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"newer"


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("moment", ["write", "hardlink_to", "chmod"])
def test_a_new_file_is_there_whole_or_not_at_all(moment: str, tmp_path: Path) -> None:
    code = (
        "import io, os, signal, sys, pathlib; from planforge.cli import files\n"
        "die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "class Dying(io.FileIO):\n"
        "    def write(self, content): super().write(content[:3]); die()\n"
        "if sys.argv[2] == 'write': pathlib.Path.open = lambda path, mode: Dying(path, mode.replace('b', ''))\n"
        "else: setattr(pathlib.Path, sys.argv[2], die)\n"
        "files.create(pathlib.Path(sys.argv[1]), b'new text')"
    )
    path = tmp_path / "plan.yaml"
    subprocess.run([sys.executable, "-c", code, str(path), moment], check=False)
    assert not path.exists()
    assert len(list(tmp_path.iterdir())) == 1
    assert create(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"mine")
    assert not create(path, b"new")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "nowhere")
    assert not create(tmp_path / "link.yaml", b"new")
    monkeypatch.setattr(os.path, "lexists", lambda _: False)  # it came between the look and the writing
    assert not create(path, b"new")
    assert path.read_bytes() == b"mine"


def test_a_new_file_where_files_have_one_name_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert create(tmp_path / "plan.yaml", b"new")
    assert not create(tmp_path / "plan.yaml", b"newer")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("plan.yaml", b"new")]


@pytest.mark.skipif(os.name != "posix", reason="pipes")
def test_a_pipe_in_a_folder_of_specs_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    (tmp_path / "plan.yaml").write_text("planforge: 1\n", "utf-8")
    assert find_specs([tmp_path])[0] == (tmp_path / "plan.yaml",)


def test_what_another_run_is_writing_now_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    write_atomically(path, b"one")
    (other,) = (name for name in _parts_of(path))
    mine = tmp_path / other.replace(str(os.getpid()), str(os.getppid()))
    mine.write_bytes(b"half")
    write_atomically(path, b"two")
    assert mine.exists()


def _parts_of(path: Path) -> list[str]:
    """The name of the temporary file for a path, as this process would choose it."""
    seen = []
    real = Path.replace

    def spy(temporary: Path, target: Path) -> Path:
        seen.append(temporary.name)
        return real(temporary, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", spy)
        write_atomically(path, b"x")
    return seen


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_link_stays_and_one_that_leads_nowhere_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_bytes(b"old")
    (tmp_path / "link.md").symlink_to("real.md")
    write_atomically(tmp_path / "link.md", b"new")
    assert (tmp_path / "link.md").is_symlink() and (tmp_path / "real.md").read_bytes() == b"new"
    (tmp_path / "lost.md").symlink_to(tmp_path / "elsewhere.md")
    write_atomically(tmp_path / "lost.md", b"new")
    assert not (tmp_path / "elsewhere.md").exists()


@pytest.mark.parametrize(
    ("name", "lock"),
    [
        *(("plan.xlsx", "~$plan.xlsx"), ("questionnaire.xlsx", "~$questionnaire.xlsx")),  # Excel
        *(
            ("plan.docx", "~$plan.docx"),
            ("seventh.docx", "~$eventh.docx"),
            ("planning.docx", "~$anning.docx"),
            ("planning.docx", "~$planning.docx"),
            ("豫南区域年度计划.docx", "~$区域年度计划.docx"),
        ),
        *(("plan.docx", ".~lock.plan.docx#"), ("plan.xlsx", ".~plan.xlsx")),  # LibreOffice, WPS
    ],
)
def test_what_an_office_program_has_open_is_not_replaced(tmp_path: Path, name: str, lock: str) -> None:
    (tmp_path / name).write_bytes(b"old")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / name)
    (tmp_path / lock).touch()
    for path in (tmp_path / name, tmp_path / "link.xlsx"):
        with pytest.raises(Refusal, match="is open in"):
            write_atomically(path, b"new")
    assert (tmp_path / name).read_bytes() == b"old"
    (tmp_path / lock).unlink()
    write_atomically(tmp_path / name, b"new")
    assert (tmp_path / name).read_bytes() == b"new"


@pytest.mark.parametrize("write", [create, write_atomically])
def test_whatever_line_an_end_comes_at_no_temporary_file_stays(
    tmp_path: Path, write: Callable[[Path, bytes], object]
) -> None:
    """Ctrl-C and SIGTERM are raised between any two lines, also where the file is there and the rest is cleared up."""
    done, at = False, 0
    while not done:
        at += 1
        folder = tmp_path / str(at)
        with ended_at_line(at) as lines:
            write(folder / "plan.md", b"new\n")
        done = lines[0] < at
        left = [path.name for path in folder.iterdir()] if folder.exists() else []
        assert left in ([], ["plan.md"]), f"at line {at}: {left}"
    assert at > 8


@contextmanager
def ended_at_line(at: int) -> Iterator[list[int]]:
    """The run of what is within ends where so many lines of the writing of files have begun; how many have."""
    lines = [0]

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.endswith("cli/files.py"):
            return None
        if event == "line":
            lines[0] += 1
            if lines[0] == at:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with suppress(KeyboardInterrupt):
            yield lines
    finally:
        sys.settrace(before)
