"""A nation: its own plan, its nodes, what each is asked and offers, and everything that does not agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path

from msgspec import Struct

from planforge.nation.down import (
    Asked,
    Down,
    Memory,
    as_filed,
    hand_down,
    inner_spec,
    margin_of,
    rolled,
    season_of,
    summed_locks,
    with_past,
)
from planforge.nation.rounds import Log, accepted_locks, log_problems, read_log, taken_over
from planforge.nation.submission import Submission, submission, without_plan
from planforge.nation.tree import Node, Tree, beside, grow, home, region_files, stood, unequal
from planforge.nation.up import Tie, ties, untied
from planforge.plan.amounts import portions
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.plan.targets.basis import granule_of
from planforge.problem import Problem, Refusal, Severity, Text
from planforge.reading.source import Source
from planforge.records import replace
from planforge.review.reading import Below
from planforge.spec.spec import Spec
from planforge.spec.targets import Lock, Targets
from planforge.spec.values import AmountOrGrowth
from planforge.wording import did_you_mean

Collect = Callable[[Sequence[Path]], Iterable[Submission]]


class Nation(Struct, frozen=True, dict=True):
    """``spec`` is the national one with its history rolled up from the regions where it has none of its own;
    ``written`` as its file has it."""

    spec: Spec
    written: Spec
    source: Source
    tree: Tree
    down: Down
    log: Log
    problems: tuple[Problem, ...]

    @cached_property
    def plan(self) -> Plan:
        """The national spec's own plan: the target over the nodes of its first level, products, budget."""
        return self._with_known_past(make_plan(self.spec))

    def _with_known_past(self, plan: Plan) -> Plan:
        """Without last year's sales of what a region below does not tell."""
        lacking = {name for missing in self.missing for name in self.tree.way(missing)}
        if not lacking:
            return plan
        unknown = tuple(name for name in plan.targets.districts.nodes if name in lacking)
        targets = replace(
            plan.targets, last=None, before=None, growth=None, last_products={}, last_channels={}, unknown=unknown
        )
        return replace(plan, targets=targets)

    def with_nodes(self, name: str | None) -> str:
        """The name of a node that has nodes below it, the nation's for None; Refusal for another."""
        nodes = self.tree.nodes
        if name is None or (name in nodes and nodes[name].children):
            return name or self.tree.root
        if name not in nodes:
            message = Text(f"没有节点“{name}”", f'there is no node "{name}"')
            raise Refusal(Problem("N23", message, did_you_mean(name, nodes), ("nation",)))
        one = nodes[name].submission or nodes[name].unread
        message = Text(f"“{name}”是区域，下面没有节点", f'"{name}" is a region and has no nodes below it')
        own = Text(f"用它自己的计划：{one.file}", f"use its own plan: {one.file}") if one and one.file else None
        raise Refusal(Problem("N23", message, own, ("nation",)))

    def plan_of(self, name: str) -> Plan:
        """A node's plan over the nodes below it, as they are asked; of the nation its own."""
        if name == self.tree.root:
            return self.plan
        node = self.tree.nodes[name]
        inner = inner_spec(self.spec, self.tree, node, self.asked(name), margin_of(self.spec, node.level + 1))
        plan = make_plan(inner)
        return self._with_known_past(plan) if set(self.missing) & {low.name for low in self.tree.below(name)} else plan

    def below(self, name: str) -> Below:
        """Which node of the plan of a node the nodes below it belong to."""
        tree = self.tree
        own = {low.name: child for child in tree.nodes[name].children for low in tree.below(child)}
        leaves = {
            node: tuple(low.name for low in tree.below(node) if not low.children)
            for node in own
            if tree.nodes[node].children
        }
        planned = {leaf: self.asked(leaf).months for leaf in own if not tree.nodes[leaf].children}
        return Below(own, leaves, frozenset(tree.nodes) - own.keys() - {name}, planned)

    @property
    def of_split(self) -> tuple[Problem, ...]:
        """What is wrong with the split itself, whatever the regions answer."""
        return tuple(p for p in self.problems if p.code < "N10" or p.code in ("N17", "N19", "N22", "N25"))

    @property
    def missing(self) -> tuple[str, ...]:
        """Regions whose plans cannot be read or added, so that the split lacks their history."""
        return self.tree.missing

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """What every node is asked and offers."""
        return ties(self.tree, self.down)

    def tie(self, name: str) -> Tie:
        """A node's; KeyError for a node that is not here."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Tie]:
        return {tie.name: tie for tie in self.ties}

    def asked(self, name: str) -> Asked:
        """What a node is asked for."""
        return self.down.asked[name]


def one_by_one(files: Sequence[Path]) -> Iterable[Submission]:
    """The regions' plans read here, one after the other."""
    return map(submission, files)


