"""The words of a document: terms, labels, captions and headers of one language, with the manager's own terms on top.

Read from the ``FILES`` of ``templates/<language>``. A file of the same name in the user's own folder is laid over ours
key by key, so that a copy may hold only what he changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from planforge import resources
from planforge.numbers import Numbers
from planforge.problem import Problem, Refusal, Text, Where
from planforge.records import replace
from planforge.spec.spec import Spec

FILES = ("labels.yaml", "tables.yaml", "formats.yaml", "measures.yaml")
COUNTED = ("months", "full_months", "quarters", "lights", "statuses")  # lists of which every place means something
_SLOT = re.compile(r"\{(\w+)\}")
_LATIN = re.compile(r"[A-Za-z]\Z")


class Words(Struct, frozen=True):
    """Everything a plan is worded with. ``slots`` fill ``{year}`` or ``{district}`` in labels and captions."""

    language: str
    terms: Mapping[str, str]
    labels: Mapping[str, Any]
    tables: Mapping[str, Any]
    numbers: Numbers
    slots: Mapping[str, str]
    sources: tuple[tuple[str, str], ...] = ()  # (name, text) of every file read

    def label(self, path: str, /, **slots: object) -> str:
        """The label at ``path`` ("cover.title"), its slots filled; KeyError when there is none."""
        found: Any = self.labels
        for key in path.split("."):
            found = found[key]
        return self.fill(str(found), **slots)

    def has(self, path: str) -> bool:
        """Whether there is a label at ``path``."""
        found: Any = self.labels
        for key in path.split("."):
            if not isinstance(found, Mapping) or key not in found:
                return False
            found = found[key]
        return True

    def measure(self, key: str, of: str | None = None) -> str:
        """The name of a measure; ``of`` where it has one of its own, as an outlet or a count has."""
        return of or self.label(f"measures.{key}")

    def axis(self, key: str) -> str:
        """The name of an axis, for all that stands on it."""
        return self.label(f"axes.{key}")

    def caption(self, key: str, part: str = "caption", /, **slots: object) -> str:
        """A text of a table or figure: its caption, note or description; empty when it has none."""
        return capital(self.fill(str(self.tables["captions"][key].get(part, "")), **slots))

    def column(self, key: str, table: str = "") -> str:
        """The header of a column, the table's own or the common one."""
        own = self.tables["captions"].get(table, {}).get("columns", {})
        return capital(self.fill(str(own.get(key) or self.tables["columns"][key])))

    def fill(self, text: str, /, **slots: object) -> str:
        """Slots replaced by terms, years and the values given; an unknown slot stays as it is.

        Chinese words need no space between a name and a year, a Latin name does: ``South Henan 2027年度``.
        """
        values = {**self.slots, **slots}
        made, end = "", -1
        for match in _SLOT.finditer(text):
            value = str(values.get(match[1], match[0]))
            run_on = match.start() == end and _LATIN.search(made) and value[:1].isalnum() and value[:1].isascii()
            made += text[max(end, 0) : match.start()] + " " * bool(run_on) + value
            end = match.end()
        return made + text[max(end, 0) :]


def capital(text: str) -> str:
    """The text with a capital first letter, as headers and captions begin."""
    return text[:1].upper() + text[1:]


def load_words(spec: Spec, granule: int, language: str, folder: Path | None, preset: Mapping[str, str]) -> Words:
    """The words for a spec whose money is rounded to ``granule``.

    Refusal when a file of the user's cannot be read or the language has no folder.
    """
    texts = [(name, *_texts(language, name, folder)) for name in FILES]
    labels, tables, rules, measures = (_merged(language, name, own) for name, _, own in texts)
    labels = {**labels, **measures}
    terms = {**labels["terms"], **preset, **spec.words}
    money = spec.money
    numbers = Numbers(rules, money.unit, money.currency, granule, spec.year)
    plurals = {f"{key}s": numbers.plural(term) for key, term in terms.items()}
    slots = {
        **plurals,
        **terms,
        "year": str(spec.year),
        "last_year": str(spec.year - 1),
        "actual": labels["past"]["sold"],
        "expected": "",
        "unit": numbers.unit_name,
        "unit_said": numbers.unit_said,
        "currency": numbers.currency_name,
    }
    slots |= {capital(key): capital(term) for key, term in terms.items()}
    slots |= {"region": spec.region.name, "company": spec.region.company}
    slots |= {"volume_unit": money.volume_unit or terms["volume_unit"]}
    read = tuple((f"{language}/{name}", text) for name, *both in texts for text in both if text)
    return Words(language, terms, labels, tables, numbers, slots, read)


