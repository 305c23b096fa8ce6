"""How long a nation takes: 3,000 regions in four levels, months × products: issued, answered, checked.

    python benchmarks/nation.py [REGIONS [FOLDER STEP…]]

Steps: write, split, cold, same, one; all of them without FOLDER, in a folder of their own. Every region is issued its
target, then plans for it to the unit; then one region is a unit off. Prints CPU seconds (of this and all processes it
starts), how many lines of the files changed, and what was found; nothing here is a test.
"""

from __future__ import annotations

import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import yaml

PRODUCTS = ("甲", "乙", "丙")
KEY = re.compile(r"\+ *(\w+):")


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
    apart = [line for line in lines if "N10" in line or "N14" in line]
    last = next(
        (line for line in reversed(lines) if "findings" in line or "written" in line), lines[-1] if lines else ""
    )
    return "\n  ".join((last, f"{len(apart)} do not tie", *apart[:5])) if arguments[0] == "check" else last


def lines_changed(before: dict[Path, bytes]) -> str:
    """What the files have more and less than before, line by line."""
    counts = Counter[str]()
    for path, old in before.items():
        now, was = (text.decode().split("\n") for text in (path.read_bytes(), old))
        apart = list(unified_diff(was, now, n=0, lineterm=""))[2:]
        added = [found[1] for line in apart if (found := KEY.match(line))]
        counts[f"+ {', '.join(added)}; {sum(line.startswith('-') for line in apart)} gone"] += 1
    return "; ".join(f"{count:,} files {what}" for what, count in counts.items())


def answer(path: Path) -> None:
    """The region plans for what it is asked, in the year, in months and in products."""
    text = path.read_text("utf-8")
    asked = yaml.safe_load(text)["targets"]
    locks = ", ".join(f"{{month: {m}, amount: {a}}}" for m, a in enumerate(asked["assigned_months"], 1))
    text = text.replace("base: +12%", f"base: {asked['assigned']}")
    text = text.replace("  assigned:", f"  locks: [{locks}]\n  assigned:", 1)
    for name, amount in asked["assigned_products"].items():
        text = text.replace(f"{{name: {name}}}", f"{{name: {name}, target: {amount}}}")
    path.write_text(text, "utf-8")


def split(folder: Path) -> None:
    """Every region is told its target; then plans for it."""
    files = sorted(folder.glob("r/**/plan.yaml"))
    before = {path: path.read_bytes() for path in files}
    timed("split --write", lambda: planforge("split", "nation.yaml", "--write", cwd=folder))
    print(f"  {lines_changed(before)}", flush=True)
    for path in files:
        answer(path)


def one(folder: Path) -> None:
    """One region plans a unit more than it is asked."""
    files = sorted(folder.glob("r/**/plan.yaml"))
    path = files[len(files) // 2]
    text = path.read_text("utf-8")
    amount = yaml.safe_load(text)["targets"]["assigned"]
    more = f"{round(float(amount[:-1]) * 10) + 1}000"
    print(f"one unit of rounding more in {path.relative_to(folder)}: {more} for {amount}")
    path.write_text(text.replace(f"base: {amount}", f"base: {more}"), "utf-8")
    timed("check, one file changed", lambda: planforge("check", "nation.yaml", cwd=folder))


def cold(folder: Path) -> None:
    """Nothing is known of any file."""
    shutil.rmtree(folder / ".planforge", ignore_errors=True)
    timed("check, cold", lambda: planforge("check", "nation.yaml", cwd=folder))


def same(folder: Path) -> None:
    """Nothing has changed."""
    timed("check, nothing changed", lambda: planforge("check", "nation.yaml", cwd=folder))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    steps = {"write": lambda folder: write(folder, count), "split": split, "cold": cold, "same": same, "one": one}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(name)
        for step in sys.argv[3:] or list(steps):
            steps[step](folder)


if __name__ == "__main__":
    main()
