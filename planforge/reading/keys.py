"""Keys of a spec in either language: a title such as 区域 stands for its key, file by file and key by key.

Inside, paths are always of English keys; only the text and what is told to its reader has the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from planforge.problem import Path, Problem, Text, Where
from planforge.reading.preset import choice_word
from planforge.reading.shape import KEY, choices_at, is_open, keys_of, models_at
from planforge.reading.titles import keys_by_title, titles
from planforge.reading.yaml_tree import Node, parse

Keys = Literal["zh", "en"]
COMMENTED = re.compile(r"^( *)# ( *)(- \{|- [a-z_]+:|[a-z_]+:)", re.MULTILINE)
"""An example of the scaffold, which begins to count when ``# `` is taken away."""


def parse_spec(text: str, file: str) -> tuple[Node | None, tuple[Problem, ...], Keys]:
    """As ``yaml_tree.parse``, every Chinese key as the one it stands for; and which keys the text mostly has."""
    root, problems = parse(text, file)
    if root is None:
        return None, problems, "en"
    found: list[Problem] = []
    count = _translated(root, (), file, found)
    return root, (*problems, *found), "zh" if count * 2 > len(root.keys) else "en"


def _translated(node: Node, path: Path, file: str, found: list[Problem]) -> int:
    """Renames keys in place; how many of this mapping's were Chinese."""
    if isinstance(node.value, list):
        for index, child in node.children.items():
            _translated(child, (*path, index), file, found)
        node.value = [child.value for child in node.children.values()]
    if not isinstance(node.value, dict):
        return 0
    own = _own_keys(_pattern(path))
    known = {} if own.issuperset(node.keys) else _titled(_pattern(path))  # titles are read from source texts
    renamed = {key: known[key] for key in node.keys if key not in own and key in known}
    twice = {key for key, english in renamed.items() if english in node.keys}
    found += [_twice(key, renamed[key], node, file) for key in twice]
    names = {key: renamed.get(key, key) for key in node.keys if key not in twice}
    node.keys = {names[key]: place for key, place in node.keys.items() if key in names}
    node.names = {names[key]: span for key, span in node.names.items() if key in names}
    node.children = {names[str(key)]: child for key, child in node.children.items() if key in names}
    for key, child in node.children.items():
        _translated(child, (*path, key), file, found)
    node.value = {key: child.value for key, child in node.children.items()}
    return len(renamed)


def _pattern(path: Path) -> Path:
    return tuple(0 if isinstance(step, int) else step for step in path)


@cache
def _own_keys(path: Path) -> frozenset[str]:
    """The keys that a mapping at a path may have; none where keys are names."""
    return frozenset(choices_at((*path, KEY))) or frozenset(key for model in _models(path) for key in keys_of(model))


@cache
def _titled(path: Path) -> Mapping[str, str]:
    """The key that each title stands for in a mapping at a path."""
    if allowed := choices_at((*path, KEY)):
        return {choice_word(key, str(path[-1])): key for key in allowed}
    return {title: key for model in _models(path) for title, key in keys_by_title(model).items()}


def _models(path: Path) -> Iterable[type[BaseModel]]:
    return () if is_open(path) else models_at(path)


def worded(value: Any, path: Path) -> Any:
    """Plain data with the keys of its models in Chinese."""
    if isinstance(value, list):
        return [worded(one, (*path, index)) for index, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    return {word(key, path): worded(one, (*path, key)) for key, one in value.items()}


def word(key: str, path: Path) -> str:
    """The Chinese key of a field of the mapping at a path; the key itself where it is a name."""
    if key in choices_at((*_pattern(path), KEY)):
        return choice_word(key, str(path[-1]))
    models = () if is_open(_pattern(path)) else models_at(_pattern(path))
    return next((titles(model)[key].zh for model in models if key in titles(model)), key)


def rekeyed(text: str, file: str, keys: Keys) -> str:
    """The text with its keys in the one language or the other; all else stays as it is."""
    root, problems = parse(text, file)
    if root is None or problems:
        return text
    for (start, end), name in sorted(_spans(root, (), keys), reverse=True):
        text = text[:start] + name + text[end:]
    return text


def _spans(node: Node, path: Path, keys: Keys) -> Iterator[tuple[tuple[int, int], str]]:
    if node.alias:
        return
    own, known = _own_keys(_pattern(path)), _titled(_pattern(path))
    for step, child in node.children.items():
        key = step
        if isinstance(step, str):
            key = step if step in own else known.get(step, step)
            name = word(key, path) if keys == "zh" else key
            if name != step:
                yield node.names[step], name
        yield from _spans(child, (*path, key), keys)


def scaffold_in(text: str, keys: Keys) -> str:
    """A new spec's text with its keys in a language, those of its commented examples too."""
    if keys == "en":
        return text
    shown = text.split("\n")
    made = rekeyed(COMMENTED.sub(r"\1\2\3", text), "", keys).split("\n")
    for number, (line, new) in enumerate(zip(shown, made, strict=True)):
        match = COMMENTED.match(line)
        if match:
            made[number] = f"{match[1]}# {new[len(match[1]) :]}"
    return "\n".join(made)


def _twice(key: str, english: str, node: Node, file: str) -> Problem:
    message = Text(f"“{key}”和 {english} 是同一个键", f"{key} and {english} are the same key")
    hint = Text("只留一个", "keep one of them")
    return Problem("R03", message, hint, where=Where(file, *node.keys[key]))
