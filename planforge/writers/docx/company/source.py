"""Owns reading a company's Word file as what it is: a file from outside. What reaches beyond the file is taken out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordFile
from lxml import etree

from planforge.office import Unusable, open_parts, parsed
from planforge.problem import Problem, Refusal, Severity, Text, Where
from planforge.writers.docx.company.cleaning import cleaned
from planforge.writers.docx.company.fields import changing_fields
from planforge.writers.docx.package import pack
from planforge.writers.docx.wordml import R, tag

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_MACROS = (b"application/vnd.ms-word.document.macroEnabled", b"application/vnd.ms-word.template.macroEnabled")
_LINK = "/hyperlink"
_PATH = re.compile(r"file:|[A-Za-z]:[\\/]|\\\\", re.IGNORECASE)  # a file on a machine or in its network
INFO = Severity.INFO
_WRITTEN = ("/styles", "/numbering", "/settings", "/header", "/footer")
_STALE = "/stylesWithEffects"  # a copy of the styles for Word 2007, wrong as soon as a style is added
_REPAIR = Text("用 Word 打开并修复后另存", "let Word repair it and save it anew")
_ACTIVE = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|MACROBUTTON)\b", re.IGNORECASE)


def read_company_file(path: Path) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The parts of a company's .docx or .dotx, safe to work with, and what was left out of them. Raises Refusal."""
    if not path.is_file():
        raise Refusal(_missing(path))
    try:
        parts = open_parts(path.read_bytes())
        _refuse_macros(parts)
        for name in parts:
            if name.endswith((".xml", ".rels")):
                parsed(parts, name)
        bare, links = _detached(parts)
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
    except Exception as error:  # whatever the reader stumbles over
        message = Text("文件各部件对不上，Word 也打不开", "its parts do not hang together")
        raise Refusal(problem(path, message, _REPAIR)) from error
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


def active_fields(root: etree._Element) -> Iterator[str]:
    """The kinds of field in a part that would fetch or run something when Word opens the file."""
    for code in root.iter(tag("w:instrText")):
        if found := _ACTIVE.search(code.text or ""):
            yield found[1].upper()
    for simple in root.iter(tag("w:fldSimple")):
        if found := _ACTIVE.search(simple.get(tag("w:instr"), "")):
            yield found[1].upper()


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


_LINKED = {
    "attachedTemplate": Text("附加的模板", "the attached template"),
    "image": Text("链接的图片", "linked pictures"),
}
_FILES = Text("到其他文件的链接", "links to other files")


def _detached(parts: dict[str, bytes]) -> tuple[dict[str, bytes], tuple[Text, ...]]:
    """The parts without relationships to files elsewhere (remote templates, linked pictures), and what those were.

    Web links stay.
    """
    found, gone = dict(parts), dict[Text, None]()
    for name in [name for name in parts if name.endswith(".rels")]:
        root = parsed(parts, name)
        if any(not link.get(key) for link in root.iter(_RELATION) for key in ("Id", "Type", "Target")):
            raise Unusable(Text(f"{name} 已损坏", f"{name} is damaged"), _REPAIR)
        remote = [link for link in root.iter(_RELATION) if _is_remote(link) or link.get("Type", "").endswith(_STALE)]
        if not remote:
            continue
        for link in remote:
            if _is_remote(link):
                gone[_LINKED.get(link.get("Type", "").rpartition("/")[2], _FILES)] = None
            root.remove(link)
        found[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        owner = _owner(name)
        if owner in found:
            found[owner] = _without(found, owner, {link.get("Id", "") for link in remote})
    return found, tuple(gone)


def _is_remote(link: etree._Element) -> bool:
    if link.get("TargetMode") != "External":
        return False
    return not link.get("Type", "").endswith(_LINK) or bool(_PATH.match(link.get("Target", "")))


def _owner(name: str) -> str:
    """The part whose relationships a part named ``…/_rels/….rels`` holds."""
    folder, file = posixpath.split(name)
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))


def _without(parts: dict[str, bytes], name: str, gone: set[str]) -> bytes:
    """A part without what refers to relationships that are gone."""
    root = parsed(parts, name)
    for element in list(root.iter()):
        held = [key for key, value in element.attrib.items() if str(key).startswith(f"{{{R}}}") and value in gone]
        for key in held:
            del element.attrib[key]
        parent = element.getparent()
        if held and parent is not None and not any(str(key).startswith(f"{{{R}}}") for key in element.attrib):
            _remove(element, parent)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _remove(element: etree._Element, parent: etree._Element) -> None:
    """Take an element out; a picture goes with its whole drawing, the words of a link stay."""
    if element.tag == tag("w:hyperlink"):
        for child in reversed(list(element)):
            element.addnext(child)
        parent.remove(element)
        return
    drawing = next(element.iterancestors(tag("w:drawing"), tag("w:pict"), tag("w:object")), None)
    whole = element if drawing is None else drawing
    holder = whole.getparent()
    if holder is not None:
        holder.remove(whole)
