"""The business house: navy and teal, a sans face, air between things."""

from __future__ import annotations

from sheet import Edge, Look, Style, TableStyle, vary

from planforge.writers.look import BUSINESS

NAVY, TEAL, AMBER, ROSE, STEEL, VIOLET = BUSINESS.palette[:6]
INK, SOFT, RULE, BAND = BUSINESS.ink, BUSINESS.soft, BUSINESS.rule, BUSINESS.band
GOOD, WATCH, BAD = BUSINESS.good, BUSINESS.watch, BUSINESS.bad

NAME = "business"
LATIN, EAST = "Calibri", "微软雅黑"
FONTS = (LATIN, EAST, "Times New Roman")
THEME = (INK, "FFFFFF", NAVY, BAND, NAVY, TEAL, AMBER, ROSE, STEEL, VIOLET, NAVY, SOFT)
PAGE = {"w": 11906, "h": 16838}
MARGINS = {"top": 1304, "right": 1247, "bottom": 1077, "left": 1247, "header": 680, "footer": 567, "gutter": 0}
GRID: dict[str, object] = {}
EVEN_ODD = False
FOOTER: tuple[str, ...] = ()
LIST_STEP, LIST_INDENT, BULLET = 14.0, 8.0, TEAL
_TEXT = (PAGE["w"] - MARGINS["left"] - MARGINS["right"]) / 20  # points between the margins
_TURNED = (PAGE["h"] - MARGINS["top"] - MARGINS["bottom"]) / 20

NORMAL = Style(
    "Normal", "正文", size=10.5, colour=INK, latin=LATIN, east=EAST, line=18.5, before=0, after=0, snap=False
)
BODY = Style("Body Text", "正文文本", size=10.5, after=4, line=18, indent=2, align="both")
INTRO = vary(BODY, "Intro", "引出图表的正文", keep=True)
HEAD1 = Style(
    "heading 1", "标题 1", follow="Body Text", size=20, bold=True, colour=NAVY, line=30, before=0, after=7, keep=True,
    whole=True, outline=0, list=(1, 0), edges=(("bottom", Edge(1.5, TEAL, 4)),),
)  # fmt: skip
FRONT = vary(HEAD1, "Front Heading", "前置标题", list=(7, 0))
ANNEX = vary(HEAD1, "Annex Heading", "附件标题", list=(3, 0), before=12)
HEAD2 = Style(
    "heading 2", "标题 2", follow="Body Text", size=15, bold=True, colour=NAVY, line=22, before=9, after=3, keep=True,
    whole=True, outline=1, list=(1, 1),
)  # fmt: skip
HEAD3 = Style(
    "heading 3", "标题 3", follow="Body Text", size=12.5, bold=True, colour=INK, line=19, before=7, after=2, keep=True,
    whole=True, outline=2, list=(1, 2),
)  # fmt: skip
HEAD4 = Style(
    "heading 4", "标题 4", follow="Body Text", size=11, bold=True, colour=SOFT, line=20, before=6, after=3, keep=True,
    whole=True, outline=3, list=(1, 3),
)  # fmt: skip
ANNEXES = tuple(  # headings inside annexes look alike, but the contents do not list them
    vary(head, f"Annex Heading {level}", f"附件标题 {level}", list=(7, level - 1), outline=level)
    for level, head in ((2, HEAD2), (3, HEAD3), (4, HEAD4))
)
CAPTION = Style(
    "caption", "题注", size=9.5, colour=SOFT, align="center", line=15, before=5, after=2, keep=True, whole=True
)
CELL = Style("Table Text", "表格文字", size=9, line=13.5, before=0, after=0, align="left")
SMALL = vary(CELL, "Dense Table Text", "密表文字", line=13.1)
BULLETS = Style("List Bullet", "列表项目符号", size=10.5, line=18, after=2, list=(4, 0))
NUMBERS = Style("List Number", "列表编号", size=10.5, line=18, after=2, list=(5, 0))


