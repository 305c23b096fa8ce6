"""Which figure of a plan is meant: ``南阳 3月``, ``费用 促销 Q1``, ``district=南阳 product=A``, ``3月第2周``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from planforge.plan.measures import MEASURES, asked, measure_names
from planforge.plan.plan import Plan
from planforge.problem import Problem, Text
from planforge.records import replace
from planforge.spec.days import parse_date, parse_month
from planforge.wording import did_you_mean

AXES = ("district", "product", "channel", "person", "store", "area", "line", "measure", "role")
SUBJECTS = {
    "budget": ("费用", "预算", "费用预算", "budget", "expense", "expenses"),
    "spending": ("支出", "列支", "结余", "spending"),
    "pay": ("收入", "薪酬", "pay"),
}
"""What may be asked for beside the measures."""
_LAYERS = {
    "floor": ("保底", "保底指标", "保底目标", "floor", "floor target"),
    "base": ("基础", "基础指标", "基础目标", "base", "base target"),
    "stretch": ("奋斗", "奋斗指标", "奋斗目标", "stretch", "stretch target"),
    "reserve": ("预留", "预留指标", "预留目标", "reserve"),
}
KEYS = {
    "district": ("片区", "district"),
    "product": ("产品", "product"),
    "channel": ("渠道", "channel"),
    "person": ("人员", "person"),
    "store": ("门店", "store"),
    "area": ("小区", "area"),
    "line": ("科目", "line"),
    "measure": ("指标", "measure"),
    "role": ("岗位", "role"),
    "month": ("月", "月份", "month"),
    "quarter": ("季", "季度", "quarter"),
    "week": ("周", "week"),
    "day": ("日", "日期", "day", "date"),
    "layer": ("层", "layer"),
    "subject": ("什么", "subject"),
}
_NAMES = {
    "district": Text("片区", "districts"),
    "product": Text("产品", "products"),
    "channel": Text("渠道", "channels"),
    "person": Text("人员", "people"),
    "store": Text("门店", "stores"),
    "area": Text("小区", "areas"),
    "line": Text("费用科目", "expense lines"),
    "measure": Text("指标", "measures"),
    "role": Text("岗位", "roles"),
    "month": Text("月份", "months"),
    "quarter": Text("季度", "quarters"),
    "week": Text("周", "weeks"),
    "day": Text("日期", "days"),
    "layer": Text("层", "layers"),
    "subject": Text("数字的种类", "kinds of figure"),
}
_TIMES = ("quarter", "week", "day", "month")
_YEAR = ("全年", "全区", "合计", "year", "total", "region")
_PERIOD = r"\d{1,2}月\d{1,2}日|\d{1,2}月|[一二三四]季度|第?\d{1,2}周"
_SPELT = (  # what takes two words in one language, as one
    (r"(\d)\s*月\s*第?(\d)\s*周", r"\1月 第\2周"),
    (r"\bweek\s+(\d)", r"week\1"),
)
_ENGLISH_DAY = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})(?=\s|$)", re.IGNORECASE
)
"""``March 15``."""


class Cell(Struct, frozen=True):
    """A figure: its subject, the nodes it belongs to, and when; None means all of it. ``week`` counts within the month,
    and from the year's first Monday to Sunday where no month is given."""

    subject: str = "sales"
    layer: str | None = None
    district: str | None = None
    product: str | None = None
    channel: str | None = None
    person: str | None = None
    store: str | None = None
    area: str | None = None
    line: str | None = None
    measure: str | None = None
    role: str | None = None
    month: int | None = None
    quarter: int | None = None
    week: int | None = None
    day: date | None = None

    @property
    def nodes(self) -> dict[str, str]:
        """The axes that are narrowed, with the node of each."""
        return {axis: name for axis in AXES if (name := getattr(self, axis)) is not None}


Names = Mapping[str, tuple[str, ...]]
Found = tuple[str, str | int | date] | None
"""A field of the cell and its value; None for a word that means nothing in this plan."""
_ALL = ("", "")
_OF_LINES = ("budget", "spending")
"""Subjects under which a name is a line's before it is anything else's."""


def find_cell(plan: Plan, query: str) -> Cell | Problem:
    """The figure a query names; a Problem with the nearest name where a word means nothing, or two things are meant."""
    names, subjects = node_names(plan), subject_names(plan)
    given: dict[str, str | int | date] = {}
    words = _words(query, names, subjects)
    if not words:
        return _unknown("", names, subjects)
    for word in words:
        key, equals, value = word.partition("=")
        axes = _axes_of(word, names)
        if len(axes) > 1 and given.get("subject") not in _OF_LINES:
            return ambiguous(word, axes)
        found = _keyed(key, value, names, subjects, plan) if equals else _worded(word, given, names, subjects, plan)
        if found is None:
            return _idle(value if equals else word, plan) or _unknown(value if equals else word, names, subjects)
        field, meant = found
        if given.get(field, meant) != meant:
            return _twice(field, given[field], meant)
        given |= {field: meant} if field else {}
    return _two_times(given) or _whole(Cell(**given))  # type: ignore[arg-type]


