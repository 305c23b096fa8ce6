"""The reference of the spec in Markdown: every mapping, every key, in both languages."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from planforge.spec import values
from planforge.spec.schema import about, about_fields, all_models

VALUE_KINDS = {
    values.parse_money: "money 金额",
    values.parse_signed_money: "money 金额",
    values.parse_percent: "percent 百分比",
    values.parse_ratio: "percent 0–100 %",
    values.parse_count: "count 个数",
    values.parse_month: "month 月份",
    values.parse_date: "date 日期",
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
