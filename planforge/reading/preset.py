"""Industry presets: the words, units, usual nodes, classes, lines and rules of a trade, as data in one file each.

A preset never decides a figure of the plan. Its terms word the document, its lists fill a starting spec, its
``ignore_rules`` tell ``check`` which rules do not fit the trade. What a manager writes in the spec always wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError, field_validator

from planforge import resources
from planforge.problem import Problem, Refusal, Text, Where
from planforge.spec.model import Model
from planforge.spec.money import LineKind
from planforge.spec.spec import SubPlan
from planforge.spec.strategy import Area
from planforge.spec.terms import Term
from planforge.spec.values import Count, Flag, Name, Percent, Prose, Ratio
from planforge.words import load_texts

GENERAL = "general"
BESIDE_WORDS = ("cards", "ignore_rules", "not_applicable")
"""What else of a preset tells on a plan once it is written."""


class PresetNode(Model):
    """网络节点。 | A kind of node of the network."""

    name: Text
    unit: Text
    distribution: Flag = False


class PresetClass(Model):
    """产品类别。 | A class of products."""

    name: Text
    margin: Ratio
    low_margin: Flag = False


class PresetProduct(Model):
    """起步产品。 | A product to start from."""

    name: Text
    product_class: Text = Field(alias="class")
    share: Ratio
    price: Count


class PresetShare(Model):
    """起步渠道。 | A channel to start from."""

    name: Text
    share: Ratio


class PresetLine(Model):
    """常用费用科目。 | A usual expense line."""

    name: Text
    kind: LineKind
    ratio: Ratio


class PresetFactor(Model):
    """漏斗因子。 | A factor of the trade's funnel."""

    name: Text
    unit: Text


class PresetKpi(Model):
    """常用控制指标。 | A usual KPI."""

    name: Text
    definition: Text
    frequency: Text
    source: Text
    measure: Literal["sales", "volume", "expense_ratio"] | None = None
    """The computed figure that it watches, so that it serves that objective; sales otherwise."""


class PresetTactic(Model):
    """常用战术。 | A usual tactic."""

    area: Area
    name: Text


class Preset(Model):
    """一个行业的用语与常用内容。 | The words and usual content of one trade."""

    title: Text
    also: tuple[Name, ...] = ()
    terms: dict[Term, Text] = Field(default_factory=dict)
    nodes: tuple[PresetNode, ...] = Field(min_length=1)
    product_classes: tuple[PresetClass, ...] = Field(min_length=1)
    products: tuple[PresetProduct, ...] = Field(min_length=1)
    channels: tuple[PresetShare, ...] = Field(min_length=1)
    expense_lines: tuple[PresetLine, ...] = Field(min_length=1)
    wages: Literal["within", "apart"] = "within"
    terms_of_payment: tuple[Percent, ...] = ()
    funnel: tuple[PresetFactor, ...] = ()
    kpis: tuple[PresetKpi, ...] = Field(min_length=1)
    tactics: tuple[PresetTactic, ...] = Field(min_length=1)
    not_applicable: dict[SubPlan, Text] = Field(default_factory=dict)
    ignore_rules: dict[Name, Text] = Field(default_factory=dict)
    stores: Flag = False
    cards: tuple[Text, ...] = ()
    """What a director of the trade reads fourth, in this order: words in the names of objectives or factors."""
    season_note: Text | None = None
    note: Prose | None = None

    @field_validator("products", "channels")
    @classmethod
    def _whole(cls, given: tuple[PresetShare | PresetProduct, ...]) -> tuple[PresetShare | PresetProduct, ...]:
        if sum(item.share for item in given) != 1:
            raise ValueError("shares must sum to 100 %")
        return given

    def words(self, language: str) -> dict[str, str]:
        """Terms of a language by key; those the preset leaves out are the general ones."""
        return {key: text.to(language) for key, text in self.terms.items()}


def preset_names(folder: Path | None = None) -> tuple[str, ...]:
    """Names of all presets, ``general`` first; ``folder`` adds the user's own."""
    names = {path.stem for place in _places(folder) for path in place.glob("*.yaml")}
    return tuple(sorted(names, key=lambda name: (name != GENERAL, name)))


def load_preset(name: str, folder: Path | None = None) -> Preset:
    """The preset of a trade, its missing terms filled with the general ones.

    ``folder`` holds presets of the user's own, which win over ours. Refusal for a name that is not there, or a file
    that cannot be used.
    """
    path = next((p for p in _files(folder) if p.stem == name), None)
    path = path or next((p for p in _files(folder) if name.strip().casefold() in _called(p)), None)
    if path is None:
        raise Refusal(_unknown(name, preset_names(folder)))
    preset = _read(path)
    return preset.model_copy(update={"terms": {**_general().terms, **preset.terms}})


