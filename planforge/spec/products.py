"""What is sold and through whom: product classes, products, channels, prices."""

from typing import Literal

from pydantic import Field

from planforge.spec.model import Model
from planforge.spec.values import Date, Flag, Money, Name, Percent, Prose, Ratio


class ProductClass(Model):
    """产品类别。 | A class of products."""

    name: Name
    """类别，如“厚利”。 | Name, e.g. high-margin."""
    margin: Ratio | None = None
    """毛利率，产品未填时使用。 | Gross margin for products without one."""
    low_margin: Flag = False
    """是否属微利或无利。 | Whether the class counts as low- or no-margin."""
    note: Prose | None = None
    """说明。 | Remark."""


class Product(Model):
    """产品或业务线。 | A product or line of business."""

    name: Name
    """名称，与销售历史一致。 | Name, as in the sales history."""
    product_class: Name | None = Field(None, alias="class")
    """类别。 | Its class."""
    margin: Percent | None = None
    """计划毛利率。 | Planned gross margin."""
    last_margin: Percent | None = None
    """上年毛利率；不填同计划。 | Last year's margin; as planned when absent."""
    price: Money | None = None
    """计划平均单价（元/销量单位）。 | Planned average price per unit of volume."""
    last_price: Money | None = None
    """上年平均单价。 | Last year's average price."""
    target: Money | None = None
    """年度目标额；与 share 二选一，都不填按历史占比。
    | The year's target; or ``share``; by history when neither is given."""
    share: Ratio | None = None
    """占全年目标的比例。 | Share of the year's target."""
    last: Money | None = None
    """上年销售额；不填取自销售历史。 | Last year's sales; from the history when absent."""
    status: Literal["push", "keep", "launch", "delist"] = "keep"
    """状态：主推、保持、上市、淘汰。 | Status: push, keep, launch or delist."""
    launch: Date | None = None
    """上市日期。 | Launch date."""
    delist: Date | None = None
    """淘汰日期（当月之后不再销售）。 | Delisting date; no sales after that month."""
    reason: Prose | None = None
    """状态理由：主推、上市或淘汰的理由。 | Reason: why it is pushed, launched or delisted."""


class NewItem(Model):
    """归入某产品的新品，不单独分解。 | A new item counted within a product."""

    name: Name
    """名称。 | Name."""
    product: Name
    """归属产品。 | The product it counts in."""
    launch: Date | None = None
    """上市日期。 | Launch date."""
    target: Money | None = None
    """首年目标。 | First year's target."""
    note: Prose | None = None
    """说明。 | Remark."""


class Channel(Model):
    """渠道。 | A channel."""

    name: Name
    """名称，与销售历史一致。 | Name, as in the sales history."""
    target: Money | None = None
    """年度目标额。 | The year's target."""
    share: Ratio | None = None
    """占全年目标的比例。 | Share of the year's target."""
    last: Money | None = None
    """上年销售额。 | Last year's sales."""
    terms: Name | None = None
    """货款条件名称（collection.terms）。 | Name of its payment terms."""
    policy: Prose | None = None
    """渠道策略要点。 | The gist of the channel's policy."""


class PriceLevel(Model):
    """价格体系中的一级。 | One level of the price structure."""

    name: Name
    """层级，如“出厂价”“一批价”“零售价”。 | Level, e.g. ex-works, wholesale, retail."""
    price: Money
    """价格。 | Price."""
    last: Money | None = None
    """上年价格。 | Last year's price."""


class PriceItem(Model):
    """一个产品的价格安排。 | The prices of one product."""

    product: Name
    """产品或单品。 | Product or item."""
    unit: Name | None = None
    """计价单位，如“元/箱”。 | Unit, e.g. per case."""
    levels: tuple[PriceLevel, ...] = ()
    """各级价格，自上而下。 | Prices by level, top down."""
    effective: Date | None = None
    """执行日期。 | Effective date."""
    change: Prose | None = None
    """调价说明。 | What changes and why."""


class Pricing(Model):
    """价格策略。 | Price strategy."""

    principle: Prose | None = None
    """原则。 | Principle."""
    items: tuple[PriceItem, ...] = ()
    """价格体系。 | Price structure."""
    rules: tuple[Prose, ...] = ()
    """价格管理规定。 | Rules that keep prices in order."""
