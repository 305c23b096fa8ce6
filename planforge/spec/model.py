"""The common ground of all spec models: frozen, no unknown keys, lists kept as tuples.

A field's docstring reads ``中文。 | English.``; ``planforge schema`` and ``docs/spec.md`` are made of these docstrings.
Their modules do without ``from __future__ import annotations``: pydantic would compile each annotation at every start.
"""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Base of every mapping in a spec."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True, defer_build=True
    )
