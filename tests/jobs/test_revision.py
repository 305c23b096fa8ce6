"""A revision of a repository is read, and nothing that lies in it is run or followed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from planforge.jobs.revision import as_it_stood
from planforge.problem import Refusal

pytestmark = pytest.mark.skipif(shutil.which("git") is None or os.name != "posix", reason="git and links")


def git(folder: Path, *arguments: str) -> None:
    name = ("-c", "user.email=a@b.example", "-c", "user.name=a")
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """One with a plan, a text that names a filter, and links that lead out of it."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "plan.yaml").write_text("planforge: 1\n", "utf-8")
    (folder / ".gitattributes").write_text("* filter=evil\n", "utf-8")
    (folder / "passwd.csv").symlink_to("/etc/passwd")
    (folder / "above.csv").symlink_to("../above.csv")
    (folder / "plan.csv").symlink_to("plan.yaml")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "a plan")
    return folder


def test_links_that_lead_out_stay_away_and_the_rest_is_read(repository: Path) -> None:
    with as_it_stood(repository / "plan.yaml", "git:HEAD") as stood:
        assert stood.read_text("utf-8") == "planforge: 1\n"
        assert {path.name for path in stood.parent.iterdir()} == {".gitattributes", "plan.csv", "plan.yaml"}


def test_what_lies_about_as_files_of_a_repository_is_none_and_its_programs_are_not_run(repository: Path) -> None:
    """A pull request cannot hold a ``.git``, but all that stands in one."""
    inner, ran = repository / "plans", repository.parent / "ran"
    shutil.copytree(repository / ".git", inner)
    (inner / "plan.yaml").write_text("planforge: 1\n", "utf-8")
    (inner / "config").write_text(
        f"[core]\nrepositoryformatversion = 0\nworktree = .\n[filter \"evil\"]\nsmudge = touch '{ran}'; cat\n", "utf-8"
    )
    with pytest.raises(Refusal), as_it_stood(inner / "plan.yaml", "git:HEAD"):
        pass
    assert not ran.exists()
