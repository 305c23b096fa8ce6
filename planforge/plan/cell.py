"""Which figure of a plan is meant: ``南阳 3月``, ``费用 促销 Q1``, ``district=南阳 month=3 product=A``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from planforge.plan.plan import Plan
from planforge.plan.wording import did_you_mean
from planforge.problem import Problem, Text
from planforge.spec.values import parse_month

AXES = ("district", "product", "channel", "person", "store", "line")
_SUBJECTS = {
    "sales": ("销售", "销售额", "目标", "sales", "target"),
    "volume": ("销量", "volume", "units"),
    "budget": ("费用", "预算", "budget", "expense"),
    "cash": ("回款", "货款", "现金", "cash", "collection"),
    "gross": ("毛利", "毛利额", "gross", "margin"),
}
_LAYERS = {
    "floor": ("保底", "floor"),
    "base": ("基础", "base"),
    "stretch": ("奋斗", "stretch"),
    "reserve": ("预留", "reserve"),
}
_KEYS = {
    "district": ("片区", "district"),
    "product": ("产品", "product"),
    "channel": ("渠道", "channel"),
    "person": ("人员", "person"),
    "store": ("门店", "store"),
    "line": ("科目", "line"),
    "month": ("月", "月份", "month"),
    "quarter": ("季", "季度", "quarter"),
    "layer": ("层", "layer"),
    "subject": ("什么", "subject"),
}
_YEAR = ("全年", "全区", "year", "total", "region")
_QUARTERS = ("一季度", "二季度", "三季度", "四季度")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: its subject, the nodes it belongs to, and its month or quarter; None means all of it."""

    subject: str = "sales"
    layer: str | None = None
    district: str | None = None
    product: str | None = None
    channel: str | None = None
    person: str | None = None
    store: str | None = None
    line: str | None = None
    month: int | None = None
    quarter: int | None = None

    @property
    def nodes(self) -> dict[str, str]:
        """The axes that are narrowed, with the node of each."""
        return {axis: name for axis in AXES if (name := getattr(self, axis)) is not None}


def find_cell(plan: Plan, query: str) -> Cell | Problem:
    """The figure a query names; a Problem with the nearest name where a word means nothing in this plan."""
    names = node_names(plan)
    cell, words = Cell(), _words(query, names)
    if not words:
        return _unknown("", names)
    for word in words:
        key, equals, value = word.partition("=")
        found = _keyed(cell, key, value, names) if equals else _worded(cell, word, names)
        if found is None:
            return _unknown(value if equals else word, names)
        cell = found
    return replace(cell, subject="budget") if cell.line and cell.subject == "sales" else cell


def node_names(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The names of every axis of a plan."""
    targets = plan.targets
    grids = {
        "product": targets.products,
        "channel": targets.channels,
        "person": targets.people,
        "store": targets.stores,
    }
    found = {axis: grid.nodes if grid else () for axis, grid in grids.items()}
    return {"district": targets.districts.nodes, **found, "line": plan.budget.months.nodes}


def _words(query: str, names: dict[str, tuple[str, ...]]) -> list[str]:
    """The words of a query; names with blanks stay whole, and ``南阳3月`` is two words."""
    text = re.sub(r"\s*=\s*", "=", unicodedata.normalize("NFKC", query)).replace(",", " ").replace("，", " ")
    known = {name for nodes in names.values() for name in nodes}
    parts, words = text.split(), list[str]()
    while parts:
        length = next((n for n in range(len(parts), 1, -1) if " ".join(parts[:n]).partition("=")[2] in known), 0)
        length = length or next((n for n in range(len(parts), 0, -1) if " ".join(parts[:n]) in known), 1)
        word, parts = " ".join(parts[:length]), parts[length:]
        glued = re.fullmatch(r"(.+?)(\d{1,2}月|[一二三四]季度)", word)
        words += [glued[1], glued[2]] if glued and word not in known and "=" not in word else [word]
    return words


def _worded(cell: Cell, word: str, names: dict[str, tuple[str, ...]]) -> Cell | None:
    """The cell narrowed by a word that stands alone."""
    axes = ("line", *AXES[:-1]) if cell.subject == "budget" else AXES
    for axis in axes:
        if word in names[axis]:
            return _with(cell, axis, word)
    lower = word.lower()
    if lower in _YEAR:
        return cell
    for field, table in (("subject", _SUBJECTS), ("layer", _LAYERS)):
        for key, synonyms in table.items():
            if lower in synonyms:
                return _with(cell, field, key)
    return _period(cell, word)


def _with(cell: Cell, field: str, value: str | int) -> Cell:
    return replace(cell, **{field: value})  # type: ignore[arg-type]


def _period(cell: Cell, word: str) -> Cell | None:
    quarter = re.fullmatch(r"(?:Q|第)?([1-4一二三四])(?:季度|季)?", word.upper())
    if quarter and not word.isdigit():
        return replace(cell, quarter="1234一二三四".index(quarter[1]) % 4 + 1)
    try:
        return replace(cell, month=parse_month(word))
    except ValueError:
        return None


def _keyed(cell: Cell, key: str, value: str, names: dict[str, tuple[str, ...]]) -> Cell | None:
    """The cell narrowed by ``key=value``."""
    field = next((field for field, words in _KEYS.items() if key.strip().lower() in words), None)
    if field in names:
        return _with(cell, field, value) if value in names[field] else None
    if field == "month":
        found = _period(cell, value)
        return found if found and found.month else None
    if field == "quarter":
        return _period(cell, f"Q{value}" if value.isdigit() else value)
    return _worded(cell, value, dict.fromkeys(AXES, ())) if field else None


def _unknown(word: str, names: dict[str, tuple[str, ...]]) -> Problem:
    known = [name for nodes in names.values() for name in nodes]
    hint = did_you_mean(word, known) if word else None
    example = f"{names['district'][0]} 3月"
    return Problem(
        "P90",
        Text(f"计划中没有“{word}”", f'the plan has no "{word}"')
        if word
        else Text("没有写哪个数", "no figure is named"),
        hint or Text(f"例如 {example}", f"e.g. {example}"),
    )
