"""Other processes that planforge starts: a Python of its own for what is dangerous or many, and LibreOffice.

None of them takes anything from where it happens to be started. A Python child runs isolated (``-I``): neither the
working folder nor a variable such as ``PYTHONPATH`` adds a module, so that a ``pickle.py`` beside a spec stays a file.
Every child gets the few environment variables it needs and no others (a CI job's secrets are not among them), leads
a group of its own, and ends with all its children when it is late or its owner is gone.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from msgspec import Struct

CHILD = "--isolated-child"  # how a frozen program is told to be a child
BOOT = """\
import sys, importlib, typing
*more, home = sys.argv.pop(1).split("\\n")
sys.path.insert(0, home)
import planforge
sys.path[:] = [*sys.path[1:], *more, home]
from planforge.isolated import main
main()
"""  # the very planforge that runs here, while everything else comes from the standard library and what is installed
_ALL = {"PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "SOURCE_DATE_EPOCH"}
_WINDOWS = {
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA"),
    *("LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES", "PROGRAMFILES(X86)", "PROCESSOR_ARCHITECTURE"),
}
_FONTS = {"FONTCONFIG_PATH", "FONTCONFIG_FILE", "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_CACHE_HOME", "LD_LIBRARY_PATH"}
KEPT = _ALL | _WINDOWS | _FONTS
KEPT_STARTS = ("LC_", "PLANFORGE_")
TRACE = "PLANFORGE_TRACE"  # set, children may speak on stderr and mistakes of planforge itself are shown in full

running: set[int] = set()
"""The groups of processes that this process has started and that still live."""
announce: list[Callable[[int], None]] = []
"""Who wants to hear of every group that starts, so as to end it should this process die first."""


class Ran(Struct, frozen=True):
    """What became of a program: its exit code, None where it was too late and ended; and what it said."""

    code: int | None
    said: bytes


def environment(**more: str) -> dict[str, str]:
    """The variables a child may see."""
    kept = {name: value for name, value in os.environ.items() if name.upper() in KEPT or name.startswith(KEPT_STARTS)}
    return {**kept, **more}


def python(target: str, *arguments: str) -> list[str]:
    """The command of an isolated Python that calls ``module:function``; the arguments are its ``sys.argv[1:]``."""
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD, target, *arguments]
    flags = ["-I", "-X", "utf8"] if sys.flags.utf8_mode else ["-I"]
    return [sys.executable, *flags, "-c", BOOT, "\n".join(_safe_path()), target, *arguments]


def begin() -> None:
    """How every process of planforge begins.

    No plug-in of another package has a say in what a valid spec is, nor is one looked for among all that is installed;
    and garbage in circles is looked for hundreds of times less often: a plan is many small values and hardly a circle.
    """
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    gc.set_threshold(500_000, 50, 20)


def collect_no_more() -> None:
    """Leave what is held to the end of the process: looking through it once more took an eighth of a whole plan."""
    gc.freeze()


def main() -> None:
    """The start of every Python child: the function that ``python`` named."""
    begin()
    module, _, function = sys.argv.pop(1).partition(":")
    getattr(import_module(module), function)()


def call(target: str, content: bytes, *arguments: str, patience: float) -> bytes | None:
    """What ``module:function`` writes to its output when it is given the content as its input.

    None where it failed, died or took longer than ``patience`` seconds.
    """
    ran = run(python(target, *arguments), content=content, patience=patience, apart=True)
    return ran.said if ran.code == 0 else None


def run(
    command: Sequence[str],
    *,
    patience: float,
    content: bytes | None = b"",
    folder: Path | None = None,
    variables: Mapping[str, str] | None = None,
    apart: bool = False,
) -> Ran:
    """Run a program to its end or for ``patience`` seconds; nothing of it is left whatever happens here.

    ``said`` is what it wrote to its output, and, unless ``apart``, to its error output too. Where the ``content`` is
    None, its input stays open until then, as a program that is ``minded`` wants it. Raises OSError where it cannot be
    started.
    """
    with held(start(command, folder=folder, variables=variables, apart=apart)) as process:
        stays = process.stdin
        if content is None:
            process.stdin = None
        try:
            said, _ = process.communicate(content, timeout=patience)
        except subprocess.TimeoutExpired:
            return Ran(None, b"")
        finally:
            process.stdin = stays
    return Ran(process.returncode, said)


def minded(command: Sequence[str]) -> list[str]:
    """The command of a program that does not hear when its owner is killed, with somebody who does and ends it."""
    return python("planforge.isolated:mind", *command)


def mind() -> None:
    """Run the program that ``minded`` was given; the end of our input is the end of its owner."""
    try:
        process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    except OSError as error:
        sys.exit(str(error))
    threading.Thread(target=_outlive, args=(process.pid,), daemon=True).start()
    os._exit(min(abs(process.wait()), 255))  # a crash on Windows has a number that no exit takes


def _outlive(program: int) -> None:
    sys.stdin.buffer.read()
    end(os.getpgid(0) if os.name == "posix" else program)


def start(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    variables: Mapping[str, str] | None = None,
    apart: bool = True,
) -> subprocess.Popen[bytes]:
    """A program with pipes for its input and output, at the head of a group out of reach of the terminal's Ctrl-C.

    Its error output goes nowhere, or to ours where somebody looks for a mistake; unless ``apart``, to its output.
    """
    complaints = None if os.environ.get(TRACE) else subprocess.DEVNULL
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment(**(variables or {})),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints if apart else subprocess.STDOUT,
        start_new_session=os.name == "posix",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


@contextlib.contextmanager
def held(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """While inside, the process is known as running; at the end it is over, with all it started."""
    running.add(process.pid)
    try:
        for tell in announce:
            tell(process.pid)
        yield process
    finally:
        if process.poll() is None or os.name == "posix":  # a launcher may be gone and its program not
            end(process.pid)
        process.wait()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()
        running.discard(process.pid)


def end(group: int) -> None:
    """End a process that ``start`` started and every process below it, at once."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    else:
        with contextlib.suppress(OSError):
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(group)], capture_output=True, check=False)


