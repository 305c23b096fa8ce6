"""Nothing is made twice: a document is known by all that it is made from, and by nothing else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest
from conftest import ROOT
from typer.testing import CliRunner

import planforge
from planforge.cli.app import app
from planforge.jobs.build import build
from planforge.jobs.render import Job, Outcome, run
from planforge.jobs.settings import config_for
from planforge.jobs.store import Store, opened, run_stored
from planforge.jobs.whole import Own
from planforge.problem import Refusal
from planforge.records import replace

EXAMPLE = ROOT / "examples" / "fumai-nation" / "regions" / "西南大区"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "regions"))


def jobs(folder: Path) -> list[Job]:
    return [Job(path, to="md") for path in sorted(folder.glob("*/plan.yaml"))]


def made(folder: Path, store: Store, todo: list[Job] | None = None) -> tuple[dict[Path, bytes | None], list[Job]]:
    """The documents, and the jobs that were really done."""
    done: list[Job] = []

    def make(waiting: Sequence[Job]) -> Generator[Outcome]:
        done.extend(waiting)
        yield from map(run, waiting)

    found = {one.job.spec: one.content for one in run_stored(todo or jobs(folder), make, store)}
    return found, done


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("place", ["folder", "memory://planforge-test"])
def test_what_has_not_changed_is_not_made_again_and_is_the_same_to_the_byte(folder: Path, place: str) -> None:
    store = Store(opened(place if "://" in place else str(folder / ".planforge")))
    first, all_of_them = made(folder, store)
    second, none = made(folder, store)
    assert first == second
    assert len(all_of_them) == 2
    assert none == []


CHANGES: dict[str, Callable[[Path], object]] = {
    "the spec": lambda folder: edited(folder / "川东区域" / "plan.yaml", "base: 4650万", "base: 4660万"),
    "its sales": lambda folder: edited(folder / "川东区域" / "sales.csv", "2026-12,", "2026-11,"),
    "the settings": lambda folder: (folder / "川东区域" / "planforge.toml").write_text('length = "full"\n', "utf-8"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_what_it_is_made_from_makes_a_document_anew_and_no_other(folder: Path, what: str) -> None:
    store = Store(opened(folder / ".planforge"))
    made(folder, store)
    CHANGES[what](folder)
    config_for.cache_clear()  # as in the next run
    _, done = made(folder, store)
    assert [job.spec.parent.name for job in done] == ["川东区域"]


@pytest.mark.parametrize(
    "option", [{"language": "en"}, {"to": "html"}, {"length": "full"}, {"overrides": ("targets.base=5000万",)}]
)
def test_an_option_makes_another_document(folder: Path, option: dict[str, object]) -> None:
    store = Store(opened(folder / ".planforge"))
    made(folder, store)
    _, done = made(folder, store, [replace(job, **option) for job in jobs(folder)])  # type: ignore[arg-type]
    assert len(done) == 2


def test_a_word_of_the_users_own_templates_makes_documents_anew(folder: Path, tmp_path: Path) -> None:
    store, own = Store(opened(folder / ".planforge")), tmp_path / "own"
    (own / "sections").mkdir(parents=True)
    (own / "sections" / "closing.md").write_text("# 结语\n\n完。\n", "utf-8")
    todo = [replace(job, templates=own) for job in jobs(folder)]
    made(folder, store, todo)
    assert made(folder, store, todo)[1] == []
    (own / "sections" / "closing.md").write_text("# 结语\n\n完了。\n", "utf-8")
    assert len(made(folder, store, todo)[1]) == 2


def test_a_damaged_entry_counts_as_not_there(folder: Path) -> None:
    store = Store(opened(folder / ".planforge"))
    first, _ = made(folder, store)
    for path in (folder / ".planforge" / "documents").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-5])
    again, done = made(folder, store)
    assert again == first
    assert len(done) == 2


def test_work_that_was_interrupted_is_carried_on(folder: Path) -> None:
    store = Store(opened(folder / ".planforge"))
    outcomes = run_stored(jobs(folder), lambda waiting: (run(job) for job in waiting), store)
    assert isinstance(next(outcomes), Outcome)
    outcomes.close()
    assert len(made(folder, store)[1]) == 1


@pytest.mark.slow
def test_a_folder_keeps_its_documents_lists_them_last_and_stays_out_of_the_repository(folder: Path) -> None:
    told = CliRunner().invoke(app, ["render", str(folder), "--to", "md"])
    assert told.exit_code == 0
    assert "川东区域/plan.md" in (folder / ".planforge" / "manifest.json").read_text("utf-8")
    assert (folder / ".planforge" / ".gitignore").read_text("utf-8") == "*\n"
    again = CliRunner().invoke(app, ["render", str(folder), "--to", "md", "--check"])
    assert again.exit_code == 0


def test_what_another_hand_put_into_a_folders_own_store_counts_as_not_there(folder: Path) -> None:
    """A folder from a pull request may bring documents along under the very names that they would have."""
    planted, own = Store(opened(folder / ".planforge")), Store(Own(folder / ".planforge"))
    for job in jobs(folder):
        planted.put(replace(run(job), content=b"planted"))
    assert made(folder, planted)[1] == []
    first, done = made(folder, own)
    assert len(done) == 2 and b"planted" not in first.values()
    assert made(folder, own) == (first, [])
    for entry in (folder / ".planforge" / "documents").glob("*/*"):
        entry.write_bytes(entry.read_bytes()[:-1] + b"!")
    assert made(folder, own)[0] == first


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_folders_own_store_that_is_a_link_out_of_it_is_not_written_into(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "manifest.json").write_text("mine", "utf-8")
    (folder / ".planforge").symlink_to("../site")
    assert CliRunner().invoke(app, ["render", str(folder), "--to", "md"]).exit_code == 0
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["manifest.json"]
    assert (tmp_path / "site" / "manifest.json").read_text("utf-8") == "mine"


def test_a_store_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Refusal, match="nosuch"):
        opened("nosuch://place")


def test_what_a_first_run_keeps_beside_the_code_makes_no_other_build_of_it() -> None:
    """Else a fresh installation makes every document twice, and no two machines share a store."""
    before = build.__wrapped__()
    kept = Path(planforge.__file__).parent / "__pycache__" / "of-this-test.kept"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(b"compiled")
    try:
        assert build.__wrapped__() == before
    finally:
        kept.unlink()


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices")
def test_what_a_spec_may_not_name_is_not_read_to_know_whether_it_has_changed(folder: Path) -> None:
    spec = folder / "川东区域" / "plan.yaml"
    text, store = spec.read_text("utf-8"), Store(opened(folder / ".planforge"))
    os.mkfifo(spec.with_name("pipe.csv"))
    spec.with_name("endless.csv").symlink_to("/dev/zero")
    for named in ("/dev/zero", "../../sales.csv", "pipe.csv", "endless.csv"):
        spec.write_text(text.replace("sales.csv", named, 1), "utf-8")
        job = Job(spec, to="md")
        assert store.get(job) is None
        store.put(Outcome(job, b"x"))
        assert store.get(job) is None, named
