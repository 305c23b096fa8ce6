"""The web page in a browser: nothing to scroll sideways on a phone, nothing serious for axe, by day and by night."""

from __future__ import annotations

import html as markup
import importlib.util
import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from showcase import showcase

from planforge import compose, make_plan, read
from planforge.writers import html
from planforge.writers.look import BUSINESS, READABLE, contrast, night_of

EXAMPLES = Path(__file__).parents[2] / "examples"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PHONE, DESK = 375, 1200
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
DARK = "prefers-color-scheme: dark"

_PROBE = """<!DOCTYPE html><html><body><iframe id=f width={width} height=800 srcdoc="{page}"></iframe><pre id=out></pre>
<script>addEventListener('load', () => {{
  const frame = document.getElementById('f'), inner = frame.contentWindow, doc = frame.contentDocument;
  const script = doc.createElement('script'); script.textContent = {axe}; doc.head.appendChild(script);
  const done = found => document.getElementById('out').textContent = 'RESULT' + JSON.stringify(found) + 'END';
  inner.axe.run(doc, {{resultTypes: ['violations']}}).then(result => done({{
    scroll: doc.documentElement.scrollWidth - doc.documentElement.clientWidth,
    found: result.violations.map(one => [one.id, one.impact, one.nodes[0].html])}}))
}})</script></body></html>"""


def axe() -> Path | None:
    found = importlib.util.find_spec("axe_core_python")
    return Path(found.origin).with_name("axe.min.js") if found and found.origin else None


in_browser = pytest.mark.skipif(CHROMIUM is None or axe() is None, reason="needs Chromium and axe-core-python")


@cache
def page(name: str) -> str:
    if name == "showcase":
        return html.write(showcase()).decode()
    spec = read(EXAMPLES / "yunan-noodles" / "plan.yaml").spec
    assert spec is not None
    plan = make_plan(spec)
    if name == "letter":
        return html.write(compose(plan, kind="letter", person="王强")).decode()
    return html.write(compose(plan, length="page" if name == "page" else "standard")).decode()


def probed(source: str, width: int, folder: Path) -> dict[str, Any]:
    """What a browser finds in a page as wide as a frame: how far it scrolls sideways, and axe's findings."""
    script = axe()
    assert script is not None and CHROMIUM is not None
    bare = markup.escape(POLICY.sub("", source))
    words = json.dumps(script.read_text("utf-8")).replace("</", "<\\/")
    path = folder / "probe.html"
    path.write_text(_PROBE.format(width=width, page=bare, axe=words), "utf-8")
    command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--virtual-time-budget=60000", "--dump-dom", path.as_uri()]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=180, check=False).stdout
    match = re.search(r"RESULT(\{.*?\})END</pre>", said, re.DOTALL)
    assert match, said[-400:]
    result: dict[str, Any] = json.loads(markup.unescape(match[1]))
    return result


@pytest.mark.slow
@in_browser
@pytest.mark.parametrize("name", ["standard", "page", "letter", "showcase"])
@pytest.mark.parametrize(("width", "night"), [(PHONE, False), (DESK, True)], ids=["phone by day", "desk by night"])
def test_a_browser_finds_nothing_to_scroll_sideways_and_nothing_that_keeps_readers_out(
    name: str, width: int, night: bool, tmp_path: Path
) -> None:
    source = page(name).replace(DARK, "prefers-color-scheme: light") if night else page(name)
    result = probed(source, width, tmp_path)
    assert result["scroll"] <= 0
    assert [found for found in result["found"] if found[1] in ("serious", "critical")] == []
    assert [found for found in result["found"] if found[0] in ("heading-order", "page-has-heading-one", "region")] == []


def test_every_colour_of_the_night_reads_on_its_paper() -> None:
    night = night_of(BUSINESS)
    for colour in (night.ink, night.soft, night.good, night.watch, night.bad, *night.palette):
        assert contrast(colour, night.paper) >= READABLE
        assert contrast(night.soft, night.band) >= READABLE


def test_the_page_asks_for_dark_paper_only_on_dark_screens() -> None:
    source = page("showcase")
    assert f"@media screen and ({DARK})" in source
    assert "--paper: #fff" in source
