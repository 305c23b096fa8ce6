"""``--set path.to.field=value``: changes to a spec from the command line, checked like the file itself."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from planforge.problem import Problem, Text, Where
from planforge.spec.shape import is_open, keys_at, nearest
from planforge.spec.yaml_tree import parse

PLACE = "--set"
NAMES = ("name", "code", "role", "topic", "district")


def apply_overrides(data: Any, overrides: tuple[str, ...]) -> tuple[Any, tuple[Problem, ...]]:
    """The data with every change made, and what is wrong with the changes.

    A list item is addressed by its index from 0, or by its name or code: ``districts.信阳.market=1亿``.
    """
    changed, problems = deepcopy(data), []
    for override in overrides:
        problem = _apply(changed, override)
        if problem:
            problems.append(problem)
    return changed, tuple(problems)


def _apply(data: Any, override: str) -> Problem | None:
    name, equals, text = override.partition("=")
    if not equals or not name.strip():
        return _problem(
            override,
            Text(f"“{override}”不是 路径=值", f"{override} is not path=value"),
            Text("例如 targets.base=+25%", "e.g. targets.base=+25%"),
        )
    value, problems = parse(text, PLACE)
    if problems:
        return problems[0]
    return _put(data, name.strip().split("."), value.value if value else None, override)


def _put(data: Any, parts: list[str], value: Any, override: str) -> Problem | None:
    here = data
    path: list[str | int] = []
    for position, part in enumerate(parts):
        last = position == len(parts) - 1
        step: str | int = part
        if isinstance(here, list):
            index = _index(here, part)
            if index is None:
                return _no_item(here, part, override)
            step = index
        elif isinstance(here, dict) and part not in here and not is_open(tuple(path)):
            known = keys_at(tuple(path))
            if part not in known:
                return _no_key(part, known, override)
        if last:
            here[step] = value
            return None
        here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
        if not isinstance(here, dict | list):
            return _no_key(parts[position + 1], (), override)
        path.append(step)
    return None


def _index(items: list[Any], part: str) -> int | None:
    if part.isdigit() and int(part) < len(items):
        return int(part)
    named = (i for i, item in enumerate(items) if isinstance(item, dict) and part in (item.get(key) for key in NAMES))
    return next(named, None)


def _no_key(part: str, known: tuple[str, ...], override: str) -> Problem:
    near = nearest(part, known)
    hint = Text(f"是否指 {near}？", f"did you mean {near}?") if near else None
    if hint is None and known:
        hint = Text(f"这里可用：{', '.join(known)}", f"possible here: {', '.join(known)}")
    return _problem(override, Text(f"没有“{part}”这个键：{override}", f"there is no key {part}: {override}"), hint)


def _no_item(items: list[Any], part: str, override: str) -> Problem:
    names = tuple(str(item[key]) for item in items if isinstance(item, dict) for key in NAMES if key in item)
    near = nearest(part, names)
    hint = (
        Text(f"是否指 {near}？", f"did you mean {near}?")
        if near
        else Text(f"列表有 {len(items)} 项，从 0 数起", f"the list has {len(items)} items, counted from 0")
    )
    return _problem(override, Text(f"列表中没有“{part}”：{override}", f"the list has no {part}: {override}"), hint)


def _problem(override: str, message: Text, hint: Text | None) -> Problem:
    return Problem("R14", message, hint, where=Where(PLACE))
