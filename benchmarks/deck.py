"""The deck of an example against python-pptx writing the same shapes: texts, tables and charts of equal size and look.

python benchmarks/deck.py [examples/yunan-noodles/plan.yaml]
"""

from __future__ import annotations

import statistics
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Pt

from planforge.document.compose import compose
from planforge.plan.make import make_plan
from planforge.reading.read import read
from planforge.writers import pptx

ROUNDS = 7


def by_hand(made: Any) -> bytes:
    """The shapes of a deck written once more through python-pptx's own functions."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = made.slide_width, made.slide_height
    for slide in made.slides:
        new = deck.slides.add_slide(deck.slide_layouts[5])
        if slide.shapes.title is not None:
            new.shapes.title.text_frame.text = slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            place = (shape.left, shape.top, shape.width, shape.height)
            if shape.has_chart:
                _chart(new, shape.chart, place)
            elif shape.has_table:
                _table(new, shape.table, place)
            elif shape.has_text_frame and not shape.is_placeholder:
                _text(new.shapes.add_textbox(*place).text_frame, shape.text_frame)
        if slide.has_notes_slide:
            new.notes_slide.notes_text_frame.text = slide.notes_slide.notes_text_frame.text
    stream = BytesIO()
    deck.save(stream)
    return stream.getvalue()


def _text(new: Any, old: Any) -> None:
    new.margin_left = new.margin_right = new.margin_top = new.margin_bottom = 0
    for number, paragraph in enumerate(old.paragraphs):
        line = new.paragraphs[0] if number == 0 else new.add_paragraph()
        line.alignment = paragraph.alignment
        for run in paragraph.runs:
            made = line.add_run()
            made.text, made.font.size, made.font.bold = run.text, run.font.size or Pt(12), run.font.bold
            made.font.color.theme_color = MSO_THEME_COLOR.TEXT_1


def _table(slide: Any, old: Any, place: Any) -> None:
    new = slide.shapes.add_table(len(old.rows), len(old.columns), *place).table
    for row in range(len(old.rows)):
        for column in range(len(old.columns)):
            cell = new.cell(row, column)
            cell.margin_left = cell.margin_right = Pt(5)
            cell.margin_top = cell.margin_bottom = Pt(2)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.solid()
            cell.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
            _text(cell.text_frame, old.cell(row, column).text_frame)


def _chart(slide: Any, old: Any, place: Any) -> None:
    data: Any = CategoryChartData()
    plots = list(old.plots)
    data.categories = [str(category) for category in plots[0].categories]
    for plot in plots:
        for series in plot.series:
            data.add_series(series.name, series.values)
    slide.shapes.add_chart(old.chart_type, *place, data)


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "examples/yunan-noodles/plan.yaml")
    spec = read(path).spec
    assert spec is not None
    document = compose(make_plan(spec), kind="deck")
    made = Presentation(BytesIO(pptx.write(document)))
    by_hand(made)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        start = time.process_time()
        pptx.write(document)
        middle = time.process_time()
        by_hand(made)
        ours.append(middle - start)
        theirs.append(time.process_time() - middle)
    one, other = statistics.median(ours), statistics.median(theirs)
    print(f"planforge {one * 1000:.0f} ms, python-pptx {other * 1000:.0f} ms, ratio {one / other:.2f}")


if __name__ == "__main__":
    main()
