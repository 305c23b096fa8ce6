"""Mutate a spec N times, read it and show what is wrong: only problems may come back, never an exception.

python benchmarks/fuzz_reading.py [N] [SPEC]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from planforge.cli.report import format_problems
from planforge.reading.read import Reading, read

SEED = 20270101
MARKS: list[str] = [
    *"\t:{}[]'\"#|>%-\n\r\0,&*!?@`~é０万",
    ": ",
    "- ",
    "&a",
    "*a",
    "!!x",
    "null",
    "<<: *a",
    "：",
    "，",
    "\u3000",
    "\\x00",
]
VALUES = ["", "null", "[]", "{}", "[[]]", "{a: b}", "-1", "1e999999999%", "nan", "9" * 400, "是", "13月", '"\\0"', "*x"]


def mutate(text: str, chance: random.Random) -> bytes:
    """One to four random edits; now and then cut off with a byte that is no text."""
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(EDITS)(text, chance)
    content = text.encode("utf-8", "replace")
    return content[: chance.randrange(len(content) + 1)] + b"\xff" if chance.random() < 0.02 else content


def put_in(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(MARKS) * chance.choice([1, 1, 1, 3]) + text[at:]


def cut_out(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randint(1, 30) :]


def swap_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def overwrite(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(text or " ") + text[at + 1 :]


def replace_value(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = lines[at].partition(":")[0] + ": " + chance.choice(VALUES)
    return "\n".join(lines)


EDITS: tuple[Callable[[str, random.Random], str], ...] = (
    put_in,
    cut_out,
    swap_lines,
    overwrite,
    replace_value,
    replace_value,
)


def show(reading: Reading) -> None:
    """Frames and messages in both languages, as a user would see them; a refusal must say why."""
    frames = [reading.source.frame(problem.where) if problem.where else "" for problem in reading.problems]
    for language in ("zh-CN", "en"):
        format_problems(reading.problems, frames, language=language)
    if reading.spec is None and not reading.problems:
        raise AssertionError("refused without a reason")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    spec = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent / "small.yaml"
    text, chance = spec.read_text("utf-8"), random.Random(SEED)
    seen: Counter[str] = Counter()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plan.yaml")
        for number in range(count):
            content = mutate(text, chance)
            path.write_bytes(content)
            try:
                reading = read(path)
                show(reading)
            except Exception as error:
                seen["exceptions"] += 1
                Path(f"crash-{number}.yaml").write_bytes(content)
                print(f"{number}: {type(error).__name__}: {error}")
                continue
            seen["readable" if reading.spec else "refused"] += 1
            seen.update({problem.code for problem in reading.problems})
    seconds = time.perf_counter() - start
    print(f"{count:,} mutations, {seen['exceptions']} exceptions, {seconds:.0f} s")
    print(", ".join(f"{name}: {times:,}" for name, times in sorted(seen.items())))
    sys.exit(bool(seen["exceptions"]))


if __name__ == "__main__":
    main()
