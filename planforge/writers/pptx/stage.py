"""Owns the file that slides are made in: ours or a company's, opened as what it is, its layouts, colours and room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree
from msgspec import Struct
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Pt

from planforge import resources
from planforge.office import SLIDES, Unusable, open_parts, parsed
from planforge.problem import Problem, Refusal, Severity, Text, Where
from planforge.records import replace
from planforge.writers.docx.company.cleaning import bare
from planforge.writers.docx.company.links import detached
from planforge.writers.docx.package import pack
from planforge.writers.look import BUSINESS, READABLE, Look, colour_of, contrast, mix, wide_digits

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_SMALL = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_MACROS = b"macroEnabled"
_FOOT = Pt(34)  # for the source line and the number
_SIZE = 12.0  # points: the type of charts
_OTHER = 1.25  # figures of the face that stands in where a company's is not at hand, against ours
_BAR = 0.5  # of the slide's width, from which what stands on it goes across
_STAMP = 0.1  # of a slide, less than which a stamp takes
_GAP = int(Pt(6))


class Box(Struct, frozen=True):
    """A rectangle on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int


class Stage(Struct, frozen=True):
    """``room`` is what a slide has for its picture and points, ``foot`` for its source line; ``turned`` is whether its
    title runs from top to bottom."""

    deck: Any  # pptx.presentation.Presentation
    cover: Any  # layouts
    slide: Any
    look: Look
    room: Box
    foot: Box
    title: Box
    turned: bool = False


def opened(style: str, tell: Callable[[Problem], None]) -> Stage:
    """Our file, or the company's without its slides. Raises Refusal where it cannot be used."""
    own = is_own(style)
    path = Path(style) if own else resources.templates() / "deck" / "business.pptx"
    try:
        parts = open_parts(path.read_bytes(), SLIDES)
        if _MACROS in parts["[Content_Types].xml"]:
            raise Unusable(
                Text("文件带宏（.pptm），拒绝使用", "the file holds macros (.pptm) and is refused"),
                Text("在 PowerPoint 中另存为 .pptx", "save it in PowerPoint as .pptx"),
            )
        for name in parts:
            if name.endswith((".xml", ".rels")):
                parsed(parts, name)
        gone: tuple[Text, ...] = ()
        if own:
            linked, links = detached(_shown(parts))
            parts, left_out = bare(linked)
            gone = (*links, *left_out)
        deck: Any = Presentation(BytesIO(pack(parts)))
        told = tuple(_cleared(deck, path, gone)) if own else ()
        stage = _stage(deck, path, own=own)
    except Refusal:
        raise
    except Unusable as unusable:
        raise Refusal(_problem(path, unusable.message, unusable.hint)) from unusable
    except OSError as error:
        message = Text(f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}")
        raise Refusal(_problem(path, message, Text("检查 --style 的路径", "check the path of --style"))) from error
    except Exception as error:  # whatever the reader stumbles over
        raise Refusal(apart(path)) from error
    for note in told:
        tell(note)
    return stage


