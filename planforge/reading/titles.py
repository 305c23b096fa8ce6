"""Problems told in the words of the file that they are about: every key by its title, every item by its name.

Messages are written with keys, as a YAML file has them. Whoever reads a questionnaire, or wrote Chinese keys, never
sees one: ``control.kpis`` is 控制 › 控制指标, ``objective: O1`` is “对应目标编号”填“O1”, ``districts.阜阳.market`` is
片区“阜阳” › 上年市场容量.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct
from pydantic import BaseModel

from planforge.problem import Path, Problem, Text
from planforge.reading.schema import keys_by_title as keys_by_title
from planforge.reading.schema import notes as notes
from planforge.reading.schema import titles as titles
from planforge.reading.shape import KEY, choices_at, keys_of, models_at
from planforge.records import replace
from planforge.spec.spec import Spec

GLUE, KEPT = "\ue000", "\ue001"
"""Stand for a blank within what the person wrote, which is his and no key, and before a word that stays as it is."""
_STEP = r"[^\s.,;:：、，；。（）()“”\[\]{}]+"
_TOKEN = re.compile(
    r"(?P<own>planforge\b(?: [a-z-]+)?|[\w./-]+\.(?:csv|xlsx|ya?ml|docx|md)\b)"
    rf"|(?<![\w.`“\"/{GLUE}{KEPT}-])(?<![“\"][\w ])"
    rf"(?P<key>[a-z_]+(?:\[\])?(?:\.(?:[a-z_]+(?:\[\])?|{_STEP}))*)"
    rf"(?P<value>: (?!\s)[^\s，。；、,;（）()}}]+)?(?![A-Za-z0-9_\[={GLUE}-])",
    re.ASCII,
)
_MARKED = re.compile(r"``([\w.]+)``")
_INSIDE = re.compile(r"(\w+): \{file: …, (\w+): (\S+?)\}")
"""A field beside another, as YAML has it: the field alone is a cell."""
_SEVERAL = re.compile(r"\S [a-z]|[a-z] \S")
_BRACES = re.compile(r"\{([^{}]*)\}")
MORE = "…"


class Telling(Struct, frozen=True):
    """How a file's reader is told of its fields."""

    language: str
    data: Any = None  # what the file says, for the names of items
    word: Callable[[str, str], str] | None = None  # what a choice of a field is called, where cells are filled in
    sheet: Callable[[Path], str] | None = None  # where a field stands, where that is a sheet of a workbook
    figure: Callable[[Path, str], str] | None = None  # how a figure in currency units is typed at a place


class _Named(NamedTuple):
    """What a key is called, the models that it leads to, and its path where that is known."""

    text: str
    models: tuple[type[BaseModel], ...]
    path: Path
    first: str


def in_titles(problem: Problem, telling: Telling) -> Problem:
    """The problem in the words of its reader."""
    path, here = problem.path, _around(problem.path)
    hint = problem.hint
    if hint and telling.word:
        hint = _for_cells(problem, hint, telling)
    return replace(
        problem,
        message=_worded(problem.message, here, telling),
        hint=_worded(hint, here, telling, beside=path) if hint else None,
    )


def note_in_titles(note: Text, path: Path, choices: Mapping[str, str], telling: Telling) -> str:
    """What a field's note says where cells are filled in: keys by their titles, choices by their words."""
    if not telling.language.startswith("zh"):  # where keys are words of the language, the note marks them
        text = _MARKED.sub(lambda match: _called(match[1], path, choices, telling), note.en).replace("``", "")
        return _worded(Text("", text), _around(path), telling).en
    text = note.zh.replace("``", "")
    for choice, word in choices.items():
        text = re.sub(rf"(?<![\w.-]){re.escape(choice)}(?: {re.escape(word)})?(?![\w.-])", word, text, flags=re.ASCII)
    return _worded(Text(text, ""), _around(path), telling).zh


