"""Which texts of a spec name something, and so are data: never prose, whatever signs they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from planforge.spec.values import Name

_MARK = get_args(Name)[1]


def names_of(thing: object) -> Iterator[str]:
    """The names that a spec, or a part of it, holds; some of them more than once."""
    if isinstance(thing, BaseModel):
        naming = _naming(type(thing))
        for field in type(thing).model_fields:
            value = getattr(thing, field)
            yield from _texts(value) if field in naming else names_of(value)
    elif isinstance(thing, dict | list | tuple):
        for one in thing.values() if isinstance(thing, dict) else thing:
            yield from names_of(one)


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return (one for one in value if isinstance(one, str)) if isinstance(value, dict | list | tuple) else ()


@cache
def _naming(model: type[BaseModel]) -> frozenset[str]:
    fields = model.model_fields.items()
    return frozenset(name for name, field in fields if _MARK in field.metadata or _is_name(field.annotation))


def _is_name(annotation: Any) -> bool:
    return _MARK in getattr(annotation, "__metadata__", ()) or any(_is_name(one) for one in get_args(annotation))
