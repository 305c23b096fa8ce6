"""Whatever is taken out of a complete plan is missed by exactly the rule that asks for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from planforge.checks.run import check
from planforge.plan.make import make_plan
from planforge.reading.read import read

pytestmark = pytest.mark.slow

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "yunan-noodles"
OTHERS = sorted(path.parent for path in EXAMPLE.parent.glob("*/plan.yaml") if path.parent != EXAMPLE)

# What is removed (* is each of the first two of a list in turn), and exactly the codes that are new without it.
REMOVALS = {
    "history": "S05 P07 P12 P20",
    "situation": "Q02 Q07 P80",
    "situation.dealers": "S01",
    "situation.competitors": "S01",
    "situation.competitors.1 situation.competitors.1": "S06",
    "situation.competitors.*.price": "S06",
    "situation.consumers": "S01",
    "situation.market.source": "Q07",
    "situation.swot.threats": "S02 P80",
    "review.causes": "S08",
    "targets.assigned_reason": "O10",
    "targets.growth_sources": "O05",
    "targets.growth_sources.*": "O06",
    "network": "O02 P02",
    "objectives": "Q02 P80",
    "objectives.0": "O02 P80",
    "strategies": "Q02 P80",
    "strategies.0.serves": "G06",
    "strategies.1.serves": "G03 G06",
    "strategies.0.basis": "S04",
    "tactics": "Q02 P80",
    "tactics.*.serves": "G06",
    "actions": "Q02 M04",
    "actions.*.tactic": "G06",
    "actions.*.owner": "A01",
    "actions.*.ends": "A01",
    "actions.*.deliverable": "A01",
    "actions.0.budget": "A01",
    "pricing": "T01",
    "products": "T01 Q10 Q14 M17",
    "channels channel_policies": "T01 Q13",
    "collection": "T01",
    "collection.recovery": "B05 Q05",
    "promotions": "T01 M04 M16 B09",
    "promotions.*.lift": "T05",
    "promotions.*.starts": "T05",
    "display.stages.*.rates.南阳": "T07",
    "training": "T01 M04",
    "training.*.trainer": "T08",
    "training.*.test": "T08",
    "appraisal": "T01",
    "appraisal.schemes.0.metrics.0": "Q16 T09",
    "new_items.0.launch": "T04",
    "products.3.delist": "T04",
    "budget.reason": "",
    "budget.lines.0": "B01 B07 B08 P06 Q05 Q16",
    "control": "Q02",
    "control.kpis.*": "C01",
    "control.kpis.*.frequency": "C02",
    "control.kpis.*.owner": "C02",
    "control.kpis.*.source": "C02",
    "control.kpis.*.alert": "C02",
    "control.kpis.*.correction": "C02",
    "control.tiers.4": "C03",
    "control.contingencies": "C05",
    "team.2": "A04 C09 P15",
    "districts.0.leader": "Q10",
}


# What every example has, whatever its trade.
EVERYWHERE = {
    "situation.swot.threats": "S02 P80",
    "situation.competitors": "S01",
    "actions.0.owner": "A01",
    "actions.0.ends": "A01",
    "control.kpis.0.correction": "C02",
    "control.contingencies": "C05",
}


def _paths(pattern: str) -> Iterator[str]:
    if "*" in pattern:
        yield from (pattern.replace("*", str(index), 1) for index in range(2))
    else:
        yield pattern


def _without(data: dict[str, Any], path: str) -> dict[str, Any]:
    for way in path.split():
        *above, last = (int(part) if part.isdigit() else part for part in way.split("."))
        node: Any = data
        for part in above:
            node = node[part]
        del node[last]
    return data


def _loaded(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((folder / "plan.yaml").read_text("utf-8"), yaml.BaseLoader)
    return loaded


def _findings(data: dict[str, Any], folder: Path) -> set[tuple[str, str]]:
    path = folder / "plan.yaml"
    path.write_text(yaml.dump(data, allow_unicode=True, sort_keys=False, Dumper=DUMPER), "utf-8")
    reading = read(path)
    assert reading.spec is not None, [problem.message.en for problem in reading.problems]
    found = check(make_plan(reading.spec), reading.source, before=reading.problems)
    return {(problem.code, problem.message.en) for problem in found}


@pytest.fixture(scope="module")
def complete() -> dict[str, Any]:
    return _loaded(EXAMPLE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("removals") / "plan"))


def test_the_complete_plan_has_no_findings(complete: dict[str, Any], folder: Path) -> None:
    assert _findings(complete, folder) == set()


@pytest.mark.parametrize(
    ("path", "codes"), [(path, codes) for pattern, codes in REMOVALS.items() for path in _paths(pattern)]
)
def test_what_is_removed_is_missed(path: str, codes: str, complete: dict[str, Any], folder: Path) -> None:
    found = _findings(_without(deepcopy(complete), path), folder)
    assert {code for code, _ in found} == set(codes.split())


@pytest.mark.parametrize("example", OTHERS, ids=lambda example: example.name)
def test_in_every_trade_what_is_removed_is_missed(example: Path, tmp_path: Path) -> None:
    data, place = _loaded(example), Path(shutil.copytree(example, tmp_path / "plan"))
    assert _findings(data, place) == set()
    for path in EVERYWHERE:
        _without(data, path)
    found = {code for code, _ in _findings(data, place)}
    assert found == {code for codes in EVERYWHERE.values() for code in codes.split()}
