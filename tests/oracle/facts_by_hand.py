"""The facts of sentences worked out by hand: who leads, what falls, when the season is, what 90 % of the target means.

Named as in ``Facts``; made of the books alone (the file, its sales, the published cells). Nothing of planforge is
imported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

from accounts import Books, columns, day, money, number, quarters, rate, round_to, share
from worked_out import NIL, Figure, growth_rates, is_wage, natural_growth, outlays

Rows = Mapping[str, Sequence[int]]


def facts_of(books: Books) -> Iterator[Figure]:
    """All of them."""
    for part in (
        axes,
        season,
        closed,
        trend,
        page,
        people,
        last_year,
        mix,
        profit,
        budget,
        cash,
        promotions,
        market,
        gap,
        actions,
        shortfall,
        pace,
        sizes,
        dealers,
        rivals,
        segments,
        bridge,
        earner,
        quarter,
        payer,
        work,
    ):
        yield from part(books)


def first(items: Sequence[Any], key: Callable[[Any], Any], *, least: bool = False) -> Any:
    """The first with the largest (or least) key, None of nothing."""
    best = None
    for item in items:
        if best is None or (key(item) < key(best) if least else key(item) > key(best)):
            best = item
    return best


def tenth(value: Fraction) -> int:
    """A rate in tenths of a per cent, as it is printed."""
    return round_to(value * 1000)


def changed(name: str, now: Any, then: Any) -> Figure:
    """The change of a rate as printed. The rates are shown with six decimals: of one that stands so near the edge of a
    printed tenth nobody can say from them which way it was rounded."""
    rates = [None if one is None else Fraction(one) for one in (now, then)]
    if None in rates:
        return Figure(name, None, "as printed")
    known = [one for one in rates if one is not None]
    edges = sum(abs(abs(one) * 1000 % 1 - Fraction(1, 2)) <= Fraction(1, 2000) for one in known)
    return Figure(name, Fraction(tenth(known[0]) - tenth(known[1]), 1000), "as printed", Fraction(edges, 1000))


def exact(shown: Any) -> Fraction | None:
    return None if shown is None else Fraction(shown)


# Sales ----------------------------------------------------------------------------------------------------------------


def axes(b: Books) -> Iterator[Figure]:
    last = b.whole(b.last)
    yield Figure("added", None if last is None else b.total - last, "target - last year")
    past = b.grid("targets.last_districts")
    leaders = {d["name"]: d.get("leader") for d in b.each("districts")}
    ever = {sale.place.get("district") for sale in b.sales if sale.amount and sale.year < b.year}
    yield from nodes("districts", b.targets, {name: sum(row) for name, row in past.items()}, leaders, ever)
    for axis in ("products", "channels"):
        rows = b.grid(f"targets.{axis}")
        if rows:
            yield from nodes(axis, rows, b.shown["targets"][f"last_{axis}"], {})
        else:
            yield Figure(axis, None, f"no {axis}")
    stores = b.grid("targets.stores")
    yield from nodes("stores", stores, {}, {}) if stores else [Figure("stores", None, "no stores")]


def nodes(
    axis: str, rows: Rows, past: Mapping[str, int], leaders: Mapping[str, str | None], ever: Collection[str | None] = ()
) -> Iterator[Figure]:
    goal = {name: sum(row) for name, row in rows.items()}
    old = {name: past.get(name) or None for name in rows}
    whole, before = sum(goal.values()), sum(past.values())
    added = {name: goal[name] - amount for name, amount in old.items() if amount is not None}
    growth = {name: Fraction(added[name], old[name] or 1) for name in added}
    for at, name in enumerate(rows):
        place = f"{axis}.nodes.{at}"
        more = goal[name] - (old[name] or 0)
        yield Figure(f"{place}.name", name, f"{axis} in their order")
        yield Figure(f"{place}.target", goal[name], f"target of {name}")
        yield Figure(f"{place}.last", old[name], f"last year of {name}")
        yield Figure(f"{place}.added", added.get(name), "target - last year")
        yield Figure(f"{place}.growth", growth.get(name), "(target - last year) ÷ last year")
        yield Figure(f"{place}.share", share(goal[name], whole), "÷ all targets")
        part = Fraction(more, whole - before) if past and whole > before else None
        yield Figure(f"{place}.part", part, "its growth ÷ the region's")
        yield Figure(f"{place}.leader", leaders.get(name), "districts[].leader")
    known = [name for name in rows if name in added]
    most = max((added[n] for n in known), default=0)
    pace = max((tenth(growth[n]) for n in known), default=0)
    yield Figure(f"{axis}.largest", first(list(rows), goal.__getitem__), "the largest target")
    yield Figure(f"{axis}.leading", first(known, added.__getitem__), "adds the most")
    yield Figure(f"{axis}.leaders", [n for n in known if added[n] == most], "all that add the most")
    yield Figure(f"{axis}.fastest", first(known, growth.__getitem__), "the highest growth")
    yield Figure(f"{axis}.runners", [n for n in known if tenth(growth[n]) == pace], "all of that growth as printed")
    yield Figure(f"{axis}.slowest", first(known, growth.__getitem__, least=True), "the lowest growth")
    apart = pace - min((tenth(growth[n]) for n in known), default=0)
    even = known == list(rows) and 0 < apart < 5
    yield Figure(f"{axis}.even", even, "all growths known and less than half a point apart, but not as printed")
    yield Figure(f"{axis}.falling", [n for n in known if added[n] < 0], "less than last year")
    without = [n for n in rows if past and old[n] is None]
    yield Figure(f"{axis}.new", [n for n in without if n not in ever], "nothing in any year")
    yield Figure(f"{axis}.idle", [n for n in without if n in ever], "nothing last year, but before")
    yield Figure(f"{axis}.count", len(rows), f"how many {axis}")


def season(b: Books) -> Iterator[Figure]:
    months = dict(enumerate(b.months, 1))
    order = sorted(months, key=lambda m: (-months[m], m))
    whole = b.total or 1
    high, low = order[:3], order[9:]
    yield Figure("season.peaks", sorted(high), "the three strongest months")
    yield Figure("season.peak_share", Fraction(sum(months[m] for m in high), whole), "what they have of the year")
    yield Figure("season.lows", sorted(low), "the three weakest months")
    yield Figure("season.low_share", Fraction(sum(months[m] for m in low), whole), "what they have of the year")
    yield Figure("season.above", sum(months[m] > Fraction(b.total, 12) for m in months), "months above a twelfth")
    yield Figure("season.top", order[0], "the strongest month")
    yield Figure("season.first_half", Fraction(sum(months[m] for m in range(1, 7)), whole), "January to June ÷ year")
    swing = Fraction(sum(months[m] for m in high) - sum(months[m] for m in low), whole)
    yield Figure("season.swing", swing, "the strongest less the weakest")
    yield Figure("season.quarters", [Fraction(q, whole) for q in quarters(b.months)], "three months ÷ year")
    flat = max(months.values()) - min(months.values()) <= 12 * b.step
    yield Figure("season.flat", flat, "no month far from another")
    yield Figure("season.estimated", False, "no year lacks a month")
    now, plain = (Fraction(b.shown["targets"][key][0]) for key in ("season", "plain_season"))
    if now != plain or b.get("targets.season.festival") in (False, "no"):  # a shift too small to be published is none
        yield Figure("season.shift", (now > plain) - (now < plain), "January after and before the festival shift")


def closed(b: Books) -> Iterator[Figure]:
    """The months that are over stand in the file as they were sold."""
    over = b.get("targets.closed") or []
    if not over:
        yield Figure("closed", None, "no month is closed")
        return
    sold = sum(money(amount) or 0 for one in over for amount in one["actual"].values())
    yield Figure("closed.through", len(over), "the last month that is over")
    yield Figure("closed.next", len(over) + 1, "the month after it")
    yield Figure("closed.sold", sold, "what the districts sold in them")
    yield Figure("closed.left", b.total - sold, "the target less what was sold")


def trend(b: Books) -> Iterator[Figure]:
    """The parts of a blend that the data chose; one that the manager wrote is no finding."""
    parts = {name: Fraction(part) for name, part in (b.shown["targets"]["blend"] or {}).items()}
    if b.get("targets.by_district", "auto") != "auto" or "equal" in parts or len(parts) < 2:
        yield Figure("trend", None, "the manager chose, or there is one part")
        return
    assert sum(parts.values()) == 1
    for name in ("last", "growth", "history"):
        yield Figure(f"trend.{name}", parts.get(name), "its part of a district's weight")


def page(b: Books) -> Iterator[Figure]:
    assigned = b.whole(money(b.get("targets.assigned")))
    yield Figure("page.assigned", assigned, "targets.assigned")
    yield Figure("page.distance", None if assigned is None else b.total - assigned, "target - assigned")
    last = b.shown["budget"]["last_expense"]
    more = None if last is None else b.shown["budget"]["expense"] - last
    yield Figure("page.more_expense", more, "expense - last year's, counted alike")
    region = b.shown["shares"][-1] if b.shown["shares"] else None
    gained, added = region and region["from_share"], b.total - (b.whole(b.last) or 0)
    alone = b.shown["gap"] is None or (region and region["from_market"] == b.shown["gap"]["trend"])
    part = Fraction(gained, added) if alone and gained and b.last is not None and 0 < gained <= added else None
    yield Figure("page.share_part", part, "sales from a higher market share ÷ sales added")
    yield Figure("page.risks", list(islice(risks(b), 3)), "in the order of what they cost")
    yield Figure("page.asks", [*map(ask, b.each("asks"))], "the amount where the sentence does not say it")


def ask(given: Mapping[str, Any]) -> list[Any]:
    """Its text, its amount unless a number of the text is that in some unit, its day, and who decides."""
    amount = money(given.get("amount"))
    numbers = [Fraction(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", given["what"])]
    said = any(number * size == amount for number in numbers for size in (1, 1_000, 10_000, 10**6, 10**8))
    return [given["what"], None if said else amount, given.get("by"), given.get("decides")]


def months_left(b: Books) -> int:
    """The target less what was sold in closed months."""
    over = b.get("targets.closed") or []
    return b.total - int(sum(money(amount) or 0 for month in over for amount in month["actual"].values()))


def tenth_of_the_rest(b: Books) -> int:
    return round_to(Fraction(months_left(b), 10), b.step)


def at_ninety(b: Books, found: Any) -> Fraction:
    """(gross - variable) less a tenth of the part of the year that is left, less fixed."""
    part = 1 - Fraction(months_left(b), 10 * b.total) if b.total else Fraction(9, 10)
    return Fraction((found["total"]["gross"] - found["variable"]) * part - found["fixed"])


def risks(b: Books) -> Iterator[list[Any]]:
    """A tenth less sold, the manager's with their cost, the largest source, overdue money, a point less margin."""
    profit, tenth_part = b.shown["profit"], tenth_of_the_rest(b)
    given = b.each("control.contingencies")
    due = [(rate(c["below"]) or NIL, c) for c in given if (rate(c.get("below")) or NIL) >= Fraction(9, 10)]
    nearest = first(due, lambda pair: pair[0], least=True)
    left = at_ninety(b, profit) if profit else None
    yield ["ninety", tenth_part, "", b.whole(left), nearest and next(iter(nearest[1].get("measures", ())), None), None]
    told = [c for c in given if c.get("below") is None or c.get("impact") is not None]
    named = [
        ["named", money(c.get("impact")), c["trigger"], None, next(iter(c.get("measures", ())), None), None]
        for c in told
    ]
    yield from sorted((one for one in named if one[1] is not None), key=lambda one: -one[1])
    found = b.shown["gap"]
    if found and found["sources"] and found["gap"] > 0:
        main = first(found["sources"], lambda source: source["amount"])
        yield ["source", main["amount"], main["name"], None, None, None]
    collected, over = b.shown["collection"], len(b.get("targets.closed") or [])
    if hoped := sum(sum(d["overdue_cash"][over:]) for d in collected["districts"]) if collected else 0:
        yield ["overdue", hoped, "", None, None, None]
    if profit:
        less = b.whole(profit["total"]["gross"] - Fraction(b.total, 100) - profit["variable"] - profit["fixed"]) or 0
        whole = profit["total"]["contribution"]
        yield ["margin", whole - less, "", less, None, share(whole - less, whole) if whole > 0 else None]
    yield from (one for one in named if one[1] is None)


