"""A baseline: the findings there were on a day, so that only new ones fail.

A finding is known by its code, its file and its sentence, not by its line: what moves stays known, what says another
figure is new. Two alike in a file are two.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from planforge.problem import Problem, Refusal, Text, Where
from planforge.resources import LARGEST, content_of

FORMAT = 1


def text_of(problems: Iterable[Problem], root: Path) -> str:
    """The findings as a baseline; files are named from ``root``, the folder of the baseline."""
    counts = Counter(_key(problem, root) for problem in problems)
    known = [{"code": c, "file": f, "message": m, "count": n} for (c, f, m), n in sorted(counts.items())]
    return json.dumps({"format": FORMAT, "findings": known}, ensure_ascii=False, indent=1) + "\n"


def read_baseline(path: Path) -> Counter[tuple[str, str, str]]:
    """What a baseline knows; Refusal where it cannot be read."""
    try:
        given = json.loads(content_of(path, LARGEST))
        return Counter({(one["code"], one["file"], one["message"]): int(one["count"]) for one in given["findings"]})
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        message = Text(f"基线文件无法读取：{error}", f"the baseline cannot be read: {error}")
        hint = Text("删去它，下次检查会重新写入", "remove it; the next check writes it anew")
        raise Refusal(Problem("F12", message, hint, where=Where(str(path)))) from error


def new_since(problems: Sequence[Problem], known: Counter[tuple[str, str, str]], root: Path) -> tuple[Problem, ...]:
    """The findings that the baseline does not know; takes what it knows out of ``known``."""
    left = []
    for problem in problems:
        key = _key(problem, root)
        if known[key] > 0:
            known[key] -= 1
        else:
            left.append(problem)
    return tuple(left)


def _key(problem: Problem, root: Path) -> tuple[str, str, str]:
    file = Path(problem.where.file).resolve() if problem.where else Path()
    named = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix()
    return problem.code, named, problem.message.zh
