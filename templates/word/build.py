"""Makes business.docx and official.docx from the tables of styles beside it: ``python templates/word/build.py``.

The files are ordinary Word files. Open one in Word, change its styles, save it under a name of your own and give it
to ``planforge render --style``; this script is only for changing what planforge ships.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

import business  # noqa: E402
import official  # noqa: E402
import parts  # noqa: E402
from lxml import etree  # noqa: E402
from sheet import serialise, style_id, style_xml, table_xml, w  # noqa: E402

from planforge.writers.docx.package import pack  # noqa: E402
from planforge.writers.docx.wordml import Element, tag  # noqa: E402

_TYPES = "application/vnd.openxmlformats-officedocument"
_WORD = f"{_TYPES}.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SIDES = {"default": 1, "even": 2}


def make(house: ModuleType) -> bytes:
    """The house file as bytes."""
    head_indent = (house.HEAD1.indent or 0) * house.HEAD1.size
    footers = dict(zip(_SIDES, house.FOOTER, strict=False))
    entries = {
        "word/document.xml": serialise(_document(house, footers)),
        "word/styles.xml": serialise(_themed(_styles(house), house)),
        "word/numbering.xml": serialise(
            _themed(parts.numbering(house.LIST_STEP, house.BULLET, house.LIST_INDENT, head_indent), house)
        ),
        "word/settings.xml": serialise(parts.settings(even_odd=house.EVEN_ODD)),
        "word/fontTable.xml": serialise(parts.fonts(house.FONTS)),
        "word/theme/theme1.xml": parts.theme(f"planforge {house.NAME}", house.THEME, house.LATIN, house.EAST),
        **{f"word/footer{_SIDES[side]}.xml": serialise(_footer(align)) for side, align in footers.items()},
        "docProps/core.xml": _core(house),
        "docProps/app.xml": _APP,
    }
    return pack(entries | _index(entries))


def _styles(house: ModuleType) -> Element:
    language = w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    faces = w("rFonts", ascii=house.LATIN, hAnsi=house.LATIN, eastAsia=house.EAST, cs=house.LATIN)
    font = w("rPr", faces, w("sz", val=22), w("szCs", val=22), language)
    plain = w("style", w("name", val="Normal Table"), w("uiPriority", val=99), w("semiHidden"), w("unhideWhenUsed"),
              w("tblPr", w("tblInd", w=0, type="dxa"), _margins()), type="table", default="1", styleId="TableNormal")  # fmt: skip
    none = w(
        "style",
        w("name", val="No List"),
        w("uiPriority", val=99),
        w("semiHidden"),
        type="numbering",
        default="1",
        styleId="NoList",
    )
    return w(
        "styles",
        w("docDefaults", w("rPrDefault", font), w("pPrDefault", w("pPr"))),
        *(style_xml(style) for style in _named_once(house.STYLES)),
        plain,
        none,
        *(table_xml(style) for style in house.TABLES),
    )


def _named_once(styles):  # type: ignore[no-untyped-def]
    """The styles, each Chinese name given to the first that has it."""
    seen: set[str] = set()
    for style in styles:
        yield replace(style, alias="") if style.alias in seen else style
        seen.add(style.alias)


_SLOTS = ("text1", "background1", "text2", "background2", *(f"accent{number}" for number in range(1, 7)))
_FACES = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "eastAsia": "eastAsiaTheme", "cs": "cstheme"}
_ROLES = {"ascii": "minorHAnsi", "hAnsi": "minorHAnsi", "eastAsia": "minorEastAsia", "cs": "minorBidi"}


def _themed(root: Element, house: ModuleType) -> Element:
    """Name the colours and faces that the theme has, so that Word's Design tab changes them all."""
    slots = dict(zip(house.THEME, _SLOTS, strict=False)) | dict(zip(house.THEME[4:10], _SLOTS[4:], strict=True))
    faces = {"ascii": house.LATIN, "hAnsi": house.LATIN, "eastAsia": house.EAST}
    for one in root.iter():
        for given, theme in ((tag("w:fill"), "w:themeFill"), (tag("w:color"), "w:themeColor")):
            if slot := slots.get(one.get(given, "")):
                one.set(tag(theme), slot)
        if one.tag == tag("w:color") and (slot := slots.get(one.get(tag("w:val"), ""))):
            one.set(tag("w:themeColor"), slot)
        if one.tag == tag("w:rFonts"):
            for side, face in faces.items():
                if one.get(tag(f"w:{side}")) == face:
                    one.set(tag(f"w:{_FACES[side]}"), _ROLES[side])
    return root