def people(b: Books) -> Iterator[Figure]:
    rows = b.grid("targets.people")
    if not rows:
        yield Figure("people", None, "no people")
        return
    whole = sum(map(sum, rows.values()))
    homes = b.shown["targets"]["person_district"]
    each: dict[str, int] = {}
    for seat, months in rows.items():
        name = seat.removesuffix(f"（{homes[seat]}）").removesuffix(f" ({homes[seat]})")
        each[name] = each.get(name, 0) + sum(months)
    best = first(list(each), each.__getitem__)
    own = rate(b.get("cascade.personal_share"))
    yield Figure("people.count", len(each), "people with a target")
    yield Figure("people.average", b.whole(Fraction(whole, len(each))), "their targets ÷ their number")
    yield Figure("people.highest", best, "the highest target")
    yield Figure("people.highest_target", each[best], "the highest target")
    yield Figure("people.alike", len(set(each.values())) == 1, "whether all have the same")
    worst = first(list(each), each.__getitem__, least=True)
    yield Figure("people.lowest", worst, "the lowest target")
    yield Figure("people.times", share(each[best], each[worst]), "the highest ÷ the lowest")
    yield Figure("people.own", b.whole(whole * own) if own else None, "targets × cascade.personal_share")
    manned = {m["district"] for m in b.get("team", ()) if m.get("district") and m["name"] in rows}
    led = {d["name"] for d in b.get("districts", ()) if d.get("leader") in each and d["name"] in homes.values()}
    taken = manned | led
    free = {name: sum(row) for name, row in b.grid("targets.districts").items() if name not in taken and any(row)}
    yield Figure("people.beyond", sum(free.values()), "the districts that have nobody")
    yield Figure("people.without", list(free), "the districts that have nobody")


