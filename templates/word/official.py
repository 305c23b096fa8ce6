"""The official house: GB/T 9704-2012, for readers who expect the form of a government document."""

from __future__ import annotations

from dataclasses import replace

from business import cells
from sheet import Edge, Look, Style, TableStyle, vary

from planforge.writers.look import OFFICIAL

INK, SOFT, BAND = OFFICIAL.ink, OFFICIAL.soft, OFFICIAL.band
RULE = "808080"  # of tables, darker than the lines of charts
SLATE, OCHRE, STEEL, RUST, MOSS, SILVER = OFFICIAL.palette[:6]
GOOD, WATCH, BAD = OFFICIAL.good, OFFICIAL.watch, OFFICIAL.bad

NAME = "official"
LATIN, EAST = "Times New Roman", "仿宋"
FONTS = (LATIN, EAST, "黑体", "楷体", "宋体", "方正小标宋简体", "Calibri", "微软雅黑")
THEME = (INK, "FFFFFF", SLATE, BAND, SLATE, OCHRE, STEEL, RUST, MOSS, SILVER, SLATE, SOFT)
# 37 mm above, 28 mm at the left; a text area of 156 x 225 mm for 22 lines of 28 characters, set a little tighter
PAGE = {"w": 11906, "h": 16838}
MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1587, "header": 1361, "footer": 1417, "gutter": 0}
GRID = {"type": "lines", "linePitch": 579}
EVEN_ODD = True
FOOTER = ("right", "left")
LIST_STEP, LIST_INDENT, BULLET = 16.0, 32.0, INK
_LINE = 28.95
_TIGHT = -0.25
_TEXT = (PAGE["w"] - MARGINS["left"] - MARGINS["right"]) / 20  # points between the margins
_TURNED = (PAGE["h"] - MARGINS["top"] - MARGINS["bottom"]) / 20

NORMAL = Style("Normal", "正文", size=16, colour=INK, latin=LATIN, east=EAST, line=_LINE, before=0, after=0, snap=False)
BODY = Style("Body Text", "正文文本", size=16, indent=2, align="both", tracking=_TIGHT)
INTRO = vary(BODY, "Intro", "引出图表的正文", keep=True, after=4)
HEAD1 = Style(
    "heading 1", "标题 1", follow="Body Text", east="黑体", line=_LINE, keep=True, whole=True, outline=0, list=(1, 0),
    size=16, indent=2,
)  # fmt: skip
FRONT = vary(HEAD1, "Front Heading", "前置标题", list=(7, 0))
ANNEX = vary(HEAD1, "Annex Heading", "附件标题", list=(3, 0))
HEAD2 = Style(
    "heading 2", "标题 2", follow="Body Text", east="楷体", line=_LINE, keep=True, whole=True, outline=1, list=(1, 1),
    size=16, indent=2,
)  # fmt: skip
HEAD3 = Style(
    "heading 3", "标题 3", follow="Body Text", bold=True, line=_LINE, keep=True, whole=True, outline=2, list=(1, 2),
    size=16, indent=2,
)  # fmt: skip
HEAD4 = Style(
    "heading 4", "标题 4", follow="Body Text", line=_LINE, keep=True, whole=True, outline=3, list=(1, 3), size=16,
    indent=2,
)  # fmt: skip
ANNEXES = tuple(  # headings inside annexes look alike, but the contents do not list them
    vary(head, f"Annex Heading {level}", f"附件标题 {level}", list=(7, level - 1), outline=level)
    for level, head in ((2, HEAD2), (3, HEAD3), (4, HEAD4))
)
CAPTION = Style(
    "caption", "题注", size=12, east="黑体", align="center", line=20, before=6, after=2, keep=True, whole=True
)
CELL = Style("Table Text", "表格文字", size=10.5, east="宋体", line=17, align="left")
SMALL = vary(CELL, "Dense Table Text", "密表文字", size=9, line=14)
BULLETS = Style("List Bullet", "列表项目符号", size=16, list=(4, 0), align="both", tracking=_TIGHT)
NUMBERS = Style("List Number", "列表编号", size=16, list=(5, 0), align="both", tracking=_TIGHT)


def _black(styles: tuple[Style, ...]) -> tuple[Style, ...]:
    """Head and total rows in the ink of the text."""
    return tuple(replace(style, colour=INK if style.bold else style.colour) for style in styles)