def _shown(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A template (.potx) or a show (.ppsx) is a .pptx under another name."""
    types = parts["[Content_Types].xml"]
    for kind in (b"presentationml.template.main", b"presentationml.slideshow.main"):
        types = types.replace(kind, b"presentationml.presentation.main")
    return {**parts, "[Content_Types].xml": types}


def apart(path: Path) -> Problem:
    """What to say of a company's file that cannot be worked on."""
    message = Text("文件各部件对不上", "its parts do not hang together")
    return _problem(path, message, Text("在 PowerPoint 中修复后另存", "let PowerPoint repair it"))


def is_own(style: str) -> bool:
    """Whether a style is a company's own file."""
    return style not in ("business", "official")


def _stage(deck: Any, path: Path, *, own: bool) -> Stage:
    layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]
    titled = [layout for layout in layouts if _title(layout) is not None]
    if not titled:
        raise Refusal(
            _problem(
                path,
                Text("没有带标题占位符的版式", "no layout has a placeholder for a title"),
                Text("在幻灯片母版中加一个“仅标题”版式", 'add a layout "Title Only" in the slide master'),
            )
        )
    slide = min(titled, key=lambda layout: (_centred(layout), _others(layout)))
    cover = next((layout for layout in titled if _centred(layout)), slide)
    width, height = int(deck.slide_width), int(deck.slide_height)
    taken = tuple(drawn_on(slide, width * height // 2))
    place = _beside(_place(_title(slide), slide), taken)
    look = _look(deck, slide) if own else replace(BUSINESS, latin="+mn-lt", east_asian="+mn-ea", size=_SIZE)
    bars = [one.top for one in taken if one.width > width * _BAR and one.top > height * 3 // 4]
    room, foot = _room(place, width, min([height, *(top + _GAP for top in bars)]))
    stamps = [one for one in taken if one.width * one.height < width * height * _STAMP]
    room = _clear_of(room, stamps)
    return Stage(deck, cover, slide, look, room, _beside(foot, (*taken, *_numbers(slide))), place, _turned(slide))


def _room(title: Box, width: int, height: int) -> tuple[Box, Box]:
    """The largest rectangle that a title leaves free, below it, above it or beside it; and the line for the source."""
    edge, gap, foot = int(Pt(24)), int(Pt(8)), int(_FOOT)
    left = max(title.left, edge)
    wide = min(title.width, width - 2 * left)
    top, right = title.top + title.height + gap, title.left + title.width + gap
    end = height - foot - int(Pt(6))
    below = Box(left, top, wide, end - top)
    if wide > width // 2 and below.height > height // 2:
        found = below
    else:
        above = Box(left, edge, wide, title.top - foot - int(Pt(6)) - edge)
        beside = (
            Box(right, edge, width - edge - right, end - edge),
            Box(edge, edge, title.left - gap - edge, end - edge),
        )
        found = max((below, above, *beside), key=lambda box: max(box.width, 0) * max(box.height, 0))
    line = found.top + found.height + int(Pt(6))
    return found, Box(found.left, line, found.width - int(Pt(90)), int(Pt(20)))


def drawn_on(layout: Any, most: int) -> Iterator[Box]:
    """Where a company has something of its own on a layout, but for what is larger than ``most``, its ground."""
    hidden = layout._element.get("showMasterSp") in ("0", "false")
    for holder in (layout,) if hidden else (layout, layout.slide_master):
        for one in holder.shapes:
            if not one.is_placeholder and one.width and one.height and one.width * one.height < most:
                yield Box(int(one.left), int(one.top), int(one.width), int(one.height))


def _numbers(layout: Any) -> Iterator[Box]:
    """Where a layout numbers its slides."""
    for one in layout.placeholders:
        if one.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER and one.width:
            yield Box(int(one.left), int(one.top), int(one.width), int(one.height))


def meet(one: Box, other: Box) -> bool:
    """Whether two rectangles overlap."""
    across = one.left < other.left + other.width and other.left < one.left + one.width
    return across and one.top < other.top + other.height and other.top < one.top + one.height


def _beside(place: Box, taken: tuple[Box, ...]) -> Box:
    """A place without what a logo or stamp at one of its ends takes."""
    for other in taken:
        middle = place.left + place.width // 2
        if not meet(place, other) or other.width > place.width * _BAR:
            continue
        if other.left > middle:
            place = replace(place, width=other.left - _GAP - place.left)
        elif other.left + other.width < middle:
            left = other.left + other.width + _GAP
            place = replace(place, left=left, width=place.left + place.width - left)
    return place


def _clear_of(room: Box, stamps: Iterable[Box]) -> Box:
    """The largest part of a room that no stamp in one of its corners covers."""
    for stamp in stamps:
        if meet(room, stamp):
            right, bottom = stamp.left + stamp.width + _GAP, stamp.top + stamp.height + _GAP
            parts = (
                replace(room, width=stamp.left - _GAP - room.left),
                replace(room, height=stamp.top - _GAP - room.top),
                replace(room, left=right, width=room.left + room.width - right),
                replace(room, top=bottom, height=room.top + room.height - bottom),
            )
            room = max(parts, key=lambda one: max(one.width, 0) * max(one.height, 0))
    return room


def _title(layout: Any) -> Any:
    return next((one for one in layout.placeholders if one.placeholder_format.type in _TITLES), None)


def _turned(layout: Any) -> bool:
    """Whether the title of a layout, or else that of its master, runs from top to bottom."""
    titles = (_title(layout), _title(layout.slide_master))
    said = (one._element.xpath(".//a:bodyPr/@vert") for one in titles if one is not None)
    return next((found[0] != "horz" for found in said if found), False)


def _centred(layout: Any) -> bool:
    return any(one.placeholder_format.type == PP_PLACEHOLDER.CENTER_TITLE for one in layout.placeholders)


def _others(layout: Any) -> int:
    """Placeholders beside the title that a slide would show as empty."""
    return sum(one.placeholder_format.type not in (*_TITLES, *_SMALL) for one in layout.placeholders)


def _place(shape: Any, layout: Any) -> Box:
    """Where a placeholder stands: its own place, or that of the master's."""
    if shape.width is None:
        kind = PP_PLACEHOLDER.TITLE
        held = (one for one in layout.slide_master.placeholders if one.placeholder_format.type == kind)
        shape = next(held, shape)
    return Box(*(int(one or 0) for one in (shape.left, shape.top, shape.width, shape.height)))


def _cleared(deck: Any, path: Path, gone: tuple[Text, ...]) -> Iterator[Problem]:
    """Take the slides out of a company's file, and its protection; what was in them is told."""
    count = len(deck.slides)
    held = deck.slides._sldIdLst
    for entry in list(held):
        deck.part.drop_rel(entry.rId)
        held.remove(entry)
    for one in deck.part._element.findall(".//{*}extLst"):
        one.getparent().remove(one)  # sections that name slides that are gone
    for one in deck.part._element.findall(".//{*}modifyVerifier"):
        one.getparent().remove(one)
        gone = (*gone, Text("文档保护", "protection"))
    if gone:
        zh, en = "、".join(one.zh for one in gone), ", ".join(one.en for one in gone)
        message = Text(f"没有带入文档：{zh}", f"not carried into the document: {en}")
        yield _problem(
            path, message, Text("公司文件本身未改动", "the company's file itself is unchanged"), "D14", Severity.INFO
        )
    if count:
        slides = "its slide was" if count == 1 else f"its {count} slides were"
        message = Text(f"没有带入其中的{count}页", f"{slides} not carried over")
        hint = Text("只取母版、版式、配色和字体", "only master, layouts, colours and fonts are")
        yield _problem(path, message, hint, "D14", Severity.INFO)


def _look(deck: Any, layout: Any) -> Look:
    """The company's colours and faces, such that text reads on the ground of its slides, dark ones too."""
    theme = _theme(deck)
    scheme = None if theme is None else theme.find(f".//{_A}clrScheme")
    slots = {} if scheme is None else {etree.QName(one).localname: one for one in scheme.iterchildren(etree.Element)}
    names = dict(layout.slide_master._element.find(".//{*}clrMap").attrib)
    accents = tuple(_colour(slots.get(f"accent{number}"), BUSINESS.palette[number - 1]) for number in range(1, 7))
    paper = _ground(layout, slots, names)
    ink = _colour(slots.get(names.get("tx1", "dk1")), BUSINESS.ink)
    if contrast(ink, paper) < READABLE:
        ink = max((BUSINESS.ink, "FFFFFF"), key=lambda one: contrast(one, paper))
    band = _colour(slots.get(names.get("bg2", "lt2")), paper)
    soft = BUSINESS.soft if contrast(BUSINESS.soft, paper) >= READABLE else mix(ink, paper, 0.2)
    band = band if contrast(ink, band) >= 7 else mix(paper, ink, 0.05)
    face = None if theme is None else theme.find(f".//{_A}minorFont/{_A}latin")
    held = {_colour(slots.get(str(names.get(name))), ""): name for name in ("bg2", "bg1", "tx1")}
    return replace(
        BUSINESS,
        names=tuple((one, held.get(one)) for one in ("FFFFFF", band, paper, ink)),
        palette=(*accents, *BUSINESS.palette[6:]),
        ink=ink,
        soft=soft,
        rule=mix(paper, ink, 0.2),
        band=band,
        paper=paper,
        latin="+mn-lt",
        east_asian="+mn-ea",
        size=_SIZE,
        wide=max(wide_digits("Calibri" if face is None else face.get("typeface", "")), _OTHER),
    )


def _ground(layout: Any, slots: dict[str, Any], names: dict[str, str]) -> str:
    """The colour of a layout's ground, its own or its master's; of a picture or shades the first colour named."""
    for holder in (layout, layout.slide_master):
        ground = holder._element.find("./{*}cSld/{*}bg")
        named = None if ground is None else next(ground.iter(f"{_A}srgbClr", f"{_A}schemeClr", f"{_A}sysClr"), None)
        if named is None:
            continue
        if named.tag == f"{_A}schemeClr":
            return _colour(slots.get(names.get(named.get("val"), named.get("val"))), "FFFFFF")
        return colour_of(named.get("lastClr") or named.get("val"), "FFFFFF")
    return _colour(slots.get(names.get("bg1", "lt1")), "FFFFFF")


def _theme(deck: Any) -> Any:
    links = (rel for rel in deck.slide_masters[0].part.rels.values() if not rel.is_external)
    part = next((rel.target_part for rel in links if rel.reltype.endswith("/theme")), None)
    return None if part is None else parsed({"theme": part.blob}, "theme")


def _colour(slot: Any, otherwise: str) -> str:
    held = next(iter(slot), None) if slot is not None else None
    return otherwise if held is None else colour_of(held.get("lastClr") or held.get("val"), otherwise)


def _problem(path: Path, message: Text, hint: Text, code: str = "D10", severity: Severity = Severity.ERROR) -> Problem:
    said = Text(f"公司 PowerPoint 文件：{message.zh}", f"company PowerPoint file: {message.en}")
    return Problem(code, said, hint, where=Where(path.as_posix()), severity=severity)
