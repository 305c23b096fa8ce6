"""A starting spec: the answers of a manager and his past sales, in the words of his trade, as commented YAML.

The text is ``templates/<language>/scaffold.yaml``. Whatever it states that the manager did not say is marked there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from planforge import resources
from planforge.ledger.intake import FULL
from planforge.ledger.past import Past, Sold
from planforge.reading.preset import GENERAL, Preset, PresetLine, load_preset, only_words
from planforge.reading.schema import SCHEMA_ID
from planforge.reading.yaml_editor import quoted, scalar
from planforge.spec.values import UNSEEN, UNWRITABLE

if TYPE_CHECKING:
    from jinja2 import Template

STARTING_TARGET = Decimal(10_000_000)  # where nothing is known of past sales; marked as to be filled in
STARTING_GROWTH = "+10%"
_UNITS = ((Decimal(10) ** 9, "百万元"), (Decimal(5) * 10**6, "万元"), (Decimal(10) ** 5, "千元"))
_ENGLISH_UNITS = ((Decimal(10) ** 9, "million"), (Decimal(10) ** 5, "thousand"))
_SCALES = {"zh": ((10**8, "亿"), (10**4, "万")), "en": ((10**6, "m"), (10**3, "k"))}


class Answers(Struct, frozen=True):
    """What is known at the start. ``sales`` are last year's of the whole region; ``past`` wins over them."""

    language: str
    industry: str
    region: str
    company: str
    year: int
    manager: str = ""
    districts: tuple[str, ...] = ()
    sales: Decimal | None = None
    past: Past | None = None
    currency: str = "CNY"
    currency_known: bool = True  # whether anybody said so
    templates: Path | None = None  # a folder with presets of the user's own


class Objective(NamedTuple):
    """An objective whose figures the plan works out."""

    name: str
    measure: str


def scaffold(answers: Answers, file: str) -> str:
    """The text of a spec that reads without a mistake and renders at once; ``file`` is its name."""
    text = _template(answers.language).render(_facts(answers, file))
    return re.sub(r"\n{3,}", "\n\n", text)


@cache
def _template(language: str) -> Template:
    import jinja2
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    path = resources.templates() / language / "scaffold.yaml"
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, optimized=False
    )
    environment.filters |= {
        "q": quoted, "v": scalar, "money": _Money(language), "exact": _exact, "plain": _plain, "percent": _percent,
        "signed": _signed,
    }  # fmt: skip
    text = path.read_text("utf-8")
    made_of = repr((jinja2.__version__, sorted(environment.filters), text))
    code = resources.kept(f"{language}.scaffold", made_of, lambda: environment.compile(text))
    return jinja2.Template.from_code(environment, code, environment.make_globals(None))


def start_words(language: str) -> Mapping[str, Any]:
    """What a new spec is begun with: names where none are given, and the words of a history gathered from a file."""
    words: Mapping[str, Any] = resources.loaded(f"{language}/start.yaml")
    return words


# What the text is filled with -----------------------------------------------------------------------------------------


