"""Up: what the regions offer held against what they are asked, at every level, to the unit, at each region's line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from planforge.nation.down import Asked, Down
from planforge.nation.submission import Submission
from planforge.nation.tree import Node, Tree
from planforge.plan.measures import Measure, Value, figure
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.spec import Spec
from planforge.wording import money, month_name


@dataclass(frozen=True, slots=True)
class Tie:
    """A node asked and offered. ``asked`` and ``offered`` are of the regions below; None where none is, or none can be
    read. A region's ``assigned`` is what its file says it is asked."""

    name: str
    level: int
    region: bool
    asked: int
    offered: int | None
    last: int | None
    assigned: int | None
    silent: int  # regions below that hand in nothing that can be read

    @property
    def gap(self) -> int | None:
        """Offered less asked."""
        return None if self.offered is None else self.offered - self.asked


def ties(tree: Tree, down: Down) -> tuple[Tie, ...]:
    """Every node, parents before their children."""
    return tuple(_tie(tree, down, node) for node in tree.nodes.values())


def _tie(tree: Tree, down: Down, node: Node) -> Tie:
    handed = tree.submissions(node.name)
    leaves = [one for one in tree.below(node.name) if not one.children]
    return Tie(
        name=node.name,
        level=node.level,
        region=node.submission is not None,
        asked=sum(down.asked[one.name].total for one in leaves),
        offered=sum(one.total for one in handed) if handed else None,
        last=down.asked[node.name].last,
        assigned=node.submission.assigned if node.submission else None,
        silent=sum(one.submission is None for one in leaves),
    )


def summed(tree: Tree, name: str, key: str, *, last: bool = False) -> Value | None:
    """A measure of all regions at and below a node: sums of base figures, ratios of the sums; None unless all tell."""
    handed = tree.submissions(name)

    def read(measure: Measure, at: object) -> int | None:
        told = [one.measures.get(measure.key, (None, None))[0 if last else 1] for one in handed]
        known = [figure for figure in told if figure is not None]
        return sum(known) if known and len(known) == len(told) else None

    return figure(key, read)


# Findings -------------------------------------------------------------------------------------------------------------


def untied(spec: Spec, tree: Tree, down: Down) -> Iterator[Problem]:
    """Everything that does not tie: regions at their own lines, then the nodes above them in the national file."""
    for node in tree.regions:
        assert node.submission is not None
        yield from _region(spec, node, node.submission, down.asked[node.name])
    for node in tree.nodes.values():
        if node.children:
            yield from _sums(spec, tree, node, down)


def _region(spec: Spec, node: Node, one: Submission, asked: Asked) -> Iterator[Problem]:
    assert spec.nation is not None
    want, have = money(asked.total, spec.money), money(one.total, spec.money)
    if one.assigned is None:
        message = Text(
            f"“{node.name}”还没有下达目标（应为 {want.zh}）", f'"{node.name}" is not told its target, {want.en}'
        )
        yield Problem("N11", message, _ISSUE, where=one.where("base"), severity=Severity.WARNING)
    elif one.assigned != asked.total:
        told, gap = money(one.assigned, spec.money), _gap(one.assigned - asked.total, spec)
        message = Text(
            f"“{node.name}”写的下达目标是 {told.zh}，全国分解是 {want.zh}，差 {gap.zh}",
            f'"{node.name}" says it is asked {told.en}; the national split gives {want.en}, {gap.en} apart',
        )
        yield Problem("N11", message, _ISSUE, where=one.where("assigned"))
    if one.total != asked.total:
        gap = _gap(one.total - asked.total, spec)
        message = Text(
            f"“{node.name}”计划 {have.zh}，要求 {want.zh}，差 {gap.zh}",
            f'"{node.name}" plans {have.en} and is asked {want.en}, {gap.en} apart',
        )
        hint = Text(
            "改 targets.base，或在 assigned_reason 写明理由", "change targets.base, or say why in assigned_reason"
        )
        severity = Severity.WARNING if one.reason else Severity.ERROR
        yield Problem("N10", message, None if one.reason else hint, where=one.where("base"), severity=severity)
    yield from _parts(spec, node, one, asked)
    yield from _limits(spec, node, one)


_ISSUE = Text(
    "planforge split 全国计划 --write 写入各区域", "planforge split NATIONAL --write puts it into every region"
)


def _parts(spec: Spec, node: Node, one: Submission, asked: Asked) -> Iterator[Problem]:
    """Months and products, where they are asked too."""
    assert spec.nation is not None
    if "months" in spec.nation.asks:
        months = {str(m): amount for m, amount in enumerate(asked.months, 1)}
        own = {str(m): amount for m, amount in enumerate(one.months, 1)}
        yield from _differing("N12", node, months, own, one, "months", spec, _month)
    if "products" in spec.nation.asks and asked.products:
        yield from _differing("N13", node, asked.products, one.products, one, "products", spec, _named)


