"""What the plan costs and brings in: expense budget, collection, promotions, media, training, appraisal."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from planforge.spec.model import Model, without_hollow
from planforge.spec.values import Count, Date, Flag, Money, Month, Name, Percent, Prose, Ratio, of_year

LineKind = Literal[
    "wage", "promotion", "channel", "advertising", "training", "travel", "display", "rent", "other", "reserve"
]


class ExpenseLine(Model):
    """费用科目；金额由比率、定额、单件、单店、单次之一决定。
    | An expense line, driven by exactly one of ratio, amount, per_unit, per_store, per_event."""

    name: Name
    """科目名称。 | Name."""
    kind: LineKind = "other"
    """性质；wage 计入工资比，reserve 为预备费。
    | Nature; ``wage`` counts in the wage ratio, ``reserve`` is the contingency reserve."""
    ratio: Ratio | None = None
    """占销售额比率。 | Ratio of sales."""
    amount: Money | None = None
    """全年定额。 | Fixed amount for the year."""
    per_unit: Money | None = None
    """每销量单位。 | Per unit of volume."""
    per_store: Money | None = None
    """每店（或每个网络节点，见 driver）每年。 | Per store, or per node of the ``driver``, a year."""
    per_event: Money | None = None
    """每次活动。 | Per event."""
    driver: Name | None = None
    """动因：per_store 的网络指标名；per_event 为 promotions 或 training。
    | Driver: the network measure for ``per_store``; ``promotions`` or ``training`` for ``per_event``."""
    season: Literal["sales", "even", "events"] | Annotated[tuple[Percent, ...], AfterValidator(of_year)] = "sales"
    """月度分布：随销售、平均、随活动日期，或十二个权重。
    | By month: with sales, even, with dated events, or twelve weights."""
    districts: dict[str, Percent] = Field(default_factory=dict)
    """片区分摊权重；不填随销售。 | Weights by district; with sales when absent."""
    cap: Money | None = None
    """上限。 | Cap."""
    fixed: Flag | None = None
    """是否固定费用（用于盈亏平衡）；不填则 amount 为固定、其余为变动。
    | Whether fixed, for the break-even point; amounts are fixed and the rest variable when absent."""
    last: Money | None = None
    """上年金额。 | Last year's amount."""
    note: Prose | None = None
    """说明。 | Remark."""

    @model_validator(mode="before")
    @classmethod
    def _said(cls, given: Any) -> Any:
        return without_hollow(given, "season")


class LastExpenses(Model):
    """上年费用。 | Last year's expenses."""

    expense: Money | None = None
    """上年费用总额（口径同 wages）。 | Last year's total, counted as ``wages`` says."""
    wages: Money | None = None
    """上年工资总额。 | Last year's wages."""
    gross_profit: Money | None = None
    """上年毛利额；不填由产品毛利率推算。 | Last year's gross profit; from product margins when absent."""


class RatioLimit(Model):
    """片区费用率上限。 | A limit on a district's expense ratio."""

    district: Name
    """片区。 | District."""
    ratio: Ratio
    """上限。 | Limit."""


class Budget(Model):
    """费用预算。 | Expense budget."""

    lines: tuple[ExpenseLine, ...] = ()
    """科目。 | Lines."""
    total: Money | None = None
    """预算总额，与科目合计核对。 | Total, held against the sum of the lines."""
    wages: Literal["within", "apart"] = "within"
    """工资计入费用率，还是单列工资比。 | Wages within the expense ratio, or apart with a ratio of their own."""
    last: LastExpenses = LastExpenses.model_construct()
    """上年。 | Last year."""
    limits: tuple[RatioLimit, ...] = ()
    """片区费用率上限。 | Limits by district."""
    reason: Prose | None = None
    """费用率变化的理由。 | Why the ratio changes."""
    controls: tuple[Prose, ...] = ()
    """费用控制措施。 | How expenses are controlled."""


class Terms(Model):
    """货款条件。 | Payment terms."""

    name: Name
    """名称，如“月结”“现款”。 | Name."""
    pattern: tuple[Ratio, ...] = Field(min_length=1)
    """回款比例：当月、次月……，合计 100%。
    | Shares paid by month: in the month of sale, the next month, …; sums to 100 %."""
    retention: Ratio | None = None
    """质保金或尾款比例，计入 pattern 之外，年内不回。 | Retention, beyond the pattern, not paid within the year."""
    channels: tuple[Name, ...] = ()
    """适用渠道；不填为全部。 | Channels it applies to; all when absent."""


