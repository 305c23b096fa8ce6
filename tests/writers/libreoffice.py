"""LibreOffice worked by hand: what a person does in an open file, through its own API (Debian: python3-uno)."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from textwrap import dedent

from planforge.writers import pdf

_PYTHONS = ("/usr/bin/python3", sys.executable)

_OPENED = """
import sys, time, uno
from com.sun.star.beans import PropertyValue
from com.sun.star.table import TableSortField

def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made

def url(path):
    return uno.systemPathToFileUrl(path)

local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for attempt in range(300):
    try:
        context = resolver.resolve("uno:pipe,name=" + sys.argv[1] + ";urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.1)
desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

def opened(name):
    return desktop.loadComponentFromURL(url(sys.argv[2] + "/" + name), "_blank", 0, (prop("Hidden", True),))

def saved(document, name, kind):
    document.storeToURL(url(sys.argv[2] + "/" + name), (prop("FilterName", kind),))

try:
    exec(open(sys.argv[2] + "/work.py", encoding="utf-8").read())
    print("done", flush=True)
finally:
    try:
        desktop.terminate()
    except Exception:
        pass
"""


@cache
def python() -> str | None:
    """A Python that can speak to LibreOffice."""
    for path in _PYTHONS:
        if Path(path).exists() and not subprocess.run([path, "-c", "import uno"], capture_output=True).returncode:
            return path
    return None


def here() -> bool:
    return pdf.find_office() is not None and python() is not None


def work(folder: Path, script: str) -> None:
    """Run a script that opens files of the folder, changes them and saves them there; twice where the bridge to
    LibreOffice dies under it, which is nothing of ours."""
    (folder / "work.py").write_text(dedent(script), "utf-8")
    (folder / "open.py").write_text(_OPENED, "utf-8")
    ran = _run(folder, "first")
    if ran.returncode < 0 and not ran.stdout:
        ran = _run(folder, "second")
    assert ran.stdout, f"ended with {ran.returncode}: {ran.stderr}"


def _run(folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    office, speaker = pdf.find_office(), python()
    assert office is not None and speaker is not None
    pipe = f"planforge{folder.stat().st_ino}{name}"
    command = [str(office), "--headless", "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={pipe};urp;"]
    command += [f"-env:UserInstallation={(folder / name).as_uri()}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            ran = subprocess.run([speaker, str(folder / "open.py"), pipe, str(folder)], capture_output=True,
                                 encoding="utf-8", timeout=150)  # fmt: skip
            running.wait(30)
            return ran
        finally:
            running.kill()
