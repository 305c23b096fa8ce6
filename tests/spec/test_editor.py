"""Editing: exactly the change asked for is read afterwards, and every other byte is the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planforge.problem import Refusal
from planforge.reading.editor import Insert, Note, Remove, Set, applied, differences, edit, plain
from planforge.reading.yaml_source import YamlSource, open_yaml
from planforge.reading.yaml_tree import parse

EXAMPLES = sorted(Path("examples").glob("*/*.yaml"))


def source(text: str) -> YamlSource:
    root, problems = parse(text, "plan.yaml")
    assert root is not None, problems
    return YamlSource("plan.yaml", text, root)


def edited(text: str, *changes: Any) -> str:
    return edit(source(text), changes).text


SPEC = """\
# 豫南
region: {name: 豫南, manager: 李明}   # 区域
targets:
  base: +20%          # 全年
  # 锁定在这里
  locks:
    - {district: 南阳, amount: 2035万}   # 新开发
    - district: 信阳
      month: 5

districts:
- name: 信阳
  note: |
    第一行

    第二行

- name: 南阳   # 空白
products:
"""


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (Set(("targets", "base"), "8500万"), "base: +20%  ", "base: 8500万  "),
        (Set(("region", "name"), "豫北"), "name: 豫南,", "name: 豫北,"),
        (Set(("region", "company"), "a, b"), "豫南, ", '豫南, company: "a, b", '),
        (Set(("targets", "locks", 1, "month"), 6), "month: 5\n", "month: 6\n"),
        (Set(("products",), ["甲"]), "products:\n", "products: [甲]\n"),
        (Set(("targets", "season", "note"), "旺季"), "    - district: 信阳\n      month: 5\n", None),
        (Insert(("targets", "locks", 0), {"month": 1}), "    - {dis", "    - {month: 1}\n    - {dis"),
        (Insert(("targets", "locks", 2), {"month": 1}), "      month: 5\n", "      month: 5\n    - {month: 1}\n"),
        (Insert(("districts", 2), {"name": "驻马店"}), "南阳   # 空白\n", "南阳   # 空白\n- {name: 驻马店}\n"),
        (Remove(("targets", "locks", 0)), "    - {district: 南阳, amount: 2035万}   # 新开发\n", ""),
        (Remove(("targets", "locks", 1, "district")), "- district: 信阳\n      month", "- month"),
        (Remove(("region", "name")), "{name: 豫南, manager", "{manager"),
        (Remove(("region", "manager")), ", manager: 李明}", "}"),
        (Remove(("districts", 0, "note")), "  note: |\n    第一行\n\n    第二行\n", ""),
        (Set(("districts", 0, "note"), "一句"), "note: |\n    第一行\n\n    第二行\n", "note: 一句\n"),
        (Set(("targets", "locks"), []), None, None),
    ],
)  # fmt: skip
def test_a_change_changes_what_it_names(change: Any, old: str | None, new: str | None) -> None:
    for text in (SPEC, SPEC.replace("\n", "\r\n")):
        found = edited(text, change)
        assert parse(found, "f")[0].value == applied(source(text).root.value, change)  # type: ignore[union-attr]
        assert text.count("\n") == text.count("\r\n") or "\r" not in found
        if old is not None and new is not None:
            assert found.replace("\r\n", "\n") == SPEC.replace(old, new)


def test_a_new_key_stands_where_the_format_has_it_and_comments_stay_with_their_part() -> None:
    found = edited(SPEC, Set(("team",), [{"name": "王强", "role": "x"}]))
    assert "- name: 南阳   # 空白\nteam:\n  - {name: 王强, role: x}\nproducts:\n" in found
    assert edited("a: 1\ntargets:\n  base: 1\n  # locks: …\n\n# 下一部分\n", Set(("network",), [])) == (
        "a: 1\ntargets:\n  base: 1\n  # locks: …\nnetwork: []\n\n# 下一部分\n"
    )


def test_long_text_gets_lines_of_its_own_and_short_lists_share_theirs() -> None:
    found = edited("targets:\n  base: 1\n", Set(("targets", "reason"), "一行\n\n二行"))
    assert found == "targets:\n  base: 1\n  reason: |-\n    一行\n\n    二行\n"
    months = {f"片区{n}": f"{n}万" for n in range(40)}
    found = edited("a: 1\n", Set(("b",), [{"month": 1, "actual": months}]))
    assert max(map(len, found.splitlines())) < 120
    assert found.count("\n") < 12


def test_anchors_elsewhere_stay_and_an_alias_is_written_out_where_it_is_changed() -> None:
    text = "a: &x {k: 1}\nb: *x\nc: *x  # c\n"
    assert edited(text, Set(("b", "k"), "2")) == "a: &x {k: 1}\nb: {k: 2}\nc: *x  # c\n"
    with pytest.raises(Refusal) as refused:
        edited(text, Set(("a", "k"), "2"))
    (problem,) = refused.value.problems
    assert problem.code == "R18"
    assert problem.where is not None and problem.where.line == 1


def test_lines_are_noted_behind_the_comments_that_open_the_file() -> None:
    assert edited("# a\n\nb: 1\n", Note(("x", "y"))) == "# a\n# x\n# y\n\nb: 1\n"
    assert edited("b: 1\n", Note(("x",))) == "# x\nb: 1\n"


def test_what_is_only_warned_of_elsewhere_stands_in_no_changes_way() -> None:
    turned = SPEC.replace("name: 信阳", "name: 信\u202e阳")
    assert edited(turned, Set(("targets", "base"), "8500万")) == turned.replace("+20%", "8500万")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_of_the_file_stays(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes("甲区: {名: 豫南}\r\n".encode(encoding))
    opened, _ = open_yaml(path)
    assert opened.content == path.read_bytes()
    assert edit(opened, [Set(("甲区", "名"), "南")]).content == "甲区: {名: 南}\r\n".encode(encoding)


@pytest.mark.parametrize("wrong", [Remove(("x",)), Remove(("targets", "locks", 7)), Insert(("targets", "locks", 7), 1)])
def test_a_path_that_leads_nowhere_is_a_mistake_of_the_caller(wrong: Any) -> None:
    with pytest.raises((KeyError, IndexError)):
        edited(SPEC, wrong)


# Properties -----------------------------------------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("甲乙豫 ab1:,#-{}[]&*!|>'\"%@`?=~\\\n，：\u2028\t"), max_size=8)
FIGURES = st.sampled_from(["8280万", "+20%", "2027-05-01", "5月", "yes", "no", "1:30", "null", "~", "010"])
KEYS = st.one_of(
    st.sampled_from(["name", "base", "locks", "甲", "乙"]), WORDS.filter(lambda t: t.strip() and t.isprintable())
)
SCALARS = st.one_of(st.none(), WORDS, FIGURES)
DATA = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=3), max_leaves=8
)
ROOT = st.dictionaries(KEYS, DATA, min_size=1, max_size=4)
STYLES = st.tuples(st.sampled_from([None, True, False]), st.sampled_from([2, 4]), st.booleans(), st.booleans())


def laid_out(data: Any, style: Any) -> str:
    """The data as some YAML writer has it, with a comment behind every line that takes one."""
    default, indent, windows, commented = style
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=default, indent=indent, sort_keys=False)
    if commented and not any(sign in text for sign in "|>'\"\\?"):
        text = "# 头\n" + "".join(f"{line}  # {n}\n" for n, line in enumerate(text.splitlines()))
    return text.replace("\n", "\r\n") if windows else text


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(found for step, one in below for found in paths(one, (*path, step)))]


@st.composite
def changes(draw: Any, data: Any) -> Any:
    path = draw(st.sampled_from(paths(data)))
    here = data
    for step in path:
        here = here[step]
    kinds: list[Any] = [Set(path, draw(DATA))] if path else []
    kinds += [Remove(path)] if path else []
    if isinstance(here, dict):
        kinds.append(Set((*path, draw(KEYS)), draw(DATA)))
    if isinstance(here, list):
        kinds.append(Insert((*path, draw(st.integers(0, len(here)))), draw(DATA)))
    return draw(st.sampled_from(kinds))


def untouched(old: str, new: str) -> tuple[str, str]:
    """What differs between two texts when their common head and tail are taken away."""
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return old[head : len(old) - tail], new[head : len(new) - tail]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.data(), ROOT, STYLES)
def test_any_change_of_any_data_is_read_back_alone(data: Any, root: Any, style: Any) -> None:
    text = laid_out(root, style)
    parsed, problems = parse(text, "f")
    assume(parsed is not None and not problems)
    assert parsed is not None
    change = data.draw(changes(parsed.value))
    found = edit(YamlSource("f", text, parsed), [change])
    assert found.root is not None and found.root.value == applied(parsed.value, change)
    if style[2]:
        assert "\n" not in found.text.replace("\r\n", "")
    if style[3]:  # comments outside what goes stay
        gone = untouched(text, found.text)[0].count("#")
        assert found.text.count("  # ") >= text.count("  # ") - gone


@settings(max_examples=80, deadline=None)
@given(ROOT, ROOT, STYLES)
def test_one_data_is_rewritten_to_any_other(old: Any, new: Any, style: Any) -> None:
    text = laid_out(old, style)
    parsed, problems = parse(text, "f")
    assume(parsed is not None and not problems)
    source = YamlSource("f", text, parsed)
    found = edit(source, list(differences(source.data or {}, plain(new))))
    assert found.root is not None and found.root.value == plain(new)


@cache
def _opened(path: Path) -> tuple[YamlSource, list[tuple[Any, ...]]]:
    """An example and the places of its figures."""
    opened, _ = open_yaml(path)
    assert opened.root is not None
    return opened, [p for p in paths(opened.root.value) if p and _is_figure(opened.root.value, p)]


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=[path.parent.name for path in EXAMPLES])
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_in_the_examples_one_figure_changes_its_own_bytes(path: Path, data: Any) -> None:
    opened, figures = _opened(path)
    assert opened.root is not None
    where = data.draw(st.sampled_from(figures))
    found = edit(opened, [Set(where, "987654")])
    old, new = untouched(opened.text, found.text)
    written = _at(opened.root.value, where)
    assert len(old) <= len(repr(written)) and "\n" not in old and new in "987654"
    assert edit(found, [Set(where, _at(opened.root.value, where))]).root.value == opened.root.value  # type: ignore[union-attr]


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def _is_figure(data: Any, path: tuple[Any, ...]) -> bool:
    value = _at(data, path)
    return isinstance(value, str) and value[-1:].isdigit()
