"""Owns turning a Word file into PDF by a headless LibreOffice, where one is installed.

There is no second layout engine: the PDF is what LibreOffice makes of the .docx. Every call works in its own folder
with its own LibreOffice profile, so that calls may run side by side and never touch the user's settings.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from planforge import isolated
from planforge.problem import Problem, Refusal, Text, Where
from planforge.resources import templates
from planforge.writers.kept import Kept, variables

STRIP = 20  # times as high as wide: no page of paper is
CHAT = 1080  # pixels: what a chat shows across a telephone
_NAMES = ("soffice", "libreoffice", "soffice.com", "soffice.exe")
_FOLDERS = (
    "/usr/bin",
    "/usr/local/bin",
    "/snap/bin",
    "/usr/lib/libreoffice/program",
    "/opt/libreoffice/program",
    "/Applications/LibreOffice.app/Contents/MacOS",
    "~/Applications/LibreOffice.app/Contents/MacOS",
    "C:/Program Files/LibreOffice/program",
    "C:/Program Files (x86)/LibreOffice/program",
)
_LOCKED = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),  # never
    ("Office.Writer/Content/Update", "Field", "false"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    *(("Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>\n'
)
_ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_TAGGED = '{"UseTaggedPDF":{"type":"boolean","value":"true"}}'  # for those who have it read to them
_LANGUAGE = re.compile(rb"/Lang\(([A-Za-z-]+)\)")
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_FIGURE = re.compile(
    rb"^(?P<number>\d+) 0 obj\n(?P<held><</Type/StructElem\n/S/Figure\n/P (?P<parent>\d+) 0 R\n"
    rb"(?:(?!endobj).)*?)>>\nendobj$",
    re.DOTALL | re.MULTILINE,
)
_END = re.compile(
    rb"^trailer\n<<(?P<held>(?:(?!trailer).)*)>>\nstartxref\n(?P<start>\d+)\n%%EOF\s*\Z", re.DOTALL | re.MULTILINE
)
_SIGNED = re.compile(rb"\n%planforge ([0-9a-f]{64})\nstartxref\n\d+\n%%EOF\n\Z")
_ORIGIN = "planforge-made-from"  # the text chunk of a picture
_DATES = re.compile(rb"/(?:CreationDate|ModDate)\s?\(D:[^)]*\)")
_IDS = re.compile(rb"/(?:ID\s?\[\s*<[0-9A-Fa-f]*>\s*<[0-9A-Fa-f]*>\s*\]|DocChecksum /[0-9A-Fa-f]*)")

_INSTALL = Text(
    "请安装 LibreOffice（libreoffice.org），或用环境变量 PLANFORGE_SOFFICE 指明 soffice 的位置；"
    "也可在 Word 中把 .docx 另存为 PDF。",
    "Install LibreOffice (libreoffice.org) or set PLANFORGE_SOFFICE to its soffice program; "
    "or save the .docx as PDF from Word.",
)


class Unavailable(Refusal):
    """No PDF could be made: LibreOffice is missing, too slow, or refused the file."""

    def __init__(self, message: Text, hint: Text) -> None:
        super().__init__(Problem("F07", message, hint, where=Where("LibreOffice")))
        self.message = message
        self.hint = hint


def missing() -> Unavailable:
    """What to say where there is no LibreOffice."""
    return Unavailable(
        Text("未找到 LibreOffice，无法排版。", "LibreOffice was not found, so no pages can be laid out."), _INSTALL
    )


def find_office() -> Path | None:
    """The LibreOffice program: ``PLANFORGE_SOFFICE``, else on the PATH, else in its usual places; None without one."""
    named = os.environ.get("PLANFORGE_SOFFICE")
    return next((path for path in _candidates(named) if isolated.is_file(path)), None)


def convert(docx: bytes, *, timeout: float = 180, shared: bool = False) -> bytes:
    """The PDF of a Word file, the same bytes for the same input and LibreOffice version; ``timeout`` in seconds.

    Where it is ``shared`` and one LibreOffice is kept, that one does it: the pages are the same, the bytes need not be.

    Raises ``Unavailable`` where LibreOffice is missing, does not answer in time or makes no file.
    """
    office = find_office()
    if office is None:
        raise missing()
    with _folder(docx) as folder:
        source, target = folder / "plan.docx", folder / "plan.pdf"
        said = _handed_over(office, folder, source, timeout) if shared and _KEEPING else ""
        if not target.is_file():
            said = _run(_command(office, folder, source), folder, timeout)
        made = target.read_bytes() if target.is_file() else b""
        if not made.startswith(b"%PDF-"):  # LibreOffice exits 0 when it failed
            raise _refused(said)
        return settle(made)


def in_language(content: bytes, language: str) -> bytes:
    """A PDF that says in which language it is to be read aloud; LibreOffice takes that of Latin letters."""
    tag = {"en": "en-US"}.get(language, language).encode()
    return _LANGUAGE.sub(lambda match: b"/Lang(" + tag + b")" if len(tag) == len(match[1]) else match[0], content)


def described(content: bytes, texts: Sequence[str]) -> bytes:
    """A PDF whose charts are described, in their order, for those who have it read to them.

    LibreOffice describes pictures, and leaves charts out. A paragraph whose style is called Figure is no figure: it is
    made a paragraph. Nothing is changed where the figures of the PDF are not those that the texts are about.
    """
    found = list(_FIGURE.finditer(content))
    holders = {one["parent"] for one in found}
    bare = [one for one in found if one["number"] not in holders and b"/Alt" not in one[0]]
    end = _END.search(content)
    if end is None or not texts or len(bare) != len(texts):
        return content
    for one in found:
        if one["number"] in holders:
            start = content.index(b"/S/Figure\n", one.start())
            content = content[:start] + b"/S/P     \n" + content[start + 10 :]
    added, entries = bytearray(content), b""
    for one, text in zip(bare, texts, strict=True):
        entries += b"%d 1\n%010d 00000 n \n" % (int(one["number"]), len(added))
        alternative = text.encode("utf-16-be").hex().upper().encode()
        added += b"%d 0 obj\n%b/Alt<FEFF%b>\n>>\nendobj\n" % (int(one["number"]), one["held"], alternative)
    foot = b"trailer\n<<%b/Prev %b\n>>\nstartxref\n%d\n%%%%EOF\n" % (end["held"], end["start"], len(added))
    return bytes(added) + b"xref\n" + entries + foot


def signed(content: bytes, digest: str) -> bytes:
    """A PDF that says, in a comment behind its end, what it was made from. Raises ``Unavailable`` for no whole PDF."""
    start = _START.search(content)
    if start is None:
        raise _refused("")
    foot = b"\nstartxref\n" + start[1] + b"\n%%EOF\n"  # said once more: readers look for it at the end
    return settle(content.rstrip() + b"\n%planforge " + digest.encode() + foot)


def signature(content: bytes) -> str:
    """What a PDF was made from, as ``signed`` put it there; empty for any other file."""
    found = _SIGNED.search(content)
    return found[1].decode() if found and settle(content) == content else ""


def pages(content: bytes) -> int:
    """How many pages a PDF has. Raises ``Unavailable`` for what is no PDF that can be read."""
    from pypdf import PdfReader

    with _stumbling():
        return len(PdfReader(BytesIO(content)).pages)


def picture(content: bytes, width: int = CHAT) -> bytes:
    """The first page of a PDF as a PNG, ``width`` pixels wide. Raises ``Unavailable`` for what is no PDF, and for a
    strip so narrow that at this width its picture would have no end."""
    from PIL.PngImagePlugin import PngInfo
    from pypdfium2 import PdfDocument

    made, origin = BytesIO(), PngInfo()
    origin.add_text(_ORIGIN, signature(content))
    with _stumbling(), closing(PdfDocument(content)) as document:
        page = document[0]
        wide, high = page.get_size()
        if high > STRIP * wide:
            raise _refused(f"a page of {wide:.0f} × {high:.0f} points")
        page.render(scale=width / wide).to_pil().save(made, "PNG", pnginfo=origin)
    return made.getvalue()


def made_from(png: bytes) -> str:
    """What the PDF of a picture was made from, as ``signature`` has it; empty for any other picture."""
    found = re.search(rb"tEXt" + _ORIGIN.encode() + rb"\0([0-9a-f]{64})", png)
    return found[1].decode() if found else ""


def heading_pages(content: bytes) -> tuple[tuple[str, int], ...]:
    """Every heading of a PDF in reading order, as its outline has it, and its page, counted from 1.

    Raises ``Unavailable`` for what is no PDF that can be read.
    """
    from pypdf import PdfReader

    with _stumbling():
        reader = PdfReader(BytesIO(content))
        places = ((entry, reader.get_destination_page_number(entry)) for entry in _listed(reader.outline))
        return tuple((str(entry.title or ""), place + 1) for entry, place in places if place is not None)


_KEEPING: list[Kept | None] = []
"""Empty while every document has a LibreOffice of its own; else the one that is kept, None before it is needed."""


@contextmanager
def kept() -> Iterator[None]:
    """While inside, one LibreOffice of this process lays out document after document; it is over at the end."""
    _KEEPING[:] = [None]
    try:
        yield
    finally:
        one = _KEEPING[0]
        _KEEPING.clear()
        if one is not None:
            one.end()


def is_kept() -> bool:
    """Whether a LibreOffice is kept."""
    return bool(_KEEPING)


def _handed_over(office: Path, folder: Path, source: Path, timeout: float) -> str:
    """Have the kept LibreOffice lay the file out; where no file comes of it, it is begun anew the next time."""
    one = _KEEPING[0]
    if one is not None and not one.is_good:
        one.end()
        one = None
    try:
        one = one or _begun(office)
    except OSError:
        one = None
    _KEEPING[0] = one
    if one is None:
        return ""
    command = [*_started(office, one.folder), *_CONVERT, "--outdir", str(folder), str(source)]
    try:
        ran = _minded(command, folder, timeout)
    except OSError:
        return ""
    one.done += 1
    if ran.code is None or not (folder / "plan.pdf").is_file():
        one.end()
        _KEEPING[0] = None
    return ran.said.decode(errors="replace").strip()


def _begun(office: Path) -> Kept | None:
    """A new one that is ready; None where it does not come so far."""
    stack = ExitStack()
    folder = stack.enter_context(_folder(b""))
    one = Kept(lambda home: _started(office, home), folder, stack)
    if one.is_ready():
        return one
    one.end()
    return None


@contextmanager
def _stumbling() -> Iterator[None]:
    """Whatever a damaged file makes a reader stumble over is ``Unavailable``; what it mutters is left out."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        yield
    except Exception as error:
        raise _refused(f"{type(error).__name__}: {error}") from error


