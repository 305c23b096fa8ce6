"""``python -m planforge``."""

import sys

if not sys.flags.safe_path and sys.path:
    first = sys.path.pop(0)  # the working folder: what lies there must not pass for a module of ours or of Python's
    if __file__.startswith(first):
        sys.path.append(first)

from planforge.cli import main

main()
