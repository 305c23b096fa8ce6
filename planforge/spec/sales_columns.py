"""Which column of a sales file means what: by the user's own mapping, else by the names people give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from planforge.problem import Problem, Text
from planforge.spec.history import HistoryFile
from planforge.spec.values import parse_money

_NAMES = {
    "month": (
        "月份|年月|月|日期|期间|订单日期|下单日期|销售日期|交易日期|业务日期|单据日期|出库日期|发货日期|"
        "开票日期|开单日期|记账日期|统计月份|销售月份|统计日期|账期|会计期间|营业日期|下单时间|订单时间|"
        "交易时间|付款时间|时间|month|date|period|order date|sales date|sale date|invoice date|"
        "transaction date|posting date|document date|year month|order month|ordered on|ship date|day|time"
    ),
    "year": "年份|年度|年|year|fiscal year|order year",
    "district": (
        "片区|区域|地区|大区|销售片区|销售区域|销售大区|所属片区|所属区域|所在地区|省区|省份|省|省市|"
        "省/自治区|省市自治区|省/市/自治区|战区|分公司|办事处|地市|城市|市|区县|县区|县|国家|国家/地区|市场|行标签|"
        "district|region|area|territory|sales region|sales district|sales territory|sales area|state|province|"
        "state/province|zone|city|county|country|country/region|market|row labels"
    ),
    "product": (
        "产品|品类|产品类别|品项|业务线|产品名称|商品|商品名称|品名|货品|货品名称|物料名称|物料|品种|类别|"
        "子类别|商品类别|商品分类|商品类目|产品分类|产品大类|大类|中类|小类|产品线|产品系列|系列|品牌|类目|"
        "一级类目|二级类目|菜品|项目名称|服务项目|项目|product|category|line of business|sub category|subcategory|"
        "product category|product subcategory|product line|product name|product group|product type|"
        "product family|item|item type|item category|item name|item description|sku|brand|department"
    ),
    "channel": (
        "渠道|渠道类型|销售渠道|渠道名称|客户类型|客户类别|细分|细分市场|客户细分|业态|销售平台|平台|channel|"
        "sales channel|segment|customer segment|customer type|customer group|order channel|trade channel|"
        "platform"
    ),
    "person": (
        "人员|业务员|业务代表|销售员|客户经理|销售人员|销售代表|销售经理|业务经理|负责人|经手人|导购|导购员|"
        "顾问|美容师|理财经理|责任人|姓名|地区经理|区域经理|销售|person|rep|salesperson|sales rep|"
        "sales representative|sales person|salesman|seller|account manager|employee|sales agent|agent|"
        "regional manager|consultant"
    ),
    "store": (
        "门店|店名|店铺|网点|营业部|门店名称|店铺名称|分店|专柜|store|shop|branch|store name|shop name|"
        "branch name|outlet"
    ),
    "amount": (
        "销售额|金额|收入|营业额|业绩|实际销售额|销售金额|净销售额|销售收入|成交金额|成交额|订单金额|实付金额|"
        "实收金额|含税金额|价税合计|发货金额|出货金额|出库金额|开票金额|总金额|销售总额|营业收入|主营业务收入|"
        "营收|流水|实收|实际|总价|销售|amount|sales|revenue|net sales|sales amount|total sales|sales revenue|"
        "total revenue|net revenue|sales value|order amount|net amount|total amount|line total|order total|"
        "invoice amount|gross sales|turnover|total price|extended price|value|total"
    ),
    "units": (
        "销量|数量|件数|箱数|销售数量|销售量|出货量|发货量|订单数量|订购数量|实发数量|台数|吨数|客数|客次|人次|到店人次|units|volume|"
        "quantity|qty|units sold|quantity sold|order quantity|quantity ordered|sales volume|pieces|pcs|cases"
    ),
}
NAMES = {key: tuple(names.split("|")) for key, names in _NAMES.items()}
"""What columns of sales are called; among several the first name wins, save for districts, products and channels."""
_BESIDE = {
    "profit": "利润|毛利|毛利额|利润额|毛利润|profit|gross profit|total profit",
    "order": (
        "订单号|订单 ID|订单编号|订单ID|单号|单据编号|单据号|流水号|发票号|order id|order number|order no|"
        "invoice no|invoice id|invoice number|transaction id"
    ),
    "row": "行 ID|行号|序号|行ID|明细号|row id|line id|line no|line number|order line number",
    "customer": (
        "客户 ID|客户编号|客户代码|客户|客户名称|customer id|customer number|customer|customer name|customername"
    ),
    "price": "单价|销售单价|成交单价|成交价|含税单价|unit price|price each|selling price|price|unit price usd",
    "measure": "指标|项目|科目|measure|metric|item",
}
BESIDE = {key: tuple(names.split("|")) for key, names in _BESIDE.items()}
"""Columns that are not sales but tell something of them."""
NEEDED = ("month", "amount")
UNIT = re.compile(r"[(（\[]\s*(?:单位[:：])?\s*([^)）\]]+?)\s*[)）\]]\s*$")
TOTALS = ("合计", "小计", "总计", "共计", "汇总", "累计", "总和")
TOTAL_WORDS = frozenset({*TOTALS, "total", "grandtotal", "subtotal", "sum", "全年", "全部", "ytd", "totals"})
GRAND_TOTALS = frozenset({"合计", "总计", "总合计", "全部合计", "全区合计", "total", "grandtotal"})
_BARE_UNIT = re.compile(r"[\s/:：,，_-]+(?:人民币)?(元|千元|万元|百万元|亿元)\s*$")
_LIKE_TOTAL = re.compile(r"[计总和汇全]|total|sum|ytd|[^\W\d_a-z\u4e00-\u9fff]", re.IGNORECASE)  # a quick first look
_STATED = re.compile(r"(?:单位|units?|amounts? in)\s*[:：]?\s*(?:人民币)?\s*([^\s,，;；()（）]+)", re.IGNORECASE)
_SPACES = re.compile(r"[\s_\-./:：*#、]+")
_QUARTER = re.compile(r"(?:20\d\d年?)?(?:第?[一二三四1-4]季度?|q[1-4]|[上下]半年|h[12])(?:合计|小计|total)?")
_NOT_SALES = re.compile(
    r"目标|计划|预算|同比|环比|增长|增幅|占比|达成|完成率|成本|单价|折扣|上年|去年"
    r"|target|plan|budget|growth|rate|share|cost|price|discount|last year|%",
    re.IGNORECASE,
)
_LABELS = re.compile(r"编码|编号|代码|等级|负责|id$|code|number|status|manager|经理")
_STEMS = {
    "month": ("日期", "月份", "date"),
    "amount": ("销售额", "销售金额", "金额", "营业额", "sales", "amount", "revenue"),
    "district": ("片区", "大区", "区域", "地区", "省", "region", "district", "territory", "province", "state", "city"),
    "product": ("品类", "产品", "类别", "category", "product"),
    "channel": ("渠道", "channel"),
    "units": ("数量", "销量", "quantity", "qty"),
}


def key_of(head: str) -> str:
    """A head without its unit and without differences of width, case, blanks and joints: Order_Date is orderdate."""
    bare = _BARE_UNIT.sub("", UNIT.sub("", head))
    return _SPACES.sub("", unicodedata.normalize("NFKC", bare).lower())


_KEYS = {
    key: {key_of(name): rank for rank, name in reversed(list(enumerate(names)))}
    for key, names in (NAMES | BESIDE).items()
}


def columns_named(key: str, heads: Sequence[str]) -> tuple[int, ...]:
    """The columns whose heads mean ``key``, the likeliest first."""
    ranks = _KEYS[key]
    keys = [key_of(head) for head in heads]
    found = sorted((ranks[name], place) for place, name in enumerate(keys) if name in ranks)
    if found or key not in _STEMS:
        return tuple(place for _, place in found)
    near = ((stem, place) for stem in _STEMS[key] for place, head in enumerate(keys) if stem in head)
    odd = {place for place, head in enumerate(keys) if _NOT_SALES.search(heads[place]) or _LABELS.search(head)}
    return tuple(dict.fromkeys(place for _, place in near if place not in odd))


def is_total(text: str) -> bool:
    """Whether a name stands for a sum: 合计, 信阳小计, East Total."""
    if not _LIKE_TOTAL.search(text):
        return False
    key = key_of(text)
    return key in TOTAL_WORDS or key.endswith(TOTALS) or (key.endswith("total") and " " in text.strip())


def is_grand_total(text: str) -> bool:
    """Whether a name stands for the sum of a whole table."""
    return key_of(text) in GRAND_TOTALS


def is_aside(head: str) -> bool:
    """Whether a head names targets, ratios, quarters or sums: figures that are not sales of a month."""
    return is_total(head) or bool(_NOT_SALES.search(head) or _QUARTER.fullmatch(key_of(head)))


def kind_of(text: str) -> str | None:
    """ "amount", "units" or "profit" for the name of such a figure."""
    key = key_of(text)
    return next((kind for kind in ("amount", "units", "profit") if key in _KEYS[kind]), None)


def scale_of(unit: str) -> Decimal | None:
    """Currency units in one of a unit of money; None for a unit nobody knows."""
    try:
        return parse_money(f"1{unit.removeprefix('人民币')}")
    except ValueError:
        return None


def unit_of(head: str) -> Decimal | None:
    """The scale that a head names: 10,000 in 销售额（万元）; None where it names none."""
    match = UNIT.search(head) or _BARE_UNIT.search(head)
    return scale_of(match[1]) if match else None


def stated_unit(cells: Iterable[str]) -> Decimal | None:
    """The scale in a line such as 单位：万元 or 2026 年销售（万元）."""
    for cell in cells:
        match = _STATED.search(unicodedata.normalize("NFKC", cell))
        found = (scale_of(match[1]) if match else None) or unit_of(cell)
        if found:
            return found
    return None


# What keeps columns from being found ----------------------------------------------------------------------------------


def mapping_problems(given: HistoryFile, heads: Sequence[str], file: str) -> tuple[Problem, ...]:
    """Keys that mean nothing, columns that are not there, a unit nobody knows."""
    keys = ", ".join((*NAMES, *BESIDE))
    unknown = [
        Problem(
            "H02",
            Text(f"history.columns 中没有“{key}”这一列", f"history.columns knows no {key}"),
            Text(f"可用：{keys}", f"possible: {keys}"),
            ("history", "columns", key),
        )
        for key in given.columns
        if key not in NAMES and key not in BESIDE
    ]
    absent = [
        Problem(
            "H03",
            Text(f"{file} 中没有名为“{column}”的列", f"{file} has no column {column}"),
            listed(heads),
            ("history", "columns", key),
        )
        for key, column in given.columns.items()
        if column not in heads
    ]
    return (*unknown, *absent, *_odd_unit(given))


def _odd_unit(given: HistoryFile) -> tuple[Problem, ...]:
    if given.unit is None or scale_of(given.unit) is not None:
        return ()
    return (
        Problem(
            "H02",
            Text(f"金额单位“{given.unit}”无法识别", f"unit {given.unit} is not known"),
            Text("写 元、千元、万元、百万元 或 亿元", "write 元, 千元, 万元, thousand or million"),
            ("history", "unit"),
        ),
    )


def listed(heads: Sequence[str]) -> Text:
    """The heads there are, for a hint."""
    named = [head for head in heads if head][:30]
    return Text(f"现有列：{'、'.join(named)}", f"its columns: {', '.join(named)}")


def pairs(given: Mapping[str, str], heads: Sequence[str]) -> dict[str, int]:
    """The user's own columns by key, as places."""
    return {key: heads.index(column) for key, column in given.items() if column in heads}