def extended(words: Words, name: str, folder: Path | None, /, **slots: str) -> Words:
    """The words with ``labels`` and ``tables`` of one more file, the user's laid over ours; Refusal if broken."""
    texts = _texts(words.language, name, folder)
    more = _merged(words.language, name, texts[1])
    read = tuple((f"{words.language}/{name}", text) for text in texts if text)
    return replace(
        words,
        labels=_laid(words.labels, more["labels"]),
        tables=_laid(words.tables, more["tables"]),
        slots={**words.slots, **slots},
        sources=(*words.sources, *read),
    )


@contextmanager
def using(folder: Path | None) -> Iterator[None]:
    """What a document stumbles over while words of the user's own are laid over ours is a mistake in them, and told."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        own = sorted(path.name for path in folder.rglob("*.yaml")) if folder else []
        if not own:
            raise
        why = f"{type(error).__name__}: {error}"
        raise Refusal(_unreadable(", ".join(own[:5]), why)) from error


def load_texts(language: str, name: str, folder: Path | None) -> Mapping[str, Any]:
    """One more file of the same folders, the user's laid over ours; Refusal when his cannot be read."""
    return _merged(language, name, _texts(language, name, folder)[1])


def _texts(language: str, name: str, folder: Path | None) -> tuple[str, str]:
    """Our file and the user's, as text."""
    own = find(language, name, folder)
    return _read(resources.templates() / language / name), _read(own) if own else ""


def find(language: str, name: str, folder: Path | None) -> Path | None:
    """The user's own file of this name: in ``folder/<language>``, or in ``folder`` itself. Refusal for a link that
    leads out of it: a folder from anybody must not put a file of this machine into a document."""
    if folder is None:
        return None
    path = next((path for path in (folder / language / name, folder / name) if path.is_file()), None)
    if path and resources.leads_out(path, folder):
        why = Text("链接指向文件夹之外", "a link that leads out of its folder")
        raise Refusal(_unreadable(path.as_posix(), why))
    return path


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(_unreadable(path.as_posix(), str(error))) from error


def _merged(language: str, name: str, own: str) -> Mapping[str, Any]:
    """Our file with the text of the user's laid over it."""
    base = _parsed(language, name)
    over = _parse_own(name, own) if own else {}
    for key in _misfits(base, over):
        why = Text(f"{key} 应与原文件同样分项、项数相同", f"{key} is to have the same entries as in ours")
        raise Refusal(replace(_unreadable(name, ""), message=Text(f"模板文件 {name}：{why.zh}", f"{name}: {why.en}")))
    return _laid(base, over) if over else base


def _misfits(base: Mapping[str, Any], over: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Keys that hold entries in our file and something else, or too few, in the user's."""
    for key, value in over.items():
        ours, path = base.get(key), f"{above}{key}"
        if isinstance(ours, Mapping) and isinstance(value, Mapping):
            yield from _misfits(ours, value, f"{path}.")
        elif isinstance(ours, Mapping | list):
            alike = isinstance(value, type(ours)) and (key not in COUNTED or len(value) == len(ours))
            yield from () if alike else (path,)


@cache
def _parsed(language: str, name: str) -> Mapping[str, Any]:
    loaded = resources.loaded(f"{language}/{name}")
    assert isinstance(loaded, dict), name
    return loaded


def _parse_own(name: str, text: str) -> Mapping[str, Any]:
    import yaml

    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(name, mark.line + 1, mark.column + 1) if mark else Where(name)
        raise Refusal(_unreadable(name, str(getattr(error, "problem", error)), where)) from error
    return loaded if isinstance(loaded, dict) else {}


def _laid(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """``over`` laid on ``base``, mapping by mapping."""
    return {**base, **dict(_layers(base, over))}


def _layers(base: Mapping[str, Any], over: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        yield key, _laid(base[key], value) if both else value


def _unreadable(name: str, why: str | Text, where: Where | None = None) -> Problem:
    said = why if isinstance(why, Text) else Text(why, why)
    return Problem(
        "D01",
        Text(f"模板文件 {name} 无法读取：{said.zh}", f"template file {name} cannot be read: {said.en}"),
        Text(
            "以 UTF-8 保存，并对照 planforge templates copy 得到的原文件",
            "save it as UTF-8; compare with the one of planforge templates copy",
        ),
        where=where or Where(name),
    )
