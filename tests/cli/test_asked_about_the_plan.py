"""``planforge new`` on a terminal: the sales file first, back with <, all summed up before anything is written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml
from calls import planforge, planforge_on_a_terminal
from openpyxl import load_workbook

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="a terminal of its own")]


def test_the_sales_file_is_offered_by_number_and_one_can_go_back_to_any_question(tmp_path: Path) -> None:
    shutil.copy("examples/yunan-noodles/sales.csv", tmp_path)
    answers = ["1", "zh-CN", "2", "豫南", "<", "豫南区域", "福麦", "", "李明", "<", "李小明", ""]
    code, screen = planforge_on_a_terminal("new", "plan.yaml", answers=answers, cwd=tmp_path)
    assert code == 0, screen
    assert "1 sales.csv" in screen
    assert screen.index("区域：豫南区域") < screen.index("编制人：李小明") < screen.index("已写好")
    said = yaml.safe_load((tmp_path / "plan.yaml").read_text("utf-8"))
    assert (said["region"]["name"], said["region"]["manager"]) == ("豫南区域", "李小明")
    assert said["situation"]["issues"] and {d["name"] for d in said["districts"]} == {"信阳", "驻马店", "周口", "南阳"}


def test_a_stranger_answers_in_chinese_and_goes_back_from_the_very_first_question(tmp_path: Path) -> None:
    shutil.copy("examples/yunan-noodles/sales.csv", tmp_path)
    first = ["<", "没有的.xlsx", "１", "《", "1", "中文"]
    answers = [*first, "种猪", "是吗", "<", "快消", "豫南", "福麦", "", "", "随便", ""]
    code, screen = planforge_on_a_terminal("new", "plan.yaml", answers=answers, cwd=tmp_path)
    assert code == 0, screen
    assert "Traceback" not in screen and "写 是 或 否" in screen and "没有文件 没有的.xlsx" in screen
    said = yaml.safe_load((tmp_path / "plan.yaml").read_text("utf-8"))
    assert (said["language"], said["industry"], said["region"]["name"]) == ("zh-CN", "fmcg", "豫南")


def test_nothing_is_written_where_the_user_leaves_at_the_end(tmp_path: Path) -> None:
    answers = ["", "zh-CN", "1", "豫南", "福麦", "2027", "", "信阳", "6900万", "\x04"]
    code, screen = planforge_on_a_terminal("new", "plan.yaml", answers=answers, cwd=tmp_path)
    assert code != 0 and "上年销售：69000000" in screen and list(tmp_path.iterdir()) == []


def test_a_trade_that_has_no_preset_gets_one_from_five_answers(tmp_path: Path) -> None:
    five = ["养殖场", "门市", "头", "很久", "60天", "3–5月", ""]
    answers = ["", "zh-CN", "种猪", "y", *five, "豫南", "牧原", "2027", "", "信阳", "6900万", ""]
    code, screen = planforge_on_a_terminal("new", "plan.yaml", answers=answers, cwd=tmp_path)
    assert code == 0, screen
    assert "写 现款、月结、60天" in screen  # what was asked again
    folder = tmp_path / "planforge-templates"
    preset = yaml.safe_load((folder / "industries" / "种猪.yaml").read_text("utf-8"))
    assert preset["terms"]["dealer"]["zh"] == "养殖场" and preset["terms_of_payment"] == ["0%", "0%", "100%"]
    plan = tmp_path / "plan.yaml"
    text = plan.read_text("utf-8")
    assert "name: 账期, pattern: [0%, 0%, 100%]" in text
    network = "network:\n  - {name: 门市, districts: {信阳: {current: 40, new: 8}}}\n"
    plan.write_text(
        text + network + "situation: {dealers: {items: [{name: 恒丰, district: 信阳, sales: 9万}]}}\n", "utf-8"
    )
    rendered = planforge(
        "render", "plan.yaml", "--length", "full", "-o", "plan.md", cwd=tmp_path
    )  # its words are in the plan
    assert rendered.returncode == 0, rendered.stderr
    document = (tmp_path / "plan.md").read_text("utf-8")
    assert all(word in document for word in ("旺季是3–5月", "主要养殖场", "门市由40家增至48家", "账期"))
    assert "经销商" not in document
    assert planforge("fill", "plan.yaml", cwd=tmp_path).returncode == 0
    assert planforge("convert", "plan.yaml", "问卷.xlsx", cwd=tmp_path).returncode == 0
    heads = {cell.value for row in load_workbook(tmp_path / "问卷.xlsx")["经销商"].iter_rows() for cell in row}
    assert "主要养殖场" in heads and "主要经销商" not in heads
    assert planforge("convert", "问卷.xlsx", "b.yaml", cwd=tmp_path).returncode == 0
    assert (tmp_path / "b.yaml").read_text("utf-8") == plan.read_text("utf-8")
