"""A monthly review by hand: what was reported, held against the published cells of the plan, in Fractions.

Named as in ``review --json``. Nothing of planforge is imported.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from accounts import Books, day, rate, share
from worked_out import NIL, Figure, days, is_wage, tier_at

LOW = ("expense", "expense_ratio", "wages", "wage_ratio", "closing_receivables")
GRIDS = {"district": "districts", "product": "products", "store": "stores"}


@dataclass(frozen=True)
class Happened:
    """What was reported: sales (month, district, product, store, amount, units), amounts of lines and cash by month,
    counts (measure, district, quarter, number), states of actions."""

    sales: tuple[tuple[int, str | None, str | None, str | None, int, int | None], ...]
    lines: tuple[tuple[int, str, int], ...] = ()
    cash: tuple[tuple[int, str, int], ...] = ()
    counts: tuple[tuple[str, str, int, int], ...] = ()
    states: tuple[tuple[str, str], ...] = ()

    def sold(self, months: Iterable[int], axis: str = "", name: str | None = None) -> int:
        place = {"": None, "district": 1, "product": 2, "store": 3}[axis]
        return sum(s[4] for s in self.sales if s[0] in months and (place is None or s[place] == name))


def review(b: Books, seen: Happened, through: int, shown: Any) -> Iterator[Figure]:
    """All of them, at the end of month ``through``."""
    upto = range(1, through + 1)
    yield from standing("region", b, seen, through, b.months, b.sold_months(1), "")
    for m in upto:
        goal, got = b.months[m - 1], seen.sold([m])
        reached, aim = seen.sold(range(1, m + 1)), sum(b.months[:m])
        last = b.sold_months(1)[m - 1]
        place = f"months.{m - 1}"
        yield Figure(f"{place}.target", goal, "the month's target")
        yield Figure(f"{place}.actual", got, "sold in the month")
        yield Figure(f"{place}.rate", over(got, goal), "sold ÷ target")
        yield Figure(f"{place}.growth", less_one(over(got, last)), "sold ÷ the same month of last year - 1")
        yield Figure(f"{place}.reached", reached, "sold since January")
        yield Figure(f"{place}.reached_target", aim, "targets since January")
        yield Figure(f"{place}.reached_rate", over(reached, aim), "sold ÷ target, since January")
        yield Figure(f"{place}.light", light(b, over(reached, aim)), "control.lights at that rate")
    for axis, grid in GRIDS.items():
        if shown["standings"][axis]:
            yield from nodes(axis, b.grid(f"targets.{grid}"), b, seen, through)
    yield from ahead(b, seen, through, shown)
    yield from parts(b, seen, through, shown)
    yield from spending(b, seen, through)
    yield from collected(b, seen, through)
    yield from counted(b, seen, shown)
    yield from due(b, seen, through, shown)


def over(part: Fraction | int | None, whole: Fraction | int | None) -> Fraction | None:
    return share(part, whole) if whole is not None and whole > 0 else None


def less_one(found: Fraction | None) -> Fraction | None:
    return None if found is None else found - 1


def light(b: Books, attained: Fraction | None) -> str | None:
    green, amber = (rate(b.get(f"control.lights.{k}", d)) or NIL for k, d in (("green", "100%"), ("amber", "90%")))
    if attained is None:
        return None
    return "green" if attained >= green else "amber" if attained >= amber else "red"


def standing(
    place: str, b: Books, seen: Happened, through: int, goals: Sequence[int], past: Sequence[Fraction], axis: str,
    name: str | None = None,
) -> Iterator[Figure]:  # fmt: skip
    upto = range(1, through + 1)
    goal, got, now = sum(goals[:through]), seen.sold(upto, axis, name), seen.sold([through], axis, name)
    last = sum(past[:through], NIL) if any(past) else None
    open_ = sum(goals[through:])
    yield Figure(f"{place}.month_target", goals[through - 1], "the month's target")
    yield Figure(f"{place}.month_actual", now, "sold in the month")
    yield Figure(f"{place}.month_rate", over(now, goals[through - 1]), "sold ÷ target of the month")
    yield Figure(f"{place}.target", goal, "targets since January")
    yield Figure(f"{place}.actual", got, "sold since January")
    yield Figure(f"{place}.gap", got - goal, "sold - target")
    yield Figure(f"{place}.rate", over(got, goal), "sold ÷ target")
    yield Figure(f"{place}.year", sum(goals), "the year's target")
    yield Figure(f"{place}.open_target", open_, "targets of the months left")
    yield Figure(f"{place}.left", sum(goals) - got, "the year's target - sold")
    yield Figure(f"{place}.pace", over(sum(goals) - got, open_), "left ÷ targets of the months left")
    yield Figure(f"{place}.last", last, "the same months of last year")
    yield Figure(f"{place}.growth", less_one(over(got, last)), "sold ÷ the same months of last year - 1")
    yield Figure(f"{place}.light", light(b, over(got, goal)), "control.lights at that rate")
    yield Figure(f"{place}.tier", tier_at(b, over(got, goal)), "control.tiers at that rate")


def nodes(axis: str, rows: Mapping[str, Sequence[int]], b: Books, seen: Happened, through: int) -> Iterator[Figure]:
    upto = range(1, through + 1)
    rates = [over(seen.sold(upto, axis, name), sum(row[:through])) for name, row in rows.items()]
    best = sorted((r for r in rates if r is not None), reverse=True)
    for at, ((name, row), own) in enumerate(zip(rows.items(), rates, strict=True)):
        place = f"standings.{axis}.{at}"
        yield Figure(f"{place}.name", name, f"{axis}s in the plan's order")
        yield from standing(place, b, seen, through, row, b.sold_months(1, **{axis: name}), axis, name)
        yield Figure(f"{place}.rank", None if own is None else best.index(own) + 1, "by rate, equal ones share")


def ahead(b: Books, seen: Happened, through: int, shown: Any) -> Iterator[Figure]:
    """What follows from the forecast of the year, however that is made."""
    found = shown["forecast"]
    if found is None:
        return
    got = seen.sold(range(1, through + 1))
    year = Fraction(found["year"])
    close = Fraction(1, 10**5)
    yield Figure("forecast.target", b.total, "the year's target")
    yield Figure("forecast.rate", over(year, b.total), "forecast ÷ target", close)
    yield Figure("forecast.gap", year - b.total, "forecast - target", close)
    left = 12 - through
    yield Figure("forecast.mean_left", share(b.total - got, left), "what is left ÷ the months left", close)
    elapsed = sum(b.months[:through])
    yield Figure("forecast.share", share(elapsed, b.total), "targets since January ÷ the year's")
    open_ = b.total - elapsed
    required = Fraction((b.total - got) * b.total, open_) if open_ else None
    yield Figure("forecast.required", required, "what is left ÷ the part of the year's targets that is left")
    if found["low"] is not None:
        assert Fraction(found["low"]) <= year <= Fraction(found["high"])


def parts(b: Books, seen: Happened, through: int, shown: Any) -> Iterator[Figure]:
    """Who has what part of the gap; and of it volume, mix and price."""
    upto = range(1, through + 1)
    for key, axis in (("contributions", "district"), ("product_contributions", "product")):
        if not shown["standings"][axis]:
            continue
        rows = b.grid(f"targets.{GRIDS[axis]}")
        gaps = {n: seen.sold(upto, axis, n) - sum(row[:through]) for n, row in rows.items()}
        other = sum(1 for one in shown["standings"][axis] if one["name"] not in rows and one["name"])
        for at, one in enumerate(shown[key] if not other else ()):
            mine = sorted((n for n in gaps if gaps[n]), key=lambda n: gaps[n])[at]
            same = sum(gap for gap in gaps.values() if (gap < 0) == (gaps[mine] < 0))
            assert one["name"] == mine or gaps[one["name"]] == gaps[mine]
            yield Figure(f"{key}.{at}.gap", gaps[mine], f"sold - target of {mine}")
            yield Figure(f"{key}.{at}.part", share(gaps[mine], same), "÷ all gaps of its sign")
    yield from causes(b, seen, through)


def causes(b: Books, seen: Happened, through: int) -> Iterator[Figure]:
    money, volume = b.grid("targets.products"), b.grid("targets.volumes")
    silent = {s[2] for s in seen.sales if s[0] <= through and s[5] is None and s[4]}
    units = {n: sum(s[5] or 0 for s in seen.sales if s[2] == n and s[0] <= through) for n in volume if n in money}
    told = {s[2] for s in seen.sales if s[0] <= through}
    names = [n for n in units if n in told and n not in silent and any(volume[n][:through])]
    if not any(units[n] for n in names):
        yield Figure("causes", None, "no product's volume is reported")
        return
    planned_units = {n: sum(volume[n][:through]) for n in names}
    planned = {n: Fraction(sum(money[n][:through])) for n in names}
    price = {n: planned[n] / planned_units[n] for n in names}
    got = {n: seen.sold(range(1, through + 1), "product", n) for n in names}
    mean = sum(planned.values()) / sum(planned_units.values())
    more = sum(units[n] for n in names) - sum(planned_units.values())
    mix = sum((price[n] * units[n] for n in names), NIL) - sum(planned.values()) - mean * more
    dearer = sum((got[n] - price[n] * units[n] for n in names), NIL)
    gap = seen.sold(range(1, through + 1)) - sum(b.months[:through])
    yield Figure("causes.volume", mean * more, "units more × planned average price")
    yield Figure("causes.mix", mix, "units at planned prices - at the planned average")
    yield Figure("causes.price", dearer, "obtained - units at planned prices")
    yield Figure("causes.rest", gap - mean * more - mix - dearer, "the gap less all that")
    for at, name in enumerate(names):
        place = f"causes.products.{at}"
        yield Figure(f"{place}.planned_units", planned_units[name], f"planned volume of {name}")
        yield Figure(f"{place}.units", units[name], f"reported volume of {name}")
        yield Figure(f"{place}.planned_price", price[name], "planned amount ÷ planned volume")
        yield Figure(f"{place}.price", share(got[name], units[name]), "sold ÷ reported volume")
        yield Figure(f"{place}.effect", got[name] - price[name] * units[name], "sold - volume at planned price")


def spending(b: Books, seen: Happened, through: int) -> Iterator[Figure]:
    rows = b.grid("budget.months")
    spent = {n: sum(a for m, line, a in seen.lines if line == n and m <= through) for n in rows}
    if not any(line in rows for _, line, _ in seen.lines):
        yield Figure("spending", None, "no line is reported")
        return
    reported = {(line, m) for m, line, _ in seen.lines}
    missing = {n: [m for m in range(1, through + 1) if (n, m) not in reported and rows[n][m - 1]] for n in rows}
    told_of = {n: sum(row[:through]) - sum(row[m - 1] for m in missing[n]) for n, row in rows.items()}
    given = {line["name"]: line for line in b.each("budget.lines")}
    for at, (name, row) in enumerate(rows.items()):
        place, planned = f"spending.lines.{at}", told_of[name]
        yield Figure(f"{place}.planned", planned, f"budget of {name} in the months that are reported")
        yield Figure(f"{place}.actual", spent[name], f"spent on {name}")
        yield Figure(f"{place}.gap", spent[name] - planned, "spent - planned")
        yield Figure(f"{place}.rate", over(spent[name], planned), "spent ÷ planned")
        yield Figure(f"{place}.year", sum(row), f"the year's budget of {name}")
        yield Figure(f"{place}.left", sum(row) - spent[name], "the year's budget - spent")
        yield Figure(f"{place}.missing", missing[name], "months planned and not reported")
    apart = b.get("budget.wages") == "apart"
    sold, aim = seen.sold(range(1, through + 1)), sum(b.months[:through])
    counted = [n for n in rows if not (apart and is_wage(given[n]))]
    paid = [n for n in rows if is_wage(given[n])]
    yield Figure("spending.planned", sum(told_of[n] for n in counted), "lines that count")
    yield Figure("spending.actual", sum(spent[n] for n in counted), "lines that count")
    for some, planned_ratio, ratio in (
        (counted, "spending.planned_ratio", "spending.ratio"),
        (paid, "spending.planned_wage_ratio", "spending.wage_ratio"),
    ):
        whole = sum(sum(rows[n][:through]) for n in some)
        told = some and not any(missing[n] for n in some)
        yield Figure(planned_ratio, over(whole, aim) if some else None, "planned ÷ targets")
        yield Figure(ratio, over(sum(spent[n] for n in some), sold) if told else None, "spent ÷ sold")
    overspent = sorted((n for n in rows if spent[n] > told_of[n]), key=lambda n: told_of[n] - spent[n])
    for at, name in enumerate(overspent):
        yield Figure(f"spending.over.{at}.gap", spent[name] - told_of[name], "the most overspent first")


def collected(b: Books, seen: Happened, through: int) -> Iterator[Figure]:
    found = b.shown["collection"]
    if not found or not seen.cash:
        yield Figure("collected", None, "no cash is reported")
        return
    upto = range(1, through + 1)
    sums = {"planned": 0, "actual": 0, "opening": 0, "planned_closing": 0}
    for at, account in enumerate(found["districts"]):
        name, opening = account["name"], account["opening"][0]
        came = sum(a for m, d, a in seen.cash if d == name and m <= through)
        sold = seen.sold(upto, "district", name)
        planned, aim = sum(account["cash"][:through]), sum(account["sales"][:through])
        place = f"collected.districts.{at}"
        yield Figure(f"{place}.planned", planned, f"cash planned of {name}")
        yield Figure(f"{place}.actual", came, f"cash of {name}")
        yield Figure(f"{place}.gap", came - planned, "cash - planned")
        yield Figure(f"{place}.rate", over(came, planned), "cash ÷ planned")
        yield Figure(f"{place}.opening", opening, "January's opening")
        yield Figure(f"{place}.closing", opening + sold - came, "opening + sold - cash")
        yield Figure(f"{place}.planned_closing", opening + aim - planned, "opening + targets - planned cash")
        yield Figure(f"{place}.collected", over(came, opening + sold), "cash ÷ (opening + sold)")
        yield Figure(f"{place}.planned_collected", over(planned, opening + aim), "planned cash ÷ (opening + targets)")
        for key, amount in (("planned", planned), ("actual", came), ("opening", opening)):
            sums[key] += amount
    total, sold, aim = "collected.total", seen.sold(upto), sum(b.months[:through])
    yield Figure(f"{total}.planned", sums["planned"], "the districts together")
    yield Figure(f"{total}.actual", sums["actual"], "the districts together")
    yield Figure(f"{total}.closing", sums["opening"] + sold - sums["actual"], "opening + sold - cash")
    yield Figure(f"{total}.collected", over(sums["actual"], sums["opening"] + sold), "cash ÷ (opening + sold)")
    yield Figure(f"{total}.planned_collected", over(sums["planned"], sums["opening"] + aim), "planned the same way")


def counted(b: Books, seen: Happened, shown: Any) -> Iterator[Figure]:
    """The latest quarter that is over, of every network measure."""
    at = 0
    through = shown["through"]
    for measure in b.shown["network"]:
        told = {(d, q): n for name, d, q, n in seen.counts if name == measure["name"] and 3 * q <= through}
        quarter = max((q for _, q in told), default=0)
        own = [d for d in measure["districts"] if (d["name"], quarter) in told]
        rows = [(d["name"], d["quarters"][quarter - 1], told[d["name"], quarter], d["current"]) for d in own]
        if len(rows) > 1:
            rows.append(("", sum(r[1] for r in rows), sum(r[2] for r in rows), sum(r[3] for r in rows)))
        for name, planned, number, current in rows:
            place = f"counts.{at}"
            yield Figure(f"{place}.district", name, f"{measure['name']} in the plan's order")
            yield Figure(f"{place}.quarter", quarter, "the latest reported that is over")
            yield Figure(f"{place}.planned", planned, "planned at its end")
            yield Figure(f"{place}.actual", number, "reported")
            yield Figure(f"{place}.gap", number - planned, "reported - planned")
            yield Figure(f"{place}.rate", over(number, planned), "reported ÷ planned")
            yield Figure(f"{place}.planned_new", planned - current, "planned - at the start of the year")
            yield Figure(f"{place}.new", number - current, "reported - at the start of the year")
            at += 1


def due(b: Books, seen: Happened, through: int, shown: Any) -> Iterator[Figure]:
    """Late actions, tiers' actions, contingencies, KPIs."""
    states, end = dict(seen.states), datetime.date(b.year, through, days(b.year, through - 1))
    late = []
    if set(states.values()) - {"open"}:
        for number, action in enumerate(b.each("actions"), 1):
            code, ends = action.get("code") or f"A{number}", day(action.get("ends"))
            starts, state = day(action.get("starts")), states.get(code)
            begun = starts is None or starts <= end or state not in (None, "open")
            past = ends is not None and ends <= end and state not in ("done", "dropped")
            if begun and (past or state == "late"):
                late.append(code)
    yield Figure("actions.late", sorted(late), "due by the month's end and neither done nor dropped")
    attained = over(seen.sold(range(1, through + 1)), sum(b.months[:through]))
    lines = [(rate(c["below"]) or NIL, c["trigger"]) for c in b.each("control.contingencies") if c.get("below")]
    called = [t for below, t in sorted(lines, key=lambda pair: pair[0]) if attained is not None and attained < below]
    yield Figure("corrections.contingencies.names", called, "attainment below their line")
    for at, one in enumerate(shown["corrections"]["kpis"]):
        place, (planned, actual) = f"corrections.kpis.{at}", (Fraction(one[k]) for k in ("planned", "actual"))
        served = (o["measure"] for o in b.each("objectives") if o["code"] == one["kpi"]["objective"])
        low = (one["kpi"]["measure"] or next(served)) in LOW
        nothing = low and actual <= min(planned, NIL)
        met = Fraction(1) if nothing else over(planned, actual) if low else over(actual, planned)
        yield Figure(f"{place}.rate", met, "actual ÷ planned, turned round for what should be low", Fraction(1, 10**4))
        yield Figure(f"{place}.light", light(b, Fraction(one["rate"])), "control.lights at that rate")
