"""Owns the parts of a house file beside its styles: theme, settings, fonts, lists."""

from __future__ import annotations

from lxml import etree
from sheet import Element, style_id, twips, w

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLOTS = (
    "dk1",
    "lt1",
    "dk2",
    "lt2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)

FACES = {  # name: (substitute, charset, family, pitch)
    "微软雅黑": ("Microsoft YaHei", "86", "swiss", "variable"),
    "宋体": ("SimSun", "86", "roman", "variable"),
    "黑体": ("SimHei", "86", "swiss", "fixed"),
    "仿宋": ("仿宋_GB2312", "86", "roman", "fixed"),
    "楷体": ("楷体_GB2312", "86", "script", "fixed"),
    "方正小标宋简体": ("宋体", "86", "roman", "variable"),
    "Calibri": ("Carlito", "00", "swiss", "variable"),
    "Times New Roman": ("Liberation Serif", "00", "roman", "variable"),
}


def theme(name: str, colours: tuple[str, ...], latin: str, east: str) -> bytes:
    """Colours in the order of the theme's slots; one face for headings and body."""
    pairs = zip(_SLOTS, colours, strict=True)
    scheme = "".join(f'<a:{slot}><a:srgbClr val="{colour}"/></a:{slot}>' for slot, colour in pairs)
    face = f'<a:latin typeface="{latin}"/><a:ea typeface="{east}"/><a:cs typeface=""/><a:font script="Hans" typeface="{east}"/>'
    solid = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{solid}<a:prstDash val="solid"/></a:ln>' for width in (6350, 12700, 19050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return _declared(
        f'<a:theme xmlns:a="{_DRAWING}" name="{name}"><a:themeElements>'
        f'<a:clrScheme name="{name}">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="{name}"><a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="{name}"><a:fillStyleLst>{solid * 3}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{solid * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def settings(*, even_odd: bool) -> Element:
    """Word 2013 and later, punctuation compressed, Chinese layout."""
    word = "http://schemas.microsoft.com/office/word"
    modern = ("overrideTableStyleFontSizeAndJustification", "enableOpenTypeFeatures", "doNotFlipMirrorIndents")
    flags = [w("compatSetting", name=name, uri=word, val=1) for name in modern]
    slots = ("bg1", "t1", "bg2", "t2", *(f"accent{number}" for number in range(1, 7)))
    targets = ("light1", "dark1", "light2", "dark2", *(f"accent{number}" for number in range(1, 7)))
    mapping = dict(zip(slots, targets, strict=True)) | {
        "hyperlink": "hyperlink",
        "followedHyperlink": "followedHyperlink",
    }
    return w(
        "settings",
        w("zoom", percent=100),
        w("bordersDoNotSurroundHeader"),
        w("bordersDoNotSurroundFooter"),
        w("defaultTabStop", val=420),
        w("evenAndOddHeaders") if even_odd else None,
        w("characterSpacingControl", val="compressPunctuation"),
        w(
            "compat",
            w("doNotExpandShiftReturn"),
            w("useFELayout"),
            w("compatSetting", name="compatibilityMode", uri=word, val=15),
            *flags,
        ),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
        w("clrSchemeMapping", **mapping),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def fonts(used: tuple[str, ...]) -> Element:
    """The faces used, each with what to take where it is missing."""
    found = []
    for name in used:
        other, charset, family, pitch = FACES[name]
        marks = (w("altName", val=other), w("charset", val=charset), w("family", val=family), w("pitch", val=pitch))
        found.append(w("font", *marks, name=name))
    return w("fonts", *found)


# Lists: abstract list and list have the same number
HEADINGS, HEADINGS_EN, ANNEXES, BULLETS, ORDERED, POINTS, PLAIN = range(1, 8)


def numbering(step: float, colour: str, text_indent: float, head_indent: float) -> Element:
    """All lists; ``step`` is the indent of a level of bullets in points, ``head_indent`` of unnumbered headings."""
    heads = tuple(f"heading {level}" for level in range(1, 5))
    chinese = ("chineseCountingThousand", "chineseCountingThousand", "decimal", "decimal")
    abstracts = [
        _list(HEADINGS, "headings-zh", zip(chinese, ("%1、", "（%2）", "%3.", "（%4）"), heads, strict=True)),
        _list(
            HEADINGS_EN,
            "headings-en",
            ((("decimal"), ".".join(f"%{n}" for n in range(1, level + 1)), "") for level in range(1, 5)),
            suffix="space",
        ),
        _list(ANNEXES, "annexes", [("decimal", "附件%1　", "Annex Heading")]),
        _bullets(BULLETS, "bullets", ("List Bullet", "List Bullet 2", "List Bullet 3"), step, colour, text_indent),
        _ordered(ORDERED, "ordered", ("List Number", "List Number 2", "List Number 3"), step, text_indent),
        _bullets(POINTS, "points", ("Quadrant Item",), 11, "", 0),
        _list(PLAIN, "plain", [("none", "", "Front Heading"), *[("none", "", "")] * 3], indent=head_indent),
    ]
    numbers = [w("num", w("abstractNumId", val=n), numId=n) for n in range(1, len(abstracts) + 1)]
    return w("numbering", *abstracts, *numbers)


def _list(number: int, name: str, levels, suffix: str = "nothing", indent: float = 0) -> Element:  # type: ignore[no-untyped-def]
    found = []
    for index, (form, text, style) in enumerate(levels):
        found.append(
            w(
                "lvl",
                w("start", val=1),
                w("numFmt", val=form),
                w("pStyle", val=style_id(style)) if style else None,
                w("suff", val=suffix),
                w("lvlText", val=text),
                w("lvlJc", val="left"),
                w("pPr", w("ind", left=0, firstLine=twips(indent))),
                ilvl=index,
            )
        )
    return _abstract(number, name, found)


def _bullets(number: int, name: str, styles: tuple[str, ...], step: float, colour: str, first: float) -> Element:
    marks = ("•", "–", "·")
    levels = [
        _item(index, "bullet", marks[index], style, first + step * (index + 1), step, colour)
        for index, style in enumerate(styles)
    ]
    return _abstract(number, name, levels)


def _ordered(number: int, name: str, styles: tuple[str, ...], step: float, first: float) -> Element:
    forms = (("decimal", "%1."), ("decimal", "（%2）"), ("lowerLetter", "%3."))
    levels = []
    for index, (style, (form, text)) in enumerate(zip(styles, forms, strict=True)):
        wide = step * (1.5 if index == 0 else 2)
        levels.append(_item(index, form, text, style, first + wide + index * step * 1.5, wide, ""))
    return _abstract(number, name, levels)


def _item(index: int, form: str, text: str, style: str, left: float, hanging: float, colour: str) -> Element:
    faces = w("rFonts", ascii="Calibri", hAnsi="Calibri", eastAsia="微软雅黑", cs="Calibri", hint="default")
    font = w("rPr", faces, w("color", val=colour) if colour else None) if form == "bullet" else None
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=form),
        w("pStyle", val=style_id(style)),
        w("suff", val="tab"),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", w("tabs", w("tab", val="num", pos=twips(left))), w("ind", left=twips(left), hanging=twips(hanging))),
        font,
        ilvl=index,
    )


def _abstract(number: int, name: str, levels: list[Element]) -> Element:
    identity = f"{0x504C0000 + number:08X}"
    kind = w("multiLevelType", val="multilevel")
    head = (w("nsid", val=identity), kind, w("tmpl", val=identity), w("name", val=name))
    return w("abstractNum", *head, *levels, abstractNumId=number)


def _declared(text: str) -> bytes:
    return etree.tostring(etree.fromstring(text), xml_declaration=True, encoding="UTF-8", standalone=True)
