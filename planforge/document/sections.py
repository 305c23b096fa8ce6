"""Section texts: Markdown with Jinja, filled in a sandbox that computes nothing, calls nothing and changes nothing.

A text sees the spec, the plan, the facts, the terms, and three shelves: ``table``, ``chart``, ``ref``. Every mistake
in a text becomes a problem with its file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import Template, TemplateError, TemplateSyntaxError, Undefined, UndefinedError, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from markupsafe import Markup
from msgspec import Struct, field

from planforge import resources
from planforge.document.markup import LOOSE, Held, Joining, Misplaced, hold, weave
from planforge.document.model import Block, Reference, Table
from planforge.document.numbering import counting
from planforge.document.sandbox import (
    UNREADABLE,
    UNREADABLE_SAID,
    Endless,
    Sandbox,
    sandbox,
    syntax_said,
    unknown_names,
)
from planforge.numbers import Numbers
from planforge.problem import Problem, Refusal, Text, Where
from planforge.spec.values import parse_percent
from planforge.words import Words, capital, find

_OPTIONS = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True, "optimized": False}
_CODES: dict[tuple[str, str], CodeType] = {}
MOST_DECIMALS = 12
_TAGS = re.compile(r"\s*(?:\{%(?:(?!%\}).)*%\}\s*)+")


class Absent:
    """A table or figure for which the plan has no data: false in a condition, nothing on the page."""

    def __bool__(self) -> bool:
        return False


ABSENT = Absent()


class NamedBlocks:
    """Blocks by name, made when first asked for: ``table.targets_by_month``."""

    def __init__(self, makers: Mapping[str, Callable[[], Block | None]]) -> None:
        self._makers = makers
        self._made: dict[str, Block | Absent] = {}

    def __getitem__(self, key: str) -> Block | Absent:
        """The block, or ABSENT; KeyError for a name that nothing makes."""
        if key not in self._made:
            self._made[key] = self._make(self._makers[key])
        return self._made[key]

    def _make(self, maker: Callable[[], Block | None]) -> Block | Absent:
        try:
            return maker() or ABSENT
        except (AttributeError, TypeError, LookupError) as error:  # Jinja would take it for an unknown name
            raise RuntimeError(repr(error)) from error

    def names(self) -> tuple[str, ...]:
        """Everything that can be placed."""
        return tuple(self._makers)


class References:
    """``ref.name``: a mention of a table or figure, nothing where it has no data; by name if ``annexed``."""

    def __init__(self, *named: NamedBlocks, annexed: Mapping[str, str] | None = None) -> None:
        self._named = named
        self._annexed = annexed or {}

    def __getitem__(self, key: str) -> Reference | Absent | str:
        if key in self._annexed:
            return self._annexed[key]
        for blocks in self._named:
            if key in blocks.names():
                return Reference(key) if blocks[key] else ABSENT
        raise KeyError(key)

    def names(self) -> tuple[str, ...]:
        """Everything that can be mentioned."""
        return tuple(name for blocks in self._named for name in blocks.names())


class Sections(Struct):
    """The section texts of one language, and what has been read of them."""

    words: Words
    folder: Path | None
    context: Mapping[str, Any]
    read: dict[str, str] = field(default_factory=dict)  # name -> text of every file used
    environment: Sandbox | None = None

    def blocks(self, name: str) -> tuple[Block, ...]:
        """The blocks of the section ``sections/<name>.md``; Refusal with every mistake found."""
        path, text = self._source(name)
        held: list[Held] = []
        try:
            template = self._template(path, _guarded(text))
            return weave(template.render(**self.context, held=held), held, self._joining())
        except TemplateSyntaxError as error:
            raise Refusal(_problem(path, error.lineno, syntax_said(error, self._environment()))) from error
        except (RecursionError, MemoryError) as error:
            raise Refusal(_problem(path, _line_of(error) or 0, Endless.said)) from error
        except (TemplateError, TypeError, ValueError, KeyError, AttributeError) as error:
            line = _line_of(error)
            if line is None:
                raise
            raise Refusal(_problem(path, line, self._said(error))) from error
        except Misplaced as error:
            raise Refusal(_problem(path, _line_in(text, error), _misplaced(error))) from error

    def _template(self, path: Path, text: str) -> Template:
        """The text as a template; Refusal with every name in it that nothing bears."""
        environment = self._environment()
        if path.is_relative_to(resources.templates()):
            return Template.from_code(environment, _compiled(environment, path, text), environment.make_globals(None))
        try:
            tree = environment.parse(text)
            unknown = unknown_names(environment, tree, self.context)
            template = environment.from_string(tree)
        except UNREADABLE as error:
            raise Refusal(_problem(path, 0, UNREADABLE_SAID)) from error
        if unknown:
            raise Refusal(*(_problem(path, found.line, found.said) for found in unknown))
        return template

    def has(self, name: str) -> bool:
        """Whether there is a text of this name."""
        own = find(self.words.language, _file(name), self.folder)
        return own is not None or self._ours(name).is_file()

    def _source(self, name: str) -> tuple[Path, str]:
        path = find(self.words.language, _file(name), self.folder) or self._ours(name)
        if name not in self.read:
            try:
                self.read[name] = path.read_text("utf-8-sig").replace("\r\n", "\n")
            except (OSError, UnicodeDecodeError) as error:
                raise Refusal(_problem(path, 0, Text(f"无法读取：{error}", f"cannot be read: {error}"))) from error
        return path, self.read[name]

    def _ours(self, name: str) -> Path:
        return resources.templates() / self.words.language / _file(name)

    def _joining(self) -> Joining:
        rules = self.words.numbers.rules
        return Joining(rules["line_join"], rules["stop"], rules["closing"])

    def _environment(self) -> Sandbox:
        if self.environment is None:
            self.environment = sandbox(filters(self.words), _held, **_OPTIONS)
        return self.environment

    def _said(self, error: Exception) -> Text:
        if isinstance(error, UndefinedError):
            return self._unknown(error)
        if isinstance(error, Endless):
            return error.said
        if isinstance(error, SecurityError):
            return Text("模板中不允许调用或计算", "a template may neither call nor compute")
        return Text(f"这里的值用不了：{error}", f"cannot use this value: {error}")

    def _unknown(self, error: UndefinedError) -> Text:
        message = str(error)
        name = message.split("'")[-2] if message.count("'") > 1 else message
        known = [*self.context, *self.context["ref"].names()]
        close = get_close_matches(name, known, 1, 0.6)
        more = Text(f"，是不是 {close[0]}？", f"; did you mean {close[0]}?") if close else Text("", "")
        return Text(f"不认识的名称 {name}{more.zh}", f"unknown name {name}{more.en}")


def _compiled(environment: Sandbox, path: Path, text: str) -> CodeType:
    """A text of ours as code, made once: its names are known to be borne, as tests try every one."""
    name = ".".join(path.relative_to(resources.templates()).parts)
    if (name, text) not in _CODES:
        made_of = repr(
            (jinja2.__version__, _OPTIONS, sorted(environment.filters), sorted(environment.intercepted_binops), text)
        )
        _CODES[name, text] = resources.kept(name, made_of, lambda: environment.compile(environment.parse(text)))
    return _CODES[name, text]


def _file(name: str) -> str:
    """Where a text stands: the slides of a deck in a folder of their own."""
    return f"{name}.md" if "/" in name else f"sections/{name}.md"


def filters(words: Words) -> dict[str, Callable[..., Any]]:
    """The filters of section texts, by name."""
    formats = words.numbers
    return {
        **_figures(formats),
        "change": lambda value: _changed(words, "growth", value, formats.percent),
        "shift": lambda value: _changed(words, "points", value, formats.points),
        "more": lambda value: _changed(words, "amount", value, formats.amount),
        "date": formats.date,
        "day": formats.day,
        "month": formats.month,
        "full_month": formats.full_month,
        "months": formats.months,
        "quarter": formats.quarter,
        "reaches": reaches,
        "join": formats.join,
        "sequence": formats.sequence,
        "semicolons": lambda items: words.label("list_break").join(items),
        "sentence": formats.sentence,
        "clause": formats.clause,
        "plural": formats.plural,
        "cap": capital,
        "counting": counting,
        "label": lambda key, path: words.label(f"{path}.{key}"),
    }


def reaches(value: Any, bound: str) -> bool:
    """Whether a known rate is as high as a bound written as ``50%``."""
    return value is not None and Fraction(value) >= Fraction(parse_percent(bound))


def _changed(words: Words, sort: str, value: Any, printed: Callable[..., str]) -> str:
    """A change in words: 增长20.0%, 减少3万元, 持平."""
    way = "same" if not value else "up" if value > 0 else "down"
    return words.label(f"changes.{sort}.{way}", size=printed(abs(value or 0)))


def _figures(formats: Numbers) -> dict[str, Callable[..., str]]:
    return {
        "money": formats.money,
        "amount": formats.amount,
        "signed_amount": lambda value: formats.amount(value, signed=True),
        "price": formats.price,
        "priced": formats.priced,
        "percent": formats.percent,
        "signed": lambda value: formats.percent(value, signed=True),
        "rate": formats.rate,
        "points": formats.points,
        "count": formats.number,
        "quantity": formats.quantity,
        "spelled": formats.spelled,
        "number": lambda value, decimals=1: formats.number(value, min(decimals, MOST_DECIMALS)),
        "figure": lambda value, kind: formats.figure(kind, value),
    }


@pass_context
def _held(context: Context, value: Any) -> Any:
    """What an expression prints, held beside the text with a token in its place."""
    if isinstance(value, Undefined):
        return str(value)  # raises: the name is unknown
    if isinstance(value, Markup):
        return value
    if value is None or isinstance(value, Absent):
        return ""
    if isinstance(value, Table) and value.key in context.get("annexed", ()):
        return ""  # stands in the workbook
    held: list[Held] = context["held"]
    held.append(value if isinstance(value, Reference | Block) else str(value))
    return Markup(hold(len(held) - 1))


def _guarded(text: str) -> str:
    """Line ends kept after a tag that shares its line with words; a line of tags alone leaves nothing."""
    lines = text.split("\n")
    return "\n".join(
        line + LOOSE if line.rstrip().endswith("%}") and not _TAGS.fullmatch(line) else line for line in lines
    )


def _problem(path: Path, line: int, message: Text) -> Problem:
    hint = Text("对照 planforge templates copy 得到的原文件", "compare with the original of planforge templates copy")
    return Problem(
        "D02",
        Text(f"章节模板：{message.zh}", f"section text: {message.en}"),
        hint,
        where=Where(path.as_posix(), line, 1 if line else 0),
    )


def _misplaced(error: Misplaced) -> Text:
    return {
        "fence": Text(f"没有 ::: {error.name} 这种段落", f"there is no ::: {error.name}"),
        "unclosed": Text(f"::: {error.name} 没有结束的 :::", f"::: {error.name} has no closing :::"),
        "unopened": Text("多出一个 :::", "a ::: that closes nothing"),
        "block": Text(
            f"{error.name} 是一张表或图，要独占一行；文中提及用 {{{{ ref.{error.name} }}}}",
            f"{error.name} is a table or figure: give it a line of its own, mention it with {{{{ ref.{error.name} }}}}",
        ),
    }[error.kind]


def _line_of(error: BaseException) -> int | None:
    """The line of the text in which the error arose; None when it arose elsewhere."""
    return max(_lines(error), default=None)


def _lines(error: BaseException) -> Iterator[int]:
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            yield trace.tb_lineno
        trace = trace.tb_next


def _line_in(text: str, error: Misplaced) -> int:
    """Where the fence or block is named in the text, as lines move while it is filled."""
    wanted = f".{error.name}" if error.kind == "block" else f"::: {error.name}" if error.kind != "unopened" else ":::"
    return next((n for n, line in enumerate(text.split("\n"), 1) if wanted in line), 0)
