"""Rules of the wording: no slogans, no placeholders, no empty part, and a summary that answers what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from planforge.checks.actions import known_people
from planforge.checks.prose import END, is_checkable, quoted, sentences, texts
from planforge.checks.rule import Rule, listed
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.reading.origins import unconfirmed
from planforge.spec.region import ENGLISH_UNITS, MONEY_UNITS
from planforge.spec.values import has_chinese
from planforge.wording import printed

# The words that slogans are made of -----------------------------------------------------------------------------------


class Kind(Struct, frozen=True):
    """Words that lack the same thing; ``(?!…)`` keeps out terms that only look like one, as 不断 in 不断货."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    ask: Text


KINDS = (
    Kind(
        ("不定期", r"定期(?![存理开寿])"),
        ("regularly", "periodically", "from time to time"),
        Text("写明每周还是每月、几次、谁来做", "say how often and by whom"),
    ),
    Kind(
        ("尽快", r"及时(?![达雨])", "加快", "早日"),
        ("timely", "as soon as possible", "accelerate"),
        Text("写明几天之内，或哪一天之前", "say within how many days, or by which date"),
    ),
    Kind(
        (r"适当(?!性)", r"有效(?![期率户客网门订面日会票])", "显著", r"充分(?!条件)", "稳步", "大力(?!水手)"),
        (r"appropriate", r"effective(?!ly? (?:date|from|on|rate))", "significant", "fully", "vigorously"),
        Text("写明多少、到什么程度", "say how much, or up to what"),
    ),
    Kind(
        (
            r"加强(?![版型])",
            r"加大(?![码瓶号包份])",
            r"强化(?![木地玻复])",
            "优化",
            "完善",
            "健全",
            r"提升(?![机])",
            r"推进(?![器剂])",
            "打造",
            r"做好(?!的)",
            r"搞好(?!的)",
            r"抓好(?!的)",
            "进一步",
            r"不断(?![货档供码电网水线])",
        ),
        (
            "strengthen",
            "enhance",
            "improve",
            "optimi[sz]e",
            r"promote(?!rs?\b|d? to\b)",
            "leverage",
            "further(?! to)",
            "continuously",
        ),
        Text("写明从多少到多少、到什么时候、由谁负责", "say from what to what, by when, or by whom"),
    ),
    Kind(
        (
            "提高认识",
            "落实到位",
            "高度重视",
            "齐心协力",
            "再创辉煌",
            "更上一层楼",
            "努力",
            "切实",
            "积极",
            r"深入(?!浅出)",
            r"全面(?![积])",
            "扎实",
            "狠抓",
            "贯彻",
            "争取",
            "力争",
        ),
        ("actively", "strive", "best-in-class", "world-class"),
        Text(
            "删去，或换成能检查的要求：数字、期限、责任人",
            "drop it, or ask for a number, a date, an owner instead",
        ),
    ),
)


def _pattern(kind: Kind) -> str:
    return "|".join(kind.zh) + r"|\b(?:" + "|".join(kind.en) + r")\w*\b"


VAGUE = re.compile("|".join(f"({_pattern(kind)})" for kind in KINDS), re.IGNORECASE)


def asks_for(found: re.Match[str]) -> Text:
    """What a match of ``VAGUE`` leaves open."""
    assert found.lastindex is not None
    return KINDS[found.lastindex - 1].ask


PLACEHOLDER = re.compile(
    r"20[xX×]{2}|(?<![A-Za-z])[xX×]{2,}(?![A-Za-z])|待定(?![期时])|待填|待补充|某某|（\s*）|_{3,}|\?{3,}|？{3,}"
    r"|\b(?:TBD|TODO|TBC|FIXME)\b|\bto be (?:filled|confirmed|decided)\b|\blorem ipsum\b",
    re.IGNORECASE,
)


