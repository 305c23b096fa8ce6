"""Owns taking out of a company's file, of Word or PowerPoint, what would fetch, open or start something elsewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from planforge.office import Unusable, parsed
from planforge.problem import Text
from planforge.writers.docx.wordml import R, tag

REPAIR = Text("在 Word 或 PowerPoint 中打开并修复后另存", "let Word or PowerPoint repair it and save it anew")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_SLIDE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_DRAWINGS = (tag("w:drawing"), tag("w:pict"), tag("w:object"), f"{_SLIDE}pic", f"{_SLIDE}graphicFrame")
_LINK = "/hyperlink"
_WEB = re.compile(r"(https?|mailto|tel|ftps?):|#", re.IGNORECASE)  # any other link opens a file or starts a program
_STARTS = re.compile(rb"ppaction://(program|macro|ole|hlinkfile|hlinkpres)")
_STALE = "/stylesWithEffects"  # a copy of the styles for Word 2007, wrong as soon as a style is added
_LINKED = {
    "attachedTemplate": Text("附加的模板", "the attached template"),
    "image": Text("链接的图片", "linked pictures"),
}
_PROGRAMS = Text("启动程序或宏的链接", "links that start a program or a macro")
_FILES = Text("到其他文件的链接", "links to other files")


def detached(parts: dict[str, bytes]) -> tuple[dict[str, bytes], tuple[Text, ...]]:
    """The parts without relationships to files elsewhere (remote templates, linked pictures), and what those were.

    Web links stay.
    """
    gone = dict[Text, None]()
    found = parts | dict(_without_programs(parts))
    if found != parts:
        gone[_PROGRAMS] = None
    for name in [name for name in parts if name.endswith(".rels")]:
        root = parsed(parts, name)
        if any(not link.get(key) for link in root.iter(_RELATION) for key in ("Id", "Type", "Target")):
            raise Unusable(Text(f"{name} 已损坏", f"{name} is damaged"), REPAIR)
        inward = [link for link in root.iter(_RELATION) if link.get("Target", "").startswith("#")]
        for link in inward:  # to a bookmark of the file itself, which some programs forget to call no part
            link.set("TargetMode", "External")
        remote = [link for link in root.iter(_RELATION) if _is_remote(link) or link.get("Type", "").endswith(_STALE)]
        if not remote and not inward:
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


def _without_programs(parts: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The parts of which a click would start a program or a macro, without that."""
    for name, content in parts.items():
        if name.endswith(".xml") and _STARTS.search(content):
            root = parsed(parts, name)
            for link in [link for link in root.iter() if _STARTS.match(str(link.get("action", "")).encode())]:
                if (parent := link.getparent()) is not None:
                    parent.remove(link)
            yield name, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _is_remote(link: etree._Element) -> bool:
    if link.get("TargetMode") != "External":
        return False
    return not (link.get("Type", "").endswith(_LINK) and _WEB.match(link.get("Target", "")))


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
    click = etree.QName(element).localname.startswith("hlink")  # on a slide: what it is on stays
    drawing = None if click else next(element.iterancestors(*_DRAWINGS), None)
    whole = element if drawing is None else drawing
    holder = whole.getparent()
    if holder is not None:
        holder.remove(whole)
