"""The whole spec: what a manager writes, and nothing that is worked out."""

from __future__ import annotations

import json
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from planforge import resources
from planforge.spec.annexes import (
    BlankForm,
    Cascade,
    DeputyPlan,
    InternalMarketing,
    Probation,
    RoleSheet,
    Rulebook,
    ServiceTiers,
)
from planforge.spec.days import with_days
from planforge.spec.history import HistoryFile, HistoryRow, Review
from planforge.spec.model import Model, without_hollow
from planforge.spec.money import Advertising, Appraisal, Budget, Collection, PersonnelMove, Promotion, Training
from planforge.spec.nation import Nation
from planforge.spec.origin import Unconfirmed
from planforge.spec.products import Channel, NewItem, Pricing, Product, ProductClass
from planforge.spec.references import with_codes
from planforge.spec.region import Calendar, County, District, Member, MoneyFormat, Region, Store
from planforge.spec.situation import Situation
from planforge.spec.strategy import Action, Ask, Control, Objective, Strategy, Tactic
from planforge.spec.targets import CountObjective, Display, NetworkMeasure, Stock, Targets
from planforge.spec.terms import Word
from planforge.spec.values import Name, Prose

if TYPE_CHECKING:
    Language = str
else:  # a new folder of words is a new language
    Language = Literal[resources.languages()]


SubPlan = Literal[
    "sales",
    "profit",
    "collection",
    "product",
    "price",
    "channel",
    "promotion",
    "advertising",
    "display",
    "training",
    "appraisal",
]
"""The eleven sub-plans."""


Length = Literal["page", "standard", "full"]
"""How much of a plan a document holds."""


class Spec(Model):
    """一份年度区域营销计划的全部输入。 | Everything that goes into one annual regional marketing plan."""

    planforge: int = Field(1, ge=1, le=1)
    """格式版本。 | Version of the format."""
    language: Language = "zh-CN"
    """文档语言。 | Language of the document."""
    industry: Name = "general"
    """行业预设。 | Industry preset."""
    year: int = Field(ge=2000, le=2100)
    """计划年度。 | The plan year."""
    region: Region
    """区域。 | The region."""
    length: Length | None = None
    """篇幅：page 一页纸，standard 标准（首页加正文，附表在工作簿），full 全文；不填为标准。
    | Length: one page, the standard (a page to decide on, the body, annex tables in a workbook), or everything;
    standard when absent."""
    money: MoneyFormat = MoneyFormat.model_construct()
    """金额口径。 | Money."""
    calendar: Calendar = Calendar.model_construct()
    """日历。 | Calendar."""
    history: Name | HistoryFile | tuple[HistoryRow, ...] = ()
    """销售历史：文件名、文件说明，或直接填写。 | Past sales: a file, a file with details, or rows."""
    review: Review = Review.model_construct()
    """上年回顾。 | Last year in review."""
    districts: tuple[District, ...] = Field(min_length=1)
    """片区。 | Districts."""
    stores: tuple[Store, ...] = ()
    """门店。 | Stores."""
    counties: tuple[County, ...] = ()
    """县区。 | Counties."""
    team: tuple[Member, ...] = ()
    """人员。 | The team."""
    targets: Targets
    """销售目标。 | Sales targets."""
    network: tuple[NetworkMeasure, ...] = ()
    """网络拓展。 | Network expansion."""
    stock: Stock | None = None
    """进销存。 | Stock in the trade: sell-in, sell-out and stock."""
    counts: tuple[CountObjective, ...] = ()
    """其他数量目标。 | Other objectives in numbers."""
    display: Display = Display.model_construct()
    """市场出样。 | Display."""
    product_classes: tuple[ProductClass, ...] = ()
    """产品类别。 | Product classes."""
    products: tuple[Product, ...] = ()
    """产品。 | Products."""
    new_items: tuple[NewItem, ...] = ()
    """新品。 | New items."""
    channels: tuple[Channel, ...] = ()
    """渠道。 | Channels."""
    channel_policies: tuple[Prose, ...] = ()
    """渠道策略。 | Channel policies."""
    pricing: Pricing = Pricing.model_construct()
    """价格。 | Prices."""
    budget: Budget = Budget.model_construct()
    """费用预算。 | Expense budget."""
    collection: Collection | None = None
    """货款回笼。 | Collection."""
    promotions: tuple[Promotion, ...] = ()
    """促销。 | Promotions."""
    advertising: Advertising = Advertising.model_construct()
    """广告宣传。 | Advertising."""
    training: tuple[Training, ...] = ()
    """培训。 | Training."""
    personnel: tuple[PersonnelMove, ...] = ()
    """人员调整。 | Personnel moves."""
    appraisal: Appraisal = Appraisal.model_construct()
    """业绩考核。 | Appraisal."""
    situation: Situation = Situation.model_construct()
    """现状。 | Situation."""
    objectives: tuple[Objective, ...] = ()
    """目标。 | Objectives."""
    strategies: tuple[Strategy, ...] = ()
    """战略。 | Strategies."""
    tactics: tuple[Tactic, ...] = ()
    """战术。 | Tactics."""
    actions: tuple[Action, ...] = ()
    """行动。 | Actions."""
    control: Control = Control.model_construct()
    """控制。 | Control."""
    asks: tuple[Ask, ...] = ()
    """请示事项：请上级决定什么。 | What the manager asks his superiors to decide."""
    principles: tuple[Prose, ...] = ()
    """指导思想。 | Guiding principles."""
    cascade: Cascade = Cascade.model_construct()
    """目标到人的约定。 | Cascade to people."""
    roles: tuple[RoleSheet, ...] = ()
    """岗位说明书。 | Role sheets."""
    rulebook: Rulebook | None = None
    """管理制度。 | Rulebook."""
    service_tiers: ServiceTiers | None = None
    """客户分层服务。 | Tiered service."""
    internal_marketing: InternalMarketing | None = None
    """内部营销。 | Internal marketing."""
    probation: Probation | None = None
    """晋升考察。 | Probation."""
    forms: tuple[BlankForm, ...] = ()
    """空白表单。 | Blank forms."""
    deputy: DeputyPlan | None = None
    """副职计划。 | Deputy's plan."""
    not_applicable: dict[SubPlan, Prose] = Field(default_factory=dict)
    """不适用：不适用的分计划及理由。 | Sub-plans that do not apply, with the reason."""
    words: dict[Word, Name] = Field(default_factory=dict)
    """本企业用语，如 district: 大区；覆盖行业预设。 | Own terms, e.g. district: area; they win over the preset's."""
    nation: Nation | None = None
    """全国：总部计划汇总哪些区域，怎样逐级下达。
    | The plan of headquarters: which regions it sums up, how it hands down."""
    unconfirmed: tuple[Unconfirmed, ...] = ()
    """未核实的值：行业起步值、建议、沿用上年的值。
    | Values nobody has confirmed: the trade's starting values, proposals, what is carried over."""

    @model_validator(mode="before")
    @classmethod
    def _said(cls, given: Any) -> Any:
        said = without_hollow(given, "stock", "collection", "internal_marketing")
        return with_days(with_codes(said)) if isinstance(said, dict) else said


# Fingerprint ----------------------------------------------------------------------------------------------------------


def fingerprint(spec: Spec) -> str:
    """SHA-256 of what the spec says, its sales history included; defaults do not count, and 0.20 is
    0.2."""
    said = json.dumps(spec.model_dump(exclude_defaults=True), default=_plain, ensure_ascii=False)
    return sha256(said.encode()).hexdigest()


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
