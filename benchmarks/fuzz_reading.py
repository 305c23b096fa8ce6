"""Mutate a spec N times and read it: nothing but problems may come back, never an exception.

python benchmarks/fuzz_reading.py [N] [SPEC]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from planforge.spec.read import read

SEED = 20270101
PIECES = [
    "\t",
    ":",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "#",
    "&a",
    "*a",
    "!!x",
    "|",
    ">",
    "%",
    "万",
    "-",
    "\n",
    "\0",
    "é",
    "０",
    "null",
    "~",
]


def mutate(text: str, chance: random.Random) -> bytes:
    """One to six random edits: a piece put in, a stretch cut out, two lines swapped, bytes spoiled."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            text = text[:at] + chance.choice(PIECES) * chance.choice([1, 1, 1, 3]) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + chance.randint(1, 30) :]
        elif kind == 2:
            lines = text.split("\n")
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            text = "\n".join(lines)
        else:
            text = text[:at] + chance.choice(text or " ") + text[at + 1 :]
    content = text.encode("utf-8", "replace")
    return content[: chance.randrange(len(content) + 1)] + b"\xff" if chance.random() < 0.02 else content


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    spec = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent / "small.yaml"
    text, chance = spec.read_text("utf-8"), random.Random(SEED)
    broken = read_ok = 0
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plan.yaml")
        for number in range(count):
            content = mutate(text, chance)
            path.write_bytes(content)
            try:
                reading = read(path)
            except Exception as error:
                broken += 1
                Path(f"crash-{number}.yaml").write_bytes(content)
                print(f"{number}: {type(error).__name__}: {error}")
                continue
            read_ok += reading.spec is not None
            assert reading.spec is not None or reading.problems
    seconds = time.perf_counter() - start
    print(f"{count:,} mutations, {read_ok:,} still readable, {broken} exceptions, {seconds:.0f} s")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
