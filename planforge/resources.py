"""Where the words, looks and presets are: ``templates/`` beside the package in a checkout, inside it in a wheel."""

from functools import cache
from pathlib import Path


@cache
def templates() -> Path:
    """The folder that holds ``zh-CN``, ``en``, ``word``, ``industries``."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@cache
def languages() -> tuple[str, ...]:
    """The languages documents can be written in: every folder of words, Chinese first."""
    found = {path.parent.name for path in templates().glob("*/formats.yaml")}
    return tuple(sorted(found, key=lambda name: (name != "zh-CN", name != "en", name)))
