"""YAML text to plain data with the place of every key and value, by way of libyaml's events.

Scalars stay text (YAML 1.1 would turn ``no`` into False and ``1:30`` into 90); the models coerce by field. Nothing is
constructed, so nothing in a file can run, and depth and expanded size are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct, field

from planforge.problem import Problem, Severity, Text, Where
from planforge.reading.yaml_syntax import CONTROL, MAX_DEPTH, TOO_DEEP, explain, unwritable
from planforge.spec.values import UNSEEN, UNWRITABLE

THOUSANDS = re.compile(r"\d{3}(?!\d)")
MAX_SIZE = 400_000  # nodes, aliases expanded
LOADER = getattr(yaml, "CLoader", yaml.Loader)
NULLS = {"", "~", "null", "Null", "NULL"}

Place = tuple[int, int, int]
"""Line, column, end column; from 1. The end column is 0 where the thing goes on to another line."""


Span = tuple[int, int]
"""Where something begins in the text and where the next begins, in code points from 0."""


class Node(Struct):
    """A value with its place; ``keys`` are the places of a mapping's keys, ``children`` by key or index.

    A block collection's span ends where its last child ends; ``names`` are the spans of its keys.
    """

    value: Any
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    children: dict[str | int, Node] = field(default_factory=dict)
    size: int = 1
    span: Span = (0, 0)
    names: dict[str, Span] = field(default_factory=dict)
    flow: bool = False
    alias: bool = False


class Broken(Exception):  # noqa: N818 - carries a problem out of the parse
    """The text cannot be read further; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message.en)
        self.problem = problem


