"""``planforge check`` as people and CI call it: what it prints, where it writes, and how it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from calls import SMALL, planforge
from typer.testing import CliRunner, Result

from planforge.cli.app import app

GOOD = (Path(__file__).parent.parent / "checks" / "base.yaml").read_text("utf-8")
VAGUE = GOOD.replace("name: 亳州乡镇铺店, serves: [G1]", "name: 亳州乡镇铺店, serves: [G1], detail: 切实加强终端")
WRONG = VAGUE.replace("stretch: 1450万", "stretch: 1350万")
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command in this process, in a folder of its own that is a repository."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["check", *arguments])


def put(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_a_good_plan_ends_with_0_and_says_how_complete_each_part_is(run: Run) -> None:
    put("plan.yaml", GOOD)
    result = run("plan.yaml", "--lang", "zh-CN")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "1 份文件，没有发现问题",
        "  第一部分 现状：100%",
        "  第二部分 目标：100%",
        "  第三部分 战略：100%",
        "  第四部分 战术：100%",
        "  第五部分 行动计划：100%",
        "  第六部分 控制：100%",
    ]


def test_a_finding_is_told_with_place_line_mark_and_remedy(run: Run) -> None:
    put("豫南 计划.yaml", WRONG)
    result = run("豫南 计划.yaml", "--lang", "zh-CN")
    lines = result.stdout.splitlines()
    at = next(number for number, line in enumerate(WRONG.splitlines(), 1) if "stretch" in line)
    assert result.exit_code == 1
    assert lines[0] == f"豫南 计划.yaml:{at}:12: O04 奋斗指标 1,350万元 不高于基础指标 1,350万元"
    assert lines[1:4] == [f"{at:5} |   stretch: 1350万", "      |            ^^^^^^", "  改法: 调整 targets.stretch"]
    assert "Q01（警告） “切实”后面没有数字、期限或责任人：切实加强终端" in result.stdout
    assert "1 份文件，2 个问题，其中错误 1 个" in lines


def test_what_the_file_lacks_as_a_whole_is_told_without_a_line(run: Run) -> None:
    put("plan.yaml", GOOD.replace("pricing: {principle: 礼盒每箱 120 元，全年不调价。}\n", ""))
    assert run("plan.yaml").stdout.splitlines()[:3] == [
        "plan.yaml:2:1: T01 sub-plan missing: prices",
        "  hint: fill in pricing, or say in not_applicable why it does not apply",
        "",
    ]


def test_what_is_missing_is_named_part_by_part(run: Run) -> None:
    put("plan.yaml", GOOD[: GOOD.index("situation:")])
    result = run("plan.yaml")
    assert "part 1, situation: 16 %, missing channel, competitors, consumers, SWOT, key issues" in result.stdout
    assert "part 6, control: 0 %, missing KPIs, meetings, tiers, contingencies" in result.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("level", "code"), [("error", 0), ("warning", 1), ("info", 1)], ids=["error", "warning", "info"]
)
def test_the_level_that_fails_is_the_users(run: Run, level: str, code: int) -> None:
    put("plan.yaml", VAGUE)
    assert run("plan.yaml", "--fail-level", level).exit_code == code


def test_options_select_and_ignore_several_codes_at_once(run: Run) -> None:
    put("plan.yaml", WRONG)
    assert run("plan.yaml", "--ignore", "O,q01").exit_code == 0
    assert run("plan.yaml", "--select", "Q", "--select", "O04").exit_code == 1
    assert run("plan.yaml", "--select", "S").exit_code == 0


def test_a_code_that_is_no_rule_is_refused(run: Run) -> None:
    put("plan.yaml", GOOD)
    result = run("plan.yaml", "--ignore", "Q77")
    assert result.exit_code == 2
    assert "no rule Q77" in result.stderr


@pytest.mark.parametrize("option", ["--format", "--fail-level", "--lang"])
def test_a_wrong_choice_is_refused_with_the_right_ones(run: Run, option: str) -> None:
    put("plan.yaml", GOOD)
    result = run("plan.yaml", option, "xml")
    assert result.exit_code == 2
    assert "xml is not one of" in result.stderr


def test_a_settings_file_sets_limits_levels_and_rules_and_the_command_line_wins(run: Run) -> None:
    put("north/plan.yaml", WRONG)
    put("planforge.toml", 'fail-level = "error"\nignore = ["O"]\nlimits.Q09.most = 3\n')
    result = run("north/plan.yaml")
    assert result.exit_code == 0
    assert "Q01 (warning)" in result.stdout and "Q09 (info) 4 actions, more than 3" in result.stdout
    assert "O04" not in result.stdout
    assert run("north/plan.yaml", "--fail-level", "info").exit_code == 1


def test_settings_may_stand_in_pyproject_and_the_nearest_file_counts(run: Run) -> None:
    put("pyproject.toml", '[project]\nname = "x"\n[tool.planforge]\nignore = ["O", "Q"]\n')
    put("north/plan.yaml", WRONG)
    put("south/plan.yaml", WRONG)
    put("south/planforge.toml", 'ignore = ["O"]\n')
    assert run("north/plan.yaml").exit_code == 0
    assert run("south/plan.yaml").exit_code == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('ignores = ["Q"]', "no setting ignores"),
        ('ignore = "Q"', "ignore takes a list of codes"),
        ('ignore = ["Q77"]', "ignore: there is no rule Q77"),
        ('fail-level = "high"', "fail-level is error, warning or info"),
        ("limits.A03.least = 4", "rule A03 has no limit least; it has most"),
        ('limits.A03.most = "many"', "limits are written limits.A03.most = 8"),
        ("limits.A03.most = nan", "limits are written limits.A03.most = 8"),
        ("limits.A03.most = -inf", "limits are written limits.A03.most = 8"),
        ("limits.A03.most = " + "9" * 5000, "not valid TOML"),
        ("ignore = " + "[" * 5000, "not valid TOML"),
        ("ignore = [", "not valid TOML"),
        ("a." * 100_000 + "a = 1", "not valid TOML"),
        ("x = ''\n" + " " * 200_000, "no setting x"),
    ],
)
def test_a_settings_file_that_is_wrong_is_told_and_nothing_is_checked(run: Run, text: str, says: str) -> None:
    put("plan.yaml", WRONG)
    put("planforge.toml", text)
    result = run("plan.yaml")
    assert result.exit_code == 2
    assert says in result.stdout
    assert ("planforge.toml: F06" if "TOML" in says else "planforge.toml:1:1: F06") in result.stdout


@pytest.mark.parametrize("key", ["style", "templates"])
@pytest.mark.parametrize("named", ["../theirs", "/etc", "own/../../theirs"])
def test_settings_name_nothing_outside_their_folder(run: Run, key: str, named: str) -> None:
    """They come with a folder from anybody, as a spec does; what the command line names may lie anywhere."""
    put("in/plan.yaml", WRONG)
    put("in/own/x", "")
    put("theirs/x", "")
    put("in/planforge.toml", f'{key} = "{named}"')
    result = run("in/plan.yaml")
    assert result.exit_code == 2
    assert "planforge.toml:1:1: F09" in result.stdout


def test_settings_from_a_windows_editor_have_a_mark_in_front(run: Run) -> None:
    put("plan.yaml", WRONG)
    put("planforge.toml", '\ufeffignore = ["O", "Q"]\r\n')
    assert run("plan.yaml").exit_code == 0


def test_an_industry_that_does_not_exist_is_told_at_its_line_and_the_rest_is_checked(run: Run) -> None:
    put("plan.yaml", VAGUE.replace("industry: general", "industry: fmgc"))
    result = run("plan.yaml")
    assert result.exit_code == 1
    assert "plan.yaml:4:11: R15 there is no industry preset fmgc" in result.stdout
    assert "did you mean fmcg?" in result.stdout
    assert "Q01" in result.stdout


@pytest.mark.parametrize("name", ["9" * 400, "../industries/fmcg", "..", "*", "FMCG"])
def test_an_industry_is_a_name_and_never_a_path(run: Run, name: str) -> None:
    put("plan.yaml", GOOD.replace("industry: general", f"industry: '{name}'"))
    result = run("plan.yaml")
    assert result.exit_code == 1
    assert "R15 there is no industry preset" in result.stdout


def test_a_rule_that_the_industrys_preset_leaves_out_is_not_applied(run: Run) -> None:
    general = (Path(__file__).parents[2] / "templates" / "industries" / "general.yaml").read_text("utf-8")
    put("own/industries/tea.yaml", general + "\nignore_rules: {Q01: {zh: 茶馆不分片区写期限, en: a trial}}\n")
    put("plan.yaml", VAGUE.replace("industry: general", "industry: tea"))
    assert "Q01" not in run("plan.yaml", "--templates", "own").stdout
    assert "R15" in run("plan.yaml").stdout


def test_a_folder_stands_for_every_spec_in_it(run: Run) -> None:
    put("plans/east.yaml", GOOD)
    put("plans/sub/west.yml", VAGUE)
    put("plans/notes.yaml", "a: 1\n")
    result = run("plans", "--lang", "zh-CN")
    assert result.exit_code == 1
    summary = result.stdout.index("2 份文件，1 个问题，其中错误 0 个")
    assert [line.split()[-1] for line in result.stdout[summary:].splitlines()[1:]] == [
        "plans/east.yaml",
        "plans/sub/west.yml",
    ]


@pytest.mark.parametrize("name", ["nothing.yaml", "empty"])
def test_what_is_not_there_is_told_and_ends_with_2(run: Run, name: str) -> None:
    Path("empty").mkdir()
    result = run(name)
    assert result.exit_code == 2
    assert name in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_folder_with_a_link_to_nowhere_is_checked_and_the_link_told(run: Run) -> None:
    put("plans/east.yaml", GOOD)
    Path("plans/west.yaml").symlink_to("gone.yaml")
    result = run("plans")
    assert result.exit_code == 2
    assert "west.yaml: R01 no such file" in result.stdout
    assert "2 checked, 1 finding" in result.stdout


def test_one_file_that_cannot_be_read_does_not_hide_the_others(run: Run) -> None:
    put("broken.yaml", "planforge: 1\nyear: [\n")
    put("vague.yaml", VAGUE)
    result = run("broken.yaml", "vague.yaml", "missing.yaml")
    assert result.exit_code == 2
    assert all(sign in result.stdout for sign in ("broken.yaml:", "vague.yaml:", "missing.yaml: R01"))


def test_a_change_of_the_command_line_is_checked_as_if_it_stood_in_the_file(run: Run) -> None:
    put("plan.yaml", GOOD)
    result = run("plan.yaml", "--set", "targets.stretch=1300万")
    assert result.exit_code == 1
    assert "O04" in result.stdout


def test_findings_can_be_written_to_a_file_at_once(run: Run) -> None:
    put("plan.yaml", VAGUE)
    put("out/findings.json", "")
    run("plan.yaml", "--format", "json", "-o", "out/findings.json")  # what it wrote itself it replaces
    result = run("plan.yaml", "--format", "json", "-o", "out/findings.json")
    assert (result.exit_code, result.stdout) == (1, "")
    report = json.loads(Path("out/findings.json").read_text("utf-8"))
    assert [finding["code"] for finding in report["findings"]] == ["Q01"]
    assert report["summary"]["warning"] == 1
    assert sorted(path.name for path in Path("out").iterdir()) == ["findings.json"]


def test_a_place_that_cannot_be_written_is_told(run: Run) -> None:
    put("plan.yaml", GOOD)
    Path("folder.txt").mkdir()
    result = run("plan.yaml", "-o", "folder.txt")
    assert result.exit_code == 2
    assert "F02 cannot write folder.txt" in result.stderr


@pytest.mark.parametrize("style", ["sarif", "github"])
def test_paths_start_at_the_repository_wherever_the_command_runs(
    run: Run, style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("regions/north/plan.yaml", VAGUE)
    monkeypatch.chdir("regions")
    relative, absolute = (
        run("north/plan.yaml", "--format", style),
        run(str(Path("north/plan.yaml").resolve()), "--format", style),
    )
    assert "regions/north/plan.yaml" in relative.stdout
    assert relative.stdout == absolute.stdout


@pytest.mark.slow
def test_nothing_is_wrapped_when_piped(tmp_path: Path) -> None:
    long = "切实加强终端" + "建设" * 300
    path = tmp_path / ("很长的名字" * 12 + ".yaml")
    path.write_text(VAGUE.replace("切实加强终端", long), "utf-8")
    done = planforge("check", path, cwd=tmp_path, COLUMNS="40", PLANFORGE_LANG="zh-CN")
    first = done.stdout.splitlines()[0]
    assert first.startswith(f"{path}:") and "没有数字、期限或责任人" in first
    assert "\x1b" not in done.stdout


@pytest.mark.slow
def test_many_specs_in_processes_give_the_same_text_as_one_by_one(tmp_path: Path) -> None:
    for number in range(42):
        (tmp_path / f"{number}.yaml").write_text(SMALL if number % 3 else SMALL.replace("year", "yaer"), "utf-8")
    together = planforge("check", ".", "-j", "2", cwd=tmp_path, PYTHONHASHSEED="1")
    alone = planforge("check", ".", "-j", "1", cwd=tmp_path, PYTHONHASHSEED="2")
    assert together.returncode == alone.returncode == 2
    assert together.stdout == alone.stdout
    assert "\n42 checked, " in alone.stdout


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission_is_told(run: Run) -> None:
    put("plan.yaml", GOOD)
    Path("plan.yaml").chmod(0)
    assert run("plan.yaml").exit_code == 2
