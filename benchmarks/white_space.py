"""How much of a PDF's pages is left white at their foot: ``python benchmarks/white_space.py plan.pdf [first page]``.

Each page is drawn small and grey; what counts is the height between the last ink above the footer and the foot of the
text. The cover and the contents are left out by giving the first page of the body, 3 where nothing is said.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DPI, HEAD, FOOT = 24, 0.07, 0.93  # of the height: what stands above and below is header and footer
INK = 200  # darker than this is ink
THIRD = 1 / 3


def pages(pdf: Path) -> list[tuple[int, int, bytes]]:
    """Width, height and grey pixels of every page."""
    raw = subprocess.run(["pdftoppm", "-gray", "-r", str(DPI), str(pdf)], check=True, capture_output=True).stdout
    found = []
    while raw:
        _, size, _, rest = raw.split(b"\n", 3)
        width, height = map(int, size.split())
        found.append((width, height, rest[: width * height]))
        raw = rest[width * height :]
    return found


def white(width: int, height: int, pixels: bytes) -> float:
    """The share of the text's height that is left white at the foot."""
    top, foot = round(height * HEAD), round(height * FOOT)
    rows = [y for y in range(top, foot) if min(pixels[y * width : (y + 1) * width]) < INK]
    return (foot - 1 - rows[-1]) / (foot - top) if rows else 1.0


def main() -> None:
    pdf, first = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    shares = {number: white(*page) for number, page in enumerate(pages(pdf), 1) if number >= first}
    for number, share in shares.items():
        print(f"page {number}: {share:.0%}" + (" more than a third" if share > THIRD else ""))
    print(f"white: {sum(shares.values()) / len(shares):.1%} of {len(shares)} pages")


if __name__ == "__main__":
    main()