def last_year(b: Books) -> Iterator[Figure]:
    review = b.shown["review"]
    total = review["total"]
    if total is None or total["target"] is None:
        yield Figure("review", None, "no target of last year")
        return
    rated = [n for n in review["districts"] if n["target"]]
    attained = {n["name"]: Fraction(n["actual"], n["target"]) for n in rated}
    names = [n["name"] for n in rated]
    stores = [n for n in review["stores"] if n["target"]]
    ranked = sorted((n for n in review["managers"] if n["target"]), key=lambda n: n["rank"])
    some = len(ranked) >= 6
    many = len(names) > 1
    yield Figure("review.attained", total["actual"] >= total["target"], "actual against target")
    yield Figure("review.distance", abs(total["actual"] - total["target"]), "actual - target, without sign")
    yield Figure("review.best", first(names, attained.__getitem__) if many else None, "the highest attainment")
    worst = first(names, attained.__getitem__, least=True) if many else None
    yield Figure("review.worst", worst, "the lowest attainment")
    yield Figure("review.below", [n for n in names if attained[n] < 1], "districts below their target")
    missed = {n["name"]: n["target"] - n["actual"] for n in rated if n["actual"] < n["target"]} if many else {}
    short = first([*missed], missed.__getitem__)
    yield Figure("review.short", short, "misses most")
    part = Fraction(missed[short], sum(missed.values())) if short else None
    yield Figure("review.short_part", part, "÷ all that districts miss")
    yield Figure("review.stores", len(stores), "stores with a target")
    yield Figure("review.reached", sum(n["actual"] >= n["target"] for n in stores), "stores that reached theirs")
    yield Figure("review.first", [n["name"] for n in ranked[:3]] if some else [], "the three best of six or more")
    yield Figure("review.last", [n["name"] for n in ranked[-3:]] if some else [], "the three worst")
    made = [n["name"] for n in ranked if n["actual"] >= n["target"]]
    yield Figure("review.made", made, "managers that reached theirs")