class Q01(Rule):
    title = Text("空话：没有数字、期限或责任人", "Vague: no number, date or owner")
    why = Text(
        "“加强”“提升”谁都同意，谁也不用做；写上数字、期限或责任人，才知道做没做到。",
        "Everybody agrees to “enhance”, nobody has to; a number, a date or an owner makes it checkable.",
    )
    message = Text("“{word}”后面没有数字、期限或责任人：{quote}", "“{word}” without number, date or owner: {quote}")
    hint = Text("{ask}", "{ask}")
    limits = {"window": 40}

    def find(self, plan: Plan) -> Iterator[Problem]:
        people = known_people(plan.spec)
        for path, text in sentences(plan.spec):
            if not _has_fields_beside(path):
                yield from self._vague(path, text, people)

    def _vague(self, path: Path, text: str, people: set[str]) -> Iterator[Problem]:
        """One finding a sentence. What makes it checkable may stand before the word, or up to a window behind it."""
        window = int(self.limit["window"]) * (1 if has_chinese(text) else 3)
        start = 0
        for sentence in END.split(text):
            start = text.index(sentence, start)
            found = VAGUE.search(sentence)
            if found and not is_checkable(text[start : start + found.end() + window], people):
                yield self.at(*path, word=found[0], quote=quoted(sentence), ask=asks_for(found))
            start += len(sentence)


class Q02(Rule):
    title = Text("空白章节", "An empty part")
    why = Text("六部分少一部分，链条就断了。", "With one of the six parts missing the chain is broken.")
    message = Text("“{name}”部分没有内容", "the part “{name}” is empty")
    hint = Text("填写 {key}", "fill in {key}")
    severity = Severity.ERROR

    def find(self, plan: Plan) -> Iterator[Problem]:
        spec = plan.spec
        parts = (
            ("situation", Text("现状", "situation"), spec.situation.model_fields_set),
            ("objectives", Text("目标", "objectives"), spec.objectives),
            ("strategies", Text("战略", "strategy"), spec.strategies),
            ("tactics", Text("战术", "tactics"), spec.tactics),
            ("actions", Text("行动计划", "action plan"), spec.actions),
            ("control", Text("控制", "control"), spec.control.model_fields_set),
        )
        for key, name, given in parts:
            if not given:
                yield self.at(key, name=name, key=key)


class Q07(Rule):
    title = Text("数据缺来源或口径", "A figure has no source or definition")
    why = Text(
        "没有来源的容量和份额，换一个人算就是另一个数。",
        "A market size without source is another figure when another person counts.",
    )
    message = Text("市场容量和份额没有注明来源", "market size and shares name no source")
    hint = Text("在 situation.market.source 中写明来源与口径", "give source and definition in situation.market.source")

    def find(self, plan: Plan) -> Iterator[Problem]:
        market = plan.spec.situation.market
        given = market.size or market.sizes or any(rival.share for rival in plan.spec.situation.competitors)
        given = given or any(district.market for district in plan.spec.districts)
        if given and not market.source:
            yield self.at("situation", "market")


class Q08(Rule):
    title = Text("正文含占位文字", "A placeholder is left")
    why = Text("带着“待定”“XX”交上去，等于没写完。", "A plan with “TBD” in it is not finished.")
    message = Text("占位文字“{word}”：{quote}", "placeholder “{word}”: {quote}")
    hint = Text("写上实际内容，或删去", "write what is meant, or drop it")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for path, text in texts(plan.spec):
            found = PLACEHOLDER.search(text)
            if found:
                yield self.at(*path, word=found[0], quote=quoted(text))


class Q09(Rule):
    severity = Severity.INFO
    title = Text("行动过多，疑似流水账", "So many actions that it reads as a running account")
    why = Text(
        "六十条以上的行动没有轻重，也没有人能跟踪。", "Beyond sixty actions nothing is first and nobody can follow."
    )
    message = Text("行动有 {count} 条，超过 {most} 条", "{count} actions, more than {most}")
    hint = Text("合并同类行动，日常工作写进岗位说明书", "merge what belongs together; put routine work in role sheets")
    limits = {"most": 60}

    def find(self, plan: Plan) -> Iterator[Problem]:
        count = len(plan.spec.actions)
        if count > self.limit["most"]:
            yield self.at("actions", count=count, most=self.limit["most"])


class Q10(Rule):
    """Growth itself is asked for by S05, the budget by T01, the contingency by C05."""

    title = Text("执行摘要答不全老板的问题", "The summary cannot answer what a director asks")
    why = Text(
        "老板先看：增长多少、从哪来、花多少换多少、谁负责、只完成九成怎么办；缺一个就会打回来问。",
        "Total, sources, money for money, owners, what at 90 %: what is missing comes back as a question.",
    )
    message = Text("执行摘要答不出：{missing}", "the summary cannot say {missing}")
    hint = Text("填写 {keys}", "fill in {keys}")

    def find(self, plan: Plan) -> Iterator[Problem]:
        spec = plan.spec
        sources = spec.targets.growth_sources or any(strategy.uplift for strategy in spec.strategies)
        returned = plan.profit or not spec.budget.lines or "profit" in spec.not_applicable
        led = {district.name for district in spec.districts if district.leader}
        led |= {store.district for store in spec.stores if store.manager}
        answers = (
            ("targets.growth_sources", Text("增长从哪里来", "where growth comes from"), sources),
            ("products[].margin", Text("花的钱换回多少毛利", "what the money brings in"), returned),
            ("districts[].leader", Text("谁负责", "who is accountable"), led >= {d.name for d in spec.districts}),
        )
        missing = [(key, name) for key, name, given in answers if not given]
        if missing:
            keys = ", ".join(key for key, _ in missing)
            yield self.at(missing[0][0].split(".")[0].split("[")[0], missing=listed([n for _, n in missing]), keys=keys)


