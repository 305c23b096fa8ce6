"""What pydantic finds, in the words of a manager: by error type and context, never by a library's English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from planforge.problem import Path, Problem, Text, Where
from planforge.reading import messages as phrases
from planforge.reading.shape import KEY, choices_at, field_about, keys_at, listed, meant, nearest
from planforge.reading.source import Source
from planforge.records import replace
from planforge.spec.region import ENGLISH_UNITS, MONEY_UNITS
from planforge.wording import printed

# Phrases: pydantic's error type → message and hint --------------------------------------------------------------------


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
    "twelve": _phrase(
        "这里要一月到十二月十二个数，写了 {count} 个",
        "写满十二个，没有的月写 0；全都不知道就不写",
        "twelve figures are wanted here, January to December, not {count}",
        "give all twelve, 0 for a month without; leave them out where none is known",
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
        "“{given}”不是月份", "写作 5、5月 或 2027-05", "{given} is not a month", "write 5, May, Jun-27 or 2027-05"
    ),
    "date": _phrase(
        "“{given}”不是日期",
        "写作 2027-01-29；计划当年的可写 1月29日、4月底、二季度、年底",
        "{given} is not a date",
        "write 2027-01-29 or 29 January 2027; in the plan's year also 29 January, end of April, Q2, year-end",
    ),
    "date_order": _phrase(
        "“{given}”先写的是日还是月？",
        "写作 {one} 或 {other}",
        "{given}: is the day first, or the month?",
        "write {one} or {other}",
    ),
    "currency": _phrase(
        "“{given}”不是币种代码",
        "写三个大写字母的代码，如 {near}",
        "{given} is no code of a currency",
        "write its three capitals, such as {near}",
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
    "R07": Text("内容太多，或引用展开后太大", "too much in it, or aliases expand too far"),
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
    "R18": Text("文件里无法单独改动的值", "a value that cannot be changed in the file alone"),
    "R19": Text("看不见的字符", "characters that nobody sees"),
    "R20": Text("调查表里有一张表读不出来", "a table of the questionnaire that can no longer be read"),
    "R21": Text("公式没有可用的结果", "a formula without a result that could be read"),
    "R22": Text("同一内容有两处填法", "one thing filled in two ways"),
    "R23": Text("调查表里有复制的工作表", "a copied sheet of the questionnaire"),
    "R24": Text("指向没有列出的名称", "a name that nothing in the questionnaire has"),
    "R25": Text("文件里少了一张表", "a sheet of the questionnaire that is not in the file"),
    "R26": Text("一个单元格放不下的内容", "more than a cell of a questionnaire holds"),
    "R27": Text("百分比列里没有百分号的数", "a number without its sign in a column of per cents"),
    "R28": Text("金额单位与列头不同", "a unit of money that is not that of the heads"),
    "R29": Text("示例行只改了一部分", "an example that was written over in part"),
}
"""Every code of reading, with its title."""


FIGURES = {"money", "amount_or_growth", "percent", "count", "int_parsing"}
ABOUT = re.compile(r"(?:大?约|大概|近|将近|≈|~|～|about|around|approx\.?|approximately|circa|ca\.?|c\.)\s*(\S*\d.*)"
                   r"|(\S{0,40}\d.{0,40}?)\s{0,9}(?:左右|上下|or so)", re.IGNORECASE)  # fmt: skip
AS_BEFORE = re.compile(
    r"(?:同|与|和|跟)?(?:去年|上年|往年)(?:一样|相同|持平|不变)?|持平|不变"
    r"|(?:same )?as last year|same|unchanged|flat",
    re.IGNORECASE,
)
SAME = Text("写出上年的那个数；增长率写 0%", "write last year's figure; a growth is 0%")
THOUSANDS = re.compile(r"\d{3}(?!\d)")
MAPPINGS = {"model_type", "dict_type", "model_attributes_type"}
LISTS = {"tuple_type", "list_type"}
LENGTHS = {"too_short", "too_long", "twelve"}  # said of a list that is one
ECHOES = MAPPINGS | LISTS | {"string_type", "name", "prose", "money", "percent", "literal_error", "too_short"}
SHOWN = 40  # characters of a value that a message repeats
EMPTY = Text("（空）", "(nothing)")

BY_KEY = {"R10", "R11"}  # codes whose message names the key alone, for the place says where

RuleText = Mapping[str, Any]
"""What fills a phrase, by name."""
NOTHING: RuleText = {}
MOST = 1_000  # mistakes of one spec that are listed
Found = tuple[Path, RuleText]
Change = tuple[Path, str]
"""The path that ``--set`` changed, and the change as it was given."""


def problems_of(
    error: ValidationError, data: Any, source: Source, changes: Sequence[Change] = ()
) -> tuple[Problem, ...]:
    """Every mistake once, with its place in the file, or with the change of ``--set`` that made it."""
    items = error.errors(include_url=False, include_context=True)
    found = [(_real(tuple(item["loc"]), data), item) for item in items]
    wrong = [*_without_echoes(found)]
    told = tuple(_blamed(_problem(path, item, source), changes) for path, item in wrong[:MOST])
    return (*told, *_and_more(len(wrong) - MOST))


def _and_more(count: int) -> Iterator[Problem]:
    if count > 0:
        yield Problem(
            "R07",
            Text(
                f"还有 {printed(count)} 处错误没有一一列出", f"{printed(count)} more mistakes are not listed one by one"
            ),
            Text("先改列出的；多半是同一个原因", "mend those that are listed first: most have one cause"),
        )


def locate_all(problems: Iterable[Problem], source: Source) -> tuple[Problem, ...]:
    """Problems with their places filled in."""
    return tuple(problem if problem.where else source.locate(problem) for problem in problems)


def _real(loc: Path, data: Any) -> Path:
    """The path without the names of union branches; a missing or unknown last part stays."""
    path: list[str | int] = []
    for index, part in enumerate(loc):
        if _leads(data, part):
            path.append(part)
            data = data[part]
        elif index == len(loc) - 1 and not _is_branch(part):
            path.append(part)
    return tuple(path)


def _leads(data: Any, part: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(part, int) and part < len(data)
    return isinstance(data, dict) and part in data


def _is_branch(part: str | int) -> bool:
    text = str(part)
    return "[" in text or text[:1].isupper() or text in {"str", "int", "literal", "decimal"}


def _without_echoes(found: Sequence[Found]) -> Iterator[Found]:
    """One error a place: where a branch of a union fits the shape, the other branches' complaints are dropped."""
    deeper = {path[:end] for path, _ in found for end in range(len(path))}
    fitting = deeper | {path for path, item in found if item["type"] not in ECHOES}
    seen: set[Path] = set()
    for path, item in found:
        echo = path in fitting and item["type"] in ECHOES
        if not echo and path not in seen:
            seen.add(path)
            yield path, item


