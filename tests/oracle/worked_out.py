"""Every figure of a plan worked out a second time, from its books: name, value, and where the value comes from.

The name is the place in ``show --json``. Arithmetic is plain Fractions; nothing of planforge is imported.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any, NamedTuple

from accounts import Books, Raw, columns, day, either, money, month, number, quarters, rate, round_to, share, truth

NIL = Fraction(0)


class Figure(NamedTuple):
    """One figure; ``near`` is how far the published one may lie away where parts were rounded."""

    name: str
    value: Any
    source: str
    near: Fraction | int = 0


def work_out(books: Books) -> Iterator[Figure]:
    """All of them."""
    for part in (
        sales, layers, last_year, volumes, attainments, gap, funnels, market, network, counts, display,
        expense_lines, budget, spending, products, statements, margins, collection, promotions, pay, objectives, chain,
        season, weights, members, asked,
    ):  # fmt: skip
        yield from part(books)


# Sales ----------------------------------------------------------------------------------------------------------------


def sales(b: Books) -> Iterator[Figure]:
    last, before = b.last, b.sold(2)
    base = b.get("targets.base")
    yield Figure("targets.last", b.whole(last), "sales file, last year")
    yield Figure("targets.before", b.whole(before), "sales file, the year before last")
    if "%" not in str(base):
        yield Figure("targets.total", b.whole(money(base)), "targets.base")
    elif last is not None:
        yield Figure("targets.total", b.whole(last * (1 + (rate(base) or 0))), "last year × (1 + targets.base)")
    yield Figure("targets.growth", share(b.total - last, last) if last else None, "(target - last year) ÷ last year")
    yield Figure("targets.assigned", b.whole(money(b.get("targets.assigned"))), "targets.assigned")
    for axis in ("products", "channels"):
        if rows := b.grid(f"targets.{axis}"):
            nodes = {node["name"]: node for node in b.each(axis)}
            stated = {n: money(nodes[n].get("target")) for n in rows if n in nodes}
            if (
                len(stated) == len(rows)
                and None not in stated.values()
                and sum(filter(None, stated.values())) == b.total
            ):
                for name, amount in stated.items():
                    yield Figure(f"targets.{axis}.{name}", b.whole(amount), f"{axis}[].target")


def layers(b: Books) -> Iterator[Figure]:
    last = b.last
    for name in ("floor", "base", "stretch", "reserve"):
        given = b.get(f"targets.{name}")
        if given is None or not b.total or ("%" in str(given) and not last):
            continue
        if "%" not in str(given):
            total = b.whole(money(given))
        else:
            ground = Fraction(b.total) if name == "reserve" else (last or NIL) * 1
            part = (rate(given) or NIL) + (0 if name == "reserve" else 1)
            total = b.whole(ground * part)
        at = f"targets.layers.{name}"
        yield Figure(f"{at}.total", total, f"targets.{name}")
        yield Figure(f"{at}.districts.total", total, f"targets.{name}: its districts and months sum to it")
        growth = None if name == "reserve" or not last else Fraction(total or 0) / last - 1
        yield Figure(f"{at}.growth", growth, "layer ÷ last year - 1")


def last_year(b: Books) -> Iterator[Figure]:
    for axis in ("product", "channel"):
        rows = b.grid(f"targets.{axis}s")
        stated = {n["name"]: money(n.get("last")) for n in b.each(f"{axis}s") if n.get("last") is not None}
        sold = {name: b.sold(1, **{axis: name}) for name in b.known(axis)} | stated
        parts = {name: amount or NIL for name, amount in sold.items() if name in rows}
        for name, amount in zip(parts, rounded([*parts.values()], b.step), strict=True):
            yield Figure(f"targets.last_{axis}s.{name}", amount, f"sales file, last year, {name}")
    if b.known("district"):
        for name in b.names:
            got = b.sold(1, district=name) or NIL
            yield Figure(f"targets.last_districts.rows.{name}.sum", got, f"sales file, last year, {name}", b.step)


def rounded(parts: Sequence[Fraction], step: int) -> list[int]:
    """Largest remainder: the sum to its nearest multiple, the largest rests up."""
    floors = [int(part // step) for part in parts]
    missing = round_to(sum(parts, NIL), step) // step - sum(floors)
    first = sorted(range(len(parts)), key=lambda i: -(parts[i] / step - floors[i]))[:missing]
    return [step * (floor + (i in first)) for i, floor in enumerate(floors)]


def volumes(b: Books) -> Iterator[Figure]:
    wanted, pack = number(b.get("targets.volume")), int(b.get("money.pack", 1))
    rows = b.grid("targets.products")
    prices = {p["name"]: money(p.get("price")) for p in b.each("products")}
    stated = number(b.get("targets.volume_last"))
    units = [sale.units for sale in b.sales if sale.year == b.year - 1 and sale.units is not None]
    if stated is not None or units:
        yield Figure("targets.last_volume", stated if stated is not None else sum(units), "volumes of last year")
    if not rows or not all(prices.get(name) for name in rows):
        return
    exact = {name: Fraction(sum(row)) / (prices[name] or 1) for name, row in rows.items()}
    made = sum(exact.values())
    scale = Fraction(round_to(Fraction(wanted), pack)) / made if wanted is not None and made else Fraction(1)
    whole = rounded([amount * scale for amount in exact.values()], pack)
    for name, amount in zip(exact, whole, strict=True):
        yield Figure(f"targets.volumes.{name}", amount, f"target of {name} ÷ its price, to the volume target")
    yield Figure("targets.volumes.total", sum(whole), "the products' volumes")


def grown(now: int | None, before: int | None) -> Fraction | None:
    found = share(now, before)
    return None if found is None else found - 1


# Last year ------------------------------------------------------------------------------------------------------------


def tier_at(b: Books, attained: Fraction | None) -> str | None:
    low = [(rate(t["from"]) or NIL, t["name"]) for t in b.each("control.tiers")]
    reached = [(start, name) for start, name in low if attained is not None and attained >= start]
    return max(reached)[1] if reached else None


def attainments(b: Books) -> Iterator[Figure]:
    last, before = b.whole(b.last), b.whole(b.sold(2))
    if last is None:
        return
    goals = {name: b.whole(money(v)) for name, v in b.get("review.district_targets", {}).items()}
    stores = [store for store in b.each("stores") if store["district"] in b.names]
    for name in b.names:
        due = [money(s.get("last_target")) for s in stores if s["district"] == name and s.get("opens") is None]
        if name not in goals and due and None not in due:
            goals[name] = b.whole(sum(filter(None, due), NIL))
    stated = b.whole(money(b.get("review.target")))
    goal = stated if stated is not None else sum(filter(None, goals.values())) if len(goals) == len(b.names) else None
    yield Figure("review.total.target", goal, "review.target, else the districts' targets")
    yield Figure("review.total.actual", last, "sales file, last year")
    yield Figure("review.total.rate", share(last, goal), "last year ÷ its target")
    yield Figure("review.total.tier", tier_at(b, share(last, goal)), "control.tiers at that rate")
    yield Figure("review.total.growth", grown(last, before), "last year ÷ the year before - 1")
    if b.known("district"):
        known = b.known("district")
        sold = {name: sum(row) for name, row in b.grid("targets.last_districts").items()}
        rows = [(name, goals.get(name), sold[name], b.sold(2, district=name)) for name in b.names if name in known]
        yield from attained("districts", rows, b)
    sold_stores = [s for s in stores if s.get("last_actual") is not None]
    held = [
        (s["name"], b.whole(money(s.get("last_target"))), b.whole(money(s["last_actual"])), b.sold(2, store=s["name"]))
        for s in sold_stores
    ]
    yield from attained("stores", held, b)
    rated = [(n["target"], n["actual"]) for n in b.shown["review"]["districts"]]
    if any(goal for _, goal, *_ in held):
        rated = [(goal, got) for _, goal, got, _ in held]
    fallen = [tier_at(b, share(got, goal)) for goal, got in rated if goal]
    for at, tier in enumerate(b.each("control.tiers")):
        yield Figure(f"review.tiers.{at}.1", fallen.count(tier["name"]), f"how many are in {tier['name']}")
    for axis in ("area", "manager"):
        groups = dict.fromkeys(s[axis] for s in sold_stores if s.get(axis) and s.get("last_target") is not None)
        own = {g: [s for s in sold_stores if s.get(axis) == g and s.get("last_target") is not None] for g in groups}
        summed = [
            (g, *(b.whole(sum((money(s[k]) or NIL for s in some), NIL)) for k in ("last_target", "last_actual")), None)
            for g, some in own.items()
        ]
        yield from attained(f"{axis}s", summed, b)
    for at, (year, _) in enumerate(b.shown["review"]["years"]):
        exact = b.sold_months(b.year - year)
        for m, amount in enumerate(rounded(exact, b.step)):
            yield Figure(f"review.years.{at}.1.{m}", amount, f"sales file, {year}-{m + 1:02}")


def attained(kind: str, rows: Sequence[Any], b: Books) -> Iterator[Figure]:
    rates = [share(got, goal) for _, goal, got, _ in rows]
    best = sorted((r for r in rates if r is not None), reverse=True)
    for at, ((name, goal, got, before), own) in enumerate(zip(rows, rates, strict=True)):
        place = f"review.{kind}.{at}"
        yield Figure(f"{place}.name", name, f"{kind} in their order")
        yield Figure(f"{place}.target", goal, f"last year's target of {name}")
        yield Figure(f"{place}.actual", got, f"last year's sales of {name}")
        yield Figure(f"{place}.rate", own, "sales ÷ target")
        yield Figure(f"{place}.rank", None if own is None else best.index(own) + 1, "by rate, equal ones share")
        yield Figure(f"{place}.tier", tier_at(b, own), "control.tiers at that rate")
        yield Figure(f"{place}.growth", grown(got, b.whole(before)), "sales ÷ the year before - 1")


# Growth ---------------------------------------------------------------------------------------------------------------


def gap(b: Books) -> Iterator[Figure]:
    last, natural = b.last, natural_growth(b)
    if last is None:
        return
    whole = b.whole(last) or 0
    trend = b.whole(whole * natural) or 0
    yield Figure("gap.natural_growth", natural, "targets.natural_growth, else last year's growth, else the market's")
    yield Figure("gap.trend", trend, "last year × natural growth")
    yield Figure("gap.gap", b.total - whole - trend, "target - last year - trend")
    found = [b.whole(money(source["amount"])) or 0 for source in b.each("targets.growth_sources")]
    for at, amount in enumerate(found):
        yield Figure(f"gap.sources.{at}.amount", amount, "targets.growth_sources")
    yield Figure("gap.uncovered", b.total - whole - trend - sum(found), "gap - sources")


def natural_growth(b: Books) -> Fraction:
    """As stated, else the history's, else the market's."""
    stated, last, before = rate(b.get("targets.natural_growth")), b.sold(1), b.sold(2)
    if stated is None and last is not None and before:
        return last / before - 1
    return stated if stated is not None else rate(b.get("targets.market_growth")) or NIL


def funnels(b: Books) -> Iterator[Figure]:
    for at, given in enumerate(b.each("targets.funnels")):
        plan = b.whole(prod((either(f["plan"]) for f in given["factors"]), start=Fraction(1))) or 0
        old = [f.get("last") for f in given["factors"]]
        last = None if None in old else b.whole(prod(map(either, old), start=Fraction(1)))
        covers = b.total if given.get("covers") is None else b.whole(money(given["covers"])) or 0
        yield Figure(f"funnels.{at}.plan", plan, "the factors multiplied")
        yield Figure(f"funnels.{at}.last", last, "last year's factors multiplied")
        yield Figure(f"funnels.{at}.covers", covers, "covers, else the target")
        yield Figure(f"funnels.{at}.difference", plan - covers, "product - what it should explain")


def market(b: Books) -> Iterator[Figure]:
    sized = [d for d in b.each("districts") if money(d.get("market"))]
    sold = {name: sum(row) for name, row in b.grid("targets.last_districts").items()}
    told = any(rate(g) is not None for g in (b.get("targets.market_growth"), *(d.get("market_growth") for d in sized)))
    at, unknown, sums = 0, 0, {"market": 0, "market_plan": 0, "sales": 0, "sales_plan": 0}
    for d in sized:
        size = money(d["market"]) or NIL
        own = rate(d.get("market_growth"))
        growth = own if own is not None else rate(b.get("targets.market_growth")) or NIL
        now, plan = b.whole(size) or 0, b.whole(size * (1 + growth)) or 0
        target = sum(b.targets[d["name"]])
        place = f"shares.{at}"
        yield Figure(f"{place}.market", now, f"market of {d['name']}")
        yield Figure(f"{place}.market_plan", plan, "market × (1 + its growth)")
        yield Figure(f"{place}.share_plan", share(target, plan) or NIL, "target ÷ next year's market")
        known = b.shown["shares"][at]["sales"] is not None  # a district that nobody listed is not known
        unknown += not known
        if known:
            got = sold[d["name"]]
            yield Figure(f"{place}.share", share(got, now), "last year ÷ market")
            grown = share(got * (plan - now), now)
            if grown is not None and told:
                yield Figure(f"{place}.from_market", grown, "last year × the market's growth", 2 * b.step)
                rest = target - got - b.shown["shares"][at]["from_market"]
                yield Figure(f"{place}.from_share", rest, "target - last year - from the market")
            sums["sales"] += got
        sums["market"] += now
        sums["market_plan"] += plan
        sums["sales_plan"] += target
        at += 1
    if sized:
        place = f"shares.{at}"
        for key in ("market", "market_plan", "sales_plan", *(("sales",) if sold and not unknown else ())):
            yield Figure(f"{place}.{key}", sums[key], "the districts together")
        yield Figure(f"{place}.share_plan", share(sums["sales_plan"], sums["market_plan"]) or NIL, "sales ÷ market")
        if sold and not unknown:
            yield Figure(f"{place}.share", share(sums["sales"], sums["market"]), "sales ÷ market")
            shown = [dig["from_market"] for dig in b.shown["shares"][:at]]
            if told and None not in shown:
                yield Figure(f"{place}.from_market", sum(shown), "the districts together")


# Objectives in numbers ------------------------------------------------------------------------------------------------


def network(b: Books) -> Iterator[Figure]:
    for at, given in enumerate(b.each("network")):
        own = [(name, given["districts"][name]) for name in b.names if name in given.get("districts", {})]
        for i, (name, district) in enumerate(own):
            yield from outlets_of(name, district, b.shown["network"][at]["districts"][i], f"network.{at}.districts.{i}")
        if own:
            yield from outlets(given, [district for _, district in own], b.shown["network"][at], f"network.{at}.total")


def outlets_of(name: str, given: Raw, shown: Raw, place: str) -> Iterator[Figure]:
    current, closed = number(given["current"]) or 0, number(given.get("closed")) or 0
    if given.get("target") is not None:
        yield Figure(f"{place}.target", number(given["target"]), f"{name}: its target")
    elif given.get("new") is not None:
        yield Figure(
            f"{place}.target", current + (number(given["new"]) or 0) - closed, f"{name}: current + new - closed"
        )
    yield Figure(f"{place}.current", current, f"{name}: current")
    yield Figure(f"{place}.target", current + shown["new"] - shown["closed"], "current + new - closed")
    yield Figure(f"{place}.quarters.3", shown["target"], "the year's end")
    yield Figure(f"{place}.universe", number(given.get("universe")), f"universe of {name}")


def outlets(given: Raw, own: Sequence[Raw], shown: Raw, place: str) -> Iterator[Figure]:
    """The districts together; their quarters by the region's shares where none has shares of its own."""
    starts = sum(number(district["current"]) or 0 for district in own)
    universes = [number(district.get("universe")) for district in own]
    yield Figure(f"{place}.current", starts, "the districts together")
    yield Figure(f"{place}.target", sum(d["target"] for d in shown["districts"]), "the districts together")
    yield Figure(f"{place}.universe", None if None in universes else sum(filter(None, universes)), "together")
    for q in range(4):
        yield Figure(
            f"{place}.quarters.{q}", sum(d["quarters"][q] for d in shown["districts"]), "the districts together"
        )
    if given.get("quarters") and not any(district.get("quarters") for district in own):
        parts = [rate(q) or NIL for q in given["quarters"]]
        parts = parts if any(parts) else [Fraction(1)] * 4
        new, closed = (
            rounded([sum(d[key] for d in shown["districts"]) * part / sum(parts) for part in parts], 1)
            for key in ("new", "closed")
        )
        for q in range(4):
            end = starts + sum(new[: q + 1]) - sum(closed[: q + 1])
            yield Figure(f"{place}.quarters.{q}", end, "new and closed by network.quarters")


