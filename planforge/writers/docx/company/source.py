"""Owns reading a company's Word file as what it is: a file from outside. What reaches beyond the file is taken out."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE as TYPES

from planforge.isolated import is_file
from planforge.office import Unusable, open_parts, parsed
from planforge.problem import Problem, Refusal, Severity, Text, Where
from planforge.writers.docx.company.cleaning import cleaned
from planforge.writers.docx.company.fields import changing_fields
from planforge.writers.docx.company.links import REPAIR, detached
from planforge.writers.docx.package import pack

_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_MACROS = (b"application/vnd.ms-word.document.macroEnabled", b"application/vnd.ms-word.template.macroEnabled")
INFO = Severity.INFO
_SINGLE = {TYPES.STYLES, TYPES.NUMBERING, TYPES.SETTINGS, TYPES.THEME, TYPES.FOOTNOTES, TYPES.ENDNOTES}
"""Parts that a document has one of."""
_WRITTEN = ("/styles", "/numbering", "/settings", "/header", "/footer")


def read_company_file(path: Path) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The parts of a company's .docx or .dotx, safe to work with, and what was left out of them. Raises Refusal."""
    if not is_file(path):
        raise Refusal(_missing(path))
    try:
        parts = open_parts(path.read_bytes())
        _refuse_macros(parts)
        for name in parts:
            if name.endswith((".xml", ".rels")):
                parsed(parts, name)
        bare, links = detached(parts)
        clean, gone = cleaned(_typed(bare))
        return clean, tuple(_notes(path, (*links, *gone), changing_fields(clean)))
    except Unusable as unusable:
        raise Refusal(problem(path, unusable.message, unusable.hint)) from unusable
    except OSError as error:
        message = Text(f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}")
        raise Refusal(problem(path, message, Text("检查文件权限", "check the file's permissions"))) from error


def _notes(path: Path, gone: tuple[Text, ...], fields: tuple[str, ...]) -> Iterator[Problem]:
    if gone:
        zh, en = "、".join(one.zh for one in gone), ", ".join(one.en for one in gone)
        message = Text(f"没有带入文档：{zh}", f"not carried into the document: {en}")
        yield problem(path, message, Text("公司文件本身未改动", "the company's file itself is unchanged"), "D14", INFO)
    if fields:
        kinds = ", ".join(fields)
        message = Text(f"页眉页脚里的域会随文档变化：{kinds}", f"fields in headers or footers change: {kinds}")
        hint = Text("不需要时在公司文件中改成文字", "type plain text in the company's file where that is not wanted")
        yield problem(path, message, hint, "D14", INFO)


def opened(path: Path, parts: dict[str, bytes]) -> WordFile:
    """The parts as a document to work on. Raises Refusal where they do not hang together."""
    try:
        word = docx.Document(BytesIO(pack(parts)))
        needed = (word.core_properties.title, word.styles.element, word.settings.element, word.part.element.body)
        if any(part is None for part in needed) or not all(map(_well_made, word.part.rels.values())):
            raise ValueError
        if any(part.content_type is None for part in word.part.package.iter_parts()):
            raise ValueError
        kinds = [link.reltype for link in word.part.rels.values() if link.reltype in _SINGLE]
        if len(kinds) != len(set(kinds)):
            raise ValueError
    except Exception as error:  # whatever the reader stumbles over
        message = Text("文件各部件对不上，Word 也打不开", "its parts do not hang together")
        raise Refusal(problem(path, message, REPAIR)) from error
    return word


def _well_made(relation: Any) -> bool:
    """Whether a part on which we write is what its relationship says."""
    return relation.is_external or not relation.reltype.endswith(_WRITTEN) or hasattr(relation.target_part, "element")


def problem(path: Path, message: Text, hint: Text, code: str = "D10", severity: Severity = Severity.ERROR) -> Problem:
    """A problem of the company's file."""
    return Problem(
        code,
        Text(f"公司 Word 文件：{message.zh}", f"company Word file: {message.en}"),
        hint,
        where=Where(path.as_posix()),
        severity=severity,
    )


def _missing(path: Path) -> Problem:
    return problem(
        path,
        Text("文件不存在", "there is no such file"),
        Text("检查 --style 的路径；内置版式为 business、official", "check --style; ours are business and official"),
    )


def _refuse_macros(parts: dict[str, bytes]) -> None:
    if any(kind in parts["[Content_Types].xml"] for kind in _MACROS):
        raise Unusable(
            Text("文件带宏（.docm/.dotm），拒绝使用", "the file holds macros (.docm, .dotm) and is refused"),
            Text("在 Word 中另存为不带宏的 .docx", "save it in Word as .docx, without macros"),
        )


def _typed(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A .dotx is a .docx under another name."""
    types = parts["[Content_Types].xml"].replace(_TEMPLATE, _DOCUMENT)
    return {**parts, "[Content_Types].xml": types}
