"""What heads of sales files mean, by the names in ``templates/heads.yaml``: roles, other figures, totals, states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from planforge import resources
from planforge.ledger.scales import BARE_UNIT, STATED, UNIT, stated_unit
from planforge.spec.history import AXES as AXES

PERIOD = ("month", "year", "day")
FIGURES = ("amount", "units", "profit", "price")
BESIDE = ("order", "row", "customer", "unit", "currency", "measure", "status", "estimated")
KEYS = (
    "month",
    "year",
    *AXES,
    "amount",
    "units",
    "profit",
    "order",
    "row",
    "customer",
    "price",
    "measure",
    "unit",
    "status",
    "ignore",
)
"""The keys that ``--map`` and ``history.columns`` know; a column to ``ignore`` is not read."""
DECIDED, OUTRIGHT, USUAL, NEAR = 4, 3, 2, 1
"""How surely a head means sales: beside any other, called so outright, a word that may mean them, a part of the head
does."""

_CODE = re.compile(r"[\s_-]+(?:usd|cny|rmb|eur|gbp|inr|jpy|hkd)\s*$", re.IGNORECASE)
_TWO_LANGUAGES = re.compile(
    r"([A-Za-z][A-Za-z .\-]+?)[\s(（/|]+([\u3040-\u9fff]+)[)）]?"
    r"|([\u3040-\u9fff]+)[\s(（/|]+([A-Za-z][A-Za-z .\-]+?)[)）]?"
)
_JOINED = re.compile(r"[/／|&＆]|\bor\b|\band\b|[及和或]")
_SPACES = re.compile(r"[\s_\-./:：*#、]+")
_SPAN_OF_MONTHS = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年?度?)?(?:第?(?P<quarter>[一二三四1-4])(?:季度?|四半期|quartal|(?:st|nd|rd|th)?quarter|q)"
    r"|(?:q|quarter|qtr)(?P<letter>[1-4])|(?P<half>[上下])(?:半年|期|半期)|h(?P<number>[12]))"
    r"(?:(?:fy)?(?P<behind>(?:19|20)\d\d|\d\d)年?)?(?P<sum>合计|小计|total)?(?:销售额|销售|实际|sales)?"
)
_LIKE_TOTAL = re.compile(
    r"[计总和汇全合計]|soma|total|sum|ytd|ensemble|insgesamt|[^\W\d_a-z\u4e00-\u9fff]", re.IGNORECASE
)
_LIKE_TOTAL_ASCII = ("total", "sum", "soma", "ytd", "ensemble", "insgesamt")


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = resources.loaded("heads.yaml")
    return words


def _split(names: str) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in names.split("|"))))


@cache
def names_of(key: str) -> tuple[str, ...]:
    """What columns of a role are called, the surest name first."""
    found = _words()[key]
    if key == "amount":
        return (*_split(found["decided"]), *_split(found["outright"]), *_split(found["usual"]))
    return _split(found)


@cache
def _ranks(key: str) -> Mapping[str, int]:
    return {key_of(name): rank for rank, name in reversed(list(enumerate(names_of(key))))}


@cache
def _other() -> Mapping[str, re.Pattern[str]]:
    return {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _words()["other"].items()}


@cache
def _stems(key: str) -> tuple[str, ...]:
    return _split(_words()["stems"].get(key, ""))


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(_words()["labels"])


@lru_cache(maxsize=20_000)
def key_of(head: str) -> str:
    """A head without its unit and without differences of width, case, blanks and joints: Order_Date is orderdate."""
    bare = _CODE.sub("", BARE_UNIT.sub("", UNIT.sub("", head)))
    return _SPACES.sub("", unicodedata.normalize("NFKC", bare).lower())


@lru_cache(maxsize=20_000)
def _rank(role: str, head: str) -> int | None:
    """Where a head stands among the names of a role; those of an axis may say whose they are (所属地市, Ship-to
    Region, 担当エリア, Verkaufsregion), that they are names, and two of them in one (City/Area). None for no such."""
    ranks, key = _ranks(role), key_of(head)
    if key in ranks:
        return ranks[key]
    if halves := _halves(head):
        return min((rank for half in halves if (rank := _rank(role, half)) is not None), default=None)
    if corner := _corner(head):
        return next((ranks[part] for part in corner if part in ranks), None)
    if role not in AXES or any(key in _ranks(axis) for axis in AXES):  # 客户类别 is a channel whole, no 类别 of a 客户
        return None
    whose, named = _belonging()
    found = [ranks.get(key_of(part)) for part in _JOINED.split(head)]
    if len(found) > 1 and None not in found:
        return found[0]
    bare = named.sub("", key)
    while key not in ranks and bare not in ranks and (match := whose.search(bare)):
        key, bare = whose.sub("", key, 1), bare.replace(match[0], "", 1)
    return ranks.get(key, ranks.get(bare))


def _corner(head: str) -> tuple[str, ...]:
    """What the head in the corner of a table says of its lines and of its columns: 片区\\月份; empty for all others."""
    parts = tuple(map(key_of, re.split(r"[\\/／|]", head)))
    across = [part in _ranks("month") for part in parts]
    down = [any(part in _ranks(axis) for axis in AXES) for part in parts]
    return parts if len(parts) == 2 and any(across) and any(down) and across != down else ()


def _halves(head: str) -> tuple[str, str] | None:
    """What a head in two languages says in either: Region 区域, 数量(Qty); None for all others."""
    match = _TWO_LANGUAGES.fullmatch(head.strip())
    return (match[1] or match[4], match[2] or match[3]) if match else None


@cache
def _belonging() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand before the name of an axis, and behind it."""
    words = _words()["belonging"]
    return re.compile(words["before"]), re.compile(words["behind"])


