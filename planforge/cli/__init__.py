"""The command line: the only room that prints or exits."""

from __future__ import annotations

import sys


def main() -> None:
    """Run planforge. Exit codes: 0 fine, 1 findings, 2 usage or unreadable input, 130 interrupted."""
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
