"""The chain objective → strategy → tactic → action → KPI: who serves what, and what is left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from msgspec import Struct

from planforge.numbers import nearest
from planforge.problem import Path, Problem, Text
from planforge.spec.spec import Spec
from planforge.spec.strategy import Action, Kpi, Objective, Strategy, Tactic
from planforge.wording import did_you_mean


class ChainRow(Struct, frozen=True):
    """One objective with everything below it; ``uplift`` of its strategies and ``budget`` of its actions."""

    objective: str  # code
    strategies: tuple[str, ...]
    tactics: tuple[str, ...]
    actions: tuple[str, ...]
    kpis: tuple[str, ...]
    uplift: int
    budget: int


class Chain(Struct, frozen=True):
    """The whole chain, one row an objective."""

    rows: tuple[ChainRow, ...]
    orphans: tuple[tuple[str, str], ...]  # (kind, code) of what points to nothing above
    childless: tuple[tuple[str, str], ...]  # (kind, code) of what nothing below serves


class ObjectiveFigure(Struct, frozen=True):
    """An objective with its figures, computed where its measure is; texts as printed when given by hand.

    ``kind`` says how to print baseline and target: "money", "percent", "count", "number" or "text".
    """

    code: str
    name: str
    kind: str
    baseline: object
    target: object
    unit: str


def plan_chain(spec: Spec, granule: int) -> tuple[Chain, tuple[Problem, ...]]:
    """Who serves whom from objectives down to actions, and codes that lead nowhere."""
    actions, kpis = action_codes(spec.actions), kpi_codes(spec.control.kpis)
    rows = tuple(_row(objective, spec, actions, kpis, granule) for objective in spec.objectives)
    return Chain(rows, tuple(_orphans(spec, actions, kpis)), tuple(_childless(spec))), tuple(_problems(spec))


def action_codes(actions: Sequence[Action]) -> tuple[str, ...]:
    """The code of every action: its own, else A1, A2, … by its place in the list."""
    return tuple(action.code or f"A{number}" for number, action in enumerate(actions, 1))


def kpi_codes(kpis: Sequence[Kpi]) -> tuple[str, ...]:
    """The code of every KPI, else its name."""
    return tuple(kpi.code or kpi.name for kpi in kpis)


def _row(objective: Objective, spec: Spec, actions: Sequence[str], kpis: Sequence[str], granule: int) -> ChainRow:
    strategies = [s for s in spec.strategies if objective.code in s.serves]
    tactics = _below(spec.tactics, {strategy.code for strategy in strategies})
    codes = {tactic.code for tactic in tactics}
    steps = [(code, action) for code, action in zip(actions, spec.actions, strict=True) if action.tactic in codes]
    watched = zip(kpis, spec.control.kpis, strict=True)
    return ChainRow(
        objective.code,
        tuple(strategy.code for strategy in strategies),
        tuple(tactic.code for tactic in tactics),
        tuple(code for code, _ in steps),
        tuple(code for code, kpi in watched if kpi.objective == objective.code),
        sum(nearest(strategy.uplift or 0, granule) for strategy in strategies),
        sum(nearest(action.budget or 0, granule) for _, action in steps if action.within is None),
    )


def _below(tactics: Sequence[Tactic], strategies: set[str]) -> list[Tactic]:
    return [tactic for tactic in tactics if strategies.intersection(tactic.serves)]


def _orphans(spec: Spec, actions: Sequence[str], kpis: Sequence[str]) -> Iterator[tuple[str, str]]:
    objectives, strategies, tactics = ({node.code for node in nodes} for nodes in _levels(spec))
    yield from (("strategy", s.code) for s in spec.strategies if not objectives.intersection(s.serves))
    yield from (("tactic", t.code) for t in spec.tactics if not strategies.intersection(t.serves))
    steps, watched = zip(actions, spec.actions, strict=True), zip(kpis, spec.control.kpis, strict=True)
    yield from (("action", code) for code, action in steps if action.tactic not in tactics)
    yield from (("kpi", code) for code, kpi in watched if kpi.objective not in objectives)


def _childless(spec: Spec) -> Iterator[tuple[str, str]]:
    served = {code for strategy in spec.strategies for code in strategy.serves}
    pursued = {code for tactic in spec.tactics for code in tactic.serves}
    done = {action.tactic for action in spec.actions}
    yield from (("objective", o.code) for o in spec.objectives if o.code not in served)
    yield from (("strategy", s.code) for s in spec.strategies if s.code not in pursued)
    yield from (("tactic", t.code) for t in spec.tactics if t.code not in done)


Level = Sequence[Objective] | Sequence[Strategy] | Sequence[Tactic]


LEVELS = ("objectives", "strategies", "tactics")


def _levels(spec: Spec) -> tuple[Level, Level, Level]:
    return spec.objectives, spec.strategies, spec.tactics


def _problems(spec: Spec) -> Iterator[Problem]:
    """Codes given twice, and codes that nothing has."""
    objectives, strategies, tactics = ({node.code: _called(node) for node in nodes} for nodes in _levels(spec))
    swot = dict.fromkeys(spec.situation.swot.coded(), "")
    for key, nodes in zip(LEVELS, _levels(spec), strict=True):
        codes = [node.code for node in nodes]
        yield from (_twice(code, (key, i, "code")) for i, code in enumerate(codes) if code in codes[:i])
    for i, strategy in enumerate(spec.strategies):
        yield from _lost(strategy.serves, objectives, ("strategies", i, "serves"))
        yield from _lost(strategy.basis, swot, ("strategies", i, "basis"))
    for i, crossing in enumerate(spec.situation.crossing):
        yield from _lost(crossing.basis, swot, ("situation", "crossing", i, "basis"))
    for i, tactic in enumerate(spec.tactics):
        yield from _lost(tactic.serves, strategies, ("tactics", i, "serves"))
    for i, action in enumerate(spec.actions):
        yield from _lost([action.tactic] if action.tactic else [], tactics, ("actions", i, "tactic"))
    for i, promotion in enumerate(spec.promotions):
        yield from _lost([promotion.tactic] if promotion.tactic else [], tactics, ("promotions", i, "tactic"))
    for i, kpi in enumerate(spec.control.kpis):
        yield from _lost([kpi.objective] if kpi.objective else [], objectives, ("control", "kpis", i, "objective"))
    for i, source in enumerate(spec.targets.growth_sources):
        yield from _lost(
            [source.strategy] if source.strategy else [], strategies, ("targets", "growth_sources", i, "strategy")
        )


def _lost(codes: Sequence[str], known: Mapping[str, str], path: Path) -> Iterator[Problem]:
    for index, code in enumerate(codes):
        if code not in known:
            place = (*path, index) if path[-1] in ("serves", "basis") else path
            yield Problem("P80", Text(f"没有编号“{code}”", f'there is no code "{code}"'), _meant(code, known), place)


def _called(node: Objective | Strategy | Tactic) -> str:
    return node.name or (node.statement if isinstance(node, Strategy) else "")


def _meant(given: str, known: Mapping[str, str]) -> Text | None:
    """The code that was meant, with what it stands for: a questionnaire refers by name."""
    close = get_close_matches(given, [name for name in known.values() if name], 1, 0.5)
    if close:
        code = next(code for code, name in known.items() if name == close[0])
        return Text(f"是否指“{close[0]}”（{code}）？", f'Did you mean "{close[0]}" ({code})?')
    return did_you_mean(given, known if given[:1].isascii() else [f"{c} {n}".strip() for c, n in known.items()])


def _twice(code: str, path: Path) -> Problem:
    return Problem(
        "P81",
        Text(f"编号“{code}”用了两次", f'the code "{code}" is used twice'),
        Text("改其中一个", "change one of them"),
        path,
    )
