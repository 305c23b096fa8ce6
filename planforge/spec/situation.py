"""Part one: market, dealers, competitors, consumers, SWOT, key issues."""

from typing import Literal

from pydantic import Field

from planforge.spec.model import Model, Sentence
from planforge.spec.values import Count, Date, Money, Month, Name, Prose, Ratio


class Market(Model):
    """市场容量与趋势。 | The market and where it is heading."""

    size: Money | None = None
    """上年市场容量；不填为各片区之和。 | Size last year; the sum of the districts when absent."""
    sizes: dict[int, Money] = Field(default_factory=dict)
    """历年容量。 | Size by year."""
    own_share: Ratio | None = None
    """本公司上年占有率，与销售额÷容量核对。 | Own share last year, held against sales ÷ size."""
    source: Prose | None = None
    """数据来源与口径。 | Source and definition."""
    trends: tuple[Prose, ...] = ()
    """趋势。 | Trends."""
    policy: tuple[Prose, ...] = ()
    """宏观与政策环境。 | Economy and policy."""


class Dealer(Model):
    """经销商或重要合作方。 | A dealer or key partner."""

    name: Name
    """名称。 | Name."""
    district: Name | None = None
    """片区。 | District."""
    county: Name | None = None
    """县区。 | County."""
    sales: Money | None = None
    """上年销售额。 | Last year's sales."""
    target: Money | None = None
    """本年目标；不填按所在片区的增幅。 | This year's target; by the growth of its district when absent."""
    signs: Date | None = None
    """签约日期：新经销商才写，上一年没有销售额。 | When a new dealer signs."""
    stock: Money | None = None
    """期初库存金额。 | Its stock at the start of the year."""
    years: Count | None = None
    """合作年限。 | Years of cooperation."""
    outlets: Count | None = None
    """覆盖网点。 | Outlets covered."""
    stock_days: Count | None = None
    """库存天数。 | Stock in days."""
    grade: Name | None = None
    """评级。 | Grade."""
    strength: Prose | None = None
    """优势。 | Strength."""
    weakness: Prose | None = None
    """问题。 | Weakness."""
    plan: Prose | None = None
    """本年安排。 | What is planned with it."""


class Dealers(Model):
    """渠道与经销商分析。 | Channel and dealers."""

    summary: Prose | None = None
    """总体判断。 | Overall judgement."""
    items: tuple[Dealer, ...] = ()
    """主要经销商。 | Main dealers."""
    changes: tuple[Prose, ...] = ()
    """调整计划（新增、更换、协议）。 | Changes: new, replaced, agreements."""


class Competitor(Model):
    """竞争对手。 | A competitor."""

    name: Name
    """名称。 | Name."""
    share: Ratio | None = None
    """市场占有率。 | Market share."""
    sales: Money | None = None
    """区域销售额。 | Sales in the region."""
    outlets: Count | None = None
    """网点数。 | Outlets."""
    price: Money | None = None
    """代表价格（元）。 | Typical price."""
    channels: Prose | None = None
    """渠道特点。 | Channels."""
    strength: Prose | None = None
    """优势。 | Strengths."""
    weakness: Prose | None = None
    """劣势。 | Weaknesses."""
    moves: Prose | None = None
    """动向。 | Recent moves."""
    response: Prose | None = None
    """我方对策。 | Our answer."""


class Segment(Model):
    """消费者细分。 | A consumer segment."""

    name: Name
    """名称。 | Name."""
    share: Ratio | None = None
    """占比。 | Share."""
    traits: Prose | None = None
    """特征与偏好。 | Traits and preferences."""


class Consumers(Model):
    """消费者分析。 | Consumers."""

    summary: Prose | None = None
    """总体特征。 | Overall."""
    segments: tuple[Segment, ...] = ()
    """细分人群。 | Segments."""
    drivers: tuple[Prose, ...] = ()
    """购买因素，按重要性排列。 | What decides the purchase, in order of weight."""
    trend: Prose | None = None
    """趋势。 | Trend."""
    peak_months: tuple[Month, ...] = ()
    """消费高峰月份。 | Peak months."""


class SwotItem(Sentence):
    """SWOT 条目；可直接写一句话。 | A SWOT entry; a plain sentence will do."""

    text: Prose
    """内容。 | The point."""
    code: Name | None = None
    """编号；不填按顺序为 S1、S2…… | Code; S1, S2, … by order when absent."""
    source: Prose | None = None
    """数据来源。 | Evidence or source."""


class Swot(Model):
    """SWOT 分析。 | SWOT analysis."""

    strengths: tuple[SwotItem, ...] = ()
    """优势。 | Strengths."""
    weaknesses: tuple[SwotItem, ...] = ()
    """劣势。 | Weaknesses."""
    opportunities: tuple[SwotItem, ...] = ()
    """机会。 | Opportunities."""
    threats: tuple[SwotItem, ...] = ()
    """威胁。 | Threats."""

    def coded(self) -> dict[str, SwotItem]:
        """Every entry by its code (S1, W2, …), in order."""
        fields = {"S": self.strengths, "W": self.weaknesses, "O": self.opportunities, "T": self.threats}
        return {
            item.code or f"{letter}{n}": item for letter, items in fields.items() for n, item in enumerate(items, 1)
        }


class Crossing(Model):
    """SWOT 交叉得出的方向。 | A direction that follows from crossing SWOT fields."""

    kind: Literal["SO", "WO", "ST", "WT"]
    """组合。 | Which fields are crossed."""
    basis: tuple[Name, ...] = ()
    """所依据的条目编号。 | Codes of the entries behind it."""
    text: Prose
    """方向。 | The direction."""


class Situation(Model):
    """第一部分：现状。 | Part one: the situation."""

    summary: Prose | None = None
    """总体判断。 | Overall judgement."""
    market: Market = Market.model_construct()
    """市场。 | Market."""
    dealers: Dealers = Dealers.model_construct()
    """渠道与经销商。 | Channel and dealers."""
    competitors: tuple[Competitor, ...] = ()
    """竞争对手。 | Competitors."""
    consumers: Consumers = Consumers.model_construct()
    """消费者。 | Consumers."""
    swot: Swot = Swot.model_construct()
    """SWOT 分析。 | SWOT analysis."""
    crossing: tuple[Crossing, ...] = ()
    """SWOT 对策：SO、WO、ST、WT 方向。 | SWOT crossed: SO, WO, ST and WT directions."""
    issues: tuple[Prose, ...] = ()
    """关键问题，三至五条。 | Key issues, three to five."""
