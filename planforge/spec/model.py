"""The common ground of all spec models: frozen, no unknown keys, lists kept as tuples.

A field's docstring reads ``中文。 | English.``; ``planforge schema`` and ``docs/spec.md`` are made of these docstrings.
Their modules do without ``from __future__ import annotations``: pydantic would compile each annotation at every start.
A model that is the default of a field is made by ``model_construct``, which needs no validator of its own.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Model(BaseModel):
    """Base of every mapping in a spec."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True, defer_build=True
    )


class Sentence(Model):
    """Base of what may be given as a plain sentence: it is the first field."""

    @classmethod
    def sentence(cls) -> str:
        """The name of that field."""
        return next(iter(cls.model_fields))

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler.resolve_ref_schema(handler(core))]}

    @model_validator(mode="before")
    @classmethod
    def _accept_sentence(cls, given: Any) -> Any:
        return {cls.sentence(): given} if isinstance(given, str) else given


def hollow(given: Any) -> bool:
    """Whether a value says nothing, all the way down."""
    return all(map(hollow, given.values())) if isinstance(given, dict) else given is None or given == []


NOES = frozenset({"否", "无", "没有", "不", "未", "no", "none", "n", "n/a", "na", "-", "—", "/"})


def without_noes(given: Any, *keys: str) -> Any:
    """What was given without the names under some keys that say there is none: 费用已列入: 否."""
    if not isinstance(given, dict):
        return given
    return {k: v for k, v in given.items() if k not in keys or not isinstance(v, str) or v.strip().lower() not in NOES}


def without_hollow(given: Any, *parts: str) -> Any:
    """What was given without those parts of which nothing is said: ``collection: {}`` is no balance of nothing."""
    if not isinstance(given, dict):
        return given
    return {key: value for key, value in given.items() if key not in parts or value is None or not hollow(value)}
