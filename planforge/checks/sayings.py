"""What texts say that a row has: its share, growth, margin, last year's sales, new outlets.

A clause is understood where nothing but filling words stands between a row's name, or its own place in the spec, and
the measure's word. All else may speak of something that the plan does not hold, and is let be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

from planforge.checks.claims import PAST
from planforge.checks.prose import (
    AMOUNT,
    CLAUSES,
    HAN,
    LAYERS,
    NUMBER,
    half_of_last,
    in_digits,
    is_later,
    sentences,
)
from planforge.checks.rule import Rule, money
from planforge.checks.subjects import RATES, Known, Subject
from planforge.plan.measures import asked
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Text
from planforge.spec.values import parse_signed_money
from planforge.wording import percent, printed

FILLING = re.compile(
    rf"(?:比\s*(?:20\d\d\s*年|上年|去年)(?:的|同期)?\s*(?:{AMOUNT})?|20\d\d\s*年?度?|上年|去年|今年|本年|全年|年底|年末|目前|现在|现有|计划|目标|预计|已|的|片区|区域|我们|我方"
    r"|销售额?|营业额|业绩|(?:营业)?收入|净佣金(?:收入)?|只有|才有|只|仅|约|为|是|达到?|[、和与及以,，\s'’]"
    r"|’s|'s|\b(?:the|its|has|have|had|an?|with|of|in|for|is|was|were|stands?|stood|at|by|and|we|our|sales|district"
    r"|last|this|year|now|only|adds?|opens?|gains?|will|must|should)\b)*",
    re.IGNORECASE,
)
BEFORE = (
    r"(?:因此|要|将|须|应|为|是|到|只有|仅有?|达到?|约|在|：|:|[由从]\s*[\d.]+%\s*(?:升|降|提高?|增加|减少|做|拉|压)[到至]|[升降做提拉压]到|提高到"
    r"|\b(?:of|is|was|at|to|by|will|must|should|has|rises?|rose|falls?|fell|improves?|drops?|increases?|reach(?:es|ed)?)\b"
    r"|\bfrom\s*[\d.]+%(?= to)|\s)*"
)
BOUND_BEFORE = re.compile(
    r"(?:不[低高]于|不超过?|不到|不足|超过?|[高低]于|将?近|至少|最多|每|\b(?:over|under|above|below|nearly|least))\s*$"
)
BOUND_AFTER = re.compile(
    r"\s*(?:以[上下内]|左右|上下|多|的(?!增)|至\s*\d|[-–~]\s*\d|个?百分点|or (?:more|less)|to \d|points?)",
    re.IGNORECASE,
)
GROWTH = (
    r"增长率?|增幅|增速|增加|下降|减少|下滑|\bgrew\b|\bgrowth\b|\bfell\b|\brose\b"
    r"|\b(?:grows?|rises?|falls?|to grow) by\b|\b(?:grows?|to grow)(?=\s*[\d.]+%)"
)
FALLING = re.compile(r"下降|减少|下滑|fell|falls?", re.IGNORECASE)
PART = (
    r"(?<!成本)占比|占全区(?:销售额?|营业额|营业收入|净佣金收入|业绩|目标)的?|\bpart of sales\b"
    r"|\b(?:makes? up|accounts? for|takes?(?=\s*[\d.]+% of sales))\b"
)
SOLD = re.compile(
    rf"(?:完成|实现|销售额?|[卖做]了?|超[过出]?(?:年度)?目标|比\s*(?:20\d\d\s*年|上年|去年|目标)(?:多|少|增加?|减少|下降|[高低])"
    rf"|\bsold\b|\breached\b|\bbrought\b|\bsales)(?:为|是|达到?|了|of|were|was|\s)*{AMOUNT}",
    re.IGNORECASE,
)
BARE = re.compile(rf"(?:的|\s|销售额?|营业额|业绩|(?:营业)?收入)*{AMOUNT}", re.IGNORECASE)
"""What a review says right behind the name that it opens with."""
ENDS = re.compile(rf"{AMOUNT}\s*$", re.IGNORECASE)
ROSE = re.compile(
    rf"(?:[由从]\s*{AMOUNT}\s*(?:增长?|增加|升|提高|做|降)?[到至]|\bfrom {AMOUNT} to)\s*{AMOUNT}(?=\s*$)", re.IGNORECASE
)
"""From what to what a row went, behind the name that a review opens with."""
OF_REGION = re.compile(
    r"(?:20\d\d\s*年?|上年|去年|全年|全区|区域|[两三]年|分别|销售额?|营业额|业绩|(?:营业)?收入|净佣金(?:收入)?|完成|实现|做到?|达到?"
    r"|增长到?|为|是|了|的|比|目标|差|少|多|超过?|[、\s]"
    r"|\b(?:sales|revenue|turnover|net commission|sold|reached|were|was|came|of|in|at|to|the|a|an|target|more|less"
    r"|than|short|over|below|above|and|by|up|from|we|region|last|this|year)\b)*",
    re.IGNORECASE,
)
"""All that stands before an amount of the region's sales where these are summed up."""
ATTAINED = r"达成率?|完成率|\battainment\b"
ADDED = re.compile(
    rf"(?:新增|新开|新签|净增)((?:、?\s*{NUMBER}\s*[家个]{HAN}{{0,5}})+)|({NUMBER}\s*[家个]?新{HAN}{{1,5}})"
    rf"|\b({NUMBER}\s+new\s+[a-z]+)",
    re.IGNORECASE,
)
EACH = re.compile(rf"{NUMBER}\s*[家个]?(?:新|\s*new\s+)?([^\W\d_]*)", re.IGNORECASE)