def counts(b: Books) -> Iterator[Figure]:
    for at, given in enumerate(b.each("counts")):
        plan = number(given["plan"]) or 0
        shown = b.shown["counts"][at]["quarters"]
        yield Figure(f"counts.{at}.plan", plan, "counts[].plan")
        yield Figure(f"counts.{at}.sum", plan, "its districts and quarters sum to it")
        weights = [rate(given.get("weights", {}).get(name)) or NIL for name in b.names]
        if not any(weights):
            weights = [Fraction(sum(b.targets[name])) for name in b.names]
        if not any(weights):
            weights = [Fraction(1)] * len(weights)
        whole = sum(weights, NIL)
        for i in range(len(shown)):
            yield Figure(f"counts.{at}.quarters.{i}.sum", plan * weights[i] / whole, "plan × weight", 1)
        if len(given.get("quarters", ())) == 4:
            parts = [rate(q) or NIL for q in given["quarters"]]
            parts = parts if any(parts) else [Fraction(1)] * 4
        else:
            season = [Fraction(s) for s in b.shown["targets"]["season"]]
            parts = [sum(season[q : q + 3], NIL) for q in (0, 3, 6, 9)]
        for q, amount in enumerate(columns(shown)):
            exact = plan * parts[q] / sum(parts)
            assert abs(amount - exact) < 2, f"counts.{at}, quarter {q + 1}: {amount} against {float(exact)}"


