"""Owns which typefaces a Word file asks for, and which of them a PDF made of it lacks."""

from __future__ import annotations

import re

from docx.document import Document as WordFile
from lxml import etree

from planforge.office import parsed
from planforge.problem import Problem, Severity, Text, Where
from planforge.writers.docx.wordml import tag

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_HELD = re.compile(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]]+)")
_ALIKE = {  # letters as wide as those of
    "calibri": "carlito", "cambria": "caladea", "arial": "liberationsans", "helvetica": "liberationsans",
    "timesnewroman": "liberationserif", "couriernew": "liberationmono",
}  # fmt: skip
_CHINESE = {  # how a PDF calls a typeface with a Chinese name
    "宋体": "simsun", "仿宋": "fangsong", "黑体": "simhei", "楷体": "kaiti", "等线": "dengxian",
    "微软雅黑": "microsoftyahei", "华文仿宋": "stfangsong", "华文楷体": "stkaiti", "华文中宋": "stzhongsong",
}  # fmt: skip


def lacking(word: WordFile, laid_out: bytes, *, chinese: bool) -> Problem | None:
    """What is told where LibreOffice had to set a file in other typefaces; None where letters are as wide as asked.

    Of the typeface of Chinese, all of whose characters are as wide, only that of a ``chinese`` text is asked after.
    """
    held = b" ".join(_HELD.findall(laid_out)).decode("ascii", "replace").lower()
    latin, east = faces(word)
    wanted = [latin, *([east] if chinese else [])]
    missing = [one for one in dict.fromkeys(wanted) if one and not any(name in held for name in _names(one))]
    if not missing:
        return None
    message = Text(
        f"本机没有字体 {'、'.join(missing)}，排版用了相近的字体",
        f"not on this machine: {', '.join(missing)}; pages are laid out in what is like it",
    )
    hint = Text(
        "装上字体再做，或以 Word 打开的为准；在 Word 中右键目录，选“更新域”",
        "install what is missing, or go by what Word shows; in Word, right-click the contents and choose Update Field",
    )
    return Problem("F07", message, hint, where=Where("LibreOffice"), severity=Severity.INFO)


def _names(face: str) -> tuple[str, ...]:
    bare = face.replace(" ", "").lower()
    if not face.isascii():
        bare = _CHINESE.get(face, "")
        return (bare,) if bare else (face,)
    return (bare, *([_ALIKE[bare]] if bare in _ALIKE else []))


def faces(word: WordFile) -> tuple[str, str]:
    """The Latin and the East Asian face of ordinary text: of the Normal style, the defaults, or the theme."""
    latin = east = ""
    for fonts in _fonts(word):
        latin = latin or fonts.get(tag("w:ascii"), "")
        east = east or fonts.get(tag("w:eastAsia"), "")
    theme = theme_of(word)
    if theme is not None and not latin:
        latin = _typeface(theme, "latin")
    if theme is not None and not east:
        east = _typeface(theme, "ea") or _script(theme)
    return latin, east


def _fonts(word: WordFile) -> list[etree._Element]:
    styles = word.styles.element
    normal = [style for style in styles.iter(tag("w:style")) if style.get(tag("w:default")) == "1"]
    defaults = styles.find(tag("w:docDefaults"))
    holders = [*normal, *([defaults] if defaults is not None else [])]
    return [fonts for holder in holders for fonts in holder.iter(tag("w:rFonts"))]


def _typeface(theme: etree._Element, script: str) -> str:
    found = theme.find(f".//{_A}minorFont/{_A}{script}")
    return "" if found is None else found.get("typeface", "")


def _script(theme: etree._Element) -> str:
    fonts = theme.iterfind(f".//{_A}minorFont/{_A}font")
    return next((font.get("typeface", "") for font in fonts if font.get("script") == "Hans"), "")


def theme_of(word: WordFile) -> etree._Element | None:
    """The theme of a file; None without one."""
    for relation in word.part.rels.values():
        if relation.reltype.endswith("/theme") and not relation.is_external:
            return parsed({"theme": relation.target_part.blob}, "theme")
    return None
