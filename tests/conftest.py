"""What all tests share: accepting snapshots, finding the examples, an English console."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"

os.environ["PLANFORGE_LANG"] = "en"
# The same examples on every machine, so that what is green here is green there; more of them, at random, where asked.
settings.register_profile("settled", derandomize=True)
if "PLANFORGE_EXAMPLES" not in os.environ:
    settings.load_profile("settled")
    # Draws also take constants of whatever modules a worker has imported by then, which differ from run to run.
    if hasattr(providers, "_get_local_constants"):
        providers._get_local_constants = lambda: providers._local_constants
# A run that was started in the background is deaf to Ctrl-C, and so would be all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: now and then one waits for LibreOffice or a process of its own."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what is produced as the new snapshots")


@pytest.fixture(scope="module")
def one_office() -> Iterator[None]:
    """One LibreOffice lays out whatever is laid out in a module: the pages are those of one each."""
    from planforge.writers import pdf

    with pdf.kept():
        yield


@pytest.fixture
def matches_snapshot(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a committed file; ``--accept`` writes it."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--accept"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        assert path.exists(), f"no snapshot {path.name}; look at the text and run pytest --accept"
        assert text == path.read_text("utf-8")

    return compare