def display(b: Books) -> Iterator[Figure]:
    stages = b.each("display.stages")
    base = next((at for at, n in enumerate(b.each("network")) if n["name"] == b.get("display.base_of")), None)
    if base is None or not stages:
        return
    nodes = {d["name"]: d for d in b.shown["network"][base]["districts"]}
    for at, stage in enumerate([None, *stages]):
        given = b.get("display.current", {}) if stage is None else stage["rates"]
        q = None if stage is None else (int(month(stage["until"]) or 0) - 1) // 3
        held = {name: nodes[name]["current"] if q is None else nodes[name]["quarters"][q] for name in given}
        whole = share(sum((rate(given[name]) or NIL) * held[name] for name in given), sum(held.values()))
        name = "display.total_current" if stage is None else f"display.total_rates.{at - 1}"
        yield Figure(name, whole, "rates weighted by the outlets of that day")


# Money ----------------------------------------------------------------------------------------------------------------

DRIVERS = ("ratio", "amount", "per_unit", "per_store", "per_event")


def driver(line: Raw) -> str | None:
    return next((d for d in DRIVERS if line.get(d) is not None), None)


def driven(line: Raw, b: Books) -> Fraction:
    match driver(line):
        case "ratio":
            return (rate(line["ratio"]) or NIL) * b.total
        case "amount":
            return money(line["amount"]) or NIL
        case "per_unit":
            volume = b.shown["targets"]["volumes"]
            return (money(line["per_unit"]) or NIL) * (volume["total"] if volume else 0)
        case "per_store":
            held = next((n for n in b.shown["network"] if n["name"] == line.get("driver")), None)
            places = sum(d["target"] for d in held["districts"]) if held else 0
            return (money(line["per_store"]) or NIL) * (places if line.get("driver") else len(b.each("stores")))
        case "per_event":
            kind = line.get("driver") or ("training" if line.get("kind") == "training" else "promotions")
            return (money(line["per_event"]) or NIL) * len(b.each(kind))
    return NIL


def is_wage(line: Raw) -> bool:
    return bool(line.get("kind") == "wage")


def counts_as_expense(line: Raw, b: Books) -> bool:
    return not (b.get("budget.wages") == "apart" and is_wage(line))


def is_fixed(line: Raw) -> bool:
    return truth(line["fixed"]) if line.get("fixed") is not None else driver(line) == "amount"


def amounts(b: Books) -> list[int]:
    """What each line comes to."""
    found = []
    for line in b.each("budget.lines"):
        cap = money(line.get("cap"))
        exact = driven(line, b)
        found.append(b.whole(exact if cap is None else min(exact, cap)) or 0)
    return found


def expense_lines(b: Books) -> Iterator[Figure]:
    last = b.whole(b.last)
    for at, (line, amount) in enumerate(zip(b.each("budget.lines"), amounts(b), strict=True)):
        place, name = f"budget.lines.{at}", line["name"]
        before = money(line.get("last"))
        yield Figure(f"{place}.amount", amount, f"{name}: {driver(line)} × what drives it, at most its cap")
        yield Figure(f"{place}.last", b.whole(before), f"{name}: last")
        yield Figure(f"{place}.ratio", share(amount, b.total), "÷ target")
        yield Figure(f"{place}.last_ratio", share(before, last), "÷ last year's sales")
        yield Figure(f"{place}.fixed", is_fixed(line), "as it says, else amounts are fixed")
        cap = money(line.get("cap"))
        yield Figure(f"{place}.capped", cap is not None and driven(line, b) > cap, "whether the cap holds it down")
        yield from line_by_place(line, at, amount, b)


def line_by_place(line: Raw, at: int, amount: int, b: Books) -> Iterator[Figure]:
    """A line's districts by the shares it gives; else what is spent in one there and the rest by sales; its months by
    its season."""
    stated = {name: rate(v) or NIL for name, v in line.get("districts", {}).items()}
    given = dict(stated)
    if not given and driver(line) == "per_store":
        held = next((n for n in b.shown["network"] if n["name"] == line.get("driver")), None)
        given = {d["name"]: Fraction(d["target"]) for d in held["districts"]} if held else {}
        if not line.get("driver"):
            homes = [s["district"] for s in b.each("stores")]
            given = {name: Fraction(homes.count(name)) for name in b.names}
    if not given and is_wage(line) and is_fixed(line):
        homes = [m.get("district") for m in b.each("team")]
        staff = {name: Fraction(homes.count(name)) for name in b.names}
        given = staff if all(staff.values()) else {}
    weights = [given.get(name, NIL) for name in b.names]
    if not any(weights) or min(weights) < 0:
        weights = [Fraction(sum(b.targets[name])) for name in b.names]
    if not any(weights):
        weights = [Fraction(1)] * len(weights)
    known = {} if stated else spent_in(line["name"], b)
    whole = sum(known.values(), NIL)
    for name, weight in zip(b.names, weights, strict=True):
        exact = known.get(name, NIL) + (amount - whole) * weight / sum(weights)
        if whole > amount:
            exact = known.get(name, NIL) * amount / whole
        where = f"budget.by_district.{name}.line.{at}"
        yield Figure(where, exact, f"{line['name']} × the share of {name}", b.step)
    if line.get("season", "sales") == "even":
        for m in range(12):
            yield Figure(
                f"budget.months.line.{at}.{m}", Fraction(amount, 12), f"a twelfth of {line['name']}", 2 * b.step
            )


