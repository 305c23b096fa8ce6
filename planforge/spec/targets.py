"""How the year's target is set and split: layers, weights, season, locks, bounds, growth, funnel, network."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from planforge.spec.model import Model, without_hollow
from planforge.spec.values import AmountOrGrowth, Count, Flag, Money, Month, Name, Percent, Prose, Ratio, of_year


class Blend(Model):
    """片区权重的构成，各项之和为 100%。 | What a district's weight is made of; the parts sum to 100 %."""

    last: Ratio | None = None
    """上年占比。 | Share of last year's sales."""
    history: Ratio | None = None
    """历史占比，各年合计。 | Share of past sales, all years together."""
    market: Ratio | None = None
    """市场容量占比。 | Share of market size."""
    growth: Ratio | None = None
    """增速占比：按自身增速外推。 | Share when each district repeats its own growth."""
    equal: Ratio | None = None
    """均分。 | Equal shares."""
    manual: Ratio | None = None
    """手工权重（districts[].weight）。 | The districts' own weights."""


class Season(Model):
    """月度分解方法。 | How the year is split over months."""

    method: Literal["recent-years", "yearly-mean", "moving-average", "manual"] = "recent-years"
    """季节指数：各年月度比重按近年加权、各年平均、对移动平均之比，或手工。
    | Months' shares of their year, recent years first; their plain mean; ratio to moving average; or manual."""
    weights: Annotated[tuple[Percent, ...], AfterValidator(of_year)] = Field((), max_length=12)
    """手工月度权重（十二个）。 | Twelve manual weights."""
    festival: Flag | None = None
    """春节错期调整：节前、节中、节后各看一段，一季度合计不变；不填时过春节的国家才调整。
    | Shift for the Spring Festival, by the days before, during and after it; the first quarter is held. Where the
    country keeps it, when absent."""
    own_shape: Literal["auto", "always", "never"] = "auto"
    """季节曲线：片区用自己的还是全区的；auto 按历史的稳定程度取两者之间。
    | Whether a district uses its own month shape or the region's; auto lies between, by how steady its years are."""
    note: Prose | None = None
    """季节特点说明。 | What drives the season."""


class Lock(Model):
    """锁定：该格数字不随分解变化。 | A figure that stands whatever the split gives."""

    district: Name | None = None
    """片区。 | District."""
    month: Month | None = None
    """月份。 | Month."""
    product: Name | None = None
    """产品。 | Product."""
    channel: Name | None = None
    """渠道。 | Channel."""
    person: Name | None = None
    """人员。 | Person."""
    store: Name | None = None
    """门店。 | Store."""
    amount: Money
    """锁定金额。 | The amount held."""
    reason: Prose | None = None
    """理由。 | Why."""


class Bound(Model):
    """上下限：金额或增幅。 | Floor and cap of a node, as amount or growth."""

    district: Name | None = None
    """片区。 | District."""
    product: Name | None = None
    """产品。 | Product."""
    channel: Name | None = None
    """渠道。 | Channel."""
    month: Month | None = None
    """月份。 | Month."""
    store: Name | None = None
    """门店。 | Store."""
    floor: AmountOrGrowth | None = None
    """下限。 | Floor."""
    cap: AmountOrGrowth | None = None
    """上限。 | Cap."""
    reason: Prose | None = None
    """理由。 | Why."""


class ClosedMonth(Model):
    """已关账的月份：各片区的目标以实际为准，由 planforge replan 写入。
    | A month that is over: what each district sold stands as its target. Written by ``planforge replan``."""

    month: Month
    """月份。 | Month."""
    actual: dict[str, Money] = Field(min_length=1)
    """各片区的实际销售额。 | What each district sold."""
    products: dict[str, dict[str, Money]] = Field(default_factory=dict)
    """各产品实际：各片区各产品的，合计等于片区。 | What each district sold of each product; sums to the district."""
    people: dict[str, Money] = Field(default_factory=dict)
    """各人的实际销售额，合计等于片区。 | What each person sold; sums to the district."""
    stores: dict[str, Money] = Field(default_factory=dict)
    """各门店的实际销售额，合计等于片区。 | What each store sold; sums to the district."""
    reason: Prose | None = None
    """来源说明。 | Where the figures come from."""

    @field_validator("products", mode="before")
    @classmethod
    def _said(cls, given: Any) -> Any:
        return without_hollow(given, *given) if isinstance(given, dict) else given


