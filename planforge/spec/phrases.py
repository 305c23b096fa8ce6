"""What is said of each kind of wrong value: pydantic's error type -> message and hint, in both languages.

``{given}`` is what was written, ``{field}`` the key; other names are the error's own context.
"""

from __future__ import annotations

from typing import NamedTuple

from planforge.problem import Text


class Phrase(NamedTuple):
    """A message and how to mend it, with places to fill."""

    message: Text
    hint: Text


def _phrase(zh: str, zh_hint: str, en: str, en_hint: str) -> Phrase:
    return Phrase(Text(zh, en), Text(zh_hint, en_hint))


WHOLE_NUMBER = _phrase("“{given}”不是整数", "写一个整数", "{given} is not a whole number", "write a whole number")

YES_OR_NO = _phrase("“{given}”不是“是”或“否”", "写 yes 或 no", "{given} is neither yes nor no", "write yes or no")

VALUES: dict[str, Phrase] = {
    "money": _phrase(
        "“{given}”不是金额",
        "写作 8280万、1.2亿 或 82,800,000",
        "{given} is not an amount of money",
        "write 82.8m, 8280万 or 82,800,000",
    ),
    "money_negative": _phrase(
        "金额不能为负：{given}",
        "去掉负号；退货请在销售历史中冲减",
        "an amount cannot be negative: {given}",
        "drop the sign; returns belong in the sales history",
    ),
    "money_size": _phrase(
        "金额 {given} 太大", "金额应小于一千万亿", "the amount {given} is too large", "it must be below 10^15"
    ),
    "amount_or_growth": _phrase(
        "“{given}”既不是金额，也不是增长率",
        "写金额如 8280万，或比上年的增长如 +20%",
        "{given} is neither an amount nor a growth",
        "write an amount such as 82.8m, or growth on last year such as +20%",
    ),
    "growth_bare": _phrase(
        "“{given}”是金额还是增长率？",
        "增长率要写百分号，如 +20%；金额不写正号",
        "{given}: an amount, or a growth?",
        "a growth takes a per cent sign, e.g. +20%; an amount takes no plus",
    ),
    "percent": _phrase("“{given}”不是百分比", "写作 20% 或 0.2", "{given} is not a percentage", "write 20% or 0.2"),
    "percent_bare": _phrase(
        "“{given}”是百分之几还是几倍？",
        "写作 {given}% 或 {fraction}",
        "{given}: per cent, or a factor?",
        "write {given}% or {fraction}",
    ),
    "ratio_range": _phrase(
        "{given} 不在 0–100% 之间", "改为 0–100% 的数", "{given} is not between 0 and 100 %", "give 0 to 100 %"
    ),
    "count": _phrase(
        "“{given}”不是个数", "写作 3000 或 1.2万", "{given} is not a whole number from 0 on", "write 3000 or 3,000"
    ),
    "month": _phrase(
        "“{given}”不是月份", "写作 5、5月 或 2027-05", "{given} is not a month", "write 5, May or 2027-05"
    ),
    "date": _phrase(
        "“{given}”不是日期",
        "写作 2027-01-29，年月日都要有",
        "{given} is not a date",
        "write 2027-01-29, with year, month and day",
    ),
    "flag": YES_OR_NO,
    "bool_type": YES_OR_NO,
    "bool_parsing": YES_OR_NO,
    "name": _phrase("名称不能为空", "写一个名称，只占一行", "a name cannot be empty", "write a name on one line"),
    "name_lines": _phrase("名称只能占一行", "去掉换行", "a name is one line", "remove the line break"),
    "prose": _phrase(
        "这里没有内容", "写上内容，或删去这个键", "there is nothing here", "write something, or drop the key"
    ),
    "string_type": _phrase("{field} 应是文字", "写上文字", "{field} should be text", "write some text"),
    "string_pattern_mismatch": _phrase(
        "“{given}”的写法不对",
        "币种写三个大写字母，如 CNY",
        "{given} is not written as it should be",
        "a currency is three capitals, e.g. CNY",
    ),
    "int_parsing": WHOLE_NUMBER,
    "int_parsing_size": WHOLE_NUMBER,
    "int_type": WHOLE_NUMBER,
    "int_from_float": WHOLE_NUMBER,
    "greater_than_equal": _phrase(
        "{field} 不能小于 {ge}", "现在是 {given}", "{field} cannot be below {ge}", "it is {given} now"
    ),
    "less_than_equal": _phrase(
        "{field} 不能大于 {le}", "现在是 {given}", "{field} cannot be above {le}", "it is {given} now"
    ),
    "too_short": _phrase(
        "{field} 至少 {min_length} 项，现有 {actual_length} 项",
        "补足缺少的项",
        "{field} takes at least {min_length}, there are {actual_length}",
        "add what is missing",
    ),
    "too_long": _phrase(
        "{field} 最多 {max_length} 项，现有 {actual_length} 项",
        "删去多余的项",
        "{field} takes at most {max_length}, there are {actual_length}",
        "drop what is too much",
    ),
}

