"""What a questionnaire holds, drawn from the models of the spec: forms of single values, and tables of items.

The spec is a tree. Every model in it that stands once is a form (one value a row), every list or free mapping is a
table (one item a row); what hangs on an item again is a table of its own, whose first columns name the item.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from msgspec import Struct
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from planforge.problem import Path, Text
from planforge.reading.preset import preset_names
from planforge.reading.titles import notes, titles
from planforge.records import replace
from planforge.spec import days, values
from planforge.spec.model import Sentence
from planforge.spec.region import MoneyUnit
from planforge.spec.spec import Spec
from planforge.spec.values import AmountOrGrowth

ITEM = "*"
"""The step of a block's path that stands for an item of the list or mapping before it."""
KEY = "[key]"
VALUE = "[value]"
PRICES = {
    "price", "last_price", "per_unit", "per_store", "per_event", "unit_cost", "base_pay", "bonus", "round_to",
}  # fmt: skip
"""Amounts a piece, a head or an event: in currency units, whatever unit the plan is printed in."""
OF_PRICES = ("pricing",)
"""Parts of a plan all of whose amounts are prices."""

Kind = Literal[
    "money", "price", "percent", "count", "month", "date", "flag", "choice", "growth", "text", "prose", "list"
]


class Column(Struct, frozen=True):
    """A value of an item, or of a form: ``steps`` lead to it from there."""

    steps: tuple[str, ...]
    kind: Kind
    title: Text
    note: Text
    required: bool = False
    choices: tuple[str, ...] = ()
    of: Kind = "text"  # the kind of each entry of a list
    about: str = ""  # what its choices are words of, where its last step does not say

    @property
    def key(self) -> str:
        return ".".join(self.steps)


class Block(Struct, frozen=True):
    """A form, or a table with ``parents`` columns that name the items above, outermost first.

    ``path`` leads to the model, list or mapping from the root, with ITEM for each item passed.
    """

    path: tuple[str, ...]
    title: Text
    note: Text
    table: bool
    columns: tuple[Column, ...]
    keyed: bool = False  # a free mapping: the first column is the key
    plain: bool = False  # single values: the last column is the value itself
    single: str = ""  # the key under which an item may stand as a text alone

    @property
    def key(self) -> str:
        """The path in one word; forms begin with a colon."""
        return ("" if self.table else ":") + ".".join(self.path)

    @property
    def parents(self) -> tuple[tuple[str, ...], ...]:
        """The lists whose items the first columns name."""
        return tuple(self.path[:i] for i, step in enumerate(self.path) if step == ITEM)


@cache
def blocks() -> tuple[Block, ...]:
    """Every block, in the order of the spec's fields; an inner table after the one that it hangs on."""
    return tuple(_model(Spec, (), Text("计划", "Plan"), Text("", "")))


@cache
def by_key() -> dict[str, Block]:
    return {block.key: block for block in blocks()}


def _model(model: type[BaseModel], path: tuple[str, ...], title: Text, note: Text) -> Iterator[Block]:
    """The form of a model that stands once, and all that hangs on it."""
    below: list[Block] = []
    columns: list[Column] = []
    for key, field in _fields(model):
        words, more = titles(model)[key], notes(model)[key]
        found = tuple(_below(_annotation(field), (*path, key), words, more))
        below += found
        if not found or _may_be_single(field):
            columns.append(_column(field, (key,), words, more, path))
    if columns:
        yield Block(path, title, note, table=False, columns=tuple(columns))
    yield from below


def _below(annotation: Any, path: tuple[str, ...], title: Text, note: Text) -> Iterator[Block]:
    """The blocks of a field that holds a model, a list or a mapping; none for a single value."""
    for kind in _branches(annotation):
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if _is_model(kind):
            yield from _model(kind, path, title, note)
        elif origin is tuple:
            yield from _items(arguments[0], path, title, note)
        elif origin is dict:
            yield from _entries(arguments[0], arguments[1], path, title, note)


def _items(kind: Any, path: tuple[str, ...], title: Text, note: Text) -> Iterator[Block]:
    given, kind = kind, next(_branches(kind))
    if not _is_model(kind):
        value = _single(given, VALUE, title, note)
        yield Block(path, title, note, table=True, columns=(value,), plain=True)
        return
    columns, below = _of_item(kind, (*path, ITEM))
    single = kind.sentence() if issubclass(kind, Sentence) else ""
    yield Block(path, title, note, table=True, columns=columns, single=single)
    yield from below


def _entries(name: Any, kind: Any, path: tuple[str, ...], title: Text, note: Text) -> Iterator[Block]:
    given, kind = kind, next(_branches(kind))
    allowed = tuple(map(str, typing.get_args(name))) if typing.get_origin(name) is Literal else ()
    chosen: Kind = "choice" if allowed else "text"
    key = Column((KEY,), chosen, Text("名称", "Name"), Text("", ""), required=True, choices=allowed, about=path[-1])
    if _is_model(kind):
        columns, below = _of_item(kind, (*path, ITEM))
        yield Block(path, title, note, table=True, columns=(key, *columns), keyed=True)
        yield from below
    elif typing.get_origin(kind) is dict:
        inner, held = typing.get_args(kind)
        yield from _entries(inner, held, (*path, ITEM), title, note)
    else:
        value = _single(given, VALUE, title, note)
        yield Block(path, title, note, table=True, columns=(key, value), keyed=True, plain=True)