def _facts(answers: Answers, file: str) -> Mapping[str, Any]:
    preset, past, language = load_preset(answers.industry, answers.templates), answers.past, answers.language
    terms = preset.words(language)
    products, channels = _products(preset, past, language), _channels(preset, past, language)
    own = only_words(answers.industry, answers.templates, language)
    objectives = tuple(_objectives(preset, terms, products))
    growth_known = bool(answers.sales) if past is None else past.last_year == answers.year - 1 and not past.part
    return {
        "schema": SCHEMA_ID,
        "file": quoted_for_shell(file),
        **{key: getattr(answers, key) for key in ("region", "company", "manager", "year", "sales", "past")},
        "industry": answers.industry if own is None else GENERAL,
        "own": own,
        "trade": preset.title.to(language),
        "payment": start_words(language)["payment"][_paid(preset)],
        "start": start_words(language),
        "term": terms,
        "title": _capital(terms["manager"]),
        "preset": preset,
        "currency": answers.currency,
        "currency_known": answers.currency_known,
        "unit": _unit(language, past.total if past else answers.sales or STARTING_TARGET),
        "metrics": past.metrics if past else (),
        "districts": past.districts if past and past.districts else _named(answers.districts or (answers.region,)),
        "history_weighs": bool(past and past.districts),
        "people": past.people if past else (),
        "stores": past.stores if past else (),
        "growth_known": growth_known,
        "years_known": len(past.years) if past else int(bool(answers.sales)),
        "base": STARTING_GROWTH if growth_known else _exact(_round(_a_year(past)) if past else STARTING_TARGET),
        "objectives": objectives,
        "kpis": tuple(_kpis(preset, objectives, language)),
        "products": products,
        "past_products": bool(past and past.products),
        "margins_known": bool(past and all(p.margin is not None for p in past.products)),
        "prices_known": bool(past and any(p.price is not None for p in past.products)),
        "channels": channels,
        "past_channels": bool(past and past.channels),
        "line_of": _line_of(preset, language),
        "fixed_lines": tuple(_fixed(preset)),
        "off": preset.not_applicable,
    }


def _paid(preset: Preset) -> str:
    """How customers of the trade pay: in parts, or all of it at once, a month later, or later still."""
    if sum(part > 0 for part in preset.terms_of_payment) > 1:
        return "parts"
    return {1: "cash", 2: "monthly"}.get(len(preset.terms_of_payment), "credit")


def region_of(file: Path, language: str) -> str:
    """The region a new file is named after: 鲁西南 of ``鲁西南2027营销计划.xlsx``; the usual name where it is named
    after a plan only."""
    words, bare = start_words(language), file.stem
    for word in words["no_region"]:
        bare = re.sub(re.escape(word), " ", bare, flags=re.IGNORECASE)
    bare = " ".join(re.sub(r"[\d\W_]+", " ", bare).split())
    if bare.isascii():
        return bare.title() if len(bare) > 2 else str(words["region"])
    return bare


def quoted_for_shell(name: str) -> str:
    """A file's name or path as a command takes it on any shell, PowerShell among them, on one line."""
    name = UNSEEN.sub("\ufffd", UNWRITABLE.sub("\ufffd", " ".join(name.split())))
    if re.fullmatch(rf"[\w./{re.escape(os.sep)}:][\w./{re.escape(os.sep)}:-]*", name):
        return name
    mark = "'" if re.search(r'["$`!“”]', name) and "'" not in name else '"'
    return f"{mark}{name}{mark}"


def _named(names: Sequence[str]) -> tuple[Sold, ...]:
    return tuple(Sold(name) for name in names)


def _products(preset: Preset, past: Past | None, language: str) -> tuple[Mapping[str, Any], ...]:
    if past and past.products:
        return tuple(
            {
                "name": sold.name,
                "class": _class_of(sold.margin, preset, language),
                "margin": sold.margin,
                "share": None,
                "price": sold.price,
                "last_price": sold.price,
                "last": sold.last,
                "part": sold.share,
            }
            for sold in past.products
        )
    return tuple(
        {
            "name": product.name.to(language),
            "class": product.product_class.to(language),
            "margin": None,
            "share": product.share,
            "price": Decimal(product.price),
            "last_price": None,
            "last": None,
            "part": None,
        }
        for product in preset.products
    )


def _a_year(past: Past) -> Decimal:
    """The last year's sales; a year at the average of its months where it is a part of one, unless they are few."""
    return past.total * FULL / past.facts[-1].months if past.part and not past.few else past.total


def _class_of(margin: Decimal | None, preset: Preset, language: str) -> str:
    """The class with the highest margin that the product reaches, the lowest where it reaches none."""
    if margin is None:
        return ""
    classes = sorted(preset.product_classes, key=lambda item: item.margin, reverse=True)
    return next((c for c in classes if c.margin <= margin), classes[-1]).name.to(language)


