"""Whose a person's sales are where he sells in several districts: a plan knows him once a district, as 王磊（安阳）."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from planforge.ledger.sales import NIL, Sale
from planforge.problem import Text
from planforge.spec.region import SEAT, seat_name
from planforge.spec.spec import Spec

HOME = Decimal("0.8")  # of a person's sales that lie in one district make it his
MOST = 3  # districts that one person can be thought to look after; whoever sells in more has no target of his own


def home_of(sales: Iterable[Sale]) -> str | None:
    """The district that most of a person's or store's sales lie in."""
    sums = _by_district(sales)
    best = max(sums, key=lambda name: sums[name])
    return best if sums[best] >= HOME * sum(sums.values(), NIL) else None


def seated(sales: Sequence[Sale]) -> tuple[tuple[Sale, ...], list[Text]]:
    """The sales with those of people at home in no district told apart by district, and what is to be said of it."""
    groups: dict[str, list[Sale]] = defaultdict(list)
    for sale in sales if any(sale.node.district for sale in sales) else ():
        if sale.node.person is not None:
            groups[sale.node.person].append(sale)
    roaming = {name: _by_district(own) for name, own in groups.items() if home_of(own) is None}
    shared = {name: list(sums) for name, sums in roaming.items() if None not in sums and len(sums) <= MOST}
    seats = {(name, of): seat_name(name, of or "") for name, districts in shared.items() for of in districts}
    away = [name for name in roaming if name not in shared]
    return tuple(_moved(sales, seats)) if seats else tuple(sales), [*_told(shared), *_untold(away)]


def as_planned(sales: Sequence[Sale], known: Mapping[str, Iterable[str]]) -> Sequence[Sale]:
    """The sales under the names by which a plan knows people once a district."""
    people, districts = set(known.get("person", ())), set(known.get("district", ()))
    found = ((match[1], match[2], name) for name in people if (match := SEAT.fullmatch(name)))
    seats = {(name, of): seat for name, of, seat in found if of in districts}
    return list(_moved(sales, seats)) if seats else sales


def borne_by_leaders(spec: Spec) -> dict[str, str]:
    """The districts without people whose leader bears them, by the name he has there: with the district, where he bears
    another one too. Who is of the district's team with no weight bears nothing of it."""
    manned = {member.district for member in spec.team if member.weight != 0}
    without = {(member.person, member.district) for member in spec.team if member.weight == 0}
    led = {d.name: d.leader for d in spec.districts if d.leader and d.name not in manned}
    led = {name: leader for name, leader in led.items() if (leader, name) not in without}
    homes = {one.name for one in spec.districts}
    of_team = (member.person for member in spec.team if member.weight != 0 and member.district in homes)
    places = Counter([*led.values(), *of_team])
    return {name: seat_name(leader, name) if places[leader] > 1 else leader for name, leader in led.items()}


def _moved(sales: Iterable[Sale], seats: Mapping[tuple[str, str | None], str]) -> Iterable[Sale]:
    for sale in sales:
        node = sale.node
        seat = seats.get((node.person, node.district)) if node.person else None
        yield sale._replace(node=node._replace(person=seat)) if seat else sale


def _by_district(sales: Iterable[Sale]) -> dict[str | None, Decimal]:
    sums: dict[str | None, Decimal] = defaultdict(Decimal)
    for sale in sales:
        sums[sale.node.district] += sale.amount
    return sums


def _told(shared: Mapping[str, Sequence[str | None]]) -> list[Text]:
    if not shared:
        return []
    zh = [f"{name}（{'、'.join(map(str, districts))}）" for name, districts in shared.items()]
    en = [f"{name} ({', '.join(map(str, districts))})" for name, districts in shared.items()]
    return [
        Text(
            f"在两三个片区都有销售的人员按片区分列，各有各的目标：{'、'.join(zh)}",
            f"people who sell in two or three districts stand once for each, with a target for each: {', '.join(en)}",
        )
    ]


def _untold(away: Sequence[str]) -> list[Text]:
    if not away:
        return []
    return [
        Text(
            f"在更多片区有销售的人员没有写所属片区，目标没有分到他们：{'、'.join(away)}",
            f"people who sell in more districts, or in none that is named, have no district and no target: "
            f"{', '.join(away)}",
        )
    ]