ANY_VALUE = _phrase(
    "{field} 的值“{given}”不合要求",
    "见 docs/spec.md 中该字段的说明",
    "{field} cannot be {given}",
    "see the field in docs/spec.md",
)
ONE_VALUE = _phrase(
    "{field} 应是一个值，不是列表或一组键",
    "只写一个值，不要写列表或嵌套",
    "{field} should be one value, no list and no mapping",
    "write one value, no list and nothing nested",
)
LIST = _phrase(
    "{field} 应是列表",
    "每项前面加“- ”，或写成 [甲, 乙]",
    "{field} should be a list",
    "put “- ” before each item, or write [a, b]",
)
MAPPING = _phrase(
    "{field} 应是一组“键: 值”", "{example}", "{field} should be a mapping of keys and values", "{example}"
)
CHOICE = _phrase("{field} 不能是“{given}”", "可选：{choices}", "{field} cannot be {given}", "possible: {choices}")
MISSING = _phrase("缺少 {field}", "加上 {field}: …{about}", "{field} is missing", "add {field}: …{about}")
UNKNOWN_KEY = _phrase(
    "没有“{field}”这个键", "这里可用：{choices}", "there is no key {field} here", "possible here: {choices}"
)
COMMA = Text("{ } 中逗号会断开内容：给整个值加引号", "inside { } a comma ends the value: quote the whole value")
COLON = Text("键后面用半角冒号加一个空格", "write a plain colon and a space after the key")

CODES: dict[str, Text] = {
    "R01": Text("文件无法读取", "the file cannot be read"),
    "R02": Text("YAML 语法有误", "not valid YAML"),
    "R03": Text("重复的键", "a key twice"),
    "R04": Text("一个文件里有两份文档", "two documents in one file"),
    "R05": Text("嵌套太深", "nested too deeply"),
    "R06": Text("YAML 标签", "a YAML tag"),
    "R07": Text("引用展开后太大", "aliases expand too far"),
    "R08": Text("引用无效", "an alias that leads nowhere"),
    "R09": Text("键的写法不对", "a key that is no plain text"),
    "R10": Text("缺少必填的键", "a required key is missing"),
    "R11": Text("没有这个键", "an unknown key"),
    "R12": Text("值的写法不对", "a value that cannot be understood"),
    "R13": Text("结构不对", "the wrong shape: a list, mapping or single value is wanted"),
    "R14": Text("--set 有误", "a change by --set that cannot be made"),
    "R15": Text("没有这个行业预设", "an unknown industry preset"),
    "R16": Text("行业预设不能使用", "an industry preset that cannot be used"),
    "R17": Text("方括号中被逗号分开的数", "a number split by its comma in brackets"),
}
"""Every code of reading, with its title."""
