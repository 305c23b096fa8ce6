"""The JSON Schema of a spec, with every field described in both languages from the models' own docstrings."""

from __future__ import annotations

import ast
import inspect
import json
import re
import types
import typing
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from planforge.problem import Text
from planforge.reading.preset import choice_word
from planforge.spec import days, values
from planforge.spec.spec import Spec

SCHEMA_ID = "https://raw.githubusercontent.com/planforge/planforge/main/docs/planforge.schema.json"


def json_schema() -> dict[str, Any]:
    """A 2020-12 schema that editors use for completion, descriptions and checking."""
    models = all_models()
    for model in models:
        model.model_rebuild()  # before pydantic 2.13 a default that is a model is not written by one that still waits
    schema = Spec.model_json_schema(by_alias=True, mode="validation")
    definitions = schema.get("$defs", {})
    for model in models:
        _describe(schema if model is Spec else definitions.get(model.__name__, {}), model)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID}
    return {key: _lenient(_untitled(value)) for key, value in {**head, **schema}.items() if key != "title"}


def schema_text() -> str:
    """The schema as it is committed and printed."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def all_models() -> tuple[type[BaseModel], ...]:
    """Every model of the spec, Spec first, then in the order in which fields mention them."""
    found: dict[type[BaseModel], None] = {}
    _collect(Spec, found)
    return tuple(found)


def about(model: type[BaseModel]) -> Text:
    """What a model is, in both languages."""
    return _both(inspect.getdoc(model) or "")


@cache
def about_fields(model: type[BaseModel]) -> dict[str, Text]:
    """What each field is, by YAML key."""
    described = _docstrings(inspect.getmodule(model)).get(model.__name__, {})
    return {field.alias or name: _both(described.get(name, "")) for name, field in model.model_fields.items()}


# Titles: a docstring opens with one, ``市场容量：上年。 | Market size: last year.`` It ends at the first stop, colon,
# comma or bracket; what follows is the note. Titles are unique within a model: they serve as Chinese keys.

_TITLE_END = re.compile(r"[。：，；（]|[.:,;(](?:\s|$)|\s\(")


@cache
def titles(model: type[BaseModel]) -> dict[str, Text]:
    """The title of each field, by key."""
    return {key: Text(_title(text.zh), _title(text.en)) for key, text in about_fields(model).items()}


@cache
def notes(model: type[BaseModel]) -> dict[str, Text]:
    """What is to be known of each field beyond its title, by key; empty where that is all."""
    return {key: Text(_rest(text.zh), _rest(text.en)) for key, text in about_fields(model).items()}


@cache
def keys_by_title(model: type[BaseModel]) -> dict[str, str]:
    """The key that a Chinese title stands for."""
    return {title.zh: key for key, title in titles(model).items()}


def _title(text: str) -> str:
    return _TITLE_END.split(text, maxsplit=1)[0].strip()


def _rest(text: str) -> str:
    rest = text[len(_title(text)) :].strip()
    if rest[:1] in ("（", "("):  # a note in brackets is one without them
        inside, _, behind = rest[1:].partition("）" if rest[0] == "（" else ")")
        rest = inside + behind
    return rest.strip("。：，；.:,; ")


def _describe(schema: dict[str, Any], model: type[BaseModel]) -> None:
    schema = next((branch for branch in schema.get("anyOf", ()) if "properties" in branch), schema)
    schema["description"] = _joined(about(model))
    for key, words in about_fields(model).items():
        if key in schema.get("properties", {}):
            schema["properties"][key]["description"] = _joined(words)
    _in_chinese(schema, model)


def _in_chinese(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Every key by its Chinese name as well; what must be there may be there under either."""
    properties, required = schema.get("properties", {}), schema.pop("required", [])
    named = {key: title.zh for key, title in titles(model).items() if key in properties}
    for key, held in properties.items():
        if allowed := held.get("propertyNames", {}).get("enum"):
            held["propertyNames"] = {"enum": [*allowed, *(choice_word(one, key) for one in allowed)]}
    properties |= {name: dict(properties[key]) for key, name in named.items()}
    if required:
        schema["allOf"] = [{"anyOf": [{"required": [key]}, {"required": [named[key]]}]} for key in required]


