"""Last year's plan and what came of it as the start of the next: what lasts is carried over, what happened becomes the
review, what was not done becomes proposals. Nothing of it counts as the manager's own until he has confirmed it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import Struct, field

from planforge.ledger.estimate import CENT, estimate
from planforge.ledger.intake import Intake
from planforge.ledger.sales import Node, Sale
from planforge.numbers import growth, nearest
from planforge.plan.grid import Grid
from planforge.plan.plan import Plan
from planforge.plan.targets.allocate import largest_remainder
from planforge.plan.targets.season import country_of
from planforge.reading.editor import plain
from planforge.records import replace
from planforge.review.actuals import Actuals, to_date
from planforge.review.lasting import LASTING, PLAIN, lasting
from planforge.review.monthly import MonthlyReview, review_month
from planforge.review.progress import SETTLED, CountStanding
from planforge.review.shift import Shift, shift
from planforge.review.standing import Standing
from planforge.spec.days import day_in
from planforge.spec.history import HistoryRow
from planforge.words import Words

USUAL = Fraction(1, 10)  # growth that is asked where nothing tells what was
QUIET = 3
"""Months without sales at the end of the year after which a person may be gone."""


class Draft(Struct):
    """A spec in the making, and what of it waits for confirmation."""

    data: dict[str, Any] = field(default_factory=dict)
    marks: list[dict[str, str]] = field(default_factory=list)

    def mark(self, at: str, origin: str, basis: str, value: Any = None) -> None:
        entry = {"at": at, "origin": origin, "basis": basis}
        self.marks.append(entry | ({"value": str(value)} if value is not None else {}))


def next_year(
    plan: Plan, given: Mapping[str, Any], actuals: Actuals | None, year: int, history: str, words: Words, say: Any
) -> dict[str, Any]:
    """The data of a spec for ``year``, made of the plan and the data ``given`` it was made of.

    ``history`` is the name of the file of past sales (see ``past_sales``); ``say`` are the sentences of
    ``start.yaml``.
    """
    review = review_month(plan, actuals) if actuals else None
    made = Draft(lasting(given))
    carry = _Carry(plan, actuals, review, shift(plan.spec.year, year, country_of(plan.spec)), made, words, say)
    made.data["year"] = str(year)
    made.data["history"] = history
    for part in (carry.targets, carry.review, carry.nodes, carry.counted, carry.products, carry.channels, carry.money,
                 carry.dated, carry.unfinished):  # fmt: skip
        part()
    basis = say["carried"].format(year=plan.spec.year)
    for key in made.data:
        if key in LASTING and key not in PLAIN and made.data[key]:
            made.mark(key, "carried", basis)
    made.data["unconfirmed"] = made.marks
    return {key: value for key, value in made.data.items() if value not in (None, [], {})}


def past_sales(plan: Plan, actuals: Actuals | None) -> Intake:
    """The sales of the plan's year and of the year before, months that nobody has reported yet estimated."""
    year = plan.spec.year
    rows = [row for row in plan.spec.history if isinstance(row, HistoryRow)]
    sales = [sale for row in rows if row.year in ((year - 1, year) if actuals is None else (year - 1,))
             for sale in _sales(row)]  # fmt: skip
    if actuals is not None:
        sales += [
            Sale(actuals.file, entry.where.line, entry.where.column, year, entry.month, entry.node, entry.amount,
                 entry.units)
            for entry in actuals.sales
        ]  # fmt: skip
        sales += estimate(sales, year)
    return Intake(tuple(sales), tuple(sorted({sale.year for sale in sales})), (), {}, {}, "")


def _sales(row: HistoryRow) -> Iterator[Sale]:
    node = Node(row.district, row.product, row.channel, row.person, row.store)
    for month, amount in enumerate(row.months, 1):
        if amount is not None:
            units = row.units[month - 1] if row.units else None
            yield Sale("", 0, 0, row.year, month, node, amount, None if units is None else Decimal(units))


