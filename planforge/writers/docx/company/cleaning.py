"""Owns taking out of a company's Word file what belongs to its making and not to its look, and saying so.

Changes of a revision are accepted, as Word shows them; comments, protection, macros, traces of a person go. What is
left is what Word would print of the file.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from planforge.office import parsed
from planforge.problem import Text
from planforge.writers.docx.places import stories
from planforge.writers.docx.wordml import Element, R, tag

_TYPES = "[Content_Types].xml"
_APP = "docProps/app.xml"
_CUSTOM = "docProps/custom.xml"
_SETTINGS = "word/settings.xml"
_STYLES = "word/styles.xml"
_THEME = re.compile(r"word/theme/[^/]+\.xml")
_VML = "urn:schemas-microsoft-com:vml"

_PARTS = (  # what is not carried over, and what it is called; a thumbnail is nothing to speak of
    (
        re.compile(r"word/(comments\w*|people)\.xml|ppt/(comments/.*|commentAuthors\.xml|authors\.xml)"),
        Text("批注", "comments"),
    ),
    (re.compile(r"(?:word|ppt)/(vba\w*\.(bin|xml)|customizations\.xml|activeX/.*)|customUI/.*"), Text("宏", "macros")),
    (re.compile(r"word/glossary/.*"), Text("构建基块", "building blocks")),
    (re.compile(r"docProps/thumbnail\..*", re.IGNORECASE), None),
)
_SWITCHES = {  # settings that are not carried over
    "documentProtection": Text("文档保护", "protection"),
    "writeProtection": Text("文档保护", "protection"),
    "readModeInkLockDown": Text("文档保护", "protection"),
    "trackRevisions": Text("修订", "tracked changes"),
    "revisionView": Text("修订", "tracked changes"),
    "updateFields": Text("打开时更新域的提示", "the prompt to update fields"),
    "docVars": Text("文档变量", "document variables"),
    "mailMerge": Text("邮件合并", "mail merge"),
    "attachedTemplate": Text("个人路径", "paths of a person"),
    "attachedSchema": None,
    "schemaLibrary": None,
    "linkStyles": None,
    "rsids": None,
}
_PERSON = Text("个人信息", "traces of a person")
_OF_A_PERSON = re.compile(
    r"KSOTemplateDocerSaveRecord|MSIP_Label_.*_Owner|_AuthorEmail\w*|_EmailSubject|_AdHocReview\w*"
)
_MADE_FOR_OTHERS = {"Template", "Manager", "TotalTime", "Pages", "Words", "Characters", "CharactersWithSpaces", "Lines",
                    "Paragraphs", "HeadingPairs", "TitlesOfParts", "HLinks"}  # fmt: skip
"""Properties that say how the company's file was made and what its sample text held."""
_ACCEPTED = ("ins", "moveTo")
_REFUSED = ("del", "moveFrom")
_FORMER = re.compile(r"(\w+PrChange|numberingChange|cellIns|cellDel|cellMerge|(move|customXml)\w+Range(Start|End))")
_REMARKS = ("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef")
_MARKS = ("proofErr", "permStart", "permEnd")
_PATH = re.compile(rb"[A-Za-z]:\\\\?[^<\"]+|file:///[^<\"]+|\\\\\\\\[\w.-]+\\[^<\"]+")

_DRAWN = re.compile(r"(word|ppt)/.*\.xml")
_SAID = re.compile(rb"""\b((?:descr|title|alt)=["'])(?:[A-Za-z]:[\\/]|file:///|\\\\)[^"'<]*[\\/]""")
"""The folders in what pictures are said to show: Word writes the path of a pasted one."""

_IN_STYLE = (
    "name", "aliases", "basedOn", "next", "link", "autoRedefine", "hidden", "uiPriority", "semiHidden",
    "unhideWhenUsed", "qFormat", "locked", "personal", "personalCompose", "personalReply", "rsid", "pPr", "rPr",
    "tblPr", "trPr", "tcPr", "tblStylePr",
)  # fmt: skip
"""What a style holds, in the order of the schema: WPS writes its own."""


def cleaned(parts: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[Text, ...]]:
    """The parts without what is not carried over, and what that was, each once."""
    made, left_out = bare(parts)
    found = dict.fromkeys(left_out)
    for name in stories(made):
        root = parsed(made, name)
        found |= dict.fromkeys(_revised(root))
        found |= dict.fromkeys(_recounted(root))
        found |= dict.fromkeys(_unlinked(root))
        made[name] = _written(root)
    if not any(_THEME.fullmatch(name) for name in made):
        for name in [name for name in (_STYLES, *stories(made)) if name in made]:
            root = parsed(made, name)
            _themeless(root)
            made[name] = _written(root)
    if _STYLES in made:
        root = parsed(made, _STYLES)
        for style in root.iterchildren(tag("w:style")):
            style[:] = sorted(style, key=_place_in_style)
        made[_STYLES] = _written(root)
    if _SETTINGS in made:
        root = parsed(made, _SETTINGS)
        for child in [child for child in root if etree.QName(child).localname in _SWITCHES]:
            if said := _SWITCHES[etree.QName(child).localname]:
                found[said] = None
            root.remove(child)
        made[_SETTINGS] = _written(root)
    return made, tuple(found)