ORIGINS = {
    "starting": Text("行业起步值", "starting values of the trade"),
    "proposed": Text("由数据提出的建议", "proposals drawn from the data"),
    "carried": Text("沿用上年的值", "values carried over from last year"),
}
NAMED = 3  # places that a finding names


class Q11(Rule):
    title = Text("值还没有人核实", "Values that nobody has confirmed")
    why = Text(
        "起步值和建议不是这个区域的事实；没核实就印出来，读的人会当真。",
        "Starting values and proposals are no facts of the region; printed unconfirmed they are taken for such.",
    )
    message = Text("{count} 个{kind}未核实：{places}", "{count} {kind} not confirmed: {places}")
    hint = Text(
        "改成自己的数，或认可后删去 unconfirmed 中的那一条",
        "put your own there, or accept it: remove its entry under unconfirmed",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        marks = list(unconfirmed(plan.spec).values())
        for origin, kind in ORIGINS.items():
            found = [mark for mark in marks if mark.origin == origin]
            if found:
                names = [mark.at for mark in found[:NAMED]] + ["…"] * (len(found) > NAMED)
                places = Text("、".join(names), ", ".join(names))
                yield self.at(*found[0].path, count=len(found), kind=kind, places=places)


class Q12(Rule):
    title = Text("示例原样留着", "An example left as it was")
    why = Text(
        "示例是为了说明怎么写；原样留下，计划里就有了不存在的人、家数和金额。",
        "An example shows how to write; left as it is, the plan has people, counts and amounts that do not exist.",
    )
    message = Text("{place} 还是示例", "{place} is still the example")
    hint = Text(
        "换成自己的内容，或删去；确实如此，换一种说法",
        "put your own there, or remove it; where it is true, say it in your own words",
    )

    def find(self, plan: Plan) -> Iterator[Problem]:
        for path, mark in unconfirmed(plan.spec).items():
            if mark.origin == "example":
                yield self.at(*path, place=mark.at)


def _has_fields_beside(path: Path) -> bool:
    """Whether figures, dates and owners stand in fields of their own, so that the text may be short."""
    parts = {"actions", "objectives", "rulebook", "roles", "region", "swot"}
    return not parts.isdisjoint(path) or path[-1] in {"name", "title", "topic"}


class Q19(Rule):
    title = Text("金额单位太小", "The unit of money is too small")
    why = Text(
        "十几位的数一格排不下，领导也读不出来：十二个月并排的表要换行，图上的数要断开。",
        "Figures of ten digits and more are not read, and twelve months of them do not fit a page side by side.",
    )
    message = Text(
        "unit 为{unit}时，全年目标印成 {figure}，各月的表排不下",
        "with unit: {unit} the target prints as {figure}, too long for tables by month",
    )
    hint = Text("在 money 中写 unit: {better}", "write unit: {better} in money")
    limits = {"most": 12}

    def find(self, plan: Plan) -> Iterator[Problem]:
        unit, total = plan.spec.money.unit, plan.targets.total
        if len(printed(total // MONEY_UNITS[unit])) > self.limit["most"]:
            better = next((one for one, size in MONEY_UNITS.items() if len(printed(total // size)) <= _READ), "亿元")
            yield self.at(
                "money", "unit", unit=_unit(unit), figure=printed(total // MONEY_UNITS[unit]), better=_unit(better)
            )  # fmt: skip


_READ = 7  # letters of a figure that is read at a glance: 999,999


def _unit(unit: str) -> Text:
    return Text(unit, next(english for english, chinese in ENGLISH_UNITS.items() if chinese == unit))


RULES = (Q01, Q02, Q07, Q08, Q09, Q10, Q11, Q12, Q19)
