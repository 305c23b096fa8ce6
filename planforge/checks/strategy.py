"""Rules of part three and of the chain: few strategies, each serving an objective and carried out below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from planforge.checks.rule import Rule
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.values import is_chinese


class G01(Rule):
    title = Text("战略过多", "Too many strategies")
    why = Text("超过五条就没有重点，团队也记不住。", "Beyond five nothing is first, and nobody remembers them.")
    message = Text("战略有 {count} 条，最多 {most} 条", "{count} strategies, at most {most}")
    hint = Text("合并或降为战术", "merge some, or make them tactics")
    limits = {"most": 5, "error": 7}

    def find(self, plan: Plan) -> Iterator[Problem]:
        count = len(plan.spec.strategies)
        if count > self.limit["most"]:
            grave = Severity.ERROR if count > self.limit["error"] else None
            yield self.at("strategies", count=count, most=self.limit["most"], severity=grave)


class G02(Rule):
    title = Text("战略表述过长", "A strategy is too long to remember")
    why = Text("一句话说不清的战略，传不到一线。", "A strategy that takes a paragraph does not reach the field.")
    message = Text("战略 {code} 长 {length}，不便记忆", "strategy {code} is {length} long")
    hint = Text("压缩成一句，其余写进 why", "cut it to a sentence and move the rest to why")
    limits = {"characters": 40, "words": 25}

    def find(self, plan: Plan) -> Iterator[Problem]:
        for index, strategy in enumerate(plan.spec.strategies):
            characters, words = sum(map(is_chinese, strategy.statement)), len(strategy.statement.split())
            if characters > self.limit["characters"]:
                length = Text(f"{characters} 字", f"{characters} characters")
            elif not characters and words > self.limit["words"]:
                length = Text(f"{words} 个词", f"{words} words")
            else:
                continue
            yield self.at("strategies", index, "statement", code=strategy.code, length=length)


class G03(Rule):
    severity = Severity.ERROR
    title = Text("目标没有战略支撑", "An objective no strategy serves")
    why = Text("没有战略支撑的目标不会自己实现。", "An objective that nothing serves will not come about by itself.")
    message = Text("目标 {code}“{name}”没有战略支撑", "no strategy serves objective {code} {name}")
    hint = Text("在 strategies 的 serves 中写上 {code}", "name {code} in a serves of strategies")

    def find(self, plan: Plan) -> Iterator[Problem]:
        served = {code for strategy in plan.spec.strategies for code in strategy.serves}
        for index, objective in enumerate(plan.spec.objectives if plan.spec.strategies else ()):
            if objective.code not in served:
                yield self.at("objectives", index, code=objective.code, name=objective.name)


class G04(Rule):
    severity = Severity.ERROR
    title = Text("战略没有战术", "A strategy without tactics")
    why = Text("没有战术的战略只是口号。", "A strategy without tactics is a slogan.")
    message = Text("战略 {code} 没有战术", "strategy {code} has no tactic")
    hint = Text("在 tactics 的 serves 中写上 {code}", "name {code} in a serves of tactics")

    def find(self, plan: Plan) -> Iterator[Problem]:
        served = {code for tactic in plan.spec.tactics for code in tactic.serves}
        for index, strategy in enumerate(plan.spec.strategies if plan.spec.tactics else ()):
            if strategy.code not in served:
                yield self.at("strategies", index, code=strategy.code)


class G05(Rule):
    severity = Severity.ERROR
    title = Text("战术没有行动", "A tactic without actions")
    why = Text(
        "没有人在某天做某件事，战术就不会发生。", "Unless somebody does something on a day, a tactic does not happen."
    )
    message = Text("战术 {code}“{name}”没有行动", "tactic {code} {name} has no action")
    hint = Text("在 actions 中增加一项 tactic: {code}", "add one with tactic: {code} to actions")

    def find(self, plan: Plan) -> Iterator[Problem]:
        served = {action.tactic for action in plan.spec.actions}
        for index, tactic in enumerate(plan.spec.tactics if plan.spec.actions else ()):
            if tactic.code not in served:
                yield self.at("tactics", index, code=tactic.code, name=tactic.name)


class G06(Rule):
    """What names a code that is not there is told while the chain is worked out."""

    title = Text("孤项：不指向上级", "An orphan: it points to nothing above")
    why = Text(
        "不服务于任何目标的工作，占用的是完成目标的时间和钱。",
        "Work that serves no objective spends the means of one that does.",
    )
    message = Text("{kind}“{name}”不指向上级", "{kind} {name} points to nothing above")
    hint = Text("在 {key} 中写上级编号：{known}", "name what is above it in {key}, one of {known}")

    def find(self, plan: Plan) -> Iterator[Problem]:
        spec = plan.spec
        objectives = [objective.code for objective in spec.objectives]
        strategies = [strategy.code for strategy in spec.strategies]
        tactics = [tactic.code for tactic in spec.tactics]
        kinds: tuple[tuple[Path, Sequence[Any], str, Text, list[str]], ...] = (
            (("strategies",), spec.strategies, "serves", Text("战略", "strategy"), objectives),
            (("tactics",), spec.tactics, "serves", Text("战术", "tactic"), strategies),
            (("actions",), spec.actions, "tactic", Text("行动", "action"), tactics),
            (("control", "kpis"), spec.control.kpis, "objective", Text("控制指标", "KPI"), objectives),
        )
        for path, items, key, kind, known in kinds:
            for index, item in enumerate(items if known else ()):
                if not getattr(item, key):
                    name = getattr(item, "name", None) or item.code
                    yield self.at(*path, index, kind=kind, name=name, key=key, known=", ".join(known))


RULES = (G01, G02, G03, G04, G05, G06)
