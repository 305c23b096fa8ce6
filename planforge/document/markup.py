"""From Markdown to blocks: the section texts with what was placed in them, and the manager's own prose.

A section text comes here after Jinja. Whatever an expression printed is not in it but held beside it, marked by a
token (``hold``), so that the manager's words can never be taken for headings, fences or lists of ours. His words are
read on their own, with paragraphs, lists, bold and italics, and nothing else; whatever else he typed stays as typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar, get_args

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from msgspec import Struct

from planforge.document.model import (
    Block,
    Bullets,
    Heading,
    Inline,
    Landscape,
    PageBreak,
    Paragraph,
    Reference,
    Run,
    Voice,
)
from planforge.spec.names import names_of

if TYPE_CHECKING:
    from markdown_it.token import Token

    from planforge.spec.spec import Spec


Held = str | Block | Reference
LANDSCAPE = "landscape"
FENCES = (LANDSCAPE, *(voice.value for voice in Voice))
_RUN_TOGETHER = re.compile("[A-Za-z0-9]\0[A-Za-z]{2}|[A-Za-z]{2}\0[0-9]")
_TOKEN = re.compile("\ue000(\\d+)\ue001")
_FENCE = re.compile(r"^:::\s*(\w*)\s*$")
_BULLET = re.compile(r"^[-*]\s+")
_ORDERED = re.compile(r"^(\s*)(\d+)([.)])(?=\s)")
_BLOCKS = get_args(Block)


class Misplaced(Exception):  # noqa: N818 - located and turned into a problem by whoever knows the file
    """A fence that does not exist or does not close, or a table inside a sentence; ``name`` says which."""

    def __init__(self, kind: str, name: str, line: int = 0) -> None:
        super().__init__(kind, name)
        self.kind, self.name, self.line = kind, name, line


class Joining(NamedTuple):
    """What joining needs to know of a language: how lines join, and the stop that must not follow another."""

    line_join: str
    stop: str
    closing: str


class _Weave(Struct, frozen=True):
    held: Sequence[Held]
    joining: Joining


def hold(index: int) -> str:
    """The token that stands for the held thing of this index."""
    return f"\ue000{index}\ue001"


def weave(text: str, held: Sequence[Held], joining: Joining) -> tuple[Block, ...]:
    """The blocks of a section text. Raises ``Misplaced``."""
    weaving = _Weave(held, joining)
    lines = (f"\n{line}\n" if _places(line, weaving) else line for line in text.split("\n"))
    return tuple(_fenced(iter(enumerate(lines, 1)), weaving, None))


def _places(line: str, weaving: _Weave) -> bool:
    """Whether a line holds a table or figure and nothing else: a paragraph of its own, blank lines or not."""
    match = _TOKEN.fullmatch(line.replace(LOOSE, "").strip())
    return match is not None and isinstance(weaving.held[int(match[1])], _BLOCKS)


def plain(text: str) -> str:
    """The manager's prose as a cell holds it: marks gone, a line a paragraph or item."""
    if ("*" not in text and "\n" not in text) or _is_name(text):
        return text
    lines = (_BULLET.sub("· ", line.strip()) for line in text.split("\n"))
    return "\n".join(_flat(inline(line)) for line in lines if line)


def inline(text: str, *, bold: bool = False) -> tuple[Inline, ...]:
    """One stretch of the manager's prose, with its bold and italics."""
    if "*" not in text:
        return (Run(text, bold),) if text else ()
    nodes = _reader("zero", ("emphasis",)).parseInline(loosened(text))
    return tuple(spoken(nodes[0].children or [], bold))


def prose(text: str, voice: Voice, joining: Joining) -> Iterator[Block]:
    """The manager's prose as blocks of their own: paragraphs and lists."""
    markdown = _reader("zero", ("emphasis", "list"))
    root = SyntaxTreeNode(markdown.parse(loosened(_kept_numbers(text))))
    for node in root.children:
        yield from _block(node, _Weave((), joining), voice)


# Fences ---------------------------------------------------------------------------------------------------------------


def _fenced(lines: Iterator[tuple[int, str]], weaving: _Weave, fence: str | None) -> list[Block]:
    """Blocks up to the end of a fence, or of the text."""
    blocks: list[Block] = []
    text: list[str] = []
    voice = Voice(fence) if fence and fence != LANDSCAPE else Voice.BODY
    for place, line in lines:
        match = _FENCE.match(line.replace(LOOSE, "").strip())
        if not match:
            text.append(line)
            continue
        blocks += _read("\n".join(text), weaving, voice)
        text.clear()
        if not match[1]:
            if fence is None:
                raise Misplaced("unopened", ":::", place)
            return blocks
        blocks += _inside(lines, weaving, match[1], place)
    if fence:
        raise Misplaced("unclosed", fence)
    return [*blocks, *_read("\n".join(text), weaving, voice)]


def _inside(lines: Iterator[tuple[int, str]], weaving: _Weave, fence: str, place: int) -> Iterable[Block]:
    if fence not in FENCES:
        raise Misplaced("fence", fence, place)
    blocks = _fenced(lines, weaving, fence)
    if fence != LANDSCAPE:
        return blocks
    return (Landscape(tuple(blocks)),) if blocks else ()


