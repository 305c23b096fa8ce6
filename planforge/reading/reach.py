"""Which files a spec may name: those in its own folder or below, or where the user said so, and only regular ones.

A spec may come from anybody. What it names must not make planforge open a file that lies elsewhere, show a line of it
in a message, wait for a pipe, or greet a server by a network path.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path, PureWindowsPath

from planforge.problem import Path as Place
from planforge.problem import Problem, Text


def out_of_reach(named: str, folder: Path, roots: Iterable[Path], place: Place) -> Problem | None:
    """What is wrong with a file that a spec in ``folder`` names; None where it may be opened or does not exist.

    ``roots`` are folders that the user has named besides. Names are compared before anything is touched, and once more
    where links lead.
    """
    allowed = [Path(os.path.abspath(root)) for root in (folder, *roots)]  # noqa: PTH100 - must not follow links yet
    path = Path(os.path.abspath(folder / named))  # noqa: PTH100
    if not _within(path, allowed) or (os.name == "nt" and PureWindowsPath(named).drive):
        return _outside(named, place)
    try:
        real = path.resolve()
        mode = real.stat().st_mode
    except (OSError, ValueError, RuntimeError):
        return None  # told when it is opened
    if not _within(real, [root.resolve() for root in allowed]):
        return _outside(named, place)
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else _no_file(named, place)


def _within(path: Path, roots: Iterable[Path]) -> bool:
    return any(path.is_relative_to(root) for root in roots)


def _outside(named: str, place: Place) -> Problem:
    return Problem(
        "F09",
        Text(
            f"{named} 在计划所在文件夹之外，没有读取", f"{named} lies outside the folder of the spec and was not read"
        ),
        Text(
            "把文件放到计划旁边；或在命令行说明可读的文件夹：planforge --root 文件夹 …",
            "put it beside the spec, or say on the command line what may be read: planforge --root FOLDER …",
        ),
        place,
    )


def _no_file(named: str, place: Place) -> Problem:
    return Problem(
        "F09",
        Text(f"{named} 不是普通文件（管道或设备），没有读取", f"{named} is a pipe or a device and was not read"),
        Text("换成 CSV 或 Excel 文件", "name a CSV or Excel file"),
        place,
    )
