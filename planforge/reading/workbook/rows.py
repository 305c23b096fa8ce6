"""The data of a spec as the rows of each block, and rows put together to data again, with the place of every value.

An item is known to what hangs on it by its name; of items of one name the second is ``name #2``. References by code
(an action's tactic) are shown and taken by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, field

from planforge.problem import Path
from planforge.reading.origins import NAMES
from planforge.reading.shape import is_open, models_at
from planforge.reading.titles import titles
from planforge.reading.workbook.layout import ITEM, KEY, VALUE, Block, Column, blocks, by_key
from planforge.spec.references import REFERENCES, by_label, with_codes

CODED = {"objectives": "M", "strategies": "G", "tactics": "P"}
"""Lists whose items carry a code, with the letter of codes that are given by number."""
WAITING = ("unconfirmed", "at")
"""The column that says where a value stands: ``products.甲.margin`` is 产品 › 甲 › 计划毛利率 there."""
STEP = " › "
_NUMBERED = re.compile(r"第 (\d+) 项|no\. (\d+)")


class Row(NamedTuple):
    """An item as a block shows it: names of the items above, then a value a column; ``path`` leads to the item."""

    parents: tuple[str, ...]
    values: dict[str, Any]
    path: Path


def rows_of(block: Block, data: Any) -> Iterator[Row]:
    """The rows of a table in the data of a spec; the one row of a form, if it has any value."""
    for parents, here, path in _reached(block.path, data, (), ()):
        if not block.table:
            values = {column.key: _plain(here, column) for column in block.columns} if isinstance(here, dict) else {}
            yield Row(parents, {key: value for key, value in values.items() if value is not None}, path)
        elif block.keyed and isinstance(here, dict) and _is_mapping(block, here):
            for key, item in here.items():
                values = {VALUE: item} if block.plain else dict(item or {})
                yield Row(parents, {KEY: key, **values}, (*path, key))
        elif not block.keyed and isinstance(here, list):
            for index, item in enumerate(here):
                values = {VALUE: item} if block.plain else item if isinstance(item, dict) else {block.single: item}
                yield Row(parents, dict(values), (*path, index))


def _is_mapping(block: Block, here: dict[str, Any]) -> bool:
    return block.plain or all(item is None or isinstance(item, dict) for item in here.values())


def _plain(here: dict[str, Any], column: Column) -> Any:
    """The value of a form's field; None where the field holds what a block of its own shows, or nothing."""
    value = here.get(column.steps[-1])
    if isinstance(value, dict) or value == [] or (isinstance(value, list) and isinstance(value[0], dict)):
        return None
    return value


def _reached(steps: tuple[str, ...], here: Any, path: Path, names: tuple[str, ...]) -> Iterator[tuple[Any, Any, Path]]:
    """What a block's path leads to, once for each of the items above, with their names."""
    if not steps:
        yield names, here, path
    elif steps[0] != ITEM:
        if isinstance(here, dict) and here.get(steps[0]) is not None:
            yield from _reached(steps[1:], here[steps[0]], (*path, steps[0]), names)
    elif isinstance(here, dict):
        for key, item in here.items():
            yield from _reached(steps[1:], item, (*path, key), (*names, str(key)))
    elif isinstance(here, list):
        for index, (name, item) in enumerate(zip(named(_block_at(path), here), here, strict=True)):
            yield from _reached(steps[1:], item, (*path, index), (*names, name))


def _block_at(path: Path) -> Block | None:
    return by_key().get(".".join(ITEM if isinstance(step, int) else step for step in path))


def named(block: Block | None, items: list[Any]) -> list[str]:
    """What each item of a list is called: by its first column that must be filled, with a number where two share it."""
    seen: dict[str, int] = {}
    found = []
    for item in items:
        name = _name(block, item)
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return found


