"""The national spec to start from: what the regions' files already tell, and what is to be decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planforge import resources
from planforge.nation.issue import amount
from planforge.nation.submission import Submission
from planforge.nation.tree import folders
from planforge.reading.scaffold import quoted_for_shell
from planforge.reading.yaml_editor import quoted

if TYPE_CHECKING:
    from jinja2 import Template

USUAL = {"zh-CN": ("大区", "省区", "区域"), "en": ("division", "province", "region")}


def starting_nation(
    file: Path, pattern: str, handed: Sequence[Submission], *, name: str, company: str, language: str, industry: str
) -> str:
    """The text of a national spec for regions that hand in these plans, at least one of which can be read."""
    known = [one for one in handed if one.readable]
    chains = {one.name: _chain(one, file.parent, pattern) for one in known}
    tops = dict.fromkeys(chain[0] if chain else name for name, chain in chains.items())
    depth = max(map(len, chains.values())) + 1
    usual = USUAL.get(language, USUAL["en"])
    first = Counter((one.unit, one.granule) for one in known).most_common(1)[0][0]
    facts: Mapping[str, Any] = {
        "file": quoted_for_shell(file.name),
        "name": name,
        "company": company,
        "industry": industry,
        "year": Counter(one.year for one in known).most_common(1)[0][0],
        "unit": first[0],
        "granule": first[1],
        "tops": list(tops),
        "base": amount(sum(one.total for one in known), first[0]),
        "market_known": all(one.measures.get("market", (None, None))[0] for one in known),
        "products": list(dict.fromkeys(product for one in known for product in one.products)),
        "pattern": pattern,
        "count": len(handed),
        "levels": [*usual[: depth - 1], usual[-1]] if depth <= len(usual) else [f"{usual[0]}{n}" for n in range(depth)],
        "nodes": [{"name": one.name, "parent": one.parent} for one in known if one.parent],
    }
    return str(_template(language).render(facts))


def _chain(one: Submission, folder: Path, pattern: str) -> tuple[str, ...]:
    """The nodes above a region, from the top."""
    return (one.parent,) if one.parent else folders(Path(one.file), folder, pattern, one.name)


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
