"""What stands behind the plan: role sheets, rulebook, service tiers, forms, internal marketing, the deputy's plan."""

from typing import Literal

from pydantic import Field

from planforge.spec.model import Model
from planforge.spec.values import Count, Flag, Money, Name, Percent, Prose


class Duty(Model):
    """工作内容与频次。 | A piece of work and its cadence."""

    what: Prose
    """内容。 | What."""
    cadence: Literal["daily", "weekly", "ten-day", "monthly", "quarterly", "yearly", "as-needed"] = "daily"
    """频次。 | Cadence."""
    standard: Prose | None = None
    """标准或记录。 | Standard or record."""


class Quota(Model):
    """岗位任务指标。 | A quota of the role."""

    name: Name
    """指标。 | Metric."""
    amount: str
    """数量。 | Amount."""
    period: Name | None = None
    """周期。 | Period."""


class RoleSheet(Model):
    """岗位说明书。 | A role sheet."""

    role: Name
    """岗位名称。 | Role."""
    department: Name | None = None
    """部门。 | Department."""
    purpose: Prose | None = None
    """岗位目的。 | Purpose."""
    reports_to: Name | None = None
    """直接上级。 | Reports to."""
    direct_reports: tuple[Name, ...] = ()
    """直接下级。 | Direct reports."""
    duties: tuple[Prose, ...] = ()
    """职责。 | Duties."""
    work: tuple[Duty, ...] = ()
    """工作内容。 | Work and cadence."""
    quotas: tuple[Quota, ...] = ()
    """任务指标。 | Quotas."""
    skills: tuple[Prose, ...] = ()
    """能力要求。 | Skills."""
    qualities: tuple[Prose, ...] = ()
    """素质要求。 | Qualities."""
    authority: tuple[Prose, ...] = ()
    """权限。 | Authority."""


class Article(Model):
    """条。 | An article."""

    text: Prose
    """条文。 | Its text."""
    items: tuple[Prose, ...] = ()
    """款项（一）（二）…… | Its items."""


class Chapter(Model):
    """章。 | A chapter."""

    title: Name
    """章名。 | Title."""
    articles: tuple[Article, ...] = Field(min_length=1)
    """条。 | Articles."""


class ApprovalStep(Model):
    """审批流程的一步。 | A step of the approval flow."""

    step: Name
    """环节。 | Step."""
    who: Name
    """办理人。 | Who."""
    days: Count | None = None
    """时限（工作日）。 | Working days allowed."""
    form: Name | None = None
    """使用的表单。 | Form used."""


class Approval(Model):
    """审批流程。 | An approval flow."""

    name: Name
    """事项。 | Matter."""
    steps: tuple[ApprovalStep, ...] = Field(min_length=1)
    """环节。 | Steps."""


class Rulebook(Model):
    """管理制度。 | A rulebook."""

    title: Name
    """名称。 | Title."""
    chapters: tuple[Chapter, ...] = Field(min_length=1)
    """章。 | Chapters."""
    approvals: tuple[Approval, ...] = ()
    """审批流程。 | Approval flows."""
    effective: Prose | None = None
    """施行说明。 | When it takes effect."""


class Service(Model):
    """一项客户服务。 | One service to clients."""

    name: Name
    """服务。 | Service."""
    category: Name
    """类别：基础、礼遇、咨询、增值…… | Category: basic, courtesy, advisory, value-added…"""
    levels: dict[str, str] = Field(min_length=1)
    """各层级标准：各客户层级享受的标准。 | What each client tier gets."""


class ClientTier(Model):
    """客户层级。 | A client tier."""

    name: Name
    """名称：一般、重要、核心。 | Name: general, key, core."""
    criterion: Prose | None = None
    """标准。 | Criterion."""
    clients: Count | None = None
    """户数。 | Number of clients."""
    owner: Name | None = None
    """负责岗位。 | Who looks after it."""


