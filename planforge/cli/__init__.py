"""The command line: the only room that prints or exits."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run planforge. Exit codes: 0 fine, 1 findings, 2 usage or unreadable input, 130 interrupted."""
    from planforge import isolated

    if sys.argv[1:2] == [isolated.CHILD]:  # a frozen program has no other Python to start
        del sys.argv[1]
        isolated.main()
        return
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    from planforge.cli.app import app

    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if os.environ.get(isolated.TRACE):
            raise
        _confess(error)
        sys.exit(2)


def _confess(error: Exception) -> None:
    """A mistake of ours in one line, without the trace."""
    from planforge.cli.language import console_language
    from planforge.cli.report import print_problems
    from planforge.jobs.failures import mistake

    print_problems((mistake(error),), language=console_language(), err=True)
