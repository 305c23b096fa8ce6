"""Makes business.pptx, the look of the slides: ``python templates/deck/build.py``.

It is an ordinary PowerPoint file with two layouts, the cover and a title over free room. Open it in PowerPoint, change
its master, save it under a name of your own and give it to ``planforge render --to pptx --style``; this script is only
for changing what planforge ships.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from lxml import etree
from pptx import Presentation
from pptx.util import Emu, Pt

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "word"), str(HERE.parent.parent)]

import business  # noqa: E402
import parts  # noqa: E402

from planforge.writers.docx.package import pack  # noqa: E402

WIDTH, HEIGHT = Emu(12_192_000), Emu(6_858_000)
MARGIN = Pt(42)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_COVER, _TITLE_ONLY = "Title Slide", "Title Only"
_TITLE = (
    '<p:titleStyle xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:lvl1pPr algn="l" defTabSz="914400" '
    'rtl="0" eaLnBrk="1" latinLnBrk="0" hangingPunct="1"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
    '<a:spcBef><a:spcPct val="0"/></a:spcBef><a:buNone/><a:defRPr sz="2600" b="1" kern="1200"><a:solidFill>'
    '<a:schemeClr val="accent1"/></a:solidFill><a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/>'
    '<a:cs typeface="+mj-cs"/></a:defRPr></a:lvl1pPr></p:titleStyle>'
)


def make() -> bytes:
    """The file as bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    master = deck.slide_master
    for layout in list(master.slide_layouts):
        if layout.name not in (_COVER, _TITLE_ONLY):
            master.slide_layouts.remove(layout)
    old = master._element.find(f".//{_P}titleStyle")
    old.getparent().replace(old, etree.fromstring(_TITLE))
    _master(master)
    cover, slide = master.slide_layouts
    _cover(cover)
    for shape in slide.placeholders:
        _place(shape)
    stream = BytesIO()
    deck.save(stream)
    with ZipFile(stream) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held["ppt/theme/theme1.xml"] = parts.theme("planforge business", business.THEME, business.LATIN, business.EAST)
    held["docProps/core.xml"] = held["docProps/core.xml"].replace(b"PowerPoint Presentation", b"planforge business")
    held.pop("docProps/thumbnail.jpeg", None)
    held["_rels/.rels"] = _without(held["_rels/.rels"], "thumbnail")
    held.pop("ppt/printerSettings/printerSettings1.bin", None)
    held["ppt/_rels/presentation.xml.rels"] = _without(held["ppt/_rels/presentation.xml.rels"], "printerSettings")
    return pack(held)


def _master(master) -> None:  # type: ignore[no-untyped-def]
    for shape in list(master.placeholders):
        if not _place(shape):
            shape._element.getparent().remove(shape._element)


def _place(shape) -> bool:  # type: ignore[no-untyped-def]
    """Put a placeholder where it stands on a slide; whether slides have it."""
    kind = shape.placeholder_format.type.name
    room = WIDTH - 2 * MARGIN
    places = {
        "TITLE": (MARGIN, Pt(30), room, Pt(76)),
        "SLIDE_NUMBER": (WIDTH - MARGIN - Pt(80), HEIGHT - Pt(32), Pt(80), Pt(18)),
        "BODY": (MARGIN, Pt(116), room, HEIGHT - Pt(160)),
    }
    if kind not in places:
        shape._element.getparent().remove(shape._element)
        return True
    shape.left, shape.top, shape.width, shape.height = (Emu(one) for one in places[kind])
    body = shape._element.find(f".//{_A}bodyPr")
    if kind == "TITLE":
        body.attrib.update({"anchor": "t", "lIns": "0", "rIns": "0", "tIns": "0", "bIns": "0"})
        for fit in list(body):
            body.remove(fit)
    if kind == "SLIDE_NUMBER":
        body.attrib.update({"rIns": "0"})
        for one in shape._element.iter(f"{_A}defRPr"):
            one.set("sz", "1000")
    return True


def _cover(layout) -> None:  # type: ignore[no-untyped-def]
    """A field of the first colour over the upper part, title and subtitle on it."""
    for shape in list(layout.placeholders):
        kind = shape.placeholder_format.type.name
        if kind not in ("CENTER_TITLE", "SUBTITLE"):
            shape._element.getparent().remove(shape._element)
            continue
        top, high, size = (Pt(150), Pt(96), "3600") if kind == "CENTER_TITLE" else (Pt(252), Pt(60), "1800")
        shape.left, shape.top, shape.width, shape.height = MARGIN, top, Emu(WIDTH - 2 * MARGIN), high
        body = shape._element.find(f".//{_A}bodyPr")
        for fit in list(body):
            body.remove(fit)
        body.attrib.update({"anchor": "b" if kind == "CENTER_TITLE" else "t", "lIns": "0", "rIns": "0"})
        style = shape._element.find(f".//{_A}lstStyle")
        for level in list(style):
            style.remove(level)
        style.append(etree.fromstring(
            f'<a:lvl1pPr xmlns:a="{_A[1:-1]}" marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="{size}" '
            f'b="{int(kind == "CENTER_TITLE")}"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:defRPr>'
            "</a:lvl1pPr>"
        ))  # fmt: skip
    tree = layout.shapes._spTree
    for index, (top, high, colour) in enumerate(((0, Pt(330), "accent1"), (Pt(330), Pt(6), "accent2"))):
        tree.insert(2 + index, etree.fromstring(
            f'<p:sp xmlns:p="{_P[1:-1]}" xmlns:a="{_A[1:-1]}"><p:nvSpPr><p:cNvPr id="{90 + index}" '
            f'name="Band {index + 1}"/>'
            f'<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="{top}"/>'
            f'<a:ext cx="{WIDTH}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
            f'<a:schemeClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
            '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="en-US"/></a:p></p:txBody></p:sp>'
        ))  # fmt: skip


def _without(content: bytes, kind: str) -> bytes:
    root = etree.fromstring(content)
    for link in [link for link in root if link.get("Type", "").endswith(kind)]:
        root.remove(link)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


if __name__ == "__main__":
    (HERE / "business.pptx").write_bytes(make())