def make_nation(
    spec: Spec,
    source: Source,
    file: Path,
    collect: Collect = one_by_one,
    memory: Memory | None = None,
    roots: tuple[Path, ...] = (),
    *,
    dissolved: bool = False,
) -> Nation:
    """The nation of a national spec that has been read. Never raises for what anybody may have written.

    Regions that cannot be read, are of another year or count in another currency are told and left out of the sums, as
    are those that were asked in the last round and hand in nothing any more, unless they are ``dissolved``. They keep
    their row, and what the others are asked does not move for it, where their files say what that is.
    """
    found = region_files(spec, file, roots)
    lost = [Submission(path.as_posix(), called=home(Submission(path.as_posix()))) for path in found.lost]
    handed = [*collect(found.files), *lost]
    handed += beside(spec, file, found.files, {one.name or one.called for one in handed})
    handed.sort(key=lambda one: one.file)
    alike = [one if not one.readable or _adds_up(spec, one) else without_plan(one, spec.year) for one in handed]
    assert spec.nation is not None
    tree, log = grow(spec, file.parent, alike), read_log(file.parent / spec.nation.rounds, file.parent)
    gone = {} if dissolved else _gone(spec, tree, log)
    above = stood(spec, file.parent, gone.keys() - log.above.keys()) | dict(log.above) if gone else {}
    none = [Submission("", called=name, parent=above.get(name), assigned=amount) for name, amount in gone.items()]
    tree = grow(spec, file.parent, [*alike, *none], above) if gone else tree
    locks = (*spec.nation.locks, *accepted_locks(tree, log))
    total, standing, how = _as_assigned(spec, tree, log, locks)
    summed = () if standing else tuple(summed_locks(spec, tree, locks))
    nation = spec.nation.model_copy(update={"locks": (*locks, *standing, *summed)})
    whole = rolled(spec.model_copy(update={"nation": nation, "targets": total}), tree)
    down = hand_down(whole, tree, memory)
    bound = _bound(spec, tree, ())
    stand = {name: "standing" if name in bound else how for lock in standing if (name := lock.district or "")}
    down = as_filed(down, tree, stand) if standing else down
    down = with_past(down, tree, granule_of(spec.money))
    everybody = grow(spec, file.parent, [*handed, *none], above)
    problems = [*found.problems, *everybody.problems, *unequal(spec, everybody), *log_problems(everybody, log)]
    if not found.files and not found.problems:
        problems.append(_nobody(spec))
    problems += [p for p in down.problems if not _ours(p, len(spec.nation.locks))]
    problems += _partial(tree, log, how)
    problems += _without_months(spec, tree)
    problems += untied(whole, tree, down)
    return Nation(whole, spec, source, tree, down, log, tuple(dict.fromkeys(problems)))


def _ours(problem: Problem, locks: int) -> bool:
    """Whether it is about a lock that the national spec does not have, as of an acceptance."""
    return problem.path[:2] == ("nation", "locks") and isinstance(problem.path[2], int) and problem.path[2] >= locks