def _name(block: Block | None, item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    required = [column.key for column in block.columns if column.required] if block else []
    keys = [key for key in ("name", *required) if item.get(key) is not None]
    return " ".join(str(item[keys[0]]).split()) if keys else ""


# Rows put together ----------------------------------------------------------------------------------------------------


class Assembly(Struct):
    """Data in the making; ``places`` are those of values, ``strays`` what names an item that is not there."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, Any] = field(default_factory=dict)
    strays: list[tuple[Block, str, Any, tuple[str, ...]]] = field(default_factory=list)
    clashes: list[tuple[Block, Any]] = field(default_factory=list)  # filled in beside what takes its place

    def add(self, block: Block, rows: list[tuple[tuple[str, ...], dict[str, Any], Callable[[str], Any]]]) -> None:
        """Rows of one block: names of items above, values by column, and what gives the place of a column."""
        for parents, values, place in rows:
            if block.table:
                self._item(block, parents, values, place)
            else:
                self._form(block, values, place)

    def _form(self, block: Block, values: dict[str, Any], place: Callable[[str], Any]) -> None:
        for key, value in values.items():
            if value is not None:
                here = self._container(block.path)
                if here is None:
                    self.clashes.append((block, place(key)))
                    return
                here[key] = value
                self.places[*block.path, key] = place(key)

    def _item(
        self, block: Block, parents: tuple[str, ...], values: dict[str, Any], place: Callable[[str], Any]
    ) -> None:
        found = self._parent(block, parents, place)
        if found is None:
            return
        path, holder = found
        key = parents[-1] if block.path[-1] == ITEM else block.path[-1]
        if key in holder and not isinstance(holder[key], dict if block.keyed else list):
            self.clashes.append((block, place("")))
            return
        given = {name: value for name, value in values.items() if value is not None}
        if block.keyed:
            name = str(given.pop(KEY, ""))
            entries = holder.setdefault(key, {})
            inner: Path = (*path, key, name)
            entries[name] = given.get(VALUE) if block.plain else given
        else:
            items = holder.setdefault(key, [])
            inner = (*path, key, len(items))
            items.append(self._single(block, given))
        self.places.setdefault((*path, key), place(""))
        self.places[inner] = place("")
        for name in values:
            self.places[(*inner,) if name == VALUE else (*inner, name)] = place(name)

    @staticmethod
    def _single(block: Block, given: dict[str, Any]) -> Any:
        if block.plain:
            return given.get(VALUE)
        return given[block.single] if block.single and set(given) == {block.single} else given

    def _container(self, path: tuple[str, ...]) -> dict[str, Any] | None:
        """The mapping at a path, made where there is none; None where something else stands in its place."""
        here: Any = self.data
        for step in path:
            here = here.setdefault(step, {}) if isinstance(here, dict) else None
        return here if isinstance(here, dict) else None

    def _parent(
        self, block: Block, parents: tuple[str, ...], place: Callable[[str], Any]
    ) -> tuple[Path, dict[str, Any]] | None:
        """The mapping that a row of the block goes into; None where it names an item that is not there."""
        here: Any = self.data
        path: Path = ()
        names = list(parents)
        for number, step in enumerate(block.path[:-1]):
            if step != ITEM:
                list_next = block.path[number + 1] == ITEM and by_key().get(".".join(block.path[: number + 1]))
                here = here.setdefault(step, [] if list_next and not list_next.keyed else {})
                path = (*path, step)
                continue
            name = names.pop(0)
            if isinstance(here, dict):
                here, path = here.setdefault(name, {}), (*path, name)
                continue
            known = named(_block_at(path), here)
            if name not in known:
                column = f"^{len(parents) - len(names) - 1}"
                self.strays.append((block, name, place(column), tuple(known)))
                return None
            index = known.index(name)
            here, path = here[index], (*path, index)
        return path, here


def numbered(data: dict[str, Any]) -> None:
    """Codes for the items that have none, and codes instead of names where something refers to them; in place."""
    for key, letter in CODED.items():
        items = [item for item in data.get(key) or () if isinstance(item, dict)]
        taken = {str(item.get("code")) for item in items}
        letters = [code[0] for code in taken if code[:1].isalpha() and code[1:].isdigit()]
        first = max(letters, key=letters.count) if letters else letter
        free = (f"{first}{n}" for n in range(1, 10_000) if f"{first}{n}" not in taken)
        for item in items:
            if item.get("code") is None:
                item["code"] = next(free)
    for entry in data.get("unconfirmed") or ():
        if isinstance(entry, dict) and isinstance(entry.get("at"), str):
            entry["at"] = in_keys(entry["at"])
    data.update(with_codes(data))


def labelled(block: Block, column: str, value: Any, data: Any) -> Any:
    """A value of a column with codes as cells show it: by name, where a name says which."""
    if (block.key, column) == WAITING:
        return in_titles(str(value), data) if value is not None else None
    key = REFERENCES.get(f"{block.key}.{column}")
    if key is None:
        return value
    labels = {code: label for label, code in by_label(data, key).items()}
    return [labels.get(one, one) for one in value] if isinstance(value, list) else labels.get(value, value)


def in_titles(place: str, data: Any) -> str:
    """A place of the spec by titles and names; as it is where nothing stands there, or titles would not lead back."""
    language = str(data.get("language", "zh-CN"))
    text = STEP.join(_titles_along(data, place, (), language) or ())
    return text if text and in_keys(text) == place else place


def _titles_along(here: Any, rest: str, path: Path, language: str) -> list[str] | None:
    for step, name, title in _inside(here, path, language):
        if rest == name:
            return [title]
        if rest.startswith(f"{name}."):
            found = _titles_along(here[step], rest[len(name) + 1 :], (*path, step), language)
            if found:
                return [title, *found]
    return None


def _inside(here: Any, path: Path, language: str) -> Iterator[tuple[Any, str, str]]:
    """What is one step further down: the step, a name it goes by, what it is called in a cell."""
    if isinstance(here, dict):
        models = () if is_open(path) else models_at(path)
        for key in here:
            words = next((titles(model)[key] for model in models if key in titles(model)), None)
            yield key, str(key), words.to(language) if words else str(key)
    elif isinstance(here, list):
        for number, item in enumerate(here):
            known = [item.get(name) for name in NAMES] if isinstance(item, dict) else []
            yield from ((number, name, name) for name in known if isinstance(name, str))
            count = f"第 {number + 1} 项" if language.startswith("zh") else f"no. {number + 1}"
            yield number, str(number), count


def in_keys(text: str) -> str:
    """The place that titles and names lead to, as the spec has it; what is no title is a name."""
    if STEP not in text:
        return text
    path: Path = ()
    said: list[str] = []
    for part in text.split(STEP):
        models = () if is_open(path) else models_at(path)
        key = next((key for model in models for key, title in titles(model).items() if part in title), None)
        number = _NUMBERED.fullmatch(part)
        said.append(key or (str(int(number[1] or number[2]) - 1) if number else part))
        path = (*path, key or 0)
    return ".".join(said)


def assemble(read: Mapping[str, list[tuple[tuple[str, ...], dict[str, Any], Callable[[str], Any]]]]) -> Assembly:
    """The data of all blocks that were read, by the block's key."""
    made = Assembly()
    for block in blocks():
        made.add(block, read.get(block.key, []))
    numbered(made.data)
    return made
