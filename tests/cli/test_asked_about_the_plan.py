"""``planforge new`` on a terminal: the sales file first, back with <, all summed up before anything is written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml
from calls import planforge, planforge_on_a_terminal

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
    rendered = planforge("render", "plan.yaml", "-o", "plan.md", "--templates", folder, cwd=tmp_path)
    assert rendered.returncode == 0, rendered.stderr
    text = (tmp_path / "plan.md").read_text("utf-8")
    assert "旺季是3–5月" in text
