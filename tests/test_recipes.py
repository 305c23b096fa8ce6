"""What CONTRIBUTING promises of small additions, walked in a copy of the project: these files, and it is everywhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from openpyxl import load_workbook

NOODLES = ROOT / "examples" / "yunan-noodles" / "plan.yaml"
MAY = NOODLES.parent / "actuals-2027-05.csv"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("planforge", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def put(path: Path, before: str, line: str) -> None:
    """A line more, before one that stands there."""
    text = path.read_text("utf-8")
    assert text.count(before) == 1, (path, text.count(before))
    path.write_text(text.replace(before, line + before), "utf-8")


def run(copy: Path, *arguments: str) -> str:
    """What a command of the changed copy prints; it may have findings, never a bug."""
    code = f"import sys; sys.path.insert(0, {str(copy)!r}); from planforge.cli import main; sys.exit(main())"
    ran = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", cwd=copy)
    assert ran.returncode in (0, 1) and "F08" not in ran.stderr, ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_a_measure_is_one_line_and_its_name_in_each_language(copy: Path) -> None:
    put(
        copy / "planforge" / "plan" / "measures.py",
        '    Measure("return_on_spend"',
        '    Measure("sales_per_outlet", "money", part="sales", whole="outlets", axes=("district",)),\n',
    )
    put(copy / "templates" / "zh-CN" / "measures.yaml", "  gross_profit: 毛利\n", "  sales_per_outlet: 单网点销售额\n")
    put(
        copy / "templates" / "en" / "measures.yaml",
        "  market_share: market share\n",
        "  sales_per_outlet: sales per outlet\n",
    )
    shown = json.loads(run(copy, "show", str(NOODLES), "--json"))["measures"]["sales_per_outlet"]
    assert set(shown["by"]["district"]) == {"信阳", "驻马店", "周口", "南阳"} and shown["planned"]
    assert "82.8" in run(copy, "explain", str(NOODLES), "单网点销售额", "--language", "en")
    run(copy, "render", str(NOODLES), "--to", "xlsx", "-o", str(copy / "out.xlsx"))


@pytest.mark.slow
def test_an_axis_is_one_value_and_its_name_in_each_language(copy: Path) -> None:
    put(
        copy / "planforge" / "plan" / "axes.py",
        "BY_KEY = {",
        'AXES = (*AXES, Axis("dealer", lambda plan: plan.targets.channels, lambda plan: {}))\n',
    )
    put(copy / "templates" / "zh-CN" / "measures.yaml", '  area: "{area}"\n', "  dealer: 经销商\n")
    put(copy / "templates" / "en" / "measures.yaml", '  area: "{areas}"\n', "  dealer: dealers\n")
    assert json.loads(run(copy, "show", str(NOODLES), "--json"))
    run(copy, "show", str(NOODLES), "--against", str(NOODLES))
    run(copy, "render", str(NOODLES), "--to", "xlsx", "-o", str(copy / "out.xlsx"))
    run(copy, "review", str(NOODLES), "--actuals", str(MAY))


@pytest.mark.slow
def test_a_rule_is_one_class_and_its_name_in_the_tuple(copy: Path) -> None:
    rule = """class S99(Rule):
    title = Text("没有写天气", "No weather is given")
    why = Text("卖面要看天。", "Noodles sell in the cold.")
    message = Text("{region}没有写天气", "{region}: no weather")
    hint = Text("写天气", "give it")

    def find(self, plan: Plan) -> Iterator[Problem]:
        yield self.at("region", region=plan.spec.region.name)


"""
    put(copy / "planforge" / "checks" / "situation.py", "RULES = (S01", rule)
    text = (copy / "planforge" / "checks" / "situation.py").read_text("utf-8")
    (copy / "planforge" / "checks" / "situation.py").write_text(text.replace("S07, S08)", "S07, S08, S99)"), "utf-8")
    assert "Noodles sell in the cold." in run(copy, "rule", "S99", "--language", "en")
    found = json.loads(run(copy, "check", str(NOODLES), "--format", "json", "--lang", "zh-CN"))["findings"]
    assert [one["message"] for one in found if one["code"] == "S99"] == ["豫南区域没有写天气"]


@pytest.mark.slow
def test_a_field_is_one_line_in_its_model(copy: Path) -> None:
    put(
        copy / "planforge" / "spec" / "region.py",
        '    market: Money | None = None\n    """容量：上年市场容量。',
        '    weather: Name | None = None\n    """天气：冬天冷不冷。 | Weather: whether its winter is cold."""\n',
    )
    assert "天气" in run(copy, "schema", "--markdown")
    run(copy, "convert", str(NOODLES), str(copy / "noodles.xlsx"))
    heads = {cell for sheet in load_workbook(copy / "noodles.xlsx") for row in sheet.values for cell in row}
    assert "天气" in heads


