"""The traceability matrix: what carries each objective, what watches it, what it adds and costs; gaps in red."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planforge.document import cells as c
from planforge.document.listing import Band, Listing
from planforge.document.model import Cell, Table, Tone
from planforge.plan.growth.chain import action_codes, kpi_codes
from planforge.plan.plan import Plan
from planforge.words import Words

LEVELS = ("objective", "strategy", "tactic", "action", "kpi")
"""The columns of links, in order; a KPI watches an objective, all others serve the level before."""

Link = tuple[Sequence[Cell], int | Cell | None, int | Cell | None]
"""What stands at each level, what it adds and what it costs."""


def chain(plan: Plan, words: Words) -> Table | None:
    """A row an objective; below, what points to nothing above and what nothing below carries out."""
    of = Listing[Link](words, "chain")
    columns = (
        of.text("objective", 1.6, lambda link: link[0][0]),
        of.text("strategies", 1.0, lambda link: link[0][1]),
        of.text("tactics", 1.3, lambda link: link[0][2]),
        of.text("actions", 2.2, lambda link: link[0][3]),
        of.text("kpis", 1.0, lambda link: link[0][4]),
        of.money("uplift", 1.0, lambda link: link[1]),
        of.cost("action_budget", 1.0, lambda link: link[2]),
    )
    return of.table(columns, _links(plan, words), wide=True, whole=True)


def _links(plan: Plan, words: Words) -> Iterator[Link | Band]:
    names = _names(plan)

    def titled(kind: str, code: str) -> str:
        name = names.get((kind, code), "")
        return code if name in ("", code) else f"{code} {name}"

    for row in plan.chain.rows:
        served = (row.strategies, row.tactics, row.actions, row.kpis)
        cells = [c.text(titled("objective", row.objective)), *(_codes(codes, words) for codes in served)]
        yield cells, row.uplift or None, row.budget
    for band, found in (("orphan", plan.chain.orphans), ("childless", plan.chain.childless)):
        broken = [(kind, code) for kind, code in found if kind != "objective"]
        if broken:
            yield Band(words.label(f"chain.{band}"))
        for kind, code in broken:
            at = LEVELS.index(kind)
            cells = [c.text("")] * len(LEVELS)
            cells[at] = c.text(titled(kind, code))
            cells[at + 1 if band == "childless" else 0 if kind == "kpi" else at - 1] = _none(words)
            yield cells, c.text(""), c.text("")


def _codes(codes: Sequence[str], words: Words) -> Cell:
    return c.text(words.numbers.sequence(tuple(_ranges(codes, words)))) if codes else _none(words)


def _none(words: Words) -> Cell:
    return c.text(words.label("chain.none"), Tone.BAD)


def _ranges(codes: Sequence[str], words: Words) -> Iterator[str]:
    """Codes in the order given, three or more that count on from one another as a range: A1, A3, A8–A20."""
    runs: list[list[str]] = []
    for code in codes:
        if runs and _next(runs[-1][-1]) == code:
            runs[-1].append(code)
        else:
            runs.append([code])
    for run in runs:
        yield from run if len(run) < 3 else (words.label("chain.range", first=run[0], last=run[-1]),)


def _next(code: str) -> str:
    found = re.fullmatch(r"(\D*)([1-9]\d*)", code)
    return f"{found[1]}{int(found[2]) + 1}" if found else ""


def _names(plan: Plan) -> dict[tuple[str, str], str]:
    spec = plan.spec
    actions = zip(action_codes(spec.actions), spec.actions, strict=True)
    kpis = zip(kpi_codes(spec.control.kpis), spec.control.kpis, strict=True)
    return {
        **{("objective", objective.code): objective.name for objective in spec.objectives},
        **{("strategy", strategy.code): strategy.name or strategy.statement for strategy in spec.strategies},
        **{("tactic", tactic.code): tactic.name for tactic in spec.tactics},
        **{("action", code): action.name for code, action in actions},
        **{("kpi", code): kpi.name for code, kpi in kpis},
    }


TABLES = {"chain": chain}