def spent_in(line: str, b: Books) -> dict[str, Fraction]:
    """What of a line is spent in a district that is named: promotions, materials, actions."""
    found: dict[str, Fraction] = {}

    def put(cost: Fraction | None, weights: dict[str, Fraction]) -> None:
        if not cost or not weights or set(weights) - set(b.names):
            return
        some = weights if sum(weights.values()) else dict.fromkeys(weights, Fraction(1))
        for name, weight in some.items():
            found[name] = found.get(name, NIL) + cost * weight / sum(some.values())

    for p in b.each("promotions"):
        if p.get("line") == line:
            put(money(p.get("cost")), {name: Fraction(sum(b.targets.get(name, ()))) for name in p.get("districts", ())})
    for m in b.each("advertising.materials"):
        sent = {name: Fraction(number(n) or 0) for name, n in m.get("districts", {}).items()}
        if m.get("line") == line and sum(sent.values()) == (number(m["quantity"]) or 0):
            put((number(m["quantity"]) or 0) * (money(m.get("unit_cost")) or NIL), sent)
    paid = {what for what, _, _ in outlays(b)} - {a["name"] for a in b.each("actions")}
    for a in b.each("actions"):
        if a.get("line") == line and a.get("district") and a.get("within") not in paid:
            put(money(a.get("budget")), {a["district"]: Fraction(1)})
    return found


def budget(b: Books) -> Iterator[Figure]:
    lines, held = b.each("budget.lines"), amounts(b)
    last = b.whole(b.last)
    within = b.get("budget.wages", "within") == "within"
    counted = [i for i, line in enumerate(lines) if within or not is_wage(line)]
    paid = [i for i, line in enumerate(lines) if is_wage(line)]
    expense, wages = sum(held[i] for i in counted), sum(held[i] for i in paid)
    old = before("expense", lines, counted, b)
    old_wages = before("wages", lines, paid, b)
    yield Figure("budget.total", sum(held), "all lines")
    yield Figure("budget.months.total", sum(held), "all lines")
    yield Figure("budget.expense", expense, "lines that count: without wages where these stand apart")
    yield Figure("budget.wages", wages, "lines of kind wage")
    yield Figure("budget.ratio", share(expense, b.total), "expense ÷ target")
    yield Figure("budget.wage_ratio", share(wages, b.total), "wages ÷ target")
    yield Figure("budget.last_expense", b.whole(old), "budget.last.expense, else the lines' last")
    yield Figure("budget.last_ratio", share(old, last), "last expense ÷ last sales")
    yield Figure("budget.last_wages", b.whole(old_wages), "budget.last.wages, else the lines' last")
    yield Figure("budget.last_wage_ratio", share(old_wages, last), "last wages ÷ last sales")


def before(what: str, lines: Sequence[Raw], some: Sequence[int], b: Books) -> Fraction | None:
    """Last year's: as stated, else the sum of the lines where each states its own."""
    if (stated := money(b.get(f"budget.last.{what}"))) is not None:
        return stated
    given = [money(lines[i].get("last")) for i in some]
    return sum(filter(None, given), NIL) if given and None not in given else None


def outlays(b: Books) -> list[tuple[str, str | None, Fraction]]:
    """What costs money beside the lines: what, on which line, how much."""
    found = [(p["name"], p.get("line"), money(p.get("cost"))) for p in b.each("promotions")]
    found += [(m["name"], m.get("line"), money(m["cost"])) for m in b.each("advertising.media")]
    for m in b.each("advertising.materials"):
        found.append((m["name"], m.get("line"), (number(m["quantity"]) or 0) * (money(m.get("unit_cost")) or NIL)))
    found += [(t["topic"], t.get("line"), money(t.get("cost"))) for t in b.each("training")]
    found.append((b.get("display.measure", "出样率"), b.get("display.line"), money(b.get("display.cost"))))
    found += [(p["name"], p.get("line"), money(p.get("budget"))) for p in b.each("internal_marketing.programmes")]
    costly = [(what, line, cost) for what, line, cost in found if cost]
    carried = {what for what, _, _ in costly}
    for action in b.each("actions"):
        cost = money(action.get("budget"))
        if cost and action.get("within") not in carried:
            costly.append((action["name"], action.get("line"), cost))
    return costly


def spending(b: Books) -> Iterator[Figure]:
    costs = outlays(b)
    rows = b.grid("budget.months")
    for at, (name, row) in enumerate(rows.items()):
        drawn = b.whole(sum((cost for _, line, cost in costs if line == name), NIL)) or 0
        place = f"budget.spending.{at}"
        yield Figure(f"{place}.budget", sum(row), f"the line {name}")
        yield Figure(f"{place}.drawn", drawn, f"what names the line {name}")
        yield Figure(f"{place}.left", sum(row) - drawn, "budget - drawn")
        yield Figure(f"{place}.draws.sum", drawn, "its draws sum to it")
        yield Figure(f"{place}.drawn_quarters.sum", drawn, "its quarters sum to it")
        for q, held in enumerate(quarters(row)):
            yield Figure(f"{place}.budget_quarters.{q}", held, f"three months of {name}")
    lost = b.whole(sum((cost for _, line, cost in costs if line not in rows), NIL)) or 0
    yield Figure("budget.undrawn.sum", lost, "costs that no line pays")


def margins_of(b: Books) -> dict[str, Fraction]:
    classes = {c["name"]: rate(c.get("margin")) for c in b.each("product_classes")}
    found = {p["name"]: rate(p.get("margin")) for p in b.each("products")}
    found = {
        p["name"]: classes.get(p.get("class")) if found[p["name"]] is None else found[p["name"]]
        for p in b.each("products")
    }
    return {name: margin for name, margin in found.items() if margin is not None}


def products(b: Books) -> Iterator[Figure]:
    if not b.shown["profit"]:
        return
    margin = margins_of(b)
    old = {p["name"]: rate(p["last_margin"]) or NIL for p in b.each("products") if p.get("last_margin") is not None}
    if b.get("budget.last.gross_profit") is None:  # else what it says wins over a guess at the planned margin
        old = margin | old
    rows = b.grid("targets.products")
    sold = {name: b.shown["targets"]["last_products"].get(name) for name in rows}
    whole, whole_last = b.total, sum(filter(None, sold.values()))
    gross = rounded([sum(row) * margin.get(name, NIL) for name, row in rows.items()], b.step)
    earned = rounded([(sold[name] or 0) * (old.get(name) or NIL) for name in rows], b.step)
    for at, (name, row) in enumerate(rows.items()):
        place = f"profit.products.{at}"
        yield Figure(f"{place}.sales", sum(row), f"target of {name}")
        yield Figure(f"{place}.gross", gross[at], "target × margin")
        yield Figure(f"{place}.margin", margin.get(name), "products[].margin, else its class's")
        yield Figure(f"{place}.share", share(sum(row), whole) or NIL, "÷ all targets")
        yield Figure(f"{place}.last_sales", sold[name], "last year's sales")
        yield Figure(f"{place}.last_share", share(sold[name], whole_last), "÷ all of last year")
        known = sold[name] is not None and name in old
        yield Figure(f"{place}.last_gross", earned[at] if known else None, "last year's sales × its margin")
    classes = {p["name"]: p.get("class") for p in b.each("products")}
    for at, shown in enumerate(b.shown["profit"]["classes"]):
        own = [i for i, name in enumerate(rows) if classes.get(name) == shown["name"]]
        totals = [sum(row) for row in rows.values()]
        weighed = sum((totals[i] * margin.get([*rows][i], NIL) for i in own), NIL)
        place = f"profit.classes.{at}"
        yield Figure(f"{place}.sales", sum(totals[i] for i in own), "products of the class")
        yield Figure(f"{place}.gross", sum(gross[i] for i in own), "products of the class")
        priced = any([*rows][i] in margin for i in own)
        average = share(weighed, sum(totals[i] for i in own)) if priced else None
        yield Figure(f"{place}.margin", average, "weighed by sales")
    yield Figure("profit.total.gross", sum(gross), "the products together")
    yield Figure("profit.gross.total", sum(gross), "the products together")
    for name, rows_of in b.cells("targets.by_product").items():
        exact = sum((sum(row) * margin.get(p, NIL) for p, row in rows_of.items()), NIL)
        yield Figure(f"profit.gross.{name}", exact, f"sales of {name} × margins", b.step)


