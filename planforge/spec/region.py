"""Who and where: the region, its money, its districts, stores and people, its calendar."""

import re
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from planforge.spec.model import Model
from planforge.spec.values import Count, Date, Holder, Money, Month, Name, Percent, Prose, has_chinese
from planforge.spec.written import refuse


class Region(Model):
    """区域与编制信息。 | The region and who signs the plan."""

    name: Name
    """区域名称，如“豫南区域”。 | Name of the region."""
    company: Name
    """公司名称。 | Name of the company."""
    parent: Name | None = None
    """上级：大区、省区，用于全国计划。 | The node above, in a plan of headquarters."""
    manager: Holder = None
    """编制人（区域经理）。 | The manager who writes the plan."""
    title: Name | None = None
    """编制人职务。 | The manager's job title."""
    reports_to: Holder = None
    """审批人。 | Who approves the plan."""
    version: str = "V1.0"
    """版本号。 | Version of the plan."""
    number: Name | None = None
    """发文字号：公文用，如“豫南营〔2026〕12号”。 | Number of the official paper."""
    copies: tuple[Name, ...] = ()
    """抄送：公文用。 | Who has copies of the official paper."""
    date: Date | None = None
    """编制日期，写在封面和落款处。 | Date of the plan, on the cover and beside the signature."""
    motto: Prose | None = None
    """封面副标题（一句话主线）。 | One line below the title on the cover."""
    confidentiality: Name | None = None
    """密级，如“内部资料”。 | Confidentiality mark."""
    cities: tuple[Name, ...] = ()
    """覆盖的城市或区县。 | Cities or counties covered."""


MONEY_UNITS = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
"""The units money is printed in, with their size in currency units."""
ENGLISH_UNITS = {"unit": "元", "thousand": "千元", "10k": "万元", "million": "百万元", "100 million": "亿元"}

MoneyUnit = Annotated[
    Literal["元", "千元", "万元", "百万元", "亿元"],
    BeforeValidator(lambda given: ENGLISH_UNITS.get(given, given) if isinstance(given, str) else given),
    WithJsonSchema({"type": "string", "enum": [*MONEY_UNITS, *ENGLISH_UNITS]}),
]


_CURRENCIES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
QAR RMB RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF XXX YER ZAR ZMW ZWG ZWL
"""


def known_currency(given: str) -> str:
    """A code of ISO 4217, or one that people write for it."""
    known = _CURRENCIES.split()
    if given not in known:
        near = get_close_matches(given, known, 1, 0.5)
        raise refuse("currency", given, near=next(iter(near), "CNY"))
    return given


class MoneyFormat(Model):
    """金额口径。 | How money is counted and printed."""

    currency: Annotated[str, AfterValidator(known_currency)] = Field("CNY", pattern=r"^[A-Z]{3}$")
    """币种代码。 | Currency code (ISO 4217)."""
    unit: MoneyUnit = "万元"
    """文档使用的金额单位。 | The unit in which the document prints money: thousand, 10k, million …"""
    round_to: Money | None = None
    """取整单位，以元计；所有金额都是它的整数倍。默认为单位的十分之一。
    | Rounding unit in currency units; every amount is a whole multiple. Default: a tenth of the printed unit."""
    volume_unit: Name | None = None
    """销量单位，如“箱”。 | Unit of volume, e.g. cases."""
    pack: int = Field(1, ge=1)
    """销量取整单位，如一箱 24 包则填 24。 | Volumes are multiples of this many units."""


SEAT = re.compile(r"(.+?)\s*[（(]([^（()）]+)[）)]")


def seat_name(person: str, district: str) -> str:
    """What a person is called in one of his several districts."""
    return f"{person}（{district}）" if has_chinese(person + district) else f"{person} ({district})"


def person_of(seat: str, district: str | None) -> str:
    """The person in a seat of this district: the name without the district, where it names that."""
    match = SEAT.fullmatch(seat)
    return match[1] if match and match[2] == district else seat


class Member(Model):
    """人员。 | A person of the team, or, where one works in several districts, his part in one of them."""

    name: Name
    """姓名；一人在几个片区各有目标，就按片区各写一行：王磊（安阳）、王磊（鹤壁）。
    | Name; whoever has a target in several districts stands once for each: Wang Lei (North), Wang Lei (South)."""
    title: Name | None = None
    """职务。 | Job title."""
    reports_to: Holder = None
    """直接上级。 | Direct superior."""
    district: Name | None = None
    """所属片区。 | The district the person works in."""
    weight: Percent | None = None
    """承担片区目标的比重；不填按历史或均分。 | Share of the district's target; by history or equal when absent."""
    starts: Month | None = None
    """年内入职月份，之前不承担目标。 | Month of joining within the year; no target before."""
    leaves: Month | None = None
    """年内离任月份，之后不承担目标。 | Last month with a target."""
    role: Name | None = None
    """对应的考核岗位。 | The appraisal role."""
    estimate: Money | None = None
    """自估销售额：本人自己估计计划年度能做多少，与分下去的目标对照。
    | Own estimate: what the person says the plan year will bring, held against the target."""

    @property
    def person(self) -> str:
        """The name without the district, where it names the member's own."""
        return person_of(self.name, self.district)