def _whole(cell: Cell) -> Cell:
    """A line is of the budget, a role earns pay; a day has its month."""
    if cell.role and cell.subject == "sales":
        cell = replace(cell, subject="pay")
    if cell.line and cell.subject == "sales":
        cell = replace(cell, subject="budget")
    if cell.measure and cell.subject == "sales":
        cell = replace(cell, subject="measure")
    return replace(cell, month=cell.day.month) if cell.day else cell


def node_names(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The names of every axis of a plan."""
    targets = plan.targets
    grids = {
        "product": targets.products,
        "channel": targets.channels,
        "person": targets.people,
        "store": targets.stores,
        "area": targets.areas,
    }
    found = {axis: grid.nodes if grid else () for axis, grid in grids.items()}
    measures = [*(n.name for n in plan.network), *(n.name for n in plan.counts)]
    measures += [plan.display.measure] if plan.display else []
    lines = plan.budget.months.nodes
    roles = tuple(scheme.role for scheme in plan.appraisal)
    return {"district": targets.districts.nodes, **found, "line": lines, "measure": tuple(measures), "role": roles}


def subject_names(plan: Plan) -> dict[str, tuple[str, ...]]:
    """What may be asked for, and by which names, in lower case: the measures as this plan calls them, and more."""
    called = measure_names(plan)
    measures = {
        key: (*asked()[key], key, called[key].zh.lower(), called[key].en.lower())
        for key, measure in MEASURES.items()
        if not measure.inner
    }
    return SUBJECTS | measures


def _words(query: str, names: Names, subjects: Names) -> list[str]:
    """The words of a query; names with blanks stay whole, and ``南阳3月`` is two words."""
    text = re.sub(r"\s*=\s*", "=", unicodedata.normalize("NFKC", query))
    text = re.sub("[,，×]", " ", text)
    for spelt, one in _SPELT:
        text = re.sub(spelt, one, text, flags=re.IGNORECASE)
    text = _ENGLISH_DAY.sub(lambda day: f"{parse_month(day[1])}月{day[2]}日", text)
    known = {unicodedata.normalize("NFKC", name) for nodes in names.values() for name in nodes}
    spoken = {name for called in (*subjects.values(), *_LAYERS.values()) for name in called}

    def whole(text: str) -> bool:
        return text in known or text.lower() in spoken

    parts, words = text.split(), list[str]()
    while parts:
        length = next((n for n in range(len(parts), 1, -1) if _keyed_name(parts[:n]) in known), 0)
        length = length or next((n for n in range(len(parts), 0, -1) if whole(" ".join(parts[:n]))), 1)
        word, parts = " ".join(parts[:length]), parts[length:]
        glued = re.fullmatch(rf"(.*?[^\d第])({_PERIOD})", word)
        words += [glued[1], glued[2]] if glued and not whole(word) and "=" not in word else [word]
    return words


def _keyed_name(parts: list[str]) -> str:
    """The name in ``district=New Town``, whose first word has the key."""
    key, _, name = " ".join(parts).partition("=")
    return name if " " not in key else ""


def _worded(word: str, given: Mapping[str, object], names: Names, subjects: Names, plan: Plan) -> Found:
    """What a word means that stands alone."""
    axes = _axes_of(word, names)
    if axes:
        axis = "line" if "line" in axes and given.get("subject") in _OF_LINES else axes[0]
        return axis, next(name for name in names[axis] if unicodedata.normalize("NFKC", name) == word)
    lower = word.lower()
    if lower in _YEAR:
        return _ALL
    for field, table in (("subject", subjects), ("layer", _LAYERS)):
        for key, synonyms in table.items():
            if lower in synonyms:
                return field, key
    return _period(word, plan)


def _axes_of(word: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The axes that have a node of this name."""
    return [axis for axis in AXES if word in (unicodedata.normalize("NFKC", name) for name in names[axis])]


def _period(word: str, plan: Plan) -> Found:
    """A day, a week, a quarter or a month."""
    week = re.fullmatch(r"(?:第|W|WEEK)?(\d{1,2})周?", word.upper())
    if week and not word.isdigit():
        return ("week", int(week[1])) if 1 <= int(week[1]) <= 53 else None
    day = re.fullmatch(r"(\d{1,2})月(\d{1,2})日", word)
    quarter = re.fullmatch(r"(?:Q|第)([1-4一二三四])(?:季度|季)?|([1-4一二三四])(?:季度|季)", word.upper())
    if quarter:
        return "quarter", "1234一二三四".index(quarter[1] or quarter[2]) % 4 + 1
    for field, parse in (("day", parse_date), ("month", parse_month)):
        try:
            found = parse(f"{plan.spec.year}-{day[1]}-{day[2]}" if day else word)
        except ValueError:
            continue
        return None if isinstance(found, date) and found.year != plan.spec.year else (field, found)
    return None


def _keyed(key: str, value: str, names: Names, subjects: Names, plan: Plan) -> Found:
    """What ``key=value`` means."""
    field = next((field for field, words in KEYS.items() if key.strip().lower() in words), None)
    if field is None:
        return None
    if field in names:
        return next(((field, n) for n in names[field] if unicodedata.normalize("NFKC", n) == value), None)
    spelt = {"quarter": f"Q{value}", "week": f"W{value}"}.get(field, value) if value.isdigit() else value
    found = _worded(spelt, {}, dict.fromkeys(AXES, ()), subjects, plan)
    return found if found and found[0] == field else None


# What can be wrong ----------------------------------------------------------------------------------------------------


def _idle(word: str, plan: Plan) -> Problem | None:
    """Somebody of the team who has no target; None for anybody else."""
    member = next((one for one in plan.spec.team if unicodedata.normalize("NFKC", one.name) == word), None)
    if member is None:
        return None
    why = (
        Text("权重写的是 0%", "the weight is 0%")
        if member.weight == 0
        else Text("没有写所在片区", "no district is given")
        if member.district is None
        else Text("片区不在计划中", "the district is not in the plan")
    )
    return Problem(
        "P94",
        Text(f"“{word}”不承担销售目标：{why.zh}", f'"{word}" has no target: {why.en}'),
        Text("要承担就填 team 的 district 和 weight", "for a target give district and weight in team"),
        ("team", plan.spec.team.index(member)),
    )


def _unknown(word: str, names: Names, subjects: Names) -> Problem:
    """Nothing in this plan is called so: the nearest name, else what there is to ask for."""
    said = [name for table in (names, subjects) for called in table.values() for name in called]
    nearest = did_you_mean(word, said) if word else None
    close = nearest if nearest and nearest.zh.startswith("是否") else None
    example = names["district"][0]
    return Problem(
        "P90",
        Text(f"计划中没有“{word}”", f'the plan has no "{word}"')
        if word
        else Text("没有写哪个数", "no figure is named"),
        close
        or Text(
            f"先写对象，再写时间，如“{example} 3月”“{example} Q2”“{example} 3月第2周”“费用 3月”；"
            f"对象有{_kinds(names).zh}，以及{_subjects(subjects).zh}",
            f'name what, then when, e.g. "{example} March", "{example} Q2", "budget March"; there are '
            f"{_kinds(names).en}, and {_subjects(subjects).en}",
        ),
    )


def _subjects(subjects: Names) -> Text:
    """One name in each language for all that may be asked for: the first that is written in it."""
    zh = dict.fromkeys(next(name for name in called if not name.isascii()) for called in subjects.values())
    plain = {key: [name for name in called if name.isascii() and "_" not in name] for key, called in subjects.items()}
    en = dict.fromkeys((plain[key] or [key])[0] for key in subjects)
    return Text("、".join(zh), ", ".join(en))


def _kinds(names: Mapping[str, tuple[str, ...]]) -> Text:
    """The axes this plan has."""
    have = [_NAMES[axis] for axis in AXES if names[axis]]
    return Text("、".join(kind.zh for kind in have), ", ".join(kind.en for kind in have))


def _twice(field: str, one: object, other: object) -> Problem:
    kind = _NAMES[field]
    return Problem(
        "P92",
        Text(f"写了两个{kind.zh}：{one} 和 {other}", f"two {kind.en} are named: {one} and {other}"),
        Text("一次只问一个数", "ask for one figure at a time"),
    )


def _two_times(given: Mapping[str, object]) -> Problem | None:
    """A month may stand beside its week or its day, and no other time beside another."""
    times, day = [field for field in _TIMES if field in given], given.get("day")
    of_its_month = isinstance(day, date) and times == ["day", "month"] and day.month == given["month"]
    if len(times) < 2 or times == ["week", "month"] or of_its_month:
        return None
    one, other = (_NAMES[field] for field in times[:2])
    return Problem(
        "P92",
        Text(f"{one.zh}和{other.zh}各写了一个", f"one of the {one.en} and one of the {other.en} are named"),
        Text("一次只问一个数", "ask for one figure at a time"),
    )


def ambiguous(word: str, axes: list[str]) -> Problem:
    """A name that several axes have."""
    kinds = [_NAMES[axis] for axis in axes]
    return Problem(
        "P93",
        Text(
            f"“{word}”在{'和'.join(kind.zh for kind in kinds)}中都有",
            f'"{word}" is among the {" and the ".join(kind.en for kind in kinds)}',
        ),
        Text(f"写明是哪一种，如 {axes[0]}={word}", f"say which, e.g. {axes[0]}={word}"),
    )
