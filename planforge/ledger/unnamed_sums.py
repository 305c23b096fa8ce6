"""Rows that add others up though no word says so, by their figures: under no name, over blocks, a name for others."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal

from planforge.ledger.across import whole_year
from planforge.ledger.figures import Cell, is_number, shown
from planforge.ledger.heads import AXES, is_everybody
from planforge.ledger.rows import LONGEST_NESTED, Rows, cell_at
from planforge.ledger.sales import NIL
from planforge.ledger.titles import only_year
from planforge.ledger.totals import Vector, is_close, sums_of_names, sums_of_others

LONGEST_NAMED = 50_000  # lines of a list by month up to which names that stand for others are looked for
MOST_NAMES = 400  # names among which such a one may be


class Sums(Rows):
    """The rows of one sheet, of which those that add others up are known."""

    def _sold(self) -> list[int]:
        """The rows that are sales and add no others up."""
        kept, columns = self._kept(), [value.column for value in self.layout.values]
        if not kept:
            return kept
        kept = self._without_outline(kept, columns)
        axes = [self.chosen[axis] for axis in AXES if axis in self.chosen]
        if self.layout.shape == "long":
            found = self._sums_in_list(kept, axes)
            found |= self._sums_by_name([row for row in kept if row not in found] if found else kept)
        elif self.layout.shape == "wide" and len(kept) <= LONGEST_NESTED:
            found = self._sums_in_table(kept, axes, columns)
        else:
            found = self._sums_in_cross(kept, columns)
        if self.layout.shape == "wide" and found:
            self._levels(kept, found)
        for row in sorted(found):
            name = " ".join(dict.fromkeys(self.sheet.text(row, place) for place in axes if self.sheet.text(row, place)))
            amount = self._amount_in(row)
            self.tally("sums").add(self.sheet.where(row), name, amount)
            self.account.add("total", self.sheet.figures(row), amount, example=name)
        return [row for row in kept if row not in found]

    def _without_outline(self, kept: list[int], columns: Sequence[int]) -> list[int]:
        """The rows without those that head the months below them and come to their sum, as a pivot table writes them:
        a year, or a name, or a name above years. What they say is kept for the months."""
        month = self.chosen.get("month")
        if month is None or self.layout.shape == "wide" or self.dates.daily or len(kept) > LONGEST_NESTED:
            return kept
        heads = {row for row in kept if self._heads_months(row, month)}
        if not heads or kept[0] not in heads or kept[-1] in heads:
            return kept
        inner = {row for row, below in itertools.pairwise(kept) if row in heads and below not in heads}
        outer = heads - inner
        if outer and (kept[0] not in outer or any(a in outer and b in outer for a, b in itertools.pairwise(kept))):
            return kept
        rows = [row for row in kept if row not in outer]
        if not self._are_sums(rows, inner, columns):
            return kept
        if outer and not self._are_sums([row for row in kept if row in heads], outer, columns):
            return kept
        above: list[str] = ["", ""]
        for row in kept:
            name = self.sheet.text(row, month)
            if row not in heads:
                self._outline[row] = tuple(filter(None, above))
            elif whole_year(name):
                self._sections.append((row, only_year(name) or 0))
                above = above if row in inner else ["", ""]
            else:
                above = [above[0], name] if outer and row in inner else [name, ""]
            if row in heads:
                self.tally("outline").add(self.sheet.where(row, month), name)
                self.account.add("total", self.sheet.figures(row), self._amount_in(row), example=name)
        return [row for row in kept if row not in heads]

    def _heads_months(self, row: int, month: int) -> bool:
        """Whether a row has a name or a year where others have their month."""
        cell = self.sheet.column(month)[row]
        if cell == "" or (is_number(cell) and not whole_year(shown(cell))):
            return False
        try:
            self.dates.month(cell)
        except ValueError:
            return True
        return False

    def _are_sums(self, rows: Sequence[int], heads: set[int], columns: Sequence[int]) -> bool:
        """Whether every one of some rows is the sum of those that follow it, up to the next."""
        sums: dict[int, list[Decimal]] = {}
        for row in rows:
            vector = self._vector(row, columns)
            if row in heads:
                own = sums.setdefault(row, [NIL] * len(columns))
            else:
                own[:] = [a + b for a, b in zip(own, vector, strict=True)]
        return all(is_close(self._vector(row, columns), found) for row, found in sums.items())

    def _unnamed(self, kept: Sequence[int], axes: Sequence[int]) -> frozenset[int]:
        if not axes:
            return frozenset()
        columns = [self.sheet.column(place) for place in axes]
        if not all("" in column for column in columns):
            return frozenset()
        return frozenset(row for row in kept if not any(column[row] != "" for column in columns))

    def _sums_in_table(self, kept: Sequence[int], axes: Sequence[int], columns: Sequence[int]) -> set[int]:
        vectors = {row: self._vector(row, columns) for row in kept}
        measure = self.chosen.get("measure")
        found: set[int] = set()
        groups: dict[str, list[int]] = {}
        for row in kept:
            groups.setdefault("" if measure is None else self.sheet.text(row, measure), []).append(row)
        for rows in groups.values():
            marks = frozenset(row for row in range(rows[0], rows[-1]) if row not in vectors)
            sums = sums_of_others({row: vectors[row] for row in rows}, self._unnamed(rows, axes), marks)
            found |= sums.keys()
            found |= self._by_stated({row: vectors[row] for row in rows if row not in sums}, len(groups))
        return found

    def _levels(self, kept: Sequence[int], sums: set[int]) -> None:
        """Names of two levels in one column: below sums the same names come again, as products below districts."""
        chosen = {axis: self.chosen[axis] for axis in AXES if axis in self.chosen}
        if chosen.keys() not in ({"district"}, {"product"}) or "measure" in self.chosen or kept[0] not in sums:
            return
        (place,) = chosen.values()
        above: dict[int, str] = {}
        blocks: dict[str, list[str]] = {}
        for row in kept:
            name = self.sheet.text(row, place)
            if row in sums:
                over = name
                blocks[over] = []
            else:
                above[row] = over
                blocks[over].append(name)
        names = [name for found in blocks.values() for name in found]
        if not all(blocks.values()) or len(blocks) < 2 or len(set(names)) * 3 > len(names) * 2:
            return
        self._outline = {row: (name,) for row, name in above.items()}
        self.chosen = {role: at for role, at in self.chosen.items() if at != place} | {"product": place}
        for row in sorted(sums):
            self.tally("levels").add(self.sheet.where(row, place), self.sheet.text(row, place))

    def _by_stated(self, rows: Mapping[int, Vector], groups: int) -> set[int]:
        """Rows of few different figures that equal the rows below them, where only without them the lines come to the
        sum that the table states."""
        if groups > 1 or len(self.stated) != 1:
            return set()
        amounts = [place for place, v in enumerate(self.layout.values) if v.kind == "amount"]
        totals = {row: sum((vector[p] for p in amounts), NIL) * self._scale for row, vector in rows.items()}
        stated, whole = self.stated[0][1], sum(totals.values(), NIL)
        if not stated or is_close((stated,), (whole,)):
            return set()
        order = sorted(rows)
        parents: set[int] = set()
        at = 0
        while at < len(order):
            run = NIL
            for end in range(at + 1, len(order)):
                run += totals[order[end]]
                if (
                    run == totals[order[at]]
                    and run
                    and all(
                        sum((rows[order[n]][p] for n in range(at + 1, end + 1)), NIL) == rows[order[at]][p]
                        for p in amounts
                    )
                ):
                    parents.add(order[at])
                    at = end
                    break
            at += 1
        return parents if is_close((stated,), (whole - sum((totals[row] for row in parents), NIL),)) else set()

    def _sums_in_list(self, kept: Sequence[int], axes: Sequence[int]) -> set[int]:
        """Rows of a list that name nobody and come to all rows since the last sum, of their month, or of the table."""
        unnamed = self._unnamed(kept, axes)
        if not unnamed or len(unnamed) == len(kept):
            return set()
        month = self.chosen.get("month")
        columns = [value.column for value in self.layout.values if value.kind in ("amount", "units")]
        merged = self._is_outline(kept, axes[0]) if axes else False
        since: list[Decimal] = [NIL] * len(columns)
        whole, lines, all_lines = list(since), 0, 0
        months: dict[Cell, tuple[list[Decimal], int]] = {}
        found: set[int] = set()
        everything = [sum(column, NIL) for column in zip(*(self._vector(row, columns) for row in kept), strict=True)]
        for row in kept:
            vector = self._vector(row, columns)
            period = cell_at(self.sheet.rows[row], month) if month is not None else ""
            own, count = months.setdefault(period, ([NIL] * len(columns), 0))
            blocks = [(since, lines), (whole, all_lines), *([(own, count)] if period != "" else [])]
            rest = [total - figure - before for total, figure, before in zip(everything, vector, whole, strict=True)]
            blocks += [(rest, len(kept) - all_lines - 1)] if not all_lines else []
            if (
                row in unnamed
                and not ((merged or self.dates.daily) and period != "")
                and any(vector)
                and any(n >= (1 if found else 2) and is_close(vector, sums) for sums, n in blocks)
            ):
                found.add(row)
                since, lines = [NIL] * len(columns), 0
                continue
            since = [a + b for a, b in zip(since, vector, strict=True)]
            whole = [a + b for a, b in zip(whole, vector, strict=True)]
            months[period] = ([a + b for a, b in zip(own, vector, strict=True)], count + 1)
            lines, all_lines = lines + 1, all_lines + 1
        return found

    def _sums_by_name(self, kept: Sequence[int]) -> set[int]:
        """Rows of a list by month whose name stands for others: in every month, and beside every other name, its
        figure is the sum of theirs. Order lines have no such names."""
        month = self.chosen.get("month")
        axes = [axis for axis in AXES if axis in self.chosen]
        if month is None or self.dates.daily or len(kept) > LONGEST_NAMED or not axes:
            return set()
        amounts = self._amounts_of(kept)
        places = [p for role, p in self.chosen.items() if role in ("month", "year", "measure", *AXES)]
        columns = {place: self.sheet.column(place) for place in places}
        found: set[int] = set()
        for axis in axes:
            own = self.chosen[axis]
            rest = [columns[p] for p in places if p != own]
            names: dict[Cell, dict[tuple[Cell, ...], Decimal]] = {}
            beside: dict[tuple[Cell, ...], None] = {}
            for row, amount in zip(kept, amounts, strict=True):
                if row in found:
                    continue
                key = tuple(column[row] for column in rest)
                beside[key] = None
                sums = names.setdefault(columns[own][row], {})
                sums[key] = sums.get(key, NIL) + amount
            if not 2 <= len(names) <= MOST_NAMES:
                continue
            whole = list(names)
            vectors = {n: tuple(names[name].get(key, NIL) for key in beside) for n, name in enumerate(whole)}
            everybody = frozenset(n for n, name in enumerate(whole) if name == "" or is_everybody(shown(name)))
            totals = {whole[n] for n in sums_of_names(vectors, everybody)}
            found |= {row for row in kept if columns[own][row] in totals}
        return found

    def _sums_in_cross(self, kept: Sequence[int], columns: Sequence[int]) -> set[int]:
        """Rows of months down that name no month and come to all the others: a total below or above."""
        month = self.chosen.get("month")
        if month is None:
            return set()
        bare = [row for row in kept if self.sheet.text(row, month) == ""]
        others = [row for row in kept if row not in bare]
        if not bare or len(others) < 2:
            return set()
        whole = [sum(column, NIL) for column in zip(*(self._vector(row, columns) for row in others), strict=True)]
        return {row for row in bare if is_close(self._vector(row, columns), whole)}