class County(Model):
    """县区：片区以下的市场。 | A county: a market below the district."""

    name: Name
    """县区。 | Name."""
    district: Name
    """所属片区。 | Its district."""
    market: Money | None = None
    """容量：上年市场容量。 | Market size last year."""
    dealer: Name | None = None
    """经销商；空白县不填。 | Its dealer; nothing where there is none."""
    outlets: Count | None = None
    """现有网点。 | Outlets today."""
    outlets_target: Count | None = None
    """年末网点。 | Outlets at year-end."""
    last: Money | None = None
    """上年销售额。 | Last year's sales."""
    target: Money | None = None
    """本年目标；不填按所在片区的增幅。 | This year's target; by the growth of its district when absent."""


class Store(Model):
    """门店或营业网点。 | A store, branch or showroom: a node below the district."""

    name: Name
    """门店名称。 | Name."""
    district: Name
    """所属片区。 | Its district."""
    area: Name | None = None
    """所属小区。 | Its area within the district."""
    manager: Holder = None
    """负责人（店长或小区经理）。 | Who answers for it."""
    last_target: Money | None = None
    """上年目标。 | Last year's target."""
    last_actual: Money | None = None
    """上年实际。 | Last year's actual sales."""
    weight: Percent | None = None
    """分配权重；不填按上年实际。 | Weight of its target; last year's actual when absent."""
    opens: Month | None = None
    """计划年度开业月份。 | Month of opening within the plan year."""
    closes: Month | None = None
    """计划年度停业月份（当月仍营业）。 | Last month of trade within the plan year."""
    size: Count | None = None
    """面积（平方米）、座位或房间数，按行业。 | Size: square metres, seats or rooms, by industry."""
    estimate: Money | None = None
    """自估销售额：门店自己估计计划年度能做多少，与分下去的目标对照。
    | Own estimate: what the store says the plan year will bring, held against the target."""


class District(Model):
    """片区。 | A sales district."""

    name: Name
    """片区名称，与销售历史一致。 | Name, as in the sales history."""
    leader: Holder = None
    """片区负责人。 | Who leads it."""
    market: Money | None = None
    """上年市场容量。 | Market size last year."""
    market_growth: Percent | None = None
    """市场容量预计增长率；不填用全区的。 | Expected growth of the market; the region's when absent."""
    weight: Percent | None = None
    """手工权重：targets.by_district.manual 按它分。 | Manual weight: what ``targets.by_district.manual`` splits by."""
    opens: Month | None = None
    """启动月份：新开发片区从哪个月起。 | First month with sales, for a new district."""
    closes: Month | None = None
    """撤出月份（当月仍有销售）。 | Last month with sales, for a district given up."""
    ramp: tuple[Percent, ...] = ()
    """新片区爬坡：自启动月起逐月达到正常水平的比例。
    | Ramp of a new district: share of normal level in each month from opening."""
    description: Prose | None = None
    """片区说明：特点、问题、机会。 | What is special about it."""
    watch: Prose | None = None
    """今年只盯的一件事。 | The one thing to watch this year."""
    priority: Name | None = None
    """定位，如“进攻型”“巩固型”。 | Its role in the plan, e.g. attack or defend."""
    estimate: Money | None = None
    """自估销售额：片区自己估计计划年度能做多少，与分下去的目标对照。
    | Own estimate: what the district says the plan year will bring, held against the target."""


class CalendarDay(Model):
    """企业日历中的一天。 | One day of the user's own calendar."""

    date: Date
    """日期。 | The date."""
    kind: Literal["holiday", "workday"]
    """休息或上班。 | Off or at work."""
    name: Name | None = None
    """名称，如“春节”。 | Name, e.g. Spring Festival."""


class Calendar(Model):
    """日历与营业日。 | The calendar behind weeks and days."""

    country: str | None = Field(None, pattern=r"^[A-Z]{2}$")
    """国家：节假日和春节按哪个国家或地区算，两位代码，如 CN、DE；不填按币种。
    | Country: whose public holidays and new year count, two letters such as DE; that of the currency when absent."""
    basis: Literal["working-days", "all-days"] = "working-days"
    """分解口径：按法定工作日或按自然日分解周和日。 | Split weeks and days by working days or by all days."""
    weekday_weights: tuple[Percent, ...] = Field((), max_length=7)
    """周一至周日的权重（餐饮、零售常用）。 | Weights of Monday to Sunday, usual in retail and catering."""
    days: tuple[CalendarDay, ...] = ()
    """对法定日历的补充，国务院通知未发布时使用。 | Corrections, used where next year's notice is not out."""
