"""What to tell the user of a job that has no outcome: its process died, was too slow, or planforge made a mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planforge.isolated import TRACE
from planforge.jobs.pool import PATIENCE, Ended, Why, told
from planforge.problem import Problem, Text, Where


def failure(ended: Ended[Any, Any], spec: Path) -> Problem:
    """The problem that stands for the missing result of one file."""
    minutes = int(PATIENCE // 60)
    if ended.why is Why.DIED:
        message = Text("处理这份文件的进程两次意外终止（内存不足？）", "the process working on it died twice (memory?)")
        hint = Text("单独处理该文件，并留出更多内存", "work on this file alone, with more memory to spare")
    elif ended.why is Why.LATE:
        message = Text(f"超过 {minutes} 分钟仍未完成，已停止", f"not finished after {minutes} minutes, and stopped")
        hint = Text("单独处理该文件；目录可用 --contents linked", "work on this file alone, with --contents linked")
    else:
        return _ours(ended.detail, Where(str(spec)))
    return Problem("F03", message, hint, where=Where(str(spec)))


def mistake(error: Exception) -> Problem:
    """The problem that stands for an exception which nobody foresaw."""
    return _ours(told(error), Where("planforge"))


def _ours(detail: str, where: Where) -> Problem:
    if not _somewhere():
        message = Text("当前文件夹已经不在了", "the working folder is gone")
        return Problem("F01", message, Text("进入还在的文件夹，再来一次", "change into one that is there"), where=where)
    return Problem(
        "F08",
        Text(f"planforge 自身出错：{detail}", f"planforge itself failed: {detail}"),
        Text(
            f"这是程序的缺陷，请连同文件报告；设 {TRACE}=1 可看全部细节",
            f"this is a bug: please report it with the file; {TRACE}=1 shows all of it",
        ),
        where=where,
    )


def _somewhere() -> bool:
    """Whether the folder that names are looked up in is there."""
    try:
        return Path.cwd().is_dir()
    except OSError:
        return False
