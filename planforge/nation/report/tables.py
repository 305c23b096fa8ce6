"""Tables of the national plan: what is asked and why, what is offered, money, months, products, actions, gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from planforge.document.listing import As, Listing, Total
from planforge.document.model import Kind, RowKind, Table, Tone
from planforge.nation.down import Asked
from planforge.nation.fairness import Standing
from planforge.nation.report.provinces import nation_map
from planforge.nation.report.view import View, shortened
from planforge.nation.rounds import Status, statuses
from planforge.nation.submission import Due, Submission
from planforge.nation.tree import Node
from planforge.nation.up import Tie
from planforge.records import replace
from planforge.words import Words

COMPONENTS = ("history", "market", "growth", "equal", "manual")
"""What makes a node's share of its siblings, besides their blend."""

_BESIDE = 6  # nodes that stand beside each other on an upright page


def nation_shares(view: View, words: Words) -> Table | None:
    """What every node is asked, its growth, and the weights that made its share of its siblings."""
    top = view.below[0].level
    asked = {node.name: view.nation.asked(node.name) for node in view.listed}
    components = [
        key for key in COMPONENTS
        if any(one.weights.get(key) for one in asked.values())
    ]  # fmt: skip

    def part(key: str) -> Callable[[Node], Fraction | None]:
        return lambda node: asked[node.name].weights.get(key)

    absent = view.missing

    def why(node: Node) -> str:
        one = asked[node.name]
        if node.name in absent:
            return (
                words.label("nation.absent_asked", held=words.label(f"nation.held.{one.held}"))
                if one.held
                else words.label("nation.absent")
            )
        held = words.label(f"nation.held.{one.held}") if one.held else ""
        return words.label("nation.because", held=held, reason=one.reason) if held and one.reason else held

    of = Listing[Node](words, "nation_shares")
    columns = (
        of.text("node", 2.0, lambda node: words.label("nation.indent") * (node.level - top) + node.name),
        of.money("last", 1.2, lambda node: asked[node.name].last),
        of.money("asked", 1.2, lambda node: asked[node.name].total or (None if node.name in absent else 0)),
        of.growth("growth", 1.0, "asked", "last"),
        *(of.percent(f"weight_{key}", 0.9, part(key)) for key in components),
        of.percent("weight_blend", 0.9, part("blend")),
        of.text("why", 1.6, why),
    )
    table = of.table(columns, [As(node, RowKind.SUBTOTAL) if node.children else node for node in view.listed])
    return shortened(table, len(view.listed), len(view.below), words)


def nation_ties(view: View, words: Words) -> Table | None:
    """Asked, offered, and what is between them, node by node; who has not been told, who is silent."""
    top = view.below[0].level
    names = {node.name for node in view.listed}

    def state(tie: Tie) -> str:
        if tie.offered is None:
            key = "silent"
        elif tie.silent:
            return words.label("nation.lacking", count=str(tie.silent))
        elif not tie.region:
            return ""
        elif tie.gap == 0 and tie.assigned == tie.asked:
            key = "tied"
        else:
            key = "untold" if tie.assigned is None else "stale" if tie.assigned != tie.asked else "apart"
        return words.label(f"nation.states.{key}")

    of = Listing[Tie](words, "nation_ties")
    heard: str | Callable[[Tie], int] = (lambda tie: tie.heard) if view.missing else "asked"
    columns = (
        of.text("node", 2.0, lambda tie: words.label("nation.indent") * (tie.level - top) + tie.name),
        of.money("asked", 1.2, lambda tie: tie.asked),
        of.money("offered", 1.2, lambda tie: tie.offered),
        of.difference("gap", 1.1, "offered", heard, tone=lambda tie: Tone.BAD if (tie.gap or 0) < 0 else Tone.PLAIN),
        of.ratio("met", 1.0, "offered", heard),
        of.text("state_of", 1.4, state),
    )
    ties = [tie for tie in view.nation.ties if tie.name in names]
    table = of.table(columns, [tie if tie.region else As(tie, RowKind.SUBTOTAL) for tie in ties])
    return shortened(table, len(ties), len(view.below), words)


