"""PDF by LibreOffice: the same bytes for the same input, and a clear word where it cannot be made."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import docx
import pypdf
import pytest
from conftest import EXAMPLES
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from showcase import showcase

from planforge.document.model import Chart, Document
from planforge.document.numbering import flatten
from planforge.jobs.render import Job, run
from planforge.problem import Severity
from planforge.writers import FORMATS, Options, pdf


def word_file() -> bytes:
    stream = BytesIO()
    document = docx.Document()
    document.add_heading("年度计划")
    document.add_paragraph("Target")
    document.save(stream)
    return stream.getvalue()


posix = pytest.mark.skipif(os.name != "posix", reason="shell scripts")
needs_office = pytest.mark.skipif(pdf.find_office() is None, reason="needs LibreOffice")


@pytest.mark.slow
@needs_office
def test_a_word_file_becomes_a_pdf_with_its_text_and_always_the_same_bytes() -> None:
    first = pdf.convert(word_file())
    assert first == pdf.convert(word_file())
    reader = pypdf.PdfReader(BytesIO(first))
    assert "Target" in reader.pages[0].extract_text()
    assert reader.metadata and str(reader.metadata.get("/CreationDate")).startswith("D:20000101000000")


@pytest.mark.slow
@needs_office
def test_a_file_that_is_no_word_file_is_refused_in_both_languages() -> None:
    with pytest.raises(pdf.Unavailable) as caught:
        pdf.convert(b"not a Word file")
    assert "没有生成" in caught.value.message.zh and "made no PDF" in caught.value.message.en


@needs_office
def test_a_conversion_that_takes_too_long_is_ended() -> None:
    with pytest.raises(pdf.Unavailable, match=r"within 0\.05 seconds"):
        pdf.convert(word_file(), timeout=0.05)


def test_without_libreoffice_the_user_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANFORGE_SOFFICE", str(tmp_path / "soffice"))
    assert pdf.find_office() is None
    with pytest.raises(pdf.Unavailable) as caught:
        pdf.convert(word_file())
    assert "LibreOffice" in caught.value.hint.zh and "PLANFORGE_SOFFICE" in caught.value.hint.en


OFFICES = {
    "crashes": "kill -SEGV $$",
    "hangs": "sleep 600",
    "makes nothing": "exit 0",
    "makes an empty file": ": > plan.pdf",
    "makes garbage": "echo garbage > plan.pdf",
    "makes half a file": "printf '%%PDF-1.7\\n1 0 obj\\n<<' > plan.pdf",
    "makes a folder": "mkdir plan.pdf",
    "says too much": "yes | head -c 3000000; exit 1",
}


@pytest.fixture(params=sorted(OFFICES))
def broken_office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A LibreOffice out of order, and a temporary folder of the test's own."""
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{OFFICES[request.param]}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PLANFORGE_SOFFICE", str(program))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return str(request.param)


