"""Finding specs among what the user named, and writing files so that none is ever half written or lost."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from planforge.problem import Problem, Text, Where

SPEC_MARK = re.compile(rb"^(?:\xef\xbb\xbf)?planforge\s*:", re.MULTILINE)
SKIPPED = {".git", ".venv", "node_modules", "__pycache__"}


def find_specs(named: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The spec files: a file stands for itself, a folder for every YAML file in it that has a ``planforge:`` key."""
    found: dict[Path, None] = {}
    problems: list[Problem] = []
    for path in named:
        inside = sorted(_specs_in(path)) if path.is_dir() else [path]
        found |= dict.fromkeys(inside)
        if not inside:
            problems.append(_empty(path))
    return tuple(found), tuple(problems)


def write_atomically(path: Path, content: bytes) -> None:
    """Write through a temporary file in the same folder; the old file stays whole until the new one is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def create(path: Path, content: bytes) -> bool:
    """Write a file that must not exist yet; False when it does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True


def unwritable(path: Path, error: OSError) -> Problem:
    """What to say when a file cannot be written; on Windows the usual cause is that Word has it open."""
    hint = Text("换一个可写的文件夹或文件名", "name another folder or file that can be written")
    if isinstance(error, PermissionError):
        hint = Text(
            "若文件正在 Word 或 WPS 中打开，请先关闭；或用 -o 另存",
            "close it in Word first, or name another file with -o",
        )
    return Problem(
        "F02",
        Text(f"无法写入 {path}：{error.strerror}", f"cannot write {path}: {error.strerror}"),
        hint,
        where=Where(str(path)),
    )


def _specs_in(folder: Path) -> Iterator[Path]:
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - SKIPPED)
        for name in names:
            path = Path(top, name)
            if path.suffix in {".yaml", ".yml"} and _looks_like_a_spec(path):
                yield path


def _looks_like_a_spec(path: Path) -> bool:
    """Whether the file has the key of a spec; one that cannot be read is let through, so that reading says why."""
    try:
        return SPEC_MARK.search(path.read_bytes()) is not None
    except OSError:
        return True


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _empty(folder: Path) -> Problem:
    return Problem(
        "F01",
        Text(f"文件夹 {folder} 中没有计划（含 planforge: 的 YAML 文件）", f"no spec in folder {folder}"),
        Text("用 planforge new 新建一份", "start one with: planforge new"),
        where=Where(str(folder)),
    )
