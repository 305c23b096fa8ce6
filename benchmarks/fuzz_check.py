"""Spoil specs N times, as text or as data, and check each as a whole: read, compute, every rule, every format.

Only findings may come back, never an exception; what crashes is kept as crash-*.yaml.

python benchmarks/fuzz_check.py [N] [SEED]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fuzz_reading import SEED, mutate

from planforge.checks import formats
from planforge.cli.report import format_problems
from planforge.jobs.check import Request, check_file

HERE = Path(__file__).parent
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
ODD = [
    "0",
    "0%",
    "1",
    "100%",
    "250%",
    "-1",
    "-20%",
    "0.001",
    "9亿",
    "1e3",
    "12",
    "13",
    "2027-02-28",
    "2026-12-31",
    "yes",
    "x",
]
SPECS = (HERE / "small.yaml", HERE.parent / "tests" / "checks" / "base.yaml")


def spoil(text: str, chance: random.Random) -> bytes:
    """One to three values of the data dropped, doubled, exchanged or made odd: most of it is still a spec."""
    data = deepcopy(data_of(text))
    for _ in range(chance.randint(1, 3)):
        holder, key = chance.choice(places(data))
        edit = chance.randrange(5)
        if edit == 0:
            del holder[key]
        elif edit == 1 and isinstance(holder, list):
            holder.append(holder[key])
        elif edit == 2:
            other, where = chance.choice(places(data))
            holder[key], other[where] = deepcopy(other[where]), deepcopy(holder[key])
        elif isinstance(holder[key], str):
            holder[key] = chance.choice(ODD)
    return yaml.dump(data, Dumper=DUMPER, allow_unicode=True, sort_keys=False).encode()


@cache
def data_of(text: str) -> Any:
    return yaml.load(text, yaml.BaseLoader)


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every value of the data as the mapping or list that holds it and its key."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    return [place for key in keys for place in ((node, key), *places(node[key]))]


def check_and_write(path: Path) -> tuple[str, ...]:
    """All that a user or a machine would see of a file's findings; the codes found."""
    checked = check_file(path, Request())
    for language in ("zh-CN", "en"):
        format_problems(checked.problems, checked.frames, language=language)
        formats.as_github(checked.problems, language)
    formats.as_json(checked.problems, {str(path): checked.scores}, "zh-CN")
    formats.as_sarif(checked.problems, "en")
    if not checked.readable and not checked.problems:
        raise AssertionError("refused without a reason")
    return ("readable" if checked.readable else "refused", *{problem.code for problem in checked.problems})


def fuzz(count: int, specs: tuple[Path, ...], seed: int, folder: Path) -> Counter[str]:
    """How many mutations were readable, refused, and raised each code; ``exceptions`` must be 0."""
    texts, chance, seen = [spec.read_text("utf-8") for spec in specs], random.Random(seed), Counter[str]()
    path = folder / "plan.yaml"
    for number in range(count):
        content = (mutate if number % 2 else spoil)(chance.choice(texts), chance)
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
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        seen = fuzz(count, SPECS, seed, Path(folder))
    print(f"{count:,} mutations, {seen['exceptions']} exceptions, {time.perf_counter() - start:.0f} s")
    print(", ".join(f"{name}: {times:,}" for name, times in sorted(seen.items())))
    sys.exit(bool(seen["exceptions"]))


if __name__ == "__main__":
    main()
