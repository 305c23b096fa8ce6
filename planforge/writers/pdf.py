"""Owns turning a Word file into PDF by a headless LibreOffice, where one is installed.

There is no second layout engine: the PDF is what LibreOffice makes of the .docx. Every call works in its own folder
with its own LibreOffice profile, so that calls may run side by side and never touch the user's settings.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from planforge.problem import Problem, Refusal, Text, Where

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


def find_office() -> Path | None:
    """The LibreOffice program: ``PLANFORGE_SOFFICE``, else on the PATH, else in its usual places; None without one."""
    named = os.environ.get("PLANFORGE_SOFFICE")
    return next((path for path in _candidates(named) if path.is_file()), None)


def convert(docx: bytes, *, timeout: float = 180) -> bytes:
    """The PDF of a Word file, the same bytes for the same input and LibreOffice version; ``timeout`` in seconds.

    Raises ``Unavailable`` where LibreOffice is missing, does not answer in time or makes no file.
    """
    office = find_office()
    if office is None:
        raise Unavailable(
            Text("未找到 LibreOffice，无法生成 PDF。", "LibreOffice was not found, so no PDF can be made."),
            _INSTALL,
        )
    with tempfile.TemporaryDirectory(prefix="planforge-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / "plan.docx", folder / "plan.pdf"
        source.write_bytes(docx)
        said = _run(_command(office, folder, source), folder, timeout)
        if not target.is_file() or target.stat().st_size == 0:  # LibreOffice exits 0 when it failed
            raise _refused(said)
        return settle(target.read_bytes())


def heading_pages(content: bytes) -> Iterator[tuple[str, int]]:
    """Every heading of a PDF in reading order, as its outline has it, and its page, counted from 1."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(content))
    for entry in _listed(reader.outline):
        place = reader.get_destination_page_number(entry)
        if place is not None:
            yield str(entry.title or ""), place + 1


def _listed(outline: Iterable[Any]) -> Iterator[Any]:
    """An outline and those below its entries, in order."""
    for entry in outline:
        if isinstance(entry, list):
            yield from _listed(entry)
        else:
            yield entry


def _candidates(named: str | None) -> Iterator[Path]:
    if named:
        yield Path(named).expanduser()
        return
    for name in _NAMES:
        if found := shutil.which(name):
            yield Path(found)
    for folder in _FOLDERS:
        for name in _NAMES:
            yield Path(folder).expanduser() / name


def _command(office: Path, folder: Path, source: Path) -> list[str]:
    profile = (folder / "profile").as_uri()
    switches = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
    return [
        str(office),
        f"-env:UserInstallation={profile}",
        *switches,
        "--infilter=MS Word 2007 XML",  # or it would print a broken file as if it were plain text
        *("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder), str(source)),
    ]


def _run(command: list[str], folder: Path, timeout: float) -> str:
    """What LibreOffice said. Its launcher has children, so a timeout ends the whole group."""
    try:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, env=os.environ | {"TZ": "UTC"},
        )  # fmt: skip
    except OSError as error:
        raise _refused(str(error)) from error
    try:
        said, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise Unavailable(
            Text(
                f"LibreOffice 在 {timeout:g} 秒内没有完成转换。",
                f"LibreOffice did not finish within {timeout:g} seconds.",
            ),
            Text("请关闭其他 LibreOffice 窗口后重试。", "Close other LibreOffice windows and try again."),
        ) from error
    return said.decode(errors="replace").strip()


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    process.kill()
    process.communicate()


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