def _of_item(model: type[BaseModel], path: tuple[str, ...]) -> tuple[tuple[Column, ...], list[Block]]:
    """The columns of an item, models within it taken in, and the blocks that hang on it."""
    columns: list[Column] = []
    below: list[Block] = []
    for key, field in _fields(model):
        words, more = titles(model)[key], notes(model)[key]
        annotation = _annotation(field)
        inner = [kind for kind in _branches(annotation) if _hangs(kind)]
        if inner:
            below += _below(annotation, (*path, key), words, more)
        else:
            columns.append(_column(field, (key,), words, more, path))
    return tuple(columns), below


def _hangs(kind: Any) -> bool:
    """Whether a field of an item needs a table of its own: a list of models, or a free mapping."""
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return any(_is_model(one) for one in _branches(arguments[0]))
    return typing.get_origin(kind) is dict or _is_model(kind)


# One value ------------------------------------------------------------------------------------------------------------

_PARSERS: dict[Any, Kind] = {
    values.parse_money: "money",
    values.parse_signed_money: "money",
    values.parse_percent: "percent",
    values.parse_ratio: "percent",
    values.parse_count: "count",
    values.parse_volume: "count",
    days.parse_month: "month",
    days.parse_date: "date",
    values.parse_flag: "flag",
    values.parse_prose: "prose",
}


def _column(field: FieldInfo, steps: tuple[str, ...], title: Text, note: Text, path: tuple[str, ...]) -> Column:
    found = _described(_annotation(field), steps, title, note, required=field.is_required())
    return replace(found, kind="price") if found.kind == "money" and path[:1] == OF_PRICES else found


def _single(kind: Any, step: str, title: Text, note: Text) -> Column:
    return _described(kind, (step,), title, note, required=True)


def _described(annotation: Any, steps: tuple[str, ...], title: Text, note: Text, *, required: bool) -> Column:
    branches = [kind for kind in _branches(annotation, stripped=False) if not _hangs(kind)]
    tuples = [kind for kind in branches if typing.get_origin(kind) is tuple]
    if tuples:
        inner, _ = _kind(next(_branches(typing.get_args(tuples[0])[0], stripped=False)), steps[-1])
        single = [word for kind in branches for word in _kind(kind, "")[1]]
        return Column(steps, "list", title, note, required, tuple(single), inner)
    kinds = [_kind(kind, steps[-1]) for kind in branches]
    kind, choices = kinds[0] if len(kinds) == 1 else ("text", ())
    return Column(steps, kind, title, note, required, choices)


def _kind(annotation: Any, key: str) -> tuple[Kind, tuple[str, ...]]:
    if key == "industry":
        return "choice", preset_names()
    if annotation is MoneyUnit:
        return "choice", ("元", "千元", "万元", "百万元", "亿元")
    if typing.get_origin(annotation) is typing.Annotated:
        for extra in annotation.__metadata__:
            kind = _PARSERS.get(getattr(extra, "func", None))
            if kind:
                return ("price" if kind == "money" and key in PRICES else kind), ()
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) is Literal:
        return "choice", tuple(map(str, typing.get_args(annotation)))
    if annotation is AmountOrGrowth:
        return "growth", ()
    if annotation is bool:
        return "flag", ()
    return "text", ()


def _annotation(field: FieldInfo) -> Any:
    """The annotation as it was written, the validators that pydantic took apart put back."""
    return typing.Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _branches(annotation: Any, *, stripped: bool = True) -> Iterator[Any]:
    """The alternatives of a union but for None; without what they are annotated with where ``stripped``."""
    if typing.get_origin(annotation) is typing.Annotated:
        inner = typing.get_args(annotation)[0]
        if stripped or typing.get_origin(inner) in (typing.Union, types.UnionType, tuple, dict):
            yield from _branches(inner, stripped=stripped)
        else:
            yield annotation
    elif typing.get_origin(annotation) in (typing.Union, types.UnionType):
        for branch in typing.get_args(annotation):
            yield from _branches(branch, stripped=stripped)
    elif annotation is not type(None):
        yield annotation


def _may_be_single(field: FieldInfo) -> bool:
    """Whether a list or mapping may also be one value: the history is a file's name as well."""
    kinds = list(_branches(_annotation(field)))
    return any(not _hangs(kind) and typing.get_origin(kind) is not tuple for kind in kinds)


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    return ((field.alias or name, field) for name, field in model.model_fields.items())


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


# The column of a path -------------------------------------------------------------------------------------------------


def column_at(path: Path) -> Column | None:
    """The column that a path's value stands in; None for what is no single value."""
    here: Any = _patterns()
    for step in path:
        here = here.get(step) if isinstance(step, str) and step in here else here.get(ITEM)
        if here is None:
            return None
    found: Column | None = here.get(VALUE)
    return found


@cache
def _patterns() -> dict[str, Any]:
    """The columns as a tree of steps, ITEM for any item or key."""
    root: dict[str, Any] = {}
    for one in blocks():
        for column in one.columns:
            item = (ITEM,) if one.table else ()
            own = () if column.steps[-1] in (VALUE, "[key]") else column.steps
            if column.steps[-1] != "[key]":
                _put(root, (*one.path, *item, *own), column)
    return root


def _put(root: dict[str, Any], path: tuple[str, ...], column: Column) -> None:
    here = root
    for step in path:
        here = here.setdefault(step, {})
    here[VALUE] = column
    if column.kind == "list":
        entry = Column(column.steps, column.of, column.title, column.note)
        here.setdefault(ITEM, {})[VALUE] = entry
