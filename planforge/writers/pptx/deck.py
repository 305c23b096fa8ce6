"""Owns the making of one deck: its cover, its slides in order, notes, source lines, properties."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.serialized import PackageWriter
from pptx.util import Emu, Pt

from planforge.document.model import Cards, Cover, Document
from planforge.problem import Problem
from planforge.writers.docx.package import Parts, pack
from planforge.writers.fit import balanced, broken
from planforge.writers.pptx.drawing import EMU, LOW, add_block, add_text, fitted
from planforge.writers.pptx.slides import Point, Slide, slides_of
from planforge.writers.pptx.stage import Box, Stage, drawn_on, meet, opened
from planforge.writers.properties import describe

_SIDE = 0.28  # of the room, for points beside a picture
_GAP = int(Pt(22))
_TITLE, _LOWEST, _LEAST = 26.0, 21.0, 16.0  # points
_INSET, _TITLE_LINE = 14.4, 1.15  # points at both sides of a title together; heights of type in one of its lines
_FACT = 18  # points: a line of the cover's facts
_LINES = 72  # points: a subtitle as high as two lines
_SURE = 0.93  # of a cover's width: its type is large, and of any face
_TALL = 235  # points: the highest that cards become where little is said below them
_BROKEN = 0.96  # of the room for heads of points, which we break: bold is wider
_POINTS = ((17.0, 14.0), (16.0, 13.0), (15.0, 12.0), (14.0, 11.0), (12.0, 10.0), (10.0, 9.0))


def print_deck(document: Document, style: str, epoch: int | None, tell: Callable[[Problem], None]) -> bytes:
    """The finished file, the same bytes for the same document."""
    stage = opened(style, tell)
    slides = slides_of(document)
    if document.cover:
        _cover(stage, document.cover)
    for slide in slides:
        _slide(stage, slide, document)
    describe(stage.deck.core_properties, document, epoch)
    parts, package = Parts(), stage.deck.part.package
    writer: Any = PackageWriter(BytesIO(), package._rels, tuple(package.iter_parts()))
    writer._write_content_types_stream(parts)
    writer._write_pkg_rels(parts)
    writer._write_parts(parts)
    return pack(parts)


def _cover(stage: Stage, cover: Cover) -> None:
    slide = stage.deck.slides.add_slide(stage.cover)
    title = next(one for one in slide.placeholders if one.placeholder_format.type in _TITLES)
    _headline(title, cover.title)
    subtitle = [one for one in slide.placeholders if one.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE]
    for one in subtitle:
        one.text_frame.text = cover.subtitle or cover.kicker
    _tidy(slide, (*_TITLES, PP_PLACEHOLDER.SUBTITLE))
    width, height = int(stage.deck.slide_width), int(stage.deck.slide_height)
    below = max((int(one.top) + int(one.height) + int(Pt(8)) for one in subtitle if one.height), default=0)
    top = max(below, int(height * 0.66)) if below < height * 0.85 else int(height * 0.66)
    facts = [f"{name}　{value}" for name, value in cover.facts]
    lines = [
        (cover.company, 16.0, stage.look.written(stage.look.series(0)), True),
        *((one, 13.0, stage.look.ink, False) for one in facts),
    ]
    kept = lines[: max((height - top - int(Pt(16))) // int(Pt(_FACT)), 1)]
    side = int(Pt(36))
    half, high = width // 2 - side, int(Pt(_FACT * len(kept)))
    places = (Box(side, top, width - 2 * side, high), Box(side, top, half, high), Box(width // 2, top, half, high))
    said = (Box(int(one.left), int(one.top), int(one.width), int(one.height)) for one in (title, *subtitle))
    taken = [*drawn_on(stage.cover, width * height // 2), *said]
    free = (one for one in places if not any(meet(one, other) for other in taken))
    box = next(free, None if subtitle else places[0])
    if box is None:  # the company's pictures take the foot of its cover
        for one in subtitle:
            if int(one.height) < int(Pt(_LINES)):
                one.text_frame.text = "　".join(filter(None, (cover.company, one.text_frame.text)))
            else:
                one.text_frame.add_paragraph().text = cover.company
    else:
        add_text(slide, box, kept, stage.look, name=cover.company)


_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)


def _slide(stage: Stage, given: Slide, document: Document) -> None:
    slide = stage.deck.slides.add_slide(stage.slide)
    _head(stage, slide, given.title)
    _tidy(slide, _TITLES)
    room, look = stage.room, stage.look
    if given.visual is None:
        _points(stage, slide, given.points, room)
    elif isinstance(given.visual, Cards):  # figures on top, what is said of them below
        left = room.height - _GAP - int(Pt(_height(given.points, room.width / EMU, *_POINTS[0])))
        high = max(min(left, int(Pt(_TALL))), min(int(Pt(LOW)), room.height // 2))
        cards = Box(room.left, room.top, room.width, high)
        add_block(slide, cards, given.visual, look, document.furniture.more)
        top = room.top + high + _GAP
        _points(stage, slide, given.points, Box(room.left, top, room.width, room.top + room.height - top))
    else:
        side = int(room.width * _SIDE) if given.points else 0
        wide = room.width - side - (_GAP if side else 0)
        add_block(slide, Box(room.left, room.top, wide, room.height), given.visual, look, document.furniture.more)
        if side:
            _points(stage, slide, given.points, Box(room.left + wide + _GAP, room.top, side, room.height))
    if foot := "　".join(filter(None, (document.furniture.status, given.source))):
        lines = [(foot, 10.0, look.soft, False)]
        add_text(slide, stage.foot, lines, look, name="source", anchor=MSO_ANCHOR.MIDDLE)
    _number(slide, stage.slide)
    if given.notes:
        slide.notes_slide.notes_text_frame.text = given.notes


def _head(stage: Stage, slide: Any, title: str) -> None:
    """The sentence on top, in at most two lines."""
    holder = next(one for one in slide.placeholders if one.placeholder_format.type in _TITLES)
    place = stage.title
    if int(holder.width) != place.width:  # the company's stamp or logo stands in its title
        holder.left, holder.top, holder.width, holder.height = (
            Emu(one) for one in (place.left, place.top, place.width, place.height)
        )
    wide, high = (place.height, place.width) if stage.turned else (place.width, place.height)
    size, lines = _within(title, wide, high, _TITLE, _LOWEST)
    frame = holder.text_frame
    frame.text = "\v".join(lines)
    for run in frame.paragraphs[0].runs:
        run.font.size = Pt(size)


def _headline(holder: Any, title: str) -> None:
    """The title of a cover, broken where it reads best, smaller than the company's where that would not fit."""
    holder.text_frame.text = title
    usual = _size_of(holder)
    size, lines = _within(title, int(holder.width * _SURE), int(holder.height), usual, _LEAST)
    if size < usual or len(lines) > 1:
        holder.text_frame.text = "\v".join(lines)
    for run in holder.text_frame.paragraphs[0].runs if size < usual else ():
        run.font.size = Pt(size)


