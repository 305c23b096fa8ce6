"""Section texts and words of one's own: laid over ours file by file, filled in a sandbox, each mistake at its line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError
from plans import small_spec

from planforge import resources
from planforge.document.compose import compose
from planforge.document.model import Document, Paragraph, Run
from planforge.document.sandbox import sandbox
from planforge.jobs.render import Job, run
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem, Refusal


@cache
def plan() -> Plan:
    return make_plan(small_spec())


def own(folder: Path, **sections: str) -> Path:
    """A folder of templates with these section texts in it."""
    for name, text in sections.items():
        path = folder / "zh-CN" / "sections" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def said(document: Document) -> list[str]:
    paragraphs = [block for part in document.parts for block in part.blocks if isinstance(block, Paragraph)]
    return ["".join(run.text for run in one.inlines if isinstance(run, Run)) for one in paragraphs]


def refused(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(Refusal) as caught:
        compose(plan(), templates=folder)
    return caught.value.problems


def test_a_text_of_ones_own_takes_the_place_of_ours_and_the_others_stay(tmp_path: Path) -> None:
    made = compose(plan(), templates=own(tmp_path, strategy="# 我们的打法\n\n{{ region.name }}：先有商，再有店。\n"))
    assert "豫南区域：先有商，再有店。" in said(made)
    assert "我们的打法" in [part.title for part in made.parts]
    assert "目标" in [part.title for part in made.parts]


def test_texts_may_lie_in_the_folder_itself_without_one_for_the_language(tmp_path: Path) -> None:
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "strategy.md").write_text("# 打法\n\n{{ year }}年\n", "utf-8-sig")
    assert "2027年" in said(compose(plan(), templates=tmp_path))


def test_a_label_of_ones_own_is_laid_over_ours(tmp_path: Path) -> None:
    (tmp_path / "zh-CN").mkdir()
    (tmp_path / "zh-CN" / "labels.yaml").write_text("furniture: {contents: 本书目录}\n", "utf-8")
    made = compose(plan(), templates=tmp_path)
    assert made.furniture.contents == "本书目录"
    assert made.furniture.table == "表"


@pytest.mark.parametrize(
    ("file", "text", "key"),
    [
        ("labels.yaml", "furniture: 本书目录", "furniture"),
        ("tables.yaml", "captions: {targets_by_month: 月度目标}", "captions.targets_by_month"),
        ("formats.yaml", "quarters: [春, 夏, 秋]", "quarters"),
        ("formats.yaml", "months:", "months"),
    ],
)
def test_entries_of_another_shape_than_ours_are_refused_by_name(tmp_path: Path, file: str, text: str, key: str) -> None:
    (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(Refusal) as refused:
        compose(plan(), templates=tmp_path)
    (problem,) = refused.value.problems
    assert (problem.code, problem.where.file if problem.where else "") == ("D01", file)
    assert f"{key} is to have the same entries" in problem.message.en


@pytest.mark.slow
def test_all_that_planforge_ships_can_be_copied_and_used_as_it_is(tmp_path: Path) -> None:
    for file in (resources.templates() / "zh-CN").rglob("*.*"):
        target = tmp_path / "zh-CN" / file.relative_to(resources.templates() / "zh-CN")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    assert compose(plan(), templates=tmp_path).parts == compose(plan()).parts


MISTAKES = {
    "{{ regio.name }}": "unknown name regio; did you mean region?",
    "{{ spec.region.nmae }}": "unknown name spec.region.nmae; did you mean spec.region.name?",
    "{{ table.targets_by_mont }}": "unknown name table.targets_by_mont; did you mean table.targets_by_month?",
    "{% if false %}{{ chart.monthly_target }}{% endif %}": "did you mean chart.monthly_targets?",
    "{{ year | monney }}": "no filter monney; did you mean money?",
    "{{ region.name": "broken tag",
    "{% if year %}": "broken tag",
    "目标见 {{ table.targets_by_month }}。": "targets_by_month is a table or figure: give it a line of its own",
    "::: box\n内容\n:::": "there is no ::: box",
    "::: lead\n内容": "::: lead has no closing :::",
    "{{ spec.districts | first }}{{ one.x }}": "unknown name one",
}


@pytest.mark.slow
@pytest.mark.parametrize("typed", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_remedy(typed: str, tmp_path: Path) -> None:
    (problem, *_) = refused(own(tmp_path, strategy=f"# 打法\n\n{typed}\n"))
    assert MISTAKES[typed] in problem.message.en
    assert problem.hint
    assert problem.where
    assert problem.where.file == (tmp_path / "zh-CN" / "sections" / "strategy.md").as_posix()
    assert problem.where.line in (3, 4, 5)  # Jinja sees the end of a tag that is never closed on the line after


def test_every_unknown_name_of_every_text_is_told_at_once(tmp_path: Path) -> None:
    found = refused(own(tmp_path, strategy="# 打法\n{{ aa }}\n\n{{ bb }}\n", control="# 控制\n\n{{ spec.cc }}\n"))
    told = [(Path(problem.where.file).name, problem.where.line) for problem in found if problem.where]
    assert told == [("strategy.md", 2), ("strategy.md", 4), ("control.md", 3)]


HOSTILE = (
    "{{ ''.__class__.__mro__ }}",
    "{{ spec.model_copy(update={}) }}",
    "{{ spec.region.name.replace('a', 'b') }}",
    "{{ 9 ** 9999999 }}",
    "{{ range(999999999) | list }}",
    "{{ cycler.__init__.__globals__ }}",
    "{% import 'os' as os %}",
    "{% include '/etc/passwd' %}",
    "{{ namespace.__init__.__globals__ }}",
)


@pytest.mark.slow
@pytest.mark.parametrize("typed", HOSTILE)
def test_a_text_runs_nothing(typed: str, tmp_path: Path) -> None:
    (problem, *_) = refused(own(tmp_path, strategy=f"# 打法\n\n{typed}\n"))
    assert problem.code == "D02"
    assert problem.where
    assert problem.where.line == 3


MANY = "'" + "a" * 400 + "'"
DOUBLED = "".join(f"{{% set x{n} = [x{n - 1}, x{n - 1}] %}}" for n in range(1, 60))
SQUARE = f"{{% for a in {MANY} %}}{{% for b in {MANY} %}}…{{% endfor %}}{{% endfor %}}"
BOMBS = (
    SQUARE.replace("…", f"{{% for c in {MANY} %}}{{% endfor %}}"),
    SQUARE.replace("…", f"{{% for c in {MANY} if a == b %}}{{% endfor %}}"),
    SQUARE.replace("…", "x" * 6000),
    SQUARE.replace("…", "{{ spec }}"),
    "{{ [1] | batch(99999999, 'x') | list | length }}",
    "{{ [1] | slice(slices=99999999) | list | length }}",
    "{% set ns = namespace(x='aaaaaaaa') %}" + "{% set ns.x = ns.x ~ ns.x %}" * 60,
    "{% macro m0() %}x{% endmacro %}"
    + "".join(f"{{% macro m{n}() %}}{{{{ m{n - 1}() }}}}{{{{ m{n - 1}() }}}}{{% endmacro %}}" for n in range(1, 60))
    + "{{ m59() }}",
    "{% set x0 = [1] %}" + DOUBLED + "{{ x59 }}",
    "{% set x0 = [1] %}" + DOUBLED + "{{ 'a' ~ x59 }}",
    "{% set x0 = [1] %}"
    + DOUBLED
    + "{% for a in x59 recursive %}{% if a is iterable %}{{ loop(a) }}{% endif %}{% endfor %}",
)


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_text_does_not_work_or_print_without_end(bomb: str) -> None:
    environment = sandbox({}, str)
    environment.left //= 20  # as without end as a million, and sooner tried
    with pytest.raises(SecurityError):
        environment.from_string(bomb).render(spec="x" * 6000)


def test_a_text_that_nobody_can_read_is_told(tmp_path: Path) -> None:
    deep = ("(" * 3000 + "1" + ")" * 3000, "1" * 5000)
    for text in (*(f"{{{{ {one} }}}}" for one in deep), "{% for a in [1] %}" * 30 + "{% endfor %}" * 30):
        (problem, *_) = refused(own(tmp_path, strategy=f"# 打法\n\n{text}\n"))
        assert (problem.code, problem.message.en) == ("D02", "section text: nested too deep, or too long to be read")


def test_what_a_text_may_do_it_does_as_before() -> None:
    text = "{% macro m(a) %}<{{ a }}>{% endmacro %}{% for a in many if a > 1 %}{{ loop.index }}/{{ loop.length }}"
    text += "{{ m(a ~ '&') }}{% if not loop.last %}, {% endif %}{% else %}-{% endfor %}"
    filled = sandbox({}, lambda value: value).from_string(text)
    assert filled.render(many=(1, 2, 3)) == "1/2<2&amp;>, 2/2<3&amp;>"
    assert filled.render(many=()) == "-"


def test_a_text_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    own(tmp_path, strategy="")
    (tmp_path / "zh-CN" / "sections" / "strategy.md").write_bytes("# 打法".encode("gb18030"))
    (problem,) = refused(tmp_path)
    assert "cannot be read" in problem.message.en


@pytest.mark.parametrize("text", ["date: '{year:'", "date: '%('", "list: [a]", "missing: {a: 1}"])
def test_formats_of_ones_own_that_cannot_be_used_are_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "own" / "zh-CN").mkdir(parents=True)
    (tmp_path / "own" / "zh-CN" / "formats.yaml").write_text(text, "utf-8")
    spec = Path(__file__).parents[1] / "checks" / "base.yaml"
    made = run(Job(spec, "md", templates=tmp_path / "own"))
    assert made.content or [problem.code for problem in made.problems] == ["D01"]