def columns_named(key: str, heads: Sequence[str]) -> tuple[int, ...]:
    """The columns whose heads mean a role, the likeliest first; found by a part of the name where no whole one is."""
    keys = [key_of(head) for head in heads]
    ranks = ((_rank(key, head), place) for place, head in enumerate(heads))
    found = sorted((rank, place) for rank, place in ranks if rank is not None)
    if found:
        return tuple(place for _, place in found)
    near = ((stem, place) for stem in _stems(key) for place, head in enumerate(keys) if stem in head)
    odd = {p for p, head in enumerate(keys) if _labels().search(head) or (other_of(heads[p]) and key not in AXES)}
    return tuple(dict.fromkeys(place for _, place in near if place not in odd))


@lru_cache(maxsize=20_000)
def surety(head: str) -> int:
    """How surely a head means sales: ``DECIDED``, ``OUTRIGHT``, ``USUAL``, ``NEAR``, nil where it does not."""
    if head.strip() and key_of(head) not in _ranks("amount") and (halves := _halves(head)) and not other_of(head):
        return max(map(surety, halves))
    key = key_of(head)
    for rank, name in ((DECIDED, "decided"), (OUTRIGHT, "outright")):
        if key in _called(name):
            return rank
    if key in _ranks("amount"):
        return USUAL
    if other_of(head) or _labels().search(key):
        return 0
    if any(stem in key for stem in _stems("units")):
        return 0  # sales_qty
    return NEAR if any(stem in key for stem in _stems("amount")) else 0


@cache
def _called(how: str) -> frozenset[str]:
    return frozenset(map(key_of, _split(_words()["amount"][how])))


@lru_cache(maxsize=20_000)
def other_of(head: str) -> str | None:
    """The figure that a head names instead of sales, such as "tax"; None where it names none."""
    key = key_of(head)
    if key in _ranks("amount") or any(_rank(axis, head) is not None for axis in AXES):  # Shipping Province is a place
        return None
    return _other_in(head)


def _other_in(text: str) -> str | None:
    shown = unicodedata.normalize("NFKC", text).replace("_", " ")
    return next((kind for kind, pattern in _other().items() if pattern.search(shown)), None)


def states_of(head: str, cells: Iterable[str]) -> dict[str, str]:
    """What the cells of a column of states say of their lines, "void" for one that sold nothing, "returned" for one
    whose amount is taken off; those of sales are not among them."""
    words = _words()
    void, returned, won = (re.compile(words[key], re.IGNORECASE) for key in ("void", "returned", "won"))
    types = bool(re.search(words["types"], key_of(head)))
    texts = [text for text in cells if text]
    if any(map(won.search, texts)):
        return {text: "void" for text in texts if not won.search(text)}
    found = {text: "void" for text in texts if void.search(text)}
    back = "returned" if types else "void"
    return found | {text: back for text in texts if text not in found and returned.search(text)}


