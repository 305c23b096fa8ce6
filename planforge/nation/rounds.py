"""Rounds: what was issued, countered and accepted, as files that are only ever added to.

Headquarters issues (every region's asked figure stands in one file); a region counters by writing ``targets.proposed``
with a reason into its own plan, or by a plan of its own with a reason; headquarters accepts, which holds for the plan
as it is then and is void when it changes. An accepted figure is held in every later split.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field

from planforge import resources
from planforge.nation.submission import Submission
from planforge.nation.tree import Node, Tree, home
from planforge.problem import Problem, Severity, Text, Where
from planforge.spec.targets import Lock
from planforge.spec.values import seen
from planforge.wording import did_you_mean, printed

State = Literal["new", "silent", "agreed", "countered", "accepted", "void"]


class Event(Struct, frozen=True):
    """One file of the log. ``asked`` holds all regions of an issue, ``below`` what lies right below every node but the
    nation; the rest is of an acceptance."""

    file: str
    number: int
    round: int
    kind: Literal["issued", "accepted"]
    date: datetime.date
    asked: Mapping[str, int] = field(default_factory=dict)
    below: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    region: str = ""
    amount: int = 0
    digest: str = ""
    note: str | None = None


class Status(Struct, frozen=True):
    """Where a region stands in the rounds. ``asked`` was issued last, ``days`` ago; ``offered`` is its plan's target,
    ``proposed`` what it would have instead."""

    name: str
    state: State
    round: int
    asked: int | None
    offered: int | None
    proposed: int | None
    reason: str | None
    days: int | None


class Log(Struct, frozen=True):
    """Everything that happened, in order."""

    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def round(self) -> int:
        """The number of rounds issued."""
        return max((event.round for event in self.events), default=0)

    @property
    def next(self) -> int:
        """The number of the next file."""
        return max((event.number for event in self.events), default=0) + 1

    @property
    def last(self) -> Event | None:
        """The last issue."""
        return next((event for event in reversed(self.events) if event.kind == "issued"), None)

    @property
    def above(self) -> Mapping[str, str]:
        """Where the nodes of the last issue stood; those right below the nation are not told."""
        return {node: name for name, nodes in (self.last.below.items() if self.last else ()) for node in nodes}

    def issued(self, name: str) -> Event | None:
        """The last issue that asked a region for anything."""
        return next((e for e in reversed(self.events) if e.kind == "issued" and name in e.asked), None)

    def accepted(self, name: str) -> Event | None:
        """The last acceptance of a region's plan."""
        return next((e for e in reversed(self.events) if e.kind == "accepted" and e.region == name), None)

    def history(self, name: str) -> tuple[tuple[Event, int], ...]:
        """A region's figure through the rounds: every event that speaks of it, with what it says."""
        told = ((event, event.asked.get(name, event.amount)) for event in self.events)
        return tuple((event, amount) for event, amount in told if name in event.asked or event.region == name)


def read_log(folder: Path, home: Path | None = None) -> Log:
    """The log of a folder in the ``home`` of the nation, out of which no link may lead; it is home itself where absent.

    A file that cannot be read is told and left out. An empty log where there is none.
    """
    found = [_event(path, home or folder) for path in sorted(folder.glob("*.yaml"))]
    events = sorted((one for one in found if isinstance(one, Event)), key=lambda one: one.number)
    return Log(tuple(events), tuple(one for one in found if isinstance(one, Problem)))


class _Said(Struct, frozen=True):
    """What a file of the log says."""

    round: int
    event: Literal["issued", "accepted"]
    date: datetime.date
    asked: dict[str, int] | None = None
    below: dict[str, tuple[str, ...]] | None = None
    region: str | None = None
    amount: int | None = None
    digest: str | None = None
    note: str | None = None


