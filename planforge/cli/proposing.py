"""What the sales say, put into a new spec where nobody has written anything: marked as proposals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planforge.ledger.sales import Sale
    from planforge.problem import Path

EXAMPLE = re.compile(r"^# (situation|现状):[^\n]*\n(?:#   .*\n)*", re.MULTILINE)
"""The scaffold's part one, all of it an example."""


def with_proposals(text: str, file: str, sales: Sequence[Sale], templates: FilePath | None) -> str:
    """The text of a new spec with what its past sales say of issues, SWOT, season and sources of growth."""
    from planforge.checks.proposals import LISTS, entry, proposals
    from planforge.ledger.history import gather
    from planforge.plan.make import make_plan
    from planforge.reading.editor import Set, applied, edit
    from planforge.reading.preset import load_preset
    from planforge.reading.read import valid
    from planforge.reading.yaml_source import of_text
    from planforge.words import load_texts, load_words

    source, _ = of_text(text, file)
    spec, _ = valid(source)
    if spec is None:
        return text
    plan = make_plan(spec.model_copy(update={"history": gather(sales)}))
    preset = load_preset(spec.industry, templates).words(spec.language)
    numbers = load_words(plan.spec, plan.granule, spec.language, None, preset).numbers
    drawn = proposals(plan, load_texts(spec.language, "fill.yaml", None)["proposals"], numbers)
    free = [one for one in drawn if not _stands(source.data, one.at)]
    values: dict[Path, Any] = {}
    marks = list(source.data.get("unconfirmed") or ())
    for one in free:
        path: Path = tuple(one.at.split("."))
        listed = one.at in LISTS
        values[path] = [*values.get(path, ()), one.value] if listed else one.value
        marks.append(entry(one, len(values[path]) - 1 if listed else None))
    if not free:
        return text
    changes = [*(Set(path, value) for path, value in values.items()), Set(("unconfirmed",), marks)]
    if "situation" not in source.data:
        inside = [change for change in changes if change.path[0] == "situation"]
        source, _ = of_text(_opened(text, reduce(applied, inside, {})), file)
        changes = [change for change in changes if change not in inside]
    return edit(source, changes).text


def _stands(here: object, at: str) -> bool:
    for step in at.split("."):
        here = here.get(step) if isinstance(here, dict) else None
    return here not in (None, [], {})


def _opened(text: str, data: dict[str, Any]) -> str:
    """The example of part one with what is known of it above; the lines of it that are known now go."""
    from planforge.reading.yaml_editor import block

    known = data.get("situation")
    if not known:
        return text

    def opened(match: re.Match[str]) -> str:
        head, *lines = match[0].splitlines(keepends=True)
        kept = [line for line in lines if line[1:].strip().partition(":")[0] not in known]
        key, _, note = head.removeprefix("# ").partition(":")
        return "".join([f"#{note.strip().removeprefix('#')}\n{key}:{block(known, 0, len(key) + 1)}\n", *kept])

    return EXAMPLE.sub(opened, text)
