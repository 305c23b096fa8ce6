"""Payment terms: which part of a month's sales is paid in that month, the next, … and which not within the year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import is_whole
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.money import Terms
from planforge.spec.spec import Spec
from planforge.wording import did_you_mean, rate


class Pattern(Struct, frozen=True):
    """``shares[k]`` is paid k months after the month of sale; what they leave of one is not paid within the year."""

    name: str
    shares: tuple[Fraction, ...]

    @property
    def unpaid(self) -> Fraction:
        return 1 - sum(self.shares, Fraction(0))


CASH = Pattern("", (Fraction(1),))


def pattern_of(terms: Terms) -> Pattern:
    """Terms as shares; where they promise more than 100 %, or miss it by rounding, they are brought to it."""
    shares = [Fraction(share) for share in terms.pattern]
    whole = sum(shares) + Fraction(terms.retention or 0)
    by = whole if whole > 1 or is_whole(_parts(terms)) else Fraction(1)
    return Pattern(terms.name, tuple(share / by for share in shares))


def _parts(terms: Terms) -> list[Decimal]:
    """All that is to come to 100 %."""
    return [*terms.pattern, *([] if terms.retention is None else [terms.retention])]


def default_pattern(spec: Spec) -> Pattern:
    """The terms that name no channel, else the first, else cash."""
    terms = spec.collection.terms if spec.collection else ()
    general = next((t for t in terms if not t.channels), terms[0] if terms else None)
    return pattern_of(general) if general else CASH


def channel_patterns(spec: Spec, targets: TargetPlan) -> tuple[Pattern, ...]:
    """The pattern of each channel of the target plan: as the channel says, as the terms say, or the default."""
    terms = spec.collection.terms if spec.collection else ()
    by_name = {t.name: pattern_of(t) for t in terms}
    chosen = {channel: by_name[t.name] for t in reversed(terms) for channel in t.channels}
    chosen |= {c.name: by_name[c.terms] for c in spec.channels if c.terms in by_name}
    nodes = targets.channels.nodes if targets.channels else ()
    return tuple(chosen.get(name) or default_pattern(spec) for name in nodes)


def sale_patterns(spec: Spec, targets: TargetPlan) -> tuple[Pattern, ...]:
    """The patterns that the plan's sales are paid by: one a channel where districts are split so, else the default."""
    return channel_patterns(spec, targets) if targets.by_channel else (default_pattern(spec),)


def terms_problems(spec: Spec, targets: TargetPlan) -> Iterator[Problem]:
    """Terms that do not come to 100 %, that nothing uses or two things claim, and channels without terms."""
    if spec.collection is None:
        return
    if not spec.collection.terms:
        yield Problem(
            "M31",
            Text("没有货款条件，暂按当月全部收现", "No payment terms: everything counts as paid in the month of sale"),
            Text("填写 collection.terms。", "Fill in collection.terms."),
            ("collection",),
        )
    for index, terms in enumerate(spec.collection.terms):
        yield from _sum(terms, ("collection", "terms", index, "pattern"))
    yield from _claims(spec, targets)
    yield from _unused(spec)
    yield from _channels(spec, targets)


def _sum(terms: Terms, path: Path) -> Iterator[Problem]:
    total = sum(_parts(terms), Decimal(0))
    if not is_whole(_parts(terms)):
        effect = (
            Text("不足部分年内不回款", "what is missing is not paid within the year")
            if total < 1
            else Text("暂按比例缩减到 100%", "it is scaled down to 100% for now")
        )
        yield Problem(
            "M30",
            Text(
                f"货款条件“{terms.name}”合计 {rate(total)}，不是 100%；{effect.zh}",
                f'The terms "{terms.name}" come to {rate(total)}, not 100%; {effect.en}',
            ),
            Text(
                f"pattern 各月与 retention 之和须为 100%：{'再加' if total < 1 else '减去'} {rate(abs(1 - total))}",
                "the months of pattern and retention must sum to 100%: "
                f"{'add' if total < 1 else 'take off'} {rate(abs(1 - total))}",
            ),
            path,
        )


def _unused(spec: Spec) -> Iterator[Problem]:
    """Terms without channels that no channel names, beside the terms that hold by default."""
    named = {channel.terms for channel in spec.channels}
    terms = spec.collection.terms if spec.collection else ()
    general = [(index, t) for index, t in enumerate(terms) if not t.channels]
    for index, one in general[1:]:
        if one.name not in named:
            yield Problem(
                "M38",
                Text(
                    f"货款条件“{one.name}”没有适用渠道，不起作用；默认条件是“{general[0][1].name}”",
                    f'The terms "{one.name}" apply to no channel; "{general[0][1].name}" hold by default',
                ),
                Text("写上 channels。", "Give them channels."),
                ("collection", "terms", index),
                severity=Severity.WARNING,
            )


def _claims(spec: Spec, targets: TargetPlan) -> Iterator[Problem]:
    """Channels named by terms: unknown ones, and those that two terms claim."""
    known = targets.channels.nodes if targets.channels else tuple(c.name for c in spec.channels)
    claimed: dict[str, str] = {}
    for index, terms in enumerate(spec.collection.terms if spec.collection else ()):
        for position, channel in enumerate(terms.channels):
            path: Path = ("collection", "terms", index, "channels", position)
            if channel not in known:
                yield _unknown(
                    Text(f"货款条件“{terms.name}”适用的渠道", f'Terms "{terms.name}": channel'), channel, known, path
                )
            elif claimed.setdefault(channel, terms.name) != terms.name:
                yield Problem(
                    "M33",
                    Text(
                        f"渠道“{channel}”同时适用“{claimed[channel]}”和“{terms.name}”，暂按前者",
                        f'"{channel}" is under both "{claimed[channel]}" and "{terms.name}"; the first holds',
                    ),
                    path=path,
                )


def _channels(spec: Spec, targets: TargetPlan) -> Iterator[Problem]:
    """Channels that name unknown terms, or come under none."""
    terms = spec.collection.terms if spec.collection else ()
    names = [t.name for t in terms]
    for index, channel in enumerate(spec.channels):
        if channel.terms and channel.terms not in names:
            owner = Text(f"渠道“{channel.name}”的货款条件", f'Channel "{channel.name}": terms')
            yield _unknown(owner, channel.terms, names, ("channels", index, "terms"))
    covered = {name for t in terms for name in t.channels} | {c.name for c in spec.channels if c.terms in names}
    bare = [name for name in (targets.channels.nodes if targets.channels else ("",)) if name not in covered]
    if terms and all(t.channels for t in terms) and bare:
        yield Problem(
            "M31",
            Text(
                f"{'、'.join(filter(None, bare)) or '全部销售'}没有适用的货款条件，暂按“{names[0]}”",
                f'No payment terms apply to {", ".join(filter(None, bare)) or "the sales"}; "{names[0]}" is used',
            ),
            Text("写一组不带 channels 的条件作为默认。", "Give one set of terms without channels as the default."),
            ("collection", "terms"),
        )


def _unknown(owner: Text, name: str, known: tuple[str, ...] | list[str], path: Path) -> Problem:
    message = Text(f"{owner.zh}“{name}”不存在", f'{owner.en} "{name}" does not exist')
    return Problem("M32", message, did_you_mean(name, known), path)
