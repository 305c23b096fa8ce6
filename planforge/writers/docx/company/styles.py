"""Owns how our elements bear the company's styles: by name where it has one, else with ours added to its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cached_property
from typing import Any

from docx.document import Document as WordFile
from msgspec import Struct, field

from planforge.records import replace
from planforge.writers.docx.places import whole
from planforge.writers.docx.typefaces import faces, theme_of
from planforge.writers.docx.wordml import Element, node, tag
from planforge.writers.look import Look, colour_of, dark, mix, wide_digits

_BASE = "PlanBase"
_FLOW = ("Body Text", "List Bullet", "List Bullet 2", "List Bullet 3", "List Number", "List Number 2",
         "List Number 3", "Article", "Lead", "Signature")  # fmt: skip
"""Ordinary text, which looks as the company's own does: nothing of its size or spacing is ours."""
_LEVELS = ("Heading1", "Heading2", "Heading3")
_CELLS = ("Table ", "Dense Table ", "Card ")
_NEAR = 20  # twips
_SHORT = 0.6  # of the text's width: a tab to the left of it is for something else
_USES = (tag("w:pStyle"), tag("w:rStyle"), tag("w:tblStyle"))
_LINKS = (tag("w:basedOn"), tag("w:next"), tag("w:link"))


class StyleMap(Struct, dict=True):
    """The styles of our file and of the company's. ``worn`` maps our style ids to those in the company's file."""

    ours: Any  # w:styles
    theirs: Any
    look: Look
    house: Look  # the look that our styles have
    widths: tuple[int, int]  # of the text on our page and on the company's, in twips
    worn: dict[str, str] = field(default_factory=dict)
    added: list[Element] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)  # the ids of those added
    lists: dict[str, Element | None] = field(default_factory=dict)
    headings: Mapping[int, str] = field(default_factory=dict)  # of the company's making, by level

    @cached_property
    def keeping(self) -> frozenset[str]:
        """Those of ours that stay with what follows: headings, captions of tables."""
        kept = (style for style in self.ours.iter(tag("w:style")) if _keeps(style))
        return frozenset(style.get(tag("w:styleId"), "") for style in kept)

    def dress(self, elements: Iterable[Element]) -> None:
        """Put the company's style ids on elements, adding the styles that it lacks."""
        for element in elements:
            for use in element.iter(*_USES):
                if use.get(tag("w:val")) in self.keeping and self.owned(use.get(tag("w:val"), "")):
                    _keep(use)
                if use.get(tag("w:val"), "").startswith(("Toc", "Header")) and self.owned(use.get(tag("w:val"), "")):
                    self._align(use)
                use.set(tag("w:val"), self.style(use.get(tag("w:val"), "")))

    def _align(self, use: Element) -> None:
        """A tab at the right margin for an entry of the contents whose style, the company's own, has none there, and as
        the only one for a header, whose second half would stand in the middle of the page."""
        given = indented = 0
        before = set[int]()
        entry = use.get(tag("w:val"), "").startswith("Toc")
        identity: str | None = self.style(use.get(tag("w:val"), ""))
        while identity is not None and (style := _by_id(self.theirs, identity)) is not None:
            stops = [stop for stop in style.iter(tag("w:tab")) if stop.get(tag("w:val")) == "right"]
            given = given or max((whole(stop.get(tag("w:pos"))) for stop in stops), default=0)
            before |= {whole(stop.get(tag("w:pos"))) for stop in style.iter(tag("w:tab"))}
            sides = (one.get(tag("w:right")) or one.get(tag("w:end")) for one in style.iter(tag("w:ind")))
            indented = indented or next((whole(side) for side in sides if side), 0)
            based = style.find(tag("w:basedOn"))
            identity = None if based is None else based.get(tag("w:val"))
        holder, margin = use.getparent(), self.widths[1]
        if holder is None:
            return
        later = (tag("w:spacing"), tag("w:ind"))
        place = next((at for at, one in enumerate(holder) if one.tag in later), len(holder))
        if not entry:
            gone = [node("w:tab", val="clear", pos=stop) for stop in sorted(before - {margin})]
            holder.insert(place, node("w:tabs", *gone, node("w:tab", val="right", pos=margin)))
        elif not margin * _SHORT <= given <= margin + _NEAR:
            cleared = node("w:tab", val="clear", pos=given) if given else None
            holder.insert(place, node("w:tabs", cleared, node("w:tab", val="right", leader="dot", pos=margin)))
        if entry and indented > 0:  # LibreOffice prints nothing beyond it
            holder.append(node("w:ind", right=0))

    def style(self, identity: str) -> str:
        """The id, in the company's file, of the style that has this id in ours."""
        if identity not in self.worn:
            style = _by_id(self.ours, identity)
            if style is None:
                return identity
            level = int(identity.removeprefix("Heading")) if identity in _LEVELS else 0
            same = _by_id(self.theirs, self.headings[level]) if level in self.headings else _same(self.theirs, style)
            if same is not None:
                self.worn[identity] = same.get(tag("w:styleId"), "")
            else:
                self._add(identity, style)
        return self.worn[identity]

    def owned(self, identity: str) -> bool:
        """Whether the company has a style of its own for one of ours."""
        return self.style(identity) not in self.fresh

    def list_of(self, identity: str) -> Element | None:
        """The list to which a style of ours belongs, as ``w:numPr``."""
        if identity not in self.lists:
            style = _by_id(self.ours, identity)
            self.lists[identity] = None if style is None else next(style.iter(tag("w:numPr")), None)
        return self.lists[identity]

    def counts(self, identity: str) -> bool:
        """Whether the company's style for one of ours belongs to a list, or one that it is based on."""
        style = _by_id(self.theirs, self.style(identity))
        seen: list[Element] = []
        while style is not None and style not in seen:
            if (listed := next(style.iter(tag("w:numId")), None)) is not None:
                return listed.get(tag("w:val")) != "0"
            seen.append(style)
            based = style.find(tag("w:basedOn"))
            style = None if based is None else _by_id(self.theirs, based.get(tag("w:val"), ""))
        return False

    def _add(self, identity: str, style: Element) -> None:
        taken = {one.get(tag("w:styleId")) for one in self.theirs.iter(tag("w:style"))}
        name = identity if identity not in taken else f"Plan{identity}"
        self.worn[identity] = name
        copy = deepcopy(style)
        copy.set(tag("w:styleId"), name)
        copy.attrib.pop(tag("w:default"), "")
        _undress(copy, flow=_name(style) in _FLOW)
        recolour(copy, self.house, self.look)
        if _name(style).startswith(_CELLS):
            _shrink(copy, 1 / wide_digits(self.look.latin))
        _fit_tabs(copy, *self.widths)
        self._put(copy)
        self._link(copy, flow=_name(style) in _FLOW)

    def _link(self, copy: Element, *, flow: bool) -> None:
        """Bind a style to those that it is based on or followed by; what is not text rests on our own spacing."""
        for link in list(copy.iter(*_LINKS)):
            named = link.get(tag("w:val"), "")
            plain = link.tag == tag("w:basedOn") and named == "Normal" and copy.get(tag("w:type")) == "paragraph"
            link.set(tag("w:val"), self._base() if plain and not flow else self.style(named))

    def _put(self, style: Element) -> None:
        self.theirs.append(style)
        self.added.append(style)
        self.fresh.add(style.get(tag("w:styleId"), ""))

    def _base(self) -> str:
        """The style that keeps the company's paragraph spacing out of table cells and captions."""
        if _BASE not in self.worn:
            self.worn[_BASE] = _BASE
            made = node(
                "w:style",
                node("w:name", val="Plan Base"),
                node("w:basedOn", val=self.style("Normal")),
                node("w:uiPriority", val=99),
                node("w:semiHidden"),
                node(
                    "w:pPr",
                    node("w:snapToGrid", val=0),
                    node("w:spacing", before=0, after=0, line=240, lineRule="auto"),
                    node("w:ind", left=0, right=0, firstLineChars=0, firstLine=0),
                    node("w:jc", val="left"),
                ),
                type="paragraph",
                customStyle=1,
                styleId=_BASE,
            )
            self._put(made)
        return self.worn[_BASE]