# Money ----------------------------------------------------------------------------------------------------------------


def mix(b: Books) -> Iterator[Figure]:
    found = b.shown["profit"]
    if not found or not found["products"]:
        yield Figure("mix", None, "no profit plan")
        return
    old = sum(p["last_sales"] or 0 for p in found["products"])
    shares = {
        p["name"]: (share(p["sales"], b.total) or NIL, share(p["last_sales"], old) or NIL)
        for p in found["products"]
        if p["last_sales"] is not None and old
    }
    printed = {name: [round_to(part * 1000, 1) for part in pair] for name, pair in shares.items()}
    moved = {name: now - before for name, (now, before) in shares.items() if len(set(printed[name])) > 1}
    up = first([*moved], moved.__getitem__)
    down = first([*moved], moved.__getitem__, least=True)
    yield Figure("mix.rising", up if up and moved[up] > 0 else None, "share of sales rises most")
    yield Figure("mix.falling", down if down and moved[down] < 0 else None, "share of sales falls most")
    up, down = (up if up and moved[up] > 0 else None), (down if down and moved[down] < 0 else None)
    yield changed("mix.gained", *(shares[up] if up else (None, None)))
    margins = {p["name"]: exact(p["margin"]) or NIL for p in found["products"]}
    earning = up is not None and (down is None or margins[up] >= margins[down])
    yield Figure("mix.earning", earning, "margin of what rises against that of what falls")
    yield changed("mix.margin_change", found["margin"], found["last_margin"])


