"""The national spec to start from: what the regions' files already tell, and what is to be decided.

What most regions say of themselves (company, trade, language, year, money) is the nation's too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from planforge import resources
from planforge.nation.issue import amount
from planforge.nation.submission import Submission
from planforge.nation.tree import folders
from planforge.plan.amounts import portions
from planforge.reading.scaffold import quoted_for_shell, start_words
from planforge.reading.yaml_editor import quoted
from planforge.spec.region import ENGLISH_UNITS

if TYPE_CHECKING:
    from jinja2 import Template

T = TypeVar("T", bound=Hashable)
ENGLISH = {unit: word for word, unit in ENGLISH_UNITS.items()}
USUAL = {"zh-CN": ("大区", "省区", "区域"), "en": ("division", "province", "region")}


def starting_nation(
    file: Path, pattern: str, handed: Sequence[Submission], *, name: str | None = None, company: str | None = None,
    language: str | None = None, industry: str | None = None,
) -> str:  # fmt: skip
    """The text of a national spec for regions that hand in these plans, at least one of which can be read; those that
    cannot have their place too. What is None is what most regions say."""
    known = [one for one in handed if one.readable]
    chains = {one.name or one.called: _chain(one, file.parent, pattern) for one in handed if one.name or one.called}
    language = language or _most(one.language for one in known)
    tops = dict.fromkeys(chain[0] if chain else name for name, chain in chains.items())
    depth = max(map(len, chains.values())) + 1
    usual = USUAL.get(language, USUAL["en"])
    first = Counter((one.unit, one.granule) for one in known).most_common(1)[0][0]
    facts: Mapping[str, Any] = {
        "file": quoted_for_shell(file.name),
        "name": name or start_words(language)["nation"],
        "company": company or _most(one.company for one in known),
        "industry": industry or _most(one.industry for one in known),
        "year": _most(one.year for one in known),
        "currency": _most(one.currency for one in known),
        "unit": first[0] if language == "zh-CN" else ENGLISH.get(first[0], first[0]),
        "granule": first[1],
        "tops": list(tops),
        "base": amount(sum(one.total for one in known), first[0]),
        "market_known": all(one.measures.get("market", (None, None))[0] for one in known),
        "channels": _mix([(one.channels, one.past_channels.get(one.year - 1, {})) for one in known]),
        "products": _mix([(one.products, one.past_products.get(one.year - 1, {})) for one in known]),
        "pattern": pattern,
        "count": len(handed),
        "unread": len(handed) - len(known),
        "levels": [*usual[: depth - 1], usual[-1]] if depth <= len(usual) else [f"{usual[0]}{n}" for n in range(depth)],
        "nodes": [{"name": one.name, "parent": one.parent} for one in known if one.parent],
    }
    return str(_template(language).render(facts))


def _most(said: Iterable[T]) -> T:
    return Counter(said).most_common(1)[0][0]


def _mix(told: Sequence[tuple[Mapping[str, int], Mapping[str, Sequence[int]]]]) -> dict[str, str]:
    """The parts of the regions' plans, each with its share of what they plan where not all parts were sold last year in
    what all regions tell of it, so that the nation's cannot be split by that."""
    names = dict.fromkeys(name for planned, _ in told for name in planned)
    sold = {name for _, past in told for name, months in past.items() if sum(months) > 0}
    raws = [Fraction(sum(planned.get(name, 0) for planned, _ in told)) for name in names]
    if (sold >= names.keys() and all(past for _, past in told)) or not any(raws):
        return dict.fromkeys(names, "")
    shares = portions(1000, raws, 1)
    return {name: f"{Decimal(share) / 10}%" for name, share in zip(names, shares, strict=True)}


def _chain(one: Submission, folder: Path, pattern: str) -> tuple[str, ...]:
    """The nodes above a region, from the top."""
    return (one.parent,) if one.parent else folders(Path(one.file), folder, pattern, one.name or one.called)


@cache
def _template(language: str) -> Template:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    path = resources.templates() / language / "nation.jinja"
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters["q"] = quoted
    return environment.from_string(path.read_text("utf-8"))