def _blamed(problem: Problem, changes: Sequence[Change]) -> Problem:
    """The problem with its place outside the file where ``--set`` brought it in."""
    change = next((text for path, text in reversed(changes) if problem.path[: len(path)] == path), None)
    if change is None:
        return problem
    message = Text(f"{change}：{problem.message.zh}", f"{change}: {problem.message.en}")
    return replace(problem, message=message, where=Where("--set"))


def _problem(path: Path, item: RuleText, source: Source) -> Problem:
    kind = item["type"]
    if kind == "missing":
        return source.locate(_missing(path)).at(source.gap(path))
    if kind == "extra_forbidden":
        return source.locate(_unknown_key(path, keys_at(path[:-1]), item["input"])).at(source.key(path))
    if item["loc"][-1:] == (KEY,) and choices_at((*path[:-1], KEY)):
        return source.locate(_unknown_key(path, choices_at((*path[:-1], KEY)))).at(source.key(path))
    return source.locate(_wrong(path, item))


def _wrong(path: Path, item: RuleText) -> Problem:
    """A value of the wrong shape or content."""
    kind, given = item["type"], item.get("input")
    if kind in MAPPINGS:
        return _said("R13", phrases.MAPPING, path, given, {"example": _example(path)})
    if kind in LISTS:
        return _said("R13", phrases.LIST, path, given)
    if isinstance(given, dict | list) and kind not in LENGTHS:
        return _said("R13", phrases.ONE_VALUE, path, given)
    if kind == "literal_error":
        return _choice(path, given)
    problem = _said("R12", phrases.VALUES.get(kind, phrases.ANY_VALUE), path, given, item.get("ctx") or {})
    return _hinted(problem, hint) if kind in FIGURES and (hint := _of_words(str(given))) else problem


