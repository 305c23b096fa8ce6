"""What a person earns at 80, 100 and 120 % attainment under his role's scheme."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, zip_longest

from msgspec import Struct

from planforge.numbers import is_whole, nearest
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.money import Band, Scheme
from planforge.spec.region import person_of
from planforge.spec.spec import Spec
from planforge.wording import rate

ATTAINMENTS = (Fraction(80, 100), Fraction(1), Fraction(120, 100))


class Pay(Struct, frozen=True):
    """A year's pay at one attainment, in currency units."""

    attainment: Fraction
    score: Fraction | None
    base: int
    bonus: int
    commission: int

    @property
    def total(self) -> int:
        return self.base + self.bonus + self.commission


class SchemePlan(Struct, frozen=True):
    """A role's scheme with its worked example."""

    role: str
    people: tuple[str, ...]
    basis: int | None  # yearly sales that commission is counted on at 100 %
    examples: tuple[Pay, ...]  # at 80, 100 and 120 %
    problems: tuple[Problem, ...] = ()


def plan_appraisal(spec: Spec, targets: TargetPlan) -> tuple[SchemePlan, ...]:
    """Every scheme with its people, their average target, and what one earns with every metric at an attainment."""
    return tuple(_scheme(spec, targets, index) for index in range(len(spec.appraisal.schemes)))


def _scheme(spec: Spec, targets: TargetPlan, index: int) -> SchemePlan:
    scheme = spec.appraisal.schemes[index]
    people = scheme.people or tuple(dict.fromkeys(m.person for m in spec.team if scheme.role in (m.role, m.title)))
    basis = basis_of(scheme, people, spec, targets)
    examples = tuple(pay_at(attainment, scheme, basis) for attainment in ATTAINMENTS)
    problems = tuple(_problems(scheme, basis, ("appraisal", "schemes", index)))
    return SchemePlan(scheme.role, people, basis, examples, problems)


def basis_of(scheme: Scheme, people: tuple[str, ...], spec: Spec, targets: TargetPlan) -> int | None:
    """As the scheme says, else the average yearly target of those of its people who have one."""
    if scheme.commission_basis is not None:
        return nearest(scheme.commission_basis)
    found = [own for own in (target_of(name, spec, targets) for name in people) if own is not None]
    return nearest(Fraction(sum(found), len(found))) if found else None


def target_of(name: str, spec: Spec, targets: TargetPlan) -> int | None:
    """What a person answers for: the region, his own target, the districts he leads, or his stores."""
    if name == spec.region.manager:
        return targets.total
    if targets.people is not None and (own := seats(name, targets)):
        return sum(map(targets.people.of, own))
    led = [d.name for d in spec.districts if d.leader == name]
    if led:
        return sum(targets.districts.of(d) for d in led if d in targets.districts.nodes)
    managed = [s.name for s in spec.stores if s.manager == name]
    if targets.stores is not None and managed:
        return sum(targets.stores.of(s) for s in managed if s in targets.stores.nodes)
    return None


def seats(name: str, targets: TargetPlan) -> tuple[str, ...]:
    """A person's rows among the people's targets: one, or one for each of several districts."""
    homes = targets.person_district
    return tuple(seat for seat, district in homes.items() if name in (seat, person_of(seat, district)))


def pay_at(attainment: Fraction, scheme: Scheme, basis: int | None) -> Pay:
    """A year's pay: twelve base pays, performance pay × score, commission on all sales at the rate reached.

    Without bands the attainment itself is the factor of performance pay; below the lowest band there is none.
    """
    score = score_at(attainment, scheme.bands)
    factor = score if scheme.bands else attainment
    commission = (basis or 0) * attainment * rate_at(attainment, scheme)
    return Pay(
        attainment,
        score,
        nearest(12 * (scheme.base_pay or 0)),
        nearest(12 * Fraction(scheme.bonus or 0) * (factor or 0)),
        nearest(commission),
    )


def score_at(attainment: Fraction, bands: tuple[Band, ...]) -> Fraction | None:
    """The score of the band that holds this attainment; None where no band does."""
    held = [band for band, end in _ends(bands) if band.low <= attainment and (end is None or attainment < end)]
    return Fraction(held[-1].score) if held else None


def rate_at(attainment: Fraction, scheme: Scheme) -> Fraction:
    """The commission rate of the highest step reached; it holds for the whole of sales, not for the part above."""
    reached = [step for step in scheme.commission if step.low <= attainment]
    return Fraction(max(reached, key=lambda step: step.low).rate) if reached else Fraction(0)


def _ends(bands: tuple[Band, ...]) -> list[tuple[Band, Decimal | None]]:
    """Bands from the lowest up with their upper ends; one without an end of its own runs to the next."""
    rising = sorted(bands, key=lambda band: band.low)
    nexts = [band.low for band in rising[1:]]
    return [(band, band.high if band.high is not None else end) for band, end in zip_longest(rising, nexts)]