def profit(b: Books) -> Iterator[Figure]:
    found = b.shown["profit"]
    if not found:
        yield Figure("money", None, "no profit plan")
        return
    total, last = found["total"], found["last"]
    asked = sum(amount for _, amount in total["lines"])
    returned = total["gross"] - asked
    wages = any(map(is_wage, b.each("budget.lines"))) and b.get("budget.wages") == "apart"
    old = last and last["expense"] + (last["wages"] if wages else 0)
    ninety = at_ninety(b, found)
    even = found["break_even"]
    yield Figure("money.asked", asked, "all lines")
    yield Figure("money.returned", returned, "gross profit - all lines")
    yield Figure("money.rate", Fraction(returned, asked) if asked > 0 else None, "contribution ÷ all lines")
    yield Figure("money.last_asked", old, "last year's expense (and wages apart)")
    yield Figure("money.last_returned", last and last["gross"] - (old or 0), "last gross profit - that")
    yield Figure("money.more_asked", last and asked - (old or 0), "against last year")
    yield Figure("money.more_returned", last and returned - (last["gross"] - (old or 0)), "against last year")
    safety = Fraction(b.total - even, b.total) if even is not None and b.total else None
    yield Figure("money.safety", safety, "(sales - break-even) ÷ sales")
    yield Figure("money.at_ninety", b.whole(ninety), "gross - variable, a tenth less in the months left, - fixed")
    yield Figure("money.loss_at_ninety", returned - (b.whole(ninety) or 0), "contribution - that at 90 %")


def budget(b: Books) -> Iterator[Figure]:
    rows = {name: sum(row) for name, row in b.grid("budget.months").items()}
    if not any(rows.values()):
        yield Figure("budget", None, "no budget")
        return
    apart = b.get("budget.wages") == "apart"
    counted = [line["name"] for line in b.each("budget.lines") if not (apart and is_wage(line))] or list(rows)
    largest = first(counted, rows.__getitem__)
    held = b.shown["budget"]
    names = list(rows)
    lost = [cost for _, line, cost in outlays(b) if line not in names]
    over = [s["name"] for s in held["spending"] if s["drawn"] > s["budget"]]
    yield Figure("budget.largest", largest, "the largest line that counts")
    part = Fraction(rows[largest], sum(rows[n] for n in counted) or sum(rows.values()))
    yield Figure("budget.largest_share", part, "÷ all that count")
    yield changed("budget.ratio_change", held["ratio"], held["last_ratio"])
    yield changed("budget.wage_change", held["wage_ratio"], held["last_wage_ratio"])
    yield Figure("budget.over", over, "lines on which more is drawn than they hold")
    yield Figure("budget.drawn", sum(s["drawn"] for s in held["spending"]), "drawn on all lines")
    drawn = share(sum(s["drawn"] for s in held["spending"]), sum(rows.values()))
    yield Figure("budget.drawn_part", drawn, "÷ the budget")
    yield Figure("budget.undrawn", b.whole(sum(lost, NIL)), "costs that no line pays")


def cash(b: Books) -> Iterator[Figure]:
    found = b.shown["collection"]
    if not found:
        yield Figure("cash", None, "no collection")
        return
    months = columns(b.grid("collection.cash").values())
    left = None if found["opening"] is None else found["opening"] + b.total - sum(months)
    recovered = [sum(row) for row in zip(*(d["overdue_cash"] for d in found["districts"]), strict=True)]
    yield Figure("cash.peak", 1 + months.index(max(months)), "the month of most cash")
    yield Figure("cash.receivables_change", None if left is None else left - found["opening"], "closing - opening")
    owed = money(b.get("collection.overdue"))
    part = share(owed, found["opening"]) if owed is not None else None
    yield Figure("cash.overdue_part", part, "overdue ÷ opening receivables")
    yield Figure("cash.overdue", sum(recovered), "overdue money recovered")
    dso = found["dso"][-1]
    given = b.get("collection", {})
    steps = sum(((money(step["amount"]) or NIL) for step in given.get("recovery", ())), NIL)
    overdue = steps if given.get("overdue") is None else money(given["overdue"]) or NIL
    opening = Fraction(found["opening"] or 0)
    owed, by_terms, last = opening - min(overdue, opening), found["by_terms"], b.whole(b.last)
    near = by_terms is None or not last or owed <= 0 or abs(owed - by_terms) * 24 <= last
    near = near or max(owed, by_terms) * 2 <= 3 * min(owed, by_terms)
    waits = any(str(entry["at"]).startswith("collection") for entry in b.get("unconfirmed", ()))
    yield Figure("cash.sure", near and not waits, "terms confirmed, and the opening balance near what they leave")
    yield Figure("cash.last_dso", exact(dso), "days of sales at the year's end", Fraction(1, 10**6))


