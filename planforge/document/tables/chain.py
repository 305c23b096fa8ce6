"""The traceability matrix: what carries each objective, what watches it, what it adds and costs; gaps in red."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planforge.document import cells as c
from planforge.document.model import Cell, Kind, Row, Table, Tone
from planforge.plan.growth.chain import ChainRow, action_codes, kpi_codes
from planforge.plan.plan import Plan
from planforge.words import Words

LEVELS = ("objective", "strategy", "tactic", "action", "kpi")
"""The columns of links, in order; a KPI watches an objective, all others serve the level before."""


def chain(plan: Plan, words: Words) -> Table | None:
    """A row an objective; below, what points to nothing above and what nothing below carries out."""
    names = _names(plan)
    rows = [_row(row, names, words) for row in plan.chain.rows]
    for band, found in (("orphan", plan.chain.orphans), ("childless", plan.chain.childless)):
        broken = [_broken(kind, code, names, words, band) for kind, code in found if kind != "objective"]
        rows += [c.group(words.label(f"chain.{band}"), len(LEVELS) + 2), *broken] if broken else []
    heads = (
        ("objective", Kind.TEXT, 1.6),
        ("strategies", Kind.TEXT, 1.0),
        ("tactics", Kind.TEXT, 1.3),
        ("actions", Kind.TEXT, 2.2),
        ("kpis", Kind.TEXT, 1.0),
    )
    more = (("uplift", Kind.MONEY, 1.0), ("action_budget", Kind.MONEY, 1.0))
    return c.table(words, "chain", c.columns(words, "chain", (*heads, *more)), rows, wide=True)


def _row(row: ChainRow, names: dict[tuple[str, str], str], words: Words) -> Row:
    return c.body(
        c.text(_titled("objective", row.objective, names)),
        *(_codes(codes, words) for codes in (row.strategies, row.tactics, row.actions, row.kpis)),
        c.money(words, row.uplift or None),
        c.money(words, row.budget),
    )


def _broken(kind: str, code: str, names: dict[tuple[str, str], str], words: Words, band: str) -> Row:
    """The link with its name in its own column, and a red word in the column where the other end is missing."""
    at = LEVELS.index(kind)
    missing = at + 1 if band == "childless" else 0 if kind == "kpi" else at - 1
    cells = [c.text("")] * len(LEVELS)
    cells[at] = c.text(_titled(kind, code, names))
    cells[missing] = _none(words)
    return c.body(*cells, c.text(""), c.text(""))


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


def _titled(kind: str, code: str, names: dict[tuple[str, str], str]) -> str:
    name = names.get((kind, code), "")
    return code if name in ("", code) else f"{code} {name}"


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
