"""Owns the colours and faces of a company's Word file, for the charts and tables that are put into it."""

from __future__ import annotations

from dataclasses import replace

from docx.document import Document as WordFile
from lxml import etree

from planforge.writers.docx.opening import parsed
from planforge.writers.docx.wordml import tag
from planforge.writers.look import Look, contrast, mix

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ACCENTS = tuple(f"accent{number}" for number in range(1, 7))
_OFFICE = {"4F81BD", "4472C4", "5B9BD5", "156082"}  # the first accent of a theme that nobody has chosen


def house_of(word: WordFile) -> str:
    """The house style that a file was copied from, by the name of its theme; ``business`` for any other file."""
    theme = _theme(word)
    return "official" if theme is not None and theme.get("name") == "planforge official" else "business"


def look_of(word: WordFile, house: Look) -> Look:
    """A house look in the company's colours and faces, where it has chosen any; dark enough for white on them."""
    latin, east = _faces(word)
    look = replace(house, latin=latin or house.latin, east_asian=east or house.east_asian)
    accents = _accents(word)
    if len(accents) < len(_ACCENTS) or accents[0] in _OFFICE or accents == house.palette[: len(accents)]:
        return look
    palette = tuple(_dark(accent) for accent in accents)
    return replace(look, palette=(*palette, *house.palette[len(palette) :]), band=mix(palette[0], "FFFFFF", 0.94))


def _dark(colour: str) -> str:
    """The colour, darkened until white reads on it."""
    steps = (mix(colour, "000000", step / 20) for step in range(20))
    return next((shade for shade in steps if contrast("FFFFFF", shade) >= 3), "404040")


def _accents(word: WordFile) -> tuple[str, ...]:
    theme = _theme(word)
    if theme is None:
        return ()
    found = (theme.find(f".//{_A}{name}/{_A}srgbClr") for name in _ACCENTS)
    return tuple(one.get("val", "").upper() for one in found if one is not None)


def _faces(word: WordFile) -> tuple[str, str]:
    """The Latin and the East Asian face of ordinary text: of the Normal style, the defaults, or the theme."""
    latin = east = ""
    for fonts in _fonts(word):
        latin = latin or fonts.get(tag("w:ascii"), "")
        east = east or fonts.get(tag("w:eastAsia"), "")
    theme = _theme(word)
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


def _theme(word: WordFile) -> etree._Element | None:
    for relation in word.part.rels.values():
        if relation.reltype.endswith("/theme") and not relation.is_external:
            return parsed({"theme": relation.target_part.blob}, "theme")
    return None