def promotions(b: Books) -> Iterator[Figure]:
    given = b.each("promotions")
    if not given:
        yield Figure("promotions", None, "no promotions")
        return
    shown = b.shown["promotions"]
    result = {p["name"]: Fraction(p["result"]) for p in shown if p["result"] is not None}
    names = [p["name"] for p in shown if p["name"] in result]
    yield Figure("promotions.cost", sum(b.whole(money(p.get("cost"))) or 0 for p in given), "promotions[].cost")
    yield Figure("promotions.lift", sum(b.whole(money(p.get("lift"))) or 0 for p in given), "promotions[].lift")
    yield Figure("promotions.best", first(names, result.__getitem__), "the highest return")
    worst = first(names, result.__getitem__, least=True) if len(names) > 1 else None
    yield Figure("promotions.worst", worst, "the lowest return")
    yield Figure("promotions.losing", [n for n in names if result[n] < 1], "bring less than they cost")


# Growth ---------------------------------------------------------------------------------------------------------------


def market(b: Books) -> Iterator[Figure]:
    shown = b.shown["shares"]
    known = [s for s in shown if s["name"] and s["sales"] is not None and s["market"]]
    own = {s["name"]: Fraction(s["sales"], s["market"]) for s in known}
    many = len(own) > 1
    region = shown[-1] if shown else None
    rivals = [(c["name"], rate(c["share"]) or NIL) for c in b.each("situation.competitors") if c.get("share")]
    yield Figure("market.region", "" if region else None, "the districts together")
    yield changed("market.change", *((region["share_plan"], region["share"]) if region else (None, None)))
    yield Figure("market.highest", first([*own], own.__getitem__) if many else None, "the highest share last year")
    yield Figure("market.lowest", first([*own], own.__getitem__, least=True) if many else None, "the lowest share")
    best, worst = (first([*own], own.__getitem__, least=least) if many else None for least in (False, True))
    yield Figure("market.apart", share(own[best], own[worst]) if best and worst else None, "highest ÷ lowest")
    widest = first(known, lambda s: s["market"]) if many else None
    yield Figure("market.widest", widest and widest["name"], "the largest market")
    strongest = first(rivals, lambda pair: pair[1])
    yield changed("market.ahead", *((strongest[1], region["share"]) if strongest and region else (None, None)))
    held = exact(region["share"]) if strongest and region else None
    times = share(round_to(1000 * strongest[1]), round_to(1000 * held)) if held else None
    yield Figure("market.times", times, "the strongest ÷ ours, both as printed")
    yield Figure("market.leader", strongest and strongest[0], "the strongest rival")


def gap(b: Books) -> Iterator[Figure]:
    if b.shown["gap"] is None:
        yield Figure("gap", None, "no history")
        return
    sources = [(s["name"], b.whole(money(s["amount"])) or 0) for s in b.each("targets.growth_sources")]
    last = b.whole(b.last) or 0
    whole = b.total - last - round_to(last * natural_growth(b), b.step)
    brought = sum(amount for _, amount in sources)
    main = first(sources, lambda pair: pair[1])
    yield Figure("gap.covered", brought >= whole, "sources against gap")
    yield Figure("gap.spare", max(brought - whole, 0), "sources beyond the gap")
    yield Figure("gap.main", main and main[0], "the largest source")
    larger = max(whole, brought)
    part = Fraction(main[1], larger) if main and larger > 0 else None
    trend = round_to(last * natural_growth(b), b.step)
    grown = b.total - last  # nothing is a part of a fall
    yield Figure("gap.trend_part", share(trend, grown) if grown > 0 else None, "÷ the growth")
    region = b.shown["shares"][-1] if b.shown["shares"] else None
    held = region and region["from_market"]
    yield Figure("gap.trend_of_market", share(trend, held) if held and held > 0 else None, "÷ what the market brings")
    yield Figure("gap.main_part", part, "÷ the gap or the sources, whichever is more")


def actions(b: Books) -> Iterator[Figure]:
    given = b.each("actions")
    if not given:
        yield Figure("actions", None, "no actions")
        return
    starts = [day(a.get("starts")) for a in given]
    yield Figure("actions.count", len(given), "actions")
    yield Figure("actions.milestones", sum(a.get("milestone") in ("yes", True, "true") for a in given), "milestones")
    yield Figure("actions.owners", len({a["owner"] for a in given if a.get("owner")}), "owners, each once")
    early = sum(start is not None and start.month in (1, 2, 3) for start in starts)
    yield Figure("actions.first_quarter", early, "begin in January, February or March")
    own = sum(((money(a.get("budget")) or NIL) for a in given if not a.get("within")), NIL)
    yield Figure("actions.budget", int(own), "budgets of those paid within nothing else")