def _called(key: str, path: Path, choices: Mapping[str, str], telling: Telling) -> str:
    """A key or choice that an English note marks as one."""
    starts = ((Spec,), _around(path)) if "." in key else (_around(path), (Spec,))
    found = next(filter(None, (_along(key.split("."), models, telling) for models in starts)), None)
    return choices.get(key) or (found.text if found else key)


def _around(path: Path) -> tuple[type[BaseModel], ...]:
    """The models that a path leads through, innermost first."""
    return tuple(
        model
        for end in range(len(path), 0, -1)
        for step in ((), (0,), ("",))
        for model in models_at((*path[:end], *step))
    )


def _for_cells(problem: Problem, hint: Text, telling: Telling) -> Text:
    """The hint without the signs of YAML: choices by their words, no braces, no dashes."""
    path = problem.path
    title = _along([str(path[-1])], models_at(path[:-1]), telling) if path else None
    if problem.code == "R10" and title:
        return Text(f"填上“{title.text}”", f"fill in “{title.text}”")
    choices, about = choices_at(path) if problem.code == "R12" else (), path[-1:]
    if problem.code == "R11":  # names that are given, as those of sub-plans
        choices, about = choices_at((*path[:-1], KEY)), path[-2:-1]
    if choices and telling.word:
        words = {one: KEPT + telling.word(str(about[0]), one).replace(" ", GLUE) for one in choices}
        some = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?![\w-])")
        hint = Text(*(some.sub(lambda match: words[match[0]], text) for text in hint))
    return IN_CELLS.get(hint, Text(*(_INSIDE.sub(r"\1.\2: \3", text) for text in hint)))


IN_CELLS = {
    Text("写 yes 或 no", "write yes or no"): Text("填“是”或“否”", "choose yes or no"),
    Text("写上内容，或删去这个键", "write something, or drop the key"): Text("写上内容", "write something"),
    Text("见 docs/spec.md 中该字段的说明", "see the field in docs/spec.md"): Text(
        "见列头的批注", "see the note on the column's head"
    ),
    Text("每项前面加“- ”，或写成 [甲, 乙]", "put “- ” before each item, or write [a, b]"): Text(
        "在格里每行写一项", "write one item a line in the cell"
    ),
    Text("只写一个值，不要写列表或嵌套", "write one value, no list and nothing nested"): Text(
        "只写一个值", "write one value"
    ),
    Text("写成 {名称: 值}", "write {name: value}"): Text("见列头的批注", "see the note on the column's head"),
}
"""Hints that speak of YAML, and what is to be done in a cell instead."""


def _worded(text: Text, here: tuple[type[BaseModel], ...], telling: Telling, beside: Path | None = None) -> Text:
    """Keys in a Chinese sentence are always keys; in the English one the same words are, and what has a dot."""
    known: dict[str, _Named] = {}
    last: list[type[BaseModel]] = []

    def look(key: str) -> _Named | None:
        parts = key.replace("[]", "").split(".")
        starts: tuple[Sequence[type[BaseModel]], ...] = (last, here, (Spec,))
        for models in starts if len(parts) == 1 else ((Spec,), here, last):
            found = _along(parts, models, telling)
            if found:
                last[:] = found.models or last
                return found
        return None

    def said(match: re.Match[str], found: _Named | None, again: Callable[[re.Match[str]], str]) -> str:
        value = match["value"] or ""
        if found is not None:
            return _shown(found, value, telling, beside)
        return match[0].removesuffix(value) + _TOKEN.sub(again, value)

    def chinese(match: re.Match[str]) -> str:
        found = look(match["key"]) if match["key"] else None
        if found is not None:
            known.setdefault(match["key"], found)
        return said(match, found, chinese)

    def english(match: re.Match[str]) -> str:
        key = match["key"] or ""
        found = known.get(key) or (look(key) if "." in key or "[" in key else None)
        return match[0] if _is_word(match, found) else said(match, found, english)

    text = _glued(text, telling.data)
    zh = _TOKEN.sub(chinese, text.zh)
    last.clear()
    en = _TOKEN.sub(english, text.en)
    if telling.word and (known or zh != text.zh):
        zh = re.sub(r"(?<=[\u3400-\u9fff”]), (?=[\u3400-\u9fff“])", "、", zh).replace("） ", "）")
        zh, en = (_BRACES.sub(r"\1", one) for one in (zh, en))
    return Text(_unglued(zh), _unglued(en))


