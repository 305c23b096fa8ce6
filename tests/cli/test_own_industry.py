"""A seventh trade: one file in a folder of one's own, and new, check and render speak its words. No Python."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from calls import planforge

PET_CLINIC = """\
title: {zh: 宠物医院, en: Pet clinics}
terms:
  district: {zh: 城区, en: quarter}
  store: {zh: 院区, en: clinic}
  product: {zh: 诊疗项目, en: treatment}
  channel: {zh: 就诊来源, en: source of visits}
  sales: {zh: 诊疗收入, en: treatment revenue}
  sales_target: {zh: 诊疗收入目标, en: revenue target}
  collection_plan: {zh: 收费, en: fees}
nodes:
  - {name: {zh: 院区, en: Clinics}, unit: {zh: 家, en: clinics}}
product_classes:
  - {name: {zh: 手术, en: Surgery}, margin: 58%}
  - {name: {zh: 门诊, en: Consultation}, margin: 46%}
products:
  - {name: {zh: 绝育与骨科, en: Spaying and bones}, class: {zh: 手术, en: Surgery}, share: 40%, price: 1800}
  - {name: {zh: 疫苗与体检, en: Vaccines and check-ups}, class: {zh: 门诊, en: Consultation}, share: 60%, price: 220}
channels:
  - {name: {zh: 老客复诊, en: Returning}, share: 70%}
  - {name: {zh: 新客, en: New}, share: 30%}
expense_lines:
  - {name: {zh: 医师薪酬, en: Vets}, kind: wage, ratio: 28%}
  - {name: {zh: 药品耗材, en: Medicine}, kind: other, ratio: 12%}
kpis:
  - name: {zh: 复诊率, en: Return rate}
    definition: {zh: 复诊数÷就诊数, en: returns ÷ visits}
    frequency: {zh: 每月, en: monthly}
    source: {zh: 病历系统, en: records}
tactics:
  - {area: service, name: {zh: 术后回访, en: Calls after surgery}}
not_applicable:
  collection: {zh: 诊疗当场收费。, en: Fees are paid on the spot.}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with nothing but the preset of the seventh trade."""
    folder = tmp_path / "own"
    (folder / "industries").mkdir(parents=True)
    (folder / "industries" / "pet-clinic.yaml").write_text(PET_CLINIC, "utf-8")
    return folder


@pytest.mark.slow
def test_one_file_makes_a_trade(tmp_path: Path, own: Path) -> None:
    listed = planforge("new", "--list", "--templates", own, cwd=tmp_path)
    assert "pet-clinic           Pet clinics" in listed.stdout

    options = ("--industry", "pet-clinic", "--language", "zh-CN", "--region", "江北", "--sales", "2000万")
    made = planforge("new", "plan.yaml", *options, "--templates", own, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert yaml.safe_load((tmp_path / "plan.yaml").read_text("utf-8"))["industry"] == "pet-clinic"

    for language, words, title in (
        (
            "zh-CN",
            ("诊疗收入", "按诊疗项目分解", "绝育与骨科", "医师薪酬"),
            "收费",
        ),
        ("en", ("treatment revenue", "Revenue target by treatment", "source of visits"), "Fees"),
    ):
        out = f"plan-{language}.md"
        done = planforge("render", "plan.yaml", "-o", out, "--language", language, "--templates", own, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        text = (tmp_path / out).read_text("utf-8")
        assert [word for word in words if word not in text] == []
        assert not any(line.startswith("#") and line.endswith(title) for line in text.splitlines())  # not applicable
        assert "销售额" not in text and "sales revenue" not in text


@pytest.mark.slow
def test_check_knows_the_trade_where_it_is_told_the_folder(tmp_path: Path, own: Path) -> None:
    planforge("new", "plan.yaml", "--industry", "pet-clinic", "--region", "江北", "--templates", own, cwd=tmp_path)
    assert "R15" not in planforge("check", "plan.yaml", "--templates", own, cwd=tmp_path).stdout
    assert "there is no industry preset pet-clinic" in planforge("check", "plan.yaml", cwd=tmp_path).stdout


@pytest.mark.slow
def test_a_preset_that_does_not_fit_is_named_with_its_fault(tmp_path: Path, own: Path) -> None:
    broken = PET_CLINIC.replace("share: 60%", "share: 50%")
    (own / "industries" / "pet-clinic.yaml").write_text(broken, "utf-8")
    done = planforge("new", "plan.yaml", "--industry", "pet-clinic", "--templates", own, cwd=tmp_path)
    assert done.returncode == 2
    assert "preset pet-clinic.yaml cannot be used: products" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "plan.yaml").exists()
