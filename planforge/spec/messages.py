"""What pydantic finds, in the words of a manager: by error type and context, never by a library's English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from planforge.problem import Path, Problem, Text
from planforge.spec.shape import keys_at, nearest
from planforge.spec.source import Source

Said = tuple[Text, Text]
Tell = Callable[[dict[str, Any], Path], Said]

COMMA = Text("数字里的逗号在 { } 中会断开句子：给整句加引号", "inside { } a comma ends the value: quote the sentence")
THOUSANDS = re.compile(r"\d{3}(?!\d)")
MISSING, UNKNOWN_KEY, WRONG_VALUE, WRONG_SHAPE = "R10", "R11", "R12", "R13"
SHAPES = {"model_type", "dict_type", "tuple_type", "string_type", "model_attributes_type", "list_type"}

ECHOES = SHAPES | {"name", "prose", "money", "percent", "literal_error", "too_short"}


def problems_of(error: ValidationError, source: Source) -> tuple[Problem, ...]:
    """Every mistake once, in the order of the file, with its place."""
    found = [
        (_real(tuple(item["loc"]), source), item) for item in error.errors(include_url=False, include_context=True)
    ]
    kept = _without_echoes(found)
    problems = [_problem(path, item, source) for path, item in kept]
    return tuple(sorted(problems, key=lambda p: (p.where.line, p.where.column) if p.where else (0, 0)))


def _real(loc: Path, source: Source) -> Path:
    """The path without the names of union branches; a missing or unknown last part stays."""
    node, path = source.root, []
    for index, part in enumerate(loc):
        child = node.children.get(part) if node else None
        if child is not None:
            path.append(part)
            node = child
        elif index == len(loc) - 1 and not _is_branch(part):
            path.append(part)
    return tuple(path)


def _is_branch(part: str | int) -> bool:
    text = str(part)
    return "[" in text or text[:1].isupper() or text in {"str", "int", "literal", "decimal"}


def _without_echoes(found: list[tuple[Path, Any]]) -> Iterator[tuple[Path, Any]]:
    """One error a place: where a branch of a union fits the shape, the other branches' complaints are dropped."""
    deeper = {path[:end] for path, _ in found for end in range(len(path))}
    seen: set[Path] = set()
    for path, item in found:
        echo = path in deeper and item["type"] in ECHOES
        if not echo and path not in seen:
            seen.add(path)
            yield path, item


def _problem(path: Path, item: Any, source: Source) -> Problem:
    kind, context = item["type"], {**(item.get("ctx") or {}), "input": item.get("input")}
    if kind == "missing":
        return Problem(MISSING, *_missing(path), path=path).at(source.key(path[:-1]) if path[:-1] else source.where(()))
    if kind == "extra_forbidden":
        return Problem(UNKNOWN_KEY, *_unknown(path), path=path).at(source.key(path))
    if kind in SHAPES:
        return Problem(WRONG_SHAPE, *_shape(kind, path), path=path).at(source.where(path))
    tell = TELL.get(kind, _other)
    return Problem(WRONG_VALUE, *tell(context, path), path=path).at(source.where(path))


def _name(path: Path) -> str:
    return ".".join(str(part) for part in path) or "?"


def _missing(path: Path) -> Said:
    return (
        Text(f"缺少 {path[-1]}", f"{path[-1]} is missing"),
        Text(f"在这里加一行 {path[-1]}: …", f"add a line {path[-1]}: … here"),
    )


def _unknown(path: Path) -> Said:
    key, known = str(path[-1]), keys_at(path[:-1])
    near = nearest(key, known)
    message = Text(f"没有“{key}”这个键", f"there is no key {key} here")
    if near:
        return message, Text(f"是否指 {near}？", f"did you mean {near}?")
    if THOUSANDS.match(key):
        return message, COMMA
    listed = ", ".join(known)
    return message, Text(f"这里可用：{listed}", f"possible here: {listed}")


def _shape(kind: str, path: Path) -> Said:
    keys = ", ".join(keys_at(path)[:8])
    if kind in {"model_type", "model_attributes_type", "dict_type"}:
        return (
            Text(f"{_name(path)} 应是一组“键: 值”", f"{_name(path)} should be a mapping of keys and values"),
            Text(
                f"例如 {{{keys}: …}}" if keys else "写成 {名称: 值}",
                f"e.g. {{{keys}: …}}" if keys else "write {name: value}",
            ),
        )
    if kind in {"tuple_type", "list_type"}:
        return (
            Text(f"{_name(path)} 应是列表", f"{_name(path)} should be a list"),
            Text("每项前面加“- ”，或写成 [甲, 乙]", "put “- ” before each item, or write [a, b]"),
        )
    return (
        Text(f"{_name(path)} 应是文字", f"{_name(path)} should be text"),
        Text("只写一个值，不要写列表或嵌套", "write one value, no list and nothing nested"),
    )


def _value(say: Callable[[str], Said]) -> Tell:
    return lambda context, path: say(_shown(context.get("given", context.get("input"))))


def _shown(given: object) -> str:
    text = "（空）" if given is None or given == "None" else " ".join(str(given).split())
    return text if len(text) <= 40 else text[:39] + "…"


