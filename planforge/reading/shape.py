"""What a path of the spec may hold: the models behind it, found from their annotations."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from planforge.problem import Path, Text
from planforge.reading.schema import about_fields
from planforge.spec.spec import Spec

KEY = "[key]"
"""The part of a path that stands for the keys of a free mapping, not for one of its values."""
LISTED = 12  # names that a hint lists


def models_at(path: Path, root: type[BaseModel] = Spec) -> tuple[type[BaseModel], ...]:
    """The models a mapping at this path may be; empty where none may stand. Parts that lead nowhere are passed over."""
    current: list[Any] = [root]
    for part in path:
        below = [step for kind in current for step in _step(kind, part)]
        current = below or current
    return tuple(dict.fromkeys(kind for kind in current if _is_model(kind)))


@cache
def keys_of(model: type[BaseModel]) -> dict[str, Any]:
    """The YAML keys of a model with their annotations."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def keys_at(path: Path) -> tuple[str, ...]:
    """The keys a mapping at this path may have."""
    return tuple(key for model in models_at(path) for key in keys_of(model))


def is_open(path: Path) -> bool:
    """Whether the path leads to a mapping with free keys (districts, words, …)."""
    current: list[Any] = [Spec]
    for part in path:
        current = [step for kind in current for step in _step(kind, part)]
    return any(typing.get_origin(kind) is dict for kind in current)


def choices_at(path: Path) -> tuple[str, ...]:
    """The words a value at this path may be, where only some are allowed; a path ending in KEY asks for keys."""
    current: list[Any] = [Spec]
    for part in path:
        current = [step for kind in current for step in _step(kind, part)]
    return tuple(str(word) for kind in current if typing.get_origin(kind) is Literal for word in typing.get_args(kind))


def field_about(path: Path) -> Text:
    """What the field at this path is, in a phrase; empty where nothing is said."""
    words = (about_fields(model).get(str(path[-1])) for model in models_at(path[:-1]))
    found = next((text for text in words if text), Text("", ""))
    return Text(found.zh.split("。")[0], found.en.removesuffix("."))


def meant(given: str, path: Path) -> str | None:
    """The key a manager means who wrote its Chinese name instead."""
    names = {text.zh.split("。")[0]: key for model in models_at(path) for key, text in about_fields(model).items()}
    return names.get(nearest(given, tuple(names)) or "")


def nearest(given: str, known: tuple[str, ...]) -> str | None:
    """The known name most like the given one, None when nothing is near; case, hyphens and blanks aside."""
    plain = {_plain(name): name for name in known}
    close = get_close_matches(_plain(given), plain, 1, 0.6)
    return plain[close[0]] if close else None


def listed(names: Sequence[str], most: int = LISTED) -> str:
    """The names in a row, the first of many."""
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def _plain(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")


def _step(kind: Any, part: str | int) -> Iterator[Any]:
    """The kinds one part further down."""
    if _is_model(kind):
        annotation = keys_of(kind).get(str(part))
        yield from _branches(annotation) if annotation is not None else ()
        return
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple and isinstance(part, int) and arguments:
        yield from _branches(arguments[0])
    elif typing.get_origin(kind) is dict and len(arguments) == 2:
        yield from _branches(arguments[0 if part == KEY else 1])


def _branches(annotation: Any) -> Iterator[Any]:
    """The alternatives of a union, annotations stripped."""
    if typing.get_origin(annotation) is typing.Annotated:
        yield from _branches(typing.get_args(annotation)[0])
    elif typing.get_origin(annotation) in (typing.Union, types.UnionType):
        for branch in typing.get_args(annotation):
            yield from _branches(branch)
    else:
        yield annotation


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
