"""Changes to a spec written as YAML: a piece of the text gives way to another, every other byte is the same.

Comments, order, line ends, quotes and anchors elsewhere stay; what stood beside a value that goes, in its own lines,
goes with it. A value behind an alias is written out where the alias stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from planforge.problem import Path, Problem, Refusal, Severity, Text, Where
from planforge.reading.editor import Change, Insert, Note, Remove, Set, applied, plain
from planforge.reading.keys import Keys, parse_spec, word, worded
from planforge.reading.shape import keys_at
from planforge.reading.yaml_tree import Node, Span

WIDTH = 110  # characters a new line takes at most
SHORT = 30  # characters of items that share a line
_PLAIN = re.compile(r"[^\W\d_](?:[\w ·./()+×÷－，。；：、（）《》“”！？％—…-]*[\w)）。》”！？％])?")
_SPECIAL = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null|[.\d]+e[\d]+")
_FIGURE = re.compile(r"[+-]?\d+(?:\.\d+)?(?:%|[百千]?万元?|亿元?|千?元)?|\d{4}-\d\d(?:-\d\d)?|\d{1,2}月")


def edited(text: str, file: str, changes: Sequence[Change]) -> tuple[str, Node | None]:
    """The text with the changes made, and its tree; see ``editor.edit``."""
    root, _, keys = parse_spec(text, file)
    for change in changes:
        if isinstance(change, Note):
            text = _noted(text, change)
            root, _, _ = parse_spec(text, file)
        else:
            text, root = _changed(text, root, file, change, keys)
    return text, root


def _noted(text: str, note: Note) -> str:
    lines = text.splitlines(keepends=True)
    heading = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    end = _line_end(text)
    place = sum(map(len, lines[:heading]))
    before = end if place and not text[:place].endswith(("\n", "\r")) else ""
    return text[:place] + before + "".join(f"# {line}{end}" for line in note.lines) + text[place:]


def _changed(text: str, root: Node | None, file: str, change: Set | Insert | Remove, keys: Keys) -> tuple[str, Node]:
    root = root or Node({}, (1, 1, 0), span=(len(text), len(text)))
    wanted = applied(root.value, change)
    (start, end), piece = _Editor(text, root, keys).splice(change)
    made = text[:start] + piece.replace("\n", _line_end(text)) + text[end:]
    found, problems, _ = parse_spec(made, file)
    broken = any(problem.severity is Severity.ERROR for problem in problems)
    if found is None or broken or found.value != wanted:
        raise Refusal(_no_place(root, file, change.path))
    return made, found


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


class _Editor:
    """One text with its tree; finds the piece that a change replaces."""

    def __init__(self, text: str, root: Node, keys: Keys = "en") -> None:
        self.text, self.root, self.keys = text, root, keys

    def splice(self, change: Set | Insert | Remove) -> tuple[Span, str]:
        """The span to replace, and by what."""
        nodes = [self.root]
        for depth, step in enumerate(change.path):
            node = nodes[-1].children.get(step)
            if node is not None and node.alias and depth + 1 < len(change.path):
                below = type(change)(change.path[depth + 1 :], *([] if isinstance(change, Remove) else [change.value]))
                return self._set(nodes, node, change.path[: depth + 1], applied(node.value, below))
            if node is None:
                break
            nodes.append(node)
        known, left = change.path[: len(nodes) - 1], change.path[len(nodes) - 1 :]
        if isinstance(change, Remove):
            if left:
                raise KeyError(change.path)
            return self._remove(nodes, change.path)
        if isinstance(change, Insert) and len(left) < 2:
            nodes, known, left = nodes[: len(change.path)], change.path[:-1], change.path[-1:]
        if not left:
            return self._set(nodes[:-1], nodes[-1], known, plain(change.value))
        value = plain(change.value)
        for step in reversed(left[1:]):
            value = [value] if isinstance(step, int) else {step: value}
        return self._add(nodes, known, left[0], value)

    def _set(self, parents: Sequence[Node], node: Node, path: Path, value: Any) -> tuple[Span, str]:
        start, end = node.span
        value = worded(value, path) if self.keys == "zh" else value
        if not parents:
            return self._whole(node, value)
        if any(parent.flow for parent in parents):
            bare = end == start and self.text[:start].rstrip()[-1:] in ("{", ",", "[") and isinstance(path[-1], str)
            blank = " " if end == start and self.text[start - 1 : start] == ":" else ""
            return (start, end), f"{': ' if bare else blank}{flow(value)}"
        begin = self._behind_mark(parents[-1], path[-1])
        end = max(self._trimmed(start, end), begin)
        indent = self._indent(parents, path)
        text = block(value, indent, begin - self._line_start(begin))
        lasting = node.value is not None and not isinstance(value, dict | list) and node.flow and "\n" not in text
        return ((start, end), flow(value)) if lasting and start > begin else ((begin, end), text)

    def _whole(self, root: Node, value: Any) -> tuple[Span, str]:
        text = block(value, -2, 0).lstrip("\n")
        return root.span, text

    def _add(self, nodes: Sequence[Node], path: Path, step: str | int, value: Any) -> tuple[Span, str]:
        parent = nodes[-1]
        if not parent.children:
            whole = [value] if isinstance(step, int) else {step: value}
            if isinstance(step, int) and step:
                raise IndexError((*path, step))
            return self._set(nodes[:-1], parent, path, whole)
        if isinstance(step, int) and step > len(parent.children):
            raise IndexError((*path, step))
        before = step - 1 if isinstance(step, int) else self._before(parent, path, step)
        name = word(str(step), path) if self.keys == "zh" else str(step)
        value = worded(value, (*path, step)) if self.keys == "zh" else value
        if any(node.flow for node in nodes):
            entry = flow(value) if isinstance(step, int) else f"{scalar(name)}: {flow(value)}"
            if before == -1:
                place = next(iter(parent.children.values())).span[0] if isinstance(step, int) else self._first(parent)
                return (place, place), f"{entry}, "
            place = self._trimmed(*list(parent.children.values())[before].span)
            return (place, place), f", {entry}"
        column = self._column(parent)
        head = "-" if isinstance(step, int) else f"{scalar(name)}:"
        entry = head + block(value, column, column + len(head))
        if before == -1:
            place = self._first(parent)
            return (place, place), f"{entry}\n{' ' * column}"
        last = list(parent.children.values())[before]
        place = self._after(last, column)
        return (place, place), f"\n{' ' * column}{entry}"

    def _before(self, parent: Node, path: Path, key: str) -> int:
        """The number of the key that a new key follows: the last of those that the format has before it."""
        order, present = list(dict.fromkeys(keys_at(path))), list(parent.children)
        if key not in order:
            return len(present) - 1
        earlier = set(order[: order.index(key)])
        return max((i for i, known in enumerate(present) if known in earlier), default=-1)

    def _remove(self, nodes: Sequence[Node], path: Path) -> tuple[Span, str]:
        parent, node = nodes[-2], nodes[-1]
        items = list(parent.children)
        number = items.index(path[-1])
        if len(items) == 1:
            return self._set(nodes[:-2], parent, path[:-1], [] if isinstance(parent.value, list) else {})
        start = parent.names[str(path[-1])][0] if isinstance(path[-1], str) else node.span[0]
        end = self._trimmed(*node.span)
        if any(one.flow for one in nodes[:-1]):
            return self._comma(start, end, last=number == len(items) - 1), ""
        if isinstance(path[-1], int):
            start = self.text.rfind("-", 0, start)
        begin, stop = self._line_start(start), self._line_stop(end)
        if not self.text[begin:start].strip():
            return (begin, self._next_line(stop)) if stop < len(self.text) else (max(begin - 1, 0), stop), ""
        following = self._key_or_dash(parent, items[number + 1]) if number + 1 < len(items) else stop
        between = self.text[stop:following]
        return (start, following if not between.strip() else stop), ""

    def _comma(self, start: int, end: int, *, last: bool) -> Span:
        """The span of an item in brackets with one comma beside it."""
        if not last:
            comma = self.text.index(",", end)
            stop = comma + 1
            while self.text[stop : stop + 1] in (" ", "\t"):
                stop += 1
            return start, stop
        comma = self.text.rindex(",", 0, start)
        return comma, end

    # places in the text

    def _behind_mark(self, parent: Node, step: str | int) -> int:
        """Behind the colon of a key, or the dash of an item."""
        if isinstance(step, str):
            return self.text.index(":", parent.names[step][1]) + 1
        return self.text.rfind("-", 0, parent.children[step].span[0]) + 1

    def _key_or_dash(self, parent: Node, step: str | int) -> int:
        if isinstance(step, str):
            return parent.names[step][0]
        return self.text.rfind("-", 0, parent.children[step].span[0])

    def _first(self, parent: Node) -> int:
        return self._key_or_dash(parent, next(iter(parent.children)))

    def _column(self, parent: Node) -> int:
        place = self._first(parent)
        return place - self._line_start(place)

    def _indent(self, parents: Sequence[Node], path: Path) -> int:
        """The column of the key or dash that a value hangs on."""
        place = self._key_or_dash(parents[-1], path[-1])
        return place - self._line_start(place)

    def _trimmed(self, start: int, end: int) -> int:
        """Where the visible text of a value ends: the span of a block scalar takes in the lines behind it."""
        return start + len(self.text[start:end].rstrip())

    def _after(self, node: Node, column: int) -> int:
        """The end of the last line that belongs to a node, with comments set in further than ``column``."""
        stop = self._line_stop(self._trimmed(*node.span))
        place = stop
        while place < len(self.text):
            begin = self._next_line(place)
            if begin >= len(self.text):
                break
            place = self._line_stop(begin)
            line = self.text[begin:place]
            if line.strip() and not (line.lstrip().startswith("#") and len(line) - len(line.lstrip()) > column):
                break
            if line.strip():
                stop = place
        return stop

    def _line_start(self, place: int) -> int:
        return max(self.text.rfind("\n", 0, place), self.text.rfind("\r", 0, place)) + 1

    def _line_stop(self, place: int) -> int:
        ends = [found for found in (self.text.find("\n", place), self.text.find("\r", place)) if found >= 0]
        return min(ends, default=len(self.text))

    def _next_line(self, stop: int) -> int:
        return stop + (2 if self.text.startswith("\r\n", stop) else 1)


# Values as YAML -------------------------------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """The text as a YAML scalar that stands in brackets too: as it is where that is safe, else in double quotes."""
    if _PLAIN.fullmatch(text) and not _SPECIAL.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + "".join(c if c.isprintable() else _escape(c) for c in escaped) + '"'


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def scalar(value: str | None) -> str:
    """One plain value: figures and dates stand without quotes, other text as ``quoted`` has it."""
    if value is None:
        return "null"
    return value if _FIGURE.fullmatch(value) or value in ("yes", "no") else quoted(value)


def flow(value: Any) -> str:
    """Plain data on one line, in brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def block(value: Any, indent: int, begun: int) -> str:
    """Plain data behind a key or dash in column ``indent`` whose line is ``begun`` long: on that line where it fits,
    else on lines of its own; begins with a blank or a new line.
    """
    line = flow(value)
    several = isinstance(value, list) and any(isinstance(one, dict) for one in value)
    if begun + len(line) < WIDTH and not several and not (isinstance(value, str) and "\n" in value):
        return f" {line}"
    if isinstance(value, str):
        return _prose(value, indent)
    margin = " " * (indent + 2)
    if not value or all(not isinstance(one, dict | list) and len(str(one)) <= SHORT for one in _values(value)):
        return _wrapped(value, margin, begun)
    if isinstance(value, dict):
        keys = [f"{scalar(key)}:" for key in value]
        lines = [
            key + block(one, indent + 2, indent + 2 + len(key)) for key, one in zip(keys, _values(value), strict=True)
        ]
        return "\n" + "\n".join(margin + one for one in lines)
    return "".join(f"\n{margin}-{_item(one, indent + 2)}" for one in value)


