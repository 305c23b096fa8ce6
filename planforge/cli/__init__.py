"""The command line: the only room that prints or exits.

What is imported before ``main`` has left the working folder out of the module search path is what every Python has
loaded by then: whatever else is asked for, a file of that name may lie about.
"""

import codecs
import errno
import io
import os
import sys
from typing import TextIO

NEAREST = {"−": "-", "–": "-", "‑": "-", "\u00a0": " ", "•": "*", "✓": "v", "✗": "x", "▲": "+", "▼": "-", "◆": "*"}
INTERRUPTED = 130
SIGNALLED = 128  # and the number of the signal
FULL = {errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM}
LOST = 2  # what was to be printed could not be
_ENDED_BY: list[int] = []  # the signal that was told to end this run
_REPLACED: list[object] = []  # streams whose end would close what others write to


class Lost(OSError):  # noqa: N818 - says what is the case
    """Our output cannot take what is said: a full disk, a device that is gone."""


class Ended(KeyboardInterrupt):
    """Somebody ends this run.

    Of a plain KeyboardInterrupt that came while a library ran a text as code, Python remembers that it did, and ends
    itself by SIGINT in the end, whatever was made of it.
    """


class _Output(io.TextIOWrapper):
    """Our output, which tells its own mistakes from those of files."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Lost(*error.args) from error

    def flush(self) -> None:
        try:
            super().flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Lost(*error.args) from error


class _Complaints(io.TextIOWrapper):
    """Our error output; that a remark cannot be made stops nothing."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            return


def main() -> None:
    """Run planforge. Exit codes: 0 fine, 1 findings, 2 usage or unreadable input, 130 interrupted, 143 terminated."""
    try:
        _main()
    except KeyboardInterrupt:  # before a command has begun, or at the very end
        sys.exit(_interrupted())


def _main() -> None:
    _look_for_no_modules_here()
    import contextlib

    from planforge import isolated

    isolated.begin()
    if sys.argv[1:2] == [isolated.CHILD]:  # a frozen program has no other Python to start
        del sys.argv[1]
        isolated.main()
        return
    _end_as_by_ctrl_c()
    _open_streams()
    code = _run()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = code or 0  # whoever listened has heard enough
    except Lost as error:
        if code != LOST:
            _say(f"stdout: {error.strerror}")
        code = LOST
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    _ends_already()
    for stream in (sys.stdout, sys.stderr):  # what could not be printed is not tried again at the end
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    isolated.collect_no_more()
    sys.exit(_interrupted() if _ENDED_BY else code)


def _end_as_by_ctrl_c() -> None:
    """What ends a run ends it as Ctrl-C does: what is done is kept and said, and nothing half written stays."""
    import signal

    def stop(number: int, _: object) -> None:
        if number != signal.SIGINT:
            signal.signal(number, signal.SIG_DFL)  # a second one ends it at once
            _ENDED_BY.append(number)
        raise Ended

    for number in _enders():
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):  # nohup has it ignored
            signal.signal(number, stop)


def _ends_already() -> None:
    """All is done and said: the last milliseconds take no notice of who would end them."""
    import signal

    for number in _enders():
        signal.signal(number, signal.SIG_IGN)


def _enders() -> list[int]:
    """The signals that end a run, Ctrl-C's first."""
    import signal

    return [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _interrupted() -> int:
    """The exit code of a run that was ended: by which signal, Ctrl-C where none is known."""
    return SIGNALLED + _ENDED_BY[0] if _ENDED_BY else INTERRUPTED


def _look_for_no_modules_here() -> None:
    """No module is taken from the working folder, or from what ``PYTHONPATH`` names in it: an empty entry is enough.

    The folder of planforge itself stays, behind all others, where somebody works on it.
    """
    try:
        here = os.path.realpath(os.getcwd())  # noqa: PTH109 - pathlib is not loaded yet
    except OSError:  # it is gone
        return
    home = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))  # noqa: PTH118, PTH120
    given = {os.path.realpath(entry) for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep)}
    inside = {here, *(entry for entry in given if entry.startswith(os.path.join(here, "")))}  # noqa: PTH118
    stays = [entry for entry in sys.path if os.path.realpath(entry) not in inside]
    sys.path[:] = [*stays, *([home] if home in inside else [])]


def _run() -> int:
    """The command that was asked for, and its exit code."""
    from planforge import isolated

    try:
        from planforge.cli.program import asked, program

        program(asked(sys.argv[1:]))()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except Lost as error:
        _say(f"stdout: {error.strerror}")
        return LOST
    except Exception as error:
        if os.environ.get(isolated.TRACE):
            raise
        return _failed(error)
    return 0


def _failed(error: Exception) -> int:
    """What nobody has dealt with, told; the exit code."""
    from planforge import isolated

    if isolated.was_ended(error):
        return INTERRUPTED
    if isinstance(error, OSError) and error.errno in FULL and error.filename:
        _refuse_to_write(error)
    elif isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        _name_too_long(error)
    elif not _refused(error):
        _confess(error)
    return 2


def _open_streams() -> None:
    """Standard streams that were closed lead nowhere, and no encoding of a console stops a message."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free, which is this
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open to the end
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    codecs.register_error("planforge", _nearest)
    sys.stdout, sys.stderr = _as(_Output, sys.stdout), _as(_Complaints, sys.stderr)


def _as(kind: type[io.TextIOWrapper], stream: TextIO) -> TextIO:
    """The same stream, which takes every sign; one that is not Python's own, of a test, stays."""
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    _REPLACED.append(stream)
    return kind(
        stream.buffer,
        encoding=stream.encoding,
        errors="planforge",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """What stands for signs that an encoding does not have: a hyphen for a minus, a question mark for the rest."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(NEAREST.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def _say(text: str) -> None:
    import contextlib

    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"planforge: {text}\n")


def _refuse_to_write(error: OSError) -> None:
    """A disk that is full or may not be written is no mistake of ours, wherever it is met."""
    import contextlib
    from pathlib import Path

    from planforge.cli.files import unwritable
    from planforge.cli.report import print_problems

    with contextlib.suppress(OSError, ValueError):
        print_problems((unwritable(Path(os.fsdecode(error.filename)), error),), err=True)


def _name_too_long(error: OSError) -> None:
    """No system has a file of such a name, wherever somebody looks for it."""
    import contextlib

    from planforge.cli.report import print_problems
    from planforge.problem import Problem, Text, Where

    name = os.fsdecode(error.filename or "")
    message = Text(f"没有名字这么长的文件（{len(name)} 个字）", f"no file has a name of {len(name)} letters")
    with contextlib.suppress(OSError, ValueError):
        print_problems((Problem("R01", message, where=Where(f"{name[:40]}…")),), err=True)


def _refused(error: Exception) -> bool:
    """What a file was refused for is told as such, wherever it is met; whether it is that."""
    import contextlib

    from planforge.cli.report import print_problems
    from planforge.problem import Refusal

    if not isinstance(error, Refusal):
        return False
    with contextlib.suppress(OSError, ValueError):
        print_problems(error.problems, err=True)
    return True


def _confess(error: Exception) -> None:
    """A mistake of ours in one line, without the trace."""
    import contextlib

    from planforge.cli.report import print_problems
    from planforge.jobs.failures import mistake

    with contextlib.suppress(OSError, ValueError):
        print_problems((mistake(error),), err=True)
