"""What a store holds is whole or not there, and nothing else is left in it."""

from __future__ import annotations

import subprocess
import sys
from errno import ENOSPC
from pathlib import Path

import pytest

from planforge.isolated import host
from planforge.jobs.whole import Folder, beside


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_file_is_there_once_all_of_it_is_written(tmp_path: Path) -> None:
    with beside(tmp_path / "below" / "entry") as part:
        part.write_bytes(b"half")
        assert not (tmp_path / "below" / "entry").exists()
    assert names(tmp_path / "below") == ["entry"]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_one_that_cannot_be_written_leaves_the_old_and_nothing_else(tmp_path: Path, error: type) -> None:
    (tmp_path / "entry").write_bytes(b"old")
    with pytest.raises(error), beside(tmp_path / "entry") as part:
        part.write_bytes(b"half")
        raise error
    assert names(tmp_path) == ["entry"] and (tmp_path / "entry").read_bytes() == b"old"


def test_a_folder_that_cannot_be_written_keeps_no_half_of_what_hides_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, text: str, encoding: str) -> None:
        path.touch()
        raise OSError(ENOSPC, "no space left")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="no space"):
        Folder(tmp_path).write("entry", b"content")
    assert names(tmp_path) == []


def test_what_a_killed_run_left_goes_and_what_another_run_is_writing_stays(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as alive:
        left, taken = (tmp_path / f"entry.{host()}-{process.pid}.part" for process in (gone, alive))
        for path in (left, taken, tmp_path / "entry.of-a-person.part"):
            path.write_bytes(b"half")
        with beside(tmp_path / "entry") as part:
            part.write_bytes(b"new")
        assert sorted(names(tmp_path)) == sorted(["entry", "entry.of-a-person.part", taken.name])
        alive.communicate(b"\n")
