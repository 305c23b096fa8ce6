"""A spec from YAML to a questionnaire and back, without loss: text, comments and order of the YAML travel along."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from planforge.problem import Path
from planforge.reading.editor import differences, edit
from planforge.reading.examples import examples_of
from planforge.reading.origins import unconfirmed
from planforge.reading.preset import trade_words
from planforge.reading.source import Source
from planforge.reading.workbook.cells import Speech, to_cell
from planforge.reading.workbook.grid import values_of
from planforge.reading.workbook.layout import ITEM, Column, by_key, column_at
from planforge.reading.workbook.source import Workbook
from planforge.reading.workbook.write import CARRIED, new_workbook
from planforge.reading.yaml_editor import block
from planforge.reading.yaml_source import YamlSource, of_text
from planforge.spec.model import hollow
from planforge.spec.references import with_codes
from planforge.spec.spec import Spec
from planforge.words import load_texts


def to_workbook(source: Source, spec: Spec, name: str, templates: FilePath | None = None) -> bytes:
    """A new questionnaire that says what the source says; ``name`` is that of its file."""
    text = source.text if isinstance(source, YamlSource) else ""
    choices = load_texts(spec.language, "questionnaire.yaml", None)["choices"]
    waiting = {
        path: ": ".join(filter(None, (str(choices[mark.origin]), mark.basis)))
        for path, mark in unconfirmed(spec).items()
    }
    trade: dict[str, str] = trade_words(spec.industry, spec.language, templates) | dict(spec.words.items())
    data: Mapping[str, Any] = source.data
    if spec.nation and hollow(data["nation"]):  # a plan of headquarters that says no more than that it is one
        data = {**data, "nation": {"regions": spec.nation.regions}}
    return new_workbook(
        data, examples=examples_of(spec, templates), waiting=waiting, name=name, carried=text, trade=trade
    )


def into_workbook(source: Source, book: Workbook) -> bytes:
    """A questionnaire that is there already, made to say what the source says; what means the same stays."""
    assert book.speech is not None
    return edit(book, list(differences(book.data, source.data, same=_Same(book.speech)))).content


def to_yaml(source: Workbook, base: YamlSource | None = None) -> str:
    """The YAML that says what the questionnaire says: ``base``, or the text that it was made of, with as few changes
    as can be, else a text of its own.
    """
    base = base or _carried(source)
    if base is None or base.data is None or source.speech is None:
        return fresh(source.data)
    said = with_codes(base.data)  # a name instead of a code is no difference
    return edit(base, list(differences(said, source.data, same=_Same(source.speech)))).text


def fresh(data: Mapping[str, Any]) -> str:
    """Data as a new text, a key a paragraph."""
    order = [key for key in _ordered() if key in data]
    parts = [f"{key}:{block(data[key], 0, len(key) + 1)}\n" for key in (*order, *(k for k in data if k not in order))]
    return "".join(part if part.count("\n") == 1 else f"\n{part}" for part in parts)


def _ordered() -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in Spec.model_fields.items())


def _carried(source: Workbook) -> YamlSource | None:
    """The YAML that the questionnaire was made of."""
    book = values_of(source.content)
    if CARRIED not in book.sheetnames:
        return None
    text = "".join(str(value or "") for (value,) in book[CARRIED].iter_rows(max_col=1, values_only=True))
    found, problems = of_text(text, source.file)
    return None if problems else found


# What means the same --------------------------------------------------------------------------------------------------


class _Same:
    """Whether two values at a path mean the same: 3,500万 and 35000000, yes and 是."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech

    def __call__(self, path: Path, one: Any, other: Any) -> bool:
        if hollow(one) and (other is ... or hollow(other)):
            return True
        if other is ...:
            return False
        column = column_at(path)
        if column is None or isinstance(one, dict) or isinstance(other, dict):
            return bool(self._sentence(path, one) == self._sentence(path, other))
        return bool(self._cell(column, one) == self._cell(column, other))

    def _sentence(self, path: Path, value: Any) -> Any:
        """An item that may be a text alone, as that text."""
        block = by_key().get(".".join(ITEM if isinstance(step, int) else step for step in path[:-1]))
        name = block.single if block else ""
        said = {key for key, one in value.items() if not hollow(one)} if isinstance(value, dict) else set()
        value = value[name] if name and said == {name} else value
        return value.strip() if isinstance(value, str) else value

    def _cell(self, column: Column, value: Any) -> Any:
        found = to_cell(column, value, self.speech).value
        return found.strip() if isinstance(found, str) else found
