"""Examples of the scaffold that a spec has taken in without a change: they look like content and are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from planforge.problem import Path, Refusal
from planforge.reading.keys import COMMENTED
from planforge.reading.preset import load_preset
from planforge.reading.scaffold import Answers, scaffold
from planforge.reading.yaml_tree import parse
from planforge.spec.origin import Unconfirmed
from planforge.spec.spec import Spec

DOTS = re.compile(r"\s*(?:…+|\.{3,}|待填.*)\s*")
FIGURE = re.compile(r"[+-]?[\d.,]+\s*(?:%|[百千万亿元mk]+)?|\d{4}-\d\d?-\d\d?|yes|no")


def with_examples(spec: Spec, data: Any, templates: FilePath | None = None) -> Spec:
    """The spec with every example that stands unchanged in its data among the ``unconfirmed``.

    ``data`` is what the file says. A value of a mapping by itself is never taken for an example: it may be true.
    """
    if any(entry.origin == "example" for entry in spec.unconfirmed):
        return spec
    taken = examples_of(spec, templates)
    paths = dict.fromkeys(_unchanged(taken, data, ()))
    paths |= dict.fromkeys(path for path in _dots(data, ()) if not any(path[:end] in paths for end in range(len(path))))
    marks = [Unconfirmed(at=".".join(map(str, path)), origin="example") for path in paths if path[0] != "unconfirmed"]
    return spec.model_copy(update={"unconfirmed": (*spec.unconfirmed, *marks)}) if marks else spec


def examples_of(spec: Spec, templates: FilePath | None) -> Any:
    """What only the examples of a scaffold for such a region say: nested like a spec, None where they say nothing."""
    names = tuple(district.name for district in spec.districts)
    answers = Answers(
        spec.language, spec.industry, spec.region.name, spec.region.company, spec.year,
        manager=spec.region.manager or "", districts=names, templates=templates,
        currency=spec.money.currency,
    )  # fmt: skip
    try:
        text = scaffold(answers, "")
        preset = load_preset(spec.industry, templates)
    except Refusal:
        return None
    own, _ = parse(text, "")
    every, problems = parse(COMMENTED.sub(r"\1\2\3", text), "")
    if own is None or every is None or problems:
        return None
    first = preset.products[0].name.to(spec.language)
    return _only(every.value, own.value, {first: spec.products[0].name} if spec.products else {})


def _only(every: Any, own: Any, names: dict[str, str]) -> Any:
    """What is in the first and not in the second, with names changed."""
    if isinstance(every, dict):
        known = own if isinstance(own, dict) else {}
        found = {key: _only(value, known.get(key), names) for key, value in every.items() if value != known.get(key)}
        return {key: value for key, value in found.items() if value is not None}
    if isinstance(every, list):
        return [_only(item, None, names) for item in every if not (isinstance(own, list) and item in own)]
    return names.get(every, every)


def _unchanged(example: Any, given: Any, path: Path) -> Iterator[Path]:
    if example is None or given is None:
        return
    if isinstance(example, dict) and isinstance(given, dict):
        if example == given and path and _has_words(example):
            yield path
            return
        for key in [key for key in example if key in given]:
            yield from _unchanged(example[key], given[key], (*path, key))
    elif isinstance(example, list) and isinstance(given, list):
        yield from ((*path, index) for index, item in enumerate(given) if item in example and _has_words(item))


def _has_words(value: Any) -> bool:
    if isinstance(value, dict):
        return len(value) > 1 or any(map(_has_words, value.values()))
    if isinstance(value, list):
        return any(map(_has_words, value))
    return value is not None and not FIGURE.fullmatch(str(value))


def _dots(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _dots(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _dots(item, (*path, index))
    elif value is not None and DOTS.fullmatch(str(value)):
        yield path