def at_work() -> str:
    """The commands that run on this machine."""
    return subprocess.run(["ps", "-ww", "-eo", "args="], capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
@posix
def test_libreoffice_out_of_order_is_told_and_leaves_nothing(broken_office: str, tmp_path: Path) -> None:
    with pytest.raises(pdf.Unavailable) as caught:
        pdf.heading_pages(pdf.convert(word_file(), timeout=1))
    assert len(str(caught.value.message.en)) < 300
    assert list((tmp_path / "temporary").iterdir()) == []
    assert "sleep 600" not in at_work()


@posix
def test_a_document_comes_with_estimated_page_numbers_and_says_why(broken_office: str, tmp_path: Path) -> None:
    if broken_office == "hangs":
        pytest.skip("its patience is minutes")
    (tmp_path / "plan.yaml").write_text(
        "planforge: 1\nyear: 2027\nregion: {name: R, company: C}\n"
        "districts: [{name: A}, {name: B}]\ntargets: {base: 100万}\n",
        "utf-8",
    )
    outcome = run(Job(tmp_path / "plan.yaml"))
    assert outcome.content is not None and outcome.content.startswith(b"PK")
    (said,) = (problem for problem in outcome.problems if problem.code == "F07")
    assert said.severity is Severity.INFO and "estimated page numbers" in said.message.en
    assert [problem.code for problem in run(Job(tmp_path / "plan.yaml", "pdf")).problems][-1] == "F07"


@pytest.mark.slow
@posix
@pytest.mark.parametrize("arguments", [("a.yaml", "--to", "pdf"), ("a.yaml", "b.yaml", "-j", "1"), (".", "-j", "2")])
def test_of_a_run_that_is_killed_no_libreoffice_is_left_and_the_next_clears_its_folder(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    specs, temporary, program = tmp_path / "specs", tmp_path / "temporary", tmp_path / "soffice"
    for folder in (specs, temporary):
        folder.mkdir()
    for number in range(12):
        (specs / f"{'abcdefghijkl'[number]}.yaml").write_text(
            "planforge: 1\nyear: 2027\nregion: {name: R, company: C}\n"
            "districts: [{name: A}, {name: B}]\ntargets: {base: 100万}\n",
            "utf-8",
        )
    program.write_text("#!/bin/sh\nsleep 900\n")
    program.chmod(0o755)

    render = [sys.executable, "-m", "planforge", "render"]
    environment = {**os.environ, "PLANFORGE_SOFFICE": str(program), "TMPDIR": str(temporary)}
    owner = subprocess.Popen([*render, *arguments], cwd=specs, env=environment, stderr=subprocess.DEVNULL)
    late = time.monotonic() + 60
    while str(program) not in at_work() and time.monotonic() < late:
        time.sleep(0.1)
    assert str(program) in at_work()
    owner.kill()
    owner.wait()
    while str(program) in at_work() and time.monotonic() < late:
        time.sleep(0.1)
    assert str(program) not in at_work() and len(list(temporary.iterdir())) > 0
    program.write_text("#!/bin/sh\n")
    subprocess.run([*render, "a.yaml", "--force"], cwd=specs, env=environment, capture_output=True, check=True)
    assert list(temporary.iterdir()) == []


@posix
def test_without_a_temporary_folder_the_user_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PLANFORGE_SOFFICE", str(program))
    with pytest.raises(pdf.Unavailable, match="temporary folder"):
        pdf.convert(word_file())


@pytest.mark.slow
@needs_office
def test_nothing_outside_the_document_is_fetched_or_read(tmp_path: Path) -> None:
    asked: list[bytes] = []

    class Listener(BaseHTTPRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline())

    (tmp_path / "secret.png").write_bytes((EXAMPLES.parent / "docs" / "pages.png").read_bytes())
    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        here = f"http://127.0.0.1:{server.server_port}"
        laid_out = pdf.convert(linking(f"{here}/picture.png", (tmp_path / "secret.png").as_uri()))
        server.shutdown()
    assert asked == []
    assert sum(len(page.images) for page in pypdf.PdfReader(BytesIO(laid_out)).pages) == 0


def linking(*targets: str) -> bytes:
    """A Word file whose pictures lie elsewhere."""
    document = docx.Document()
    for number, target in enumerate(targets, 1):
        link = document.part.rels.get_or_add_ext_rel(RELATIONSHIP_TYPE.IMAGE, target)
        document.add_paragraph()._p.append(
            parse_xml(PICTURE.format(namespaces=nsdecls("w", "r"), id=number, link=link))
        )
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


PICTURE = """<w:r {namespaces}><w:drawing>
<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">
<wp:extent cx="1000000" cy="1000000"/><wp:docPr id="{id}" name="x"/>
<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">
<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">
<pic:nvPicPr><pic:cNvPr id="{id}" name="x"/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip r:link="{link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1000000" cy="1000000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>
</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"""


def test_a_program_that_is_not_libreoffice_is_reported_not_crashed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_bytes(b"\x00\x01")
    program.chmod(0o755)
    monkeypatch.setenv("PLANFORGE_SOFFICE", str(program))
    with pytest.raises(pdf.Unavailable):
        pdf.convert(word_file())


def test_a_strip_without_end_makes_no_picture() -> None:
    made, out = pypdf.PdfWriter(), BytesIO()
    made.add_blank_page(width=1, height=14_000)
    made.write(out)
    with pytest.raises(pdf.Unavailable):
        pdf.picture(out.getvalue())


@pytest.mark.slow
@needs_office
def test_every_chart_is_described_for_those_who_have_the_pdf_read_to_them() -> None:
    content = FORMATS["pdf"](showcase(), Options(contents="linked"))
    root: Any = pypdf.PdfReader(BytesIO(content)).trailer["/Root"]
    figures = list(elements(root["/StructTreeRoot"], "/Figure"))
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "zh-CN"
    assert len(figures) > 3 and all("/Alt" in one for one in figures)
    said = [str(one["/Alt"]) for one in figures]
    assert said == [f"{one.caption}：{one.description}" for one in charts(showcase())]


def charts(document: Document) -> list[Chart]:
    return [one for part in document.parts for one in flatten(part.blocks) if isinstance(one, Chart)]


def elements(holder: Any, kind: str) -> Iterator[Any]:
    """The structure elements of a kind below another."""
    held = holder.get("/K", [])
    for one in held if isinstance(held, list) else [held]:
        element = one.get_object()
        if isinstance(element, dict):
            if element.get("/S") == kind:
                yield element
            yield from elements(element, kind)


def test_figures_that_are_not_those_described_are_left_as_they_are() -> None:
    assert pdf.described(b"%PDF-1.6\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n", ["a"]).endswith(b"9\n%%EOF\n")