def shortfall(b: Books) -> Iterator[Figure]:
    tenth_part = tenth_of_the_rest(b)
    due = [
        (rate(c["below"]) or NIL, c["trigger"])
        for c in b.each("control.contingencies")
        if c.get("below") is not None and (rate(c["below"]) or NIL) >= Fraction(9, 10)
    ]
    yield Figure("shortfall.sales", b.total - tenth_part, "target less a tenth of what is left of it")
    yield Figure("shortfall.distance", tenth_part, "a tenth of the months left, in rounding units")
    nearest = first(due, lambda pair: pair[0], least=True)
    yield Figure("shortfall.contingency", nearest and nearest[1], "the first contingency due at 90 %")
    kpis = {k.get("objective") for k in b.each("control.kpis")}
    watched = kpis & {o["code"] for o in b.each("objectives")}
    yield Figure("watched", len(watched), "objectives with a KPI")
    costs = sum(((money(p.get("budget")) or NIL) for p in b.each("internal_marketing.programmes")), NIL)
    yield Figure("programmes", int(costs), "internal_marketing.programmes")
    yield Figure("programmes_share", share(int(costs), b.total), "÷ target")


# Findings -------------------------------------------------------------------------------------------------------------


def pace(b: Books) -> Iterator[Figure]:
    years = [months for _, months in b.shown["review"]["years"]][-2:]
    if len(years) < 2 or not all(map(all, years)):
        yield Figure("found.pace", None, "not two years whose months are all known")
        return
    before, this = years

    def strongest(months: Sequence[int]) -> list[int]:
        return sorted(sorted(range(1, 13), key=lambda m: (-months[m - 1], m))[:3])

    yield Figure("found.pace.peaks", strongest(this), "the three strongest months of last year")
    changed_ = len({*strongest(this)} - {*strongest(before)})
    yield Figure("found.pace.changed", changed_, "that the year before had not")
    yield Figure("found.pace.first_quarter", this[0] + this[1] + this[2], "January to March last year")
    yield Figure("found.pace.first_quarter_before", before[0] + before[1] + before[2], "and the year before")


def sizes(b: Books) -> Iterator[Figure]:
    given = sorted((int(y), money(v) or NIL) for y, v in b.get("situation.market.sizes", {}).items())
    if len(given) < 2:
        yield Figure("found.sizes", None, "not two years of the market")
        return
    rates = growth_rates(given)
    yield Figure("found.sizes.first_year", given[0][0], "situation.market.sizes")
    yield Figure("found.sizes.first", given[0][1], "situation.market.sizes")
    yield Figure("found.sizes.last_year", given[-1][0], "situation.market.sizes")
    yield Figure("found.sizes.last", given[-1][1], "situation.market.sizes")
    yield Figure("found.sizes.growth", sum(rates, NIL) / len(rates), "the mean of the yearly growth rates")


def dealers(b: Books) -> Iterator[Figure]:
    held = b.each("situation.dealers.items")
    known = [(d["name"], money(d["sales"]) or NIL) for d in held if d.get("sales")]
    if not known:
        yield Figure("found.dealers", None, "no dealer's sales")
        return
    sales = sum((amount for _, amount in known), NIL)
    last = b.whole(b.last) if len(known) == len(held) else None
    yield Figure("found.dealers.count", len(known), "dealers whose sales are given")
    yield Figure("found.dealers.sales", sales, "their sales")
    part = sales / last if last and sales <= last else None
    yield Figure("found.dealers.part", part, "÷ last year's sales, where all are listed")
    yield Figure("found.dealers.largest", first(known, lambda pair: pair[1])[0], "the largest")


def rivals(b: Books) -> Iterator[Figure]:
    given = b.each("situation.competitors")
    outlets = [(c["name"], number(c["outlets"]) or 0) for c in given if c.get("outlets")]
    prices = [(c["name"], money(c["price"]) or NIL) for c in given if c.get("price")]
    spread = len({price for _, price in prices}) > 1
    widest = first(outlets, lambda pair: pair[1])
    yield Figure("found.rivals.widest", widest and widest[0], "most outlets")
    yield Figure("found.rivals.dearest", first(prices, lambda p: p[1])[0] if spread else None, "the highest price")
    cheapest = first(prices, lambda p: p[1], least=True)[0] if spread else None
    yield Figure("found.rivals.cheapest", cheapest, "the lowest price")
    costs = [price for _, price in prices]
    yield Figure("found.rivals.times", max(costs) / min(costs) if spread else None, "the dearest ÷ the cheapest")


