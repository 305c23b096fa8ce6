"""The reference of the rules in Markdown, in both languages, from the rules themselves."""

from __future__ import annotations

from planforge.checks.rule import Rule
from planforge.checks.run import RULES
from planforge.problem import Text

PARTS = {
    "S": Text("现状", "Situation"),
    "O": Text("目标", "Objectives"),
    "G": Text("战略与链条", "Strategy and the chain"),
    "T": Text("战术", "Tactics"),
    "A": Text("行动计划", "Action plan"),
    "B": Text("费用与回款", "Budget and collection"),
    "C": Text("控制", "Control"),
    "Q": Text("文字", "Wording"),
}
HEAD = """# The rules · 检查规则

What `planforge check` looks for, and why. Limits are set in `planforge.toml`, e.g. `limits.A03.most = 8`; a rule is
left out with `ignore = ["Q06"]` there, with `--ignore Q06`, or for one place with `# planforge: ignore[Q06] reason` on
its line or the line above.
阈值在 `planforge.toml` 中设置；在该行或上一行写 `# planforge: ignore[代码] 理由` 可放行一处。

This page is made by `planforge rule --markdown`.
"""


def rules_text() -> str:
    """The page as it is committed."""
    blocks = [HEAD]
    for letter, part in PARTS.items():
        blocks.append(f"\n## {letter} · {part.zh} {part.en}\n")
        blocks += [_block(rule) for rule in RULES if rule.code().startswith(letter)]
    return "".join(blocks)


def _block(rule: type[Rule]) -> str:
    limits = "".join(f"\n- 阈值 limit: `{name} = {value}`" for name, value in rule.limits.items())
    return (
        f"\n### {rule.code()} {rule.title.zh} · {rule.title.en}\n\n"
        f"- **{rule.severity.value}**\n"
        f"- {rule.why.zh}\n- {rule.why.en}\n"
        f"- 改法 hint: {rule.hint.zh}; {rule.hint.en}{limits}\n"
    )
