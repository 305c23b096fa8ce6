"""The commands of headquarters: many files at once, a folder or a revision to compare with, one figure's history."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from regions_once import read_once
from typer.testing import CliRunner, Result

from planforge.cli.app import app
from planforge.nation.nation import make_nation
from planforge.reading.read import read

EXAMPLE = ROOT / "examples" / "fumai-nation"


@pytest.fixture(scope="module", autouse=True)
def _regions_once() -> Iterator[None]:
    with read_once(splits=True):
        yield


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "nation", ignore=shutil.ignore_patterns(".planforge")))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.slow
def test_the_same_nation_gives_the_same_bytes_wherever_it_lies(copy: Path, tmp_path: Path) -> None:
    moved = Path(shutil.copytree(copy, tmp_path / "elsewhere" / "of another name"))
    for folder in (copy, moved):
        assert run("render", folder / "nation.yaml", "-o", folder / "nation.html").exit_code == 0
    assert (copy / "nation.html").read_bytes() == (moved / "nation.html").read_bytes()


def south_henan(folder: Path) -> Path:
    return next(folder.glob("regions/*/豫南区域/plan.yaml"))


def committed(folder: Path) -> None:
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", "-C", str(folder), *command], check=True, capture_output=True)


def test_a_folder_is_a_table_a_csv_or_json_with_a_row_a_region(copy: Path) -> None:
    told = run("show", copy, "--csv")
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    assert {row["region"] for row in rows} == {path.parent.name for path in copy.glob("regions/*/*/plan.yaml")}
    assert next(row["target"] for row in rows if row["region"] == "豫南区域") == "78714000"
    found = json.loads(run("show", copy / "regions", "--json").stdout)
    assert [row["target"] for row in found] == [int(row["target"]) for row in rows]
    assert "7,871.4" in run("show", copy / "regions").stdout


@pytest.mark.slow
@pytest.mark.parametrize("against", ["git:HEAD", "folder"])
def test_a_folder_and_a_nation_are_compared_with_a_revision_or_another_folder(
    copy: Path, tmp_path: Path, against: str
) -> None:
    shutil.copytree(copy, tmp_path / "before")
    committed(copy)
    change(south_henan(copy), "base: 7871.4万", "base: 8000万")
    other = against if against != "folder" else tmp_path / "before" / "regions"
    told = run("show", copy / "regions", "--against", other)
    assert told.exit_code == 0
    assert "+128.6" in told.stdout
    assert "皖北区域" not in told.stdout
    if against != "folder":
        assert "+128.6" in run("show", copy / "nation.yaml", "--against", against).stdout
        told = run("show", south_henan(copy), "--against", against)
        assert "7,871.4" in told.stdout or "78.714" in told.stdout


@pytest.mark.slow
def test_what_is_moved_between_regions_of_one_node_is_no_identity(copy: Path) -> None:
    run("split", copy / "nation.yaml", "--write", "--force")
    committed(copy)
    same = run("show", copy / "nation.yaml", "--against", "git:HEAD", "--lang", "zh-CN").stdout
    assert "区域" not in same
    run("adjust", copy / "nation.yaml", "--move", "50万", "豫南区域→豫北区域", "--write")
    told = run("show", copy / "nation.yaml", "--against", "git:HEAD").stdout
    assert "豫南区域" in told and "豫北区域" in told and "皖北区域" not in told
    found = json.loads(run("show", copy / "nation.yaml", "--against", "git:HEAD", "--json").stdout)
    moved = {one["node"]: one["asked"] for one in found["nodes"]}
    assert moved["豫南区域"][1] - moved["豫南区域"][0] == -500_000
    assert run("show", copy / "regions", "--against", "git:HEAD").stdout.count("豫") == 0
    run("split", copy / "nation.yaml", "--write", "--force")
    for against in (copy / "regions", copy / "nation.yaml", south_henan(copy)):
        told = run("show", against, "--against", "git:HEAD").stdout
        assert "−50" in told or ("豫南区域" in told and "豫北区域" in told)


def test_words_that_have_changed_are_told_where_no_figure_has(copy: Path) -> None:
    committed(copy)
    change(south_henan(copy), "manager:", "title: 新头衔, manager:")
    for what in (copy / "regions", copy / "nation.yaml"):
        told = run("show", what, "--against", "git:HEAD").stdout
        assert "豫南区域" in told and ("其他内容有变" in told or "words, no figure" in told)


@pytest.mark.slow
def test_a_region_that_is_no_more_is_dissolved_with_force_and_its_target_goes_to_the_others(copy: Path) -> None:
    run("split", copy / "nation.yaml", "--write", "--force")
    assert run("round", copy / "nation.yaml", "--issue").exit_code == 0
    south_henan(copy).unlink()
    told = run("round", copy / "nation.yaml", "--issue")
    assert told.exit_code == 1 and "豫南区域" in told.stderr
    assert "豫南区域" in run("split", copy / "nation.yaml").stdout
    assert run("round", copy / "nation.yaml", "--issue", "--force").exit_code == 0
    first, second = (yaml.safe_load(path.read_text("utf-8"))["asked"] for path in sorted(copy.glob("rounds/*.yaml")))
    assert first.keys() - second.keys() == {"豫南区域"}
    assert sum(first.values()) == sum(second.values())
    assert "豫南区域" not in run("split", copy / "nation.yaml").stdout


def test_a_revision_that_is_not_there_is_told(copy: Path) -> None:
    for against in ("git:HEAD", "git:--output=x", "git:"):
        told = run("show", south_henan(copy), "--against", against)
        assert told.exit_code == 2
        assert "F11" in told.stderr


def test_a_figure_is_explained_with_the_rounds_it_went_through(copy: Path) -> None:
    assert run("round", copy / "nation.yaml", "--issue", "--note", "首轮").exit_code == 0
    change(south_henan(copy), "  assigned:", "  proposed: 7700万\n  proposed_reason: 换约\n  assigned:")
    told = run("explain", copy / "nation.yaml", "豫南区域", "--language", "zh-CN").stdout
    for said in ("下达 7,871.4万元", "占 41.8%", "第1轮 下达 7,871.4万元  首轮", "提议 7,700万元  换约"):
        assert said in told


def test_a_command_for_one_plan_goes_through_a_folder_of_them(copy: Path) -> None:
    told = run("explain", copy / "regions" / "西南大区", "全年").stdout
    assert "川东区域" in told
    assert "黔北区域" in told


@pytest.mark.slow
def test_settings_say_how_documents_are_made_and_the_command_line_wins(copy: Path, tmp_path: Path) -> None:
    (copy / "planforge.toml").write_text('to = "html"\nlanguage = "en"\n', "utf-8")
    assert run("render", south_henan(copy), "-o", tmp_path / "out").exit_code == 0
    assert 'lang="en"' in (tmp_path / "out" / "plan.html").read_text("utf-8")
    assert run("render", south_henan(copy), "-o", tmp_path / "out", "--to", "md").exit_code == 0
    assert (tmp_path / "out" / "plan.md").exists()


@pytest.mark.parametrize(
    "text", ['to = "htm"', 'contents = "x"', 'kind = "y"', 'language = "xx"', "style = 3", 'templates = "none"']
)
def test_wrong_settings_are_told(copy: Path, text: str) -> None:
    (copy / "planforge.toml").write_text(f"# ours\n  {text}\n", "utf-8")
    told = run("render", south_henan(copy))
    assert told.exit_code == 2
    assert "planforge.toml:2:3: F06" in told.stderr


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('stlye = "x.docx"', "1:1"),
        ('ignore = ["Q06"]\nlimits.A03.mst = 8', "2:1"),
        ("[limits]\nA99.most = 1", "2:1"),
        ("[limits.A03]\n\nmst = 1", "3:1"),
        ('ignore = ["Q06"]\nto == "docx"', "2:5"),
        ('select = ["Q99"]', "1:1"),
    ],
)
def test_mistakes_in_settings_are_told_at_their_line(copy: Path, text: str, place: str) -> None:
    (copy / "planforge.toml").write_text(text, "utf-8")
    assert f"planforge.toml:{place}: F06" in run("check", south_henan(copy)).stdout
    (copy / "planforge.toml").unlink()
    line, _, column = place.partition(":")
    header = '[project]\nstlye = "a"\n' + ("[tool.planforge]\n" if not text.startswith("[") else "")
    (copy / "pyproject.toml").write_text(header + text.replace("[limits", "[tool.planforge.limits"), "utf-8")
    shown = int(line) + header.count("\n")
    assert f"pyproject.toml:{shown}:{column}: F06" in run("check", south_henan(copy)).stdout


def test_a_split_that_is_not_whole_is_not_written(copy: Path) -> None:
    change(south_henan(copy), "year: 2027", "year: 2026")
    before = {path: path.read_bytes() for path in copy.glob("regions/*/*/plan.yaml")}
    told = run("split", copy / "nation.yaml", "--write")
    assert told.exit_code == 1
    assert {path: path.read_bytes() for path in before} == before


def test_a_split_says_what_it_wrote_what_it_kept_and_that_there_was_nothing_to_write(copy: Path) -> None:
    assert "nothing to write" in (same := run("split", copy / "nation.yaml", "--write")).stdout
    assert same.exit_code == 0
    change(copy / "nation.yaml", "base: 4.85亿", "base: 4.9亿")
    kept = run("split", copy / "nation.yaml", "--write")
    assert (kept.exit_code, "0 files written, 7 kept as they were" in kept.stdout) == (1, True)
    lock, before = south_henan(copy).with_name("~$plan.yaml"), south_henan(copy).read_bytes()
    lock.touch()
    opened = run("split", copy / "nation.yaml", "--write", "--force")
    assert (opened.exit_code, "6 files written, 1 kept" in opened.stdout, "F04" in opened.stderr) == (1, True, True)
    assert south_henan(copy).read_bytes() == before


def test_a_nation_is_reviewed_and_replanned_from_the_command_line(copy: Path) -> None:
    told = run("review", copy / "nation.yaml", "--actuals", copy / "actuals.csv", "--node", "华中大区")
    assert told.exit_code == 0
    assert "豫北区域" in told.stdout
    assert run("replan", copy / "nation.yaml", "--actuals", copy / "actuals.csv").exit_code == 0
    new = copy / "nation-2027-06.yaml"
    assert "closed:" in new.read_text("utf-8")
    assert run("split", new).exit_code == 0


@pytest.mark.parametrize("node", ["豫南区域", "豫"])
def test_a_node_without_nodes_below_it_is_refused_with_what_to_use(copy: Path, node: str) -> None:
    told = run("render", copy / "nation.yaml", "--node", node, "-o", copy / "x.md")
    assert told.exit_code == 2
    assert "N23" in told.stderr


@pytest.mark.slow
def test_regions_are_told_where_they_stand_where_headquarters_allows_it(copy: Path, tmp_path: Path) -> None:
    run("split", copy / "nation.yaml", "--write")
    assert "standing" not in south_henan(copy).read_text("utf-8")
    change(copy / "nation.yaml", "  levels:", "  tells_standing: true\n  levels:")
    assert run("split", copy / "nation.yaml", "--write").exit_code == 0
    assert "在8个区域中，要求增长由高到低排第7（+13.2%），各区域合计+14.9%" in south_henan(copy).read_text("utf-8")
    run("render", south_henan(copy), "--to", "md", "-o", tmp_path / "plan.md")
    assert "排第7" in (tmp_path / "plan.md").read_text("utf-8")


def test_a_nation_over_regions_says_what_they_say_and_names_those_that_cannot_be_read(tmp_path: Path) -> None:
    regions = {"North/Estonia": "12m", "North/Latvia": "8m", "South/Spain": "30m", "South/Italy": "many: 1"}
    for place, base in regions.items():
        (tmp_path / "markets" / place).mkdir(parents=True)
        (tmp_path / "markets" / place / "plan.yaml").write_text(
            "planforge: 1\nlanguage: en\nindustry: beauty-chain\nyear: 2027\nmoney: {currency: USD, unit: thousand}\n"
            f"region: {{name: {place[6:]}, company: Lumiere}}\ndistricts: [{{name: A}}]\ntargets: {{base: {base}}}\n"
            "channels: [{name: Pharmacy, share: 100%}]\n",
            "utf-8",
        )
    file = tmp_path / "nation.yaml"
    told = run("new", file, "--regions", "markets/**/plan.yaml")
    assert told.exit_code == 0
    assert "Italy" in told.stderr
    given = yaml.safe_load(file.read_text("utf-8"))
    assert given["region"]["company"] == "Lumiere"
    assert given["industry"] == "beauty-chain"
    assert given["money"] == {"currency": "USD", "unit": "thousand", "round_to": 100}
    assert given["districts"] == [{"name": "North"}, {"name": "South"}]
    assert given["channels"] == [{"name": "Pharmacy", "share": "100%"}]
    assert given["targets"]["base"] == 50_000_000
    (tmp_path / "markets/South/Italy/plan.yaml").unlink()
    assert run("split", file).exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_nation_started_over_regions_with_channels_and_no_history_of_them_can_be_split(
    copy: Path, language: str
) -> None:
    for number, path in enumerate(sorted(copy.glob("regions/*/*/plan.yaml"))):
        shares = (f"{50 + number}%", f"{20 - number}%", "30%")
        named = ", ".join(f"{{name: {name}, share: {share}}}" for name, share in zip("甲乙丙", shares, strict=True))
        path.write_text(path.read_text("utf-8") + f"channels: [{named}]\n", "utf-8")
    new = run("new", copy / "all.yaml", "--regions", "regions/**/plan.yaml", "--lang", language)
    assert new.exit_code == 0, new.stderr
    spec = read(copy / "all.yaml").spec
    assert spec is not None
    told_shares = {channel.name: channel.share for channel in spec.channels}
    assert sum(share or 0 for share in told_shares.values()) == 1 and told_shares["丙"] == Decimal("0.3")
    told = run("check", copy / "all.yaml", "--format", "json").stdout
    found = [one for one in json.loads(told)["findings"] if one["file"].endswith("all.yaml")]
    assert not [one["code"] for one in found if one["code"].startswith("P")]
    assert not [one for one in found if one["code"] == "N14" and "丙" in str(one)]


def test_a_region_that_proposes_one_figure_and_plans_another_is_not_accepted(copy: Path) -> None:
    run("round", copy / "nation.yaml", "--issue")
    change(south_henan(copy), "  assigned:", "  proposed: 7700万\n  proposed_reason: 换约\n  assigned:")
    told = run("round", copy / "nation.yaml", "--accept", "豫南区域")
    assert told.exit_code == 1
    assert "N24" in told.stderr
    assert len(list((copy / "rounds").iterdir())) == 1
    change(south_henan(copy), "base: 7871.4万", "base: 7700万")
    told = run("round", copy / "nation.yaml", "--accept", "豫南区域")
    assert told.exit_code == 0
    assert "1.714 million" in told.stdout
    of = run("round", copy / "nation.yaml", "--of", "豫南区域", "--language", "zh-CN")
    assert "7,871.4万元 → 7,700万元" in of.stdout


def test_a_split_that_is_not_whole_is_not_issued(copy: Path) -> None:
    change(south_henan(copy), "year: 2027", "year: 2026")
    assert run("round", copy / "nation.yaml", "--issue").exit_code == 1
    assert not (copy / "rounds").exists()
    assert run("round", copy / "nation.yaml", "--issue", "--force").exit_code == 0


def test_a_split_that_moved_is_told_of_regions_files_and_not_of_their_plans(copy: Path) -> None:
    run("split", copy / "nation.yaml", "--write", "--force")
    change(copy / "nation.yaml", "base: 4.85亿", "base: 4.9亿")
    found = json.loads(run("check", copy / "nation.yaml", "--format", "json").stdout)
    own = [one["code"] for one in found["findings"] if "豫南区域" in one["file"]]
    assert own == ["N11"]


@pytest.mark.parametrize(("length", "parts"), [("page", 1), ("standard", 6), ("full", 6)])
def test_a_national_plan_has_the_lengths_of_a_plan(copy: Path, length: str, parts: int) -> None:
    assert run("render", copy / "nation.yaml", "--length", length, "-o", copy / "x.md").exit_code == 0
    heads = [line for line in (copy / "x.md").read_text("utf-8").splitlines() if line.startswith("## ")]
    assert len(heads) == parts, heads


def test_other_papers_of_a_nation_are_of_what_its_regions_sold(copy: Path) -> None:
    assert run("render", copy / "nation.yaml", "--kind", "review", "-o", copy / "x.md").exit_code == 0
    assert "华中大区" in (copy / "x.md").read_text("utf-8")


@pytest.mark.slow
def test_what_headquarters_moves_between_regions_of_any_node_moves_nobody_else(copy: Path) -> None:
    def asked() -> dict[str, int]:
        reading = read(copy / "nation.yaml")
        assert reading.spec is not None
        nation = make_nation(reading.spec, reading.source, copy / "nation.yaml")
        return {name: one.total for name, one in nation.down.asked.items()}

    before = asked()
    told = run("adjust", copy / "nation.yaml", "--move", "50万", "豫南区域→苏北区域", "--reason", "换仓", "--write")
    assert told.exit_code == 0, told.stderr
    assert "川东" not in told.stdout
    after = asked()
    moved = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert moved == {"华中大区": -500_000, "豫南区域": -500_000, "华东大区": 500_000, "苏北区域": 500_000}
    assert "reason: 换仓" in (copy / "nation.yaml").read_text("utf-8")
    assert run("adjust", copy / "nation.yaml", "--resplit", "豫南区域").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["--move", "50万", "豫南区域→华中大区"],
        ["--move", "50亿", "豫南区域→苏北区域"],
        ["--zero", "豫"],
        ["--scale", "福麦全国", "+10%"],
        ["--goal", "contribution=1亿"],
        ["--move", "50万", "豫南区域→苏北区域", "--months", "7"],
    ],
)
def test_what_headquarters_cannot_move_is_refused_and_nothing_written(copy: Path, words: list[str]) -> None:
    before = (copy / "nation.yaml").read_bytes()
    told = run("adjust", copy / "nation.yaml", *words, "--write")
    assert told.exit_code in (1, 2)
    assert told.exception is None or isinstance(told.exception, SystemExit)
    assert (copy / "nation.yaml").read_bytes() == before


@pytest.mark.slow
def test_a_folder_is_converted_to_questionnaires_that_are_plans_like_the_others(copy: Path, tmp_path: Path) -> None:
    told = run("convert", copy / "regions" / "西南大区", tmp_path / "books")
    assert told.exit_code == 0, told.stderr
    assert sorted(path.name for path in (tmp_path / "books").rglob("*.xlsx")) == ["plan.xlsx"] * 2
    for path in (copy / "regions" / "西南大区").rglob("sales.csv"):
        shutil.copy(path, tmp_path / "books" / path.parent.name)
    shown = [
        json.loads(run("show", folder, "--json").stdout)
        for folder in (tmp_path / "books", copy / "regions" / "西南大区")
    ]
    books, texts = ([row | {"file": ""} for row in rows] for rows in shown)
    assert books == texts


def test_what_cannot_be_done_with_a_folder_says_what_can(copy: Path) -> None:
    told = run("adjust", copy / "regions", "--zero", "豫南区域")
    assert told.exit_code == 2
    assert "nation.yaml --move" in told.stderr or "全国" in told.stderr
    told = CliRunner().invoke(app, ["fill", str(copy / "regions")], input="q\n")
    assert told.exit_code == 0
    assert told.stdout.count("== ") == 1


def nested(deep: int = 20_000) -> str:
    return "asked: " + "[" * deep


def folded() -> str:
    """A few lines that are billions of items where somebody prints them."""
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    return "\n".join(rows) + "\nregion: *a8\n"


ISSUED = "round: 1\nevent: issued\ndate: 2027-01-04\nasked: {豫南区域: 100000000}\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        *("", "- 1", "a: [", "\x00", nested(), ISSUED + folded(), ISSUED.replace("2027-01-04", "2027")),
        *(ISSUED.replace("2027-01-04", "2027-01-04 10:00:00"), ISSUED.replace("round: 1", "round: .inf")),
        *(ISSUED.replace("100000000", "9" * 5000), ISSUED.replace("issued", "[issued]"), ISSUED + "note: {a: 1}\n"),
    ],
    ids=range(12),
)
def test_a_log_of_rounds_that_makes_no_sense_is_told_and_nothing_is_split_without_it(copy: Path, text: str) -> None:
    (copy / "rounds" / "001-issued.yaml").parent.mkdir(exist_ok=True)
    (copy / "rounds" / "001-issued.yaml").write_text(text, "utf-8")
    told = run("round", copy / "nation.yaml")
    assert told.exit_code == 1
    assert told.stderr.count("N20") == 1 and "F08" not in told.stderr
    assert run("split", copy / "nation.yaml", "--write").exit_code == 1


@pytest.mark.skipif(os.name != "posix", reason="links, pipes and devices")
@pytest.mark.parametrize("other", ["link", "endless", "pipe", "folder"])
def test_a_log_of_rounds_that_is_no_file_of_its_folder_is_not_read(copy: Path, other: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("sesame: [", "utf-8")
    place = copy / "rounds" / "001-issued.yaml"
    place.parent.mkdir(exist_ok=True)
    if other == "pipe":
        os.mkfifo(place)
    elif other == "folder":
        place.mkdir()
    else:
        place.symlink_to(tmp_path / "secret" if other == "link" else "/dev/zero")
    told = run("round", copy / "nation.yaml")
    assert told.exit_code == 1
    assert told.stderr.count("N20") == 1 and "sesame" not in told.output + told.stderr


@pytest.mark.skipif(os.name != "posix", reason="pipes")
def test_a_region_whose_plan_is_a_pipe_holds_nobody_up(copy: Path) -> None:
    south_henan(copy).unlink()
    os.mkfifo(copy / "regions" / "豫南区域.yaml")
    os.mkfifo(copy / "regions" / "豫南区域.xlsx")
    assert run("split", copy / "nation.yaml").exit_code == 0


def test_rounds_are_kept_in_the_folder_of_the_nation(copy: Path, tmp_path: Path) -> None:
    change(copy / "nation.yaml", "nation:\n", "nation:\n  rounds: ../elsewhere\n")
    told = run("round", copy / "nation.yaml", "--issue", "--force")
    assert told.exit_code == 2 and "F09" in told.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_rounds_are_counted_beyond_a_thousand(copy: Path) -> None:
    (copy / "rounds").mkdir(exist_ok=True)
    for number in (999, 1000):
        (copy / "rounds" / f"{number}-issued.yaml").write_text(ISSUED, "utf-8")
    assert run("round", copy / "nation.yaml", "--issue", "--force").exit_code == 0
    assert (copy / "rounds" / "1001-issued.yaml").is_file()
