"""What of a spec lasts beyond its year, and what of that is of its year alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

LASTING = (
    "planforge", "language", "industry", "length", "region", "money", "calendar", "districts", "stores", "team",
    "network", "counts", "display", "product_classes", "products", "channels", "channel_policies", "pricing", "budget",
    "collection", "promotions", "advertising", "training", "appraisal", "situation", "objectives", "strategies",
    "tactics", "control", "principles", "cascade", "roles", "rulebook", "service_tiers", "internal_marketing",
    "probation", "forms", "deputy", "not_applicable", "words",
)  # fmt: skip
"""The parts that are carried over; the others are of their year alone."""
PLAIN = {"planforge", "language", "industry", "length", "money", "calendar", "not_applicable", "words"}
"""Parts that say how things are counted and called: they need no confirmation."""
OF_ITS_YEAR: Mapping[str, tuple[str, ...]] = {
    "region": ("date", "version"),
    "calendar": ("days",),
    "districts.*": ("opens", "ramp"),
    "stores.*": ("opens", "last_target", "last_actual"),
    "team.*": ("starts",),
    "products.*": ("target", "last", "launch", "reason"),
    "channels.*": ("target", "last"),
    "budget": ("total", "reason"),
    "collection": ("overdue", "recovery"),
    "situation": ("issues", "summary"),
    "situation.market": ("size", "own_share"),
    "situation.dealers.items.*": ("sales",),
    "objectives.*": ("baseline", "target"),
    "strategies.*": ("uplift",),
    "control": ("stated_attainment",),
    "control.kpis.*": ("target",),
    "control.tiers.*": ("count",),
    "control.contingencies.*": ("impact",),
    "pricing.items.*": ("effective", "change"),
}
"""What is left behind within the parts that are carried over."""


def lasting(given: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a spec without what is of its year alone."""
    data = {key: deepcopy(given[key]) for key in LASTING if given.get(key) is not None}
    for path, keys in OF_ITS_YEAR.items():
        for item in _reached(data, path.split(".")):
            for key in keys:
                item.pop(key, None)
    stale = [mark.get("value") for mark in given.get("unconfirmed") or () if mark.get("origin") == "proposed"]
    for swot in _reached(data, ["situation", "swot"]):  # what was proposed of the sales of another year
        for key in [key for key, listed in swot.items() if isinstance(listed, list)]:
            swot[key] = [one for one in swot[key] if one not in stale]
    return data


def _reached(here: Any, steps: Sequence[str]) -> Iterator[dict[str, Any]]:
    if not steps:
        if isinstance(here, dict):
            yield here
    elif steps[0] == "*":
        for item in here if isinstance(here, list) else ():
            yield from _reached(item, steps[1:])
    elif isinstance(here, dict) and here.get(steps[0]) is not None:
        yield from _reached(here[steps[0]], steps[1:])