STYLES = (
    NORMAL,
    Style("Default Paragraph Font", "", based="Default Paragraph Font", character=True),
    BODY,
    INTRO,
    HEAD1,
    FRONT,
    ANNEX,
    HEAD2,
    HEAD3,
    HEAD4,
    *ANNEXES,
    Style("TOC Heading", "目录标题", size=22, east="方正小标宋简体", bold=True, line=36, after=14, align="center"),
    Style("toc 1", "目录 1", size=14, east="黑体", line=21, before=1, tabs=(("right", _TEXT, "dot"),)),
    Style("toc 2", "目录 2", size=12, line=16.8, left=28, tabs=(("right", _TEXT, "dot"),)),
    Style("toc 3", "目录 3", size=12, line=22, left=56, tabs=(("right", _TEXT, "dot"),)),
    Style("header", "页眉", size=10.5, east="宋体", colour=SOFT, line=16, tabs=(("right", _TEXT, ""),)),
    Style("Header Landscape", "横向页眉", based="header", tabs=(("clear", _TEXT, ""), ("right", _TURNED, ""))),
    Style("footer", "页脚", size=14, east="宋体", line=20, right=14, align="right"),
    Style("Footer Even", "双页页脚", based="footer", left=14, align="left"),
    Style("Lead", "导语", size=16, indent=2, after=4, bold=True, align="both", tracking=_TIGHT),
    Style("Note", "注释", size=12, line=20, after=4),
    Style(
        "Callout", "要点", size=16, east="楷体", indent=2, whole=True, align="both", before=4, after=4,
        edges=(("top", Edge(0.75, INK, 3)), ("bottom", Edge(0.75, INK, 3))),
    ),
    Style("Signature", "签名", before=28, right=64, align="right", whole=True, tight=True),
    Style("Masthead", "发文机关标志", size=44, bold=False, east="方正小标宋简体", colour="C00000", line=62, before=0, after=26, align="center", keep=True),
    Style("Document Number", "发文字号", size=16, line=_LINE, after=32, keep=True, tabs=(("right", _TEXT, ""),), edges=(("bottom", Edge(2.25, "C00000", 4)),)),
    Style("Paper Title", "公文标题", size=22, bold=False, east="方正小标宋简体", line=34, before=0, after=26, align="center", keep=True, whole=True, outline=0),
    Style("Addressee", "主送机关", size=16, line=_LINE, keep=True),
    Style("Enclosure", "附件说明", size=16, line=_LINE, left=32, whole=True, keep=True),
    Style("Imprint", "版记", size=14, line=22, indent=1, tabs=(("right", _TEXT - 14, ""),), edges=(("top", Edge(1, INK, 2)), ("bottom", Edge(1, INK, 2)), ("between", Edge(0.75, INK, 2)))),
    Style("Chapter", "章", size=16, east="黑体", before=14, after=7, align="center", keep=True),
    Style("Article", "条", size=16, indent=2, align="both", tracking=_TIGHT),
    BULLETS,
    vary(BULLETS, "List Bullet 2", "列表项目符号 2", list=(4, 1)),
    vary(BULLETS, "List Bullet 3", "列表项目符号 3", list=(4, 2)),
    NUMBERS,
    vary(NUMBERS, "List Number 2", "列表编号 2", list=(5, 1)),
    vary(NUMBERS, "List Number 3", "列表编号 3", list=(5, 2)),
    CAPTION,
    vary(CAPTION, "Figure Caption", "图题", keep=False, before=3, after=10),
    Style("Figure", "图", line=0, before=6, align="center", keep=True),
    Style("Table Unit", "表格单位", size=10.5, line=16, after=2, align="right", keep=True),
    Style("Table Note", "表注", size=10.5, line=16, before=3, after=10),
    *_black(cells(CELL, "Table")),
    *_black(cells(SMALL, "Dense Table")),
    Style("Table End", "表后空行", size=6, line=12),
    Style("Section Break", "分节", size=1, line=1),
    Style("Card Figure", "指标数字", size=18, bold=True, line=26, before=4, align="center", keep=True),
    vary(Style("Card Figure", ""), "Card Figure Small", "指标数字（小）", size=13),
    Style("Card Label", "指标名称", size=10.5, east="宋体", line=16, align="center", keep=True),
    Style("Card Change", "指标变化", size=10.5, east="宋体", line=16, after=4, align="center"),
    Style("Quadrant Title", "象限标题", size=12, east="黑体", line=20, keep=True),
    Style("Quadrant Item", "象限条目", size=12, line=19, after=1, list=(6, 0)),
    Style("House Roof", "屋顶", size=14, east="黑体", line=22, before=3, after=3, align="center", keep=True),
    Style("House Code", "支柱编号", size=12, east="黑体", line=20, align="center", keep=True),
    Style("House Pillar", "支柱", size=12, line=20, before=4, after=4, align="center", keep=True),
    Style("House Foot", "基座", size=12, east="黑体", line=20, before=3, after=3, align="center", keep=True),
    vary(SMALL, "Gantt Mark", "里程碑", align="right", ),
    Style("Form Title", "表单标题", size=16, east="黑体", line=_LINE, before=12, after=6, align="center", keep=True),
    Style("Form Label", "表单项目", size=12, line=20, align="center"),
    Style("Form Field", "表单填写", size=12, line=20),
    Style("Cover Company", "封面公司", size=22, east="黑体", line=36, before=70, after=90, align="center"),
    Style("Cover Kicker", "封面眉题", size=14, tracking=1, line=24, after=10, align="center"),
    Style("Cover Title", "封面标题", size=26, east="方正小标宋简体", bold=True, line=46, before=6, after=12, align="center"),
    Style("Cover Subtitle", "封面副标题", size=16, east="楷体", line=_LINE, after=20, align="center"),
    Style("Cover Gap", "封面间隔", size=16, line=70),
    Style("Cover Label", "封面项目", size=16, line=_LINE),
    Style("Cover Value", "封面内容", size=16, line=_LINE),
    Style("Strong", "加粗", based="Default Paragraph Font", character=True, bold=True),
    Style("Emphasis", "强调", based="Default Paragraph Font", character=True, italic=True),
    Style("Hyperlink", "超链接", based="Default Paragraph Font", character=True),
    Style("Good", "好", based="Default Paragraph Font", character=True, colour=GOOD),
    Style("Watch", "注意", based="Default Paragraph Font", character=True, colour=WATCH),
    Style("Bad", "差", based="Default Paragraph Font", character=True, colour=BAD),
    Style("On Fill", "色块文字", based="Default Paragraph Font", character=True, colour="FFFFFF", bold=True),
    Style("Muted", "淡", based="Default Paragraph Font", character=True, colour=SOFT),
    Style("Accent", "强调色", based="Default Paragraph Font", character=True, colour=SLATE, bold=True),
    Style("Accent 2", "强调色 2", based="Default Paragraph Font", character=True, colour=OCHRE, bold=True),
    Style("Accent 3", "强调色 3", based="Default Paragraph Font", character=True, colour=MOSS, bold=True),
    Style("Accent 4", "强调色 4", based="Default Paragraph Font", character=True, colour=RUST, bold=True),
    *(
        Style(f"Accent {number}", f"强调色 {number}", based="Default Paragraph Font", character=True, colour=colour, bold=True)
        for number, colour in enumerate(OFFICIAL.palette[4:], 5)
    ),
)  # fmt: skip