def trade_words(name: str, language: str, folder: Path | None = None) -> dict[str, str]:
    """The terms of a trade; the general ones for one whose preset lies where nobody has said."""
    try:
        return load_preset(name, folder).words(language)
    except Refusal:
        return _general().words(language)


def term_words(language: str) -> dict[str, str]:
    """What each term is called where somebody picks one, no two alike and none like another's key: a second 客户 has
    its own key behind it.
    """
    words, found = _general().words(language), dict[str, str]()
    for key, word in words.items():
        taken = word in found.values() or (word in words and word != key)
        found[key] = f"{word} ({key})" if taken else word
    return found


def choice_word(key: str, field: str) -> str:
    """The Chinese word of a key that is one of a few, as the sub-plans are: that of the questionnaire's drop-down."""
    words = load_texts("zh-CN", "questionnaire.yaml", None)["choices"]
    return str(words.get(f"{field}.{key}") or term_words("zh-CN")[key])


def only_words(name: str, folder: Path | None, language: str) -> dict[str, str] | None:
    """The terms that make a plan of the general trade say what a preset of the user's own does, so that the plan needs
    no preset beside it. None where the preset is one of ours, or has rules and cards of its own as well.
    """
    preset, general = load_preset(name, folder), _general()
    if name in preset_names() or any(getattr(preset, key) != getattr(general, key) for key in BESIDE_WORDS):
        return None
    usual = general.words(language)
    return {key: word for key, word in preset.words(language).items() if word != usual.get(key)}


def preset_name(name: str, folder: Path | None = None) -> str:
    """The preset's own name for what people call the trade: 农资 is agri-inputs. Refusal where there is none."""
    load_preset(name, folder)
    known = preset_names(folder)
    return name if name in known else next(p.stem for p in _files(folder) if name.strip().casefold() in _called(p))


def _files(folder: Path | None) -> list[Path]:
    found = [path for place in _places(folder) for path in sorted(place.glob("*.yaml")) if path.is_file()]
    ours = resources.templates()
    return [path for path in found if path.is_relative_to(ours) or not resources.leads_out(path, folder or ours)]


def _called(path: Path) -> set[str]:
    """What the trade of a preset is called, in both languages; nothing where the file cannot be used."""
    try:
        preset = _read(path)
    except Refusal:
        return set()
    return {name.casefold() for name in (*preset.title, *preset.also)}


def _general() -> Preset:
    return _read(resources.templates() / "industries" / f"{GENERAL}.yaml")


def _places(folder: Path | None) -> Iterator[Path]:
    yield from (folder / "industries", folder) if folder else ()
    yield resources.templates() / "industries"


def _read(path: Path) -> Preset:
    try:
        return _parsed(path, path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(_unfit(path, (), " ".join(str(error).split()))) from error


@cache
def _parsed(path: Path, text: str) -> Preset:
    try:
        loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return Preset.model_validate(loaded)
    except ValidationError as error:
        raise Refusal(
            *(
                _unfit(path, item["loc"], item["msg"].removeprefix("Value error, "))
                for item in error.errors(include_url=False)
            )
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Refusal(_unfit(path, (), " ".join(str(error).split()))) from error


def _unknown(name: str, known: tuple[str, ...]) -> Problem:
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1, 0.5)
    called = "、".join(dict.fromkeys(_title(one) for one in known))
    hint = Text(
        f"可用：{called}；或写一个自己的，见 docs/industries.md",
        f"possible: {', '.join(known)}; or one of your own, see docs/industries.md",
    )
    if near:
        hint = Text(f"是否指 {near[0]}？{hint.zh}", f"did you mean {near[0]}? {hint.en}")
    return Problem("R15", Text(f"没有行业预设“{name}”", f"there is no industry preset {name}"), hint, ("industry",))


def _title(name: str) -> str:
    """What a shipped trade is called in Chinese; its own name where it is a person's."""
    path = resources.templates() / "industries" / f"{name}.yaml"
    return _read(path).title.zh if path.is_file() else name


def _unfit(path: Path, loc: tuple[str | int, ...], why: str) -> Problem:
    place = ".".join(map(str, loc))
    message = Text(f"行业预设 {path.name} 不能使用：{place} {why}", f"preset {path.name} cannot be used: {place} {why}")
    return Problem(
        "R16", message, Text("对照 general.yaml 改正", "compare it with general.yaml"), where=Where(str(path))
    )
