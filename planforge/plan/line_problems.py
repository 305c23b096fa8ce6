"""What can be wrong with an expense line: no driver or two, something absent behind it, weights that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from planforge.plan.lines import DRIVERS, EVENTS, Ground, base_of, driver_of, event_months, event_source, usable
from planforge.plan.outlays import is_season
from planforge.plan.wording import did_you_mean
from planforge.problem import Path, Problem, Text
from planforge.spec.money import ExpenseLine


def line_problems(index: int, ground: Ground) -> Iterator[Problem]:
    """A line without a driver or with two, driven by something absent, or with weights that cannot be used."""
    line = ground.spec.budget.lines[index]
    path: Path = ("budget", "lines", index)
    given = [driver for driver in DRIVERS if getattr(line, driver) is not None]
    if len(given) != 1:
        yield _drivers(line.name, given, path)
    elif base_of(line, ground) is None:
        yield _absent(line, ground, path)
    if isinstance(line.season, tuple) and not is_season(line.season):
        yield _season(line.name, (*path, "season"))
    if line.season == "events" and not any(event_months(line, ground)):
        yield _eventless(line.name, (*path, "season"))
    yield from _districts(line, ground, (*path, "districts"))


def _drivers(name: str, given: Sequence[str], path: Path) -> Problem:
    found = Text("没有写", "none") if not given else Text("写了 " + "、".join(given), " and ".join(given))
    return Problem(
        "M01",
        Text(
            f"科目“{name}”须由 ratio、amount、per_unit、per_store、per_event 之一决定，现{found.zh}",
            f'The line "{name}" needs exactly one of ratio, amount, per_unit, per_store, per_event; it has {found.en}',
        ),
        Text("补写一项。", "Add one.") if not given else Text("只保留一项。", "Keep one."),
        path if not given else (*path, given[1]),
    )


def _absent(line: ExpenseLine, ground: Ground, path: Path) -> Problem:
    driver = driver_of(line) or ""
    missing, hint = _missing_base(line, ground, driver)
    return Problem(
        "M02",
        Text(
            f"科目“{line.name}”按 {driver} 计算，但计划中没有{missing.zh}，暂计为 0",
            f'The line "{line.name}" is driven by {driver}, but the plan has no {missing.en}; it counts as 0',
        ),
        hint,
        (*path, "driver" if line.driver else driver),
    )


def _missing_base(line: ExpenseLine, ground: Ground, driver: str) -> tuple[Text, Text | None]:
    """What is missing, and how to mend it."""
    if driver == "per_unit":
        return Text("销量", "volume"), Text(
            "给产品填 price，或填 targets.volume。", "Give products a price, or set targets.volume."
        )
    if driver == "per_store" and line.driver:
        return Text(f"网络指标“{line.driver}”", f'network measure "{line.driver}"'), did_you_mean(
            line.driver, [m.name for m in ground.network]
        )
    if driver == "per_store":
        return Text("门店", "stores"), Text(
            "填写 stores，或用 driver 指明 network 中的指标。", "List stores, or name a network measure as driver."
        )
    if line.driver and line.driver not in EVENTS:
        return Text(f"“{line.driver}”", f'"{line.driver}"'), did_you_mean(line.driver, EVENTS)
    source = event_source(line)
    return (Text("培训", "training") if source == "training" else Text("促销活动", "promotions")), None


def _season(name: str, path: Path) -> Problem:
    return Problem(
        "M03",
        Text(
            f"科目“{name}”的月度权重应为十二个不小于 0 的数，且不全为 0；暂随销售分布",
            f'The line "{name}" needs twelve monthly weights, none below 0, not all 0; it goes with sales for now',
        ),
        path=path,
    )


def _eventless(name: str, path: Path) -> Problem:
    return Problem(
        "M04",
        Text(
            f"科目“{name}”随活动分布，但没有带日期的活动列支该科目；暂随销售分布",
            f'The line "{name}" goes with events, but nothing dated draws on it; it goes with sales for now',
        ),
        Text(f"给活动写上日期和 line: {name}。", f"Give its events dates and line: {name}."),
        path,
    )


def _districts(line: ExpenseLine, ground: Ground, path: Path) -> Iterator[Problem]:
    names = ground.targets.districts.nodes
    for name in line.districts:
        if name not in names:
            yield Problem(
                "M05",
                Text(
                    f"科目“{line.name}”分摊到未知片区“{name}”",
                    f'The line "{line.name}" goes to an unknown district "{name}"',
                ),
                did_you_mean(name, names),
                (*path, name),
            )
    weights = [Fraction(line.districts.get(name, 0)) for name in names]
    if line.districts and not usable(weights):
        yield Problem(
            "M06",
            Text(
                f"科目“{line.name}”的片区权重不能为负或全为 0；暂随销售分摊",
                f'The district weights of the line "{line.name}" are below 0 or all 0; it goes with sales for now',
            ),
            path=path,
        )