def _within(title: str, width: int, height: int, size: float, least: float) -> tuple[float, list[str]]:
    """The largest type at which a title takes no more than two lines and its place, and those lines.

    Below ``least`` it is set only for its width: a place lower than that is meant to be left.
    """
    room, high = width / EMU * 0.98 - _INSET, height / EMU - _INSET / 2
    size, lines = fitted(title, room, size, _LEAST)
    while size > least and len(lines) * size * _TITLE_LINE > high:
        size, lines = fitted(title, room, size - 1, _LEAST)
    return size, lines


def _size_of(holder: Any) -> float:
    """The type size that a title has of its layout or master, in points."""
    layout = holder.part.slide_layout
    kinds = [one._element for one in layout.placeholders if one.placeholder_format.type in _TITLES]
    styles = layout.slide_master._element.findall(".//{*}titleStyle")
    sizes = (one.get("sz") for held in (*kinds, *styles) for one in held.iter("{*}defRPr") if one.get("sz"))
    return int(next(sizes, "4400")) / 100


def _points(stage: Stage, slide: Any, points: tuple[Point, ...], box: Box) -> None:
    """At most three, at the largest type at which they fit."""
    if not points:
        return
    room, high = box.width / EMU, box.height / EMU
    for big, small in _POINTS:
        if _height(points, room, big, small) <= high:
            break
    lines: list[tuple[str, float, str, bool]] = []
    for index, (bold, text) in enumerate(points):
        if index:
            lines.append((" ", small * 0.7, stage.look.ink, False))
        head = "\v".join(balanced(bold, room / stage.look.wide * _BROKEN, big))
        lines += [(head, big, stage.look.written(stage.look.series(0)), True)] if bold else []
        lines += [(text, small, stage.look.ink, False)] if text else []
    add_text(slide, box, lines, stage.look, name=points[0][0] or points[0][1][:40])


def _height(points: tuple[Point, ...], room: float, big: float, small: float) -> float:
    """The height of points in two sizes of type, in points."""
    counts = [
        (len(broken(bold, room, big, 9)) if bold else 0, len(broken(text, room, small, 30)) if text else 0)
        for bold, text in points
    ]
    return sum(a * big * 1.25 + b * small * 1.25 + small for a, b in counts)


def _tidy(slide: Any, kept: tuple[Any, ...]) -> None:
    """Placeholders that nothing fills would show their prompt."""
    for one in list(slide.placeholders):
        if one.placeholder_format.type not in kept:
            one._element.getparent().remove(one._element)


def _number(slide: Any, layout: Any) -> None:
    """The slide's number, where the layout has a place for it."""
    for one in layout.placeholders:
        if one.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
            made = deepcopy(one._element)
            for field in made.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t"):
                field.text = str(len(slide.part.package.presentation_part.presentation.slides))
            made.xpath(".//p:cNvPr")[0].set(
                "id", str(max(int(i) for i in slide.shapes._spTree.xpath(".//p:cNvPr/@id")) + 1)
            )
            slide.shapes._spTree.append(made)