# Blocks ---------------------------------------------------------------------------------------------------------------


def _read(text: str, weaving: _Weave, voice: Voice) -> Iterator[Block]:
    markdown = _reader("zero", ("emphasis", "list", "heading", "hr", "entity", "escape"))
    for node in SyntaxTreeNode(markdown.parse(loosened(text))).children:
        yield from _block(node, weaving, voice)


def _block(node: SyntaxTreeNode, weaving: _Weave, voice: Voice) -> Iterator[Block]:
    if node.type == "heading":
        yield from _heading(node, weaving)
    elif node.type in ("bullet_list", "ordered_list"):
        items = list(_items(node, weaving, 0))
        yield Bullets(tuple(i for i, _ in items), node.type == "ordered_list", tuple(d for _, d in items))
    elif node.type == "hr":
        yield PageBreak()
    else:
        yield from _paragraph(node, weaving, voice)


def _heading(node: SyntaxTreeNode, weaving: _Weave) -> Iterator[Heading]:
    text = _flat(_inlines(node, weaving))
    bare = text.removesuffix("{-}").rstrip()
    if bare:
        yield Heading(int(node.tag[1]), bare, numbered=bare == text)


def _paragraph(node: SyntaxTreeNode, weaving: _Weave, voice: Voice) -> Iterator[Block]:
    alone = _alone(node, weaving)
    if isinstance(alone, _BLOCKS):
        yield alone
    elif isinstance(alone, str):
        yield from prose(alone, voice, weaving.joining)
    elif inlines := _inlines(node, weaving):
        yield Paragraph(inlines, voice)


def _alone(node: SyntaxTreeNode, weaving: _Weave) -> Held | None:
    """What stands on a line of its own, when nothing else stands in the paragraph."""
    match = _TOKEN.fullmatch(_source(node).replace(LOOSE, "").strip())
    return weaving.held[int(match[1])] if match else None


def _items(node: SyntaxTreeNode, weaving: _Weave, depth: int) -> Iterator[tuple[tuple[Inline, ...], int]]:
    for item in node.children:
        texts = [child for child in item.children if child.type == "paragraph"]
        alone = _alone(texts[0], weaving) if len(texts) == 1 else None
        if isinstance(alone, str):
            yield from _own_items(alone, weaving, depth)
        elif inlines := joined([run for text in texts for run in _inlines(text, weaving)], weaving.joining):
            yield inlines, depth
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                yield from _items(child, weaving, depth + 1)


def _own_items(text: str, weaving: _Weave, depth: int) -> Iterator[tuple[tuple[Inline, ...], int]]:
    """The manager's prose as one item of a list of ours; a list of his own goes one level deeper."""
    blocks = list(prose(text, Voice.BODY, weaving.joining))
    opening = [run for block in blocks if isinstance(block, Paragraph) for run in block.inlines]
    if opening:
        yield joined(opening, weaving.joining), depth
    for block in blocks:
        if isinstance(block, Bullets):
            yield from ((item, depth + 1 + deep) for item, deep in zip(block.items, block.depths, strict=True))


# Inlines --------------------------------------------------------------------------------------------------------------


def _inlines(node: SyntaxTreeNode, weaving: _Weave) -> tuple[Inline, ...]:
    token = node.children[0].token if node.children else None
    found: list[Inline] = []
    for piece in spoken((token.children if token else None) or [], False, weaving.joining.line_join):
        found += _filled(piece, weaving)
    return joined(found, weaving.joining)


def _filled(run: Inline, weaving: _Weave) -> Iterator[Inline]:
    """A run with what it holds put in."""
    if isinstance(run, Reference):
        yield run
        return
    last, before = 0, None
    for match in _TOKEN.finditer(run.text):
        thing = weaving.held[int(match[1])]
        between = run.text[last : match.start()] or _blank_between(before, thing)
        yield Run(between, run.bold, run.italic)
        yield from _said(thing, run, weaving.joining)
        last, before = match.end(), thing
    yield Run(run.text[last:], run.bold, run.italic)


def _blank_between(before: Held | None, after: Held) -> str:
    """What stands between two things that no text parts: a blank between Latin words, and between one and a figure."""
    both = isinstance(before, str) and isinstance(after, str)
    return " " if both and _RUN_TOGETHER.search(f"{before}\0{after}") else ""


def _said(thing: Held, run: Run, joining: Joining) -> tuple[Inline, ...]:
    if isinstance(thing, Reference):
        return (thing,)
    if not isinstance(thing, str):
        raise Misplaced("block", getattr(thing, "key", type(thing).__name__))
    return inline(thing.replace("\n", joining.line_join), bold=run.bold)


def _source(node: SyntaxTreeNode) -> str:
    return node.children[0].content if node.children else ""


def _flat(inlines: Iterable[Inline]) -> str:
    return "".join(run.text for run in inlines if isinstance(run, Run))


