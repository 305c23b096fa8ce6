"""Rules of the wording: no slogans, no placeholders, no figure that says one thing here and another there."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from planforge.checks.actions import known_people
from planforge.checks.prose import sentences
from planforge.checks.rule import Rule, money
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text

VAGUE_ZH = [
    "进一步",
    "提高认识",
    "落实到位",
    "高度重视",
    "齐心协力",
    "再创辉煌",
    "更上一层楼",
    "大力",
    "努力",
    "切实",
    "不断",
    "积极",
    "深入",
    "全面",
    "扎实",
    "狠抓",
    "抓好",
    "做好",
    "搞好",
    "加强",
    "加大",
    "强化",
    "优化",
    "完善",
    "健全",
    "贯彻",
    "争取",
    "力争",
    "尽快",
    "及时",
    "适当",
    "有效",
    "显著",
    "充分",
    "稳步",
    "加快",
    "推进",
    "提升",
    "打造",
    "不定期",
    "定期",
]
VAGUE_EN = [
    "strengthen",
    "enhance",
    "improve",
    "optimise",
    "optimize",
    "promote",
    "vigorously",
    "actively",
    "fully",
    "continuously",
    "further",
    "strive",
    "timely",
    "appropriate",
    "effective",
    "significant",
    "best-in-class",
    "leverage",
]
VAGUE = re.compile("|".join(VAGUE_ZH) + r"|\b(?:" + "|".join(VAGUE_EN) + r")\w*\b", re.IGNORECASE)
FIGURE = re.compile(
    r"\d|[一二三四五六七八九十百两每][个家次天周月季日人项条名场店箱件]|每日|每周|每月|每季|\b(?:one|two|three|four|five|weekly|monthly|daily)\b"
)
PLACEHOLDER = re.compile(
    r"20[xX×]{2}|[xX×]{2,}|待定|待填|待补充|某某|\bTBD\b|\bTODO\b|\bTBC\b|\?\?\?|\bto be filled\b", re.IGNORECASE
)
CHINESE_NUMBERS = "一二三四五六七八九十"
ENUMERATION = (
    re.compile(rf"(?:^|[。；\n])\s*([{CHINESE_NUMBERS}])、"),
    re.compile(rf"（([{CHINESE_NUMBERS}])）"),
    re.compile(r"(?:^|[。；;\n])\s*(\d{1,2})[.、）)]\s*(?=\D)"),
)
ANNOUNCED = re.compile(
    rf"([{CHINESE_NUMBERS}两\d]+)\s*(?:个方面|方面|项|条|点|步)(?:措施|内容|工作|要求|任务|原则|建议)?[：:]"
)
TERM_PAIRS = (("布点率", "铺货率"), ("达成率", "完成率"), ("费用率", "开支比"), ("片区", "分区"), ("经销商", "代理商"))


class Q01(Rule):
    title = Text("空话：没有数字、期限或责任人", "Vague: no number, date or owner")
    why = Text(
        "“加强”“提升”谁都同意，谁也不用做；写上数字、期限或责任人，才知道做没做到。",
        "Everybody agrees to “enhance”, nobody has to; a number, a date or an owner makes it checkable.",
    )
    message = Text("“{word}”后面没有数字、期限或责任人：{quote}", "“{word}” without number, date or owner: {quote}")
    hint = Text("写明{word}到多少、到什么时候、由谁负责", "say how much, by when, or by whom")
    limits = {"window": 40}

    def find(self, plan: Plan) -> Iterator[Problem]:
        people = known_people(plan.spec)
        for path, text in sentences(plan.spec):
            if len(text) >= 6 and not _structured(path):
                yield from self._vague(path, text, people)

    def _vague(self, path: Path, text: str, people: set[str]) -> Iterator[Problem]:
        for sentence in re.split(r"(?<=[。！？!?\n])|(?<=\.)\s", text):
            match = VAGUE.search(sentence)
            near = (
                sentence[max(0, match.start() - int(self.limit["window"])) : match.end() + int(self.limit["window"])]
                if match
                else ""
            )
            if match and not FIGURE.search(near) and not any(name in near for name in people):
                yield self.at(*path, word=match[0], quote=_short(sentence.strip()))


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
            ("control", Text("控制", "control"), spec.control.kpis or spec.control.meetings),
        )
        for key, name, given in parts:
            if not given:
                yield self.at(key, name=name, key=key)


class Q03(Rule):
    title = Text("序号不连续", "Numbering jumps")
    why = Text("从二跳到四，读者会以为漏了一条。", "From two to four, a reader looks for the third.")
    message = Text("序号不连续：{one} 之后是 {other}", "numbering jumps from {one} to {other}")
    hint = Text("改正序号，或补上漏掉的一条", "renumber, or add what is missing")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for path, text in sentences(plan.spec):
            for pattern in ENUMERATION:
                numbers = [_number(found) for found in pattern.findall(text)]
                for one, other in itertools.pairwise(numbers):
                    if other > one + 1:
                        yield self.at(*path, one=one, other=other)


class Q04(Rule):
    title = Text("说的项数与列的不符", "The text announces another number of items")
    why = Text("说三项列四项，读者不知道该信哪个。", "Three announced and four listed: the reader trusts neither.")
    message = Text("正文称 {stated} 项，实列 {listed} 项", "the text says {stated} items and lists {listed}")
    hint = Text("改正数目，或增减条目", "correct the number or the list")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for path, text in sentences(plan.spec):
            announced = ANNOUNCED.search(text)
            listed = len(_items_after(text, announced.end())) if announced else 0
            if announced and listed > 1 and _number(announced[1]) != listed:
                yield self.at(*path, stated=_number(announced[1]), listed=listed)


class Q05(Rule):
    severity = Severity.ERROR
    title = Text("同一数字前后不一致", "One figure, two values")
    why = Text("文字和表格各说一个数，两个都没有人信。", "When text and table differ, neither is believed.")
    message = Text(
        "文中{name}写 {stated}，计划中是 {computed}", "the text gives the {name} as {stated}, the plan has {computed}"
    )
    hint = Text("改正文字，或删去数字，由 planforge 填写", "correct the text, or leave the figure to planforge")

    def find(self, plan: Plan) -> Iterator[Problem]:
        scales = {"亿": 100_000_000, "万": 10_000}
        names = {
            "base": (Text("基础指标", "base target"), r"基础指标|年度目标|全年目标|base target"),
            "stretch": (Text("奋斗指标", "stretch target"), r"奋斗指标|stretch target"),
            "floor": (Text("保底指标", "floor target"), r"保底指标|floor target"),
        }
        for path, text in sentences(plan.spec):
            for key, (name, words) in names.items():
                layer = plan.targets.layers.get(key)
                found = re.search(rf"(?:{words})(?:为|是|定为|of|：|:|\s)*\s*([\d,]+(?:\.\d+)?)\s*([万亿])", text)
                if not (layer and found):
                    continue
                stated = Decimal(found[1].replace(",", "")) * scales[found[2]]
                if abs(stated - layer.total) * 200 > layer.total:
                    yield self.at(*path, name=name, stated=money(plan, stated), computed=money(plan, layer.total))


class Q06(Rule):
    title = Text("术语混用", "Two terms for one thing")
    why = Text("同一件事两个说法，读者会以为是两件事。", "Two names for one thing read as two things.")
    message = Text("“{one}”与“{other}”混用", "“{one}” and “{other}” are both used")
    hint = Text("统一用“{one}”", "use “{one}” throughout")

    def find(self, plan: Plan) -> Iterator[Problem]:
        texts = list(sentences(plan.spec))
        for pair in TERM_PAIRS:
            first = {word: next((path for path, text in texts if word in text), None) for word in pair}
            if all(first.values()):
                counts = {word: sum(text.count(word) for _, text in texts) for word in pair}
                one, other = sorted(pair, key=lambda word: -counts[word])
                yield self.at(*(first[other] or ()), one=one, other=other)


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
    severity = Severity.ERROR
    title = Text("正文含占位文字", "A placeholder is left")
    why = Text("带着“待定”“XX”交上去，等于没写完。", "A plan with “TBD” in it is not finished.")
    message = Text("占位文字“{word}”：{quote}", "placeholder “{word}”: {quote}")
    hint = Text("写上实际内容，或删去", "write what is meant, or drop it")

    def find(self, plan: Plan) -> Iterator[Problem]:
        for path, text in sentences(plan.spec):
            found = PLACEHOLDER.search(text)
            if found:
                yield self.at(*path, word=found[0], quote=_short(text))


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
    title = Text("执行摘要答不全五个问题", "The summary cannot answer a director's five questions")
    why = Text(
        "老板先看：增长多少、从哪来、花多少换多少、谁负责、只完成九成怎么办；缺一个就会打回来问。",
        "Total, sources, money for money, owners, what at 90 %: what is missing comes back as a question.",
    )
    message = Text("执行摘要缺少：{missing}", "the summary lacks: {missing}")
    hint = Text("填写 {keys}", "fill in {keys}")

    def find(self, plan: Plan) -> Iterator[Problem]:
        spec = plan.spec
        answers = (
            ("targets.growth_sources", Text("增长从哪里来", "where growth comes from"), spec.targets.growth_sources),
            ("budget", Text("花多少、换多少", "money asked and returned"), plan.profit and spec.budget.lines),
            ("districts[].leader", Text("谁负责", "who is accountable"), any(d.leader for d in spec.districts)),
            ("control.contingencies", Text("只完成九成怎么办", "what happens at 90 %"), spec.control.contingencies),
        )
        missing = [(key, name) for key, name, given in answers if not given]
        if missing:
            zh, en = "、".join(name.zh for _, name in missing), ", ".join(name.en for _, name in missing)
            yield self.at("targets", missing=Text(zh, en), keys=", ".join(key for key, _ in missing))


def _structured(path: Path) -> bool:
    """Whether figures, dates and owners stand in fields beside the text, so that it may be short."""
    return path[0] in {"actions", "objectives", "rulebook", "roles", "region"} or path[-1] in {"name", "title"}


def _items_after(text: str, start: int) -> list[str]:
    rest = text[start:]
    return max((pattern.findall(rest) for pattern in (*ENUMERATION, re.compile(r"(?m)^\s*[-*•]\s+\S"))), key=len)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return 2 if text == "两" else CHINESE_NUMBERS.find(text[0]) + 1


def _short(text: str, most: int = 36) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


RULES = (Q01, Q02, Q03, Q04, Q05, Q06, Q07, Q08, Q09, Q10)
