"""Rounds are files that are only added to; they say what plans said, and an acceptance dies with its plan."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from planforge.nation.down import Down, hand_down, rolled
from planforge.nation.rounds import accept_text, accepted_locks, issue_text, log_problems, read_log, statuses
from planforge.nation.submission import Submission
from planforge.nation.tree import Tree, grow
from planforge.records import replace
from planforge.spec.spec import Spec

DAY = datetime.date(2026, 11, 2)


def regions(count: int = 31) -> list[Submission]:
    pick = random.Random(7)
    handed = []
    for n in range(count):
        last = tuple(1000 * pick.randint(200, 900) for _ in range(12))
        before = tuple(1000 * pick.randint(200, 900) for _ in range(12))
        handed.append(
            Submission(
                file=f"r/区域{n}/plan.yaml", name=f"区域{n}", year=2027, currency="CNY", unit="万元", granule=1000,
                total=sum(last), past={2025: before, 2026: last}, parts=(0,) * 6, digest=f"d{n}",
            )
        )  # fmt: skip
    return handed


def spec_of(handed: Sequence[Submission], locks: Sequence[object] = ()) -> Spec:
    given = {
        "year": 2027,
        "region": {"name": "全国", "company": "某"},
        "money": {"round_to": 1000},
        "districts": [{"name": one.name} for one in handed],
        "targets": {"base": "+15%"},
        "nation": {"regions": "r/*/plan.yaml"},
    }
    spec = Spec.model_validate(given)
    assert spec.nation is not None
    return spec.model_copy(update={"nation": spec.nation.model_copy(update={"locks": tuple(locks)})})


def split(handed: Sequence[Submission], folder: Path) -> tuple[Tree, Down]:
    tree = grow(spec_of(handed), Path(), handed)
    spec = spec_of(handed, list(accepted_locks(tree, read_log(folder))))
    return tree, hand_down(rolled(spec, tree), tree)


def write(folder: Path, named: tuple[str, str]) -> None:
    path = folder / named[0]
    assert not path.exists()
    path.write_text(named[1], "utf-8")


def test_three_rounds_of_31_regions_replayed_from_the_log_give_the_same_figures(tmp_path: Path) -> None:
    handed, asked_in_round, pick = regions(), [], random.Random(3)
    for number in range(3):
        _, down = split(handed, tmp_path)
        asked = {one.name: down.asked[one.name].total for one in handed}
        assert sum(asked.values()) == down.asked["全国"].total
        asked_in_round.append(asked)
        write(tmp_path, issue_text(read_log(tmp_path), asked, DAY + datetime.timedelta(7 * number)))
        handed = [replace(one, total=asked[one.name]) if pick.random() < 0.6 else one for one in handed]
        for one in pick.sample(handed, 5):
            write(tmp_path, accept_text(read_log(tmp_path), one, DAY))
    log = read_log(tmp_path)
    assert not log.problems
    assert [dict(event.asked) for event in log.events if event.kind == "issued"] == asked_in_round
    _, down = split(handed, tmp_path)
    for one in handed:
        accepted = log.accepted(one.name)
        if accepted:
            assert down.asked[one.name].total == accepted.amount
    assert sum(down.asked[one.name].total for one in handed) == down.asked["全国"].total


def test_states_follow_what_regions_answer(tmp_path: Path) -> None:
    handed = regions(5)
    _, down = split(handed, tmp_path)
    asked = {one.name: down.asked[one.name].total for one in handed}
    write(tmp_path, issue_text(read_log(tmp_path), asked, DAY, "首轮"))
    first, second, third, fourth, fifth = handed
    handed = [
        replace(first, total=asked[first.name]),
        replace(second, proposed=asked[second.name] - 1000, proposed_reason="换约"),
        third,
        fourth,
        fifth,
    ]
    write(tmp_path, accept_text(read_log(tmp_path), fourth, DAY))
    write(tmp_path, accept_text(read_log(tmp_path), fifth, DAY))
    handed[4] = replace(fifth, digest="changed")
    tree = grow(spec_of(handed), Path(), handed)
    found = statuses(tree, read_log(tmp_path), DAY + datetime.timedelta(9))
    assert [one.state for one in found] == ["agreed", "countered", "silent", "accepted", "void"]
    assert {one.days for one in found} == {9}
    assert found[1].reason == "换约"
    assert [p.code for p in log_problems(tree, read_log(tmp_path))] == ["N21"]


def test_a_void_acceptance_holds_nothing(tmp_path: Path) -> None:
    handed = regions(4)
    write(tmp_path, accept_text(read_log(tmp_path), handed[0], DAY))
    tree = grow(spec_of(handed), Path(), handed)
    assert [lock.amount for lock in accepted_locks(tree, read_log(tmp_path))] == [Decimal(handed[0].total)]
    changed = [replace(handed[0], digest="other"), *handed[1:]]
    assert not list(accepted_locks(grow(spec_of(changed), Path(), changed), read_log(tmp_path)))


def test_a_region_renamed_between_rounds_is_told_with_the_name_it_may_have_now(tmp_path: Path) -> None:
    handed = regions(3)
    write(tmp_path, issue_text(read_log(tmp_path), {"区域零": 1, "区域1": 2}, DAY))
    tree = grow(spec_of(handed), Path(), handed)
    (found,) = log_problems(tree, read_log(tmp_path))
    assert found.code == "N19"
    assert found.hint is not None
    assert found.where is not None
    assert "001-issued" in found.where.file


@pytest.mark.parametrize("text", ["", "round: x\n", "[1, 2]\n", "round: 1\nevent: issued\nasked: {a: b}\n", "a: [\n"])
def test_a_broken_file_of_the_log_is_told_and_the_others_count(tmp_path: Path, text: str) -> None:
    write(tmp_path, issue_text(read_log(tmp_path), {"区域0": 5}, DAY))
    (tmp_path / "002-issued.yaml").write_text(text, "utf-8")
    log = read_log(tmp_path)
    assert [problem.code for problem in log.problems] == ["N20"]
    assert log.issued("区域0") is not None