class GrowthSource(Model):
    """增量来源。 | A named source of growth."""

    name: Name
    """来源，如“南阳空白乡镇开发”。 | The source."""
    amount: Money
    """贡献的销售额。 | Sales it brings."""
    strategy: Name | None = None
    """对应战略编号：或其名称。 | Code of the strategy behind it: or its name."""
    district: Name | None = None
    """所在片区。 | Where."""
    product: Name | None = None
    """所属产品。 | Product."""
    channel: Name | None = None
    """所属渠道。 | Channel."""
    basis: Prose | None = None
    """测算依据。 | How it was worked out."""


class FunnelFactor(Model):
    """漏斗的一个因子。 | One factor of the funnel."""

    name: Name
    """名称，如“客流”“成交率”“客单价”。 | Name, e.g. visits, conversion rate, average ticket."""
    unit: Name | None = None
    """单位。 | Unit."""
    last: Money | Percent | None = None
    """上年值。 | Last year's value."""
    plan: Money | Percent
    """计划值。 | Planned value."""


class Funnel(Model):
    """客流×成交率×客单价 等乘积式，与目标对照。 | A product of factors held against the target."""

    name: Name
    """名称，如“门店零售”。 | What it describes."""
    factors: tuple[FunnelFactor, ...] = Field(min_length=1)
    """相乘的因子。 | The factors, multiplied."""
    covers: Money | None = None
    """应覆盖销售额；不填为全年目标。 | The sales it should explain; the year's target when absent."""
    note: Prose | None = None
    """说明。 | Remark."""


class Targets(Model):
    """销售目标。 | Sales targets."""

    base: AmountOrGrowth
    """基础指标：金额，或相对上年的增幅。 | Base target: an amount, or growth on last year."""
    floor: AmountOrGrowth | None = None
    """保底指标。 | Floor target."""
    stretch: AmountOrGrowth | None = None
    """奋斗指标。 | Stretch target."""
    reserve: AmountOrGrowth | None = None
    """预留（超额下达）：金额，或占基础指标的百分比，单列一层。
    | Over-assignment as a layer of its own: an amount, or per cent of base."""
    assigned: Money | None = None
    """公司下达的目标。 | Target assigned by the company."""
    assigned_months: Annotated[tuple[Money, ...], AfterValidator(of_year)] = Field((), max_length=12)
    """各月下达：公司下达的各月目标（十二个）。 | Target assigned for each month: twelve amounts."""
    assigned_products: dict[Name, Money] = Field(default_factory=dict)
    """各产品下达：公司下达的各产品目标。 | Target assigned for each product."""
    assigned_reason: Prose | None = None
    """不同的理由：与下达目标为什么不同。 | Why the plan differs from the assigned target."""
    standing: Prose | None = None
    """位置：在各区域中的名次，总部允许时由 planforge split 写入。
    | Where the region stands among all, written by ``planforge split`` where headquarters allows it."""
    proposed: Money | None = None
    """提议目标：区域对下达目标提出的另一个数。 | What the region proposes instead of what it is asked."""
    proposed_reason: Prose | None = None
    """提议理由。 | Why it proposes another figure."""
    volume: Count | None = None
    """全年销量目标；不填由产品单价推算。 | Volume target; from product prices when absent."""
    volume_last: Count | None = None
    """上年销量。 | Last year's volume."""
    by_district: Literal["auto"] | Blend = "auto"
    """片区权重的构成；不填时在上年占比与自身增速之间，按历史上增速能延续多少来取。
    | What districts' weights are made of; auto: last year's share and own growth, as far as that has lasted."""
    history_share: Literal["proportion-of-averages", "average-of-proportions"] = "proportion-of-averages"
    """历史占比的算法。 | How the history share is averaged over the years; after Gross and Sohl, 1990."""
    season: Season = Season.model_construct()
    """月度分解。 | The months."""
    locks: tuple[Lock, ...] = ()
    """锁定的数字。 | Figures that are held."""
    bounds: tuple[Bound, ...] = ()
    """上下限。 | Floors and caps."""
    closed: tuple[ClosedMonth, ...] = ()
    """已关账的月份。 | Months that are over."""
    market_growth: Percent | None = None
    """市场容量增长率。 | Growth of the market."""
    natural_growth: Percent | None = None
    """自然增长率（不采取新举措）；不填由历史推算。 | Growth with nothing new done; from history when absent."""
    growth_sources: tuple[GrowthSource, ...] = ()
    """增量来源。 | Where the growth comes from."""
    funnels: tuple[Funnel, ...] = ()
    """漏斗测算。 | Funnels."""
    reason: Prose | None = None
    """目标依据。 | Why this target."""

    @model_validator(mode="before")
    @classmethod
    def _said(cls, given: Any) -> Any:
        return without_hollow(given, "by_district")


