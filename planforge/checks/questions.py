"""What to ask a manager whose plan is not whole yet, most valuable first, and what his answers change in the spec."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct
from pydantic import BaseModel

from planforge.checks.proposals import LISTS, Proposal, entry, proposals
from planforge.numbers import Numbers
from planforge.plan.plan import Plan
from planforge.problem import Path
from planforge.reading.editor import Change, Insert, Remove, Set
from planforge.reading.origins import Mark, content, unconfirmed
from planforge.reading.shape import models_at
from planforge.reading.titles import titles
from planforge.spec.spec import Spec

_PARTS = re.compile(r"\s*[；;]\s*")
_ENTRIES = re.compile(r"\s*[；;\n]\s*")
_NAMES = re.compile(r"\s*[、，,]\s*")
_CODES = {"strategies": "G", "tactics": "P", "objectives": "M"}


class Question(Struct, frozen=True):
    """One thing that is missing, or one value to confirm (``mark``); ``path`` is where the answer goes."""

    path: Path
    ask: str
    why: str = ""
    examples: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    several: bool = False  # an item of a list; where it has no fields, several in one line
    sub: str = ""  # the sub-plan that can be said not to apply
    mark: Mark | None = None
    proposals: tuple[Proposal, ...] = ()


def open_questions(plan: Plan, words: Mapping[str, Any], numbers: Numbers) -> tuple[Question, ...]:
    """Every question that is open, in the order of ``fill.yaml``; values to confirm come last."""
    spec = content(plan.spec)
    drawn: dict[str, list[Proposal]] = {}
    for one in proposals(plan, words["proposals"], numbers):
        drawn.setdefault(one.at, []).append(one)
    asked = [question for given in words["questions"] for question in _open(given, spec, drawn)]
    return (*asked, *(_confirm(mark, words, plan.spec) for mark in unconfirmed(plan.spec).values()))


def changes(question: Question, answer: str, spec: Spec) -> tuple[Change, ...]:
    """What an answer changes; a value to confirm is confirmed by ``y``."""
    if question.mark is not None:
        accept = answer.strip().lower() in ("y", "yes", "ｙ", "是", "认可", "确认")
        return (Remove(("unconfirmed", question.mark.number)),) if accept else (Set(question.path, answer.strip()),)
    if not question.several:
        return (Set(question.path, answer.strip()),)
    start = len(_at(spec, question.path) or ())
    if not question.fields:
        parts = [part for part in _ENTRIES.split(answer.strip()) if part]
        return tuple(Insert((*question.path, start + n), part) for n, part in enumerate(parts))
    taken = [one.code for one in _at(spec, question.path) or ()] if question.path[0] in _CODES else []
    items = [_item(question, line, taken) for line in answer.strip().splitlines()]
    return tuple(Insert((*question.path, start + n), item) for n, item in enumerate(items))


def accepted(proposal: Proposal, spec: Spec) -> tuple[Change, ...]:
    """What taking a proposal over changes: it stays marked as one until it is confirmed."""
    path: Path = tuple(proposal.at.split("."))
    index = len(_at(spec, path) or ()) if proposal.at in LISTS else None
    change: Change = Set(path, proposal.value) if index is None else Insert((*path, index), proposal.value)
    return change, Insert(("unconfirmed", len(spec.unconfirmed)), entry(proposal, index))


def not_applicable(question: Question, reason: str) -> tuple[Change, ...]:
    """What saying that a sub-plan does not apply changes."""
    return (Set(("not_applicable", question.sub), reason),)


def named(question: Question, language: str) -> str:
    """The titles of the fields that one line holds."""
    (model,) = models_at((*question.path, 0))[:1]
    return ("、" if language.startswith("zh") else ", ").join(
        titles(model)[key].to(language) for key in question.fields
    )


def _open(given: Mapping[str, Any], spec: Spec, drawn: Mapping[str, list[Proposal]]) -> Iterator[Question]:
    if given.get("sub") in spec.not_applicable:
        return
    steps: Path = tuple(given["at"].split("."))
    for index, one in enumerate(spec.districts) if given.get("each") else [(0, None)]:
        path = tuple(index if step == "*" else step for step in steps)
        here = _at(spec, path)
        if (len(here or ()) >= given["list"]) if "list" in given else here not in (None, ()):
            continue
        yield Question(
            path,
            given["ask"].format(name=one.name if one else ""),
            given["why"],
            tuple(given["examples"]),
            tuple(given.get("fields", ())),
            "list" in given,
            given.get("sub", ""),
            proposals=tuple(drawn.get(given["at"], ())),
        )


def _confirm(mark: Mark, words: Mapping[str, Any], spec: Spec) -> Question:
    basis = words["confirm_basis"].format(text=mark.basis) if mark.basis else ""
    value = spec.unconfirmed[mark.number].value or ""
    said = words["confirm"][mark.origin].format(place=mark.at, value=value, basis=basis)
    return Question(mark.path, " ".join(said.split()), mark=mark)


def _at(here: Any, path: Path) -> Any:
    """What stands at a path of a spec; None where nothing does."""
    for step in path:
        if here is None:
            return None
        if isinstance(here, BaseModel):
            fields = {field.alias or name: name for name, field in type(here).model_fields.items()}
            here = getattr(here, fields[str(step)])
        elif isinstance(here, dict):
            here = here.get(step)
        else:
            here = here[step] if isinstance(step, int) and step < len(here) else None
    return here


def _item(question: Question, answer: str, taken: list[str]) -> dict[str, Any]:
    """An item from one line: its parts in the order of the fields, empty ones left out; its code joins those
    ``taken``.
    """
    parts = _PARTS.split(answer.strip())
    head, tail = parts[: len(question.fields) - 1], parts[len(question.fields) - 1 :]
    values = dict(zip(question.fields, (*head, "；".join(tail)), strict=False))
    item: dict[str, Any] = {key: value for key, value in values.items() if value}
    for key in ("serves", "basis", "measures"):
        if key in item and question.path[0] in ("strategies", "tactics", "control"):
            item[key] = [part for part in _NAMES.split(item[key]) if part]
    key = str(question.path[0])
    if key in _CODES:
        taken.append(next(f"{_CODES[key]}{n}" for n in range(1, 100) if f"{_CODES[key]}{n}" not in taken))
        item = {"code": taken[-1], **item}
    return item