def was_ended(error: BaseException | None) -> bool:
    """Whether something else was made of a Ctrl-C: Python does so where it comes while a class is made."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def end_all() -> None:
    """End everything that this process has started."""
    for group in tuple(running):
        end(group)


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A temporary folder of this process; those that processes which were killed have left are cleared away. OSError.

    On Windows they stay: it does not say whose they are.
    """
    import shutil
    import tempfile

    stem = f"planforge-{host()}-"
    if os.name == "posix":
        with contextlib.suppress(OSError):
            for path in Path(tempfile.gettempdir()).glob(f"{stem}*"):
                if not lives(path.name.removeprefix(stem).partition("-")[0]):
                    shutil.rmtree(path, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{stem}{os.getpid()}-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def host() -> str:
    """This machine, as the names of its temporary files tell it."""
    import platform
    from hashlib import sha256

    return sha256(platform.node().encode()).hexdigest()[:6]


def lives(number: str) -> bool:
    """Whether a process of this machine still lives; where that is not known, it does."""
    if os.name != "posix" or not number.isdigit():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def programs(name: str) -> Iterator[Path]:
    """The programs of that name on the PATH; the working folder is never looked into, as Windows would."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = Path(folder, name)
        if path.is_absolute() and is_file(path) and os.access(path, os.X_OK):
            yield path


def is_file(path: Path) -> bool:
    """Whether there is such a file, as far as may be looked: no where a folder is closed or a name cannot be one."""
    return os.path.isfile(path)  # noqa: PTH113 - that of a path raises what it does not know


def safe_path(entries: Sequence[str], here: Path) -> list[str]:
    """The entries of a module search path that are named in full and are not the folder one happens to be in."""
    return [entry for entry in entries if Path(entry).is_absolute() and not _same(entry, here)]


def _safe_path() -> list[str]:
    """Where this process finds modules, for a child: behind its own standard library, so that nothing can shadow it.

    The folder that holds planforge comes last: it may be the working folder, where somebody works on planforge itself.
    """
    package = str(Path(__file__).resolve().parent.parent)
    return [*(entry for entry in safe_path(sys.path, Path.cwd()) if entry != package), package]


def _same(entry: str, folder: Path) -> bool:
    try:
        return Path(entry).resolve() == folder.resolve()
    except OSError:
        return True
