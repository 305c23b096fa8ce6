"""Two districts of a thousand a month each: small enough to be worked out in one's head."""

from __future__ import annotations

from typing import Any

EVEN = {"method": "manual", "weights": ["100%"] * 12, "own_shape": "never"}


def even(granule: int, fields: dict[str, Any]) -> dict[str, Any]:
    """The spec as data, with more fields; ``targets`` are added to those it has."""
    given: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "区", "company": "司"},
        "money": {"unit": "元", "round_to": granule},
        "districts": [{"name": "东", "weight": "50%"}, {"name": "西", "weight": "50%"}],
    }
    targets = {"base": 24_000, "season": EVEN, "by_district": {"manual": "100%"}} | fields.get("targets", {})
    return given | fields | {"targets": targets}
