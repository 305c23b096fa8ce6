"""Disks, pipes, clocks and other runs as they are: the old file stays whole, nothing is left about, one clear line."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from calls import SMALL, planforge, write_spec
from typer.testing import CliRunner

from planforge.cli.app import app
from planforge.jobs.regions import STORE
from planforge.writers import FORMATS

pytestmark = pytest.mark.slow
posix = pytest.mark.skipif(os.name != "posix", reason="signals, pipes and limits")
OLD = b"old\n"
COMMAND = [sys.executable, "-m", "planforge"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def told(ran: subprocess.CompletedProcess[str]) -> bool:
    """One problem of this kind with its place, and no trace."""
    return ran.returncode == 2 and ran.stderr.count("F02") == 1 and "Traceback" not in ran.stderr


@posix
@pytest.mark.parametrize("form", ["md", "html", "xlsx", "docx"])
def test_a_full_disk_keeps_the_old_file(tmp_path: Path, form: str) -> None:
    write_spec(tmp_path / "plan.yaml")
    (tmp_path / f"plan.{form}").write_bytes(OLD)
    limited = f"ulimit -f 1; exec {sys.executable} -m planforge render plan.yaml --to {form} --force --contents linked"
    ran = subprocess.run(["bash", "-c", limited], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert told(ran), ran.stderr
    assert (tmp_path / f"plan.{form}").read_bytes() == OLD
    assert names(tmp_path) == [f"plan.{form}", "plan.yaml"]


@posix
@pytest.mark.parametrize("call", ["fill plan.yaml", "check plan.yaml --baseline known.json"])
def test_a_full_disk_is_told_wherever_it_is_met(tmp_path: Path, call: str) -> None:
    spec = write_spec(tmp_path / "plan.yaml")
    before = spec.read_bytes()
    limited = f"ulimit -f 0; (echo; yes 10% | head -20) | {sys.executable} -m planforge {call}; exit ${{PIPESTATUS[1]}}"
    ran = subprocess.run(["bash", "-c", limited], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert told(ran), ran.stderr
    assert spec.read_bytes() == before and names(tmp_path) == ["plan.yaml"]


@posix
def test_templates_are_copied_all_or_none(tmp_path: Path) -> None:
    limited = f"ulimit -f 8; exec {sys.executable} -m planforge templates copy own"
    ran = subprocess.run(["bash", "-c", limited], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert told(ran), ran.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert planforge("templates", "copy", "own", cwd=tmp_path).returncode == 0
    copied = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for path in list(copied)[::2]:  # as a run that was killed leaves them
        path.unlink()
    assert planforge("templates", "copy", "own", cwd=tmp_path).returncode == 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == copied
    assert planforge("templates", "copy", "own", cwd=tmp_path).returncode == 1


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    tmp_path.chmod(0o500)
    try:
        assert told(planforge("render", "plan.yaml", "--to", "md", cwd=tmp_path))
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("output", ["plan.yaml/out.md", "plan.yaml/deeper/out.md", f"{'x' * 300}.md"])
def test_a_place_that_cannot_be_is_told(tmp_path: Path, output: str) -> None:
    write_spec(tmp_path / "plan.yaml")
    assert told(planforge("render", "plan.yaml", "-o", output, cwd=tmp_path))
    assert names(tmp_path) == ["plan.yaml"]


def test_a_folder_of_the_outputs_name_is_told(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    (tmp_path / "plan.md").mkdir()
    assert told(planforge("render", "plan.yaml", "--to", "md", cwd=tmp_path))


@posix
def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    os.mkfifo(tmp_path / "pipe.md")
    with subprocess.Popen(["cat", "pipe.md"], cwd=tmp_path, stdout=subprocess.PIPE) as reader:
        assert planforge("render", "plan.yaml", "-o", "pipe.md", cwd=tmp_path).returncode == 0
        assert reader.stdout and "豫南".encode() in reader.stdout.read()
    assert names(tmp_path) == ["pipe.md", "plan.yaml"]


@posix
@pytest.mark.parametrize(("device", "code"), [("/dev/null", 0), ("/dev/full", 2)])
def test_a_device_is_written_into_and_stays_one(tmp_path: Path, device: str, code: int) -> None:
    if not Path(device).exists():
        pytest.skip(f"no {device}")
    write_spec(tmp_path / "plan.yaml")
    (tmp_path / "plan.md").symlink_to(device)
    ran = planforge("render", "plan.yaml", "-o", "plan.md", cwd=tmp_path)
    assert (ran.returncode, told(ran)) == (code, code == 2), ran.stderr
    assert (tmp_path / "plan.md").is_char_device() and (tmp_path / "plan.md").is_symlink()
    assert names(tmp_path) == ["plan.md", "plan.yaml"]


def test_a_file_that_word_has_open_is_told_and_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Windows answers then: a sharing violation as the new file is moved onto the old."""

    def locked(*_: object) -> None:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    write_spec(tmp_path / "plan.yaml")
    (tmp_path / "plan.md").write_bytes(OLD)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "replace", locked)
    ran = CliRunner().invoke(app, ["render", "plan.yaml", "--to", "md", "--force"])
    assert ran.exit_code == 2
    assert "F02" in ran.stderr and "close it in Word" in ran.stderr
    assert (tmp_path / "plan.md").read_bytes() == OLD
    assert names(tmp_path) == ["plan.md", "plan.yaml"]