class Q14(Rule):
    title = Text(
        "文字里的比率、上年数或新增数与表里的不符", "A text gives a row another rate or past figure than the tables"
    )
    why = Text(
        "文字说南阳增长 26%，表里是 20%：有人翻到那张表，其他的数也没人信了。",
        "The text says that a district grew by 26 %, its table says 20 %: whoever sees both trusts no other figure.",
    )
    message = Text(
        "“{name}”的{measure}这里写 {stated}，表里是 {computed}",
        "the {measure} of “{name}” is {stated} here, {computed} in the tables",
    )
    hint = Text("改正文字，或改正表里的数", "correct the text, or the figure in the table")

    def find(self, plan: Plan) -> Iterator[Problem]:
        known = Known(plan)
        for path, text in sentences(plan.spec):
            for index, clause in enumerate(CLAUSES.split(in_digits(text))):
                later = is_later(clause, plan.spec.year)
                for subject, segment, start in known.segments(path, clause) if not later else ():
                    told = path[:2] in (("review", "achievements"), ("review", "summary"))
                    opens = told and segment.lstrip().startswith(subject.names) and (not index or ENDS.search(segment))
                    if known.history.years:  # without, what is said of last year has nothing to be held against
                        layered = LAYERS.search(text) is not None
                        yield from self._rates(known, path, subject, segment, start, layered=layered)
                        yield from self._sold(known, path, subject, segment, start, opens=bool(opens))
                        yield from self._summed_up(known, path, subject, segment, start)
                    yield from self._new(known, path, subject, segment, start)

    def _rates(
        self, known: Known, path: Path, subject: Subject, segment: str, start: int, *, layered: bool
    ) -> Iterator[Problem]:
        if len(subject.names) > 1:
            return
        for key, pattern in _patterns().items():
            if key == "growth" and path[:2] == ("situation", "market"):
                continue  # the market's
            for found in pattern.finditer(segment, start) if key != "attainment" or _sums_up(path, subject) else ():
                if not FILLING.fullmatch(segment[start : found.start()]):
                    continue
                values = known.rates(key, subject, layered=layered)
                for number in re.finditer(rf"{NUMBER}%", found[0]):
                    before = found[0][: number.start()]
                    if _is_bound(before, segment[found.start() + number.end() :]):
                        continue
                    if path[0] in PAST and key not in ("growth", "part") and re.search(r"[由从自]\s*$", before):
                        continue  # of a year that only sales are known of
                    sign = -1 if key == "growth" and FALLING.search(found[0]) else 1
                    stated = sign * Fraction(number[1].replace(",", "")) / 100
                    if values and all(abs(stated - value) > half_of_last(number[1]) / 100 for value in values):
                        best = known.base(key, subject) or sorted(values, key=lambda value: abs(value - stated))[:2]
                        yield self._told(path, subject, _WORDS[key], percent(stated), [percent(one) for one in best])

    def _sold(
        self, known: Known, path: Path, subject: Subject, segment: str, start: int, *, opens: bool
    ) -> Iterator[Problem]:
        """An amount that was sold; what will be sold is another rule's."""
        if opens and (rose := ROSE.match(segment, start)):
            for written in (one for one in rose.groups() if one):
                yield from self._amount(known, path, subject, written)
            return
        found = (BARE.match(segment, start) if opens else None) or SOLD.search(segment, start)
        past = path[0] in PAST or any(word in segment for word in (str(known.plan.spec.year - 1), "上年", "去年"))
        if not found or not subject.axis or not past or not FILLING.fullmatch(segment[start : found.start()]):
            return
        if _is_bound(segment[: found.start(1)], segment[found.end() :]):
            return
        yield from self._amount(known, path, subject, found[1])

    def _summed_up(self, known: Known, path: Path, subject: Subject, segment: str, start: int) -> Iterator[Problem]:
        """What the region sold, was to sell, and the distance, where the year is summed up."""
        if subject.axis or path[:2] not in (("review", "summary"), ("targets", "reason")):
            return
        for found in re.finditer(AMOUNT, segment, re.IGNORECASE):
            before = re.sub(rf"{AMOUNT}|\d[\d.]*%", "", segment[start : found.start()], flags=re.IGNORECASE)
            bound = _is_bound(segment[: found.start()], segment[found.end() :])
            if found.start() >= start and OF_REGION.fullmatch(before) and not bound:
                yield from self._amount(known, path, subject, found[1])

    def _amount(self, known: Known, path: Path, subject: Subject, written: str) -> Iterator[Problem]:
        """An amount that is none of those known of whom it is said."""
        try:
            stated = parse_signed_money(written)
        except ValueError:
            return
        values = known.amounts(subject)
        digits = re.sub(r"[^\d.]", "", written)
        slack = Fraction(stated) / Fraction(digits) * half_of_last(digits) if Fraction(digits) else Fraction(0)
        if values and all(abs(Fraction(stated) - value) > slack for value in values):
            best = sorted(values, key=lambda value: abs(value - Fraction(stated)))[:2]
            shown = [money(known.plan, one) for one in best]
            yield self._told(path, subject, _WORDS["sales"], money(known.plan, stated), shown)

    def _new(self, known: Known, path: Path, subject: Subject, segment: str, start: int) -> Iterator[Problem]:
        found = ADDED.search(segment, start)
        if not found or not FILLING.fullmatch(segment[start : found.start()]):
            return
        for one in EACH.finditer(next(group for group in found.groups() if group)):
            stated, values = Fraction(one[1].replace(",", "")), known.added(path, subject, one[2])
            if values and stated not in values:
                best = min(values, key=lambda value: abs(value - stated))
                yield self._told(path, subject, _WORDS["new"], printed(stated), [printed(best)])

    def _told(
        self, path: Path, subject: Subject, measure: Text, stated: str | Text, computed: Sequence[str | Text]
    ) -> Problem:
        name = Text("、".join(subject.names), ", ".join(subject.names)) if subject.names else Text("全区", "the region")
        both = [one if isinstance(one, Text) else Text(one, one) for one in computed]
        shown = Text(
            *(
                word.join(dict.fromkeys(side))
                for word, side in ((" 或 ", [one.zh for one in both]), (" or ", [one.en for one in both]))
            )
        )
        return self.at(*path, name=name, measure=measure, stated=stated, computed=shown)


