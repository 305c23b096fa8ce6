"""Parts two to six in words: objectives, strategies, tactics, actions, control, and how each serves the one above."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, model_validator

from planforge.spec.model import Model, without_noes
from planforge.spec.values import Count, Date, Flag, Money, Name, Percent, Prose

Measure = Literal[
    "sales",
    "volume",
    "gross_profit",
    "gross_margin",
    "contribution",
    "contribution_rate",
    "expense",
    "expense_ratio",
    "wages",
    "wage_ratio",
    "return_on_spend",
    "break_even",
    "safety",
    "cash",
    "collection_rate",
    "cash_to_sales",
    "closing_receivables",
    "market_share",
    "distribution",
    "network",
    "display",
    "count",
    "other",
]


class Objective(Model):
    """目标：有 measure 的由 planforge 取数，其余手工填写。
    | An objective; those with a computed ``measure`` take their figures from the plan."""

    code: Name
    """编号，如 M1；O1 留给 SWOT 的机会。 | Code, e.g. M1; O1 is an opportunity of the SWOT."""
    name: Name
    """指标名称。 | The metric."""
    measure: Measure = "other"
    """对应的计算指标。 | The computed figure it stands for."""
    of: Name | None = None
    """所指指标：measure 为 network、display、count、distribution 时。
    | Which one: the network measure, count or display it is."""
    baseline: str | None = None
    """基数（上年）。 | Baseline."""
    target: str | None = None
    """目标值。 | Target."""
    unit: Name | None = None
    """单位。 | Unit."""
    deadline: Date | None = None
    """期限；不填为年末。 | Deadline; the year's end when absent."""
    owner: Name | None = None
    """责任人。 | Owner."""
    why: Prose | None = None
    """设定理由。 | Why it is set so."""


class Ask(Model):
    """请上级决定的事。 | Something the manager asks to be decided."""

    what: Prose
    """请决定什么。 | What is asked."""
    amount: Money | None = None
    """涉及金额。 | The amount at stake."""
    by: Date | None = None
    """最迟决定日期。 | By when it must be decided."""
    decides: Name | None = None
    """谁来决定。 | Who decides."""


class Strategy(Model):
    """战略：一句话，最多五条。 | A strategy: one sentence, at most five of them."""

    code: Name
    """编号，如 S1。 | Code."""
    statement: Prose
    """表述。 | The statement."""
    name: Name | None = None
    """简称（用于图示）。 | Short name, for the figure."""
    serves: tuple[Name, ...] = ()
    """支撑的目标编号：或其名称。 | Codes of the objectives it serves: or their names."""
    basis: tuple[Name, ...] = ()
    """依据：SWOT 条目编号。 | Codes of the SWOT entries behind it."""
    uplift: Money | None = None
    """预计带来的销售增量。 | Sales it is expected to add."""
    why: Prose | None = None
    """理由与取舍。 | Why, and what is given up."""


Area = Literal[
    "sales",
    "product",
    "price",
    "channel",
    "promotion",
    "advertising",
    "display",
    "training",
    "appraisal",
    "collection",
    "expense",
    "service",
    "team",
    "other",
]


class Tactic(Model):
    """战术：战略的具体化。 | A tactic: what a strategy means in detail."""

    code: Name
    """编号，如 P1；T1 留给 SWOT 的威胁。 | Code, e.g. P1; T1 is a threat of the SWOT."""
    name: Name
    """名称。 | Name."""
    serves: tuple[Name, ...] = ()
    """支撑的战略编号：或其名称。 | Codes of the strategies it serves: or their names."""
    area: Area = "other"
    """所属分计划。 | The sub-plan it belongs to."""
    detail: Prose | None = None
    """内容。 | Content."""
    districts: tuple[Name, ...] = ()
    """片区。 | Districts."""


class Action(Model):
    """行动：谁、何时、做什么、交什么、花多少。 | An action: who does what by when, with what result, at what cost."""

    code: Name | None = None
    """编号；不填按顺序为 A1、A2…… | Code; A1, A2, … by order when absent."""
    name: Name
    """做什么。 | What is done."""
    tactic: Name | None = None
    """对应战术编号：或其名称。 | Code of the tactic it serves: or its name."""
    owner: Name | None = None
    """责任人。 | Owner."""
    support: tuple[Name, ...] = ()
    """协同人员。 | Who helps."""
    approver: Name | None = None
    """审批人。 | Who approves."""
    starts: Date | None = None
    """开始日期。 | Start."""
    ends: Date | None = None
    """完成期限。 | Deadline."""
    deliverable: Prose | None = None
    """输出成果。 | Deliverable."""
    budget: Money | None = None
    """预算；无费用写 0。 | Budget; 0 when free."""
    line: Name | None = None
    """列支科目。 | Expense line it draws on."""
    within: Name | None = None
    """费用已列入：列入了哪一项，写促销、媒体或培训的名称，不重复计算；没有就空着。
    | Cost already in: the promotion, media booking or training whose cost covers it; empty for none."""
    district: Name | None = None
    """片区。 | District."""
    milestone: Flag = False
    """是否里程碑。 | Whether it is a milestone."""

    @model_validator(mode="before")
    @classmethod
    def _without_noes(cls, given: Any) -> Any:
        return without_noes(given, "within", "line", "tactic", "approver", "district")