def _margins() -> Element:
    widths = (("top", 0), ("left", 108), ("bottom", 0), ("right", 108))
    return w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in widths))


def _document(house: ModuleType, footers: dict[str, str]) -> Element:
    """A sample line of every paragraph style, so that they are at hand in Word."""
    lines = [_sample(style.name) for style in house.STYLES if not style.character]
    references = []
    for side in footers:
        references.append(w("footerReference", type=side))
        references[-1].set(tag("r:id"), f"rIdFooter{_SIDES[side]}")
    setup = w(
        "sectPr",
        *references,
        w("pgSz", **house.PAGE),
        w("pgMar", **house.MARGINS),
        w("cols", space=425),
        w("docGrid", **house.GRID),
    )
    return w("document", w("body", *lines, setup))


def _sample(name: str) -> Element:
    return w("p", w("pPr", w("pStyle", val=style_id(name))), w("r", w("t", text=name)))


def _footer(align: str) -> Element:
    """— 1 —, as GB/T 9704-2012 has it: at the right of odd and the left of even pages."""
    marks = [w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    code = w("r", w("instrText", text=" PAGE "))
    page = (marks[0], code, marks[1], w("r", w("t", text="1")), marks[2])
    around = [w("r", w("rPr", w("rFonts", hint="eastAsia")), w("t", text=text)) for text in ("— ", " —")]
    for run in around:
        run[1].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    style = w("pPr", w("pStyle", val=style_id("footer" if align == "right" else "Footer Even")))
    return w("ftr", w("p", style, around[0], *page, around[1]))


def _index(entries: dict[str, bytes]) -> dict[str, bytes]:
    """Content types and relationships."""
    kinds = {
        "document": f"{_WORD}.document.main+xml", "styles": f"{_WORD}.styles+xml", "theme1": f"{_TYPES}.theme+xml",
        "numbering": f"{_WORD}.numbering+xml", "settings": f"{_WORD}.settings+xml", "footer1": f"{_WORD}.footer+xml",
        "fontTable": f"{_WORD}.fontTable+xml", "app": f"{_TYPES}.extended-properties+xml", "footer2": f"{_WORD}.footer+xml",
        "core": "application/vnd.openxmlformats-package.core-properties+xml",
    }  # fmt: skip
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kinds[Path(name).stem]}"/>' for name in sorted(entries)
    )
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{overrides}</Types>'
    )
    top = {"word/document.xml": f"{_OFFICE}/officeDocument", "docProps/app.xml": f"{_OFFICE}/extended-properties",
           "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties"}  # fmt: skip
    inner = {
        name.removeprefix("word/"): name
        for name in sorted(entries)
        if name.startswith("word/") and "document" not in name
    }
    return {
        "[Content_Types].xml": _declared(types),
        "_rels/.rels": _relations((f"rId{n}", kind, name) for n, (name, kind) in enumerate(sorted(top.items()), 1)),
        "word/_rels/document.xml.rels": _relations(
            (_relation(name), f"{_OFFICE}/{_kind(name)}", name) for name in inner
        ),
    }


def _relation(name: str) -> str:
    return "rId" + _kind(name).capitalize() + "".join(filter(str.isdigit, Path(name).stem))


def _kind(name: str) -> str:
    return Path(name).stem.rstrip("0123456789")


def _relations(rows) -> bytes:  # type: ignore[no-untyped-def]
    lines = "".join(f'<Relationship Id="{one}" Type="{kind}" Target="{target}"/>' for one, kind, target in rows)
    return _declared(f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>')


def _core(house: ModuleType) -> bytes:
    return _declared(
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>planforge {house.NAME}</dc:title>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:created></cp:coreProperties>'
    )


def _declared(text: str) -> bytes:
    return etree.tostring(etree.fromstring(text), xml_declaration=True, encoding="UTF-8", standalone=True)


_APP = _declared(
    f'<Properties xmlns="{_OFFICE.replace("relationships", "extended-properties")}"><Application>planforge</Application></Properties>'
)

HOUSES = {house.NAME: house for house in (business, official)}

if __name__ == "__main__":
    for name, house in HOUSES.items():
        (HERE / f"{name}.docx").write_bytes(make(house))