def _by_id(styles: Any, identity: str) -> Element | None:
    return next((style for style in styles.iter(tag("w:style")) if style.get(tag("w:styleId")) == identity), None)


def _same(styles: Any, wanted: Element) -> Element | None:
    """The style of the same kind and name; names in the file are English whatever Word's language. Defaults match."""
    kind = wanted.get(tag("w:type"))
    alike = [style for style in styles.iter(tag("w:style")) if style.get(tag("w:type"), "paragraph") == kind]
    if wanted.get(tag("w:default")) == "1":
        return next((style for style in alike if style.get(tag("w:default")) in ("1", "true")), None)
    names = {one.lower() for one in _called(wanted)}
    by_name = [style for style in alike if _name(style).lower() == _name(wanted).lower()]
    return next(iter([*by_name, *(style for style in alike if names & {one.lower() for one in _called(style)})]), None)


def _called(style: Element) -> list[str]:
    """Its name and its other names: files written outside Word may have 标题 1 for heading 1."""
    aliases = style.find(tag("w:aliases"))
    others = [] if aliases is None else aliases.get(tag("w:val"), "").split(",")
    return [one.strip() for one in (_name(style), *others) if one.strip()]


def _keeps(style: Element) -> bool:
    found = style.find(f"{tag('w:pPr')}/{tag('w:keepNext')}")
    return found is not None and found.get(tag("w:val"), "1") not in ("0", "false")