def _of_words(given: str) -> Text | None:
    """How to write what people say instead of a figure: about so much, the same as last year."""
    text = given.strip()
    if match := ABOUT.fullmatch(text):
        figure = match[1] or match[2]
        return Text(
            f"写 {figure}；还没有核实的，在“待确认”（unconfirmed）里记一条",
            f"write {figure}; where nobody has confirmed it, say so under unconfirmed",
        )
    return SAME if AS_BEFORE.fullmatch(text) else None


def _said(code: str, phrase: Phrase, path: Path, given: Any = None, context: RuleText = NOTHING) -> Problem:
    """The phrase filled in; values of the context that are a ``Text`` differ by language."""
    field = _shown(path[-1]) if code in BY_KEY else Text(_name(path), _name(path))
    told = {**context, "field": field, "given": _shown(given)}
    return Problem(code, _filled(phrase.message, told), _filled(phrase.hint, told), path)


def _filled(text: Text, told: RuleText) -> Text:
    zh, en = ({key: v.to(tag) if isinstance(v, Text) else v for key, v in told.items()} for tag in ("zh", "en"))
    return Text(text.zh.format_map(zh), text.en.format_map(en))


def _shown(given: Any) -> Text:
    if given is None or given == "":
        return EMPTY
    text = " ".join(str(given).split())
    text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return Text(text, text)


def _name(path: Path) -> str:
    return ".".join(_shown(part).en for part in path) or "?"


def _missing(path: Path) -> Problem:
    about = field_about(path)
    return _said(
        "R10", phrases.MISSING, path, context={"about": Text(f"（{about.zh}）", f"  # {about.en}") if about.zh else ""}
    )


def _unknown_key(path: Path, known: tuple[str, ...], given: Any = ...) -> Problem:
    key = str(path[-1])
    problem = _said("R11", phrases.UNKNOWN_KEY, path, context={"choices": listed(known)})
    near = nearest(key[:SHOWN], known) or meant(key, path[:-1])
    if near:
        return _hinted(problem, Text(f"是否指 {near}？", f"did you mean {near}?"))
    if THOUSANDS.match(key) or (given is None and (" " in key or key[:1].isdigit())):  # a sentence without a value
        return _hinted(problem, phrases.COMMA)
    return _hinted(problem, phrases.COLON) if "：" in key else problem


def _choice(path: Path, given: Any) -> Problem:
    choices = choices_at(path)
    english = tuple(ENGLISH_UNITS) if choices == tuple(MONEY_UNITS) else ()
    told = {"choices": Text(listed(choices), listed(english or choices))}
    problem = _said("R12", phrases.CHOICE, path, given, told)
    near = nearest(str(given), (*choices, *english))
    if near is None or problem.hint is None:
        return problem
    return _hinted(problem, Text(f"是否指 {near}？{problem.hint.zh}", f"did you mean {near}? {problem.hint.en}"))


def _hinted(problem: Problem, hint: Text) -> Problem:
    return Problem(problem.code, problem.message, hint, problem.path)


def _example(path: Path) -> Text:
    keys = ", ".join(f"{key}: …" for key in keys_at(path)[:3])
    return Text(f"例如 {{{keys}}}", f"e.g. {{{keys}}}") if keys else Text("写成 {名称: 值}", "write {name: value}")