# What can be wrong ----------------------------------------------------------------------------------------------------


def _problems(scheme: Scheme, basis: int | None, path: Path) -> Iterator[Problem]:
    weights = [metric.weight for metric in scheme.metrics]
    total = sum(weights, Decimal(0))
    if weights and not is_whole(weights):
        yield Problem(
            "M40",
            Text(
                f"岗位“{scheme.role}”考核权重合计 {rate(total)}，不等于 100%",
                f'The weights of the role "{scheme.role}" total {rate(total)}, not 100%',
            ),
            Text(
                f"{'再加' if total < 1 else '减去'} {rate(abs(1 - total))}",
                f"{'add' if total < 1 else 'take off'} {rate(abs(1 - total))}",
            ),
            path=(*path, "metrics"),
        )
    yield from _band_problems(scheme, (*path, "bands"))
    yield from _step_problems(scheme, (*path, "commission"))
    yield from _falling(scheme, path)
    if scheme.commission and basis is None:
        yield Problem(
            "M43",
            Text(
                f"岗位“{scheme.role}”有提成，但没有可计提的目标额",
                f'The role "{scheme.role}" has a commission but no target to count it on',
            ),
            Text("填写 commission_basis，或写明 people。", "Set commission_basis, or name its people."),
            (*path, "commission"),
        )


def _band_problems(scheme: Scheme, path: Path) -> Iterator[Problem]:
    """Bands that overlap, leave a gap, end before they begin, or stop short of the top."""
    rising = _ends(scheme.bands)
    for (band, end), following in zip_longest(rising, [band for band, _ in rising[1:]]):
        here: Path = (*path, scheme.bands.index(band), *(("to",) if band.high is not None else ()))
        if end is not None and end <= band.low:
            yield _bands("M41", scheme, Text("上限不高于下限", "a band ends where it begins, or before"), here)
        elif following is None and end is not None:
            text = Text(f"{rate(end)} 及以上没有得分档", f"no band from {rate(end)} up")
            yield _bands("M42", scheme, text, here)
        elif following is not None and end is not None and end != following.low:
            span = f"{rate(min(end, following.low))}–{rate(max(end, following.low))}"
            overlaps = end > following.low
            text = Text(
                f"{span} {'重叠' if overlaps else '空缺'}", f"{span} {'in two bands' if overlaps else 'in none'}"
            )
            yield _bands("M41" if overlaps else "M42", scheme, text, here)


def _step_problems(scheme: Scheme, path: Path) -> Iterator[Problem]:
    starts = [step.low for step in scheme.commission]
    for index, start in enumerate(starts):
        if start in starts[:index]:
            yield Problem(
                "M44",
                Text(
                    f"岗位“{scheme.role}”提成有两级都从 {rate(start)} 起",
                    f'Two commission steps of the role "{scheme.role}" begin at {rate(start)}',
                ),
                path=(*path, index, "from"),
            )


def _falling(scheme: Scheme, path: Path) -> Iterator[Problem]:
    """Scores or commission rates that are lower for more."""
    kinds: tuple[tuple[str, Text, list[tuple[int, Decimal, Decimal]]], ...] = (
        ("bands", Text("得分", "the score"), [(i, b.low, b.score) for i, b in enumerate(scheme.bands)]),
        ("commission", Text("提成率", "the commission"), [(i, s.low, s.rate) for i, s in enumerate(scheme.commission)]),
    )
    for key, what, entries in kinds:
        rising = sorted(entries, key=lambda entry: entry[1])
        for (_, low, less), (index, high, more) in pairwise(rising):
            if more < less:
                yield Problem(
                    "M46",
                    Text(
                        f"岗位“{scheme.role}”达成 {rate(high)} 起{what.zh} {rate(more)}，"
                        f"低于 {rate(low)} 起的 {rate(less)}",
                        f'{what.en} of the role "{scheme.role}" is {rate(more)} from {rate(high)} attainment, '
                        f"less than {rate(less)} from {rate(low)}",
                    ),
                    Text("达成越高，得分和提成率不应越低。", "More attained should not earn less."),
                    (*path, key, index),
                    severity=Severity.WARNING,
                )


def _bands(code: str, scheme: Scheme, what: Text, path: Path) -> Problem:
    return Problem(
        code,
        Text(f"岗位“{scheme.role}”得分档：{what.zh}", f'Scoring bands of the role "{scheme.role}": {what.en}'),
        Text(
            "每档含下限、不含上限，首尾相接，最高档不写 to。", "Each band runs up to the next; the top one has no end."
        ),
        path,
    )
