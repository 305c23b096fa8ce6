"""Which files a spec may make planforge open: those in its folder, unless the user says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from calls import SMALL, planforge, write_spec
from docx import Document

SALES = "month,district,amount\n" + "".join(
    f"{year}-{month:02},{name},100000\n" for year in (2025, 2026) for month in range(1, 13) for name in ("信阳", "南阳")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A region's folder with a secret beside it, and sales on both sides."""
    (tmp_path / "secret.csv").write_text("SECRET\n" + SALES, "utf-8")
    (tmp_path / "region" / "data").mkdir(parents=True)
    (tmp_path / "region" / "data" / "sales.csv").write_text(SALES, "utf-8")
    return tmp_path / "region"


def check(folder: Path, named: str, *arguments: str) -> tuple[int, str]:
    write_spec(folder / "plan.yaml", SMALL + f"history: {named}\n")
    ran = planforge(*arguments[:-1], "check", arguments[-1] if arguments else "plan.yaml", cwd=folder)
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.parametrize("named", ["data/sales.csv", "./data/../data/sales.csv", "data//sales.csv"])
def test_a_file_in_the_folder_is_read(folder: Path, named: str) -> None:
    code, said = check(folder, named)
    assert code < 2 and "F09" not in said


@pytest.mark.parametrize(
    "named",
    [
        "../secret.csv",
        "data/../../secret.csv",
        "/etc/passwd",
        "/dev/zero",
        "/proc/self/environ",
        "//server/share/x.csv",
    ],
)
def test_a_file_elsewhere_is_not(folder: Path, named: str) -> None:
    code, said = check(folder, named)
    assert code == 2
    assert "plan.yaml:8:10: F09" in said
    assert "SECRET" not in said and "root:" not in said


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
def test_nor_where_a_link_leads_out_nor_a_pipe(folder: Path) -> None:
    (folder / "sales.csv").symlink_to("../secret.csv")
    (folder / "out").symlink_to("..")
    os.mkfifo(folder / "pipe.csv")
    for named in ("sales.csv", "out/secret.csv", "pipe.csv"):
        code, said = check(folder, named)
        assert (code, "F09" in said, "SECRET" in said) == (2, True, False), named
    (folder / "inner.csv").symlink_to("data/sales.csv")
    assert "F09" not in check(folder, "inner.csv")[1]


def test_the_user_may_name_a_wider_folder(folder: Path) -> None:
    (folder.parent / "secret.csv").write_text(SALES, "utf-8")
    assert check(folder, "../secret.csv")[0] == 2
    assert check(folder, "../secret.csv", "--root", "..", "plan.yaml")[0] < 2
    assert check(folder, "../secret.csv", str(folder.parent))[0] < 2


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_spec_that_is_a_link_out_of_a_folder_is_told_and_the_others_are_rendered(folder: Path) -> None:
    write_spec(folder / "plan.yaml")
    write_spec(folder.parent / "theirs.yaml", SMALL.replace("豫南", "SECRET"))
    (folder / "theirs.yaml").symlink_to("../theirs.yaml")
    for command in (("check", "."), ("render", ".", "--to", "md")):
        ran = planforge(*command, cwd=folder)
        assert ran.returncode == 2
        assert "theirs.yaml: F09" in ran.stdout + ran.stderr
    assert (folder / "plan.md").exists() and not (folder / "theirs.md").exists()


def test_a_word_file_does_not_choose_which_spec_is_read(folder: Path) -> None:
    write_spec(folder / "plan.yaml")
    assert planforge("render", "plan.yaml", "--contents", "linked", cwd=folder).returncode == 0
    (folder.parent / "secret.yaml").write_text("SECRET: 1\n", "utf-8")
    word = Document(str(folder / "plan.docx"))
    (custom,) = (part for part in word.part.package.iter_parts() if part.partname == "/docProps/custom.xml")
    custom._blob = custom.blob.replace(b">plan.yaml<", b">../secret.yaml<")
    word.save(str(folder / "plan.docx"))
    ran = planforge("check", "plan.docx", cwd=folder)
    assert "SECRET" not in ran.stdout and "secret" not in ran.stdout


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_templates_and_settings_that_came_along_put_no_file_of_this_machine_into_a_document(folder: Path) -> None:
    write_spec(folder / "plan.yaml", SMALL)
    (folder / "own" / "zh-CN" / "sections").mkdir(parents=True)
    (folder / "planforge.toml").write_text('templates = "own"\n', "utf-8")
    text = folder / "own" / "zh-CN" / "sections" / "objectives.md"
    text.symlink_to("/etc/passwd")
    ran = planforge("render", "plan.yaml", "--to", "md", cwd=folder)
    assert ran.returncode == 2 and "D01" in ran.stderr and "root:" not in ran.stderr
    assert not (folder / "plan.md").exists()
    text.unlink()
    os.mkfifo(text)
    assert planforge("render", "plan.yaml", "--to", "md", cwd=folder).returncode in (0, 1)
    (folder / "planforge.toml").rename(folder.parent / "elsewhere.toml")
    (folder / "planforge.toml").symlink_to("../elsewhere.toml")
    ran = planforge("check", "plan.yaml", cwd=folder)
    assert ran.returncode == 2 and "F09" in ran.stdout + ran.stderr