def cells(text: Style, prefix: str) -> tuple[Style, ...]:
    """The styles of one size of table: what stands left, centred, right, and in head and total rows."""
    label = vary(text, f"{prefix} Label", "表格居中", align="center")
    number = vary(text, f"{prefix} Number", "表格数字", align="right")
    head = vary(text, f"{prefix} Header", "表头", bold=True, align="center", colour="FFFFFF", keep=True)
    return (
        text,
        label,
        number,
        head,
        vary(head, f"{prefix} Header Text", "表头居左", align="left"),
        vary(head, f"{prefix} Header Number", "表头居右", align="right"),
        vary(text, f"{prefix} Group", "表格分组", bold=True, colour=NAVY),
        vary(text, f"{prefix} Total Text", "合计文字", bold=True, colour=NAVY),
        vary(label, f"{prefix} Total Label", "合计居中", bold=True, colour=NAVY),
        vary(number, f"{prefix} Total Number", "合计数字", bold=True, colour=NAVY),
    )


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
    Style("TOC Heading", "目录标题", size=20, bold=True, colour=NAVY, line=32, after=10),
    Style("toc 1", "目录 1", size=11, bold=True, line=20, before=6, after=1, tabs=(("right", _TEXT, "dot"),)),
    Style("toc 2", "目录 2", size=10.5, line=18, left=18, tabs=(("right", _TEXT, "dot"),)),
    Style("toc 3", "目录 3", size=10, colour=SOFT, line=17, left=36, tabs=(("right", _TEXT, "dot"),)),
    Style("header", "页眉", size=9, colour=SOFT, line=14, tabs=(("right", _TEXT, ""),), edges=(("bottom", Edge(0.5, RULE, 5)),)),
    Style("Header Landscape", "横向页眉", based="header", tabs=(("clear", _TEXT, ""), ("right", _TURNED, ""))),
    Style("footer", "页脚", size=9, colour=SOFT, line=14, align="center"),
    Style("Lead", "导语", size=11, bold=True, colour=NAVY, line=18.5, after=6, align="both"),
    Style("Note", "注释", size=9, colour=SOFT, line=15, before=0, after=6),
    Style(
        "Callout", "要点", colour=NAVY, line=21, before=8, after=10, left=12, right=6, fill=BAND, whole=True,
        edges=(("top", Edge(4, BAND)), ("left", Edge(4.5, TEAL, 8)), ("bottom", Edge(4, BAND))),
    ),
    Style("Signature", "签名", line=22, before=18, align="right", whole=True),
    Style("Masthead", "发文机关标志", size=30, bold=True, colour="C00000", line=42, before=0, after=17, align="center", keep=True),
    Style("Document Number", "发文字号", size=10.5, line=18, after=21, keep=True, tabs=(("right", _TEXT, ""),), edges=(("bottom", Edge(2.25, "C00000", 4)),)),
    Style("Paper Title", "公文标题", size=18, bold=True, line=26, before=0, after=17, align="center", keep=True, whole=True, outline=0),
    Style("Addressee", "主送机关", size=10.5, line=18, keep=True),
    Style("Enclosure", "附件说明", size=10.5, line=18, left=21.0, whole=True, keep=True),
    Style("Imprint", "版记", size=9, line=15, indent=1, tabs=(("right", _TEXT - 14, ""),), edges=(("top", Edge(1, INK, 2)), ("bottom", Edge(1, INK, 2)), ("between", Edge(0.75, INK, 2)))),
    Style("Chapter", "章", size=13, bold=True, colour=NAVY, line=24, before=14, after=6, align="center", keep=True),
    Style("Article", "条", size=10.5, line=19, after=4, indent=2, align="both"),
    BULLETS,
    vary(BULLETS, "List Bullet 2", "列表项目符号 2", list=(4, 1)),
    vary(BULLETS, "List Bullet 3", "列表项目符号 3", list=(4, 2)),
    NUMBERS,
    vary(NUMBERS, "List Number 2", "列表编号 2", list=(5, 1)),
    vary(NUMBERS, "List Number 3", "列表编号 3", list=(5, 2)),
    CAPTION,
    vary(CAPTION, "Figure Caption", "图题", keep=False, before=2, after=6),
    Style("Figure", "图", line=0, before=4, align="center", keep=True),
    Style("Table Unit", "表格单位", size=9, colour=SOFT, line=13.1, after=2, align="right", keep=True),
    Style("Table Note", "表注", size=9, colour=SOFT, line=13.1, before=3, after=8),
    *cells(CELL, "Table"),
    *cells(SMALL, "Dense Table"),
    Style("Table End", "表后空行", size=4, line=7),
    Style("Section Break", "分节", size=1, line=1),
    Style("Card Figure", "指标数字", size=20, bold=True, colour=NAVY, line=28, before=5, align="center", keep=True),
    vary(Style("Card Figure", ""), "Card Figure Small", "指标数字（小）", size=14),
    Style("Card Label", "指标名称", size=9, colour=SOFT, line=14, align="center", keep=True),
    Style("Card Change", "指标变化", size=9, bold=True, line=15, after=5, align="center"),
    Style("Quadrant Title", "象限标题", size=10, bold=True, colour="FFFFFF", line=17, keep=True),
    Style("Quadrant Item", "象限条目", size=9.5, line=16, after=1, list=(6, 0)),
    Style("House Roof", "屋顶", size=12.5, bold=True, colour="FFFFFF", line=20, before=1, after=1, align="center", keep=True),
    Style("House Code", "支柱编号", size=11, bold=True, colour=TEAL, line=17, align="center", keep=True),
    Style("House Pillar", "支柱", size=10, line=15, before=1, after=3, align="center", keep=True),
    Style("House Foot", "基座", size=10.5, bold=True, colour="FFFFFF", line=18, before=1, after=1, align="center", keep=True),
    vary(SMALL, "Gantt Mark", "里程碑", align="right"),
    Style("Form Title", "表单标题", size=13, bold=True, colour=NAVY, line=22, before=12, after=6, align="center", keep=True),
    Style("Form Label", "表单项目", size=10, colour=NAVY, line=18, align="center"),
    Style("Form Field", "表单填写", size=10, line=18),
    Style("Cover Company", "封面公司", size=14, bold=True, colour=NAVY, line=22, after=84),
    Style("Cover Kicker", "封面眉题", size=11, colour="D6E2F0", tracking=1, line=18, after=6, left=62.35, right=40),
    Style("Cover Title", "封面标题", size=30, bold=True, colour="FFFFFF", line=44, after=4, left=62.35, right=40),
    Style("Cover Subtitle", "封面副标题", size=14, colour="FFFFFF", line=24, left=62.35, right=40),
    Style("Cover Gap", "封面间隔", size=11, line=130),
    Style("Cover Label", "封面项目", size=10, colour=SOFT, line=18),
    Style("Cover Value", "封面内容", size=10, bold=True, line=18),
    Style("Strong", "加粗", based="Default Paragraph Font", character=True, bold=True),
    Style("Emphasis", "强调", based="Default Paragraph Font", character=True, italic=True),
    Style("Hyperlink", "超链接", based="Default Paragraph Font", character=True),
    Style("Good", "好", based="Default Paragraph Font", character=True, colour=GOOD),
    Style("Watch", "注意", based="Default Paragraph Font", character=True, colour=WATCH),
    Style("Bad", "差", based="Default Paragraph Font", character=True, colour=BAD),
    Style("On Fill", "色块文字", based="Default Paragraph Font", character=True, colour="FFFFFF", bold=True),
    Style("Muted", "淡", based="Default Paragraph Font", character=True, colour=SOFT),
    Style("Accent", "强调色", based="Default Paragraph Font", character=True, colour=NAVY, bold=True),
    Style("Accent 2", "强调色 2", based="Default Paragraph Font", character=True, colour=TEAL, bold=True),
    Style("Accent 3", "强调色 3", based="Default Paragraph Font", character=True, colour="9A6200", bold=True),
    Style("Accent 4", "强调色 4", based="Default Paragraph Font", character=True, colour=ROSE, bold=True),
    *(
        Style(f"Accent {number}", f"强调色 {number}", based="Default Paragraph Font", character=True, colour=colour, bold=True)
        for number, colour in enumerate((STEEL, VIOLET, "4F7A41", BUSINESS.palette[7]), 5)
    ),
)  # fmt: skip