def _kept_numbers(text: str) -> str:
    """Numbers that do not count 1, 2, 3 … are the manager's own, not a list: they stay as typed."""
    expected, lines = 1, []
    for line in text.split("\n"):
        match = _ORDERED.match(line)
        if match and int(match[2]) != expected:
            line = f"{match[1]}{match[2]}\ue002{line[match.start(3) :]}"
        elif match:
            expected += 1
        lines.append(line)
    return "\n".join(lines)


@cache
def _reader(preset: str, rules: tuple[str, ...]) -> Any:
    return MarkdownIt(preset).enable([*rules, "newline", "balance_pairs", "fragments_join"])


# Runs of text ---------------------------------------------------------------------------------------------------------

LOOSE = "\ue002"  # neither blank nor punctuation: bold may begin and end beside any sign, as Chinese needs
TIMES = "\ue003"  # a star that marks nothing
_TIMES_SIGN = re.compile(r"(?<=[^\W_])\*(?=\d)|(?<=\d)\*(?=[^\W_])|(?<=[A-Za-z])\*(?=[A-Za-z])")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
LINE = "\ue004"  # a low line that marks nothing
_NAMES: ContextVar[re.Pattern[str] | None] = ContextVar("names", default=None)


class _Specified(Protocol):
    @property
    def spec(self) -> Spec: ...


S = TypeVar("S", bound=_Specified)
P = ParamSpec("P")
T = TypeVar("T")


def names_as_typed(make: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """While this makes something of a plan, the plan's names stand in any text as they are: none marks anything."""

    @wraps(make)
    def made(plan: S, /, *given: P.args, **options: P.kwargs) -> T:
        token = _NAMES.set(_pattern_of(names_of(plan.spec)))
        try:
            return make(plan, *given, **options)
        finally:
            _NAMES.reset(token)

    return made


def _pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """The names that hold stars or low lines; None where there is none, as nearly always."""
    marked = sorted({name for name in names if "*" in name or "_" in name}, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\*)(?:{'|'.join(map(re.escape, marked))})(?!\*)") if marked else None


def _is_name(text: str) -> bool:
    names = _NAMES.get()
    return names is not None and names.fullmatch(text) is not None


def _with_names(text: str) -> str:
    """Text in which no name marks anything."""
    names = _NAMES.get()
    return names.sub(lambda found: found[0].replace("*", TIMES).replace("_", LINE), text) if names else text


def loosened(text: str) -> str:
    """Text in which ``**“重点”**后`` is bold too, though Markdown wants a blank beside the quotation mark.

    A star between figures or letters, as in ``100g*12*2``, stays a star, and so does any in a name.
    """
    return _BOLD.sub(rf"{LOOSE}**{LOOSE}\1{LOOSE}**{LOOSE}", _TIMES_SIGN.sub(TIMES, _with_names(text)))


def spoken(tokens: Sequence[Token], bold: bool, line_join: str = " ") -> Iterator[Run]:
    """The runs of Markdown's inline tokens."""
    strong, emphasis = int(bold), 0
    for token in tokens:
        strong += token.nesting if token.type.startswith("strong") else 0
        emphasis += token.nesting if token.type.startswith("em_") else 0
        text = line_join if token.type in ("softbreak", "hardbreak") else token.content
        if text := text.replace(LOOSE, "").replace(TIMES, "*").replace(LINE, "_"):
            yield Run(text, strong > 0, emphasis > 0)


def joined(inlines: Iterable[Inline], joining: Joining) -> tuple[Inline, ...]:
    """Neighbours of one look made one run, blanks single, ends trimmed, no full stop after a closing sign."""
    found: list[Inline] = []
    for inline in inlines:
        found = _with(found, inline, joining)
    if found and isinstance(found[-1], Run):
        found[-1] = Run(found[-1].text.rstrip(), found[-1].bold, found[-1].italic)
    return tuple(inline for inline in found if not isinstance(inline, Run) or inline.text)


def _with(found: list[Inline], inline: Inline, joining: Joining) -> list[Inline]:
    if isinstance(inline, Reference):
        return [*found, inline]
    before = found[-1] if found else None
    tail = before.text if isinstance(before, Run) else ""
    text = _single(re.sub(r"[ \t\n]+", " ", inline.text), tail, joining, first=before is None)
    if isinstance(before, Run) and (before.bold, before.italic) == (inline.bold, inline.italic):
        return [*found[:-1], Run(_undoubled(tail + text, joining), inline.bold, inline.italic)]
    return [*found, Run(_undoubled(text, joining), inline.bold, inline.italic)] if text else found


def _single(text: str, tail: str, joining: Joining, *, first: bool) -> str:
    text = text.lstrip(" ") if first or tail.endswith(" ") else text
    stopped = bool(tail) and bool(joining.stop) and tail[-1] in joining.closing
    return text.removeprefix(joining.stop) if stopped and joining.stop else text


def _undoubled(text: str, joining: Joining) -> str:
    """``。。`` or ``！。`` made one."""
    if not joining.stop or joining.stop == ".":
        return text
    return re.sub(rf"([{re.escape(joining.closing)}]){re.escape(joining.stop)}", r"\1", text)