def nation_ranking(view: View, words: Words) -> Table | None:
    """The regions by what they offer against what they are asked."""
    ties = [tie for tie in view.nation.ties if tie.region and tie.name in view.names]
    ranked = sorted(ties, key=lambda tie: -Fraction(tie.offered or 0, tie.asked or 1))
    places = {tie.name: place for place, tie in enumerate(ranked, 1)}
    of = Listing[Tie](words, "nation_ranking")
    columns = (
        of.label("rank", 0.8, lambda tie: places[tie.name]),
        of.text("region", 1.8, lambda tie: tie.name),
        of.text("parent", 1.4, lambda tie: view.nation.tree.nodes[tie.name].parent),
        of.money("last", 1.2, lambda tie: tie.last),
        of.money("offered", 1.2, lambda tie: tie.offered),
        of.growth("growth", 1.0, "offered", "last"),
        of.money("asked", 1.2, lambda tie: tie.asked),
        of.ratio("met", 1.0, "offered", "asked"),
    )
    shown = view.ends(ranked)
    whole = len(shown) == len(ranked) and not view.missing
    table = of.table(columns, shown, total="total" if whole else None) if len(ranked) > 1 else None
    return shortened(table, len(shown), len(ranked), words)


def nation_months(view: View, words: Words) -> Table | None:
    """The months asked of each node below: across, or down where few nodes stand beside each other."""
    nodes = [view.nation.asked(name) for name in view.children]
    if 1 < len(nodes) <= _BESIDE and all(one.months for one in nodes):
        down = Listing[int](words, "nation_months")
        each = down.each((one.name for one in nodes), lambda month: [one.months[month] for one in nodes])
        months = down.label("month", 1.0, lambda month: words.numbers.month(month + 1))
        return down.table((months, *each, down.across("total", 1.2, each)), range(12), total="year_total")
    of = Listing[Asked](words, "nation_months")
    columns = (
        of.text("node", 1.8, lambda one: one.name),
        *of.months(lambda one: one.months),
        of.money("year_total", 1.2, lambda one: one.total),
    )
    return of.table(columns, nodes, total="total", wide=True) if nodes else None


def nation_products(view: View, words: Words) -> Table | None:
    """Products down: asked and offered by the regions below."""
    asked = view.asked_products
    offered = {name: sum(one.products.get(name, 0) for one in view.regions) for name in _products(view, asked)}
    of = Listing[str](words, "nation_products")
    columns = (
        of.text("product", 1.8, lambda name: name),
        of.money("asked", 1.2, lambda name: asked.get(name)),
        of.money("offered", 1.2, lambda name: offered[name]),
        of.difference("gap", 1.1, "offered", "asked"),
        of.share("part", 1.0, "offered"),
    )
    return of.table(columns, list(offered), total="total") if asked else None


def _products(view: View, asked: dict[str, int]) -> list[str]:
    return list(dict.fromkeys([*asked, *(name for one in view.regions for name in one.products)]))


def nation_pnl(view: View, words: Words) -> Table | None:
    """Sales to regional profit of the nodes below, summed from the regions' plans."""
    of = Listing[str](words, "nation_pnl")
    columns = (
        of.text("node", 1.8, lambda name: name),
        of.money("sales", 1.2, lambda name: view.sum("sales", name)),
        of.money("gross", 1.2, lambda name: view.sum("gross_profit", name)),
        of.ratio("margin_plan", 1.0, "gross", "sales"),
        of.money("expense", 1.2, lambda name: view.sum("expense", name)),
        of.ratio("expense_ratio", 1.0, "expense", "sales"),
        of.money("contribution", 1.2, lambda name: view.sum("contribution", name)),
        of.ratio("contribution_rate", 1.0, "contribution", "sales"),
    )
    known = [name for name in view.children if view.sum("gross_profit", name) is not None]
    return of.table(columns, view.children, total="total") if known else None