def parse(text: str, file: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """The root node, None where there is nothing or nothing readable, and what is wrong.

    Duplicate keys are reported and the first kept; any other mistake of syntax ends the reading.
    """
    builder = _Builder(file)
    try:
        events = yaml.parse(text, Loader=LOADER)
        root = builder.document(events)
    except Broken as broken:
        return None, (*builder.problems, broken.problem)
    except yaml.MarkedYAMLError as error:
        return None, (*builder.problems, explain(error, text, file))
    except yaml.YAMLError:
        return None, (*builder.problems, unwritable(text, file))
    return root, tuple(builder.problems)


class _Builder:
    """Builds nodes from events; holds anchors and problems of one parse."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node | None] = {}  # None while the anchored node is still open

    def document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise self._broken("R04", _place(event), TWO_DOCUMENTS)
            if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent | yaml.AliasEvent):
                root = self.node(event, events, 0)
        return root

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._broken("R05", _place(event), TOO_DEEP)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.tag is not None and event.tag != "!":
            raise self._broken("R06", _place(event), NO_TAGS)
        if event.anchor:
            self.anchors[event.anchor] = None
        node = self._build(event, events, depth)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _grow(self, node: Node, child: Node) -> None:
        """Count a child in, and stop as soon as it is too much, before the rest is built."""
        node.size += child.size
        if node.size > MAX_SIZE:
            raise self._broken("R07", node.place, TOO_LARGE)

    def _build(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            self._writable(event)
            return Node(_scalar(event), _place(event), span=_span(event), flow=event.style not in ("|", ">"))
        return (self._mapping if isinstance(event, yaml.MappingStartEvent) else self._sequence)(event, events, depth)

    def _alias(self, event: Any) -> Node:
        if event.anchor not in self.anchors:
            raise self._broken("R08", _place(event), _no_anchor(event.anchor))
        node = self.anchors[event.anchor]
        if node is None:
            raise self._broken("R08", _place(event), RECURSION)
        return Node(
            node.value, _place(event), node.keys, node.children, node.size, _span(event), node.names, node.flow, True
        )

    def _sequence(self, start: Any, events: Iterator[Any], depth: int) -> Node:
        node = Node([], _place(start), span=_span(start), flow=bool(start.flow_style))
        before = None
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                _close(node, event)
                break
            if _splits_number(before, event):
                self.problems.append(Problem("R17", *SPLIT_NUMBER, where=_where(self.file, _place(event))))
            before = event
            child = self.node(event, events, depth + 1)
            node.children[len(node.value)] = child
            node.value.append(child.value)
            self._grow(node, child)
        return node

    def _mapping(self, start: Any, events: Iterator[Any], depth: int) -> Node:
        node = Node({}, _place(start), span=_span(start), flow=bool(start.flow_style))
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                _close(node, event)
                break
            key = self._key(event)
            child = self.node(next(events), events, depth + 1)
            self._grow(node, child)
            if key in node.keys:
                self._duplicate(key, _place(event), node.keys[key])
                continue
            node.keys[key], node.children[key], node.value[key] = _place(event), child, child.value
            node.names[key] = _span(event)
        return node

    def _key(self, event: Any) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._broken("R09", _place(event), ODD_KEY)
        if event.value == "<<":
            raise self._broken("R09", _place(event), NO_MERGE)
        self._writable(event)
        return str(event.value)

    def _writable(self, event: Any) -> None:
        """Escapes such as ``"\\0"`` could bring in what no Word file can hold; what nobody sees is taken out."""
        if event.style == '"' and UNWRITABLE.search(event.value):
            raise self._broken("R02", _place(event), CONTROL)
        if UNSEEN.search(event.value):
            event.value = UNSEEN.sub("", event.value)
            where = _where(self.file, _place(event))
            self.problems.append(Problem("R19", *TURNED, where=where, severity=Severity.WARNING))

    def _duplicate(self, key: str, place: Place, first: Place) -> None:
        message = Text(f"重复的键“{key}”，第 {first[0]} 行已有", f"duplicate key {key}, first on line {first[0]}")
        hint = Text("删去其中一个，或合并两处内容", "remove one, or merge the two")
        self.problems.append(Problem("R03", message, hint, where=_where(self.file, place)))

    def _broken(self, code: str, place: Place, words: tuple[Text, Text]) -> Broken:
        return Broken(Problem(code, *words, where=_where(self.file, place)))


TWO_DOCUMENTS = (
    Text(
        "一个文件只能写一份计划，这里开始了第二个文档（---）",
        "one file holds one spec; a second document (---) starts here",
    ),
    Text("拆成两个文件", "split it into two files"),
)
TOO_LARGE = (
    Text(f"超过 {MAX_SIZE:,} 个值（引用 * 展开后计）", f"more than {MAX_SIZE:,} values, with aliases (*) expanded"),
    Text(
        "数据放在销售文件里；引用不要互相嵌套",
        "keep data in a sales file, and aliases from lying inside each other",
    ),
)
NO_TAGS = (
    Text("不支持 YAML 标签（!）", "YAML tags (!) are not supported"),
    Text("去掉标签；文字以 ! 开头时加引号", "remove it; quote text that starts with !"),
)
RECURSION = (
    Text("引用（*）指向包含它自己的内容", "an alias (*) refers to what contains it"),
    Text("把引用换成实际内容", "write the content instead of the alias"),
)
ODD_KEY = (
    Text("键必须是简单文字", "a key must be plain text"),
    Text("检查冒号前的内容；文字中的 { [ * & 要加引号", "look before the colon; quote text with { [ * &"),
)
NO_MERGE = (
    Text("不支持合并键 <<", "merge keys (<<) are not supported"),
    Text("把被合并的内容直接写出来", "write the merged content out"),
)


TURNED = (
    Text("有看不见的字符，已去掉", "it holds characters that nobody sees; they were left out"),
    Text("多半是复制粘贴带来的；重新输入这一项", "it came with copy and paste, most likely: type this value anew"),
)
SPLIT_NUMBER = (
    Text("[ ] 中逗号把一个数分成了两项", "inside [ ] the comma splits a number into two items"),
    Text(
        "给整项加引号；若确是两项，逗号后加空格", "quote the whole item; if two are meant, put a blank after the comma"
    ),
)


def _no_anchor(name: str) -> tuple[Text, Text]:
    return (
        Text(f"引用 *{name} 没有对应的 &{name}", f"alias *{name} has no &{name}"),
        Text("文字以 * 开头时加引号", "quote text that starts with *"),
    )


def _scalar(event: Any) -> str | None:
    plain = event.implicit[0] and not event.style
    return None if plain and event.value in NULLS else str(event.value)


def _splits_number(before: Any, event: Any) -> bool:
    """Whether a number such as 5,000 stands unquoted in brackets, with words around it or zeros behind the comma.

    Bare numbers such as 100,120 are a list.
    """
    if not all(isinstance(one, yaml.ScalarEvent) and not one.style for one in (before, event)):
        return False
    if event.start_mark.index != before.end_mark.index + 1 or not before.value[-1:].isdigit():
        return False
    bare = before.value.isdigit() and event.value.isdigit() and not event.value.startswith("0")
    return bool(THOUSANDS.match(event.value)) and not bare


def _place(event: Any) -> Place:
    start, end = event.start_mark, event.end_mark
    return start.line + 1, start.column + 1, end.column + 1 if end.line == start.line else 0


def _span(event: Any) -> Span:
    return event.start_mark.index, event.end_mark.index


def _close(node: Node, end: Any) -> None:
    last = next(reversed(node.children.values()), None)
    node.span = node.span[0], end.end_mark.index if node.flow or last is None else last.span[1]


def _where(file: str, place: Place) -> Where:
    return Where(file, *place)