def _month(name: str) -> Text:
    return Text(f"{name}月", month_name(int(name)))


def _named(name: str) -> Text:
    return Text(name, name)


def _differing(
    code: str, node: Node, asked: Mapping[str, int], own: Mapping[str, int], one: Submission, key: str, spec: Spec,
    called: Callable[[str], Text],
) -> Iterator[Problem]:  # fmt: skip
    """The largest difference among several, and how many more there are."""
    gaps = {name: own.get(name, 0) - asked.get(name, 0) for name in {**asked, **own}}
    apart = [name for name, gap in gaps.items() if gap]
    if apart:
        worst = max(apart, key=lambda name: abs(gaps[name]))
        name, want, have = called(worst), money(asked.get(worst, 0), spec.money), money(own.get(worst, 0), spec.money)
        more = (
            Text(f"，另有 {len(apart) - 1} 项不符", f", and {len(apart) - 1} more differ")
            if apart[1:]
            else Text("", "")
        )
        message = Text(
            f"“{node.name}”{name.zh}计划 {have.zh}，要求 {want.zh}{more.zh}",
            f'"{node.name}" plans {have.en} for {name.en} and is asked {want.en}{more.en}',
        )
        yield Problem(code, message, None, where=one.where(key), severity=Severity.WARNING)


def _limits(spec: Spec, node: Node, one: Submission) -> Iterator[Problem]:
    """More people or expense than headquarters allows."""
    given = node.given
    cost = one.measures.get("cost", (None, None))[1]
    if given and given.people is not None and one.people > given.people:
        message = Text(
            f"“{node.name}”有 {one.people} 人，编制 {given.people} 人",
            f'"{node.name}" has {one.people} people, {given.people} are allowed',
        )
        yield Problem("N15", message, None, where=one.where("team"), severity=Severity.WARNING)
    if given and given.budget is not None and cost is not None and cost > given.budget:
        have, most = money(cost, spec.money), money(given.budget, spec.money)
        message = Text(
            f"“{node.name}”费用 {have.zh}，上限 {most.zh}", f'"{node.name}" spends {have.en}, {most.en} are allowed'
        )
        yield Problem("N16", message, None, where=one.where("budget"), severity=Severity.WARNING)


def _sums(spec: Spec, tree: Tree, node: Node, down: Down) -> Iterator[Problem]:
    """A node above regions: what they come to in the year, the worst month and the worst product."""
    handed = tree.submissions(node.name)
    leaves = [down.asked[one.name] for one in tree.below(node.name) if not one.children]
    if not handed:
        return
    want, have = sum(one.total for one in leaves), sum(one.total for one in handed)
    path: Path = _place(spec, node)
    if want != have:
        gap = _gap(have - want, spec)
        told, asked = money(have, spec.money), money(want, spec.money)
        message = Text(
            f"“{node.name}”各区域计划合计 {told.zh}，要求合计 {asked.zh}，差 {gap.zh}",
            f'plans below "{node.name}" come to {told.en}, they are asked {asked.en}: {gap.en} apart',
        )
        yield Problem("N14", message, None, path)
    months = {m: (sum(o.months[m] for o in handed), sum(a.months[m] for a in leaves)) for m in range(12)}
    apart = [m for m, (told_, asked_) in months.items() if told_ != asked_]
    if apart and want == have:
        worst = max(apart, key=lambda m: abs(months[m][0] - months[m][1]))
        gap, name = _gap(months[worst][0] - months[worst][1], spec), _month(str(worst + 1))
        message = Text(
            f"“{node.name}”全年相符，{len(apart)} 个月不符，最大是{name.zh}，差 {gap.zh}",
            f'below "{node.name}" the year ties and {len(apart)} months do not; the most in {name.en}: {gap.en}',
        )
        yield Problem("N14", message, None, path, severity=Severity.INFO)


def _place(spec: Spec, node: Node) -> Path:
    if node.parent is None:
        return ("targets", "base")
    assert spec.nation is not None
    for index, given in enumerate(spec.nation.nodes):
        if given.name == node.name:
            return ("nation", "nodes", index, "name")
    place = next((i for i, d in enumerate(spec.districts) if d.name == node.name), None)
    return ("nation",) if place is None else ("districts", place, "name")


def _gap(amount: int, spec: Spec) -> Text:
    return money(abs(amount), spec.money)
