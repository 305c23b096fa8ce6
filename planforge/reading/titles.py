"""What every field of a spec is called by people, in both languages: from the models' own docstrings.

A docstring opens with the title: ``市场容量：上年全年。 | Market size: last year.`` The title ends at the first stop,
colon, comma or bracket; what follows is the note. Titles are unique within a model: they serve as Chinese keys.
"""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel

from planforge.problem import Text
from planforge.reading.schema import about_fields

_END = re.compile(r"[。：，；（]|[.:,;(](?:\s|$)|\s\(")


@cache
def titles(model: type[BaseModel]) -> dict[str, Text]:
    """The title of each field, by key."""
    return {key: Text(_title(text.zh), _title(text.en)) for key, text in about_fields(model).items()}


@cache
def notes(model: type[BaseModel]) -> dict[str, Text]:
    """What is to be known of each field beyond its title, by key; empty where that is all."""
    return {key: Text(_rest(text.zh), _rest(text.en)) for key, text in about_fields(model).items()}


@cache
def keys_by_title(model: type[BaseModel]) -> dict[str, str]:
    """The key that a Chinese title stands for."""
    return {title.zh: key for key, title in titles(model).items()}


def _title(text: str) -> str:
    return _END.split(text, maxsplit=1)[0].strip()


def _rest(text: str) -> str:
    return text[len(_title(text)) :].strip("。：，；（.:,;( ").removesuffix("）").removesuffix(")")