def other_sheet(name: str, titles: Iterable[str], *, several: bool) -> str | None:
    """The figure that a sheet is about instead of sales, by its name or by a title above its heads, with "target" or
    the like; None where it is about sales. Of ``several`` tables on a sheet each is what its title says."""
    kinds = _words()["other_sheets"]
    sales = re.compile(_words()["sales_sheets"], re.IGNORECASE)
    for text, found in ((name, kinds), *((title, kinds if several else kinds[:1]) for title in titles)):
        if text and (kind := _other_in(text)) in found and not sales.search(text):
            return kind
    return None


def tells_volumes(title: str) -> bool:
    """Whether a title, or a sheet's name, says that its figures are volumes and no amounts: 2026年销量（箱）."""
    plain = unicodedata.normalize("NFKC", title)
    money = stated_unit([title]) or re.search(_words()["amount_titles"], plain, re.IGNORECASE)
    return not money and bool(re.search(_words()["volume_titles"], plain, re.IGNORECASE))


def is_last(head: str) -> bool:
    """Whether a head names products only where no other does: packs and sizes, kinds of business."""
    return key_of(head.rpartition("/")[2]) in _called_last()


@cache
def _called_last() -> frozenset[str]:
    return frozenset(map(key_of, _split(_words()["last"])))


def is_label(head: str) -> bool:
    """Whether a head names codes, numbers of telephones and the like."""
    return bool(_labels().search(key_of(head)))


@lru_cache(maxsize=20_000)
def is_known(head: str) -> bool:
    """Whether a head is one that names a role."""
    return any(_rank(role, head) is not None for role in (*PERIOD, *AXES, *FIGURES, *BESIDE))


def may_be_total(texts: str) -> bool:
    """Whether any of many texts may stand for a sum, seen at a glance."""
    if texts.isascii():
        low = texts.lower()
        return any(word in low for word in _LIKE_TOTAL_ASCII)
    return bool(_LIKE_TOTAL.search(texts))


@lru_cache(maxsize=20_000)
def is_total(text: str) -> bool:
    """Whether a name stands for a sum: 合计, 信阳小计, East Total."""
    if not _LIKE_TOTAL.search(text):
        return False
    key = key_of(text)
    totals = _split(_words()["totals"])
    if key in totals or key in _split(_words()["total_words"]) or key.endswith(totals):
        return True
    return (key.endswith("total") or key.startswith("totalfor")) and " " in text.strip()


def is_whole_total(text: str) -> bool:
    """Whether a name says nothing but that it is a sum."""
    key = key_of(text)
    return key in _split(_words()["totals"]) or key in _split(_words()["total_words"])


def are_channels(names: Iterable[str]) -> bool:
    """Whether all of some names are those of channels, as people call them everywhere: 线上, 线下; two at the least."""
    found = set(names)
    return len(found) >= 2 and all(re.fullmatch(_words()["channels"], name.strip(), re.IGNORECASE) for name in found)


@lru_cache(maxsize=20_000)
def is_everybody(text: str) -> bool:
    """Whether a name speaks of all others together: 全区, All channels. Arithmetic has to agree."""
    return bool(_everybody().search(unicodedata.normalize("NFKC", text).strip()))


@cache
def _everybody() -> re.Pattern[str]:
    return re.compile(_words()["everybody"], re.IGNORECASE)


@lru_cache(maxsize=20_000)
def is_unstated(text: str) -> bool:
    """Whether a name says that nobody knows whose the sales are: 未注明, (blank), Unknown."""
    return _bare(text) in _split(_words()["unstated"])


def is_rest(text: str) -> bool:
    """Whether a name is that of whatever has none: 其他, Others."""
    return _bare(text) in _split(_words()["rest"])


