"""Owns looking at every tag of a company's Word file before any is filled, so that all mistakes are told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from planforge.document.sandbox import UNREADABLE, UNREADABLE_SAID, Sandbox, syntax_said, unknown_names
from planforge.office import parsed
from planforge.problem import Problem, Refusal, Text
from planforge.writers.docx.company.fields import active_fields
from planforge.writers.docx.company.source import problem
from planforge.writers.docx.company.tags import WHOLE, Fault, Tag, faults_of, tags_of, well_typed
from planforge.writers.docx.places import paragraphs, stories

BLOCKS = ("body", "contents", "section", "table", "chart")
_FLOWING = ("body", "contents", "section")  # what begins pages of its own
_OPENERS = {"if": "endif", "for": "endfor"}
_STATEMENTS = {*_OPENERS, *_OPENERS.values(), "elif", "else", "set"}
_STATEMENT = re.compile(r"[-+]?\s*(\w+)")
_TEXT = re.compile(r"<(?:a|w|dgm):t\b[^>]*>[^<]*(?:\{\{|\{%)")
_PLACED = Text(
    "单独占一段：{{p table.targets_by_month }}；正文、章节用 {{p body }}、{{p section.objectives }}",
    "give it a paragraph of its own: {{p table.targets_by_month }}, {{p body }}, {{p section.objectives }}",
)
FILTERS = Text(
    "可用的过滤器与章节模板相同：money、amount、percent、date、count、join",
    "the filters are those of section texts: money, amount, percent, date, count, join",
)
_ALLOWED = Text("可用 if、for、set", "there are if, for and set")
NAMES = Text(
    "可用的名称与章节模板相同：region.name、year、figure.sales、table.…、section.…",
    "the names are those of section texts: region.name, year, figure.sales, table.…, section.…",
)


MOST_TAGS = 2_000  # of one part


def inspect(path: Path, parts: Mapping[str, bytes], sandbox: Sandbox, context: Mapping[str, Any]) -> None:
    """Raises Refusal with every mistake in the tags of a file."""
    found: list[Problem] = []
    for name in stories(parts):
        root = parsed(parts, name)
        tags = [tag for tag in tags_of(root, name) if well_typed(tag)]
        faults = [*faults_of(root, name), *_faults(tags, sandbox, context)]
        order = {place: index for index, (_, place) in enumerate(paragraphs(root, name))}
        found += [_problem(path, fault) for fault in sorted(faults, key=lambda fault: order[fault.place])]
        found += [_active(path, kind) for kind in active_fields(root)]
    found += _unfilled(path, parts)
    if found:
        raise Refusal(*dict.fromkeys(found))


def root_name(node: nodes.Node) -> str:
    """The name an expression begins with: ``table`` of ``table.budget``; empty for anything but a plain path."""
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


def _faults(tags: Iterable[Tag], sandbox: Sandbox, context: Mapping[str, Any]) -> Iterator[Fault]:
    tags = [tag for tag in tags if tag.sort != "{#" and not tag.special]
    if len(tags) > MOST_TAGS:
        message = Text(f"标记超过 {MOST_TAGS} 个", f"there are more than {MOST_TAGS} tags")
        yield Fault(
            tags[MOST_TAGS].place, message, Text("用 {% for … %} 代替重复的标记", "let a {% for … %} repeat them")
        )
        return
    yield from _unbalanced(tags)
    own = set(_own_names(tags, sandbox))
    for tag in tags:
        if tag.sort == "{%" and _word(tag) not in _STATEMENTS:
            yield Fault(tag.place, Text(f"这里不能用 {tag.text}", f"{tag.text} cannot be used here"), _ALLOWED)
            continue
        try:
            tree = sandbox.parse(_alone(tag))
            sandbox.compile(_alone(tag))  # which may change what it compiles
        except TemplateSyntaxError as error:
            hint = FILTERS if "filter" in str(error.message) else WHOLE
            yield Fault(tag.place, _in(tag, syntax_said(error, sandbox)), hint)
            continue
        except UNREADABLE:
            yield Fault(tag.place, UNREADABLE_SAID, WHOLE)
            continue
        for unknown in unknown_names(sandbox, tree, {**dict.fromkeys(own), **context}):
            yield Fault(tag.place, _in(tag, unknown.said), NAMES)
        yield from _misplaced(tag, tree)


def _in(tag: Tag, said: Text) -> Text:
    return Text(f"{tag.text} {said.zh}", f"{tag.text}: {said.en}")


def _alone(tag: Tag) -> str:
    """A tag made a whole template of its own, so that it can be read without the others."""
    word = _word(tag)
    if tag.sort == "{{":
        return tag.plain
    rest = re.sub(r"[-+]?\s*\w+", "", tag.inner, count=1).rstrip("-+ ")
    if word in _OPENERS:
        return f"{{% {word} {rest} %}}{{% {_OPENERS[word]} %}}"
    if word == "elif":
        return f"{{% if {rest} %}}{{% endif %}}"
    if word in ("else", *_OPENERS.values()):
        return ""
    return tag.plain


def _word(tag: Tag) -> str:
    match = _STATEMENT.match(tag.inner)
    return match[1] if match and tag.sort == "{%" else ""


def _own_names(tags: Iterable[Tag], sandbox: Sandbox) -> Iterator[str]:
    """Names that loops and ``set`` make."""
    for tag in tags:
        if _word(tag) in ("for", "set"):
            try:
                tree = sandbox.parse(_alone(tag))
            except (TemplateSyntaxError, *UNREADABLE):
                continue
            yield from (name.name for name in tree.find_all(nodes.Name) if name.ctx == "store")
    yield "loop"


def _unbalanced(tags: Iterable[Tag]) -> Iterator[Fault]:
    """Statements that do not close, or close nothing."""
    waiting: list[Tag] = []
    for tag in tags:
        word = _word(tag)
        if word in _OPENERS:
            waiting.append(tag)
        elif word in _OPENERS.values():
            if waiting and _OPENERS[_word(waiting[-1])] == word:
                waiting.pop()
            else:
                yield Fault(tag.place, Text(f"{tag.text} 前面没有对应的开头", f"{tag.text} closes nothing"), WHOLE)
        elif word in ("else", "elif") and not waiting:
            yield Fault(tag.place, Text(f"{tag.text} 不在 if 里面", f"{tag.text} stands outside an if"), WHOLE)
    for tag in waiting:
        end = _OPENERS[_word(tag)]
        hint = Text(f"加上 {{% {end} %}}", f"add {{% {end} %}}")
        yield Fault(tag.place, Text(f"{tag.text} 没有结束", f"{tag.text} is never closed"), hint)


def _misplaced(tag: Tag, tree: nodes.Template) -> Iterator[Fault]:
    """Tables, figures and sections where they cannot stand."""
    if tag.prefix == "p" and tag.around.strip():
        message = Text(f"{tag.text} 旁边还有文字，会丢失", f"text beside {tag.text} would be lost")
        yield Fault(tag.place, message, Text("让这个标记单独占一段", "give the tag a paragraph of its own"))
    output = next(tree.find_all(nodes.Output), None)
    if tag.sort != "{{" or output is None or not output.nodes:
        return
    named = root_name(output.nodes[0])
    if named in BLOCKS and tag.prefix != "p":
        message = Text(f"{tag.text} 是表、图或章节，缺少 p", f"{tag.text} places a block and lacks its p")
        yield Fault(tag.place, message, _PLACED)
    elif named not in BLOCKS and tag.prefix == "p":
        message = Text(f"{tag.text} 是文字，不用 p", f"{tag.text} is text and takes no p")
        yield Fault(tag.place, message, Text(f"写成 {{{{ {tag.inner} }}}}", f"write {{{{ {tag.inner} }}}}"))
    elif tag.prefix == "p":
        yield from _out_of_place(tag, named)


def _out_of_place(tag: Tag, named: str) -> Iterator[Fault]:
    if tag.place.file or tag.place.boxed:
        message = Text(
            f"{tag.text} 不能放在页眉、页脚、脚注或文本框里",
            f"{tag.text} cannot stand in a header, footer, note or text box",
        )
        yield Fault(tag.place, message, Text("移到正文里单独的一段", "move it into the body, a paragraph of its own"))
    elif tag.place.tables and named in _FLOWING:
        message = Text(f"{tag.text} 会跨页，不能放进表格", f"{tag.text} runs over pages and cannot stand in a table")
        yield Fault(tag.place, message, Text("移到表格外单独的一段", "move it out of the table"))


def _unfilled(path: Path, parts: Mapping[str, bytes]) -> Iterator[Problem]:
    """Tags in charts, drawings and comments, which nothing fills."""
    held = set(stories(parts))
    for name in sorted(parts):
        inside = name.startswith("word/") and name.endswith(".xml") and name not in held
        if inside and _TEXT.search(parts[name].decode("utf-8", "replace")):
            message = Text(f"{name} 里的标记不会被填写", f"a tag in {name} is not filled")
            hint = Text("移到正文、页眉或页脚", "move it to the body, a header or a footer")
            yield problem(path, message, hint, "D11")


def _active(path: Path, kind: str) -> Problem:
    message = Text(f"含有会联网或执行的域 {kind}", f"a field {kind} would fetch or run something")
    return problem(path, message, Text("在 Word 中删除该域", "remove the field in Word"), "D12")


def _problem(path: Path, fault: Fault) -> Problem:
    zh, en = fault.place.said
    return problem(path, Text(f"{zh}：{fault.message.zh}", f"{en}: {fault.message.en}"), fault.hint, "D11")
