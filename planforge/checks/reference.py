"""The reference of the rules in Markdown, in both languages, from the rules themselves."""

from __future__ import annotations

from planforge.checks.rule import RuleText, blank
from planforge.checks.run import RULES
from planforge.checks.word.rules import RULES as WORD_RULES
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
    "W": Text("生成后的 Word 文件", "Word files after rendering"),
}
HEAD = """# The rules · 检查规则

What `planforge check` looks for, and why. 本页列出 `planforge check` 检查什么、为什么。

- Leave a rule out 不用某条规则: `--ignore Q06`, or `ignore = ["Q06"]` in `planforge.toml`; `S` means all of part S.
- For one place 放行一处: `# planforge: ignore[Q06] reason 理由` on its line or the line above. A comment that
  covers nothing is a finding itself (X01). 没有对应问题的注释会报 X01。
- Set a limit 改阈值, in `planforge.toml` or under `[tool.planforge]` in `pyproject.toml`:

```toml
fail-level = "error"    # exit 1 from this level on: error, warning, info
ignore = ["Q06"]
limits.A03.most = 8
```

- For machines 供程序读取: `--format github` (annotations), `sarif` (2.1.0, for code scanning), `json` (`findings` with
  place and hint, `summary` by severity, `completeness` of each part).
- Exit codes 退出码: 0 fine 无问题, 1 findings 有问题, 2 a file that cannot be read 文件不可读.

An industry's preset leaves out what does not fit the trade (`ignore_rules`). 行业预设会略去不适用的规则。
Codes of other letters are told while specs, sales, actuals, templates and files are read (R, H, V, D, F), computing
(P, M, N) and keeping ignore comments (X); their message says all there is, `planforge rule CODE` where it comes from.
其他字母的代码在读取计划、销售、实际数、模板和文件（R、H、V、D、F）、计算（P、M、N）、核对放行注释（X）时给出，提示里写的就是全部。

This page is made by `planforge rule --write-docs docs/rules.md`.
"""


def rules_text() -> str:
    """The page as it is committed."""
    blocks = [HEAD]
    for letter, part in PARTS.items():
        blocks.append(f"\n## {letter} · {part.zh} {part.en}\n")
        blocks += [_block(rule) for rule in (*RULES, *WORD_RULES) if rule.code().startswith(letter)]
    return "".join(blocks)


def _block(rule: type[RuleText]) -> str:
    limits = "".join(f"\n- 阈值 limit: `{name} = {value}`" for name, value in rule.limits.items())
    return (
        f"\n### {rule.code()} {rule.title.zh} · {rule.title.en}\n\n"
        f"- **{rule.severity.value}** · {blank(rule.message.zh)} · {blank(rule.message.en)}\n"
        f"- 为什么：{rule.why.zh}\n- Why: {rule.why.en}\n"
        f"- 改法：{blank(rule.hint.zh)}\n- Remedy: {blank(rule.hint.en)}{limits}\n"
    )
