"""Problems told to people who never see a key: every field by its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel

from planforge.problem import Problem, Text
from planforge.reading.schema import keys_by_title as keys_by_title
from planforge.reading.schema import notes as notes
from planforge.reading.schema import titles as titles
from planforge.reading.shape import models_at
from planforge.spec.spec import Spec

_KEY = re.compile(r"(?<![\w.`])[a-z_]+(?:\[\])?(?:\.(?:[a-z_]+(?:\[\])?|\d+))*(?![\w.])")


def in_titles(problem: Problem, language: str) -> Problem:
    """The problem with fields called by their titles: for people who never see a key."""
    here = tuple(model for end in range(len(problem.path), 0, -1) for model in models_at(problem.path[:end]))
    return replace(
        problem,
        message=_worded(problem.message, here, language),
        hint=_worded(problem.hint, here, language) if problem.hint else None,
    )


def _worded(text: Text, here: tuple[type[BaseModel], ...], language: str) -> Text:
    """Keys in a Chinese sentence are always keys; in an English one only what has a dot or a bracket is."""

    last: list[type[BaseModel]] = []

    def named(match: re.Match[str]) -> str:
        parts = match[0].replace("[]", "").split(".")
        starts: tuple[type[BaseModel], ...] = (*last, *here, Spec) if len(parts) == 1 else (Spec, *here, *last)
        for start in starts:
            words, models = _along(parts, start)
            if words:
                last[:] = models or last
                return " › ".join(word.to(language) for word in words)
        return match[0]

    def plain(match: re.Match[str]) -> str:
        return named(match) if "." in match[0] or "[" in match[0] else match[0]

    return Text(_KEY.sub(named, text.zh), _KEY.sub(plain, text.en))


def _along(parts: Sequence[str], model: type[BaseModel]) -> tuple[list[Text], tuple[type[BaseModel], ...]]:
    """The titles of a dotted path and the models it leads to; both empty where it leads nowhere."""
    found: list[Text] = []
    models: tuple[type[BaseModel], ...] = (model,)
    for part in (part for part in parts if not part.isdigit()):
        holder = next((one for one in models if part in titles(one)), None)
        if holder is None:
            return [], ()
        found.append(titles(holder)[part])
        models = models_at((part,), holder) or models_at((part, 0), holder) or models_at((part, ""), holder)
    return found, models
