"""Districts that are called otherwise since the plan was made: its facts and its history under their new names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planforge.spec.history import HistoryRow
from planforge.spec.spec import Spec

KEYS = ("district", "districts")
"""Keys whose text, or list of texts, names districts; mappings by district name them by their own keys."""


def renamed(spec: Spec, given: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Spec, dict[str, Any]]:
    """The spec and the data ``given`` it was made of with districts under new ``names``, each by its old one."""
    data: dict[str, Any] = _under(given, names, ())
    rows = [row.model_copy(update={"district": names.get(row.district or "", row.district)})
            for row in spec.history if isinstance(row, HistoryRow)]  # fmt: skip
    return Spec.model_validate(data).model_copy(update={"history": tuple(rows)}), data


def still_said(data: Any, old: str) -> int:
    """How many texts have the old name among their words: nobody but the manager can say what it is to be there."""
    if isinstance(data, Mapping):
        return sum(still_said(value, old) for value in data.values())
    if isinstance(data, list):
        return sum(still_said(value, old) for value in data)
    return int(isinstance(data, str) and old in data)


def _under(value: Any, names: Mapping[str, str], path: tuple[str, ...]) -> Any:
    if isinstance(value, Mapping):
        return {names.get(key, key): _under(one, names, (*path, key)) for key, one in value.items()}
    if isinstance(value, list):
        return [_under(one, names, path) for one in value]
    named = (path and path[-1] in KEYS) or path == ("districts", "name")
    return names.get(value, value) if named and isinstance(value, str) else value
