"""Owns opening an Office file that comes from outside: its zip, sizes and parts are known as sane before any is read,
and whatever a library stumbles over in a damaged one is one exception."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from planforge.problem import Text

if TYPE_CHECKING:
    from lxml import etree

MOST_PARTS = 4_000
MOST_BYTES = 256 * 2**20
MOST_RATIO = 150  # unpacked to packed, for what unpacks to more than FREE_BYTES
FREE_BYTES = 16 * 2**20
MAIN = "word/document.xml"
LOCKS = ("~$", ".~")  # how the names of files begin that office programs lay beside what they have open

_ROOT, _TYPES = "_rels/.rels", "[Content_Types].xml"
_MAIN_KIND = "/officeDocument"
_LINK = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*(["'])(.*?)\2""")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = 1  # the flag of an entry with a password
_STRICT = b"http://purl.oclc.org/ooxml/"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_KINDS = (
    ("word/document.xml", Text("Word 文件", "a Word file")),
    ("xl/workbook.xml", Text("Excel 工作簿", "an Excel workbook")),
    ("ppt/presentation.xml", Text("PowerPoint 演示文稿", "a slide show")),
    ("content.xml", Text("OpenDocument 文件", "an OpenDocument file")),
)  # fmt: skip
_AGAIN = Text("向发件人重新索取，或用 Word 打开并修复后另存", "get it again, or let Word repair it and save it anew")
_UNSAFE = Text("不要使用这份文件；向可信的来源索取", "do not use this file; get one from a source you trust")


class Sort(Struct, frozen=True):
    """A sort of Office file: its main part, the program that makes it, what its names end in."""

    main: str
    program: str
    suffix: str

    @property
    def article(self) -> str:
        return "an" if self.program == "Excel" else "a"

    @property
    def save_as(self) -> Text:
        return Text(
            f"在 {self.program} 或 WPS 中打开，另存为 {self.suffix}",
            f"open it in {self.program} or WPS and save it as {self.suffix}",
        )


WORD = Sort("word/document.xml", "Word", ".docx")
SLIDES = Sort("ppt/presentation.xml", "PowerPoint", ".pptx")
BOOK = Sort("xl/workbook.xml", "Excel", ".xlsx")


class Unusable(Exception):  # noqa: N818 - says what the file is
    """What was given is no file that can be read; ``hint`` says what to do."""

    def __init__(self, message: Text, hint: Text) -> None:
        super().__init__(message.en)
        self.message, self.hint = message, hint


def open_parts(content: bytes, sort: Sort = WORD) -> dict[str, bytes]:
    """The parts by name of a Word file, or of another sort of Office file.

    Raises ``Unusable`` for what is damaged, protected, hostile or of another kind.
    """
    if content.startswith(_OLE):
        raise _old(content, sort)
    parts = _as_linked(_usual(unzipped(content, sort), sort))
    _refuse_other(parts, sort)
    return parts


def unzipped(content: bytes, sort: Sort = WORD) -> dict[str, bytes]:
    """The parts by name of any zip. Raises ``Unusable`` for what is damaged, protected or unpacks to too much."""
    with stumbling(content, sort), zipfile.ZipFile(BytesIO(content)) as archive:
        _refuse_bomb(archive, len(content))
        if any(entry.flag_bits & _LOCKED for entry in archive.infolist()):
            raise Unusable(Text("文件有密码，无法读取", "the file has a password"), sort.save_as)
        return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}


@contextmanager
def stumbling(content: bytes, sort: Sort = WORD) -> Iterator[None]:
    """Whatever a library raises inside, over a file of others, is ``Unusable``: which exceptions a damaged file makes
    zip, XML and Office readers raise is theirs to change.
    """
    try:
        yield
    except Unusable:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":  # the latter is Rust's
            raise
        raise _broken(content, sort) from error


