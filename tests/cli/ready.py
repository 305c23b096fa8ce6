"""A process that has loaded planforge and forks one for each call: a process of its own, without a second of imports.

Read from the standard input, one call a line; the exit code is answered, negative where a signal ended it.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import sys
from contextlib import suppress
from typing import Any

from planforge import cli
from planforge.cli.language import console_language

Call = dict[str, Any]


def load() -> None:
    """All of planforge, but what needs a library that is not here."""
    for found in pkgutil.walk_packages([os.path.dirname(cli.__path__[0])], "planforge."):  # noqa: PTH120
        if not found.name.endswith("__main__"):
            with suppress(ImportError):
                importlib.import_module(found.name)
    gc.freeze()


def serve() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os._exit(called(json.loads(line)))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def called(call: Call) -> int:
    """The exit code of ``python -m planforge`` with these arguments, folder, streams and variables."""
    os.environ |= call["environment"]
    console_language.cache_clear()
    os.chdir(call["cwd"])
    for number, path in enumerate((os.devnull, call["out"], call["err"])):
        os.dup2(os.open(path, os.O_RDONLY if not number else os.O_WRONLY), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = [os.path.join(os.path.dirname(cli.__path__[0]), "__main__.py"), *call["arguments"]]  # noqa: PTH118, PTH120
    sys.path[0] = call["cwd"]
    code = 0
    try:
        cli.main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    return code


if __name__ == "__main__":
    load()
    serve()