def segments(b: Books) -> Iterator[Figure]:
    found = [(s["name"], rate(s["share"]) or NIL) for s in b.each("situation.consumers.segments") if s.get("share")]
    largest = first(found, lambda pair: pair[1])
    yield Figure("found.segment", largest and largest[0], "the largest share")
    others = [pair for pair in found if pair is not largest]
    second = first(others, lambda pair: pair[1])
    yield Figure("found.second", second and second[0], "the next")
    yield Figure("found.two_segments", largest[1] + second[1] if largest and second else None, "these two")


def bridge(b: Books) -> Iterator[Figure]:
    found = b.shown["profit"] and b.shown["profit"]["bridge"]
    if not found:
        yield Figure("found.bridge", None, "no bridge")
        return
    keys = ["volume", "mix", "price", "margin"]
    names = {"margin": "cost" if found["priced"] else "margin"}
    up = [[names.get(k, k), found[k]] for k in keys if found[k] > 0]
    down = [[names.get(k, k), -found[k]] for k in keys if found[k] < 0]
    if not up and not down:
        yield Figure("found.bridge", None, "nothing changes")
        return
    yield Figure("found.bridge.adds", up, "what adds to gross profit")
    yield Figure("found.bridge.takes", down, "what takes from it, without signs")


def earner(b: Books) -> Iterator[Figure]:
    found = b.shown["profit"]
    most = first(found["products"], lambda p: p["gross"]) if found else None
    whole = sum(p["gross"] for p in found["products"]) if found else 0
    yield Figure("found.earner", [most["name"], most["gross"]] if most else None, "the most gross profit")
    part = Fraction(most["gross"], whole) if most and whole else None
    yield Figure("found.earner_share", part, "÷ all gross profit")
    sold = share(most["sales"], b.total) if most else None
    yield Figure("found.earner_sales", sold, "its sales ÷ all sales")
    yield changed("found.earner_more", part, sold)


def quarter(b: Books) -> Iterator[Figure]:
    found = b.shown["profit"]
    left = [q["gross"] - sum(amount for _, amount in q["lines"]) for q in found["quarters"]] if found else []
    best = first([0, 1, 2, 3], left.__getitem__) if found else None
    yield Figure("found.best_quarter", 0 if best is None else best + 1, "the quarter of most contribution")
    yield Figure("found.best_quarter_amount", 0 if best is None else left[best], "its contribution")
    worst = first([0, 1, 2, 3], left.__getitem__, least=True) if found else None
    yield Figure("found.worst_quarter", 0 if worst is None else worst + 1, "the quarter of least contribution")
    yield Figure("found.worst_quarter_amount", 0 if worst is None else left[worst], "its contribution")
    for name, at in (("best", best), ("worst", worst)):
        part = share(left[at], sum(left)) if at is not None and sum(left) > 0 else None
        yield Figure(f"found.{name}_quarter_part", part, "÷ the year's")


def payer(b: Books) -> Iterator[Figure]:
    rows = {name: sum(row) for name, row in b.grid("collection.cash").items()}
    most = first([*rows], rows.__getitem__) if len({*rows.values()}) > 1 else None
    yield Figure("found.payer", None if most is None else [most, rows[most]], "the district of most cash")


def work(b: Books) -> Iterator[Figure]:
    calls = [c for c in b.shown["calls"] if c["needed"] is not None]
    tight = [c["role"] for c in calls if Fraction(c["needed"]) / c["available"] >= Fraction(9, 10)]
    yield Figure("found.tight", tight, "visits take nine tenths of the workdays")
    schemes = b.shown["appraisal"]
    paid = [example["total"] for example in schemes[0]["examples"]] if schemes else []
    yield Figure("found.pay_times", share(paid[-1], paid[0]) if paid else None, "the first role's most ÷ least")
    owners = [a["owner"] for a in b.each("actions") if a.get("owner")]
    often = {owner: owners.count(owner) for owner in dict.fromkeys(owners)}
    most = max(often.values(), default=0)
    alone = [[o, n] for o, n in often.items() if n == most]
    yield Figure("found.busiest", alone[0] if len(alone) == 1 and len(often) > 1 else None, "who has most actions")
