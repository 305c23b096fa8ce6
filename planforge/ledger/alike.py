"""Names of one file that differ in their writing only: one where nothing else can be meant, else told."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from planforge.ledger.choice import SAID, Known
from planforge.ledger.heads import AXES
from planforge.ledger.outcome import Ledger
from planforge.ledger.sales import MOST_TOLD, NIL, Node, Sale
from planforge.problem import Problem, Severity, Text, Where
from planforge.wording import printed

_KIND = re.compile(
    r"(?<=..)(?:特别行政区|自治区|自治州|自治县|地区|片区|省|市|区|县|盟|州)$"
    r"|^(?:city|province|state|county) of | (?:city|province|state|county|district|region|territory)$"
)
_NODE = Sale._fields.index("node")


def written_alike(ledger: Ledger, known: Known) -> None:
    """Names that differ in width, case or blanks become one, which is told; districts that differ by a 市, 区, 县 or
    省 are told and left. What a plan has under both names is meant so."""
    nodes = list({id(node): node for node in map(itemgetter(_NODE), ledger.sales)}.values())
    for place, axis in enumerate(AXES):
        names = list(dict.fromkeys(node[place] for node in nodes if node[place]))
        planned = set(known.get(axis, ()))
        one: dict[str | None, str] = {}
        for group in _groups(names, _plain):
            if len(planned & set(group)) < 2:
                best = next((name for name in group if name in planned), group[0])
                one |= {name: best for name in group if name != best}
        if one:
            ledger.problems += _merged(axis, place, one, ledger.sales)
            ledger.sales = [_under(sale, place, one) for sale in ledger.sales]
        if axis == "district":
            left = [name for name in names if name not in one]
            ledger.problems += _told(place, list(_groups(left, _without_kind)), ledger.sales)


def _groups(names: Sequence[str], key: Callable[[str], str]) -> Iterator[list[str]]:
    """Names of one key, where they are several."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found[key(name)].append(name)
    return (group for group in found.values() if len(group) > 1)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _without_kind(name: str) -> str:
    return _plain(_KIND.sub("", " ".join(unicodedata.normalize("NFKC", name).casefold().split())))


def _under(sale: Sale, place: int, one: dict[str | None, str]) -> Sale:
    name = sale.node[place]
    if name not in one:
        return sale
    return sale._replace(node=Node(*(one[name] if n == place else other for n, other in enumerate(sale.node))))


def _merged(axis: str, place: int, one: dict[str | None, str], sales: Iterable[Sale]) -> Iterator[Problem]:
    first: dict[str | None, Sale] = {}
    for sale in sales:
        if sale.node[place] in one:
            first.setdefault(sale.node[place], sale)
    said = SAID[axis]
    for name, sale in list(first.items())[:MOST_TOLD]:
        message = Text(
            f"{said.zh}“{name}”与“{one[name]}”只是全半角、大小写或空格不同，当作同一个",
            f"{said.en} {name} and {one[name]} differ in width, case or blanks only and are taken for one",
        )
        yield Problem("H07", message, None, ("history",), Where(sale.file, sale.line, 1), Severity.INFO)


def _told(place: int, groups: Collection[Sequence[str]], sales: Sequence[Sale]) -> Iterator[Problem]:
    for group in list(groups)[:MOST_TOLD]:
        own = {name: [sale for sale in sales if sale.node[place] == name] for name in group}
        now = _newest(own)
        others = [name for name in group if name != now]
        sums = {name: printed(sum((sale.amount for sale in of), NIL), 0) for name, of in own.items()}
        message = Text(
            f"片区{'、'.join(f'“{name}”（{amount}）' for name, amount in sums.items())}可能是同一个，按不同的片区计",
            f"districts {' and '.join(f'{name} ({amount})' for name, amount in sums.items())} may be one: they are"
            " taken for different ones",
        )
        pairs, options = ", ".join(f"{name}: {now}" for name in others), ",".join(f"{name}={now}" for name in others)
        hint = Text(
            f"是同一个就把文件里的名称写成一样；或在 history.rename 中写 {pairs}，新建时写 --rename {options}",
            f"where they are one, write the same name in the file; or {pairs} in history.rename, with new --rename"
            f" {options}",
        )
        sale = own[others[0]][0]
        yield Problem("H07", message, hint, ("history",), Where(sale.file, sale.line, 1), Severity.WARNING)


def _newest(own: Mapping[str, Sequence[Sale]]) -> str:
    """The name that is in use: the one with most sales in the newest year, which the others are to become."""
    last = max(sale.year for sales in own.values() for sale in sales)
    return max(own, key=lambda name: sum((sale.amount for sale in own[name] if sale.year == last), NIL))
