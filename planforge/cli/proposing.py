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


REPLACED = ("districts", "products")
"""Lists of the scaffold's own starting items, which a person's own list takes the place of."""


def with_document(text: str, file: str, path: FilePath) -> tuple[str, int, int]:
    """The text of a new spec with what a person's own Word file has for it, all of it proposed; how many values were
    taken, and how many could not be. Refusal for what is no Word file."""
    from planforge.cli.files import unwritable
    from planforge.office import MOST_BYTES, Unusable
    from planforge.problem import Problem, Refusal, Where
    from planforge.reading.editor import Set, applied, edit
    from planforge.reading.own_docx import MOST, drawn
    from planforge.reading.read import valid
    from planforge.reading.yaml_source import of_text
    from planforge.resources import content_of

    source, _ = of_text(text, file)
    data, left = source.data, 0
    values: dict[tuple[str, ...], list[Any]] = {}
    marks: list[dict[str, Any]] = []
    try:
        found = drawn(content_of(path, MOST_BYTES), str(data.get("language", "zh-CN")))
    except Unusable as unusable:
        raise Refusal(Problem("R01", unusable.message, unusable.hint, where=Where(str(path)))) from None
    except OSError as error:
        raise Refusal(unwritable(path, error)) from None
    for one in found:
        at = ".".join(one.path)
        if _stands(source.data, at) and at not in REPLACED:
            continue
        wanted = [*values.get(one.path, ()), one.value]
        changed = applied(data, Set(one.path, wanted))
        if (isinstance(one.value, str) and len(wanted) > MOST) or valid(source, changed)[0] is None:
            left += 1
            continue
        data, values[one.path] = changed, wanted
        value = {"value": one.value} if isinstance(one.value, str) else {}
        basis = f"{path.name} › {one.source}" if one.source else path.name
        marks.append({"at": f"{at}.{len(wanted) - 1}", **value, "origin": "proposed", "basis": basis})
    if not values:
        return text, 0, left
    inside = [Set(path, value) for path, value in values.items() if path[0] == "situation"]
    if inside and "situation" not in source.data:
        source, _ = of_text(_opened(text, reduce(applied, inside, {})), file)
        values = {path: value for path, value in values.items() if path[0] != "situation"}
    known = [*(source.data.get("unconfirmed") or ()), *marks]
    changes = [*(Set(path, value) for path, value in values.items()), Set(("unconfirmed",), known)]
    return edit(source, changes).text, len(marks), left


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