class ServiceTiers(Model):
    """客户分层服务。 | Tiered client service."""

    tiers: tuple[ClientTier, ...] = Field(min_length=1)
    """层级，自低到高。 | Tiers, lowest first."""
    services: tuple[Service, ...] = Field(min_length=1)
    """服务。 | Services."""
    note: Prose | None = None
    """说明。 | Remark."""


class InternalProgramme(Model):
    """全员营销的一项。 | One programme of internal marketing."""

    name: Name
    """名称。 | Name."""
    audience: Name | None = None
    """参与人员。 | Who takes part."""
    mechanics: Prose | None = None
    """做法。 | How."""
    incentive: Prose | None = None
    """激励。 | Incentive."""
    budget: Money | None = None
    """预算。 | Budget."""
    line: Name | None = None
    """列支科目。 | Expense line."""


class InternalMarketing(Model):
    """内部营销（全员营销）。 | Internal marketing."""

    positioning: Prose | None = None
    """定位。 | Positioning."""
    differences: tuple[Prose, ...] = ()
    """差异化。 | Differentiation."""
    programmes: tuple[InternalProgramme, ...] = ()
    """项目。 | Programmes."""


class BlankForm(Model):
    """空白表单。 | A blank form."""

    name: Name
    """名称，制度中以《》引用。 | Name, cited by the rules."""
    fields: tuple[tuple[Name, ...], ...] = ()
    """表头各行的栏目。 | Labels, row by row."""
    columns: tuple[Name, ...] = ()
    """明细栏目。 | Columns of the detail."""
    rows: int = Field(8, ge=0, le=40)
    """明细空行数。 | Empty rows."""
    signatures: tuple[Name, ...] = ()
    """签字栏。 | Signatures."""


class Probation(Model):
    """晋升考察与复考。 | Probation after promotion, and the second try."""

    months: Count
    """考察期（月）。 | Months."""
    standard: Prose
    """合格标准。 | What counts as passing."""
    failing: Prose
    """未通过的处理。 | What happens on failing."""
    retry_months: Count | None = None
    """可再次参加的间隔（月）。 | Months until a second try."""


class Goal(Model):
    """副职计划的一项目标。 | One goal of a deputy's plan."""

    name: Name
    """目标。 | Goal."""
    target: Prose
    """要求。 | Target."""
    by: Name | None = None
    """期限。 | By when."""


class Party(Model):
    """服务对象与承诺。 | A party served and what it is promised."""

    name: Name
    """对象：公司、经理、团队、客户…… | Party: company, manager, team, clients…"""
    promise: Prose
    """承诺。 | Promise."""


class DeputyPlan(Model):
    """副职年度工作计划。 | A deputy's plan of the year."""

    name: Name
    """姓名。 | Name."""
    title: Name | None = None
    """职务。 | Title."""
    summary: Prose | None = None
    """工作定位。 | The deputy's place."""
    routine: tuple[Duty, ...] = ()
    """日常工作。 | Routine work."""
    goals: tuple[Goal, ...] = ()
    """重点目标。 | Goals."""
    data: tuple[Prose, ...] = ()
    """月度数据与图表。 | Monthly data and charts."""
    receivables: tuple[Prose, ...] = ()
    """应收对账。 | Reconciling receivables."""
    intelligence: tuple[Prose, ...] = ()
    """竞品信息。 | Competitor intelligence."""
    talent: tuple[Prose, ...] = ()
    """人才储备。 | Talent reserve."""
    parties: tuple[Party, ...] = ()
    """服务四方。 | The parties served."""


class Cascade(Model):
    """个人目标的自营比例等约定。 | How personal targets are cascaded."""

    personal_share: Percent | None = None
    """个人销售占比：管理者个人销售占所辖目标的比例。 | A manager's own sales as a share of the area's target."""
    weeks: Flag = True
    """是否分解到周。 | Whether down to weeks."""
    days: Flag = False
    """是否分解到日。 | Whether down to days."""
