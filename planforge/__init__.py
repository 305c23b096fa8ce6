"""planforge: a region's spec in, a finished annual marketing plan out.

Four functions make the whole way::

    reading = read("plan.yaml")          # Reading: spec, source, problems
    plan = make_plan(reading.spec)       # Plan: every figure
    document = compose(plan)             # Document: what the reader sees
    content = write(document)            # bytes of a .docx

They are imported on first use, so that ``import planforge`` costs nothing.
"""

TYPE_CHECKING = False  # nothing is imported yet, not even __future__: a file of that name may lie about
if TYPE_CHECKING:
    from typing import Any

    from planforge.document.compose import compose as compose
    from planforge.plan.make import make_plan as make_plan
    from planforge.reading.read import read as read
    from planforge.writers import write as write

__version__ = "0.1.0"
__all__ = ["compose", "make_plan", "read", "write"]

_HOMES = {
    "read": "planforge.reading.read",
    "make_plan": "planforge.plan.make",
    "compose": "planforge.document.compose",
    "write": "planforge.writers",
}


def __getattr__(name: str) -> "Any":
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