class Recovery(Model):
    """逾期清收的一步。 | One step of recovering overdue money."""

    month: Month
    """月份。 | Month."""
    amount: Money
    """清收金额。 | Amount."""
    district: Name | None = None
    """片区；不填按期初余额分摊。 | District; by opening balance when absent."""
    owner: Name | None = None
    """责任人。 | Owner."""
    measure: Prose | None = None
    """措施。 | How."""


class Advance(Model):
    """预收货款：交货之前收的钱，如冬储。 | Money taken before the goods are delivered, as for winter stocking."""

    month: Month
    """收款月份。 | Month in which it is paid."""
    amount: Money
    """预收金额。 | Amount."""
    delivered: tuple[Month, ...] = ()
    """交货月份；不填为下一年。 | Months of delivery; next year when absent."""
    district: Name | None = None
    """片区。 | District."""
    owner: Name | None = None
    """责任人。 | Owner."""
    measure: Prose | None = None
    """措施，如打款优惠。 | How, e.g. the discount for paying early."""


class Collection(Model):
    """货款回笼。 | Collection."""

    opening: Money = Decimal(0)
    """期初应收。 | Opening receivables."""
    overdue: Money | None = None
    """其中逾期。 | Of which overdue."""
    opening_by_district: dict[str, Money] = Field(default_factory=dict)
    """各片区期初应收；不填按上年销售分摊。 | By district; by last year's sales when absent."""
    terms: tuple[Terms, ...] = ()
    """货款条件。 | Payment terms."""
    recovery: tuple[Recovery, ...] = ()
    """逾期清收计划。 | Recovery of the overdue."""
    advances: tuple[Advance, ...] = ()
    """预收货款：冬储等；发货时才转为销售的回款，不改各月回款。
    | Advances, as for winter stocking; they pay for sales on delivery and change no month's cash."""
    measures: tuple[Prose, ...] = ()
    """回款措施。 | Measures."""


class Promotion(Model):
    """促销活动。 | A promotion."""

    name: Name
    """名称。 | Name."""
    starts: Date | None = None
    """开始日期。 | First day."""
    ends: Date | None = None
    """结束日期。 | Last day."""
    districts: tuple[Name, ...] = ()
    """片区；不填为全区。 | Districts; all when absent."""
    channels: tuple[Name, ...] = ()
    """渠道。 | Channels."""
    products: tuple[Name, ...] = ()
    """产品；决定毛利率，不填用平均。 | Products; they decide the margin, the average when absent."""
    scope: Prose | None = None
    """范围说明。 | Scope in words."""
    mechanics: Prose | None = None
    """促销方式。 | Mechanics."""
    cost: Money | None = None
    """费用。 | Cost."""
    lift: Money | None = None
    """预期增量销售。 | Expected incremental sales."""
    against: Prose | None = None
    """对比基准：增量与什么相比，如“上年同期”。 | What the lift is measured against, e.g. the same weeks last year."""
    line: Name | None = None
    """列支科目。 | Expense line it draws on."""
    owner: Name | None = None
    """责任人。 | Owner."""
    tactic: Name | None = None
    """对应战术编号：或其名称。 | Code of its tactic: or its name."""


class Media(Model):
    """广告投放。 | A media booking."""

    name: Name
    """媒体或形式。 | Medium."""
    starts: Month | None = None
    """开始月份。 | First month."""
    ends: Month | None = None
    """结束月份。 | Last month."""
    cost: Money
    """费用。 | Cost."""
    line: Name | None = None
    """列支科目。 | Expense line it draws on."""
    months: Annotated[tuple[Percent, ...], AfterValidator(of_year)] = Field((), max_length=12)
    """各月投放权重；不填在起止月份间均分。 | Weights by month; even over the months when absent."""
    purpose: Prose | None = None
    """目的与内容。 | Purpose and content."""
    owner: Name | None = None
    """责任人。 | Owner."""