def _listed(outline: Iterable[Any]) -> Iterator[Any]:
    """An outline and those below its entries, in order."""
    for entry in outline:
        if isinstance(entry, list):
            yield from _listed(entry)
        else:
            yield entry


def _candidates(named: str | None) -> Iterator[Path]:
    home = os.environ.get("HOME", "/")
    if named:
        yield Path(home + named[1:] if named.startswith("~") else named)
        return
    for name in _NAMES:
        yield from isolated.programs(name)
    for folder in _FOLDERS:
        for name in _NAMES:
            yield Path(folder.replace("~", home), name)


_CONVERT = (
    "--infilter=MS Word 2007 XML",  # or it would print a broken file as if it were plain text
    *("--convert-to", f"pdf:writer_pdf_Export:{_TAGGED}"),
)


def _started(office: Path, folder: Path) -> list[str]:
    """The program with the profile of a folder."""
    switches = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard"]
    return [str(office), f"-env:UserInstallation={(folder / 'profile').as_uri()}", *switches]


def _command(office: Path, folder: Path, source: Path) -> list[str]:
    return [*_started(office, folder), *_CONVERT, "--outdir", str(folder), str(source)]


@contextmanager
def _folder(docx: bytes) -> Iterator[Path]:
    """A folder with the file and a profile in which nothing is fetched, read from elsewhere or run: no macro, no link.

    Raises ``Unavailable`` where there is no place for it.
    """
    items = "".join(_ITEM.format(*setting) for setting in _LOCKED)
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(isolated.scratch())
            (folder / "plan.docx").write_bytes(docx)
            (folder / "profile" / "user").mkdir(parents=True)
            (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items), "utf-8")
            (folder / "fontconfig").mkdir()
            (folder / "fontconfig" / "fonts.conf").write_bytes((templates() / "word" / "fonts.conf").read_bytes())
        except OSError as error:
            raise _no_room(error) from error
        yield folder


