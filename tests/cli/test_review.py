"""``planforge review`` and ``replan`` as a person calls them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from calls import planforge

EXAMPLE = Path(__file__).parents[2] / "examples" / "yunan-noodles"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("plan.yaml", "sales.csv", "actuals-2027-05.csv"):
        shutil.copy(EXAMPLE / name, tmp_path)
    return tmp_path


@pytest.mark.slow
def test_the_terminal_shows_who_stands_where(folder: Path) -> None:
    done = planforge(
        "review", "plan.yaml", "--actuals", "actuals-2027-05.csv", cwd=folder, PLANFORGE_LANG="zh", COLUMNS="160"
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    (nanyang,) = [line for line in lines if line.split()[:1] == ["南阳"] and "预警" in line and "李明" not in line]
    assert "86.9%" in nanyang
    assert any(line.split()[:2] == ["合计", "603.0"] for line in lines)
    assert "\x1b" not in done.stdout


@pytest.mark.slow
def test_json_is_on_stdout_and_nothing_else(folder: Path) -> None:
    arguments = ("review", "plan.yaml", "--actuals", "actuals-2027-05.csv", "--json")
    done = planforge(*arguments, "-o", "m.docx", cwd=folder)
    found = json.loads(done.stdout)
    assert found["format"] == 2
    assert found["through"] == 5
    assert found["region"]["actual"] == "30959100.000000"
    assert found["region"]["target"] == 32_724_000
    assert found["region"]["rate"] == "0.946067"
    assert found["forecast"]["basis"] == "years"
    assert [standing["name"] for standing in found["districts"]] == ["信阳", "驻马店", "周口", "南阳"]
    assert planforge(*arguments, cwd=folder).stdout == done.stdout
    assert (folder / "m.docx").stat().st_size > 10_000


@pytest.mark.slow
@pytest.mark.parametrize("name", ["m.docx", "m.md"])
def test_the_same_actuals_give_the_same_bytes_in_every_process(folder: Path, name: str) -> None:
    made = []
    for seed in ("1", "2"):
        done = planforge(
            "review", "plan.yaml", "--actuals", "actuals-2027-05.csv", "-o", name, "--force", cwd=folder,
            PYTHONHASHSEED=seed,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        made.append((folder / name).read_bytes())
    assert made[0] == made[1]


@pytest.mark.slow
def test_through_names_the_month(folder: Path) -> None:
    arguments = ("review", "plan.yaml", "--actuals", "actuals-2027-05.csv", "--json", "--through")
    assert json.loads(planforge(*arguments, "2027-03", cwd=folder).stdout)["through"] == 3
    late = planforge(*arguments, "2027-06", cwd=folder)
    assert late.returncode == 1
    assert "actuals-2027-05.csv: V16" in late.stderr
    assert planforge(*arguments, "2026-03", cwd=folder).returncode == 2
    assert planforge(*arguments, "soon", cwd=folder).returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("月份,片区,实际（元）\n1月,南羊,1000\n13月,南阳,1000\n", 1, "bad.csv:2:3: V10"),
        ("", 2, "bad.csv: H01"),
        ("片区,数量\n南阳,3\n", 2, "bad.csv:1:1: H04"),
    ],
)
def test_bad_actuals_are_told_with_their_place(folder: Path, text: str, code: int, told: str) -> None:
    (folder / "bad.csv").write_text(text, "utf-8")
    done = planforge("review", "plan.yaml", "--actuals", "bad.csv", "-o", "m.docx", cwd=folder)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout
    assert not (folder / "m.docx").exists()


def test_a_district_renamed_in_the_course_of_the_year_is_that_of_the_plan(folder: Path) -> None:
    arguments = ("review", "plan.yaml", "--actuals", "actuals-2027-05.csv", "--json")
    as_planned = json.loads(planforge(*arguments, cwd=folder).stdout)["districts"]
    file = folder / "actuals-2027-05.csv"
    file.write_text(file.read_text("utf-8").replace("南阳", "宛城"), "utf-8")
    assert "--rename" in planforge(*arguments, cwd=folder).stderr
    for said in ("南阳=宛城", "宛城=南阳"):
        assert json.loads(planforge(*arguments, "--rename", said, cwd=folder).stdout)["districts"] == as_planned
    assert planforge(*arguments, "--rename", "宛城=南羊", cwd=folder).returncode == 2


@pytest.mark.slow
def test_a_re_plan_writes_a_new_version_and_leaves_the_old(folder: Path) -> None:
    old = (folder / "plan.yaml").read_bytes()
    done = planforge("replan", "plan.yaml", "--actuals", "actuals-2027-05.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "plan.yaml -> plan-2027-06.yaml" in done.stdout
    assert (folder / "plan.yaml").read_bytes() == old
    new = (folder / "plan-2027-06.yaml").read_bytes()
    again = planforge("replan", "plan.yaml", "--actuals", "actuals-2027-05.csv", cwd=folder)
    assert again.returncode == 1
    assert "F04" in again.stderr
    assert (folder / "plan-2027-06.yaml").read_bytes() == new


@pytest.mark.slow
def test_show_against_tells_what_a_re_plan_changed_for_whom(folder: Path) -> None:
    planforge("replan", "plan.yaml", "--actuals", "actuals-2027-05.csv", cwd=folder)
    done = planforge("show", "plan-2027-06.yaml", "--against", "plan.yaml", cwd=folder, PLANFORGE_LANG="zh")
    assert done.returncode == 0, done.stderr
    assert "年度目标" not in done.stdout
    assert any("南阳 6月" in line and "+" in line for line in done.stdout.splitlines())


@pytest.mark.slow
def test_a_re_plan_that_cannot_be_says_why(folder: Path) -> None:
    (folder / "short.csv").write_text("月份,片区,实际\n1月,南阳,1000000\n", "utf-8")
    done = planforge("replan", "plan.yaml", "--actuals", "short.csv", cwd=folder)
    assert done.returncode == 1
    assert "V21" in done.stderr
    assert not list(folder.glob("plan-*.yaml"))


@pytest.mark.slow
def test_the_closed_months_are_explained_by_their_file(folder: Path) -> None:
    planforge("replan", "plan.yaml", "--actuals", "actuals-2027-05.csv", cwd=folder)
    done = planforge("explain", "plan-2027-06.yaml", "南阳", "3月", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "137.6" in done.stdout or "1.376 million" in done.stdout
    assert "actuals-2027-05.csv" in done.stdout