def _is_word(match: re.Match[str], found: _Named | None) -> bool:
    """Whether a key is as well the word of the sentence: "the team" is not to be "the The team"."""
    return found is not None and not match["value"] and found.text.lower().removeprefix("the ") == match["key"]


def _written(data: Any) -> Iterator[str]:
    """What the person wrote in several words, some of them Latin: keys are none of them."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _written(str(key))
            yield from _written(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _written(value)
    elif isinstance(data, str) and _SEVERAL.search(data):
        yield data.strip()


def _glued(text: Text, data: Any) -> Text:
    own = sorted((words for words in _written(data) if words in text.zh or words in text.en), key=len, reverse=True)
    for words in own:
        text = Text(*(one.replace(words, words.replace(" ", GLUE)) for one in text))
    return text


def _unglued(text: str) -> str:
    return text.replace(GLUE, " ").replace(KEPT, "")


def _shown(found: _Named, value: str, telling: Telling, beside: Path | None) -> str:
    """A key by its title, with what is to stand there; a field of a form is said with its sheet."""
    chinese = telling.language.startswith("zh")
    if telling.word is None:
        return f"{found.text}{value}"
    text, given = found.text, value.removeprefix(": ")
    if given == MORE:
        return f"“{text}”"
    if given:
        place = found.path or (*(beside or ())[:-1], found.first)
        plain = telling.figure is not None and given.isdecimal()
        word = telling.figure(place, given) if plain and telling.figure else telling.word(found.first, given)
        return f"“{text}”填“{word}”" if chinese else f"“{text}” as “{word}”"
    sheet = telling.sheet(found.path) if telling.sheet and beside is not None and found.path else ""
    own = telling.sheet(beside) if telling.sheet and beside else ""
    if not sheet or sheet == own or sheet in text.split(" › "):
        return text
    return f"{text}（“{sheet}”表）" if chinese else f"{text} (sheet “{sheet}”)"


def _along(parts: Sequence[str], models: Sequence[type[BaseModel]], telling: Telling) -> _Named | None:
    """What a dotted path is called from one of the models on; None where it leads nowhere."""
    level, absolute = tuple(models), tuple(models) == (Spec,)
    said: list[str] = []
    path: list[str | int] = []
    key, named = "", False
    for part in parts:
        holder = next((one for one in level if part in titles(one)), None)
        if holder is not None:
            said.append(titles(holder)[part].to(telling.language))
            key, named, level = part, _takes_names(holder, part), _inside(holder, part)
        elif said and (named or part.isdigit()):
            name = _item(part, telling.data, path) if absolute else ""
            said[-1] += _quoted(name or ("" if part.isdigit() else part), telling)
        else:
            return None
        path.append(int(part) if part.isdigit() else part)
    return _Named(" › ".join(said), level, tuple(path) if absolute else (), key) if said else None


def _inside(model: type[BaseModel], key: str) -> tuple[type[BaseModel], ...]:
    """The models within a field, be it one, a list of them or a mapping."""
    return tuple(
        dict.fromkeys(
            one for step in ((key,), (key, 0), (key, "")) for one in models_at(step, model) if one is not model
        )
    )


def _takes_names(model: type[BaseModel], key: str) -> bool:
    """Whether the items of a field have names of the person's own."""
    return any(origin in str(keys_of(model)[key]) for origin in ("tuple[", "dict["))


def _item(part: str, data: Any, path: Sequence[str | int]) -> str:
    """The name of an item that a path gives by its number."""
    for step in (*path, int(part) if part.isdigit() else part):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return ""
    named = data if isinstance(data, dict) else {}
    return str(next((named[key] for key in ("name", "code", "title", "text") if named.get(key)), ""))


def _quoted(name: str, telling: Telling) -> str:
    if not name:
        return ""
    return f"“{name}”" if telling.language.startswith("zh") else f" “{name}”"