class Material(Model):
    """宣传物料。 | Point-of-sale material."""

    name: Name
    """名称。 | Name."""
    quantity: Count
    """数量。 | Quantity."""
    unit: Name = "件"
    """单位。 | Unit."""
    unit_cost: Money | None = None
    """单价（元）。 | Cost of one."""
    districts: dict[str, Count] = Field(default_factory=dict)
    """各片区数量；不填按销售分配。 | By district; by sales when absent."""
    due: Date | None = None
    """到位日期。 | Due."""
    line: Name | None = None
    """列支科目。 | Expense line it draws on."""


class Advertising(Model):
    """广告宣传。 | Advertising and publicity."""

    theme: Prose | None = None
    """传播主题。 | Theme."""
    media: tuple[Media, ...] = ()
    """投放计划。 | Media schedule."""
    materials: tuple[Material, ...] = ()
    """宣传物料。 | Materials."""


class Training(Model):
    """一次培训。 | A training session."""

    topic: Name
    """主题。 | Topic."""
    date: Date | None = None
    """日期。 | Date."""
    trainer: Name | None = None
    """讲师。 | Trainer."""
    audience: Name | None = None
    """对象。 | Audience."""
    test: Prose | None = None
    """考核方式。 | How it is tested."""
    cost: Money | None = None
    """费用。 | Cost."""
    line: Name | None = None
    """列支科目。 | Expense line it draws on."""


class PersonnelMove(Model):
    """人员调整。 | A change of personnel."""

    date: Date | None = None
    """日期。 | Date."""
    who: Name
    """人员或岗位。 | Person or post."""
    move: Prose
    """调整内容。 | What changes."""
    reason: Prose | None = None
    """原因。 | Why."""


class Band(Model):
    """得分档：达成率自 from 起（含）至 to（不含）。 | A scoring band: attainment from (included) to (excluded)."""

    low: Percent = Field(alias="from")
    """下限（含）。 | Lower end, included."""
    high: Percent | None = Field(None, alias="to")
    """上限（不含）；最高档不填。 | Upper end, excluded; absent in the top band."""
    score: Percent
    """得分系数。 | Score, as a factor."""
    label: Name | None = None
    """名称。 | Name."""


class AppraisalMetric(Model):
    """考核指标。 | A metric of appraisal."""

    name: Name
    """名称。 | Name."""
    weight: Ratio
    """权重。 | Weight."""
    kind: Literal["sales", "collection", "expense", "network", "profit", "display", "conduct", "other"] = "other"
    """性质。 | Nature."""
    source: Name | None = None
    """数据来源。 | Source of the data."""
    rule: Prose | None = None
    """评分办法。 | How it is scored."""


class CommissionStep(Model):
    """提成的一级：达成率自 from 起，按 rate 计提。 | A step of commission: from this attainment, at this rate."""

    low: Percent = Field(alias="from")
    """起点达成率（含）。 | Attainment from which it holds."""
    rate: Percent
    """提成率（占个人销售额）。 | Rate on the person's sales."""


class Scheme(Model):
    """一个岗位的考核与薪酬。 | Appraisal and pay of one role."""

    role: Name
    """岗位。 | Role."""
    people: tuple[Name, ...] = ()
    """人员；不填为岗位相同者。 | People; those with the role when absent."""
    metrics: tuple[AppraisalMetric, ...] = ()
    """指标与权重。 | Metrics and weights."""
    bands: tuple[Band, ...] = ()
    """得分档。 | Scoring bands."""
    base_pay: Money | None = None
    """月固定工资。 | Monthly base pay."""
    bonus: Money | None = None
    """月绩效工资基数，乘以得分系数。 | Monthly performance pay, times the score."""
    commission: tuple[CommissionStep, ...] = ()
    """提成。 | Commission."""
    commission_basis: Money | None = None
    """计提基数（年销售额）；不填为其目标。
    | Yearly sales the commission is counted on; the role's target when absent."""
    year_end: Prose | None = None
    """年度奖励。 | Year-end award."""


class Appraisal(Model):
    """业绩考核。 | Performance appraisal."""

    schemes: tuple[Scheme, ...] = ()
    """各岗位方案。 | Schemes by role."""
    periods: tuple[Prose, ...] = ()
    """考核周期：月（提成）、季（评级）、年（总评）。
    | Periods: month (commission), quarter (grade), year (overall)."""
    rewards: tuple[Prose, ...] = ()
    """奖励。 | Rewards."""
    penalties: tuple[Prose, ...] = ()
    """处罚。 | Penalties."""