def _as_assigned(spec: Spec, tree: Tree, log: Log, locks: Sequence[Lock]) -> tuple[Targets, tuple[Lock, ...], str]:
    """What stands, and whether it is "standing" as it was or "scaled" from it.

    While a region cannot be read, everybody is asked what his file says, or what was issued last: a region that is
    missing from the history would otherwise move the figures of all others. What is left goes to those of whom nobody
    knows; where the nation's target has changed meanwhile, all figures change at one rate. Nothing stands where that
    does not come to the nation's target."""
    assert spec.nation is not None
    leaves = [node for node in tree.nodes.values() if not node.children and node.parent is not None]
    held = {lock.district: int(lock.amount) for lock in locks if lock.month is None}
    told, in_round = (
        {node.name: amount for node in leaves if (amount := held.get(node.name, asked_before(node))) is not None}
        for asked_before in (partial(_last_asked, log=log), partial(_last_issued, log=log))
    )
    wanted = sum(told.values()) if spec.targets.base.amount is None else int(spec.targets.base.amount)
    if sum(told.values()) != wanted == sum(in_round.values()) and in_round.keys() == told.keys():
        told = in_round  # a file that says another figure than was issued moves nobody else's
    found = sum(told.values())
    unknown = [node.name for node in leaves if node.name not in told]
    bound = _bound(spec, tree, held)
    free = unknown or [name for name in told if name not in bound and wanted != found]
    left = wanted - sum(amount for name, amount in told.items() if name not in free)
    if (
        not (tree.missing or _replaced(tree, log))
        or not found
        or spec.nation.margins
        or left < 0
        or (left and not free)
    ):
        return spec.targets, (), ""
    raws = [Fraction(told.get(name, 1)) for name in free]
    if free and not any(raws):
        return spec.targets, (), ""
    asked = told | dict(zip(free, portions(left, raws, granule_of(spec.money)) if free else (), strict=True))
    for node in reversed(tuple(tree.nodes.values())):
        if node.children:
            asked[node.name] = sum(asked[name] for name in node.children)
    standing = tuple(
        Lock(district=name, amount=Decimal(amount))
        for name, amount in asked.items()
        if name not in held and name != tree.root
    )
    targets = spec.targets.model_copy(update={"base": AmountOrGrowth(amount=Decimal(wanted))})
    return targets, standing, "scaled" if free and not unknown else "standing"


def _bound(spec: Spec, tree: Tree, held: Iterable[str | None]) -> set[str]:
    """The nodes that a lock, floor or cap of their own or of a node above them holds: at one rate with all others they
    would not keep it."""
    assert spec.nation is not None
    bounds = (bound.district for bound in (*spec.targets.bounds, *spec.nation.bounds))
    return {low.name for name in (*held, *bounds) if name and name in tree.nodes for low in tree.below(name)}


def _last_asked(node: Node, log: Log) -> int | None:
    """What a region's file says it is asked, else what was issued last."""
    one, issued = node.submission or node.unread, log.issued(node.name)
    if one is not None and one.assigned is not None and not one.slipped:
        return one.assigned
    return issued.asked[node.name] if issued else None


def _last_issued(node: Node, log: Log) -> int | None:
    """What was issued last, else what its file says."""
    issued = log.issued(node.name)
    return issued.asked[node.name] if issued else _last_asked(node, log)


def _replaced(tree: Tree, log: Log) -> dict[str, int]:
    """Regions that the last issue asked for something and that have no place any more, with what it asked."""
    last = log.last
    return {name: amount for name, amount in last.asked.items() if name not in tree.nodes} if last else {}