def _keep(use: Element) -> None:
    """Let a paragraph stay with the next, whatever the company's style says."""
    if (properties := use.getparent()) is not None and properties.find(tag("w:keepNext")) is None:
        use.addnext(node("w:keepNext"))


def _name(style: Element) -> str:
    found = style.find(tag("w:name"))
    return "" if found is None else found.get(tag("w:val"), "")


def _undress(style: Element, *, flow: bool) -> None:
    """Take our typefaces from a style, and from ordinary text its size, colour and spacing too."""
    gone = [tag("w:rFonts"), *((tag("w:sz"), tag("w:szCs"), tag("w:spacing"), tag("w:color")) if flow else ())]
    for element in list(style.iter(*gone)):
        holder = element.getparent()
        if holder is not None:
            holder.remove(element)


def _fit_tabs(style: Element, ours: int, theirs: int) -> None:
    """Tabs at our right margin put at the company's."""
    for stop in style.iter(tag("w:tab")):
        if stop.get(tag("w:val")) == "right" and abs(whole(stop.get(tag("w:pos"))) - ours) < _NEAR:
            stop.set(tag("w:pos"), str(theirs))


def _shrink(style: Element, share: float) -> None:
    """Set what stands in tables smaller where the company's digits are wider, so that no figure breaks over lines."""
    for size in style.iter(tag("w:sz"), tag("w:szCs")):
        given = whole(size.get(tag("w:val")))
        size.set(tag("w:val"), str(min(given, max(int(given * share), 13))))


def recolour(style: Element, house: Look, look: Look) -> None:
    """The colours of a look for those of ours, wherever a style or a list names one."""
    changed: Mapping[str, str] = dict(zip((*house.palette, house.band), (*look.palette, look.band), strict=True))
    for element in style.iter():
        for key, value in element.attrib.items():
            if "theme" in str(key).lower():  # the company's theme has other colours in these places
                del element.attrib[key]
            elif value in changed:
                element.set(key, changed[str(value)])


# The company's colours and faces --------------------------------------------------------------------------------------

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ACCENTS = tuple(f"accent{number}" for number in range(1, 7))
_OFFICE = {"4F81BD", "4472C4", "5B9BD5", "156082"}  # the first accent of a theme that nobody has chosen


def house_of(word: WordFile) -> str:
    """The house style that a file was copied from, by the name of its theme; ``business`` for any other file."""
    theme = theme_of(word)
    return "official" if theme is not None and theme.get("name") == "planforge official" else "business"


def is_copy(word: WordFile) -> bool:
    """Whether a file was copied from a house file of ours, whose page it then has too."""
    theme = theme_of(word)
    return theme is not None and theme.get("name", "").startswith("planforge ")


def look_of(word: WordFile, house: Look) -> Look:
    """A house look in the company's colours and faces, where it has chosen any; dark enough for white on them."""
    latin, east = faces(word)
    look = replace(house, latin=latin or house.latin, east_asian=east or house.east_asian, themed=is_copy(word))
    accents = _accents(word)
    if len(accents) < len(_ACCENTS) or accents[0] in _OFFICE or accents == house.palette[: len(accents)]:
        return look
    palette = tuple(dark(accent) for accent in accents)
    return replace(look, palette=(*palette, *house.palette[len(palette) :]), band=mix(palette[0], "FFFFFF", 0.94))


def _accents(word: WordFile) -> tuple[str, ...]:
    theme = theme_of(word)
    if theme is None:
        return ()
    found = (theme.find(f".//{_A}{name}/{_A}srgbClr") for name in _ACCENTS)
    colours = (colour_of(one.get("val"), "") for one in found if one is not None)
    return tuple(filter(None, colours))