class Kpi(Model):
    """控制指标。 | A control KPI."""

    code: Name | None = None
    """编号。 | Code."""
    name: Name
    """名称。 | Name."""
    objective: Name | None = None
    """对应目标编号：或其名称。 | Code of the objective it watches: or its name."""
    measure: Measure | None = None
    """对应的计算指标；不填按名称，或按同名的对应目标。
    | The computed figure it watches; told by its name, or that of its objective if it bears the same name."""
    of: Name | None = None
    """所指指标：measure 为 network、display、count、distribution 时。
    | Which one: the network measure, count or display it is."""
    definition: Prose | None = None
    """口径或公式。 | Definition or formula."""
    frequency: Name | None = None
    """频次。 | Frequency."""
    owner: Name | None = None
    """责任人。 | Owner."""
    source: Name | None = None
    """数据来源。 | Source."""
    target: str | None = None
    """目标值。 | Target."""
    alert: str | None = None
    """预警值。 | Alert threshold."""
    correction: Prose | None = None
    """纠偏措施。 | Corrective action."""


class Meeting(Model):
    """例会。 | A regular meeting or report."""

    name: Name
    """名称。 | Name."""
    frequency: Literal["daily", "weekly", "ten-day", "half-monthly", "monthly", "quarterly", "yearly"] = "monthly"
    """频次。 | How often."""
    when: Name | None = None
    """时间，如“每月5日”“每周一 8:30”。 | When."""
    day: int | None = Field(None, ge=1, le=31)
    """每月几日。 | Day of the month."""
    chair: Name | None = None
    """主持人。 | Chair."""
    attendees: Prose | None = None
    """参加人员。 | Who attends."""
    agenda: tuple[Prose, ...] = ()
    """议程。 | Agenda."""
    output: Prose | None = None
    """输出。 | Output."""


class Tier(Model):
    """达成分档：自 from 起（含）至上一档。 | A tier of attainment: from this rate up to the tier above."""

    name: Name
    """名称。 | Name."""
    low: Percent = Field(alias="from")
    """下限（含）。 | Lower end, included."""
    high: Percent | None = Field(None, alias="to")
    """上限（不含）；不填为上一档的下限。 | Upper end, excluded; the tier above when absent."""
    count: Count | None = None
    """上年家数：上年落在该档的节点数（与计算值核对）。 | Nodes in it last year, held against the computed number."""
    action: Prose | None = None
    """处置。 | What is done with it."""


class Contingency(Model):
    """应急预案。 | A contingency plan."""

    trigger: Prose
    """触发条件。 | Trigger."""
    below: Percent | None = None
    """启动线：累计达成率低于该值时启动。 | Year-to-date attainment below which it starts."""
    measures: tuple[Prose, ...] = ()
    """措施。 | Measures."""
    owner: Name | None = None
    """责任人。 | Owner."""
    reserve: Money | None = None
    """动用预备费。 | Reserve drawn."""
    impact: Money | None = None
    """发生时估计减少的销售额。 | Sales it would cost, as estimated."""


class Lights(Model):
    """红黄绿灯阈值（达成率）。 | Thresholds of the red-amber-green status, as attainment."""

    green: Percent = Decimal(1)
    """绿灯：不低于该值。 | Green: at or above."""
    amber: Percent = Decimal("0.9")
    """黄灯：不低于该值，低于为红灯。 | Amber: at or above; below it is red."""


class Visit(Model):
    """巡访安排。 | A visiting rhythm."""

    role: Name
    """岗位。 | Role."""
    people: Count
    """人数。 | Number of people."""
    nodes: Count
    """走访对象总数（门店、网点、客户）。 | Nodes to visit in all."""
    days: tuple[Count, Count] = (1, 1)
    """每个对象的天数：最少、最多。 | Days for each: least and most."""
    cycle: Literal["week", "month", "quarter"] = "month"
    """周期。 | Cycle."""
    per_day: Count | None = None
    """每天家数：一人一天最多走几家。 | How many nodes one person can visit in a day."""
    note: Prose | None = None
    """要求。 | What is expected."""


class Control(Model):
    """第六部分：控制。 | Part six: control."""

    kpis: tuple[Kpi, ...] = ()
    """控制指标。 | KPIs."""
    meetings: tuple[Meeting, ...] = ()
    """例会与报告。 | Meetings and reports."""
    tiers: tuple[Tier, ...] = ()
    """达成分档。 | Tiers of attainment."""
    lights: Lights = Lights.model_construct()
    """红黄绿灯。 | Traffic lights."""
    contingencies: tuple[Contingency, ...] = ()
    """应急预案。 | Contingency plans."""
    visits: tuple[Visit, ...] = ()
    """巡访。 | Visits."""
    rules: tuple[Prose, ...] = ()
    """检查与纠偏规则。 | Rules of checking and correcting."""
    stated_attainment: Percent | None = None
    """所写达成率：文中所写上年的，与加权值核对。 | Last year's attainment as stated, held against the weighted one."""