_LINE, _FIRM, _NONE = Edge(0.5, RULE), Edge(1, NAVY), None
_WHITE = Edge(6, "FFFFFF")
_BLANK = (
    ("top", _WHITE),
    ("left", _WHITE),
    ("bottom", _WHITE),
    ("right", _WHITE),
    ("insideH", _WHITE),
    ("insideV", _WHITE),
)
_HEAD = Look(NAVY, (("top", _FIRM), ("bottom", _FIRM)), True, "FFFFFF")
_AREAS = (
    ("firstRow", _HEAD),
    ("lastRow", Look("E4ECF5", (("top", _FIRM), ("bottom", _FIRM)), True, NAVY)),
    ("band2Horz", Look("F6F9FC")),
)
TABLES = (
    TableStyle(
        "Plan Table", "计划表", Look(edges=(("top", _FIRM), ("bottom", _FIRM), ("insideH", _LINE))),
        (1.5, 4.5, 1.5, 4.5), _AREAS,
    ),
    TableStyle(
        "Dense Plan Table", "计划密表", Look(edges=(("top", _FIRM), ("bottom", _FIRM), ("insideH", _LINE))),
        (1.1, 2.25, 1.1, 2.25), _AREAS,
    ),
    TableStyle("Gantt Table", "甘特表", Look(edges=(("top", _FIRM), ("bottom", _FIRM), ("insideH", _LINE))), (1, 2.25, 1, 2.25), (("firstRow", _HEAD),)),
    TableStyle("Figure Table", "并排图", Look(), (0, 0, 0, 0)),
    TableStyle("Card Table", "指标卡", Look(BAND, _BLANK), (2, 1, 2, 1)),
    TableStyle("Quadrant Table", "象限表", Look(edges=tuple((side, Edge(3, "FFFFFF")) for side, _ in _BLANK)), (4, 8, 4, 8), middle=False),
    TableStyle("House Table", "战略屋", Look(edges=tuple((side, Edge(3, "FFFFFF")) for side, _ in _BLANK)), (2.5, 6, 2.5, 6), middle=False),
    TableStyle("Form Table", "表单", Look(edges=tuple((side, Edge(0.5, STEEL)) for side, _ in _BLANK)), (1, 5, 1, 5)),
    TableStyle("Cover Band", "封面色带", Look(NAVY, (("bottom", Edge(6, TEAL)),)), (0, 0, 0, 0)),
    TableStyle("Cover Facts", "封面信息", Look(edges=(("top", _LINE), ("bottom", _LINE), ("insideH", _LINE))), (4, 4, 4, 4)),
)  # fmt: skip