class _Carry(Struct):
    """Fills the parts that follow from what happened."""

    plan: Plan
    actuals: Actuals | None
    happened: MonthlyReview | None
    dates: Shift
    made: Draft
    words: Words
    say: Any

    @property
    def whole(self) -> bool:
        """Whether the year is reported to its end."""
        return self.happened is not None and self.happened.through == 12

    def money(self) -> None:
        self._budget()
        self._collection()

    # targets and review

    def targets(self) -> None:
        old, total = self.plan.spec.targets, self.plan.targets
        kept = {
            key: plain(getattr(old, key).model_dump(by_alias=True, exclude_defaults=True))
            for key in ("season", "by_district")
            if not isinstance(getattr(old, key), str)
        }
        kept.get("season", {}).pop("note", None)  # which tells of the year before
        before = self.plan.review.total
        grown = growth(total.total, before.actual) if before else None
        rate = Decimal(nearest((USUAL if grown is None else grown) * 1000)) / 10
        base = f"{rate:+.1f}%" if self.actuals else self._amount(total.total)
        self.made.data["targets"] = {"base": base, **self._stated(kept)}
        self.made.mark(
            "targets.base",
            "carried",
            self.say["growth" if self.actuals else "planned"].format(year=self.plan.spec.year),
            base,
        )
        for key in [key for key in self.made.data["targets"] if key != "base"]:
            self.made.mark(f"targets.{key}", "carried", self.say["carried"].format(year=self.plan.spec.year))

    def _stated(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        rates = ("market_growth", "natural_growth")
        old = self.plan.spec.targets
        return {
            **{key: value for key, value in kept.items() if value},
            **{k: self.words.numbers.percent(v) for k in rates if (v := getattr(old, k)) is not None},
        }

    def review(self) -> None:
        names = self.plan.targets.districts.nodes
        rows = {name: sum(self.plan.targets.districts.row(name)) for name in names}
        found: dict[str, Any] = {"target": self._amount(self.plan.targets.total)}
        found["district_targets"] = {name: self._amount(amount) for name, amount in rows.items()}
        if self.happened is not None:
            until = {} if self.whole else {"note": self.say["until"].format(month=self.happened.through)}
            found["metrics"] = [metric | until for metric in self._metrics(self.happened)]
            for key, good in (("achievements", True), ("causes", False)):
                said = list(self._attainments(self.happened, good))
                found[key] = [text for text, _ in said]
                for index, (text, basis) in enumerate(said):
                    self.made.mark(f"review.{key}.{index}", "proposed", basis, text)
        self.made.data["review"] = {key: value for key, value in found.items() if value}

    def _metrics(self, happened: MonthlyReview) -> Iterator[dict[str, Any]]:
        numbers = self.words.numbers
        for one in happened.measures:
            if one.measure.kind == "percent" and one.measure.by != "quarter":
                name = self.words.measure(one.measure.key)
                name = f"{name}{self.say['at_plan']}" if one.estimated else name
                yield {"name": name, "target": numbers.percent(one.planned), "actual": numbers.percent(one.actual)}
        for count in happened.counts:
            if not count.district and count.kind == "count":
                yield {
                    "name": count.measure, "unit": count.unit, "target": str(count.planned), "actual": str(count.actual)
                }  # fmt: skip

    def _attainments(self, happened: MonthlyReview, good: bool) -> Iterator[tuple[str, str]]:
        numbers = self.words.numbers
        for one in map(self._of_the_year, happened.districts):
            if one.name and one.rate is not None and (one.rate >= 1) is good:
                slots = {
                    "name": one.name, "actual": numbers.amount(one.actual), "target": numbers.amount(one.target),
                    "rate": numbers.percent(one.rate), "gap": numbers.amount(abs(one.gap)),
                    "growth": "—" if one.growth is None else numbers.percent(one.growth, signed=True),
                    "year": happened.year, "month": happened.through,
                }  # fmt: skip
                words = self.say["reached" if good else "missed"]
                yield words["text"].format(**slots), words["basis"].format(**slots)

    def _of_the_year(self, one: Standing) -> Standing:
        """With the months that a re-plan closed, as the file tells them now, else as they were closed."""
        months = self.happened.closed if self.happened else 0
        name, before = one.name or "", self.plan.targets.last_districts
        told = self.actuals.by("district").get(name, ())[:months] if self.actuals else ()
        since = before.row(name)[:months] if before is not None and name in before.nodes else ()
        return replace(
            one,
            target=one.target + one.closed,
            actual=one.actual + (one.closed if None in told or not told else to_date(told)),
            last=None if one.last is None else one.last + sum(since),
        )

    # people and places

    def _quiet(self) -> None:
        """Who sold before and has sold nothing of late may be gone: said beside his name, for somebody to say."""
        by_person = self.actuals.by("person") if self.actuals and self.whole else {}
        for member in self.made.data["team"]:
            months = [month for month, amount in enumerate(by_person.get(member["name"], ()), 1) if amount]
            if months and months[-1] <= 12 - QUIET:
                basis = self.say["quiet"].format(year=self.plan.spec.year, month=months[-1])
                self.made.mark(f"team.{member['name']}", "carried", basis)

    def nodes(self) -> None:
        data = self.made.data
        for item, one in zip(data["districts"], self.plan.spec.districts, strict=True):
            growth = one.market_growth if one.market_growth is not None else self.plan.spec.targets.market_growth
            if one.market and growth:
                item["market"] = self._amount(nearest(one.market * (1 + growth)))
                slots = {"market": self.words.numbers.amount(one.market)}
                basis = self.say["market"].format(growth=self.words.numbers.percent(growth, signed=True), **slots)
                self.made.mark(f"districts.{one.name}.market", "carried", basis, item["market"])
        for key, gone in (("districts", "closes"), ("stores", "closes"), ("team", "leaves")):
            data[key] = [item for item in data.get(key) or () if not item.get(gone)]
        self._leave_behind({one.name for one in self.plan.spec.districts if one.closes})
        self._quiet()
        sold = self.actuals.by("store") if self.actuals and self.whole else {}
        targets = self.plan.targets.stores
        for store in data["stores"]:
            if None not in sold.get(store["name"], (None,)):
                store["last_actual"] = self._amount(sum(filter(None, sold[store["name"]]), Decimal(0)))
                if targets is not None and store["name"] in targets.nodes:
                    store["last_target"] = self._amount(sum(targets.row(store["name"])))
        told = any(sale.node.store for sale in past_sales(self.plan, self.actuals).sales)
        for name in names_of(data["districts"]):
            homed = [store for store in data["stores"] if store.get("district") == name]
            if targets is not None and not told and not any(store.get("weight") for store in homed):
                self._as_planned("stores", homed, targets, "weight")
        names = names_of(data["districts"])
        data["review"]["district_targets"] = {
            name: amount for name, amount in data["review"]["district_targets"].items() if name in names
        }

    def _leave_behind(self, gone: Set[str]) -> None:
        """What stands in a closed district goes with it; people and parts of a whole are for somebody to say."""
        data = self.made.data
        data["stores"] = [store for store in data["stores"] if store.get("district") not in gone]
        display = data.get("display") or {}
        tables = [(measure, "districts") for measure in data.get("network") or ()] + [(display, "current")]
        for holder, key in (*tables, *((stage, "rates") for stage in display.get("stages") or ())):
            if key in holder:
                holder[key] = {name: value for name, value in holder[key].items() if name not in gone}
        budget = data.get("budget") or {}
        if "limits" in budget:
            budget["limits"] = [limit for limit in budget["limits"] if limit["district"] not in gone]

    def _as_planned(self, key: str, items: Sequence[dict[str, Any]], grid: Grid, share: str) -> None:
        """Shares of items as they were planned, where nothing tells what they sold: in tenths of a percent, whole."""
        planned = dict(zip(grid.nodes, grid.totals, strict=True))
        there = [item for item in items if planned.get(item["name"])]
        parts = largest_remainder(1000, [planned[item["name"]] for item in there]) if there else ()
        for item, part in zip(there, parts, strict=True):
            item[share] = f"{Decimal(part) / 10}%"
            basis = self.say["planned"].format(year=self.plan.spec.year)
            self.made.mark(f"{key}.{item['name']}.{share}", "carried", basis, item[share])

    def counted(self) -> None:
        told = {(one.measure, one.district): one.actual for one in self._year_ends()}
        plans = {one.name: {d.name: d.target for d in one.districts} for one in self.plan.network}
        for measure in self.made.data.get("network") or ():
            measure.pop("target", None)
            for name, district in (measure.get("districts") or {}).items():
                planned = plans.get(measure["name"], {}).get(name)
                current = told.get((measure["name"], name), planned)
                kept = {key: district[key] for key in ("universe",) if district.get(key) is not None}
                measure["districts"][name] = {**kept, "current": str(current)}
                if (measure["name"], name) not in told:
                    at = f"network.{measure['name']}.districts.{name}.current"
                    self.made.mark(at, "carried", self.say["planned"].format(year=self.plan.spec.year), current)
        display = self.made.data.get("display")
        if display:
            stages = self.plan.spec.display.stages
            rates = {k: self.words.numbers.percent(v) for k, v in (stages[-1].rates if stages else {}).items()}
            rates |= {
                d: self.words.numbers.percent(v) for (m, d), v in told.items() if m == self.plan.spec.display.measure
            }
            rates = {name: rate for name, rate in rates.items() if name in names_of(self.made.data["districts"])}
            display["current"] = rates or display.get("current")
            for stage in display.get("stages") or ():
                stage["rates"] = dict(rates)
        for one, count in zip(self.made.data.get("counts") or (), self.plan.spec.counts, strict=True):
            one["last"] = str(count.plan)

    def _year_ends(self) -> Iterator[CountStanding]:
        for one in self.happened.counts if self.happened else ():
            if one.quarter == 4 and one.district:
                yield one

    # products and money

    def products(self) -> None:
        data = self.made.data
        for item in data.get("products") or ():
            if item.get("status") == "delist":  # there are sales of last year to be compared with, none to come
                item["target"] = "0"
                item.pop("delist", None)
            self._rates(item)
            if item.get("status") == "launch":
                item["status"] = "keep"
        for item in (data.get("situation") or {}).get("competitors") or ():
            if item.get("share") is not None:  # of the market of another year
                item.pop("sales", None)
        for item in (data.get("pricing") or {}).get("items") or ():
            for level in item.get("levels") or ():
                level["last"] = level["price"]

    def _rates(self, item: dict[str, Any]) -> None:
        """A product's margin and price as last year's; the price at which it was sold where the actuals tell it."""
        if item.get("price") is not None and (sold_at := self._sold_at(item["name"])):
            item["price"] = sold_at
            basis = self.say["sold_at"].format(year=self.plan.spec.year)
            self.made.mark(f"products.{item['name']}.price", "carried", basis, sold_at)
        for now, before in (("margin", "last_margin"), ("price", "last_price")):
            if item.get(now) is not None:
                item[before] = item[now]

    def _sold_at(self, product: str) -> str:
        """The average price at which a product was sold, to the cent; empty where no volumes are told."""
        if self.actuals is None or not (units := self.actuals.units().get(product)):
            return ""
        amount = to_date(self.actuals.by("product").get(product, ()))
        return f"{(CENT * nearest(amount / units / CENT)).normalize():f}" if amount > 0 and units > 0 else ""

    def channels(self) -> None:
        channels, grid = self.made.data.get("channels") or (), self.plan.targets.channels
        told = any(sale.node.channel for sale in past_sales(self.plan, self.actuals).sales)
        if grid is not None and not told and not any(item.get("share") for item in channels):
            self._as_planned("channels", channels, grid, "share")

    def _budget(self) -> None:
        budget = self.made.data.get("budget")
        if not budget or not self.plan.budget.lines:
            return
        spent = self.happened.spending if self.happened and self.whole else None
        told = {} if spent is None else {line.name: line.actual for line in spent.lines if not line.missing}
        for line in budget.get("lines") or ():
            line.pop("last", None)  # a budget is not what was spent
            if line["name"] in told:
                line["last"] = self._amount(told[line["name"]])
        budget.pop("last", None)

    def _collection(self) -> None:
        held = self.made.data.get("collection")
        if held is None or self.plan.collection is None:
            return
        seen = self.happened.collected if self.happened and self.whole else None
        closing: Decimal | int | None = seen.total.closing if seen and not seen.missing else None
        held.pop("opening_by_district", None)
        if closing is not None and seen is not None:
            held["opening"] = self._amount(closing)
            parts = {one.name: one.closing for one in seen.districts}
            if all(part is not None for part in parts.values()):
                held["opening_by_district"] = {
                    name: self._amount(part) for name, part in parts.items() if part is not None
                }
        elif self.plan.collection.closing is not None:
            closing = self.plan.collection.closing
            held["opening"] = self._amount(closing)
            self._as_at_plan("opening", held["opening"])
        else:
            held.pop("opening", None)
        if (stays := min(self._still_overdue(), Decimal(closing or 0))) > 0:
            held["overdue"] = self._amount(stays)
            self._as_at_plan("overdue", held["overdue"])

    def _still_overdue(self) -> Decimal:
        """What was overdue at the year's beginning and is not planned to be recovered."""
        given, planned = self.plan.spec.collection, self.plan.collection
        if given is None or planned is None:
            return Decimal(0)
        return (given.overdue or Decimal(0)) - sum(planned.total.overdue_cash)

    def _as_at_plan(self, key: str, value: str) -> None:
        basis = self.say["planned"].format(year=self.plan.spec.year)
        self.made.mark(f"collection.{key}", "carried", basis, value)

    # dates

    def dated(self) -> None:
        data = self.made.data
        for one in data.get("promotions") or ():
            days = [self._day(one, key) for key in ("starts", "ends")]
            if days[0] and days[1]:
                one["starts"], one["ends"] = map(str, self.dates.span(days[0], days[1]))
            else:
                self._shift(one, "starts", "ends")
        for key, dates in (("training", ("date",)), ("objectives", ("deadline",))):
            for one in data.get(key) or ():
                self._shift(one, *dates)
        for one in (data.get("advertising") or {}).get("materials") or ():
            self._shift(one, "due")

    def _shift(self, item: dict[str, Any], *keys: str) -> None:
        for key in keys:
            day = self._day(item, key)
            if day is not None:
                item[key] = str(self.dates.day(day))

    def _day(self, item: Mapping[str, Any], key: str) -> datetime.date | None:
        text = item.get(key)
        return None if text is None else day_in(self.plan.spec.year, str(text), begins=key == "starts")

    # what was promised and not done

    def unfinished(self) -> None:
        states = {one.action: one.state for one in self.actuals.statuses} if self.actuals else {}
        known = bool(set(states.values()) - {"open"})
        found = []
        for number, action in enumerate(self.plan.spec.actions, 1):
            state = states.get(action.code or f"A{number}", "open") if known else None
            if state not in SETTLED:
                found.append((action, state))
        data = [plain(action.model_dump(by_alias=True, exclude_defaults=True)) for action, _ in found]
        for index, (item, (_, state)) in enumerate(zip(data, found, strict=True)):
            item.pop("code", None)
            self._shift(item, "starts", "ends")
            said = self.say["states"].get(state or "unknown", state)
            alone = [one["name"] for one in data].count(item["name"]) == 1
            at = item["name"] if alone else str(index)
            basis = self.say["action"].format(year=self.plan.spec.year, state=said)
            self.made.mark(f"actions.{at}", "proposed", basis)
        self.made.data["actions"] = data
        issues = list(self._behind())
        if issues:
            self.made.data.setdefault("situation", {})["issues"] = [text for text, _ in issues]
        for index, (text, basis) in enumerate(issues):
            self.made.mark(f"situation.issues.{index}", "proposed", basis, text)

    def _behind(self) -> Iterator[tuple[str, str]]:
        """Promises in numbers that were not kept."""
        words = self.say["behind"]
        for one in self._year_ends():
            if one.kind == "count" and one.actual < one.planned:
                slots = {
                    "name": one.district, "measure": one.measure, "unit": one.unit, "actual": one.actual,
                    "planned": one.planned, "gap": one.planned - one.actual, "year": self.plan.spec.year,
                }  # fmt: skip
                yield words["text"].format(**slots), words["basis"].format(**slots)

    def _amount(self, amount: Any) -> str:
        """An amount in full, in the unit that people write it in."""
        if self.words.language.startswith("zh") and amount:
            return f"{(Decimal(amount) / 10_000).normalize():f}万"
        return f"{Decimal(amount).normalize():f}"


def names_of(items: Sequence[Mapping[str, Any]]) -> list[str]:
    return [item["name"] for item in items]