@pytest.mark.parametrize("call", ["show plan.yaml", "adjust plan.yaml --scale 信阳 +10%"])
def test_a_trade_that_nobody_knows_is_told_wherever_it_is_met(tmp_path: Path, call: str) -> None:
    write_spec(tmp_path / "plan.yaml", SMALL + "industry: pickles\n")
    ran = planforge(*call.split(), cwd=tmp_path, PLANFORGE_LANG="en")
    assert ran.returncode == 2
    assert "R15 there is no industry preset pickles" in ran.stderr
    assert "F08" not in ran.stderr and "Traceback" not in ran.stderr


@posix
def test_a_spec_or_a_folder_that_vanishes_meanwhile_is_told(tmp_path: Path) -> None:
    for number in range(60):
        write_spec(tmp_path / "in" / f"p{number}.yaml")
    process = subprocess.Popen(
        [*COMMAND, "render", "in", "-o", "out", "--to", "md", "-j", "2"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    wait_for(lambda: (tmp_path / "out").exists() and len(names(tmp_path / "out")) > 2)
    (tmp_path / "in").rename(tmp_path / "elsewhere")
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 2
    assert "R01" in said and "no such file" in said and "Traceback" not in said
    assert [name for name in names(tmp_path / "out") if not name.endswith((".md", ".xlsx"))] == []


@posix
@pytest.mark.parametrize(
    "call",
    [
        *("check plan.yaml --baseline /dev/zero", "read /dev/zero", "review plan.yaml --actuals endless.csv"),
        *("new next.yaml --region 豫南 --company 福麦 --from endless.xls", "check endless.docx", "open endless.xlsx"),
        *("new next.yaml --region 豫南 --company 福麦 --from endless.docx", "check endless.yaml", "show endless.xlsx"),
    ],
)
def test_a_file_without_end_is_told_and_not_held(tmp_path: Path, call: str) -> None:
    write_spec(tmp_path / "plan.yaml")
    for suffix in ("csv", "xls", "xlsx", "docx", "yaml"):
        (tmp_path / f"endless.{suffix}").symlink_to("/dev/zero")
    limited = f"ulimit -v 3000000; exec {sys.executable} -m planforge {call}"
    ran = subprocess.run(
        ["bash", "-c", limited], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, timeout=100
    )
    assert ran.returncode in (1, 2), ran.stderr
    assert not re.search("Traceback|F08|MemoryError", ran.stderr + ran.stdout), ran.stderr + ran.stdout
    assert not (tmp_path / "next.yaml").exists()


@posix
@pytest.mark.parametrize("call", ["render plan.yaml --to md", "check plan.yaml", "new made.yaml", "read sales.csv"])
def test_a_working_folder_that_is_gone_is_told(tmp_path: Path, call: str) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    line = f"rmdir {gone}; exec {sys.executable} -m planforge {call}"
    ran = subprocess.run(["bash", "-c", line], cwd=gone, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 2
    told = ran.stderr + ran.stdout
    assert told.strip() and not re.search("Traceback|F08", told), told
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "call",
    [
        *("render NAME", "check NAME", "show NAME", "read NAME.csv", "split NAME", "fill NAME", "open NAME.xlsx"),
        *("new a.yaml --from NAME.csv --region r --company c", "new NAME.yaml", "convert NAME.yaml a.xlsx"),
        *("render plan.yaml --style NAME.docx", "render plan.yaml --to pptx --style NAME.pptx"),
        *("review plan.yaml --actuals NAME.csv", "check plan.yaml --baseline NAME", "render plan.yaml --store NAME"),
        *("show plan.yaml --against NAME", "render plan.yaml --set history=NAME.csv --to md"),
    ],
)
def test_a_name_that_no_file_can_have_is_told(tmp_path: Path, call: str) -> None:
    write_spec(tmp_path / "plan.yaml")
    ran = planforge(*call.replace("NAME", "x" * 300).split(), cwd=tmp_path)
    assert not re.search("Traceback|F08", ran.stderr + ran.stdout), ran.stderr + ran.stdout
    assert ran.returncode in (1, 2) or "--store" in call
    assert not [name for name in names(tmp_path) if name.endswith(".part")]


@posix
def test_many_runs_on_one_output_leave_one_whole_file(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    runs = [
        subprocess.Popen(
            [*COMMAND, "render", "plan.yaml", "--to", "md", "--length", "full"], cwd=tmp_path, stderr=subprocess.DEVNULL
        )
        for _ in range(6)
    ]
    assert {run.wait(timeout=60) for run in runs} == {0}
    assert FORMATS["md"].imprint.is_intact((tmp_path / "plan.md").read_bytes())
    assert names(tmp_path) == ["plan.md", "plan.yaml"]


@posix
def test_killed_at_any_moment_every_file_is_old_or_new_and_the_next_run_goes_on(tmp_path: Path) -> None:
    chance = random.Random(1)
    for number in range(30):
        write_spec(tmp_path / f"p{number}.yaml")
    render = [*COMMAND, "render", ".", "--to", "md", "--length", "full", "-j", "2"]
    for _ in range(6):
        process = subprocess.Popen(render, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.2, 2.5))
        process.kill()
        process.wait()
        for path in tmp_path.glob("*.md"):
            assert FORMATS["md"].imprint.is_intact(path.read_bytes())
    assert planforge("render", ".", "--to", "md", "--length", "full", cwd=tmp_path).returncode == 0
    assert len([name for name in names(tmp_path) if name != STORE]) == 60
    assert list(tmp_path.glob(".planforge-*")) == []


@posix
@pytest.mark.parametrize(("command", "said"), [("render", "stopped: "), ("check", "stopped: ")])
def test_ctrl_c_ends_a_batch_keeps_what_is_done_and_says_how_much(tmp_path: Path, command: str, said: str) -> None:
    for number in range(400):
        write_spec(tmp_path / f"p{number:03}.yaml")
    options = ("--to", "md") if command == "render" else ()
    process = subprocess.Popen(
        [*COMMAND, command, ".", *options, "-j", "2"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    if command == "render":
        wait_for(lambda: len(list(tmp_path.glob("*.md"))) > 5)
    else:
        time.sleep(3)
    process.send_signal(signal.SIGINT)
    start = time.monotonic()
    _, stderr = process.communicate(timeout=30)
    assert time.monotonic() - start < 10  # a second on a machine that is not busy
    assert process.returncode == 130
    last = stderr.strip().splitlines()[-1]
    assert last.startswith(said), stderr[-2000:]
    if command == "render":
        assert f"{len(list(tmp_path.glob('*.md')))} done" in last
        assert all(FORMATS["md"].imprint.is_intact(path.read_bytes()) for path in tmp_path.glob("*.md"))


ENDED_WHILE_IT_WRITES = """\
import os, pathlib, signal, sys
ending, at, *arguments = sys.argv[1:]
opened, seen = pathlib.Path.open, []
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever started us has it ignored
signal.signal(signal.SIGHUP, signal.SIG_DFL)
def ending_open(path, mode="r", *more, **named):
    file = opened(path, mode, *more, **named)
    if set(mode) & set("wx"):
        seen.append(path)
        if len(seen) == int(at):
            os.kill(os.getpid(), getattr(signal, ending))
    return file
pathlib.Path.open = ending_open
sys.argv = ["planforge", *arguments]
from planforge.cli import main
main()
"""


@posix
@pytest.mark.parametrize(("ending", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
@pytest.mark.parametrize(
    ("call", "at"),
    [
        ("templates copy own", 9),
        ("convert plan.yaml asked.xlsx", 1),
        ("new made.yaml", 1),
        ("adjust plan.yaml --scale 信阳 +10% --write", 1),
        ("render plan.yaml --to html", 1),
        ("schema -o schema.json", 1),
    ],
)
def test_what_ends_a_run_while_it_writes_leaves_nothing_half_written(
    tmp_path: Path, call: str, at: int, ending: str, code: int
) -> None:
    spec = write_spec(tmp_path / "plan.yaml")
    before = spec.read_bytes()
    ran = subprocess.run(
        [sys.executable, "-c", ENDED_WHILE_IT_WRITES, ending, str(at), *call.split()],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [spec]
    assert spec.read_bytes() == before


@posix
@pytest.mark.parametrize(("ending", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_run_that_is_ended_while_a_library_makes_a_class_of_a_text_tells_the_code_of_the_signal(
    tmp_path: Path, ending: str, code: int
) -> None:
    """Python itself ends a run by SIGINT then, whatever its program made of it."""
    (tmp_path / "late.py").write_text(
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"  # which nohup has ignored
        "class Ending:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == 'planforge.cli.schema': exec('os.kill(os.getpid(), signal.{ending})')\n"
        "sys.meta_path.insert(0, Ending())\n"
        "from planforge.cli import main\nmain()\n"
    )
    call = [sys.executable, "-m", "late", "schema", "-o", "schema.json"]
    ran = subprocess.run(call, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stderr, names(tmp_path)) == (code, "", ["late.py"])


@posix
def test_a_run_that_is_done_takes_no_notice_of_who_would_end_it(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    late = (
        "import os, signal, sys\n"
        "from planforge import isolated\n"
        "isolated.collect_no_more = lambda: [os.kill(os.getpid(), n) for n in (signal.SIGINT, signal.SIGTERM)]\n"
        "sys.argv = ['planforge', 'render', 'plan.yaml', '--to', 'md']\n"
        "from planforge.cli import main\nmain()\n"
    )
    ran = subprocess.run([sys.executable, "-c", late], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stderr.count("Traceback")) == (0, 0), ran.stderr
    assert FORMATS["md"].imprint.is_intact((tmp_path / "plan.md").read_bytes())


@posix
@pytest.mark.parametrize("redirection", [">&-", "2>&-", "<&-", ">&- 2>&- <&-", "> /dev/full", "2> /dev/full", "| true"])
def test_closed_or_full_streams_do_no_harm(tmp_path: Path, redirection: str) -> None:
    if "/dev/full" in redirection and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    write_spec(tmp_path / "plan.yaml")
    for arguments in (
        "render plan.yaml --to md --force",
        "show plan.yaml targets_by_month",
        "adjust plan.yaml --scale 信阳 +10%",
    ):
        line = f"{sys.executable} -m planforge {arguments} {redirection}; exit ${{PIPESTATUS[0]}}"
        ran = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
        assert not re.search("Traceback|Exception ignored|F08", ran.stderr), ran.stderr
        assert ran.returncode in ((2,) if redirection == "> /dev/full" else (0, 1, 2)), ran.stderr
    if redirection != "2> /dev/full":  # there the reasons could not be told
        assert FORMATS["md"].imprint.is_intact((tmp_path / "plan.md").read_bytes())


@posix
@pytest.mark.parametrize("form", ["md", "docx", "pdf"])
def test_without_a_home_a_temporary_folder_or_a_language(tmp_path: Path, form: str) -> None:
    write_spec(tmp_path / "plan.yaml")
    ran = subprocess.run(
        [*COMMAND, "render", "plan.yaml", "--to", form, "-j", "1"],
        cwd=tmp_path, env={"PATH": os.environ["PATH"], "TMPDIR": "/nowhere", "PLANFORGE_SOFFICE": "/nowhere"},
        capture_output=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    assert ran.returncode == (2 if form == "pdf" else 0), ran.stderr
    assert "Traceback" not in ran.stderr
    assert (form == "md") != ("F07" in ran.stderr)
    assert names(tmp_path) == sorted({"plan.yaml", *([] if form == "pdf" else [f"plan.{form}", "plan.xlsx"])})


FULL_BUT_HERE = """\
import errno, os, sys
here, least = os.getcwd() + os.sep, int(os.environ["LEAST"])
def full(event, given):
    if event == "open" and isinstance(given[0], str) and given[2] & (os.O_WRONLY | os.O_RDWR):
        place = os.path.abspath(given[0])
        if not place.startswith((here, "/dev/")) or place.count(os.sep) - here.count(os.sep) >= least:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), given[0])
sys.addaudithook(full)
sys.argv = ["planforge", *sys.argv[1:]]
from planforge.cli import main
main()
"""


@posix
@pytest.mark.parametrize(
    ("call", "least", "code", "said"),
    [
        ("--to pdf plan.yaml", 9, 2, "made no PDF"),  # the working folder is as good
        ("--to pdf plan.yaml", 1, 2, "temporary folder"),  # nor can anything be put below it
        ("plan.yaml", 1, 0, "temporary folder"),
        ("--to md -j 2 .", 1, 0, ""),
    ],
)
def test_full_temporary_folders_do_no_harm(tmp_path: Path, call: str, least: int, code: int, said: str) -> None:
    write_spec(tmp_path / "plan.yaml")
    write_spec(tmp_path / "other.yaml")
    office = tmp_path.parent / "soffice"
    office.write_text("#!/bin/sh\n")
    office.chmod(0o755)
    ran = subprocess.run(
        [sys.executable, "-c", FULL_BUT_HERE, "render", *call.split()],
        cwd=tmp_path, env={**os.environ, "LEAST": str(least), "PLANFORGE_LANG": "en", "PLANFORGE_SOFFICE": str(office)},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (ran.returncode, "Traceback" in ran.stderr, "F08" in ran.stderr) == (code, False, False), ran.stderr
    assert said in ran.stderr
    made = {"--to pdf plan.yaml": [], "plan.yaml": ["plan.docx", "plan.xlsx"]}
    assert set(names(tmp_path)) - {STORE} == {
        "plan.yaml", "other.yaml", *made.get(call, ["plan.md", "plan.xlsx", "other.md", "other.xlsx"])
    }  # fmt: skip


@pytest.mark.parametrize(("epoch", "code"), [("0", 0), ("253402300799", 0), ("-1", 2), ("253402300800", 2), ("x", 2)])
def test_a_clock_of_any_year(tmp_path: Path, epoch: str, code: int) -> None:
    write_spec(tmp_path / "plan.yaml")
    os.utime(tmp_path / "plan.yaml", (0, 0))
    for form in ("docx", "xlsx"):
        options = ("--to", form, "--contents", "linked")
        ran = planforge("render", "plan.yaml", *options, cwd=tmp_path, SOURCE_DATE_EPOCH=epoch)
        assert (ran.returncode, "Traceback" in ran.stderr) == (code, False), ran.stderr


@pytest.mark.parametrize("output", ["plan.docx", "plan.pptx", "plan.xlsx", "plan.md", "asked.xlsx"])
@pytest.mark.parametrize("now", [0, -(2**31), 2**32])
def test_a_clock_that_has_lost_its_time_does_no_harm(tmp_path: Path, output: str, now: int) -> None:
    """Zips know no year before 1980, and libraries ask the clock for each of their entries."""
    write_spec(tmp_path / "plan.yaml")
    call = ["convert", "plan.yaml", output] if output.startswith("asked") else ["render", "plan.yaml", "-o", output]
    more = ["--contents", "linked"] if call[0] == "render" else []
    code = (
        f"import sys, time\ntime.time = lambda: {now}.0\nsys.argv = {['planforge', *call, *more]!r}\n"
        "from planforge.cli import main\nmain()\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / output).is_file()


def wait_for(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not true():
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("module", "raised"),
    [
        *((name, "KeyboardInterrupt") for name in ("typer", "planforge.cli.render", "planforge.jobs.render")),
        *(("planforge.plan.make", one) for one in ("KeyboardInterrupt", "RuntimeError('…') from KeyboardInterrupt()")),
    ],
)
def test_ctrl_c_at_any_import_is_no_traceback(tmp_path: Path, module: str, raised: str) -> None:
    """The first half second of a run is imports; whoever stops then is answered like later, and where Python makes
    another exception of it, as while a class is made."""
    code = (
        "import sys\n"
        "class Stopped:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}: raise {raised}\n"
        "sys.meta_path.insert(0, Stopped())\n"
        "sys.argv = ['planforge', 'render', sys.argv[1], '-o', sys.argv[2]]\n"
        "from planforge.cli import main\n"
        "main()\n"
    )
    spec, output = Path(__file__).parents[2] / "benchmarks" / "small.yaml", tmp_path / "plan.md"
    ended = subprocess.run([sys.executable, "-c", code, spec, output], capture_output=True, check=False)
    assert ended.returncode == 130
    assert b"Traceback" not in ended.stderr
    assert not list(tmp_path.iterdir())