def statements(b: Books) -> Iterator[Figure]:
    """Every P&L column, by the cells: sales, gross, lines, expense, wages, contribution, cash."""
    if not b.shown["profit"]:
        return
    lines = b.each("budget.lines")
    within = b.get("budget.wages", "within") == "within"
    gross, cash = b.grid("profit.gross"), b.grid("collection.cash")
    by_district = {name: list(b.grid(f"budget.by_district.{name}").values()) for name in b.names}
    region = [columns([by_district[n][i] for n in b.names]) for i in range(len(lines))]

    def column(
        place: str, what: str, some: Sequence[str], held: Sequence[Sequence[int]], span: range
    ) -> Iterator[Figure]:
        def over(rows: Any) -> int:
            return sum(row[m] for row in rows for m in span)

        paid = [over([row]) for row in held]
        got = over([gross[n] for n in some])
        spent = sum(a for a, line in zip(paid, lines, strict=True) if within or not is_wage(line))
        yield Figure(f"{place}.sales", over([b.targets[n] for n in some]), f"{what}: targets")
        yield Figure(f"{place}.gross", got, f"{what}: gross profit")
        yield Figure(f"{place}.expense", spent, f"{what}: lines that count")
        wages = sum(a for a, line in zip(paid, lines, strict=True) if is_wage(line))
        yield Figure(f"{place}.wages", wages, f"{what}: lines of kind wage")
        yield Figure(f"{place}.contribution", got - sum(paid), f"{what}: gross profit - all lines")
        yield Figure(f"{place}.cash", over([cash[n] for n in some]) if cash else None, f"{what}: cash")
        for i, amount in enumerate(paid):
            yield Figure(f"{place}.lines.{i}.1", amount, f"{what}: {lines[i]['name']}")

    yield from column("profit.total", "the year", b.names, region, range(12))
    for q in range(4):
        yield from column(f"profit.quarters.{q}", f"Q{q + 1}", b.names, region, range(3 * q, 3 * q + 3))
    for at, name in enumerate(b.names):
        yield from column(f"profit.districts.{at}", name, [name], by_district[name], range(12))


def whole_margin(b: Books) -> Fraction | None:
    """Of all products together: each one's gross profit as it is printed, over the target."""
    margin, rows = margins_of(b), b.grid("targets.products")
    return share(sum(rounded([sum(row) * margin.get(name, NIL) for name, row in rows.items()], b.step)), b.total)


