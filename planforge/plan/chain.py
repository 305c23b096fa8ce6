"""The chain objective → strategy → tactic → action → KPI: who serves what, and what is left alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One objective with everything below it; ``uplift`` of its strategies and ``budget`` of its actions."""

    objective: str  # code
    strategies: tuple[str, ...]
    tactics: tuple[str, ...]
    actions: tuple[str, ...]
    kpis: tuple[str, ...]
    uplift: int
    budget: int


@dataclass(frozen=True, slots=True)
class Chain:
    rows: tuple[ChainRow, ...]
    orphans: tuple[tuple[str, str], ...]  # (kind, code) of what points to nothing above
    childless: tuple[tuple[str, str], ...]  # (kind, code) of what nothing below serves


@dataclass(frozen=True, slots=True)
class ObjectiveFigure:
    """An objective with its figures, computed where its measure is; texts as printed when given by hand.

    ``kind`` says how to print baseline and target: "money", "percent", "count", "number" or "text".
    """

    code: str
    name: str
    kind: str
    baseline: object
    target: object
    unit: str
