"""What refers to an objective, strategy or tactic: by its code, or by its name, which stands for the code."""

from collections.abc import Mapping, Sequence
from typing import Any

REFERENCES = {
    "strategies.serves": "objectives",
    "tactics.serves": "strategies",
    "actions.tactic": "tactics",
    "promotions.tactic": "tactics",
    "targets.growth_sources.strategy": "strategies",
    "control.kpis.objective": "objectives",
}
"""Fields that hold codes, and the list that they are codes of."""


def label_of(item: Mapping[str, Any]) -> str:
    """What an item with a code is called where something refers to it."""
    return " ".join(str(item.get("name") or item.get("statement") or item.get("code")).split())


def by_label(data: Any, key: str) -> dict[str, str]:
    """The code of each item of a coded list by what it is called; names that two share are left out, and those that are
    the code of another.
    """
    listed = (data or {}).get(key)
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list | tuple) else []
    labels = [label_of(item) for item in items]
    taken = {*(label for label in labels if labels.count(label) > 1), *(str(item.get("code")) for item in items)}
    return {label: str(item.get("code")) for label, item in zip(labels, items, strict=True) if label not in taken}


def with_codes(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, with codes where it refers to something by name."""
    made = dict(given)
    for place, key in REFERENCES.items():
        codes = by_label(made, key)
        if codes:
            made = _coded(made, place.split("."), codes)
    return made


def _coded(here: Any, steps: Sequence[str], codes: Mapping[str, str]) -> Any:
    if isinstance(here, list | tuple):
        return [_coded(one, steps, codes) for one in here]
    if steps:
        known = isinstance(here, dict) and steps[0] in here
        return {**here, steps[0]: _coded(here[steps[0]], steps[1:], codes)} if known else here
    return codes.get(" ".join(str(here).split()), here) if here is not None else None
