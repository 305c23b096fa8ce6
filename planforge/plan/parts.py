"""Parts of a whole that a spec gives in per cent: every place that has them, and where they do not come to it.

What does not come to 100 % is scaled so that figures add; that is told. Weights that are plain proportions (1 and 1,
120 % beside 80 %) are no parts of a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from planforge.plan.statements import half_digit
from planforge.plan.targets.weights import uneven_weights
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.spec import Spec
from planforge.wording import rate

Parts = tuple[Text, Sequence[Decimal], Path]


def part_problems(spec: Spec) -> Iterator[Problem]:
    """Weights of quarters, months and districts that are scaled, and segments that come to more than all."""
    for whose, given, path in _weights(spec):
        yield from uneven_weights(whose, given, path)
    yield from _segments(spec)


def _weights(spec: Spec) -> Iterator[Parts]:
    """Whatever is split by parts that the spec states; districts' and members' weights are told where they are used."""
    targets, season = spec.targets, Text("各月", "the months")
    if targets.season.method == "manual":
        yield season, targets.season.weights, ("targets", "season", "weights")
    week = Text("周一至周日", "Monday to Sunday")
    yield week, spec.calendar.weekday_weights, ("calendar", "weekday_weights")
    for index, network in enumerate(spec.network):
        name = Text(f"“{network.name}”各季度", f'the quarters of "{network.name}"')
        yield name, network.quarters, ("network", index, "quarters")
        for place, district in network.districts.items():
            here = Text(f"“{place}”{network.name}各季度", f'the quarters of "{network.name}" in "{place}"')
            yield here, district.quarters, ("network", index, "districts", place, "quarters")
    for index, count in enumerate(spec.counts):
        name = Text(f"“{count.name}”各季度", f'the quarters of "{count.name}"')
        yield name, count.quarters, ("counts", index, "quarters")
        name = Text(f"“{count.name}”各片区", f'the districts of "{count.name}"')
        yield name, [*count.weights.values()], ("counts", index, "weights")
    for index, line in enumerate(spec.budget.lines):
        name = Text(f"科目“{line.name}”各片区", f'the districts of the line "{line.name}"')
        yield name, [*line.districts.values()], ("budget", "lines", index, "districts")
        if isinstance(line.season, tuple):
            name = Text(f"科目“{line.name}”各月", f'the months of the line "{line.name}"')
            yield name, line.season, ("budget", "lines", index, "season")
    for index, media in enumerate(spec.advertising.media):
        name = Text(f"“{media.name}”各月投放", f'the months of "{media.name}"')
        yield name, media.months, ("advertising", "media", index, "months")


def _segments(spec: Spec) -> Iterator[Problem]:
    """Consumers counted more than once: some segments may be missing, together they are not more than everybody."""
    segments = spec.situation.consumers.segments
    shares = [segment.share for segment in segments if segment.share is not None]
    whole = sum(map(Fraction, shares), Fraction(0))
    if whole - 1 > sum(map(half_digit, shares), Fraction(0)):
        yield Problem(
            "P17",
            Text(f"各细分人群占比合计 {rate(whole)}，超过 100%", f"the segments sum to {rate(whole)}, over 100%"),
            Text(
                "改正占比；人群有重叠的，写在特征里，不写占比",
                "correct the shares; where segments overlap, leave them out",
            ),
            ("situation", "consumers", "segments"),
            severity=Severity.WARNING,
        )
