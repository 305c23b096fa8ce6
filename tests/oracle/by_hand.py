"""Whether a plan is what its spec says, as it is worked out by hand: every figure and every fact, or what is not."""

from __future__ import annotations

from typing import Any

from accounts import Books, rows_of
from facts_by_hand import facts_of
from test_facts_of_examples import flat, unlike
from test_figures_of_examples import agrees, told
from worked_out import work_out

from planforge.document.facts import find_facts
from planforge.plan.figures import figures
from planforge.plan.plan import Plan
from planforge.problem import Severity


def differing(plan: Plan, raw: dict[str, Any]) -> list[str]:
    """Figures and facts that are not those of the spec ``raw``; none of a spec with errors, or one that
    ``is_beyond_hand``."""
    if is_beyond_hand(raw) or any(problem.severity is Severity.ERROR for problem in plan.problems):
        return []
    books = Books(raw, tuple(rows_of(raw.get("history", []))), figures(plan))
    wrong = [told(figure, books) for figure in work_out(books) if not agrees(figure, books)]
    return wrong + list(unlike(dict(flat(find_facts(plan))), facts_of(books)))


def is_beyond_hand(raw: dict[str, Any]) -> bool:
    """Rows of one year in several grains, of which one is chosen, last year told by stores or products alone, months
    unsaid or closed in part, and an opening balance that is estimated, are worked out nowhere."""
    grains: dict[int, set[bool]] = {}
    for row in raw.get("history", []):
        grains.setdefault(row["year"], set()).add("district" in row)
    districts = {district["name"] for district in raw["districts"]}
    closed, collection = raw["targets"].get("closed", []), raw.get("collection")
    parts = [one for key in ("products", "channels", "stores") for one in raw.get(key, [])]
    return bool(
        any(None in row.get("months", []) for row in raw.get("history", []))
        or any(len(found) > 1 for found in grains.values())
        or any(one["actual"].keys() != districts for one in closed)
        or (collection and "opening" not in collection and "opening_by_district" not in collection)
        or (not raw.get("history") and any(key in one for one in parts for key in ("last", "last_actual")))
        or [one["month"] for one in closed] != [*range(1, len(closed) + 1)]
    )
