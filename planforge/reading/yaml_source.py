"""A spec as YAML text, and where everything stands in it: places, code frames, ignore comments."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path as FilePath
from typing import Any

from msgspec import Struct

from planforge.problem import Path, Problem, Text, Where
from planforge.reading.editor import Change
from planforge.reading.keys import Keys, parse_spec
from planforge.reading.source import Ignore
from planforge.reading.titles import Telling, in_titles
from planforge.reading.yaml_editor import edited
from planforge.reading.yaml_tree import Node, Place
from planforge.records import replace
from planforge.spec.values import UNWRITABLE, has_chinese

FRAME_WIDTH = 72  # columns of a terminal that a code frame has for a line, of eighty
STDIN = FilePath("-")  # a spec that comes from another program
LARGEST = 32_000_000  # bytes; a spec of this size was never written by a person
LANGUAGE = re.compile(r"""^["']?(?:language|语言)["']?\s*:\s*["']?([\w-]+)""", re.MULTILINE)
IGNORE = re.compile(r"#\s*planforge:\s*ignore\[([A-Z]\d{2}(?:\s*,\s*[A-Z]\d{2})*)\]\s*(.*)")


class YamlSource(Struct, frozen=True, dict=True):
    """A spec's text with its tree of places; ``root`` is None where nothing could be read."""

    file: str
    text: str = ""
    root: Node | None = None
    encoding: str = "utf-8"
    keys: Keys = "en"

    @property
    def data(self) -> Any:
        return self.root.value if self.root else None

    @cached_property
    def language(self) -> str:
        """That of its keys, else of its document, else Chinese where there are Chinese words, syntax right or not."""
        said = LANGUAGE.search(self.text)
        if self.keys == "zh" or (said is None and has_chinese(self.text)):
            return "zh-CN"
        return said[1] if said else ""

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        return self.text.encode(self.encoding)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def sheets(self) -> tuple[str, ...]:
        return ()

    @cached_property
    def ignores(self) -> tuple[Ignore, ...]:
        """The ignore comments of the file, in order."""
        found = ((number, IGNORE.search(line)) for number, line in enumerate(self.lines, 1) if "planforge:" in line)
        return tuple(
            Ignore(code.strip(), number, match[2].strip())
            for number, match in found
            if match
            for code in match[1].split(",")
        )

    def edited(self, changes: Sequence[Change]) -> YamlSource:
        text, root = edited(self.text, self.file, changes)
        return replace(self, text=text, root=root)

    def where(self, path: Path) -> Where:
        """The place of a value; of the nearest thing above it that is in the file when it is not.

        Parts of the path that the file does not know (names of union branches) are passed over.
        """
        place, node = self._descend(path)
        if node is not None and isinstance(node.value, dict | list) and place is not None:
            return Where(self.file, *place)
        if node is None:
            return Where(self.file)
        return Where(self.file, *node.place)

    def key(self, path: Path) -> Where:
        """The place of the key that a path ends in."""
        _, parent = self._descend(path[:-1])
        place = parent.keys.get(str(path[-1])) if parent and path else None
        return Where(self.file, *place) if place else self.where(path)

    def gap(self, path: Path) -> Where:
        """The key of what the missing value is part of."""
        return self.key(path[:-1])

    def locate(self, problem: Problem) -> Problem:
        """The problem with its place filled in from its path."""
        told = in_titles(problem, Telling("zh-CN", self.data)) if self.keys == "zh" else problem
        return replace(told, where=self.where(problem.path), language=self.language)

    def frame(self, where: Where) -> str:
        """The line with a mark below the place; empty for a place that is no line of this file."""
        if where.file != self.file or not 1 <= where.line <= len(self.lines):
            return ""
        whole = UNWRITABLE.sub("\ufffd", self.lines[where.line - 1].replace("\t", " "))
        cut = _window(whole, where.column - 1)
        line = whole[cut : cut + _fitting(whole[cut:], FRAME_WIDTH)]
        number, column = f"{where.line:5}", where.column - cut
        before = "".join(_under(c, " ", "\u3000") for c in line[: column - 1])
        end = where.end_column - cut if where.end_column else len(line) + 1
        marks = "".join(_under(c, "^", "^^") for c in line[column - 1 : max(end - 1, column)]) or "^"
        return f"{number} | {line}\n{' ' * len(number)} | {before}{marks}"

    def _descend(self, path: Path) -> tuple[Place | None, Node | None]:
        """The last node on the way that is in the file, and the place of the key that leads to it."""
        node, place = self.root, None
        for part in path:
            child = node.children.get(part) if node else None
            if child is None:
                continue
            assert node is not None
            place, node = node.keys.get(str(part), child.place), child
        return place, node