def _place_in_style(child: Element) -> int:
    """What the schema does not know, as comments, stands last."""
    name = etree.QName(child).localname if isinstance(child.tag, str) else ""
    return _IN_STYLE.index(name) if name in _IN_STYLE else len(_IN_STYLE)


def bare(parts: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[Text, ...]]:
    """The parts of a file of any program without those that are not carried over, and what that was."""
    found: dict[Text, None] = {}
    made = _without_parts(parts, found)
    for name in [name for name in made if _DRAWN.match(name)]:
        made[name], paths = _SAID.subn(rb"\1", made[name])
        if paths:
            found[Text("个人路径", "paths of a person")] = None
    for name in [name for name in (_APP, _CUSTOM) if name in made]:
        made[name] = _impersonal(made[name], found)
    return made, tuple(found)


def _impersonal(properties: bytes, found: dict[Text, None]) -> bytes:
    """Properties of a file without those of its making and of a person."""
    if _PATH.search(properties):
        found[Text("个人路径", "paths of a person")] = None
        properties = _PATH.sub(b"", properties)
    root = parsed({"properties": properties}, "properties")
    for one in list(root):
        named = one.get("name", "")
        if _OF_A_PERSON.fullmatch(named):
            found[_PERSON] = None
        if _OF_A_PERSON.fullmatch(named) or (not named and etree.QName(one).localname in _MADE_FOR_OTHERS):
            root.remove(one)
    return _written(root)


def _without_parts(parts: Mapping[str, bytes], found: dict[Text, None]) -> dict[str, bytes]:
    """The parts without those that are not carried over, nor any relationship to them."""
    gone = {name: said for name in parts for pattern, said in _PARTS if pattern.fullmatch(name)}
    made = {name: content for name, content in parts.items() if name not in gone}
    found |= dict.fromkeys(said for said in gone.values() if said)
    if not gone:
        return made
    for name in [name for name in made if name.endswith(".rels")]:
        root, folder = parsed(made, name), posixpath.dirname(posixpath.dirname(name))
        for link in [link for link in root if link.get("TargetMode") != "External"]:
            target = link.get("Target", "")
            place = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if place in gone:
                root.remove(link)
        made[name] = _written(root)
    types = parsed(made, _TYPES)
    for entry in [entry for entry in types if entry.get("PartName", "")[1:] in gone]:
        types.remove(entry)
    return {**made, _TYPES: _written(types)}


def _revised(root: Element) -> Iterator[Text]:
    """Accept the changes in a part and take its remarks out; what there was of either."""
    changes, remarks = Text("修订", "tracked changes"), Text("批注", "comments")
    for one in list(root.iter()):
        name = etree.QName(one).localname if isinstance(one.tag, str) else ""
        holder = one.getparent()
        if holder is None or not name:
            continue
        if name in _REFUSED or _FORMER.fullmatch(name):
            yield changes
            _taken(one, holder)
        elif name in _ACCEPTED:
            yield changes
            if holder.tag not in (tag("w:rPr"), tag("w:trPr")):
                for child in reversed(list(one)):
                    one.addnext(child)
            holder.remove(one)
        elif name in _REMARKS:
            yield remarks
            holder.remove(one)
            above = holder.getparent()
            if above is not None and holder.tag == tag("w:r") and all(child.tag == tag("w:rPr") for child in holder):
                above.remove(holder)
        elif name in _MARKS:
            holder.remove(one)


def _recounted(root: Element) -> Iterator[Text]:
    """The plan's parts are sections, so that a count of a section's pages would be one of a part's: all are counted."""
    for code in root.iter(tag("w:instrText")):
        if "SECTIONPAGES" in (text := code.text or "").upper():
            code.text = re.sub("SECTIONPAGES", "NUMPAGES", text, flags=re.IGNORECASE)
            yield Text("本节页数（改为总页数）", "counts of a section's pages (all pages are counted)")


def _themeless(root: Element) -> None:
    """Take out what names a theme that the file has not got: each program would set another typeface for it."""
    for fonts in root.iter(tag("w:rFonts")):
        for key in [key for key in fonts.attrib if etree.QName(key).localname.lower().endswith("theme")]:
            del fonts.attrib[key]


def _unlinked(root: Element) -> Iterator[Text]:
    """Old drawings without the addresses of pictures that would be fetched."""
    for one in root.iter(*(f"{{{_VML}}}{name}" for name in ("imagedata", "fill", "stroke", "shape", "rect", "image"))):
        for key in [key for key in one.attrib if etree.QName(key).localname in ("src", "href", "althref")]:
            if etree.QName(key).namespace != R:
                del one.attrib[key]
                yield Text("链接的图片", "linked pictures")


def _taken(one: Element, holder: Element) -> None:
    """Take out what was deleted; a paragraph whose mark was deleted and that holds nothing more goes with it."""
    paragraph = next(holder.iterancestors(tag("w:p")), None) if holder.tag == tag("w:rPr") else None
    line = next(holder.iterancestors(tag("w:tr")), None) if holder.tag == tag("w:trPr") else None
    holder.remove(one)
    for whole in (paragraph, line):
        parent = whole.getparent() if whole is not None else None
        if whole is None or parent is None:
            continue
        bare = whole is line or not any(
            child.tag not in (tag("w:pPr"), tag("w:bookmarkStart"), tag("w:bookmarkEnd"), tag("w:del"))
            for child in whole
        )
        if bare and next(whole.iter(tag("w:sectPr")), None) is None:
            parent.remove(whole)


def _written(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
