"""How a node's figure came about, in lines: its share of its siblings, the rounds it went through, what it plans."""

from __future__ import annotations

from collections.abc import Iterator

from planforge.nation.fairness import standings
from planforge.nation.nation import Nation
from planforge.nation.report.tables import COMPONENTS
from planforge.numbers import ratio
from planforge.words import Words


def told(nation: Nation, name: str, words: Words) -> Iterator[str]:
    """The lines, the figure first. KeyError for a node that is not there."""
    numbers, node, asked = words.numbers, nation.tree.nodes[name], nation.asked(name)

    def say(key: str, **slots: str) -> str:
        return words.label(f"nation.explain.{key}", **slots)

    amount = numbers.amount(asked.total)
    if asked.growth is None:
        yield say("asked_new", name=name, asked=amount)
    else:
        yield say("asked", name=name, asked=amount, growth=numbers.percent(asked.growth, signed=True))
    if node.parent is not None:
        yield from _share(nation, name, words)
    for event, figure in nation.log.history(name):
        yield say(
            event.kind, date=event.date.isoformat(), round=str(event.round), amount=numbers.amount(figure),
            note=f"  {event.note}" if event.note else "",
        )  # fmt: skip
    one = node.submission
    if one is None:
        if not node.children:
            yield say("silent")
        return
    if one.assigned is not None:
        yield say("assigned", amount=numbers.amount(one.assigned))
    if one.proposed is not None:
        reason = f"  {one.proposed_reason}" if one.proposed_reason else ""
        yield say("proposed", amount=numbers.amount(one.proposed), note=reason)
    gap = one.total - asked.total
    if gap:
        yield say("planned", amount=numbers.amount(one.total), gap=numbers.amount(gap, signed=True))
    else:
        yield say("tied", amount=numbers.amount(one.total))


def standing_lines(nation: Nation, words: Words) -> dict[str, str]:
    """A sentence for every region whose growth is known: its place among all, and what all are asked together."""
    ranked = [one for one in standings(nation.tree, nation.down) if one.growth is not None]
    return {
        one.name: words.label(
            "nation.standing", count=str(one.count), rank=str(one.rank),
            growth=words.numbers.percent(one.growth, signed=True),
            together=words.numbers.percent(one.together, signed=True),
        )
        for one in ranked
    }  # fmt: skip


def _share(nation: Nation, name: str, words: Words) -> Iterator[str]:
    numbers, node, asked = words.numbers, nation.tree.nodes[name], nation.asked(name)
    assert node.parent is not None
    whole = sum(nation.asked(other).total for other in nation.tree.nodes[node.parent].children)
    part = ratio(asked.total, whole)
    parts = [
        words.label("nation.explain.component", name=words.column(f"weight_{key}"), share=numbers.percent(weight))
        for key in COMPONENTS
        if (weight := asked.weights.get(key)) is not None
    ]
    yield words.label(
        "nation.explain.of" if parts else "nation.explain.of_bare", parent=node.parent, whole=numbers.amount(whole),
        part="—" if part is None else numbers.percent(part),
        **({"why": numbers.sequence(parts)} if parts else {}),
    )  # fmt: skip
    if asked.margin:
        yield words.label("nation.explain.margin", margin=numbers.percent(asked.margin))
    if asked.held:
        held = words.label(f"nation.held.{asked.held}")
        key = "held" if asked.reason else "held_bare"
        yield words.label(f"nation.explain.{key}", held=held, **({"reason": asked.reason} if asked.reason else {}))