def _untitled(node: Any) -> Any:
    """Without pydantic's titles, which only repeat the keys."""
    if isinstance(node, list):
        return [_untitled(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _untitled(value) for key, value in node.items() if key != "title" or not isinstance(value, str)}


def _lenient(node: Any) -> Any:
    """Text may look like a number: every scalar of a spec is read as it is written."""
    if isinstance(node, list):
        return [_lenient(item) for item in node]
    if not isinstance(node, dict):
        return node
    free = node.get("type") == "string" and not {"enum", "const", "pattern"} & node.keys()
    return {key: _lenient(value) for key, value in node.items()} | ({"type": ["string", "number"]} if free else {})


def _collect(model: type[BaseModel], found: dict[type[BaseModel], None]) -> None:
    if model in found:
        return
    found[model] = None
    for field in model.model_fields.values():
        for inner in _models_in(field.annotation):
            _collect(inner, found)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models_in(part)


@cache
def _docstrings(module: ModuleType | None) -> dict[str, dict[str, str]]:
    """The string below each field of each class, by class and field."""
    if module is None:
        return {}
    classes = [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.ClassDef)]
    return {node.name: dict(_fields_of(node)) for node in classes}


def _fields_of(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, text in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
        ):
            yield field.target.id, str(text.value.value)


def _both(docstring: str) -> Text:
    flat = " ".join(docstring.split())
    zh, _, en = flat.partition(" | ")
    return Text(zh, en or zh)


def _joined(words: Text) -> str:
    return words.zh if words.zh == words.en else f"{words.zh} {words.en}"


# The reference in Markdown --------------------------------------------------------------------------------------------

VALUE_KINDS = {
    values.parse_money: "money 金额",
    values.parse_signed_money: "money 金额",
    values.parse_percent: "percent 百分比",
    values.parse_ratio: "percent 0–100 %",
    values.parse_count: "count 个数",
    values.parse_volume: "count 数量",
    days.parse_month: "month 月份",
    days.parse_date: "date 日期",
    values.parse_flag: "yes/no 是否",
    values.parse_name: "name 名称",
    values.parse_prose: "text 文字",
}
HEAD = """# The spec · 计划说明

Every key a spec may have. Only `year`, `region`, `districts` and `targets` are required.
本文件列出计划说明可用的全部键；必填的只有 `year`、`region`、`districts`、`targets`。

How values are written 写法: money 金额 `8280万` `1.2亿` `82,800,000` `82.8m`; percent 百分比 `20%` `0.2`;
month 月份 `5` `5月` `2027-05`; date 日期 `2027-01-29`; count 个数 `3000` `1.2万`; yes/no 是否 `yes` `no` `是` `否`.

This page is made by `planforge schema --markdown -o docs/spec.md`.
"""


def reference_text() -> str:
    """The page as it is committed."""
    return HEAD + "".join(_section(model) for model in all_models())


def _section(model: type[BaseModel]) -> str:
    words = about(model)
    rows = "".join(_row(model, key, text.zh, text.en) for key, text in about_fields(model).items())
    head = "| key 键 | value 值 | 说明 | meaning |\n|---|---|---|---|\n"
    return f"\n## {model.__name__}\n\n{words.zh} {words.en}\n\n{head}{rows}"


def _row(model: type[BaseModel], key: str, zh: str, en: str) -> str:
    field = next(field for name, field in model.model_fields.items() if (field.alias or name) == key)
    kind = next((VALUE_KINDS[f] for f in map(_parser, field.metadata) if f in VALUE_KINDS), None)
    shown = kind or _kind(field.annotation)
    required = " **必填 required**" if field.default is PydanticUndefined and field.default_factory is None else ""
    return f"| `{key}` | {shown}{required} | {_cell(zh)} | {_cell(en)} |\n"


def _kind(annotation: Any) -> str:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return VALUE_KINDS.get(_parser(arguments[1]), _kind(arguments[0]))
    if origin in (typing.Union, types.UnionType):
        return " / ".join(dict.fromkeys(_kind(part) for part in arguments if part is not type(None)))
    if origin is typing.Literal:
        return " ".join(f"`{value}`" for value in arguments)
    if origin is tuple:
        return f"list of {_kind(arguments[0])}"
    if origin is dict:
        return f"name → {_kind(arguments[1])}"
    return _type_name(annotation)


def _type_name(annotation: Any) -> str:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    if annotation is values.AmountOrGrowth:
        return "money or percent 金额或增幅"
    return {"str": "text 文字", "int": "whole number 整数", "bool": "yes/no 是否"}.get(
        annotation.__name__, str(annotation.__name__)
    )


def _parser(metadata: Any) -> Any:
    return getattr(metadata, "func", None)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
