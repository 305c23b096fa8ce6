"""Jobs on a Dask cluster give the same bytes, need no disk of ours, and outlive a worker that is killed."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from pathlib import Path

import pytest
from conftest import ROOT

from planforge.jobs.cluster import _placed, packed, run_on, unpacked
from planforge.jobs.render import Job, run

EXAMPLE = ROOT / "examples" / "fumai-nation" / "regions" / "西南大区"


def jobs(folder: Path) -> list[Job]:
    return [Job(path, to="md", contents="linked") for path in sorted(folder.glob("*/plan.yaml"))]


def test_a_parcel_holds_all_that_a_job_reads_and_gives_the_same_document(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "regions")
    for job in jobs(tmp_path / "regions"):
        there, parcel = run(job), packed(job)
        assert parcel is not None
        shutil.rmtree(job.spec.parent)
        outcome = unpacked(parcel)
        assert outcome.content == there.content
        came_back = [_placed(p, job.spec) for p in outcome.problems]
        assert [(p.code, p.where) for p in came_back] == [(p.code, p.where) for p in there.problems]


def test_another_build_of_planforge_is_refused(tmp_path: Path) -> None:
    from planforge.records import replace

    parcel = packed(jobs(EXAMPLE)[0])
    assert parcel is not None
    outcome = unpacked(replace(parcel, build="other"))
    assert outcome.content is None
    assert outcome.problems[0].code == "F13"


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_nothing_that_may_not_be_read_travels_and_reading_it_here_tells_why(tmp_path: Path) -> None:
    spec = Path(shutil.copytree(EXAMPLE / "川东区域", tmp_path / "region")) / "plan.yaml"
    (tmp_path / "sales.csv").write_bytes(spec.with_name("sales.csv").read_bytes())
    (spec.parent / "out.csv").symlink_to("../sales.csv")
    words = spec.parent / "words"
    words.mkdir()
    (words / "objectives.md").symlink_to("/etc/hostname")
    assert packed(Job(spec, templates=words)) is None
    assert packed(Job(spec.with_name("gone.yaml"))) is None
    text = spec.read_text("utf-8")
    for named in ("../sales.csv", "out.csv", "/dev/zero"):
        spec.write_text(text.replace("sales.csv", named, 1), "utf-8")
        assert packed(Job(spec)) is None
        assert [p.code for p in run(Job(spec)).problems] == ["F09"]
    spec.write_text(text.replace("sales.csv", "../sales.csv", 1), "utf-8")
    assert packed(Job(spec, roots=(tmp_path,))) is not None


@pytest.mark.slow
def test_a_local_cluster_with_a_worker_killed_makes_every_document_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep)
    ran = tmp_path / "ran"
    for name in sys.stdlib_module_names:
        (tmp_path / f"{name}.py").write_text(f"open({str(ran)!r}, 'w')\n", "utf-8")
    todo = jobs(EXAMPLE) * 3
    outcomes = run_on(todo, "local", workers=2)
    first = next(outcomes)
    _kill_one_worker()
    found = [first, *outcomes]
    assert len(found) == len(todo)
    for one in found:
        assert one.content == run(one.job).content
    assert not ran.exists()


def _kill_one_worker() -> None:
    """The process of one worker; its nanny starts another."""
    assert threading.active_count() > 1
    listed = os.popen(f"pgrep -P {os.getpid()} -f spawn_main").read().split()
    if listed:
        os.kill(int(listed[-1]), signal.SIGKILL)