@pytest.mark.slow
def test_a_section_with_a_chart_is_a_function_its_words_and_a_text_in_each_language(copy: Path) -> None:
    put(
        copy / "planforge" / "document" / "charts" / "market.py",
        "CHARTS = {",
        '''def weather(plan: Plan, words: Words) -> Chart | None:
    """Where is how much to be sold?"""
    held = plan.targets.districts
    series = Series(words.label("series.target"), draw.money(words, held.totals))
    return draw.chart(words, "weather", Plot.BAR, held.nodes, (series,))


''',
    )
    market = copy / "planforge" / "document" / "charts" / "market.py"
    market.write_text(market.read_text("utf-8").replace("CHARTS = {", 'CHARTS = {"weather": weather, '), "utf-8")
    for language, caption in (("zh-CN", "各片区天气"), ("en", "Weather by district")):
        words = copy / "templates" / language / "tables.yaml"
        put(words, "  share_by_district: {", f'  weather: {{caption: "{caption}"}}\n')
        (words.parent / "sections" / "weather.md").write_text("## W\n\n{{ chart.weather }}\n", "utf-8")
    put(copy / "templates" / "kinds.yaml", "swot, issues]\n", "weather, ")
    for language, caption in (("zh-CN", "各片区天气"), ("en", "Weather by district")):
        out = copy / f"{language}.md"
        run(copy, "render", str(NOODLES), "--language", language, "--length", "full", "-o", str(out))
        assert caption in out.read_text("utf-8")


@pytest.mark.slow
def test_a_format_is_its_writer_and_one_record(copy: Path) -> None:
    (copy / "planforge" / "writers" / "headline.py").write_text(
        '"""The title alone."""\n\n\ndef write(document):\n    return document.meta.title.encode()\n', "utf-8"
    )
    put(
        copy / "planforge" / "writers" / "__init__.py",
        '        Format("xlsx",',
        '        Format("txt", (".txt",), "document", lambda document, _: __import__("planforge.writers.headline", '
        'fromlist=["write"]).write(document), _TEXT),\n',
    )
    assert ".txt" in run(copy, "render", "--help") or "txt" in run(copy, "render", "--help")
    run(copy, "render", str(NOODLES), "-o", str(copy / "plan.txt"))
    assert "豫南区域2027年度营销计划" in (copy / "plan.txt").read_text("utf-8")


@pytest.mark.slow
def test_a_kind_of_document_is_its_parts_and_its_title(copy: Path) -> None:
    put(copy / "templates" / "kinds.yaml", "  role: {full: [roles]}\n", "  outlook: {full: [situation]}\n")
    put(copy / "templates" / "zh-CN" / "labels.yaml", '  role: "{region}岗位说明书"\n', '  outlook: "{region}展望"\n')
    put(copy / "templates" / "en" / "labels.yaml", '  rulebook: "', '  outlook: "Outlook: {region}"\n')
    run(copy, "render", str(NOODLES), "--kind", "outlook", "-o", str(copy / "outlook.md"))
    assert "# 豫南区域展望" in (copy / "outlook.md").read_text("utf-8")


@pytest.mark.slow
def test_a_trade_is_one_file(copy: Path) -> None:
    text = (copy / "templates" / "industries" / "liquor.yaml").read_text("utf-8")
    text = text.replace("title: {zh: 酒类, en: Wine and spirits}", "title: {zh: 园艺, en: Gardening}")
    text = re.sub(r"(?m)^also: .*$", "also: [花木]", text)
    (copy / "templates" / "industries" / "garden.yaml").write_text(text, "utf-8")
    assert "花木" in run(copy, "new", "--list")
    run(copy, "new", str(copy / "garden.yaml"), "--industry", "花木", "--language", "zh-CN")
    assert "industry: garden" in (copy / "garden.yaml").read_text("utf-8")
