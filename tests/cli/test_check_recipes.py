"""The recipes for CI do what they say: the pre-commit hook, the GitHub Action, and how the README calls them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from calls import write_spec

from planforge.checks.run import RULES

ROOT = Path(__file__).parent.parent.parent
BASH = shutil.which("bash")
VAGUE = (
    (ROOT / "tests" / "checks" / "base.yaml")
    .read_text("utf-8")
    .replace("name: 亳州乡镇铺店, serves: [G1]", "name: 亳州乡镇铺店, serves: [G1], detail: 切实加强终端")
)


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def readme_blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as CI runs it, with the planforge of this environment first on the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def action_steps() -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = loaded("action.yml")["runs"]["steps"]
    return [step for step in steps if "planforge check" in step.get("run", "")]


@pytest.mark.slow
@pytest.mark.parametrize(("spec", "code"), [(VAGUE, 1), (VAGUE.replace("切实加强终端", "周二铺货"), 0), ("year: 1", 2)])
def test_the_hook_checks_every_spec_of_the_repository(tmp_path: Path, spec: str, code: int) -> None:
    (hook,) = loaded(".pre-commit-hooks.yaml")
    if code < 2:
        write_spec(tmp_path / "regions" / "north.yaml", spec)
    (tmp_path / "other.yaml").write_text("a: 1\n", "utf-8")
    program, *rest = shlex.split(hook["entry"])
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    assert found, f"{program} is not installed"
    assert run([found, *rest, *hook["args"]], tmp_path).returncode == code
    assert hook["pass_filenames"] is False


@pytest.mark.slow
@pytest.mark.skipif(BASH is None, reason="the action runs in bash")
def test_the_action_marks_the_line_and_writes_sarif(tmp_path: Path) -> None:
    assert BASH is not None
    write_spec(tmp_path / "regions" / "north.yaml", VAGUE)
    (tmp_path / ".git").mkdir()
    sarif, github = action_steps()
    given = {
        "inputs.files": "regions",
        "inputs.language": "zh-CN",
        "inputs.fail-level": "warning",
        "inputs.sarif": "f.sarif",
    }
    done = [
        run([BASH, "-eo", "pipefail", "-c", step["run"]], tmp_path, **{
            name: given[value.strip("${} ")] for name, value in step["env"].items()
        })
        for step in (sarif, github)
    ]  # fmt: skip
    assert [step.returncode for step in done] == [0, 1]
    assert re.fullmatch(r"::warning file=regions/north\.yaml,line=\d+,col=\d+,title=Q01::“切实”.*\n", done[1].stdout)
    log = json.loads((tmp_path / "f.sarif").read_text("utf-8"))
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["Q01"]


def test_the_action_declares_every_input_that_it_uses_and_uses_every_one() -> None:
    action = loaded("action.yml")
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(action["runs"])))
    assert used == set(action["inputs"])
    assert all(step.get("shell") == "bash" for step in action["runs"]["steps"] if "run" in step)


def test_the_readme_names_hook_inputs_settings_and_schema_as_they_are() -> None:
    blocks = [yaml.safe_load(block) for block in readme_blocks("yaml")]
    workflow = next(block for block in blocks if isinstance(block, dict) and "jobs" in block)
    hooks = next(block for block in blocks if isinstance(block, dict) and "repos" in block)
    step = workflow["jobs"]["plans"]["steps"][-1]
    assert set(step["with"]) <= set(loaded("action.yml")["inputs"])
    assert [hook["id"] for hook in hooks["repos"][0]["hooks"]] == [loaded(".pre-commit-hooks.yaml")[0]["id"]]
    settings = tomllib.loads(readme_blocks("toml")[0])
    limits = {rule.code(): rule.limits for rule in RULES}
    assert all(name in limits[code] for code, names in settings["limits"].items() for name in names)