def _gone(spec: Spec, tree: Tree, log: Log) -> dict[str, int]:
    """Those that keep their row: none where regions that no round has asked stand in their place, which is so unless
    the figures of all come to the target with them."""
    gone, leaves = _replaced(tree, log), [node for node in tree.nodes.values() if node.submission or node.unread]
    if not gone or all(log.issued(node.name) for node in leaves):
        return gone
    followed = taken_over(tree, log)
    late = {name: amount for name, amount in gone.items() if name not in followed}
    of_old = {new: gone[name] for name, new in followed.items()}
    told = [of_old.get(node.name, _last_asked(node, log)) for node in leaves]
    exact = None not in told and sum(filter(None, told)) + sum(late.values()) == spec.targets.base.amount
    return late if exact else {}


def _partial(tree: Tree, log: Log, how: str) -> Iterator[Problem]:
    """The split is worked out without the history of some; ``how`` the others stand, "" where they do not."""
    followed = taken_over(tree, log)
    missing = (*tree.missing, *(name for name in _replaced(tree, log) if name not in followed))
    if missing and tree.regions:
        count, zh, en = len(missing), "、".join(missing[:5]), ", ".join(missing[:5])
        more = Text("等", " and others") if missing[5:] else Text("", "")
        rest = _RESTS[how]
        message = Text(
            f"{count} 个区域的计划用不上（{zh}{more.zh}），分解和上年数缺它们的历史{rest.zh}",
            f"{count} of the regions' plans cannot be used ({en}{more.en}): the split and last year's sums lack their "
            f"history{rest.en}",
        )
        hint = Text(
            "先改好这些文件，再 split --write；区域已撤销的，round --issue --force 下达新一轮",
            "mend these files before split --write; where a region is no more, round --issue --force",
        )
        yield Problem("N22", message, hint, ("nation", "regions"), severity=Severity.WARNING)


_RESTS = {
    "standing": Text("；各区域暂按各自的下达数", "; all stand at what they were asked"),
    "scaled": Text(
        "；各区域的下达数合计不是全国目标，没有锁定和上下限的按同一比例调整",
        "; what they were asked does not come to the nation's target: all that no lock, floor or cap holds change at"
        " one rate",
    ),
    "": Text("，其他区域分得的数也随之变动", ", which moves the figures of the others"),
}


def _without_months(spec: Spec, tree: Tree) -> Iterator[Problem]:
    """Regions whose sales of a year are not told by month, so that they lend the nation no season."""
    regions = tree.submissions(tree.root) if not spec.history else ()
    for year in (spec.year - 1, spec.year - 2):
        silent = [one.name for one in regions if one.past.get(year) and len(one.past[year]) < len(one.months)]
        if silent:
            count, zh, en = len(silent), "、".join(silent[:5]), ", ".join(silent[:5])
            more = Text("等", " and others") if silent[5:] else Text("", "")
            flat = season_of(tree, (tree.root,), year) is None
            rest = (
                Text("全国没有旺淡季可依", "the nation has no season to go by")
                if flat
                else Text("它们的月份按其他区域的旺淡季", "their months follow the season of the others")
            )
            message = Text(
                f"{len(regions)} 个区域中有 {count} 个（{zh}{more.zh}）没有 {year} 年十二个月的销售：{rest.zh}",
                f"{count} of {len(regions)} regions ({en}{more.en}) do not tell all twelve months of {year}: {rest.en}",
            )
            hint = Text(
                "在它们的 history 中补齐各月，没有销售写 0",
                "give every month in their history, 0 where nothing was sold",
            )
            yield Problem("N25", message, hint, ("nation", "regions"), severity=Severity.WARNING)
            return


def _adds_up(spec: Spec, one: Submission) -> bool:
    return (one.year, one.currency) == (spec.year, spec.money.currency)


def _nobody(spec: Spec) -> Problem:
    assert spec.nation is not None
    return Problem(
        "N17",
        Text(f"没有区域计划：{spec.nation.regions}", f"no region's plan is found: {spec.nation.regions}"),
        Text("改 nation.regions，相对于本文件", "change nation.regions; it is relative to this file"),
        ("nation", "regions"),
    )
