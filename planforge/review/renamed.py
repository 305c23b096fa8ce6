"""Districts that are called otherwise, or are one, since the plan was made: its facts and its history under their new
names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic_core import PydanticCustomError

from planforge.reading.workbook.layout import column_at
from planforge.spec.history import HistoryRow
from planforge.spec.spec import Spec
from planforge.spec.targets import Lock
from planforge.spec.values import parse_percent, parse_signed_money

PARTS = ("budget", "lines", 0, "districts")
"""Where a percentage is a part of a whole, and that of two is their sum."""
KEYS = ("district", "districts")
"""Keys whose text, or list of texts, names districts; mappings by district name them by their own keys."""


def renamed(spec: Spec, given: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Spec, dict[str, Any]]:
    """The spec and the data ``given`` it was made of with districts under new ``names``, each by its old one.

    Of several that are one now, amounts and counts are summed; rates, and what not all of them say, are left open.
    """
    data: dict[str, Any] = _under(given, names, ())
    rows = [row.model_copy(update={"district": names.get(row.district or "", row.district)})
            for row in spec.history if isinstance(row, HistoryRow)]  # fmt: skip
    return Spec.model_validate(data).model_copy(update={"history": tuple(rows)}), data


def with_issued(spec: Spec, issued: Mapping[str, int]) -> Spec:
    """The spec with each district's target as it was issued, whatever the split of the new districts would give."""
    others = tuple(lock for lock in spec.targets.locks if lock.district is None)
    held = tuple(Lock.model_validate({"district": name, "amount": str(amount)}) for name, amount in issued.items())
    targets = spec.targets.model_copy(update={"locks": (*others, *held), "bounds": ()})
    return spec.model_copy(update={"targets": targets})


def still_said(data: Any, old: str) -> int:
    """How many texts have the old name among their words: nobody but the manager can say what it is to be there."""
    if isinstance(data, Mapping):
        return sum(still_said(value, old) for value in data.values())
    if isinstance(data, list):
        return sum(still_said(value, old) for value in data)
    return int(isinstance(data, str) and old in data)


def _under(value: Any, names: Mapping[str, str], path: tuple[str | int, ...]) -> Any:
    if isinstance(value, Mapping):
        made: dict[str, Any] = {}
        for key, one in value.items():
            new, said = names.get(key, key), _under(one, names, (*path, key))
            if new in made:
                said = _together(made.pop(new), said, (*path, new))
                made |= {new: said} if said is not None else {}
            else:
                made[new] = said
        return made
    if isinstance(value, list):
        items = [_under(one, names, (*path, 0)) for one in value]
        if path == ("districts",):
            return _one_each(items)
        return [*dict.fromkeys(items)] if path and path[-1] == "districts" and _texts(items) else items
    keys = [step for step in path if isinstance(step, str)]
    named = keys[-1:] and (keys[-1] in KEYS or keys == ["districts", "name"])
    return names.get(value, value) if named and isinstance(value, str) else value


def _texts(items: Sequence[Any]) -> bool:
    return all(isinstance(one, str) for one in items)


def _one_each(items: Sequence[Any]) -> list[Any]:
    found: dict[str, Any] = {}
    for item in items:
        name = str(item.get("name"))
        found[name] = _together(found[name], item, ("districts", 0)) | {"name": name} if name in found else item
    return list(found.values())


def _together(one: Any, other: Any, path: tuple[str | int, ...]) -> Any:
    """What two districts say together: amounts and counts summed, sentences of both, else what both say; None where
    that is nothing.
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        both = {key: _together(one[key], other[key], (*path, key)) for key in one if key in other}
        return {key: value for key, value in both.items() if value is not None}
    if isinstance(one, list) and isinstance(other, list) and _texts([*one, *other]):
        return [*dict.fromkeys([*one, *other])]
    if path[:-1] == PARTS:
        return f"{(parse_percent(one) + parse_percent(other)) * 100:f}%"
    column = column_at(path)
    amounts = [_amount(said) for said in (one, other)] if column and column.kind in ("money", "count") else [None]
    if None not in amounts:
        return f"{sum(filter(None, amounts), Decimal(0)):f}"
    if one == other:
        return one
    if column and column.kind == "prose":
        return f"{one}；{other}"
    return one if column and column.kind == "text" else None


def _amount(value: Any) -> Decimal | None:
    try:
        return parse_signed_money(value)
    except (ValueError, PydanticCustomError):
        return None