def nation_receivables(view: View, words: Words) -> Table | None:
    """Opening, cash, closing and the collection rate of the nodes below."""
    of = Listing[str](words, "nation_receivables")
    columns = (
        of.text("node", 1.8, lambda name: name),
        of.money("opening", 1.2, lambda name: view.sum("opening_receivables", name)),
        of.money("sales", 1.2, lambda name: view.sum("sales", name)),
        of.money("cash", 1.2, lambda name: view.sum("cash", name)),
        of.money("closing", 1.2, lambda name: view.sum("closing_receivables", name)),
        of.ratio("rate_b", 1.0, "cash", "sales"),
    )
    known = [name for name in view.children if view.sum("cash", name) is not None]
    return of.table(columns, view.children, total="total") if known else None


def nation_fairness(view: View, words: Words) -> Table | None:
    """Growth asked beside last year's, the market share and that of all together; who stands out."""
    of = Listing[Standing](words, "nation_fairness")
    columns = (
        of.label("rank", 0.8, lambda one: one.rank),
        of.text("region", 1.8, lambda one: one.name),
        of.percent("growth_asked", 1.0, lambda one: one.growth, signed=True),
        of.percent("past_growth", 1.0, lambda one: one.past_growth, signed=True),
        of.percent("attained", 1.0, lambda one: one.attained),
        of.percent("market_share", 1.0, lambda one: one.share),
        of.percent("share_asked", 1.0, lambda one: one.share_asked),
        of.percent("off_season", 1.0, lambda one: one.off_season),
        of.percent("last_part", 1.0, lambda one: one.last_share),
        of.percent("asked_part", 1.0, lambda one: one.asked_share),
        of.percent("distance", 1.0, lambda one: one.distance, signed=True),
        of.text("outlier", 1.4, lambda one: words.label(f"nation.outliers.{one.outlier}") if one.outlier else ""),
    )
    shown = view.ends(view.standings)
    table = of.table(columns, shown, unit=None) if len(view.standings) > 2 else None
    if table and any(one.share_asked is not None for one in shown):
        table = replace(table, note=words.caption("nation_fairness", "with_shares"))
    return shortened(table, len(shown), len(view.standings), words)


def nation_rounds(view: View, words: Words) -> Table | None:
    """Where every region stands: what was issued, what it offers or would have instead, since when it is silent."""
    found = [one for one in statuses(view.nation.tree, view.nation.log, view.today) if one.name in view.names]
    shown = view.first(sorted(found, key=lambda one: _URGENT.index(one.state)) if len(found) > view.most else found)
    of = Listing[Status](words, "nation_rounds")
    columns = (
        of.text("region", 1.6, lambda one: one.name),
        of.label("round", 0.8, lambda one: one.round or None),
        of.money("asked", 1.2, lambda one: one.asked),
        of.money("offered", 1.2, lambda one: one.offered),
        of.money("proposed", 1.2, lambda one: one.proposed),
        of.label(
            "state_of",
            1.2,
            lambda one: words.label(f"nation.rounds.{one.state}"),
            tone=lambda one: _TONES[one.state],
        ),
        of.label("days", 0.8, lambda one: one.days),
        of.text("reason", 2.4, lambda one: one.reason),
    )
    whole = len(shown) == len(found)
    table = of.table(columns, shown, total="total" if whole else None) if view.nation.log.events else None
    return shortened(table, len(shown), len(found), words)


_URGENT = ("void", "countered", "silent", "new", "agreed", "accepted")


_TONES = {
    "new": Tone.PLAIN, "silent": Tone.WATCH, "agreed": Tone.GOOD, "countered": Tone.WATCH, "accepted": Tone.GOOD,
    "void": Tone.BAD,
}  # fmt: skip

Action = tuple[str, Due]


def nation_actions(view: View, words: Words) -> Table | None:
    """The regions' actions of at least the budget that headquarters looks at, the dearest first."""
    assert view.nation.spec.nation is not None
    least = view.nation.spec.nation.actions_from
    found = [
        (one.name, due) for one in view.regions for due in one.actions if due.budget and due.budget >= (least or 0)
    ]
    of = Listing[Action](words, "nation_actions")
    columns = (
        of.text("region", 1.4, lambda row: row[0]),
        of.text("action", 3.0, lambda row: row[1].name),
        of.text("owner", 1.0, lambda row: row[1].owner),
        of.label("deadline", 1.2, lambda row: row[1].ends),
        of.money("budget", 1.0, lambda row: row[1].budget),
    )
    dearest = view.first(sorted(found, key=lambda row: -(row[1].budget or 0)))
    table = of.table(columns, dearest, total="total" if len(dearest) == len(found) else None) if dearest else None
    return shortened(table, len(dearest), len(found), words)