def _item(value: Any, dash: int) -> str:
    text = block(value, dash, dash + 1)
    return f" {text.lstrip()}" if isinstance(value, dict) else text


def _values(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value


def _wrapped(value: Any, margin: str, begun: int) -> str:
    """A mapping or list of short things in brackets, as many on a line as fit."""
    pairs = [f"{scalar(k)}: {flow(v)}" for k, v in value.items()] if isinstance(value, dict) else list(map(flow, value))
    lines: list[str] = []
    line = ""
    for number, pair in enumerate(pairs):
        more = pair + ("," if number + 1 < len(pairs) else "")
        start = begun + 2 if not lines else len(margin) + 1
        if line and start + len(line) + 1 + len(more) > WIDTH:
            lines.append(line)
            line = more
        else:
            line = f"{line} {more}".lstrip()
    lines.append(line)
    left, right = "{}" if isinstance(value, dict) else "[]"
    return f" {left}" + f"\n{margin}".join(lines) + right


def _prose(text: str, indent: int) -> str:
    """Text of several lines as a literal block where it can stand so, else quoted."""
    lines = text.split("\n")
    literal = all(line == line.strip() and line.isprintable() for line in lines) and lines[0] and lines[-1]
    if len(lines) == 1 or not literal:
        return f" {quoted(text)}"
    return " |-" + "".join(f"\n{' ' * (indent + 2)}{line}" if line else "\n" for line in lines)


def _no_place(root: Node, file: str, path: Path) -> Problem:
    node, place = root, root.place
    for step in path:
        child = node.children.get(step)
        if child is None:
            break
        place, node = node.keys.get(str(step), child.place), child
    name = ".".join(map(str, path))
    return Problem(
        "R18",
        Text(f"{name} 在文件里无法单独改动", f"{name} cannot be changed in the file alone"),
        Text("写成每行一个键，不用引用（& 和 *），再试", "write it one key a line, without & and *, and try again"),
        path,
        Where(file, *place),
    )