def _run(command: list[str], folder: Path, timeout: float) -> str:
    """What LibreOffice said; nothing of it is left when it was too slow."""
    try:
        ran = _minded(command, folder, timeout)
    except OSError as error:
        raise _refused(str(error)) from error
    if ran.code is None:
        raise Unavailable(
            Text(
                f"LibreOffice 在 {timeout:g} 秒内没有完成转换。",
                f"LibreOffice did not finish within {timeout:g} seconds.",
            ),
            Text("请关闭其他 LibreOffice 窗口后重试。", "Close other LibreOffice windows and try again."),
        )
    return ran.said.decode(errors="replace").strip()


def _minded(command: list[str], folder: Path, timeout: float) -> isolated.Ran:
    minded = isolated.minded(command)
    return isolated.run(minded, content=None, folder=folder, patience=timeout, variables=variables(folder))


def _no_room(error: OSError) -> Unavailable:
    why = error.strerror or str(error)
    return Unavailable(
        Text(f"没有可写的临时文件夹，无法排版：{why}。", f"there is no temporary folder to lay it out in: {why}."),
        Text("清理临时文件夹，或用 TMPDIR 另指一个。", "Make room there, or name another with TMPDIR."),
    )


def _refused(said: str) -> Unavailable:
    detail = f" ({said.splitlines()[-1][:200]})" if said else ""
    return Unavailable(
        Text(f"LibreOffice 没有生成 PDF。{detail}", f"LibreOffice made no PDF.{detail}"),
        Text("请用 LibreOffice 打开该 .docx 查看原因。", "Open the .docx in LibreOffice to see why."),
    )


def settle(pdf: bytes) -> bytes:
    """Give the file fixed dates and an identity drawn from its content; lengths stay, so offsets stay right."""
    bare = _IDS.sub(lambda match: _blank(match[0]), _DATES.sub(lambda match: _epoch(match[0]), pdf))
    return _IDS.sub(lambda match: _stamp(match[0], sha256(bare).hexdigest().upper()), bare)


def _epoch(entry: bytes) -> bytes:
    return re.sub(rb"\(D:\d{14}", b"(D:20000101000000", entry)


def _blank(entry: bytes) -> bytes:
    return re.sub(rb"<[^>]*>|(?<= /)\w+", lambda match: re.sub(rb"[0-9A-Fa-f]", b"0", match[0]), entry)


def _stamp(entry: bytes, digest: str) -> bytes:
    return re.sub(rb"0{32}", digest[:32].encode(), entry)
