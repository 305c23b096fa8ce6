"""Every sentence a manager wrote, with its place in the spec."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from planforge.problem import Path
from planforge.spec.spec import Spec

# Fields that hold names, codes and settings, never sentences.
SETTINGS = {"planforge", "language", "industry", "money", "calendar", "history", "words", "code", "version", "forms"}
CODES = {"serves", "basis", "tactic", "objective", "line", "within", "owner", "approver", "support", "unit", "district"}


def sentences(spec: Spec) -> Iterator[tuple[Path, str]]:
    """The way to each text of the spec and the text itself, in the order of the fields."""
    yield from _walk(spec, ())


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, key in _keys(type(value)):
            if key not in SETTINGS | CODES:
                yield from _walk(getattr(value, name), (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, (*path, key))


@cache
def _keys(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Attribute and YAML key of each field."""
    return tuple((name, field.alias or name) for name, field in model.model_fields.items())
