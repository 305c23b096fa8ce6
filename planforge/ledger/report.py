"""What was read from a sales file, for people and as JSON: how, how much of it counts, what was left out and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from planforge.ledger.heads import AXES
from planforge.ledger.outcome import Ledger
from planforge.ledger.sales import COUNTED, NIL, REASONS
from planforge.problem import Text
from planforge.wording import printed


def account_line(ledger: Ledger) -> Text:
    """Counted and left out, in amounts and figures: the two are every number of the file."""
    years = sorted({sale.year for sale in ledger.sales})
    amount = sum((sale.amount for sale in ledger.sales), NIL)
    zh = f"读入 {'、'.join(map(str, years))} 年 {_shown(amount, 'zh')}（{printed(ledger.account.counted)} 个数字）"
    en = f"counted: {', '.join(map(str, years))}, {_shown(amount, 'en')} ({printed(ledger.account.counted)} figures)"
    left = list(_left_out(ledger))
    if left:
        zh += f"；未计入：{'、'.join(text.zh for text in left)}"
        en += f"; left out: {', '.join(text.en for text in left)}"
    lost = ledger.account.cells - ledger.account.known
    if lost:
        zh += f"；另有 {lost} 个数字没有交代，请核对"
        en += f"; {lost} figures are unaccounted for: look at the file"
    return Text(zh, en)


def _left_out(ledger: Ledger) -> Iterator[Text]:
    for reason, share in ledger.account.shares.items():
        if reason in COUNTED or not share.cells:
            continue
        said = REASONS[reason]
        if reason in ("column", "measure"):
            continue
        if reason == "total" and share.lines:  # of subtotals and their sum: added up they are no figure of the file
            yield Text(f"{said.zh} {printed(share.lines)} 行", f"{printed(share.lines)} lines of {said.en}")
        elif share.amount and reason != "total":
            lines = Text(f"（{share.lines} 行）", f" ({share.lines} lines)") if share.lines else Text("", "")
            yield Text(
                f"{said.zh} {_shown(share.amount, 'zh')}{lines.zh}", f"{said.en} {_shown(share.amount, 'en')}{lines.en}"
            )
        else:
            yield Text(f"{said.zh}（{printed(share.cells)} 个数字）", f"{said.en} ({printed(share.cells)} figures)")
    others = {
        head: share for head, share in ledger.account.columns.items() if share.example != "total"
    }  # sums are told
    if others:
        cells = sum(share.cells for share in others.values())
        yield Text(
            f"{'、'.join(f'“{head}”' for head in others)}列（{printed(cells)} 个数字）",
            f"the column{'s' * (len(others) > 1)} {', '.join(others)} ({printed(cells)} figures)",
        )


def _shown(amount: Decimal, language: str) -> str:
    """An amount for reading: 13,941.2 万元, 139,412,000."""
    if language == "zh" and abs(amount) >= 10_000:
        return printed(amount / 10_000, 2) + " 万元"
    text = printed(amount, 2)
    return f"{text} 元" if language == "zh" else text


def figures(ledger: Ledger) -> Mapping[str, Any]:
    """Everything that was read, for JSON: amounts are exact, as text."""
    units = sum((sale.units for sale in ledger.sales if sale.units is not None), NIL)
    return {
        "file": ledger.file,
        "sheets": [part.sheet.called for part in ledger.parts],
        "total": _exact(sum((sale.amount for sale in ledger.sales), NIL)),
        "volume": _exact(units) if any(sale.units is not None for sale in ledger.sales) else None,
        "lines": len(ledger.sales),
        "by_year": _sums(ledger, "year"),
        "by_month": {f"{y}-{m:02}": _exact(v) for (y, m), v in sorted(ledger.sums("year", "month").items())},
        **{f"by_{axis}": _sums(ledger, axis) for axis in AXES if any(getattr(s.node, axis) for s in ledger.sales)},
        **{
            f"by_year_and_{axis}": {
                str(year): {
                    str(name or ""): _exact(v) for (y, name), v in ledger.sums("year", axis).items() if y == year
                }
                for year in sorted({sale.year for sale in ledger.sales})
            }
            for axis in AXES
            if any(getattr(sale.node, axis) for sale in ledger.sales)
        },
        "customers": {str(year): len(names) for year, names in sorted(ledger.customers.items())},
        "orders": {str(year): len(names) for year, names in sorted(ledger.orders.items())},
        "numbers": {
            "in_file": ledger.account.cells,
            "counted": {r: s.cells for r, s in ledger.account.shares.items() if r in COUNTED},
            "left_out": {
                r: {"cells": s.cells, "amount": _exact(s.amount), "lines": s.lines}
                for r, s in ledger.account.shares.items()
                if r not in COUNTED
            },
            "columns_left_out": {
                h: {"cells": s.cells, "sum": _exact(s.amount)} for h, s in ledger.account.columns.items()
            },
        },
        "columns_not_read": [{"column": head, "map": how} for head, how in ledger.unread_columns],
        "notes": [{"zh": note.zh, "en": note.en} for note in ledger.notes],
        "problems": [
            {
                "code": problem.code,
                "severity": str(problem.severity),
                "where": str(problem.where) if problem.where else None,
                "zh": problem.message.zh,
                "en": problem.message.en,
            }
            for problem in ledger.problems
        ],
    }


def _sums(ledger: Ledger, axis: str) -> dict[str, str]:
    found = ledger.sums(axis).items()
    ordered = sorted(found) if axis == "year" else found
    return {str(key[0] or ""): _exact(amount) for key, amount in ordered}


def _exact(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