def _channels(preset: Preset, past: Past | None, language: str) -> tuple[Mapping[str, Any], ...]:
    if past and past.channels:
        return tuple({"name": s.name, "share": None, "last": s.last, "part": s.share} for s in past.channels)
    return tuple({"name": c.name.to(language), "share": c.share, "last": None, "part": None} for c in preset.channels)


def _objectives(preset: Preset, terms: Mapping[str, str], products: Sequence[Mapping[str, Any]]) -> Iterator[Objective]:
    """What the plan can work out from a start like this."""
    yield Objective(_capital(terms["sales"]), "sales")
    if any(product["price"] is not None for product in products):
        yield Objective(_capital(terms["volume"]), "volume")
    if "profit" not in preset.not_applicable:
        yield Objective(_capital(terms["expense_ratio"]), "expense_ratio")


def _kpis(preset: Preset, objectives: Sequence[Objective], language: str) -> Iterator[Mapping[str, str]]:
    """The trade's usual measures, each with the objective it serves; then one for every objective none watches."""
    codes = {objective.measure: f"M{number}" for number, objective in enumerate(objectives, 1)}
    watched = set()
    for kpi in preset.kpis:
        code = codes.get(kpi.measure or "sales", "M1")
        watched.add(code)
        parts = {key: getattr(kpi, key).to(language) for key in ("name", "definition", "frequency", "source")}
        yield parts | {"objective": code}
    usual = start_words(language)["kpi"]
    for objective in objectives:
        if codes[objective.measure] not in watched:
            yield {"name": objective.name, **usual, "objective": codes[objective.measure]}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fixed(preset: Preset) -> Iterator[PresetLine]:
    """The lines that do not move with sales: rent, and the first line of wages (bonus and commission come after)."""
    wages = [line for line in preset.expense_lines if line.kind == "wage"]
    yield from (line for line in preset.expense_lines if line.kind == "rent" or line in wages[:1])


def _line_of(preset: Preset, language: str) -> Mapping[str, str]:
    """The expense line for each kind, the first line where the trade has none of it."""
    found = {line.kind: line.name.to(language) for line in reversed(preset.expense_lines)}
    first = preset.expense_lines[0].name.to(language)
    return {kind: found.get(kind, first) for kind in ("promotion", "advertising", "training")}


# Figures as people write them -----------------------------------------------------------------------------------------


def _unit(language: str, total: Decimal) -> str:
    """The unit in which the year's total has four to six digits; ten thousands are a unit in Chinese only."""
    if language.startswith("zh"):
        return next((unit for least, unit in _UNITS if total >= least), "元")
    return next((unit for least, unit in _ENGLISH_UNITS if total >= least), "unit")


class _Money:
    """Writes an amount for reading, four digits of it or so: 2,304.5万, 1.2m."""

    def __init__(self, language: str) -> None:
        self.scales = _SCALES["zh" if language.startswith("zh") else "en"]

    def __call__(self, amount: Decimal) -> str:
        scale, unit = next(((s, u) for s, u in self.scales if abs(amount) >= s), (1, ""))
        step = Decimal("0.01") if scale == 10**8 else Decimal("0.1") if unit else Decimal(1)
        shown = (amount / scale).quantize(step, ROUND_HALF_UP)
        return f"{shown:,f}{unit}"


def _exact(amount: Decimal) -> str:
    """An amount in full: 69,000,000 is safe in brackets only without its commas."""
    return f"{amount.normalize():f}"


def _round(amount: Decimal) -> Decimal:
    """To three digits, as targets are set."""
    return amount.quantize(Decimal(1).scaleb(max(amount.adjusted() - 2, 0)), ROUND_HALF_UP)


def _percent(share: Decimal, *, sign: bool = False) -> str:
    shown = f"{(share * 100).quantize(Decimal('0.1'), ROUND_HALF_UP).normalize():f}"
    return f"+{shown}%" if sign and share >= 0 else f"{shown}%"


def _signed(share: Decimal) -> str:
    """A change as prose writes it, with a real minus."""
    return _percent(share, sign=True).replace("-", "−")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