def margins(b: Books) -> Iterator[Figure]:
    """Margin, last year's column, break-even, safety, sensitivities, bridge."""
    profit = b.shown["profit"]
    if not profit:
        return
    last = b.shown["targets"]["last"]
    yield Figure("profit.margin", whole_margin(b), "gross profit as printed ÷ target")
    stated = money(b.get("budget.last.gross_profit"))
    earned = [p["last_gross"] for p in profit["products"] if p["last_gross"] is not None]
    old = b.whole(stated) if stated is not None else sum(earned) if earned else None
    yield Figure("profit.last_gross", old, "budget.last.gross_profit, else the products'")
    if stated is not None and last:
        yield Figure("profit.last_margin", stated / last, "budget.last.gross_profit ÷ last sales")
    spent, wages = b.shown["budget"]["last_expense"], b.shown["budget"]["last_wages"]
    apart = b.get("budget.wages", "within") == "apart" and any(map(is_wage, b.each("budget.lines")))
    if None in (last, old, spent) or (apart and wages is None):
        yield Figure("profit.last", None, "last year's sales, gross profit, expense or wages are not known")
    else:
        yield Figure("profit.last.sales", last, "sales file, last year")
        yield Figure("profit.last.gross", old, "budget.last.gross_profit, else the products'")
        yield Figure("profit.last.expense", spent, "last year's expense")
        left = old - spent - (wages if apart else 0)
        yield Figure("profit.last.contribution", left, "gross profit - expense (- wages apart)")
    held = amounts(b)
    fixed = sum(a for a, line in zip(held, b.each("budget.lines"), strict=True) if is_fixed(line))
    variable, gross = sum(held) - fixed, profit["total"]["gross"]
    yield Figure("profit.fixed", fixed, "fixed lines")
    yield Figure("profit.variable", variable, "all other lines")
    even = None
    if b.total and gross > variable:
        exact = fixed / (Fraction(gross - variable) / b.total)
        even = -(-exact // b.step) * b.step
    yield Figure("profit.break_even", None if even is None else int(even), "fixed ÷ ((gross - variable) ÷ sales), up")
    cases = [(Fraction(n, 100), NIL) for n in (-20, -10, -5, 5, 10, 20)]
    cases += [(NIL, Fraction(n, 100)) for n in (-2, -1, 1, 2)]
    for at, (more, points) in enumerate(cases):
        exact = (gross + points * b.total - variable) * (1 + more) - fixed
        place = f"profit.sensitivities.{at}"
        yield Figure(f"{place}.sales", more, "the cases in their order")
        yield Figure(f"{place}.margin", points, "the cases in their order")
        yield Figure(f"{place}.fixed", NIL, "the cases in their order")
        yield Figure(f"{place}.contribution", b.whole(exact), "(gross ± points - variable) × (1 ± sales) - fixed")
    for at, more in enumerate((Fraction(-1, 10), Fraction(1, 10)) if fixed else (), len(cases)):
        place = f"profit.sensitivities.{at}"
        yield Figure(f"{place}.fixed", more, "the cases in their order")
        yield Figure(
            f"{place}.contribution", b.whole(gross - variable - fixed * (1 + more)), "gross - variable - fixed"
        )
    yield from bridge(b, old)


def bridge(b: Books, old: int | None) -> Iterator[Figure]:
    found = b.shown["profit"]["bridge"]
    products = b.shown["profit"]["products"]
    if found is None or old is None:
        return
    prices = {p["name"]: (money(p.get("price")), money(p.get("last_price"))) for p in b.each("products")}
    both = [p["name"] for p in products if p["last_sales"] and p["sales"]]
    priced = all(all(prices.get(name, (None, None))) for name in both)
    margin, sales = margins_of(b), {p["name"]: p["sales"] for p in products}
    stated = {p["name"]: rate(p.get("last_margin")) for p in b.each("products")}
    sold = {p["name"]: p["last_sales"] or 0 for p in products}
    now = {n: margin.get(n, NIL) for n in sales}  # also then, of what was not sold or has no other margin
    earlier = {n: now[n] if stated.get(n) is None or not sold[n] else stated[n] or NIL for n in sales}
    ups = {
        n: (prices[n][0] or 1) / (prices[n][1] or 1) if priced and all(prices.get(n, ())) else Fraction(1)
        for n in sales
    }
    at_old = {n: sales[n] / ups[n] for n in sales}
    average = sum((sold[n] * earlier[n] for n in sales), NIL) / sum(sold.values())
    volume = (sum(at_old.values(), NIL) - sum(sold.values())) * average
    mix = sum((at_old[n] * (earlier[n] - average) for n in sales), NIL)
    price = sum((sales[n] - at_old[n] for n in sales), NIL)
    plan = b.shown["profit"]["total"]["gross"]
    yield Figure("profit.bridge.last", old, "last year's gross profit")
    yield Figure("profit.bridge.plan", plan, "the plan's gross profit")
    yield Figure("profit.bridge.priced", priced and bool(both or sales), "whether both prices are known of all")
    parts = {"volume": volume, "mix": mix, "price": price, "margin": plan - old - volume - mix - price}
    for (name, _), amount in zip(parts.items(), rounded([*parts.values()], b.step), strict=True):
        yield Figure(f"profit.bridge.{name}", amount, f"change of gross profit by {name}")


def payments(b: Books) -> dict[str, list[Fraction]]:
    """What part of a sale is paid in its month, the next, …, by channel ("" for all)."""
    terms = b.each("collection.terms")
    paid = {t["name"]: [rate(part) or NIL for part in t["pattern"]] for t in terms}
    general = next((t["name"] for t in terms if not t.get("channels")), terms[0]["name"] if terms else None)
    usual = paid[general] if general else [Fraction(1)]
    named = {channel: paid[t["name"]] for t in reversed(terms) for channel in t.get("channels", ())}
    named |= {c["name"]: paid[c["terms"]] for c in b.each("channels") if c.get("terms") in paid}
    return {name: named.get(name, usual) for name in b.grid("targets.channels")} or {"": usual}


def collection(b: Books) -> Iterator[Figure]:
    found = b.shown["collection"]
    if not found:
        return
    stated = {n: money(v) or NIL for n, v in b.get("collection.opening_by_district", {}).items() if n in b.names}
    opening = b.whole(max(money(b.get("collection.opening")) or NIL, sum(stated.values(), NIL))) or 0
    yield Figure("collection.opening", opening, "collection.opening")
    for at, name in enumerate(b.names):
        if len(stated) == len(b.names):
            exact = stated[name]
            yield Figure(f"collection.districts.{at}.opening.0", exact, f"opening of {name}", b.step)
    cash = columns(b.grid("collection.cash").values())
    balance, closing = opening, []
    for m in range(12):
        yield Figure(f"collection.total.opening.{m}", balance, "the month before's closing")
        balance += b.months[m] - cash[m]
        closing.append(balance)
        yield Figure(f"collection.total.closing.{m}", balance, "opening + sales - cash")
        left = sum(row[m] for row in found["uncollected"]) + found["uncollected_opening"][m]
        yield Figure(f"collection.total.closing.{m}", left, "what is unpaid of each month and of the opening balance")
    yield Figure("collection.closing", closing[-1], "December's closing")
    yield Figure("collection.cash_total", sum(cash), "twelve months of cash")
    yield Figure("collection.rate_a", share(sum(cash), opening + b.total), "cash ÷ (opening + sales)")
    yield Figure("collection.rate_b", share(sum(cash), b.total), "cash ÷ sales")
    parts = payments(b)
    sold = (
        {"": b.months}
        if "" in parts
        else {c: columns([by[c] for by in b.cells("targets.by_channel").values()]) for c in parts}
    )
    for m in range(12):
        for t in range(m, 12):
            paid = sum((sold[c][m] * sum(shares[: t - m + 1], NIL) for c, shares in parts.items()), NIL)
            left = b.months[m] - paid
            yield Figure(
                f"collection.uncollected.{m}.{t}", left, f"sales of month {m + 1} less what its terms bring",
                (t - m + 1) * b.step,
            )  # fmt: skip
    past = b.grid("targets.last_districts")
    months = [*columns(past.values()), *b.months] if past else [*b.months]
    lengths = [days(b.year - 1, m) for m in range(12) if past] + [days(b.year, m) for m in range(12)]
    for m in range(12):
        end = len(months) - 12 + m + 1
        span = slice(max(0, end - 3), end)
        dso = share(closing[m], sum(months[span])) if sum(months[span]) > 0 else None
        yield Figure(
            f"collection.dso.{m}", None if dso is None else dso * sum(lengths[span]), "closing ÷ three months × days"
        )


def days(year: int, at: int) -> int:
    first = day(f"{year}-{at + 1:02}-01")
    then = day(f"{year + at // 11}-{(at + 1) % 12 + 1:02}-01")
    assert first and then
    return (then - first).days


def promotions(b: Books) -> Iterator[Figure]:
    margin, rows = margins_of(b), b.grid("targets.products")
    homes = {item["name"]: item["product"] for item in b.each("new_items")}
    results: list[Fraction | None] = []
    for at, given in enumerate(b.each("promotions")):
        cost, lift = money(given.get("cost")), money(given.get("lift"))
        names = {homes.get(n, n) for n in given.get("products", ())} & rows.keys() & margin.keys()
        sold = {n: sum(rows[n]) for n in names}
        if not any(sold.values()):
            sold = dict.fromkeys(names, 1)  # nothing is planned of any: each counts alike
        earned = sum((amount * margin.get(n, NIL) for n, amount in sold.items()), NIL)
        own = share(earned, sum(sold.values())) if names else whole_margin(b)
        own = own if b.shown["profit"] else None
        known = lift is not None and own is not None
        result = (lift or NIL) * (own or NIL) / cost if known and cost else None
        results.append(result)
        place = f"promotions.{at}"
        yield Figure(f"{place}.cost", b.whole(cost) or 0, "promotions[].cost")
        yield Figure(f"{place}.lift", b.whole(lift), "promotions[].lift")
        yield Figure(f"{place}.margin", own, "margin of its products, weighed by targets")
        yield Figure(f"{place}.gross", b.whole((lift or NIL) * (own or NIL)) if known else None, "lift × margin")
        yield Figure(f"{place}.result", result, "lift × margin ÷ cost")
    best = sorted((r for r in results if r is not None), reverse=True)
    for at, result in enumerate(results):
        rank = None if result is None else best.index(result) + 1
        yield Figure(f"promotions.{at}.rank", rank, "by result, equal ones share")


def pay(b: Books) -> Iterator[Figure]:
    for at, scheme in enumerate(b.each("appraisal.schemes")):
        basis = b.shown["appraisal"][at]["basis"]
        if scheme.get("commission_basis"):
            yield Figure(
                f"appraisal.{at}.basis", round_to(money(scheme["commission_basis"]) or NIL), "commission_basis"
            )
        bands = sorted(
            ((rate(band["from"]) or NIL, band) for band in scheme.get("bands", ())), key=lambda pair: pair[0]
        )
        steps = [(rate(step["from"]) or NIL, rate(step["rate"]) or NIL) for step in scheme.get("commission", ())]
        for i, attained in enumerate((Fraction(4, 5), Fraction(1), Fraction(6, 5))):
            reached = [band for low, band in bands if low <= attained]
            score = rate(reached[-1]["score"]) if reached else None
            factor = attained if not bands else score or NIL
            paid = max(((low, r) for low, r in steps if low <= attained), default=(NIL, NIL))[1]
            place = f"appraisal.{at}.examples.{i}"
            yield Figure(f"{place}.attainment", attained, "80, 100 and 120 %")
            yield Figure(f"{place}.score", score, "score of the band reached")
            yield Figure(f"{place}.base", round_to(12 * (money(scheme.get("base_pay")) or NIL)), "twelve base pays")
            bonus = 12 * (money(scheme.get("bonus")) or NIL) * factor
            yield Figure(f"{place}.bonus", round_to(bonus), "twelve bonuses × score")
            yield Figure(f"{place}.commission", round_to((basis or 0) * attained * paid), "sales × rate of the step")


# Objectives -----------------------------------------------------------------------------------------------------------


def objectives(b: Books) -> Iterator[Figure]:
    """Objectives that stand for a measure: last year's figure and the plan's."""
    shown = b.shown
    profit, cash, held = shown["profit"], shown["collection"], shown["budget"]
    for at, given in enumerate(b.each("objectives")):
        of = given.get("of")
        pair: tuple[Any, Any] | None = None
        match given.get("measure"):
            case "sales":
                pair = (shown["targets"]["last"], b.total)
            case "volume" if shown["targets"]["volumes"]:
                pair = (shown["targets"]["last_volume"], shown["targets"]["volumes"]["total"])
            case "gross_profit" if profit:
                pair = (profit["last"] and profit["last"]["gross"], profit["total"]["gross"])
            case "contribution" if profit:
                pair = (profit["last"] and profit["last"]["contribution"], profit["total"]["contribution"])
            case "expense_ratio" if any(counts_as_expense(line, b) for line in b.each("budget.lines")):
                pair = (held["last_ratio"], held["ratio"])
            case "wage_ratio" if any(map(is_wage, b.each("budget.lines"))):
                pair = (held["last_wage_ratio"], held["wage_ratio"])
            case "collection_rate" if cash:
                pair = (None, cash["rate_a"])
            case "closing_receivables" if cash:
                pair = (cash["opening"], cash["closing"])
            case "market_share" if shown["shares"] and shown["shares"][-1]["market_plan"]:
                region = shown["shares"][-1]
                pair = (region["share"], share(region["sales_plan"], region["market_plan"]))
            case "network" | "distribution" as measure:
                wide = [n for n in shown["network"] if of == n["name"] or (of is None and n["distribution"])]
                found = shown["network"][:1] if measure == "network" and of is None else wide[:1]
                for total in (n["total"] for n in found):
                    ends, size = (total["current"], total["target"]), total["universe"]
                    pair = ends if measure == "network" else (share(ends[0], size), share(ends[1], size))
            case "display" if shown["display"]:
                pair = (shown["display"]["total_current"], shown["display"]["total_rates"][-1])
            case "count":
                found = next((c for c in shown["counts"] if of in (None, c["name"])), None)
                pair = found and (found["last"], found["plan"])
        if pair and pair[1] is not None:
            source = f"{given['measure']} of the plan"
            yield Figure(f"objectives.{at}.target", pair[1], source)
            if pair[0] is not None:
                yield Figure(f"objectives.{at}.baseline", pair[0], source)


def chain(b: Books) -> Iterator[Figure]:
    """What the strategies of an objective bring and what its own actions cost."""
    for at, objective in enumerate(b.each("objectives")):
        serving = [s for s in b.each("strategies") if objective["code"] in s.get("serves", ())]
        codes = {s["code"] for s in serving}
        tactics = {t["code"] for t in b.each("tactics") if codes & set(t.get("serves", ()))}
        own = [a for a in b.each("actions") if a.get("tactic") in tactics and a.get("within") is None]
        uplift = sum(b.whole(money(s.get("uplift"))) or 0 for s in serving)
        yield Figure(f"chain.rows.{at}.uplift", uplift, "its strategies' uplift")
        yield Figure(f"chain.rows.{at}.budget", sum(b.whole(money(a.get("budget"))) or 0 for a in own), "its actions")


def growth_rates(sizes: Sequence[tuple[int, Fraction]]) -> list[Fraction]:
    return [now / before - 1 for (_, before), (_, now) in pairwise(sizes)]


# How targets are split ------------------------------------------------------------------------------------------------

NEW_YEAR = ("CN", "HK", "MO", "TW", "SG", "MY", "VN", "KR")  # where the lunar new year is kept
FESTIVALS = {2025: "2025-01-29", 2026: "2026-02-17", 2027: "2027-02-06"}
USUAL = (Fraction(5, 100), Fraction(-3, 100), NIL)  # what days before, during and after the festival bring to a month


def season(b: Books) -> Iterator[Figure]:
    """The year's twelve shares: each year counts seven tenths of the next; the festival moves the first quarter."""
    method = b.get("targets.season.method", "recent-years")
    years = {back: b.sold_months(back) for back in (2, 1) if b.sold(back)}
    if method not in ("recent-years", "yearly-mean") or not years or b.year != 2027:
        return
    fade = Fraction(7, 10) if method == "recent-years" else Fraction(1)
    counts = {back: fade ** (back - 1) / sum(fade ** (one - 1) for one in years) for back in years}
    plain = [sum((counts[k] * months[m] / sum(months) for k, months in years.items()), NIL) for m in range(12)]
    for m, part in enumerate(plain):
        yield Figure(f"targets.plain_season.{m}", part, "its part of each year, later years counting more", CLOSE)
    country = b.get("calendar.country") or str(b.get("money.currency", "CNY"))[:2]
    if truth(b.get("targets.season.festival", "yes" if country in NEW_YEAR else "no")):
        for m, part in enumerate(shifted(plain, counts, years, b.year)):
            yield Figure(f"targets.season.{m}", part, "the first quarter as this year's festival has it", CLOSE)


CLOSE = Fraction(1, 10**5)


def shifted(plain: Sequence[Fraction], counts: Any, years: Any, year: int) -> list[Fraction]:
    """Effects of the windows by least squares, drawn towards the usual; past festivals out, this year's in."""
    past = {back: windows(year - back) for back in years}
    parts = {back: [share(m, sum(months[:3])) or NIL for m in months[:3]] for back, months in years.items()}
    known = [back for back in years if any(years[back][:3])]
    x = [[past[k][w][m] - mean([past[i][w][m] for i in known]) for k in known for m in range(3)] for w in range(3)]
    y = [parts[k][m] - mean([parts[i][m] for i in known]) for k in known for m in range(3)]
    square = [[dot(x[i], x[j]) + (i == j) for j in range(3)] for i in range(3)]
    effects = cramer(square, [dot(x[i], y) + USUAL[i] for i in range(3)]) if known else list(USUAL)
    whole, now = sum(plain[:3]), windows(year)
    if not whole:
        return [*plain]
    moved = [
        sum((effects[w] * (now[w][m] - sum(counts[k] * past[k][w][m] for k in years)) for w in range(3)), NIL)
        for m in range(3)
    ]
    first = [max(plain[m] / whole + moved[m], NIL) for m in range(3)]
    return [*(whole * part / sum(first) for part in first), *plain[3:]]


def windows(year: int) -> list[list[Fraction]]:
    """A fortnight before the festival, a week of it, a fortnight after: their days by month, January to March."""
    start = day(FESTIVALS[year])
    assert start
    found = []
    for begin, end in ((-14, 0), (0, 7), (7, 21)):
        months = [(start + datetime.timedelta(days=n)).month for n in range(begin, end)]
        found.append([Fraction(months.count(m), end - begin) for m in (1, 2, 3)])
    return found


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, NIL) / len(values)


