"""``--set path.to.field=value``: changes to a spec from the command line, checked like the file itself."""

from __future__ import annotations

from typing import Any, NamedTuple

from planforge.problem import Path, Problem, Text, Where
from planforge.reading.shape import is_open, keys_at, listed, nearest
from planforge.reading.yaml_tree import NULLS, parse

PLACE = "--set"
NAMES = ("name", "code", "role", "topic", "district")
YAML_STARTS = ("[", "{", '"', "'")


class Changed(NamedTuple):
    """Data with changes made. ``changes`` are the paths changed, each with the change as it was given."""

    data: Any
    problems: tuple[Problem, ...]
    changes: tuple[tuple[Path, str], ...]


class _Lost(Exception):  # noqa: N818 - carries a problem out of the descent
    def __init__(self, message: Text, hint: Text | None) -> None:
        super().__init__(message.en)
        self.message, self.hint = message, hint


def apply_overrides(data: Any, overrides: tuple[str, ...]) -> Changed:
    """The data with every change made, and what is wrong with the changes; the given data is left as it is.

    A list item is addressed by its index from 0, or by its name or code: ``districts.信阳.market=1亿``. A value is
    text as it stands, without quotes; one that starts with a bracket or a quote is read as YAML.
    """
    changed = _copied(data) if overrides else data
    problems: list[Problem] = []
    changes: list[tuple[Path, str]] = []
    for override in overrides:
        try:
            changes.append((_apply(changed, override), override))
        except _Lost as lost:
            message = Text(f"{override}：{lost.message.zh}", f"{override}: {lost.message.en}")
            problems.append(Problem("R14", message, lost.hint, where=Where(PLACE)))
    return Changed(changed, tuple(problems), tuple(changes))


def _copied(data: Any) -> Any:
    """A copy in which nothing is shared: what an alias brought in twice can be changed once."""
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(item) for item in data] if isinstance(data, list) else data


def _apply(data: Any, override: str) -> Path:
    """Make one change; the path that it changed."""
    name, equals, text = override.partition("=")
    if not equals or not name.strip():
        raise _Lost(
            Text("不是“路径=值”", "is not path=value"), Text("例如 targets.base=+25%", "e.g. targets.base=+25%")
        )
    value = _value(text.strip())
    parts = name.strip().split(".")
    here = data
    path: Path = ()
    for part in parts[:-1]:
        here, path = _entered(here, path, part)
    step = _step(here, path, parts[-1])
    here[step] = value
    return (*path, step)


def _value(text: str) -> Any:
    if not text.startswith(YAML_STARTS):
        return None if text in NULLS else text
    node, problems = parse(text, PLACE)
    if problems:
        raise _Lost(problems[0].message, problems[0].hint)
    return node.value if node else None


def _entered(here: Any, path: Path, part: str) -> tuple[Any, Path]:
    """What a part leads to, made where it is not there yet, and the path to it."""
    step = _step(here, path, part)
    if isinstance(here, dict) and here.get(step) is None:
        here[step] = {}
    return here[step], (*path, step)


def _step(here: Any, path: Path, part: str) -> str | int:
    """The key or index that a part stands for in what is here."""
    if isinstance(here, list):
        return _index(here, part)
    if not isinstance(here, dict):
        name = ".".join(map(str, path))
        message = Text(f"{name} 是一个值，里面没有“{part}”", f"{name} is one value, there is no {part} in it")
        raise _Lost(message, Text(f"去掉 .{part}", f"leave out .{part}"))
    known = keys_at(path)
    if part not in here and part not in known and not is_open(path):
        raise _Lost(Text(f"没有“{part}”这个键", f"there is no key {part}"), _likely(part, known))
    return part


def _index(items: list[Any], part: str) -> int:
    if part.isdecimal() and int(part) < len(items):
        return int(part)
    names = {
        str(item[key]): i for i, item in enumerate(items) if isinstance(item, dict) for key in NAMES if key in item
    }
    if part not in names:
        hint = Text(f"列表有 {len(items)} 项，从 0 数起", f"the list has {len(items)} items, counted from 0")
        raise _Lost(
            Text(f"列表中没有“{part}”", f"the list has no {part}"), _likely(part, tuple(names), short=True) or hint
        )
    return names[part]


def _likely(part: str, known: tuple[str, ...], *, short: bool = False) -> Text | None:
    near = nearest(part, known) or (_one_letter_off(part, known) if short else None)
    if near:
        return Text(f"是否指 {near}？", f"did you mean {near}?")
    return Text(f"有：{listed(known)}", f"there are: {listed(known)}") if known else None


def _one_letter_off(part: str, known: tuple[str, ...]) -> str | None:
    """A name of the same length with all but one letter in place: 信羊 for 信阳 is too short for a likeness."""
    alike = (name for name in known if len(name) == len(part) > 1 and sum(map(str.__ne__, name, part)) == 1)
    return next(alike, None)