class NetworkDistrict(Model):
    """某片区的网络数。 | A district's share of a network measure."""

    universe: Count | None = None
    """总量（可开发总数）。 | Universe."""
    current: Count
    """年初数。 | At the start of the year."""
    target: Count | None = None
    """年末目标；不填按 new − closed 或全区目标分配。
    | Year-end target; from new and closed, or a share of the total."""
    new: Count | None = None
    """新增。 | New."""
    closed: Count = 0
    """退出。 | Closed."""
    quarters: tuple[Percent, ...] = Field((), max_length=4)
    """季度进度：本片区四个季度新增、退出的进度；不填按全区进度，新增多的片区在先。
    | Share of its additions and closures in each quarter; by the region's when absent, most additions first."""


class NetworkMeasure(Model):
    """一类网络节点：经销商、网点、门店、客户…… | A kind of node: dealers, outlets, stores, accounts…"""

    name: Name
    """名称。 | Name."""
    unit: Name = "家"
    """单位。 | Unit."""
    distribution: Flag = False
    """是否计算布点率（年末数÷总量）。 | Whether to work out numeric distribution (count ÷ universe)."""
    districts: dict[str, NetworkDistrict] = Field(default_factory=dict)
    """各片区。 | By district."""
    target: Count | None = None
    """全区年末目标，按剩余空间分到未填目标的片区。
    | Region's year-end target, split by room to grow over districts without one."""
    quarters: tuple[Percent, ...] = Field((), max_length=4)
    """季度进度：四个季度新增、退出的进度。 | Share of the additions and closures in each quarter."""
    note: Prose | None = None
    """说明。 | Remark."""


class Stock(Model):
    """渠道进销存：出货、动销与库存。 | Sell-in, sell-out and stock in the trade."""

    opening: Money | None = None
    """期初渠道库存；不填为各经销商期初库存之和。 | Stock in the trade on 1 January; that of the dealers when absent."""
    closing: Money | None = None
    """年末渠道库存。 | Stock at year-end."""
    sell_out: Annotated[tuple[Money, ...], AfterValidator(of_year)] = Field((), max_length=12)
    """各月动销（十二个）；不填由期初、出货和年末库存推算。
    | Sell-out of each month: twelve amounts; from opening stock, sell-in and closing stock when absent."""
    last_sell_out: Money | None = None
    """上年动销。 | Last year's sell-out."""
    most_days: Count | None = None
    """库存上限（天）。 | Most days of stock."""


class CountObjective(Model):
    """其他数量目标：招生、开户、房间、会员……
    | Another objective in numbers: recruits, accounts, rooms, members…"""

    name: Name
    """名称。 | Name."""
    unit: Name
    """单位。 | Unit."""
    last: Count | None = None
    """上年。 | Last year."""
    plan: Count
    """计划。 | Plan."""
    weights: dict[str, Percent] = Field(default_factory=dict)
    """各片区权重；不填按目标额。 | Weights by district; by target amount when absent."""
    quarters: tuple[Percent, ...] = Field((), max_length=4)
    """季度权重；不填按季节。 | Quarterly weights; by season when absent."""
    note: Prose | None = None
    """说明。 | Remark."""


class DisplayStage(Model):
    """出样的一个阶段。 | One stage of the display plan."""

    name: Name
    """阶段名称，如“一季度”。 | Stage."""
    until: Month
    """截止月份。 | Last month of the stage."""
    rates: dict[str, Ratio] = Field(min_length=1)
    """各片区出样率：在该阶段末。 | Display rate of each district at the end of the stage."""


class Display(Model):
    """市场出样。 | Display in the market."""

    measure: Name = "出样率"
    """指标名称。 | The measure."""
    base_of: Name | None = None
    """以哪类网点为基数（network 中的名称）。 | The network measure whose nodes are counted."""
    current: dict[str, Ratio] = Field(default_factory=dict)
    """各片区现状。 | Today's rate by district."""
    stages: tuple[DisplayStage, ...] = ()
    """分阶段目标。 | Targets by stage."""
    standards: tuple[Prose, ...] = ()
    """出样标准。 | Standards of display."""
    cost: Money | None = None
    """出样费用。 | Cost of display."""
    line: Name | None = None
    """列支科目。 | Expense line it draws on."""
