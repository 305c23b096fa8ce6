"""Owns colours and typefaces that the charts of Word and of the web page share, and what follows from a colour."""

from __future__ import annotations

import re

from msgspec import Struct

from planforge.document.model import Chart, Tone

READABLE = 4.5
"""The least contrast of text with what it stands on (WCAG 2.2, AA)."""


class Look(Struct, frozen=True):
    """Colours are six hex digits without ``#``; ``size`` is the type size of chart text in points."""

    palette: tuple[str, ...] = ("1F3A5F", "1F7F74", "E9A23B", "C43E52", "65778F", "5B4B8A", "8AB17D", "A65C3A")
    latin: str = "Calibri"
    east_asian: str = "微软雅黑"
    size: float = 9
    ink: str = "1F2937"  # text
    soft: str = "667085"  # secondary text: axis labels, captions
    rule: str = "D5DBE3"  # gridlines, hairlines
    band: str = "F1F5FA"  # light fill: cards, group rows
    good: str = "1A7F50"
    watch: str = "9A6200"
    bad: str = "C8384A"
    wide: float = 1  # digits of the Latin face against ours
    paper: str = "FFFFFF"  # what all of it stands on
    themed: bool = False
    """Whether its theme goes with it, so that Word and PowerPoint recolour what is drawn in its colours."""
    names: tuple[tuple[str, str | None], ...] = ()  # of a company's theme: the slots of paper, band and ink, where any

    def slot(self, colour: str) -> str | None:
        """The name of a colour in the theme, as charts and shapes call it."""
        if not self.themed:
            return None
        slots = {one: f"accent{number}" for number, one in enumerate(self.palette[:6], 1)}
        return {self.band: "bg2", "FFFFFF": "bg1", self.ink: "tx1", **dict(self.names), **slots}.get(colour)

    def series(self, index: int) -> str:
        """The colour of the n-th series or slice; beyond the palette its colours come again, lighter."""
        turn, place = divmod(index, len(self.palette))
        return mix(self.palette[place], "FFFFFF", min(0.35 * turn, 0.7))

    def colour(self, chart: Chart, index: int) -> str:
        """The colour of a chart's n-th series: the one it asks for, as the same year has the same one everywhere."""
        own = chart.series[index].colour
        return self.series(index if own is None else own)

    def tone(self, tone: Tone) -> str:
        """The colour that stands for a tone."""
        return {
            Tone.PLAIN: self.ink,
            Tone.GOOD: self.good,
            Tone.WATCH: self.watch,
            Tone.BAD: self.bad,
            Tone.ACCENT: self.series(0),
            Tone.ACCENT2: self.series(1),
            Tone.ACCENT3: self.series(2),
            Tone.ACCENT4: self.series(3),
            Tone.ACCENT5: self.series(4),
            Tone.ACCENT6: self.series(5),
            Tone.ACCENT7: self.series(6),
            Tone.ACCENT8: self.series(7),
            Tone.MUTED: self.soft,
            Tone.STARTING: "FFF1CC",
        }[tone]

    def on(self, fill: str) -> str:
        """The colour of text set on a fill: white where it reads well, ink or black elsewhere."""
        return next((one for one in ("FFFFFF", self.ink) if contrast(one, fill) >= READABLE), "000000")

    def written(self, colour: str, on: str = "") -> str:
        """The colour of text that stands for a colour, on the paper or on a fill: moved until it reads."""
        ground = on or self.paper
        far = "000000" if contrast("000000", ground) > contrast("FFFFFF", ground) else "FFFFFF"
        steps = (mix(colour, far, step / 20) for step in range(21))
        return next(shade for shade in steps if contrast(ground, shade) >= READABLE or shade == far)


_DIGIT, _WIDE_DIGIT = 0.507, 0.556  # the width of a digit in ems: in our own typeface, and in most others
_DIGITS = {
    "Calibri": 0.507, "Times New Roman": 0.5, "Cambria": 0.554, "Candara": 0.55, "Georgia": 0.614, "Verdana": 0.636,
    "Tahoma": 0.546, "Trebuchet MS": 0.525, "Segoe UI": 0.539, "Courier New": 0.6, "宋体": 0.5, "仿宋": 0.5,
    "黑体": 0.5, "楷体": 0.5, "等线": 0.51, "SimSun": 0.5, "FangSong": 0.5, "SimHei": 0.5, "KaiTi": 0.5,
}  # fmt: skip


_LETTERS = {
    "Times New Roman": 1.03, "Arial": 1.1, "Helvetica": 1.1, "Liberation Sans": 1.1, "Segoe UI": 1.08, "Tahoma": 1.08,
    "Georgia": 1.12, "Century Gothic": 1.15, "Verdana": 1.25, "DejaVu Sans": 1.25, "Courier New": 1.48,
    "微软雅黑": 1.14, "Microsoft YaHei": 1.14, "宋体": 1.2, "仿宋": 1.2, "黑体": 1.2, "楷体": 1.2, "SimSun": 1.2,
    "FangSong": 1.2, "SimHei": 1.2, "KaiTi": 1.2,
}  # fmt: skip
"""How wide a line of English is against one in our own typeface."""


def wide_letters(latin: str) -> float:
    """How wide Latin letters of a typeface are against those of ours, on the average of a text."""
    return _LETTERS.get(latin, 1.0)


def wide_digits(latin: str) -> float:
    """How wide digits of a typeface are against those of ours."""
    return _DIGITS.get(latin, _WIDE_DIGIT) / _DIGIT


BUSINESS = Look(themed=True)
OFFICIAL = Look(
    themed=True,
    palette=("2F3E52", "B5893B", "7D8FA6", "8C2F25", "4F6D5A", "A9B4C2", "C9A98C", "5A5A5A"),
    latin="Times New Roman",
    east_asian="仿宋",
    size=9.5,
    ink="000000",
    soft="404040",
    rule="CFCFCF",
    band="F4F4F4",
    good="2E6B46",
    watch="8A6D1B",
    bad="8C1C13",
)


class Night(Struct, frozen=True):
    """Colours on dark paper: text light, fills light enough for dark text on them."""

    paper: str
    ink: str
    soft: str
    rule: str
    band: str
    good: str
    watch: str
    bad: str
    palette: tuple[str, ...]


def night_of(look: Look) -> Night:
    """The same look for those whose screen is dark."""
    paper = "12171F"

    def lit(colour: str) -> str:
        steps = (mix(colour, "FFFFFF", step / 20) for step in range(20))
        return next(shade for shade in steps if contrast(paper, shade) >= 7)

    good, watch, bad = (lit(one) for one in (look.good, look.watch, look.bad))
    return Night(paper, "E8EBF0", "AEB8C6", "3A4453", "1D2530", good, watch, bad, tuple(map(lit, look.palette)))


_COLOUR = re.compile("[0-9A-Fa-f]{6}")


def mix(colour: str, other: str, share: float) -> str:
    """A colour with a share (0 to 1) of another in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "".join(f"{round(one + (two - one) * share):02X}" for one, two in pairs)


def dark(colour: str) -> str:
    """The colour, darkened until white reads on it."""
    steps = (mix(colour, "000000", step / 20) for step in range(20))
    return next((shade for shade in steps if contrast("FFFFFF", shade) >= READABLE), "404040")


def contrast(one: str, two: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colour_of(text: str | None, otherwise: str) -> str:
    """Six hexadecimal digits, as a file of others should have them; ``otherwise`` where it has something else."""
    return text.upper() if text and _COLOUR.fullmatch(text) else otherwise


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[0:2], 16), int(colour[2:4], 16), int(colour[4:6], 16)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
