"""Up: what the regions offer held against what they are asked, at every level, to the unit, at each region's line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from planforge.nation.down import Asked, Down
from planforge.nation.submission import Submission
from planforge.nation.tree import Node, Tree
from planforge.plan.measures import Measure, Value, figure
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.spec import Spec
from planforge.wording import money, month_name


class Tie(Struct, frozen=True):
    """A node asked and offered. ``asked`` and ``offered`` are of the regions below; None where none is, or none can be
    read. ``heard`` is what those are asked that offer something. A region's ``assigned`` is what its file says it is
    asked."""

    name: str
    level: int
    region: bool
    asked: int
    heard: int
    offered: int | None
    last: int | None
    assigned: int | None
    silent: int  # regions below that hand in nothing that can be read

    @property
    def gap(self) -> int | None:
        """Offered less what those are asked who offer it."""
        return None if self.offered is None else self.offered - self.heard


def ties(tree: Tree, down: Down) -> tuple[Tie, ...]:
    """Every node, parents before their children."""
    return tuple(_tie(tree, down, node) for node in tree.nodes.values())


def _tie(tree: Tree, down: Down, node: Node) -> Tie:
    handed = tree.submissions(node.name)
    leaves = [one for one in tree.below(node.name) if not one.children]
    return Tie(
        name=node.name,
        level=node.level,
        region=node.submission is not None and not node.children,
        asked=sum(down.asked[one.name].total for one in leaves),
        heard=sum(down.asked[one.name].total for one in leaves if one.submission),
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
        if node.children:
            yield from _own(spec, tree, node, node.submission)
    for node in tree.nodes.values():
        if node.children:
            yield from _sums(spec, tree, node, down)


def _region(spec: Spec, node: Node, one: Submission, asked: Asked) -> Iterator[Problem]:
    assert spec.nation is not None
    if one.assigned is None:
        want = money(asked.total, spec.money)
        message = Text(
            f"“{node.name}”还没有下达目标（应为 {want.zh}）", f'"{node.name}" is not told its target, {want.en}'
        )
        yield Problem("N11", message, _ISSUE, where=one.where("base"), severity=Severity.WARNING)
    elif one.assigned != asked.total:
        told, want = money(one.assigned, spec.money), money(asked.total, spec.money)
        gap = _gap(one.assigned - asked.total, spec)
        message = Text(
            f"“{node.name}”写的下达目标是 {told.zh}，全国分解是 {want.zh}，差 {gap.zh}",
            f'"{node.name}" says it is asked {told.en}; the national split gives {want.en}, {gap.en} apart',
        )
        yield Problem("N11", message, _SLIP if one.slipped else _ISSUE, where=one.where("assigned"))
    else:
        yield from _stale_parts(spec, node, one, asked)
    if one.total != asked.total and one.total != one.assigned:  # else it plans what its file says, which is told above
        have, want = money(one.total, spec.money), money(asked.total, spec.money)
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
    if one.assigned in (None, asked.total):  # else they follow another figure
        yield from _parts(spec, node, one, asked)
    yield from _limits(spec, node, one)


def _stale_parts(spec: Spec, node: Node, one: Submission, asked: Asked) -> Iterator[Problem]:
    """Months and products that a file says it is asked, though the split gives others of the same year."""
    assert spec.nation is not None
    told = {"months": (one.assigned_months, asked.months), "products": (one.assigned_products, asked.products)}
    words = {"months": Text("各月", "months"), "products": Text("各产品", "products")}
    for axis in spec.nation.asks:
        if told[axis][0] != told[axis][1]:
            name = words[axis]
            message = Text(
                f"“{node.name}”写的{name.zh}下达数与全国分解不同",
                f'the {name.en} that "{node.name}" is asked have changed',
            )
            yield Problem("N11", message, _ISSUE, where=one.where(axis), severity=Severity.WARNING)


def _own(spec: Spec, tree: Tree, node: Node, one: Submission) -> Iterator[Problem]:
    """A plan of a node above regions, held against the sum of theirs."""
    below = sum(other.total for other in tree.submissions(node.name))
    if below != one.total and tree.submissions(node.name):
        have, sums, gap = money(one.total, spec.money), money(below, spec.money), _gap(one.total - below, spec)
        message = Text(
            f"“{node.name}”计划 {have.zh}，下面各区域合计 {sums.zh}，差 {gap.zh}",
            f'"{node.name}" plans {have.en}, the regions below it come to {sums.en}: {gap.en} apart',
        )
        yield Problem("N14", message, None, where=one.where("base"), severity=Severity.WARNING)


_SLIP = Text("是否漏写了单位？金额写作 8280万、1.2亿", "is a unit missing? write 82.8m, 650k, 8280万")
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


# Nodes above regions --------------------------------------------------------------------------------------------------


def _sums(spec: Spec, tree: Tree, node: Node, down: Down) -> Iterator[Problem]:
    """A node above regions: what they come to in the year, in the worst month, product and channel, people, expense."""
    handed = tree.submissions(node.name)
    leaves = [one for one in tree.below(node.name) if not one.children]
    if not handed:
        return
    asked = [down.asked[one.name] for one in leaves]
    want, have = sum(one.total for one in asked), sum(one.total for one in handed)
    path: Path = _place(spec, node)
    if want != have:
        yield _year(spec, node, leaves, down, path)
    yield from _headcount(spec, tree, node, path)
    yield from _expense(spec, tree, node, path)
    for axis, told in _AXES.items():
        wanted, offered = _added(getattr(one, axis) for one in asked), _added(getattr(one, axis) for one in handed)
        apart = [key for key in {**wanted, **offered} if wanted.get(key, 0) != offered.get(key, 0)]
        if not (wanted and offered and apart) or want != have:
            continue
        worst = max(apart, key=lambda key: abs(offered.get(key, 0) - wanted.get(key, 0)))
        gap, name = _gap(offered.get(worst, 0) - wanted.get(worst, 0), spec), _part_name(axis, worst)
        message = Text(
            f"“{node.name}”全年相符，{len(apart)} 个{told.zh}不符，最大是{name.zh}，差 {gap.zh}",
            f'below "{node.name}" the year ties and {len(apart)} {told.en} do not; the most in {name.en}: {gap.en}',
        )
        severity = Severity.WARNING if spec.nation and axis in spec.nation.asks else Severity.INFO
        yield Problem("N14", message, None, path, severity=severity)


_AXES = {"months": Text("月", "months"), "products": Text("产品", "products"), "channels": Text("渠道", "channels")}


def _part_name(axis: str, key: str) -> Text:
    return _month(key) if axis == "months" else _named(key)


def _added(told: Iterable[Mapping[str, int] | tuple[int, ...]]) -> dict[str, int]:
    """Parts by name, months by number, summed over nodes."""
    found: dict[str, int] = {}
    for parts in told:
        named = parts if isinstance(parts, Mapping) else {str(m): amount for m, amount in enumerate(parts, 1)}
        for key, amount in named.items():
            found[key] = found.get(key, 0) + amount
    return found


def _year(spec: Spec, node: Node, leaves: Sequence[Node], down: Down, path: Path) -> Problem:
    """An error as long as a region below is apart without a reason, or has handed in nothing."""
    handed = [one.submission for one in leaves if one.submission]
    want, have = sum(down.asked[one.name].total for one in leaves), sum(one.total for one in handed)
    silent = len(leaves) - len(handed)
    apart = [one for one in handed if one.total != down.asked[one.name].total]
    bare = [one for one in apart if not one.reason]
    gap, told, asked = _gap(have - want, spec), money(have, spec.money), money(want, spec.money)
    parts = Text(
        (f"，{len(apart)} 个区域不符" if apart else "")
        + (f"，其中 {len(bare)} 个没有理由" if bare else "，都写了理由" if apart else "")
        + (f"，{silent} 个区域没有上报" if silent else ""),
        (f"; {_count(len(apart))} apart" if apart else "")
        + (f", {len(bare)} of them without a reason" if bare else ", each with a reason" if apart else "")
        + (f"; {_count(silent)} silent" if silent else ""),
    )
    message = Text(
        f"“{node.name}”各区域计划合计 {told.zh}，要求合计 {asked.zh}，差 {gap.zh}{parts.zh}",
        f'plans below "{node.name}" come to {told.en}, they are asked {asked.en}: {gap.en} apart{parts.en}',
    )
    return Problem("N14", message, None, path, severity=Severity.ERROR if bare or silent else Severity.WARNING)


def _count(regions: int) -> str:
    return "1 region" if regions == 1 else f"{regions} regions"


def _headcount(spec: Spec, tree: Tree, node: Node, path: Path) -> Iterator[Problem]:
    """People of the regions below, and people allowed to the nodes below, against what the node is allowed."""
    most = node.given.people if node.given else None
    if most is None:
        return
    handed = tree.submissions(node.name)
    have, untold = sum(one.people for one in handed), sum(not one.people for one in handed)
    if have > most:
        rest = Text(f"，另有 {untold} 个区域没有写人员", f"; {untold} regions name nobody") if untold else Text("", "")
        message = Text(
            f"“{node.name}”各区域共 {have} 人，编制 {most} 人{rest.zh}",
            f'regions below "{node.name}" have {have} people, {most} are allowed{rest.en}',
        )
        yield Problem("N15", message, None, path, severity=Severity.WARNING)
    given = [child.given.people if (child := tree.nodes[name]).given else None for name in node.children]
    shares = [count for count in given if count is not None]
    if _uneven(shares, given, most):
        message = Text(
            f"“{node.name}”编制 {most} 人，下级编制合计 {sum(shares)} 人",
            f'"{node.name}" may have {most} people, the nodes below it {sum(shares)} together',
        )
        yield Problem("N15", message, None, path, severity=Severity.WARNING)


def _uneven(shares: Sequence[int | Decimal], given: Sequence[object], most: int | Decimal) -> bool:
    """More is given to the nodes below than there is, or all are given something and it is not all of it."""
    return sum(shares) > most or (len(shares) == len(given) and sum(shares) != most)


def _expense(spec: Spec, tree: Tree, node: Node, path: Path) -> Iterator[Problem]:
    """Expense planned by the regions below, and allowed to the nodes below, against what the node is allowed."""
    most = node.given.budget if node.given else None
    if most is None:
        return
    told = [one.measures.get("cost", (None, None))[1] for one in tree.submissions(node.name)]
    have, untold = sum(cost for cost in told if cost is not None), told.count(None)
    limit = money(most, spec.money)
    if have > most:
        spent = money(have, spec.money)
        rest = Text(f"，另有 {untold} 个区域没有费用", f"; {untold} regions tell none") if untold else Text("", "")
        message = Text(
            f"“{node.name}”各区域费用合计 {spent.zh}，上限 {limit.zh}{rest.zh}",
            f'regions below "{node.name}" spend {spent.en}, {limit.en} are allowed{rest.en}',
        )
        yield Problem("N16", message, None, path, severity=Severity.WARNING)
    given = [child.given.budget if (child := tree.nodes[name]).given else None for name in node.children]
    shares = [amount for amount in given if amount is not None]
    if _uneven(shares, given, most):
        below = money(sum(shares), spec.money)
        message = Text(
            f"“{node.name}”费用上限 {limit.zh}，下级上限合计 {below.zh}",
            f'"{node.name}" may spend {limit.en}, the nodes below it {below.en} together',
        )
        yield Problem("N16", message, None, path, severity=Severity.WARNING)


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