_WORDS = {
    "growth": Text("增长", "growth"),
    "attainment": Text("达成率", "attainment"),
    "part": Text("占比", "part of sales"),
    "sales": Text("销售", "sales"),
    "new": Text("新增数", "number of new ones"),
    "gross_margin": Text("毛利率", "gross margin"),
    "contribution_rate": Text("贡献率", "contribution rate"),
    "expense_ratio": Text("费用率", "expense ratio"),
    "wage_ratio": Text("工资率", "wage ratio"),
    "collection_rate": Text("应收回收率", "collection rate"),
    "cash_to_sales": Text("销售回款率", "cash to sales"),
    "market_share": Text("占有率", "market share"),
    "distribution": Text("铺市率", "distribution"),
    "safety": Text("安全边际率", "margin of safety"),
}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The words of each rate, with the percentage behind them."""
    words = {
        key: "|".join(sorted(map(re.escape, asked()[key]), key=len, reverse=True)) for key in RATES if asked()[key]
    }
    words["gross_margin"] += r"|\bmargin\b(?! of safety)"
    words |= {"growth": GROWTH, "part": PART, "attainment": ATTAINED}
    return {key: re.compile(rf"(?:{word})(?:了)?{BEFORE}{NUMBER}%", re.IGNORECASE) for key, word in words.items()}


def _sums_up(path: Path, subject: Subject) -> bool:
    """Whether a text speaks of how the year's target was met, of the region or of a row that it names."""
    return path[:2] == ("review", "summary") or (path[:2] == ("review", "achievements") and bool(subject.axis))


def _is_bound(before: str, after: str) -> bool:
    """Whether a figure is a limit, a range, a rounding or a difference rather than what something is."""
    return bool(BOUND_BEFORE.search(before) or BOUND_AFTER.match(after))


RULES = (Q14,)
