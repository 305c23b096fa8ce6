"""What is wrong with text that is no YAML, judged by the text at the parser's marks, never by the parser's words.

libyaml gives up to two marks: where the thing began that it was reading, and where it could go no further. The
characters there, and the shape of the line, tell the common slips apart: an open quote, a full-width colon, a tab.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml
from msgspec import Struct

from planforge.problem import Problem, Text, Where
from planforge.spec.values import UNWRITABLE
from planforge.wording import ONE_VERSION

MAX_DEPTH = 50
QUOTE = re.compile(r"""(?:^\s*|[:,\-]\s+|[\[{]\s*)(["'])""")
FULL_COLON = re.compile(r"^\s*(?:- )?\w+(：)|[\[{，,]\s*\w+(：)")
FULL_COMMA = re.compile(r"[\[{][^\]}]*?(，)\s*\w+\s*[:：]")
CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)")
TIGHT_COLON = re.compile(r"^\s*(?:- )?[A-Za-z_]\w*(:)(?![\s/])")
Spot = tuple[int, int]
"""Line and column, from 0."""
Said = tuple[Text, Text]


class _Scene(Struct, frozen=True):
    """The lines of a text and the parser's marks in it."""

    lines: list[str]
    began: Spot | None
    stopped: Spot

    def char(self, spot: Spot | None) -> str:
        return self.line(spot[0])[spot[1] : spot[1] + 1] if spot else ""

    def line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    @property
    def ended(self) -> bool:
        """Whether nothing follows where the parser stopped."""
        return not any(line.strip() for line in self.lines[self.stopped[0] :])

    @property
    def runs_on(self) -> bool:
        """Whether the parser took the line before and this one for one piece."""
        return self.ended or self.char(self.stopped) == ":" or self.began == (self.stopped[0] - 1, 0)

    @property
    def before(self) -> int:
        """The line above that holds something, remarks aside."""
        above = range(self.stopped[0] - 1, -1, -1)
        return next((line for line in above if self.line(line).lstrip()[:1] not in ("", "#")), 0)

    def near(self, finds: Callable[[str], int | None]) -> Spot | None:
        """Where something is found in the line the parser stopped at, or in the one before if that may be to blame."""
        line = self.stopped[0]
        for number in (line, line - 1) if self.runs_on else (line,):
            at = finds(self.line(number))
            if at is not None:
                return number, at
        return None


def explain(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """The problem behind a parser's error: the first slip of ``SLIPS`` that the text shows."""
    scene = _Scene(text.splitlines(), _spot(error.context_mark), _spot(error.problem_mark) or (0, 0))
    for said, finds in SLIPS:
        spot = finds(scene)
        if spot is not None:
            return Problem("R05" if said is TOO_DEEP else "R02", *said, where=_where(scene, spot, file))
    return Problem("R02", *UNCLEAR, where=_where(scene, scene.stopped, file))


def unwritable(text: str, file: str) -> Problem:
    """The control character that the parser refuses, in its line."""
    lines = text.splitlines()
    found = ((number, UNWRITABLE.search(line)) for number, line in enumerate(lines, 1))
    number, column = next(((number, match.start() + 1) for number, match in found if match), (1, 1))
    return Problem("R02", *CONTROL, where=Where(file, number, column, column + 1))


def _spot(mark: yaml.Mark | None) -> Spot | None:
    return (mark.line, mark.column) if mark else None


def _where(scene: _Scene, spot: Spot, file: str) -> Where:
    """The place of a spot; the end of the text is shown at the last line that has something."""
    line, column = spot
    while line > 0 and not scene.line(line).strip():
        line, column = line - 1, len(scene.line(line - 1).rstrip())
    return Where(file, line + 1, column + 1)


def _conflict(scene: _Scene) -> Spot | None:
    """The first line that a merge left for somebody to choose by, wherever the parser stopped."""
    return next(((number, 0) for number, line in enumerate(scene.lines) if CONFLICT.match(line)), None)


def _deep(scene: _Scene) -> Spot | None:
    line = scene.began[0] if scene.began else scene.stopped[0]
    opened = [column for column, sign in enumerate(scene.line(line)) if sign in "[{"]
    return (line, opened[0]) if len(opened) > MAX_DEPTH else None


def _unclosed_quote(scene: _Scene) -> Spot | None:
    if scene.ended and scene.char(scene.began) in ("'", '"'):
        return scene.began
    return scene.near(_open_quote)


def _open_quote(line: str) -> int | None:
    """The column of a quote that opens a value and is not closed on its line."""
    position = 0
    while match := QUOTE.search(line, position):
        close = line.find(match[1], match.end())
        if close < 0:
            return match.start(1)
        position = close + 1
    return None


def _escape(scene: _Scene) -> Spot | None:
    if scene.char(scene.began) != '"':
        return None
    line, column = scene.stopped
    slash = scene.line(line).rfind("\\", 0, column + 1)
    return (line, slash) if 0 <= slash >= column - 1 else None


def _tab(scene: _Scene) -> Spot | None:
    if scene.char(scene.stopped) == "\t":
        return scene.stopped
    return scene.near(lambda line: line.find("\t") if "\t" in line[: len(line) - len(line.lstrip())] else None)


def _indicator(scene: _Scene) -> Spot | None:
    """Text that starts with a character which means something to YAML."""
    if scene.char(scene.stopped) in ("@", "`", "%"):
        return scene.stopped
    return scene.began if scene.char(scene.began) in ("*", "&", "!", "|", ">") else None


def _group(pattern: re.Pattern[str]) -> Callable[[_Scene], Spot | None]:
    def find(line: str) -> int | None:
        match = pattern.search(line)
        return match.start(match.lastindex or 0) if match else None

    return lambda scene: scene.near(find)


def _full_colon(scene: _Scene) -> Spot | None:
    """A full-width colon where the parser stopped, or behind the only key of the line above; an item may be text."""
    above = scene.line(scene.before)
    key = FULL_COLON.match(above)
    alone = key and key[1] and ": " not in above and not above.lstrip().startswith("- ")
    return _group(FULL_COLON)(scene) or ((scene.before, key.start(1)) if key and alone else None)


def _second_colon(scene: _Scene) -> Spot | None:
    line, column = scene.stopped
    return scene.stopped if scene.char(scene.stopped) == ":" and ": " in scene.line(line)[:column] else None


def _indented(scene: _Scene) -> Spot | None:
    """A key deeper than the line before, which already has its value."""
    line = scene.stopped[0]
    text, before = scene.line(line), scene.line(line - 1)
    deeper = len(text) - len(text.lstrip()) > len(before) - len(before.lstrip())
    return (line, len(text) - len(text.lstrip())) if line and deeper and ":" in text and ": " in before else None


def _bracket(scene: _Scene) -> Spot | None:
    if scene.char(scene.began) not in ("[", "{"):
        return None
    same_line = scene.began is not None and scene.began[0] == scene.stopped[0]
    return scene.stopped if same_line else scene.began


def _stray(scene: _Scene) -> Spot | None:
    return scene.stopped if scene.char(scene.stopped) in ("]", "}", ",") else None


def _after_quote(scene: _Scene) -> Spot | None:
    line, column = scene.stopped
    return scene.stopped if scene.line(line)[:column].rstrip().endswith(("'", '"')) else None


def _misfit(scene: _Scene) -> Spot | None:
    return scene.stopped if scene.began else None


CONTROL = (
    Text("文件含有不可见的控制字符", "the file contains a control character"),
    Text("删去这个看不见的字符；也可能这不是文本文件", "remove it; perhaps this is not a text file"),
)
TOO_DEEP = (
    Text(f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} levels deep"),
    Text("检查括号是否配对、缩进是否正确", "look for unclosed brackets or wrong indentation"),
)
UNCLEAR = (
    Text("YAML 语法有误", "not valid YAML"),
    Text("检查这一行和上一行的缩进、括号与冒号", "look at indentation, brackets and colons here and on the line above"),
)
SLIPS: tuple[tuple[Said, Callable[[_Scene], Spot | None]], ...] = (
    (
        (
            Text("git 合并时的冲突标记还在", "a conflict that git left to be settled"),
            ONE_VERSION,
        ),
        _conflict,
    ),
    (TOO_DEEP, _deep),
    ((Text("缩进中有制表符（Tab）", "a tab in the indentation"), Text("改用空格缩进", "indent with spaces")), _tab),
    (
        (
            Text("双引号里的反斜杠不成立", "a backslash in double quotes that means nothing"),
            Text("改用单引号，或写两个反斜杠", "use single quotes, or write the backslash twice"),
        ),
        _escape,
    ),
    ((Text("引号没有配对", "a quote is not closed"), Text("补上引号", "close the quote")), _unclosed_quote),
    (
        (
            Text("用了全角冒号“：”", "a full-width colon ：is not YAML's colon"),
            Text("键后面用半角冒号加一个空格", "write a plain colon and a space after the key"),
        ),
        _full_colon,
    ),
    (
        (
            Text("用了全角逗号“，”", "a full-width comma ，is not YAML's comma"),
            Text("各项之间用半角逗号加一个空格", "write a plain comma and a space between items"),
        ),
        _group(FULL_COMMA),
    ),
    (
        (
            Text("冒号后面没有空格", "no space after the colon"),
            Text("写成“键: 值”，冒号后加一个空格", "write key: value, with a space after the colon"),
        ),
        _group(TIGHT_COLON),
    ),
    (
        (
            Text("文字以 YAML 的符号开头", "text that starts with a sign of YAML's own"),
            Text("给整句文字加引号", "put quotes around the text"),
        ),
        _indicator,
    ),
    (
        (
            Text("一行里有两个“冒号加空格”", "two colons on one line"),
            Text("含冒号的文字要加引号", "quote text that contains a colon"),
        ),
        _second_colon,
    ),
    (
        (
            Text("括号没有配对，或项与项之间缺少逗号", "a bracket is not closed, or a comma is missing between items"),
            Text(
                "补上括号或逗号；含逗号、冒号的文字加引号",
                "close it or add the comma; quote text with commas or colons",
            ),
        ),
        _bracket,
    ),
    (
        (
            Text("多了一个括号或逗号", "a bracket or comma too many"),
            Text("删去它；文字以它开头时加引号", "remove it; quote text that starts with it"),
        ),
        _stray,
    ),
    (
        (
            Text("引号后面还有文字", "text after the closing quote"),
            Text("整句文字一起加引号", "put the quotes around the whole text"),
        ),
        _after_quote,
    ),
    (
        (
            Text("缩进多了，或上一行已有值", "indented too far, or the line above already has a value"),
            Text("同一层的键左边对齐", "align the keys of one level on the left"),
        ),
        _indented,
    ),
    (
        (
            Text("这一行与上面的结构接不上", "this line does not fit what stands above"),
            Text(
                "同一层左边对齐，列表各项都以“- ”开头，键后有冒号",
                "align one level on the left, start list items with “- ”, put a colon after keys",
            ),
        ),
        _misfit,
    ),
)
"""Slip and how it is found, the surest first."""
