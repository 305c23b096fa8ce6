"""Mutate specs N times and check each as a whole: read, compute, run every rule, write every format.

Only findings may come back, never an exception; what crashes is kept as crash-*.yaml.

python benchmarks/fuzz_check.py [N] [SPEC…]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from fuzz_reading import SEED, mutate

from planforge.checks import formats
from planforge.cli.checking import Request, check_file
from planforge.cli.report import format_problems

HERE = Path(__file__).parent
SPECS = (HERE / "small.yaml", HERE.parent / "tests" / "checks" / "base.yaml")


def check_and_write(path: Path) -> tuple[str, ...]:
    """All that a user or a machine would see of a file's findings; the codes found."""
    checked = check_file(path, Request())
    for language in ("zh-CN", "en"):
        format_problems(checked.problems, checked.frames, language=language)
        formats.as_json(checked.problems, {str(path): checked.scores}, language)
        formats.as_github(checked.problems, language)
        formats.as_sarif(checked.problems, language)
    if not checked.readable and not checked.problems:
        raise AssertionError("refused without a reason")
    return ("readable" if checked.readable else "refused", *{problem.code for problem in checked.problems})


def fuzz(count: int, specs: tuple[Path, ...], seed: int, folder: Path) -> Counter[str]:
    """How many mutations were readable, refused, and raised each code; ``exceptions`` must be 0."""
    texts, chance, seen = [spec.read_text("utf-8") for spec in specs], random.Random(seed), Counter[str]()
    path = folder / "plan.yaml"
    for number in range(count):
        content = mutate(chance.choice(texts), chance)
        path.write_bytes(content)
        try:
            seen.update(check_and_write(path))
        except Exception as error:
            seen["exceptions"] += 1
            Path(f"crash-{number}.yaml").write_bytes(content)
            print(f"{number}: {type(error).__name__}: {error}", flush=True)
        if number % 10_000 == 9_999:
            print(f"{number + 1:,} done, {seen['exceptions']} exceptions", flush=True)
    return seen


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    specs = tuple(map(Path, sys.argv[2:])) or SPECS
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        seen = fuzz(count, specs, SEED, Path(folder))
    print(f"{count:,} mutations, {seen['exceptions']} exceptions, {time.perf_counter() - start:.0f} s")
    print(", ".join(f"{name}: {times:,}" for name, times in sorted(seen.items())))
    sys.exit(bool(seen["exceptions"]))


if __name__ == "__main__":
    main()
