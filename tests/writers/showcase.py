"""A small document with every block there is, in both languages, for the tests of all writers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planforge.document.model import (
    Bar,
    Block,
    Bullets,
    Card,
    Cards,
    Cell,
    Chart,
    Column,
    Cover,
    Document,
    Form,
    Furniture,
    Gantt,
    Heading,
    House,
    Kind,
    Landscape,
    Meta,
    PageBreak,
    Paragraph,
    Part,
    PartKind,
    Plot,
    Quadrant,
    Reference,
    Row,
    RowKind,
    Run,
    Series,
    Table,
    Tone,
    Voice,
)

TRICKY = 'R&D <b>"引号"</b> =1+1 {{ x }} 😀 | *a* `b`'
"""User text that every writer must print as it is."""

_TARGETS = (948, 764, 1148, 1196, 1252, 1349, 1223, 1208, 1362, 1454, 1805, 1591)
_MARGINS = tuple(Decimal(one) / 1000 for one in (412, 405, 418, 420, 425, 431, 428, 426, 433, 437, 445, 441))


def showcase(language: str = "zh-CN") -> Document:
    """Every block and every kind of chart, in Chinese (``zh-CN``) or English (``en``)."""
    return _Showcase(language.startswith("zh")).document()


def charts(language: str = "zh-CN") -> tuple[Chart, ...]:
    """One chart of each kind, and the awkward ones: gaps, a single category, thirty, long names, below zero."""
    return _Showcase(language.startswith("zh")).charts()


class _Showcase:
    def __init__(self, chinese: bool) -> None:
        self.chinese = chinese

    def say(self, zh: str, en: str) -> str:
        return zh if self.chinese else en

    def document(self) -> Document:
        say = self.say
        return Document(
            Meta(
                say("2027年度区域营销计划", "2027 Regional Marketing Plan"),
                say("李明", "Ming Li"),
                say("福麦食品", "Fumai Foods"),
                say("zh-CN", "en"),
                keywords=(say("营销计划", "marketing plan"),),
                created=date(2026, 12, 1),
                digest="0" * 64,
            ),
            Furniture(
                header=say("福麦食品 | 2027年度区域营销计划", "Fumai Foods | 2027 Regional Marketing Plan"),
                footer=say("第 {page} 页 / 共 {pages} 页", "Page {page} of {pages}"),
                contents=say("目　录", "Contents"),
                table=say("表", "Table"),
                figure=say("图", "Figure"),
                annex=say("附件{number}　", "Annex {number}: "),
            ),
            (self._summary(), self._objectives(), self._actions(), self._annex()),
            Cover(
                say("福麦食品有限公司", "Fumai Foods Ltd"),
                "ANNUAL MARKETING PLAN",
                say("2027年度豫南区域营销计划", "2027 Marketing Plan, South Henan"),
                say("守住信阳，做深南阳，以新品与网点双轮驱动", "Hold Xinyang, deepen Nanyang, grow on new products"),
                (
                    (say("编制人", "Author"), say("李明", "Ming Li")),
                    (say("版本", "Version"), "V1.0"),
                    (say("适用周期", "Period"), "2027.01 – 2027.12"),
                    (say("日期", "Date"), "2026-12-01"),
                ),
            ),
            facts={"target": 82_800_000},
        )

    # Parts

    def _summary(self) -> Part:
        say = self.say
        lead = say(
            "2027年全区销售目标8,280万元，同比增长20.0%；南阳承担增量的三分之一，因为其市场份额仅为9.3%。",
            "The 2027 target is CNY 82.8m, up 20.0%. Nanyang carries a third of the growth: its share is only 9.3%.",
        )
        cards = Cards(
            (
                Card(say("全年销售目标（万元）", "Sales target (CNY 10k)"), "8,280", "▲ 20.0%", Tone.GOOD),
                Card(say("毛利率", "Gross margin"), "43.1%", "▲ 0.8", Tone.GOOD),
                Card(say("费用率", "Expense ratio"), "11.2%", "▼ 0.5", Tone.WATCH),
                Card(say("网点覆盖", "Outlets covered"), "5,400", "▼ 120", Tone.BAD),
            )
        )
        callout = say(
            "只要信阳、南阳完成既定增速，即使周边片区只增长12%，全区仍可达成目标。",
            "If Xinyang and Nanyang keep pace, the region reaches its target even with 12% elsewhere.",
        )
        return Part(
            "summary",
            say("一页摘要", "Summary"),
            (
                Paragraph((Run(lead),), Voice.LEAD),
                cards,
                Paragraph((Run(callout),), Voice.CALLOUT),
                Heading(2, say("要求批准的事项", "Approvals requested")),
                self._list(),
            ),
            PartKind.SUMMARY,
        )

    def _objectives(self) -> Part:
        say = self.say
        text = Paragraph(
            (
                Run(say("分解见", "The split is in ")),
                Reference("targets"),
                Run(say("与", " and ")),
                Reference("chart_combo"),
                Run(say("，其中", "; ")),
                Run(say("南阳增幅最大", "Nanyang grows most"), bold=True),
                Run(say("。", ".")),
            )
        )
        blocks: list[Block] = [
            Heading(2, say("年度目标分解", "Targets by district"), key="targets"),
            text,
            self._table(),
            Heading(3, say("口径", "Definitions")),
            Paragraph(
                (Run(TRICKY), Run(say("斜体", "italic"), italic=True)),
            ),
            Paragraph(
                (Run(say("注：金额为含税出货口径。", "Note: amounts are shipments including tax.")),), Voice.NOTE
            ),
            Heading(4, say("四级标题", "A heading of level four")),
            Heading(2, say("图表", "Charts")),
            *self.charts(),
        ]
        return Part("objectives", say("营销目标与分解", "Objectives"), tuple(blocks))

    def _actions(self) -> Part:
        say = self.say
        return Part(
            "actions",
            say("行动计划", "Actions"),
            (
                Heading(2, "SWOT"),
                self._quadrant(),
                PageBreak(),
                Heading(2, say("战略屋", "Strategy house")),
                self._house(),
                Heading(2, say("重点行动日历", "Calendar of actions")),
                Landscape((self._months(), self._gantt())),
            ),
        )

    def _annex(self) -> Part:
        say = self.say
        rule = say("片区经理应当在每月5日前提交上月回款明细。", "District managers report collections by the 5th.")
        return Part(
            "annex_rules",
            say("管理办法", "Rules"),
            (
                Paragraph((Run(say("第一章　总则", "Chapter 1: General")),), Voice.CHAPTER),
                Paragraph((Run(say("第一条", "Article 1"), bold=True), Run("　" + rule)), Voice.ARTICLE),
                Form(
                    "visit",
                    say("市场走访记录表", "Market visit record"),
                    ((say("片区", "District"), say("日期", "Date")), (say("走访人", "Visitor"), say("网点", "Outlet"))),
                    (say("项目", "Item"), say("发现", "Finding"), say("措施", "Action")),
                    3,
                    (say("填表人", "Filled in by"), say("审核人", "Checked by")),
                ),
                Paragraph(
                    (Run(say("豫南区域　李明\n2026年12月1日", "South Henan, Ming Li\n1 December 2026")),),
                    Voice.SIGNATURE,
                ),
            ),
            PartKind.ANNEX,
        )

    # Blocks

    def _list(self) -> Bullets:
        say = self.say
        items = (
            (Run(say("批准目标：", "The target: "), bold=True), Run(say("8,280万元。", "CNY 82.8m."))),
            (Run(say("批准预算", "The budget of")), Run(say("925万元。", " CNY 9.25m."))),
            (Run(say("其中媒体210万元。", "of which media 2.1m.")),),
        )
        return Bullets(items, ordered=True, depths=(0, 0, 1))

    def _table(self) -> Table:
        say = self.say
        rows = (
            self._row(say("信阳", "Xinyang"), 2400, 2035, "17.9%", Tone.GOOD),
            self._row(say("南阳", "Nanyang"), 2035, 1540, "32.1%", Tone.GOOD),
            self._row(TRICKY, 1200, 1300, "−7.7%", Tone.BAD),
            Row((Cell(say("新开发", "New districts"), span=4),), RowKind.GROUP),
            Row((Cell(say("漯河\n（筹建）", "Luohe\n(planned)")), Cell("2,645", 26_450_000), Cell("—"), Cell("—"))),
            Row(
                (Cell(say("合计", "Total")), Cell("8,280", 82_800_000), Cell("6,900", 69_000_000), Cell("20.0%")),
                RowKind.TOTAL,
            ),
        )
        columns = (
            Column(say("片区", "District"), width=2),
            Column(say("2027年目标", "2027 target"), Kind.MONEY, group=say("销售额", "Sales")),
            Column(say("2026年实际", "2026 actual"), Kind.MONEY, group=say("销售额", "Sales")),
            Column(say("增长率", "Growth"), Kind.PERCENT),
        )
        return Table(
            "targets",
            say("分片区年度销售目标", "Sales target by district"),
            columns,
            rows,
            unit=say("单位：万元", "CNY 10k"),
            note=say("注：各片区之和等于全区目标。", "Note: districts add up to the region's target."),
            description=say("各片区目标与去年实际", "Targets beside last year's figures"),
        )

    def _row(self, name: str, target: int, actual: int, growth: str, tone: Tone) -> Row:
        rate = Decimal(target - actual) / actual
        cells = (Cell(f"{target:,}", target * 10_000), Cell(f"{actual:,}", actual * 10_000))
        return Row((Cell(name), *cells, Cell(growth, rate, tone=tone)))

    def _months(self) -> Table:
        say = self.say
        months = tuple(Column(month, Kind.MONEY) for month in self._month_names())
        columns = (Column(say("片区", "District"), width=2), *months, Column(say("全年", "Year"), Kind.MONEY, 1.3))
        districts = (say("信阳", "Xinyang"), say("南阳", "Nanyang"), say("驻马店", "Zhumadian"))
        rows = [self._month_row(name, share) for name, share in zip(districts, (5, 3, 2), strict=True)]
        total = self._month_row(say("合计", "Total"), 10, RowKind.TOTAL)
        return Table(
            "months",
            say("分片区月度目标", "Target by month"),
            columns,
            (*rows, total),
            say("单位：万元", "CNY 10k"),
            wide=True,
        )

    def _month_row(self, name: str, share: int, kind: RowKind = RowKind.BODY) -> Row:
        values = [target * share // 10 for target in _TARGETS]
        tone = Tone.ACCENT3 if kind is RowKind.BODY else Tone.PLAIN
        peak = max(values)
        cells = [
            Cell(f"{one:,}", one * 10_000, tone=tone if one == peak else Tone.PLAIN, fill=one == peak and bool(tone))
            for one in values
        ]
        return Row((Cell(name), *cells, Cell(f"{sum(values):,}", sum(values) * 10_000)), kind)

    def _quadrant(self) -> Quadrant:
        say = self.say
        return Quadrant(
            "swot",
            say("SWOT 分析", "SWOT analysis"),
            (
                (say("S 优势", "S Strengths"), (say("信阳网点覆盖率58%", "58% coverage in Xinyang"), "R&D <fast>")),
                (say("W 劣势", "W Weaknesses"), (say("南阳份额仅9.3%", "Only 9.3% share in Nanyang"),)),
                (
                    say("O 机会", "O Opportunities"),
                    (say("乡镇消费升级", "Townships trade up"), say("餐饮复苏", "Catering")),
                ),
                (say("T 威胁", "T Threats"), (say("竞品降价", "Competitors cut prices"),)),
            ),
            say("四象限", "Four fields"),
        )

    def _house(self) -> House:
        say = self.say
        pillars = (
            ("ST1", say("做深南阳：新增网点300家", "Deepen Nanyang: 300 outlets")),
            ("ST2", say("新品上市占比达到12%", "New products to 12% of sales")),
            ("ST3", say("费用投向前移至终端", "Move spending to the blocks")),
        )
        roof = say("全年销售8,280万元，份额提高2.4个百分点", "CNY 82.8m in sales, share up 2.4 points")
        base = say("一支敢于承诺的队伍，一套每月复盘的制度", "A team that commits, a review every month")
        return House("house", say("2027年战略屋", "Strategy house 2027"), roof, pillars, base)

    def _gantt(self) -> Gantt:
        say = self.say
        heads = (say("编号", "Code"), say("行动", "Action"), say("负责人", "Owner"))
        bars = (
            Bar(say("南阳网点开发", "Open outlets in Nanyang"), say("王强", "Q. Wang"), 1, 5, Tone.ACCENT2, True, "A1"),
            Bar(say("新品铺市", "Launch"), say("张丽", "L. Zhang"), 3, 9, code="A2"),
            Bar(say("中秋促销", "Mid-autumn promotion"), say("陈晨", "C. Chen"), 8, 9, Tone.ACCENT3, code="A3"),
            Bar(say("年度复盘", "Review"), say("李明", "M. Li"), 12, 12, Tone.ACCENT4, True, "A4"),
        )
        note = say("◆ 为里程碑。", "◆ marks a milestone.")
        return Gantt("calendar", say("重点行动与执行月份", "Actions by month"), heads, self._month_names(), bars, note)

    def _month_names(self) -> tuple[str, ...]:
        english = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
        return tuple(f"{month}月" for month in range(1, 13)) if self.chinese else english

    # Charts

    def charts(self) -> tuple[Chart, ...]:
        return (*self._time(), *self._parts(), *self._steps(), *self._awkward())

    def _chart(
        self, key: str, plot: Plot, categories: tuple[str, ...], series: tuple[Series, ...], unit: bool = True,
        decimals: int = 0, totals: tuple[int, ...] = (),
    ) -> Chart:  # fmt: skip
        caption = self.say(f"示例：{plot.value}", f"Example of {plot.value}")
        description = self.say(f"{plot.value}图，最高值在11月", f"A {plot.value} chart")
        name = self.say("万元", "CNY 10k") if unit else ""
        return Chart(f"chart_{key}", caption, plot, categories, series, description, name, decimals, totals)

    def _time(self) -> tuple[Chart, ...]:
        say, months = self.say, self._month_names()
        now = Series(say("2027年目标", "2027 target"), _TARGETS)
        before = Series(say("2026年实际", "2026 actual"), tuple(one * 83 // 100 for one in _TARGETS), line=True)
        margin = Series(say("毛利率", "Gross margin"), _MARGINS, line=True, secondary=True, percent=True)
        years = tuple(f"{year}年" if self.chinese else str(year) for year in range(2022, 2027))
        share = (
            Series(say("本品", "Ours"), _rates(181, 186, None, 201, 214), percent=True),
            Series(say("竞品甲", "Rival A"), _rates(221, 216, 218, 211, 204), percent=True),
            Series(say("竞品乙", "Rival B"), _rates(121, 126, 118, 131, 124), percent=True),
        )
        return (
            self._chart("combo", Plot.COMBO, months, (now, before)),
            self._chart("combo_right", Plot.COMBO, months, (now, margin)),
            self._chart("line", Plot.LINE, years, share, unit=False),
            self._chart("stacked", Plot.STACKED, months, (now, Series(say("商超", "Retail"), tuple(_TARGETS[::-1])))),
        )

    def _parts(self) -> tuple[Chart, ...]:
        say = self.say
        districts = (say("信阳", "Xinyang"), say("南阳", "Nanyang"), say("驻马店", "Zhumadian"), say("其他", "Other"))
        lines = (
            say("促销", "Promotion"),
            say("终端陈列与生动化建设", "Displays & merchandising at outlets"),
            say("培训", "Training"),
        )
        mix = zip((say("高端", "Premium"), say("中端", "Core"), say("大众", "Value")), (20, 50, 30), strict=True)
        tiers = tuple(Series(name, _rates(*(share * 10 for _ in districts)), percent=True) for name, share in mix)
        shares = Series(say("占比", "Share"), _rates(380, 310, 280, 30), percent=True)
        budget = Series(say("预算", "Budget"), (320, Decimal("210.5"), 45))
        return (
            self._chart("doughnut", Plot.DOUGHNUT, districts, (shares,), unit=False),
            self._chart("stacked_bar", Plot.STACKED_BAR, districts, tiers, unit=False),
            self._chart("bar", Plot.BAR, lines, (budget,), decimals=1),
            self._chart(
                "column",
                Plot.COLUMN,
                districts,
                (Series("2026", (320, 210, None, 90)), Series("2027", (380, 240, 180, -20))),
            ),
        )

    def _steps(self) -> tuple[Chart, ...]:
        say = self.say
        gap = (
            say("2026年实际", "2026"),
            say("自然增长", "Organic"),
            say("新增网点", "Outlets"),
            say("退市", "Delisted"),
            say("2027年目标", "2027"),
        )
        cash = (
            say("期初", "Opening"),
            say("回款", "Receipts"),
            say("付款", "Payments"),
            say("融资", "Loan"),
            say("期末", "Closing"),
        )
        amount = say("金额", "Amount")
        return (
            self._chart("gap", Plot.WATERFALL, gap, (Series(amount, (6900, 920, 540, -80, 8280)),), totals=(0, 4)),
            self._chart("cash", Plot.WATERFALL, cash, (Series(amount, (200, 150, -500, 300, 150)),), totals=(0, 4)),
        )

    def _awkward(self) -> tuple[Chart, ...]:
        say = self.say
        weeks = tuple(say(f"第{week}周", f"W{week}") for week in range(1, 31))
        long = tuple(
            say(f"豫南第{n}大区乡镇流通渠道客户部", f"Township wholesale customers of area {n}") for n in range(1, 7)
        )
        return (
            self._chart(
                "one",
                Plot.COLUMN,
                (say("全区", "Region"),),
                (Series(say("达成率", "Attainment"), _rates(985), percent=True),),
                unit=False,
            ),
            self._chart(
                "many", Plot.COLUMN, weeks, (Series(say("销量", "Volume"), tuple(100 + n * 7 % 43 for n in range(30))),)
            ),
            self._chart("long", Plot.COLUMN, long, (Series(say("目标", "Target"), (828, 640, 500, 320, 210, 90)),)),
        )


def _rates(*thousandths: int | None) -> tuple[Decimal | None, ...]:
    return tuple(None if one is None else Decimal(one) / 1000 for one in thousandths)
