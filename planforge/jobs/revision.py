"""A spec or a folder of them as it stood in a revision of its repository, with the files that lay beside it."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planforge import isolated
from planforge.problem import Problem, Refusal, Text, Where

MARK = "git:"
NO_OTHER = ("-c", "safe.bareRepository=explicit")
"""No repository is what lies about as files of the real one: its settings would name programs that git runs."""
PATIENCE = 120.0  # seconds that git may take


@contextmanager
def as_it_stood(path: Path, given: str) -> Iterator[Path]:
    """The path itself as ``given`` (``git:HEAD~3``) has it, or the other path that ``given`` names.

    What lay in the folder of a file comes with it. Raises Refusal where there is no such revision or file.
    """
    if not given.startswith(MARK):
        yield Path(given)
        return
    revision = given.removeprefix(MARK)
    folder = (path if path.is_dir() else path.parent).resolve()
    top = _said(folder, given, "rev-parse", "--show-toplevel").decode("utf-8", "replace").strip()
    within = folder.relative_to(Path(top).resolve()).as_posix()
    if revision.startswith("-"):
        raise _refused(given, f"{revision}?")
    commit = _said(folder, given, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    packed = _said(Path(top), given, "archive", "--format=tar", commit, "--", within)
    with isolated.scratch() as unpacked:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(unpacked, filter=_inside)
        found = unpacked / within if path.is_dir() else unpacked / within / path.name
        if not found.exists():
            raise _refused(given, str(path))
        yield found


def _inside(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """What may be unpacked: no link that leads out of the folder, which may well lie in a repository."""
    try:
        return tarfile.data_filter(member, folder)
    except tarfile.FilterError:
        return None


def _said(folder: Path, given: str, *arguments: str) -> bytes:
    """What git says; Refusal where it is not there or finds nothing."""
    program = next(isolated.programs("git"), None) or next(isolated.programs("git.exe"), None)
    if program is None:
        raise _refused(given, "git?")
    ran = isolated.run([str(program), *NO_OTHER, "-C", str(folder), *arguments], patience=PATIENCE, apart=True)
    if ran.code != 0:
        raise _refused(given, " ".join(arguments[:1]))
    return ran.said


def _refused(given: str, what: str) -> Refusal:
    return Refusal(
        Problem(
            "F11",
            Text(f"{given} 读不到（{what}）", f"{given} cannot be read ({what})"),
            Text(
                "文件夹要在 git 仓库中，版本写作 git:HEAD~1 或 git:标签",
                "it takes a git repository: git:HEAD~1, git:TAG",
            ),
            where=Where(given),
        )
    )
