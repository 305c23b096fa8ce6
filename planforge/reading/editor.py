"""A new version of a spec's text with months closed: every line of the old one stays, comments and all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from planforge.problem import Problem, Refusal, Text
from planforge.reading.source import Source
from planforge.reading.yaml_tree import Node, parse
from planforge.spec.spec import Spec
from planforge.spec.targets import ClosedMonth

FEW = 6  # figures that go on one line
_BARE = re.compile(r"[^\W\d_][\w ]*(?<! )")


def with_closed(source: Source, spec: Spec, closed: Sequence[ClosedMonth], log: Sequence[str]) -> tuple[str, Spec]:
    """The text with the months closed and the log among its first comments, and the spec that it holds.

    Refusal where the text is written in a way that leaves no place for them.
    """
    end = "\r" if "\r\n" in source.text else ""
    lines = source.text.split("\n")
    node = source.root.children.get("targets") if source.root else None
    if closed and node is not None:
        _insert(lines, node, closed, spec, end)
    lines[_heading(lines) : _heading(lines)] = [f"# {line}{end}" for line in log]
    text = "\n".join(lines)
    months = (*spec.targets.closed, *closed)
    wanted = spec.model_copy(update={"targets": spec.targets.model_copy(update={"closed": months})})
    if not _says(text, source, wanted):
        raise Refusal(_no_place(source))
    return text, wanted


def _heading(lines: Sequence[str]) -> int:
    """The first line that is no comment."""
    return next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))


def _insert(lines: list[str], targets: Node, closed: Sequence[ClosedMonth], spec: Spec, end: str) -> None:
    """Behind the months closed before, else as the first key of the targets."""
    known = targets.keys.get("closed")
    line, column, _ = targets.place
    if known is not None:
        place, indent = _behind(lines, known[0], known[1])
        lines[place:place] = [line + end for line in _items(closed, indent, spec)]
    elif lines[line - 1][column - 1 : column] == "{":
        items = ", ".join(_flow(one, spec) for one in closed)
        lines[line - 1] = f"{lines[line - 1][:column]}closed: [{items}], {lines[line - 1][column:].lstrip()}"
    else:
        first = min(targets.keys.values())
        indent = " " * (first[1] - 1)
        added = [f"{indent}closed:", *_items(closed, f"{indent}  ", spec)]
        lines[first[0] - 1 : first[0] - 1] = [line + end for line in added]


def _behind(lines: Sequence[str], number: int, column: int) -> tuple[int, str]:
    """Where a list in block style ends whose key stands there, and how far its items are set in."""
    last, dash = number, column - 1
    for index in range(number, len(lines)):
        text = lines[index]
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        indent = len(text) - len(text.lstrip())
        if indent < column - 1 or (indent == column - 1 and not text.lstrip().startswith("- ")):
            break
        dash = indent if last == number else dash
        last = index + 1
    return last, " " * dash


def _items(closed: Sequence[ClosedMonth], indent: str, spec: Spec) -> list[str]:
    lines: list[str] = []
    for one in closed:
        lines.append(f"{indent}- month: {one.month}")
        lines += _wrapped(f"{indent}  actual: ", _pairs(one.actual, spec))
        if one.products:
            lines.append(f"{indent}  products:")
        for district, amounts in one.products.items():
            lines += _wrapped(f"{indent}    {_scalar(district)}: ", _pairs(amounts, spec))
        for key, amounts in (("people", one.people), ("stores", one.stores)):
            lines += _wrapped(f"{indent}  {key}: ", _pairs(amounts, spec)) if amounts else []
        lines += [f"{indent}  reason: {_scalar(one.reason)}"] if one.reason else []
    return lines


def _wrapped(start: str, pairs: Sequence[str]) -> list[str]:
    """A mapping in braces, a few pairs a line."""
    chunks = [", ".join(pairs[i : i + FEW]) for i in range(0, len(pairs), FEW)]
    margin = " " * (len(start) - len(start.lstrip()) + 2)
    lines = [start + "{" + chunks[0], *(margin + chunk for chunk in chunks[1:])]
    return [*(f"{line}," for line in lines[:-1]), lines[-1] + "}"]


def _pairs(amounts: Mapping[str, Decimal], spec: Spec) -> list[str]:
    return [f"{_scalar(name)}: {_amount(amount, spec)}" for name, amount in amounts.items()]


def _flow(one: ClosedMonth, spec: Spec) -> str:
    """The same on one line."""
    parts = [f"month: {one.month}", f"actual: {_braces(one.actual, spec)}"]
    if one.products:
        inner = (f"{_scalar(district)}: {_braces(amounts, spec)}" for district, amounts in one.products.items())
        parts.append(f"products: {{{', '.join(inner)}}}")
    parts += [f"{k}: {_braces(v, spec)}" for k, v in (("people", one.people), ("stores", one.stores)) if v]
    parts += [f"reason: {_scalar(one.reason)}"] if one.reason else []
    return f"{{{', '.join(parts)}}}"


def _braces(amounts: Mapping[str, Decimal], spec: Spec) -> str:
    return f"{{{', '.join(_pairs(amounts, spec))}}}"


def _scalar(text: str) -> str:
    """The text bare where YAML takes it for nothing else, quoted otherwise."""
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _amount(amount: Decimal, spec: Spec) -> str:
    """155.2万 as the manager writes money, else the plain number."""
    if spec.money.unit != "万元" or not spec.language.startswith("zh"):
        return f"{amount:f}"
    text = f"{amount / 10_000:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "万"


def _says(text: str, source: Source, wanted: Spec) -> bool:
    """Whether the text holds exactly the spec that is wanted; its history is read from the file it names."""
    root, problems = parse(text, source.file)
    if root is None or problems or not isinstance(root.value, dict):
        return False
    found = Spec.model_validate(root.value)
    return found.model_copy(update={"history": wanted.history}) == wanted


def _no_place(source: Source) -> Problem:
    return Problem(
        "V25",
        Text("无法把关账的月份写进 targets", "the closed months cannot be written into targets"),
        Text("把 targets 写成每行一个键，不用引用（*）", "write targets one key a line, without aliases (*)"),
        where=source.where(("targets",)),
    )