def _bare(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip("()[]<>【】").strip().lower()


@lru_cache(maxsize=20_000)
def is_measure(head: str) -> bool:
    """Whether a head ends as names of measures do, and names of districts or products do not: 发货额, order count."""
    return bool(_measures().search(key_of(head)))


@cache
def _measures() -> re.Pattern[str]:
    return re.compile(_words()["measures"], re.IGNORECASE)


@cache
def _beside(key: str) -> frozenset[str]:
    return frozenset(map(key_of, _split(_words()[key])))


@lru_cache(maxsize=20_000)
def is_beside(name: str) -> bool:
    """Whether a name says that what stands beside it is a target, a ratio, an average, last year's: no sale."""
    return key_of(name) in _beside("beside") or _other_in(name) == "part"


@lru_cache(maxsize=20_000)
def is_actual(name: str) -> bool:
    """Whether a name says that what stands beside it is what was sold, and no plan."""
    return key_of(name) in _beside("actual")


def measure_of(text: str) -> str | None:
    """What the figures of a line with such a name are: as ``kind_of``, and the amount for 本年 and 实际."""
    return kind_of(text) or ("amount" if is_actual(text) else None)


def is_grand_total(text: str) -> bool:
    """Whether a name stands for the sum of a whole table."""
    return key_of(text) in _split(_words()["grand"])


@lru_cache(maxsize=20_000)
def is_quarter(head: str) -> bool:
    """Whether a head names a quarter or half of a year."""
    return span_of(head) is not None


@lru_cache(maxsize=20_000)
def span_of(head: str) -> tuple[int | None, int, int] | None:
    """The months that a quarter or half of a year has: its year where it says one, its first month, how many; None
    for what is neither. 2025Q1 is (2025, 1, 3), 下半年 (None, 7, 6)."""
    match = _SPAN_OF_MONTHS.fullmatch(key_of(head))
    if not match:
        return None
    said = match["year"] or match["behind"]
    year = None if said is None else int(said) + (2000 if len(said) == 2 else 0)
    if match["half"] or match["number"]:
        second = match["half"] == "下" or match["number"] == "2"
        return year, 7 if second else 1, 6
    quarter = match["quarter"] or match["letter"]
    number = "一二三四".index(quarter) + 1 if quarter in "一二三四" else int(quarter)
    return year, 3 * number - 2, 3


@lru_cache(maxsize=20_000)
def is_aside(head: str) -> bool:
    """Whether a head names targets, ratios, quarters or sums: figures that are not sales of a month."""
    return is_total(head) or is_quarter(head) or other_of(head) is not None


def is_remark(head: str) -> bool:
    """Whether a head is that of remarks and grades, which are nobody's name: 备注, 医院等级."""
    return bool(re.search(_words()["remarks"], unicodedata.normalize("NFKC", head), re.IGNORECASE))


def is_buyer(head: str) -> bool:
    """Whether a head is that of those who buy, called as no name of customers that is known: 终端医院, 经销商."""
    return bool(re.search(_words()["buyers"], unicodedata.normalize("NFKC", head), re.IGNORECASE))


@lru_cache(maxsize=20_000)
def kind_of(text: str) -> str | None:
    """ "amount", "units" or "profit" for the name of such a figure."""
    key = key_of(text)
    if is_whole_total(text):
        return None
    kind = next((kind for kind in ("amount", "units", "profit") if key in _ranks(kind)), None)
    return kind or next(filter(None, map(kind_of, _halves(text) or ())), None)


@cache
def _plain_sheet() -> re.Pattern[str]:
    return re.compile(_words()["plain_sheets"], re.IGNORECASE)


def is_plain_sheet(name: str) -> bool:
    """Whether a sheet's name says nothing of its sales: Sheet3, 第1部分."""
    return bool(_plain_sheet().fullmatch(unicodedata.normalize("NFKC", name).strip()))


@cache
def _key_names() -> Mapping[str, str]:
    found = {key: key for key in KEYS}
    for key, names in _words()["keys"].items():
        found |= dict.fromkeys(_split(names), key)
    return found


def role_named(key: str) -> str | None:
    """The role that a key of ``--map`` names, in English or Chinese; None for one that names none."""
    return _key_names().get(key.strip()) or _key_names().get(key.strip().lower())


def in_groups(heads: Sequence[str], groups: Sequence[str]) -> tuple[str, ...]:
    """Heads that say nothing without the group they stand in, behind it: 客户/名称 and 存货/名称, 无税/金额."""

    def full(place: int, head: str) -> str:
        group = groups[place]
        if not head or group in ("", head) or not _is_group(group):
            return head
        whole = f"{group}/{head}"
        return whole if key_of(head) in _nameless() or _is_called(key_of(whole)) else head

    return tuple(full(place, head) for place, head in enumerate(heads))


def _is_group(text: str) -> bool:
    """Whether a text above heads groups them, and is no line about the whole table."""
    return not STATED.search(text) and not re.search(r"[:：，。；]", text)


@cache
def _nameless() -> frozenset[str]:
    return frozenset(map(key_of, _split(_words()["nameless"])))


def _is_called(key: str) -> bool:
    """Whether a role has this very name."""
    return any(key in _ranks(role) for role in (*PERIOD, *AXES, *FIGURES, *BESIDE))
