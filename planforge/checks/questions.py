"""What to ask a manager whose plan is not whole yet, most valuable first, and what his answers change in the spec."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from planforge.numbers import Numbers
from planforge.plan.plan import Plan
from planforge.problem import Path
from planforge.reading.editor import Change, Insert, Remove, Set
from planforge.reading.origins import Mark, content, unconfirmed
from planforge.reading.shape import models_at
from planforge.reading.titles import titles
from planforge.spec.history import HistoryRow
from planforge.spec.spec import Spec

_PARTS = re.compile(r"\s*[；;]\s*")
_NAMES = re.compile(r"\s*[、，,]\s*")
_CODES = {"strategies": "G", "tactics": "T", "objectives": "O"}
LARGE = Fraction(35, 100)  # a district's share from which the region leans on it


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sentence drawn from the data, with the figures behind it."""

    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class Question:
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
    drawn = _proposals(plan, words["proposals"], numbers)
    asked = [question for given in words["questions"] for question in _open(given, spec, drawn)]
    return (*asked, *(_confirm(mark, words["confirm"], plan.spec) for mark in unconfirmed(plan.spec).values()))


def changes(question: Question, answer: str, spec: Spec) -> tuple[Change, ...]:
    """What an answer changes; a value to confirm is confirmed by ``y``."""
    if question.mark is not None:
        accept = answer.strip().lower() in ("y", "yes", "是", "认可")
        return (Remove(("unconfirmed", question.mark.number)),) if accept else (Set(question.path, answer.strip()),)
    if not question.several:
        return (Set(question.path, answer.strip()),)
    start = len(_at(spec, question.path) or ())
    if not question.fields:
        parts = [part for part in _PARTS.split(answer.strip()) if part]
        return tuple(Insert((*question.path, start + n), part) for n, part in enumerate(parts))
    return (Insert((*question.path, start), _item(question, answer, spec)),)


def accepted(question: Question, proposal: Proposal, spec: Spec) -> tuple[Change, ...]:
    """What taking a proposal over changes: it stays marked as one until it is confirmed."""
    where = (*question.path, len(_at(spec, question.path) or ())) if question.several else question.path
    entry = {"at": ".".join(map(str, where)), "value": proposal.text, "origin": "proposed", "basis": proposal.basis}
    change: Change = Insert(where, proposal.text) if question.several else Set(where, proposal.text)
    return change, Insert(("unconfirmed", len(spec.unconfirmed)), entry)


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


def _confirm(mark: Mark, words: str, spec: Spec) -> Question:
    value = spec.unconfirmed[mark.number].value or ""
    return Question(mark.path, words.format(place=mark.at, value=value), mark=mark)


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


def _item(question: Question, answer: str, spec: Spec) -> dict[str, Any]:
    """An item from one line: its parts in the order of the fields, empty ones left out."""
    parts = _PARTS.split(answer.strip())
    head, tail = parts[: len(question.fields) - 1], parts[len(question.fields) - 1 :]
    values = dict(zip(question.fields, (*head, "；".join(tail)), strict=False))
    item: dict[str, Any] = {key: value for key, value in values.items() if value}
    for key in ("serves", "basis", "measures"):
        if key in item and question.path[0] in ("strategies", "control"):
            item[key] = [part for part in _NAMES.split(item[key]) if part]
    key = str(question.path[0])
    if key in _CODES:
        taken = {one.code for one in _at(spec, question.path)}
        item = {"code": next(f"{_CODES[key]}{n}" for n in range(1, 100) if f"{_CODES[key]}{n}" not in taken), **item}
    return item


# What the data say ----------------------------------------------------------------------------------------------------


def _proposals(plan: Plan, words: Mapping[str, Mapping[str, str]], numbers: Numbers) -> dict[str, list[Proposal]]:
    """Sentences by the place they are for; none where two years of sales are not known."""
    rows = [row for row in plan.spec.history if isinstance(row, HistoryRow)]
    last = max((row.year for row in rows), default=0)
    found: dict[str, list[Proposal]] = {}

    def say(key: str, **slots: object) -> None:
        text, basis = (words[key][part].format(year=last, **slots) for part in ("text", "basis"))
        found.setdefault(words[key]["at"], []).append(Proposal(text, basis))

    total, before = (sum((_amount(row) for row in rows if row.year == year), Fraction(0)) for year in (last, last - 1))
    if not total or not before:
        return {}
    whole = numbers.percent(total / before - 1, signed=True)
    for axis in ("district", "product"):
        grown = _growth(rows, axis, last)
        if len(grown) < 2:
            continue
        ranked = sorted(grown, key=lambda name: grown[name][0])
        for key, name in (("slowest", ranked[0]), ("fastest", ranked[-1])):
            rate, amount = grown[name]
            shrinks = key == "slowest" and rate < 0
            said = {"name": name, "last": numbers.amount(amount), "growth": numbers.percent(rate, signed=True)}
            say("shrinking" if shrinks else key, whole=whole, **said)
        largest = max(grown, key=lambda name: grown[name][1])
        share = grown[largest][1] / total
        if axis == "district" and share >= LARGE:
            money = numbers.amount(grown[largest][1])
            points = numbers.number(share * 10, 1)
            say(
                "largest",
                name=largest,
                share=numbers.percent(share),
                points=points,
                last=money,
                total=numbers.amount(total),
            )
    _season(rows, last, say, numbers)
    return found


def _season(rows: Sequence[HistoryRow], last: int, say: Any, numbers: Numbers) -> None:
    months = [Fraction(0)] * 12
    for row in rows:
        if row.year == last and len(row.months) == 12:
            months = [one + Fraction(amount or 0) for one, amount in zip(months, row.months, strict=True)]
    if total := sum(months):
        peak, low = months.index(max(months)), months.index(min(months))
        shares = [numbers.percent(months[one] / total) for one in (peak, low)]
        say("season", peak=peak + 1, low=low + 1, peak_share=shares[0], low_share=shares[1])


def _growth(rows: Sequence[HistoryRow], axis: str, last: int) -> dict[str, tuple[Fraction, Fraction]]:
    """Growth on the year before and last year's sales of each node; nodes without sales before are left out."""
    sums: dict[str, list[Fraction]] = {}
    for row in rows:
        name = getattr(row, axis)
        if name and row.year in (last - 1, last):
            sums.setdefault(name, [Fraction(0), Fraction(0)])[row.year - last + 1] += _amount(row)
    return {name: (now / before - 1, now) for name, (before, now) in sums.items() if before > 0}


def _amount(row: HistoryRow) -> Fraction:
    return Fraction(row.total) if row.total is not None else sum((Fraction(m or 0) for m in row.months), Fraction(0))
