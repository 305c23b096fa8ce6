"""Two years of sales, as the manager gives them: a file, or rows in the spec."""

from pydantic import Field

from planforge.spec.model import Model, Sentence
from planforge.spec.values import Flag, Money, Month, Name, Prose, SignedMoney, Volume

AXES = ("district", "product", "channel", "person", "store")
"""What a line of sales may name, and what a target may be held at."""


class HistoryFile(Model):
    """销售历史文件。 | A file of past sales."""

    file: Name
    """文件：CSV 或 Excel 文件，相对于本文件。 | CSV or Excel file, relative to the spec."""
    unit: Name | None = None
    """文件中的金额单位，默认元。 | Unit of the amounts in the file; currency units when absent."""
    sheet: Name | None = None
    """工作表名称。 | Worksheet, for a workbook."""
    year: int | None = Field(None, ge=1990, le=2100)
    """没有写年份的月份属于哪一年。 | The year of months that name none."""
    year_start: int | None = Field(None, ge=-12, le=12)
    """财年从几月开始：4 是以开始的年份命名，-4 是以结束的年份命名；不填为日历年。 | The month in which its financial
    years begin: 4 where they are named for the year they begin in, -4 for the one they end in."""
    columns: dict[str, str] = Field(default_factory=dict)
    """列名对照：如 金额: 价税合计。 | Names of the columns: e.g. month: Date."""
    rename: dict[str, str] = Field(default_factory=dict)
    """名称对照：文件中的片区、产品名 → 本计划的名称。 | Names in the file -> names in this plan."""
    returns: Flag = False
    """负数是退货，允许某月为负。 | Figures below nil are returns: a month may come out below nil."""


class HistoryRow(Model):
    """一年的销售：按月十二个数，或全年一个数。 | One year of sales: twelve monthly figures, or one for the year."""

    year: int = Field(ge=1990, le=2100)
    """年份。 | The year."""
    district: Name | None = None
    """片区；不填为全区。 | District; the whole region when absent."""
    product: Name | None = None
    """产品。 | Product."""
    channel: Name | None = None
    """渠道。 | Channel."""
    person: Name | None = None
    """人员。 | Person."""
    store: Name | None = None
    """门店。 | Store."""
    months: tuple[SignedMoney | None, ...] = Field((), max_length=12)
    """各月销售额：一月至十二月的销售额。 | Sales of January to December."""
    total: Money | None = None
    """全年销售额（没有按月数据时）。 | Sales of the year, where there are no months."""
    units: tuple[Volume | None, ...] = Field((), max_length=12)
    """一月至十二月的销量，可有小数。 | Volumes of January to December, decimals and all."""
    estimated: tuple[Month, ...] = ()
    """其中预计的月份。 | Those of the months that are estimates."""


class ReviewMetric(Model):
    """上年一项指标。 | One metric of last year."""

    name: Name
    """指标名称。 | Name."""
    unit: Name | None = None
    """单位。 | Unit."""
    target: str | None = None
    """目标。 | Target."""
    actual: str
    """实际。 | Actual."""
    note: Prose | None = None
    """说明。 | Remark."""


class Cause(Sentence):
    """差距原因；可直接写一句话。 | A cause of shortfall; a plain sentence will do."""

    what: Prose
    """原因。 | What happened."""
    district: Name | None = None
    """片区。 | Where."""
    amount: Money | None = None
    """少做的销售额。 | Sales it cost."""


class Review(Model):
    """上年回顾。 | Last year in review."""

    target: Money | None = None
    """上年目标。 | Last year's target."""
    district_targets: dict[str, Money] = Field(default_factory=dict)
    """上年各片区目标。 | Last year's target of each district."""
    achievements: tuple[Prose, ...] = ()
    """主要成绩。 | What went well."""
    causes: tuple[Cause, ...] = ()
    """未达成或下滑的原因；写了金额就与差距核对。 | Causes of shortfall; their amounts are held against the gap."""
    lessons: tuple[Prose, ...] = ()
    """经验与教训。 | Lessons."""
    metrics: tuple[ReviewMetric, ...] = ()
    """其他指标：目标与实际。 | Other metrics, target and actual."""
    summary: Prose | None = None
    """总体评价。 | An overall judgement."""