def parsed(parts: Mapping[str, bytes], name: str) -> etree._Element:
    """The root of an XML part. Raises ``Unusable`` where it is not well-formed, or declares entities of its own."""
    from lxml import etree  # help, which asks nothing of files, does without

    content = parts[name]
    refuse_entities(content, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unusable(Text(f"{name} 已损坏（{error.msg}）", f"{name} is damaged ({error.msg})"), _AGAIN) from error


def refuse_entities(content: bytes, name: str) -> None:
    """Raises ``Unusable`` for XML that declares entities of its own, or means to."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or "<!DOCTYPE".encode("utf-16-le") in content:
        raise Unusable(Text(f"{name} 声明了外部实体，拒绝读取", f"{name} declares entities, which is refused"), _UNSAFE)


def _usual(parts: dict[str, bytes], sort: Sort) -> dict[str, bytes]:
    """The parts with the main one under its usual name: some programs write ``word/document2.xml``."""
    links, types = parts.get(_ROOT, b""), parts.get(_TYPES, b"")
    main = next((place for kind, place in _links(_ROOT, links) if kind.endswith(_MAIN_KIND)), sort.main)
    if sort.main in parts or main not in parts or posixpath.dirname(main) != posixpath.dirname(sort.main):
        return parts
    named = {main: sort.main, _links_of(main): _links_of(sort.main)}
    old, new = main.encode(), sort.main.encode()
    changed = {_ROOT: links.replace(old, new), _TYPES: types.replace(b"/" + old + b'"', b"/" + new + b'"')}
    return {named.get(name, name): content for name, content in (parts | changed).items()}


def _as_linked(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts named as their relationships name them: to Office, ``Thumbnail.jpeg`` is ``thumbnail.jpeg``."""
    places = (place for name, held in parts.items() if name.endswith(".rels") for _, place in _links(name, held))
    named = {one.casefold(): one for place in places for one in (place, _links_of(place)) if one not in parts}
    return {named.get(name.casefold(), name): content for name, content in parts.items()} if named else parts


def _links(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Kind and place of each part to which the relationships of a ``….rels`` lead."""
    folder = posixpath.dirname(posixpath.dirname(name))
    for one in _LINK.findall(content.decode("utf-8", "replace")):
        held = {key: value for key, _, value in _ATTRIBUTE.findall(one)}
        yield held.get("Type", ""), posixpath.normpath(posixpath.join("/", folder, held.get("Target", "")))[1:]


def _links_of(name: str) -> str:
    """Where the relationships of a part stand."""
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _refuse_bomb(archive: zipfile.ZipFile, size: int) -> None:
    """Sizes are those that the zip declares; reading never goes beyond them."""
    entries = archive.infolist()
    whole = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_PARTS or whole > MOST_BYTES or whole > FREE_BYTES + MOST_RATIO * size:
        raise Unusable(
            Text(
                f"压缩包解开后过大（{len(entries)} 个部件，{whole // 2**20} MB），拒绝打开",
                f"it unpacks to too much ({len(entries)} parts, {whole // 2**20} MB) and is refused",
            ),
            _UNSAFE,
        )


def _refuse_other(parts: Mapping[str, bytes], sort: Sort) -> None:
    if sort.main in parts and _STRICT in parts[sort.main][:4000]:
        raise Unusable(
            Text("文件是“Strict Open XML”格式", "the file is a Strict Open XML document"),
            Text(
                f"在 {sort.program} 中另存为普通的 {sort.suffix}（“Word 文档 (*.docx)”一类），不选“Strict Open XML”",
                f'in {sort.program}, Save As the plain type ("Word Document (*.docx)"), not "Strict Open XML"',
            ),
        )
    if sort.main in parts and _TYPES in parts:
        return
    said = next((name for main, name in _KINDS if main in parts and main != sort.main), None)
    zh, en = said or ("", "")
    other = Text(f"这是{zh}，不是 {sort.program} 文件", f"this is {en}, not {sort.article} {sort.program} file")
    raise Unusable(other if said else _no(sort), sort.save_as)


def _old(content: bytes, sort: Sort) -> Unusable:
    if _ENCRYPTED in content:
        return Unusable(
            Text("文件已加密，需要密码才能打开", "the file is encrypted and needs a password"),
            Text(
                f"在 {sort.program} 中打开并取消密码后另存",
                f"open it in {sort.program}, remove the password and save it",
            ),
        )
    old = sort.suffix[:-1]
    return Unusable(Text(f"这是旧的 {old} 格式", f"this is the old {old} format"), sort.save_as)


def _broken(content: bytes, sort: Sort) -> Unusable:
    if content.startswith(b"PK"):
        return Unusable(Text("文件不完整或已损坏", "the file is truncated or damaged"), _AGAIN)
    return Unusable(_no(sort), sort.save_as)


def _no(sort: Sort) -> Text:
    return Text(f"不是 {sort.program} 文件", f"this is not {sort.article} {sort.program} file")