def _event(path: Path, home: Path) -> Event | Problem:
    import msgspec
    import yaml

    try:
        said = msgspec.convert(yaml.safe_load(resources.text_in(path, home)), _Said)
        return Event(
            file=path.as_posix(),
            number=int(path.name.partition("-")[0]),
            round=said.round,
            kind=said.event,
            date=said.date,
            asked=said.asked or {},
            below=said.below or {},
            region=said.region or "",
            amount=said.amount or 0,
            digest=said.digest or "",
            note=said.note,
        )
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        why = getattr(error, "strerror", None) or getattr(error, "problem", None) or error
        message = Text(f"轮次记录无法读取：{why}", f"a file of the rounds cannot be read: {why}")
        hint = Text(
            "这些文件由 planforge round 写入，不要手改", "planforge round writes these files; leave them as they are"
        )
        return Problem("N20", message, hint, where=Where(path.as_posix()))


def statuses(tree: Tree, log: Log, today: datetime.date | None = None) -> tuple[Status, ...]:
    """Every region in the order of the tree; days are counted to ``today``."""
    return tuple(
        _status(node.name, node.submission, log, today)
        for node in tree.nodes.values()
        if not node.children and node.parent is not None
    )


def _status(name: str, one: Submission | None, log: Log, today: datetime.date | None) -> Status:
    issued = log.issued(name)
    asked = issued.asked[name] if issued else None
    days = (today - issued.date).days if issued and today else None
    offered, proposed = (one.total, one.proposed) if one else (None, None)
    return Status(
        name, _state(name, one, log), issued.round if issued else 0, asked, offered, proposed,
        one.proposed_reason or (one.reason if one.total != asked else None) if one else None, days,
    )  # fmt: skip


def _state(name: str, one: Submission | None, log: Log) -> State:
    issued, accepted = log.issued(name), log.accepted(name)
    if one is not None and accepted is not None:
        later = issued is None or accepted.number > issued.number
        if later or (issued is not None and issued.asked[name] == accepted.amount):
            return "accepted" if accepted.digest == one.digest else "void"
    if issued is None:
        return "new"
    asked = issued.asked[name]
    if one is not None and one.proposed is not None and one.proposed != asked:
        return "countered"
    if one is not None and one.total == asked:
        return "agreed"
    return "countered" if one is not None and one.reason else "silent"


def accepted_locks(tree: Tree, log: Log) -> Iterator[Lock]:
    """What is accepted, as locks of the split; void where the plan has changed since."""
    from decimal import Decimal

    for node in tree.regions:
        accepted = log.accepted(node.name)
        if node.submission and accepted and accepted.digest == node.submission.digest:
            yield Lock(district=node.name, amount=Decimal(accepted.amount), reason=accepted.note)


def torn(one: Submission) -> Problem | None:
    """A region that proposes one figure and plans another: which of them would be accepted?"""
    if one.proposed is None or one.proposed == one.total:
        return None
    message = Text(
        f"“{one.name}”提议 {printed(one.proposed)}，计划却是 {printed(one.total)}，没有接受",
        f'"{one.name}" proposes {printed(one.proposed)} and plans {printed(one.total)}; neither is accepted',
    )
    hint = Text(
        "接受的是计划本身：先让 targets.base 等于提议，或删去 targets.proposed",
        "it is the plan that is accepted: let targets.base be what is proposed first, or remove targets.proposed",
    )
    return Problem("N24", message, hint, where=one.where("proposed"))


def taken_over(tree: Tree, log: Log) -> dict[str, str]:
    """By the name of a region that was asked and is gone, the new one that stands in its place: its file lies in a
    folder of the old name, or says that it is asked just what that was, below the same node before elsewhere."""
    asked, found = log.last.asked if log.last else {}, dict[str, str]()
    fresh = [node for node in tree.regions if not log.issued(node.name)]

    def at_home(name: str, node: Node) -> bool:
        return node.submission is not None and home(node.submission) == name

    def alike(name: str, node: Node) -> bool:
        return node.submission is not None and node.submission.assigned == asked[name]

    def alike_below(name: str, node: Node) -> bool:
        return alike(name, node) and log.above.get(name) == node.parent

    for fits in (at_home, alike_below, alike):
        for name, node in product(_gone(tree, log), fresh):
            if name not in found and node.name not in found.values() and fits(name, node):
                found[name] = node.name
    return found


