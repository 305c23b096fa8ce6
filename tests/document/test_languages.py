"""The languages say the same things: same files, same keys, same tables and figures in every section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from jinja2 import Environment, nodes

from planforge.spec.spec import Spec
from planforge.words import load_words

ZH, EN = ROOT / "templates" / "zh-CN", ROOT / "templates" / "en"
SECTIONS = sorted(
    f"{path.parent.name}/{path.name}" for room in ("sections", "deck") for path in (ZH / room).glob("*.md")
)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


FREE = (".followed", ".standing", ".part_of", ".opening", ".plural", ".asked")  # as many words as the language has


def keys(value: Any, path: str = "") -> Iterator[str]:
    """Every key with the way to it; lists are compared by length."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from keys(inner, f"{path}.{key}")
    else:
        yield f"{path}:{len(value)}" if isinstance(value, list) and not path.startswith(FREE) else path


def placed(path: Path) -> set[str]:
    """The tables and charts a section places, whether introduced by number or set in the text."""
    tree = Environment().parse(path.read_text("utf-8"))
    attributes = tree.find_all(nodes.Getattr)
    return {
        f"{one.node.name}.{one.attr}"
        for one in attributes
        if isinstance(one.node, nodes.Name) and one.node.name in {"table", "chart"}
    }


def test_both_languages_have_the_same_files() -> None:
    assert files(ZH) == files(EN)


@pytest.mark.parametrize(
    "name", sorted(path.name for path in ZH.glob("*.yaml") if path.name not in ("formats.yaml", "scaffold.yaml"))
)
def test_both_languages_have_the_same_keys(name: str) -> None:
    chinese, english = (set(keys(yaml.safe_load((folder / name).read_text("utf-8")))) for folder in (ZH, EN))
    assert chinese ^ english == set()


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_places_the_same_tables_and_charts_in_both_languages(name: str) -> None:
    chinese, english = (placed(folder / name) for folder in (ZH, EN))
    assert chinese ^ english == set()


@pytest.mark.parametrize("name", SECTIONS)
def test_the_english_section_has_no_chinese_in_it(name: str) -> None:
    assert re.findall(r"[\u4e00-\u9fff]+", (EN / name).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("region", "title"), [("豫南", "豫南2027年度营销计划"), ("South Henan", "South Henan 2027年度营销计划")]
)
def test_a_latin_name_stands_apart_from_the_year_after_it(region: str, title: str) -> None:
    given = {"year": 2027, "region": {"name": region, "company": "福麦"}, "districts": [{"name": "信阳"}]}
    spec = Spec.model_validate({**given, "targets": {"base": "2400万"}, "words": {"volume_unit": "箱"}})
    assert load_words(spec, 1, "zh-CN", None, {}).label("kinds.plan") == title