Risk = tuple[str, str]


def nation_risks(view: View, words: Words) -> Table | None:
    """What the regions prepare for."""
    found = [(one.name, risk) for one in view.regions for risk in one.risks]
    of = Listing[Risk](words, "nation_risks")
    columns = (of.text("region", 1.4, lambda row: row[0]), of.text("trigger", 5.0, lambda row: row[1]))
    shown = view.first(found)
    return shortened(of.table(columns, shown, unit=None), len(shown), len(found), words)


Open = tuple[str, str, str | None]


def nation_open(view: View, words: Words) -> Table | None:
    """What is still to be decided: regions that hand in nothing, plans apart without a reason or with one, proposals
    not answered, acceptances that are void, shares that headquarters has not handed down."""
    found = sorted(open_points(view, words), key=lambda row: row[0])
    of = Listing[tuple[int, Open]](words, "nation_open")
    columns = (
        of.text("region", 1.4, lambda row: row[1][0]),
        of.text("open_what", 3.0, lambda row: row[1][1]),
        of.text("reason", 2.4, lambda row: row[1][2]),
    )
    shown = view.first(found)
    return shortened(of.table(columns, shown, unit=None), len(shown), len(found), words)


def open_points(view: View, words: Words) -> Iterator[tuple[int, Open]]:
    """Every point that is open with how much it matters, the least number the most."""
    states = {one.name: one for one in statuses(view.nation.tree, view.nation.log, view.today)}

    def said(place: int, name: str, key: str, why: str | None = None, **slots: str) -> tuple[int, Open]:
        return place, (name, words.label(f"nation.open.{key}", **slots), why)

    for tie in view.nation.ties:
        if tie.name not in view.names or view.nation.tree.nodes[tie.name].children:
            continue
        one, status = view.nation.tree.nodes[tie.name].submission, states.get(tie.name)
        if one is None:
            yield said(0, tie.name, "silent")
            continue
        if status and status.state == "void":
            yield said(1, tie.name, "void")
        if one.proposed is not None and not (status and status.state == "accepted"):
            yield said(2, tie.name, "countered", one.proposed_reason, amount=words.numbers.amount(one.proposed))
        elif tie.gap:
            gap = words.numbers.amount(abs(tie.gap))
            yield said(4 if one.reason else 3, tie.name, "over" if tie.gap > 0 else "short", one.reason, amount=gap)
        if tie.assigned is None or tie.assigned != tie.asked:
            yield said(5, tie.name, "untold" if tie.assigned is None else "stale")


def nation_filled(view: View, words: Words) -> Table | None:
    """How much of each of the six parts every region has filled in; those with most to do first."""
    short = sorted((one for one in view.regions if min(one.parts) < 100), key=lambda one: sum(one.parts))
    names = [words.label(f"nation.parts.part{n}") for n in range(1, 7)]
    of = Listing[Submission](words, "nation_filled")
    columns = (
        of.text("region", 1.8, lambda one: one.name),
        of.text("manager", 1.2, lambda one: one.manager),
        *of.each(names, lambda one: _cells(one.parts), Kind.PERCENT, total=Total.NONE),
    )
    shown = view.first(short)
    return shortened(of.table(columns, shown, unit=None), len(shown), len(short), words)


def _cells(parts: Sequence[int]) -> list[Fraction]:
    return [Fraction(part, 100) for part in parts]


TABLES: dict[str, Callable[[View, Words], Table | None]] = {
    "nation_shares": nation_shares,
    "nation_ties": nation_ties,
    "nation_ranking": nation_ranking,
    "nation_months": nation_months,
    "nation_products": nation_products,
    "nation_pnl": nation_pnl,
    "nation_receivables": nation_receivables,
    "nation_fairness": nation_fairness,
    "nation_rounds": nation_rounds,
    "nation_actions": nation_actions,
    "nation_risks": nation_risks,
    "nation_filled": nation_filled,
    "nation_open": nation_open,
    "nation_map": nation_map,
}