_THIN, _FIRM = Edge(0.5, INK), Edge(1, INK)
_ALL = ("top", "left", "bottom", "right", "insideH", "insideV")
_BOX = tuple((side, _FIRM if side in ("top", "bottom") else _THIN) for side in _ALL)
_GRID = tuple((side, _THIN) for side in _ALL)
TABLES = (
    TableStyle(
        "Plan Table", "计划表", Look(edges=_BOX), (2, 4, 2, 4),
        (("firstRow", Look("EDEDED", (), True)), ("lastRow", Look(None, (("top", _FIRM),), True))),
    ),
    TableStyle(
        "Dense Plan Table", "计划密表", Look(edges=_BOX), (1.5, 2.25, 1.5, 2.25),
        (("firstRow", Look("EDEDED", (), True)), ("lastRow", Look(None, (("top", _FIRM),), True))),
    ),
    TableStyle("Gantt Table", "甘特表", Look(edges=_BOX), (1.5, 2.25, 1.5, 2.25), (("firstRow", Look("EDEDED", (), True)),)),
    TableStyle("Figure Table", "并排图", Look(), (0, 0, 0, 0)),
    TableStyle("Card Table", "指标卡", Look(edges=_GRID), (2, 4, 2, 4)),
    TableStyle("Quadrant Table", "象限表", Look(edges=_GRID), (4, 8, 4, 8), middle=False),
    TableStyle("House Table", "战略屋", Look(edges=_GRID), (4, 6, 4, 6), middle=False),
    TableStyle("Form Table", "表单", Look(edges=_GRID), (4, 5, 4, 5)),
    TableStyle("Cover Band", "封面色带", Look(), (0, 4, 0, 4)),
    TableStyle("Cover Facts", "封面信息", Look(), (2, 4, 2, 4)),
)  # fmt: skip