def dot(one: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(one, other, strict=True)), NIL)


def cramer(m: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> list[Fraction]:
    def det(a: Sequence[Sequence[Fraction]]) -> Fraction:
        (p, q, r), (s, t, u), (v, w, x) = a
        return p * (t * x - u * w) - q * (s * x - u * v) + r * (s * w - t * v)

    return [det([[right[i] if j == k else m[i][j] for j in range(3)] for i in range(3)]) / det(m) for k in range(3)]


def weights(b: Books) -> Iterator[Figure]:
    """Each part of a district's weight: its past sales, market, growth, equal or own share, blended as asked."""
    districts = b.each("districts")
    if any(d.get(key) is not None for d in districts for key in ("opens", "closes", "ramp")):
        return
    shown, blend = b.shown["targets"]["weights"], b.shown["targets"]["blend"]
    parts = {name: based(name, b) for name in blend}
    given = {k: rate(v) or NIL for k, v in (b.get("targets.by_district") or {}).items()} if not told(b) else {}
    used = sum((given[name] for name in blend if name in given), NIL)
    for name, amounts in parts.items():
        if given and used:
            yield Figure(
                f"targets.blend.{name}", given[name] / used, "targets.by_district, of the parts that can be used"
            )
        for district, amount in zip(districts, amounts, strict=True):
            part = share(amount, sum(amounts, NIL))
            if part is not None:
                yield Figure(f"targets.weights.{district['name']}.{name}", part, f"its {name} ÷ all districts'")
    for district in districts:
        own = shown[district["name"]]
        whole = sum((Fraction(blend[name]) * Fraction(own[name]) for name in blend), NIL)
        yield Figure(f"targets.weights.{district['name']}.blend", whole, "the parts as they are blended", CLOSE)
    held = any(b.get(f"targets.{key}") for key in ("locks", "bounds", "closed"))
    if given and used and not held and all(any(amounts) for amounts in parts.values()):
        rows = [[given[n] / used * amount / sum(amounts, NIL) for amount in amounts] for n, amounts in parts.items()]
        exact = [b.total * sum(column, NIL) for column in zip(*rows, strict=True)]
        for name, whole_units in zip(b.names, rounded(exact, b.step), strict=True):
            yield Figure(f"targets.districts.{name}", whole_units, "the year's target × its weight")


def told(b: Books) -> bool:
    """Whether the blend is left to the data."""
    return bool(b.get("targets.by_district", "auto") == "auto")


def based(name: str, b: Books) -> list[Fraction]:
    """What a part of the weight is made of, district by district."""
    last, before = ({n: b.sold(back, district=n) for n in b.names} for back in (1, 2))
    match name:
        case "last":
            found = [last[n] or NIL for n in b.names]
        case "market":
            found = [money(d.get("market")) or NIL for d in b.each("districts")]
        case "manual":
            found = [rate(d.get("weight")) or NIL for d in b.each("districts")]
        case "equal":
            found = [Fraction(1)] * len(b.names)
        case "growth":
            region = again(b.last, b.sold(2)) or Fraction(1)
            found = [(last[n] or NIL) * (again(last[n], before[n]) or region) for n in b.names]
        case _:
            years = [{n: b.sold(k, district=n) for n in b.names} for k in range(10, 0, -1) if b.known("district", k)]
            if b.get("targets.history_share") == "average-of-proportions":
                wholes: list[Fraction] = [sum(filter(None, sold.values()), NIL) for sold in years]
                pairs = [(sold, whole) for sold, whole in zip(years, wholes, strict=True) if whole]
                found = [
                    sum(((sold[n] or NIL) / whole for sold, whole in pairs), NIL) / max(len(years), 1) for n in b.names
                ]
            else:
                found = [sum((sold[n] or NIL for sold in years), NIL) for n in b.names]
    return [max(amount, NIL) for amount in found]


def again(last: Fraction | None, before: Fraction | None) -> Fraction | None:
    """A rise by the same amount, a fall by the same rate."""
    if last is None or not before:
        return None
    return 2 - before / last if last >= before else last / before


def members(b: Books) -> Iterator[Figure]:
    """People and stores by weight, last year's sales, size or alike; a manager of stores has their sum."""
    held = [*b.each("targets.locks"), *b.each("targets.bounds")]
    if b.get("targets.closed") or any("person" in hold or "store" in hold for hold in held):
        return
    stores = b.grid("targets.stores")
    for district in b.names:
        own = [s for s in b.each("stores") if s["district"] == district]
        team = [m for m in b.each("team") if m.get("district") == district and rate(m.get("weight")) != 0]
        if not any(s.get(key) is not None for s in own for key in ("opens", "closes")):
            sold = {s["name"]: money(s["last_actual"]) or NIL for s in own if s.get("last_actual") is not None}
            past = {s["name"]: got for s in own if (got := b.sold(1, store=s["name"])) is not None} | sold
            yield from shared("stores", district, own, past, b)
        if not team or any(m.get(key) is not None for m in team for key in ("starts", "leaves")):
            continue
        names = {m["name"] for m in team}
        if own and {s.get("manager") for s in own} == names and not any(m.get("weight") for m in team):
            for name in names:
                mine = sum(sum(stores[s["name"]]) for s in own if s.get("manager") == name)
                yield Figure(f"targets.people.{name}", mine, "the stores of this manager")
        else:
            past = {m["name"]: got for m in team if (got := b.sold(1, person=m["name"])) is not None}
            yield from shared("people", district, team, past, b)


def shared(kind: str, district: str, some: Sequence[Raw], past: Any, b: Books) -> Iterator[Figure]:
    if any(one.get("weight") is not None for one in some):
        stated = [rate(one.get("weight")) for one in some]
        rest = max(1 - sum(filter(None, stated), NIL), NIL) / max(stated.count(None), 1)
        parts = [rest if part is None else part for part in stated]
    else:
        known = [amount for amount in past.values() if amount >= 0]
        typical = mean(known) if any(known) else Fraction(1)
        sizes = [Fraction(one.get("size") or 0) for one in some]
        alike = sizes if all(sizes) else [typical] * len(some)
        parts = [past.get(one["name"], typical) for one in some] if any(known) else alike
    if not any(parts):
        return
    exact = [sum(b.targets[district]) * part / sum(parts) for part in parts]
    for one, amount in zip(some, rounded(exact, b.step), strict=True):
        yield Figure(
            f"targets.{kind}.{one['name']}", amount, f"{district} × weight, else last year's sales, size, or alike"
        )


# What is asked --------------------------------------------------------------------------------------------------------


def asked(b: Books) -> Iterator[Figure]:
    """Of every node, beside what it did, might do and says itself."""
    kinds = {"district": ("districts", "districts"), "person": ("people", "team")}
    kinds |= {axis: (f"{axis}s", f"{axis}s") for axis in ("store", "product", "channel")}
    for at, one in enumerate(b.shown["asked"]):
        place, axis, name = f"asked.{at}", one["axis"], one["name"]
        grid, key = kinds[axis]
        rows, node = b.grid(f"targets.{grid}"), next((n for n in b.each(key) if n["name"] == name), {})
        goal, whole = sum(rows[name]), sum(map(sum, rows.values()))
        told = money(node.get("estimate"))
        yield Figure(f"{place}.target", goal, f"target of {name}")
        yield Figure(f"{place}.part", share(goal, whole), f"÷ targets of all {grid}")
        yield Figure(f"{place}.estimate", b.whole(told), f"{key}[].estimate")
        yield Figure(f"{place}.difference", None if told is None else goal - (b.whole(told) or 0), "target - estimate")
        size = {
            s["name"]: number(s.get("size")) or 0
            for s in b.each("stores")
            if not s.get("opens") and not s.get("closes")
        }
        sized = {n: amount for n, amount in size.items() if amount and n in rows}
        if axis == "store":
            may = Fraction(sum(sum(rows[n]) for n in sized), sum(sized.values())) if len(sized) > 1 else NIL
            potential = b.whole(may * sized[name]) if may and name in sized else None
            yield Figure(f"{place}.potential", potential, "its size × what all bring for theirs")
        if axis == "district" and not b.known("district"):
            continue
        last, before = b.sold(1, **{axis: name}), b.sold(2, **{axis: name})
        stated = node.get("last_actual") if axis == "store" else node.get("last")
        if stated is not None:
            last = money(stated)
        yield Figure(f"{place}.last", b.whole(last), f"last year of {name}")
        yield Figure(
            f"{place}.growth", Fraction(goal) / last - 1 if last and last > 0 else None, "target ÷ last year - 1"
        )
        trend = last / before - 1 if last is not None and before and before > 0 else None
        yield Figure(f"{place}.trend", trend, "last year ÷ the year before - 1")
