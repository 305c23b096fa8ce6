"""Presets: each trade is one valid file with the same terms in both languages; a user's own file is as good as ours."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from conftest import ROOT

from planforge import read
from planforge.problem import Refusal, Text
from planforge.reading.preset import Preset, load_preset, preset_name, preset_names
from planforge.spec.spec import SubPlan
from planforge.spec.terms import Term

INDUSTRIES = ROOT / "templates" / "industries"
TRADES = tuple(sorted(path.stem for path in INDUSTRIES.glob("*.yaml") if path.stem != "general"))
CHINESE = re.compile(r"[\u3400-\u9fff]")

every_preset = pytest.mark.parametrize("name", ("general", *TRADES))


def texts(value: Any) -> list[Text]:
    """Every bilingual text of a preset."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, Preset) or hasattr(value, "model_fields_set"):
        return [text for name in type(value).model_fields for text in texts(getattr(value, name))]
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    return [text for item in value for text in texts(item)] if isinstance(value, tuple) else []


def write(folder: Path, name: str, **changes: Any) -> Path:
    """A preset of one's own: the general one, with a few fields changed."""
    given = yaml.safe_load((INDUSTRIES / "general.yaml").read_text("utf-8"))
    path = folder / "industries" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({**given, **changes}, allow_unicode=True), "utf-8")
    return path


def test_there_are_eleven_trades_at_the_least_and_a_general_one() -> None:
    assert preset_names() == ("general", *TRADES)
    assert {
        "agri-inputs",
        "auto-aftermarket",
        "beauty-chain",
        "brokerage",
        "building-materials",
        "entertainment",
        "feed",
        "fmcg",
        "liquor",
        "medical-devices",
        "restaurant",
    } <= set(TRADES)


@every_preset
def test_every_text_is_in_both_languages(name: str) -> None:
    found = texts(load_preset(name))
    assert len(found) > 60
    assert [text for text in found if not (text.zh.strip() and text.en.strip())] == []
    assert [text.en for text in found if CHINESE.search(text.en)] == []


@every_preset
def test_both_languages_have_every_term(name: str) -> None:
    preset = load_preset(name)
    assert set(preset.terms) == set(get_args(Term))
    assert set(preset.words("zh-CN")) == set(preset.words("en")) == set(get_args(Term))


def test_the_general_preset_leaves_nothing_out_that_others_take_from_it() -> None:
    own = yaml.safe_load((INDUSTRIES / "general.yaml").read_text("utf-8"))
    assert set(own["terms"]) == set(get_args(Term))


def test_every_sub_plan_has_a_name_in_every_trade() -> None:
    for name in preset_names():
        words = load_preset(name).words("en")
        assert [plan for plan in get_args(SubPlan) if not words[f"{plan}_plan"]] == []


@every_preset
def test_english_terms_are_lower_case_and_singular(name: str) -> None:
    singular = ("dealer", "store", "outlet", "product", "channel", "consumer", "competitor", "district", "promotion")
    words = load_preset(name).words("en")
    assert [words[key] for key in singular if re.search(r"[^s]s$", words[key])] == []
    abbreviations = r"\b(?:CNY|KPI|SKU|KTV)\b"
    assert [term for term in words.values() if re.search(r"[A-Z]", re.sub(abbreviations, "", term))] == []


@every_preset
def test_what_it_starts_a_plan_with_hangs_together(name: str) -> None:
    preset = load_preset(name)
    classes = {(own.name.zh, own.name.en) for own in preset.product_classes}
    assert {(product.product_class.zh, product.product_class.en) for product in preset.products} <= classes
    assert sum(product.share for product in preset.products) == sum(channel.share for channel in preset.channels) == 1
    assert any(line.kind == "wage" for line in preset.expense_lines)
    assert sum(line.ratio for line in preset.expense_lines) < 1
    assert set(preset.not_applicable) <= set(get_args(SubPlan))


@pytest.mark.parametrize(
    ("called", "name"),
    [("农资", "agri-inputs"), ("汽配", "auto-aftermarket"), ("建材", "building-materials"), ("Feed", "feed")],
)
def test_a_trade_goes_by_what_people_call_it(called: str, name: str) -> None:
    assert load_preset(called) == load_preset(name)
    assert preset_name(called) == name


def test_a_trade_says_which_sub_plans_do_not_apply_and_why() -> None:
    assert "当日扣收" in load_preset("brokerage").not_applicable["collection"].zh
    assert "before they leave" in load_preset("entertainment").not_applicable["collection"].en


def test_a_file_of_ones_own_is_found_and_takes_missing_terms_from_the_general_one(tmp_path: Path) -> None:
    terms = {"store": {"zh": "院区", "en": "clinic"}}
    write(tmp_path, "pet-clinic", title={"zh": "宠物医院", "en": "Pet clinics"}, terms=terms)
    assert set(preset_names(tmp_path)) == {"general", "pet-clinic", *TRADES}
    words = load_preset("pet-clinic", tmp_path).words("en")
    assert (words["store"], words["dealer"]) == ("clinic", "dealer")


def test_a_change_to_a_file_of_ones_own_is_seen_at_once(tmp_path: Path) -> None:
    for title in ("Pet clinics", "Animal hospitals"):
        write(tmp_path, "pet-clinic", title={"zh": "宠物医院", "en": title})
        assert load_preset("pet-clinic", tmp_path).title.en == title


def test_a_file_of_ones_own_wins_over_ours(tmp_path: Path) -> None:
    write(tmp_path, "fmcg", title={"zh": "本公司快消", "en": "Our consumer goods"})
    assert load_preset("fmcg", tmp_path).title.en == "Our consumer goods"
    assert load_preset("fmcg").title.en == "Fast-moving consumer goods"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"terms": {"shop": {"zh": "店", "en": "shop"}}}, "terms.shop"),
        ({"title": {"zh": "宠物医院"}}, "title"),
        ({"channels": [{"name": {"zh": "甲", "en": "A"}, "share": "90%"}]}, "shares must sum to 100 %"),
        ({"expense_lines": []}, "expense_lines"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_place(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    path = write(tmp_path, "odd", **changes)
    with pytest.raises(Refusal) as refused:
        load_preset("odd", tmp_path)
    (problem, *_) = refused.value.problems
    assert problem.code == "R16"
    assert said in problem.message.en
    assert problem.where and problem.where.file == str(path)


def test_an_unknown_trade_is_told_with_the_nearest_and_all() -> None:
    with pytest.raises(Refusal) as refused:
        load_preset("brokrage")
    (problem,) = refused.value.problems
    assert problem.hint
    assert problem.hint.en.startswith("did you mean brokerage?")
    assert all(name in problem.hint.en for name in TRADES)


@pytest.mark.parametrize("name", ["../general", "/etc/passwd", "..\\general"])
def test_a_name_cannot_lead_out_of_the_folder(name: str) -> None:
    with pytest.raises(Refusal):
        load_preset(name)


def test_a_company_may_put_any_term_in_its_own_words_and_a_misspelt_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    text = "year: 2027\nregion: {name: 甲, company: 乙}\ndistricts: [{name: 东}]\ntargets: {base: 100万}\n"
    text += "words: {%s: 分销商}\n"
    for term in (*get_args(Term), "region", "floor"):
        path.write_text(text % term, "utf-8")
        assert read(path).problems == ()
    path.write_text(text % "dealr", "utf-8")
    (problem,) = read(path).problems
    assert problem.hint and problem.hint.en == "did you mean dealer?"