def _renamed(name: str) -> Text:
    return Text(
        f"看来改名为“{name}”；是的话，round --issue --force 下达新一轮",
        f'it seems to be "{name}" now; if so, round --issue --force',
    )


def _put_back() -> Text:
    return Text(
        "放回它的计划文件；区域已撤销的，round --issue --force 下达新一轮",
        "put its plan back; where the region is no more, round --issue --force",
    )


def _gone(tree: Tree, log: Log) -> Iterator[str]:
    """Regions of the last issue that no file speaks of any more."""
    for name in log.last.asked if log.last else ():
        node = tree.nodes.get(name)
        if node is None or (node.unread is not None and not node.unread.file):
            yield name


def log_problems(tree: Tree, log: Log) -> Iterator[Problem]:
    """Regions of the last issue that are there no more, as after a change of name; acceptances that are void."""
    yield from log.problems
    last, followed = log.last, taken_over(tree, log)
    fresh = [node.name for node in tree.regions if not log.issued(node.name) and node.name not in followed.values()]
    for name in _gone(tree, log):
        if last is not None:
            message = Text(
                f"第 {last.round} 轮下达过“{name}”，现在没有这个区域",
                f'round {last.round} asked "{name}", which is gone',
            )
            hint = _renamed(followed[name]) if name in followed else did_you_mean(name, fresh) or _put_back()
            yield Problem("N19", message, hint, where=Where(last.file), severity=Severity.WARNING)
    for node in tree.regions:
        if node.submission and _state(node.name, node.submission, log) == "void":
            event = log.accepted(node.name)
            assert event is not None
            message = Text(
                f"“{node.name}”在 {event.date} 接受后改动过，接受作废",
                f'"{node.name}" has changed since it was accepted on {event.date}; the acceptance is void',
            )
            hint = Text(
                "planforge round 全国计划 --accept 区域 重新接受", "accept it again: planforge round NATIONAL --accept"
            )
            yield Problem("N21", message, hint, where=node.submission.where("base"), severity=Severity.WARNING)


# Writing --------------------------------------------------------------------------------------------------------------


def issue_text(
    log: Log, asked: Mapping[str, int], date: datetime.date, note: str | None = None, tree: Tree | None = None
) -> tuple[str, str]:
    """Name and text of the file that issues a round, and with a tree where everybody stands."""
    lines = [f"round: {log.round + 1}", "event: issued", f"date: {date.isoformat()}", *_noted(note), "asked:"]
    lines += [f"  {_quoted(name)}: {amount}" for name, amount in asked.items()]
    inner = [node for node in tree.nodes.values() if node.children and node.parent] if tree else []
    lines += ["below:"] if inner else []
    lines += [f"  {_quoted(node.name)}: [{', '.join(map(_quoted, node.children))}]" for node in inner]
    return f"{log.next:03}-issued.yaml", "\n".join(lines) + "\n"


def accept_text(log: Log, one: Submission, date: datetime.date, note: str | None = None) -> tuple[str, str]:
    """Name and text of the file that accepts a region's plan as it is."""
    lines = [
        f"round: {log.round}", "event: accepted", f"date: {date.isoformat()}", f"region: {_quoted(one.name)}",
        f"amount: {one.total}", f"digest: {_quoted(one.digest)}", *_noted(note),
    ]  # fmt: skip
    return f"{log.next:03}-accepted.yaml", "\n".join(lines) + "\n"


def _noted(note: str | None) -> Sequence[str]:
    return (f"note: {_quoted(seen(note))}",) if note else ()


def _quoted(text: Any) -> str:
    import json

    return json.dumps(str(text), ensure_ascii=False)