def open_yaml(path: FilePath) -> tuple[YamlSource, tuple[Problem, ...]]:
    """Read and parse a file; every way it can be unreadable is a problem with the file's name."""
    file = str(path)
    text, encoding, problem = _decode(path)
    if problem is not None:
        source = YamlSource(file, text)
        return source, (replace(problem, language=source.language),)
    source, problems = of_text(text, file)
    return replace(source, encoding=encoding), problems


def of_text(text: str, file: str) -> tuple[YamlSource, tuple[Problem, ...]]:
    """The source of a text that no file holds; ``file`` is what its places are called by."""
    root, problems, keys = parse_spec(text, file)
    source = YamlSource(file, text, root, keys=keys)
    if root is None and not problems:
        problems = (_unreadable(file, Text("文件是空的", "the file is empty"), NEW),)
    return source, tuple(replace(problem, language=source.language) for problem in problems)


@cache
def _standard_input() -> bytes:
    """What stands there, which can be read once only."""
    return sys.stdin.buffer.read(LARGEST)


def _decode(path: FilePath) -> tuple[str, str, Problem | None]:
    """The text of a file and its encoding; what can be shown of it, and the problem, where it is no such text."""
    file = str(path)
    try:
        if path == STDIN:
            return _text_of(_standard_input(), file)
        if path.is_dir():
            return "", "", _unreadable(file, Text("这是文件夹，不是计划文件", "this is a folder, not a spec"), INSIDE)
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except FileNotFoundError:
        return "", "", _unreadable(file, Text("找不到文件", "no such file"), NEW)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return "", "", _unreadable(file, Text(f"无法读取：{why}", f"cannot be read: {why}"), ACCESS)
    if len(content) > LARGEST:
        return "", "", _unreadable(file, Text("文件太大", "the file is too large"), NEW)
    return _text_of(content, file)


def _text_of(content: bytes, file: str) -> tuple[str, str, Problem | None]:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"\0" in content[:4096]:
        return "", "", _unreadable(file, Text("这不是文本文件", "this is not a text file"), NEW)
    marked = content.startswith(b"\xef\xbb\xbf")
    encoding = "utf-16" if wide else "utf-8-sig" if marked else "utf-8"
    try:
        return content.decode(encoding), encoding, None
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, "ignore")
        where = Where(file, len(f"{before}.".splitlines()), 1)
    gbk = not wide and _is_gbk(content)
    text = content.decode("gb18030" if gbk else encoding, "replace")
    return text, "", Problem("R01", NOT_UTF8 if gbk else DAMAGED, SAVE_UTF8, where=where)


def _is_gbk(content: bytes) -> bool:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


NEW = Text("用 planforge new 新建一份", "start one with: planforge new")
INSIDE = Text("写出文件夹里的计划文件名", "name the spec inside the folder")
ACCESS = Text(
    "检查文件名、权限，以及文件是否被其他程序占用", "look at its name, its permissions and what else has it open"
)
NOT_UTF8 = Text("文件不是 UTF-8 编码（多半是 GBK）", "the file is not UTF-8 (GBK, most likely)")
DAMAGED = Text("文件的编码有损坏的字节", "the file has bytes that are no text")
SAVE_UTF8 = Text(
    "在记事本或 VS Code 中“另存为”，编码选 UTF-8", "in Notepad or VS Code choose “Save as” with the encoding UTF-8"
)


def _unreadable(file: str, message: Text, hint: Text | None) -> Problem:
    return Problem("R01", message, hint, where=Where(file))


def _window(line: str, at: int) -> int:
    """Where the part of a line begins that a frame shows: at its start if the place is then well inside, else so that
    the place is about in the middle."""
    if len("".join(_under(c, " ", "  ") for c in line[: at + 1])) <= FRAME_WIDTH * 3 // 4:
        return 0
    return at - _fitting(line[:at][::-1], FRAME_WIDTH // 2)


def _fitting(text: str, columns: int) -> int:
    """How many characters of a text fit into so many columns."""
    for count, character in enumerate(text):
        columns -= len(_under(character, " ", "  "))
        if columns < 0:
            return count
    return len(text)


def _under(character: str, narrow: str, wide: str) -> str:
    """What stands below a character, as wide as it is on a terminal; nothing below a combining one."""
    if unicodedata.east_asian_width(character) in "WF":
        return wide
    return "" if unicodedata.combining(character) else narrow