def _literal(context: dict[str, Any], path: Path) -> Said:
    given, expected = (
        _shown(context.get("input")),
        str(context.get("expected", "")).replace("'", "").replace(" or ", ", "),
    )
    near = nearest(given, tuple(expected.split(", ")))
    message = Text(f"{path[-1]} 不能是“{given}”", f"{path[-1]} cannot be {given}")
    if near:
        return message, Text(f"是否指 {near}？可选：{expected}", f"did you mean {near}? possible: {expected}")
    return message, Text(f"可选：{expected}", f"possible: {expected}")


def _bounds(zh: str, en: str, key: str) -> Tell:
    def tell(context: dict[str, Any], path: Path) -> Said:
        limit = context.get(key)
        return (
            Text(f"{path[-1]} {zh} {limit}", f"{path[-1]} {en} {limit}"),
            Text(f"现在是 {_shown(context.get('input'))}", f"it is {_shown(context.get('input'))} now"),
        )

    return tell


def _length(context: dict[str, Any], path: Path) -> Said:
    least, most, actual = context.get("min_length"), context.get("max_length"), context.get("actual_length")
    zh, en = (f"至少 {least} 项", f"at least {least}") if least is not None else (f"最多 {most} 项", f"at most {most}")
    return (
        Text(f"{path[-1]} {zh}，现有 {actual} 项", f"{path[-1]} takes {en}, there are {actual}"),
        Text("补足或删去多余的项", "add what is missing or drop what is too much"),
    )


def _other(context: dict[str, Any], path: Path) -> Said:
    return (
        Text(
            f"{_name(path)} 的值“{_shown(context.get('input'))}”不合要求",
            f"{_name(path)} cannot be {_shown(context.get('input'))}",
        ),
        Text("见 docs/spec.md 中该字段的说明", "see the field in docs/spec.md"),
    )


TELL: dict[str, Tell] = {
    "money": _value(
        lambda given: (
            Text(f"“{given}”不是金额", f"{given} is not an amount of money"),
            Text("写作 8280万、1.2亿 或 82,800,000", "write 82.8m, 8280万 or 82,800,000"),
        )
    ),
    "money_negative": _value(
        lambda given: (
            Text(f"金额不能为负：{given}", f"an amount cannot be negative: {given}"),
            Text("去掉负号；退货请在销售历史中冲减", "drop the sign; returns belong in the sales history"),
        )
    ),
    "percent": _value(
        lambda given: (
            Text(f"“{given}”不是百分比", f"{given} is not a percentage"),
            Text("写作 20% 或 0.2", "write 20% or 0.2"),
        )
    ),
    "percent_bare": _value(
        lambda given: (
            Text(f"“{given}”是百分之几还是几倍？", f"{given}: per cent, or a factor?"),
            Text(f"写作 {given}%", f"write {given}%"),
        )
    ),
    "ratio_range": _value(
        lambda given: (
            Text(f"{given} 不在 0–100% 之间", f"{given} is not between 0 and 100 %"),
            Text("改为 0–100% 的数", "give 0 to 100 %"),
        )
    ),
    "count": _value(
        lambda given: (
            Text(f"“{given}”不是个数", f"{given} is not a whole number"),
            Text("写作 3000 或 1.2万", "write 3000 or 3,000"),
        )
    ),
    "month": _value(
        lambda given: (
            Text(f"“{given}”不是月份", f"{given} is not a month"),
            Text("写作 5、5月 或 2027-05", "write 5 or 2027-05"),
        )
    ),
    "date": _value(
        lambda given: (
            Text(f"“{given}”不是日期", f"{given} is not a date"),
            Text("写作 2027-01-29，年月日都要有", "write 2027-01-29, with year, month and day"),
        )
    ),
    "flag": _value(
        lambda given: (
            Text(f"“{given}”不是“是”或“否”", f"{given} is neither yes nor no"),
            Text("写 yes 或 no", "write yes or no"),
        )
    ),
    "name": _value(
        lambda given: (
            Text("名称不能为空", "a name cannot be empty"),
            Text("写一个名称，只占一行", "write a name on one line"),
        )
    ),
    "name_lines": _value(
        lambda given: (Text("名称只能占一行", "a name is one line"), Text("去掉换行", "remove the line break"))
    ),
    "prose": _value(
        lambda given: (
            Text("这里没有内容", "there is nothing here"),
            Text("写上内容，或删去这个键", "write something, or drop the key"),
        )
    ),
    "literal_error": _literal,
    "greater_than_equal": _bounds("不能小于", "cannot be below", "ge"),
    "less_than_equal": _bounds("不能大于", "cannot be above", "le"),
    "too_short": _length,
    "too_long": _length,
    "int_parsing": _value(
        lambda given: (
            Text(f"“{given}”不是整数", f"{given} is not a whole number"),
            Text("写一个整数", "write a whole number"),
        )
    ),
    "int_type": _value(
        lambda given: (Text("这里要一个整数", "a whole number is wanted"), Text("写一个整数", "write a whole number"))
    ),
    "int_from_float": _value(
        lambda given: (
            Text(f"“{given}”不是整数", f"{given} is not a whole number"),
            Text("写一个整数", "write a whole number"),
        )
    ),
    "string_pattern_mismatch": _value(
        lambda given: (
            Text(f"“{given}”的写法不对", f"{given} is not written as it should be"),
            Text("币种写三个大写字母，如 CNY", "a currency is three capitals, e.g. CNY"),
        )
    ),
}


def locate_all(problems: Iterable[Problem], source: Source) -> tuple[Problem, ...]:
    """Problems with their places filled in."""
    return tuple(problem if problem.where else source.locate(problem) for problem in problems)
