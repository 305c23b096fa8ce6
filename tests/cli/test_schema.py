"""``planforge schema`` and the pages made from the fields: committed as generated, complete, and true of real specs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from planforge.cli.app import app
from planforge.reading.schema import about, about_fields, all_models, json_schema, reference_text, schema_text

ROOT = Path(__file__).parent.parent.parent
SPECS = sorted([*ROOT.glob("examples/*/*.yaml"), *ROOT.glob("tests/checks/base.yaml")])
CJK, LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]")


def plain(path: Path) -> Any:
    """The data of a spec as an editor sees it: text, whole numbers and yes or no, no dates."""
    resolvers = {
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith(("timestamp", "float"))]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    loader = type("Editor", (yaml.SafeLoader,), {"yaml_implicit_resolvers": resolvers})
    return yaml.load(path.read_text("utf-8"), loader)


def properties(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield from node.get("properties", {}).items()
        for value in node.values():
            yield from properties(value)
    elif isinstance(node, list):
        for value in node:
            yield from properties(value)


def test_the_committed_schema_is_what_the_fields_give() -> None:
    assert (ROOT / "docs" / "planforge.schema.json").read_text("utf-8") == schema_text()


def test_the_committed_reference_is_what_the_fields_give() -> None:
    assert (ROOT / "docs" / "spec.md").read_text("utf-8") == reference_text()


@pytest.mark.slow
def test_the_command_prints_and_writes_both(tmp_path: Path) -> None:
    for arguments, text in ((["schema"], schema_text()), (["schema", "--markdown"], reference_text())):
        assert CliRunner().invoke(app, arguments).stdout == text
        page = tmp_path / ("page.md" if "--markdown" in arguments else "page.json")
        assert CliRunner().invoke(app, [*arguments, "-o", str(page)]).exit_code == 0
        assert page.read_text("utf-8") == text


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_every_field_is_described_in_both_languages() -> None:
    for model in all_models():
        described = {model.__name__: about(model), **about_fields(model)}
        missing = [key for key, words in described.items() if not CJK.search(words.zh) or not LATIN.search(words.en)]
        assert not missing, f"{model.__name__}: {missing}"


def test_every_property_of_the_schema_has_its_description() -> None:
    bare = [key for key, found in properties(json_schema()) if not CJK.search(found.get("description", ""))]
    assert bare == []


@pytest.mark.slow
@pytest.mark.parametrize("path", SPECS, ids=lambda path: str(path.relative_to(ROOT)))
def test_it_accepts_specs_that_planforge_reads(path: Path) -> None:
    errors = jsonschema.Draft202012Validator(json_schema()).iter_errors(plain(path))
    assert [f"{list(error.path)}: {error.message}" for error in errors] == []


@pytest.mark.parametrize(
    "change",
    [{"yaer": 2027}, {"year": "next"}, {"districts": []}, {"targets": {}}, {"language": "fr"}],
    ids=["unknown key", "wrong type", "empty", "missing key", "wrong choice"],
)
def test_it_refuses_what_planforge_refuses(change: dict[str, Any]) -> None:
    good = plain(ROOT / "tests" / "checks" / "base.yaml")
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid({**good, **change})


def test_the_modeline_of_every_example_leads_to_the_schema() -> None:
    for path in ROOT.glob("examples/*/plan.yaml"):
        first = path.read_text("utf-8").splitlines()[0]
        named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert named, path
        assert (path.parent / named[1]).resolve() == ROOT / "docs" / "planforge.schema.json"
