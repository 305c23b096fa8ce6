"""How long a nation takes: 3,000 regions in four levels, months × products, checked cold, after one change, issued.

    python benchmarks/nation.py [REGIONS]

Prints CPU seconds (of this and all processes it starts) and what was found; nothing here is a test.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PRODUCTS = ("甲", "乙", "丙")


def write(folder: Path, count: int) -> None:
    """Ten 大区 of ten 省区 each, with as many regions below each as make the count; two years of months each."""
    pick = random.Random(1)
    districts = "".join(f"  - {{name: 大区{a}}}\n" for a in range(10))
    products = "".join(f"  - {{name: {name}}}\n" for name in PRODUCTS)
    nation = f"""planforge: 1
year: 2027
region: {{name: 全国, company: 某公司}}
districts:
{districts}targets: {{base: +12%}}
products:
{products}nation: {{regions: r/**/plan.yaml, levels: [大区, 省区, 区域], asks: [months, products]}}
"""
    (folder / "nation.yaml").write_text(nation, "utf-8")
    for n in range(count):
        home = folder / "r" / f"大区{n % 10}" / f"省区{n % 10}-{n // 10 % 10}" / f"区域{n}"
        home.mkdir(parents=True)
        rows = "".join(_row(pick, year, name) for year in (2025, 2026) for name in PRODUCTS)
        (home / "plan.yaml").write_text(
            f"planforge: 1\nyear: 2027\nregion: {{name: 区域{n}, company: 某公司}}\nhistory:\n{rows}"
            f"districts: [{{name: 区域{n}}}]\ntargets:\n  base: +12%  # 区域自定\nproducts:\n{products}",
            "utf-8",
        )


def _row(pick: random.Random, year: int, product: str) -> str:
    months = ", ".join(f"{pick.randint(20, 90)}万" for _ in range(12))
    return f"  - {{year: {year}, product: {product}, months: [{months}]}}\n"


def timed(what: str, work: Callable[[], str]) -> None:
    """CPU and wall seconds of a command."""
    before, start = _cpu(), time.monotonic()
    told = work()
    print(f"{what}: {_cpu() - before:.1f} CPU-s, {time.monotonic() - start:.1f} s  {told}", flush=True)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def planforge(*arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "planforge", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    lines = (done.stdout + done.stderr).strip().splitlines()
    return next(
        (line for line in reversed(lines) if "findings" in line or "written" in line), lines[-1] if lines else ""
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, count)
        timed("split --write", lambda: planforge("split", "nation.yaml", "--write", cwd=folder))
        timed("check, all files changed", lambda: planforge("check", "nation.yaml", cwd=folder))
        timed("check, nothing changed", lambda: planforge("check", "nation.yaml", cwd=folder))
        one = sorted(folder.glob("r/**/plan.yaml"))[count // 2]
        one.write_text(one.read_text("utf-8").replace("base: +12%", "base: +12.01%"), "utf-8")
        timed("check, one file changed", lambda: planforge("check", "nation.yaml", cwd=folder))


if __name__ == "__main__":
    main()
