"""One enormous region through the whole command line: is time near-linear, memory bounded?

python benchmarks/load.py [DISTRICTS] [SHAPE] [COMMAND…]      # e.g. 1000 districts check show

Two sizes, the second with twice the districts and twice the products, so four times the cells: DISTRICTS (1,000) × 12
months × a twentieth as many products, five actions and a fifth of a blank form a district, 48 kB of history a district;
and once more with few districts and half as many products as DISTRICTS says. For each command: CPU seconds and peak
memory at either size, and the ratio. Linear in cells is 4; it fails above 3, and where a command does.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from pathlib import Path

GOAL = 3.0
COMMANDS = (
    ("check", ()),
    ("show", ("--json",)),
    ("render --to md", ("-o", "plan.md")),
    ("render --to xlsx", ("-o", "plan.xlsx")),
    ("render --contents linked", ("-o", "plan.docx")),
)


def spec(size: int, products: int) -> str:
    names = [f"片区{number:04}" for number in range(size)]
    goods = [f"产品{number:03}" for number in range(products)]
    lines = [
        "planforge: 1",
        "year: 2027",
        "region: {name: 豫南区域, company: 福麦食品, manager: 李明}",
        "money: {unit: 万元, round_to: 100}",
        "history: sales.csv",
        "districts:",
        *(f"  - {{name: {name}, market: {1_000_000 + 37 * number}}}" for number, name in enumerate(names)),
        "targets: {base: +20%, by_district: {history: 70%, market: 30%}}",
        "products:",
        *(f"  - {{name: {name}, margin: {20 + number % 30}%}}" for number, name in enumerate(goods)),
        "actions:",
        *(
            f"  - {{name: 行动{number:05}, owner: 王强, ends: 2027-04-{1 + number % 30:02}, budget: {number}}}"
            for number in range(5 * size)
        ),
        "forms:",
        *(f"  - {{name: 表单{number:04}, columns: [项目, 数值], rows: 5}}" for number in range(max(size // 5, 1))),
    ]
    return "\n".join(lines) + "\n"


def sales(size: int, products: int) -> str:
    chance = random.Random(size)
    rows = ["月份,片区,产品,销售额"]
    for district in range(size):
        for line in range(1_300):  # some 38 bytes each
            month, good = line % 12 + 1, (line // 12) % products
            rows.append(f"2026-{month:02},片区{district:04},产品{good:03},{chance.randint(1_000, 90_000)}")
    return "\n".join(rows) + "\n"


def measured(folder: Path, command: str, more: tuple[str, ...]) -> tuple[float, int]:
    """CPU seconds and megabytes of one command and what it starts."""
    code = (
        "import resource, subprocess, sys\n"
        "ran = subprocess.run(sys.argv[1:], stdout=open('said', 'wb'), stderr=subprocess.PIPE)\n"
        "sys.stderr.buffer.write(ran.stderr[-2000:])\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, ran.returncode)"
    )
    verb, *options = command.split()
    line = [sys.executable, "-m", "planforge", verb, "plan.yaml", *options, *more]
    ran = subprocess.run(
        [sys.executable, "-c", code, *line],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=True,
    )
    seconds, megabytes, code_of = ran.stdout.split()
    if code_of not in ("0", "1"):
        sys.exit(f"{command}: exit {code_of}\n{ran.stderr}\n{(folder / 'said').read_text('utf-8')[-2000:]}")
    return float(seconds), int(megabytes)


def main() -> None:
    whole = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    shapes = {"districts": (1.0, 0.05), "products": (0.02, 0.5)}
    commands = tuple(held for held in COMMANDS if not sys.argv[3:] or any(word in held[0] for word in sys.argv[3:]))
    bad = False
    for shape, (districts, products) in shapes.items():
        if shape not in (sys.argv[2:3] or shapes):
            continue
        found = []
        for size in (whole // 2, whole):
            with tempfile.TemporaryDirectory() as name:
                folder, wide = Path(name), max(int(size * districts), 2)
                goods = max(int(size * products), 2)
                (folder / "plan.yaml").write_text(spec(wide, goods), "utf-8")
                (folder / "sales.csv").write_text(sales(wide, goods), "utf-8")
                held = (folder / "sales.csv").stat().st_size // 10**6
                print(f"{shape}: {wide} districts × 12 × {goods} products, {held} MB of sales", flush=True)
                found.append([measured(folder, command, more) for command, more in commands])
                print("  ", *(f"{seconds:.1f}" for seconds, _ in found[-1]), "CPU-s", flush=True)
        for (command, _), (half, _), (full, memory) in zip(commands, *found, strict=True):
            ratio = full / half
            bad |= ratio > GOAL
            print(f"  {command}: {half:.1f} → {full:.1f} CPU-s, × {ratio:.2f}, {memory} MB", flush=True)
    sys.exit(bad)


if __name__ == "__main__":
    main()
