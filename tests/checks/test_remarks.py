"""What texts say in passing of a figure that stands elsewhere in the plan: another figure is told, the same is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from planforge.checks.prose import in_digits
from planforge.checks.run import RULES
from planforge.plan.make import make_plan
from planforge.reading.read import read

EXAMPLES = Path(__file__).parents[2] / "examples"
SAID = [rule for rule in RULES if rule.code() in {"Q14", "Q16", "Q18"}]


def told(example: str, **texts: str) -> set[str]:
    """What is told of texts put into an example, at ``strategies__0__statement``."""
    changes = tuple(f"{path.replace('__', '.')}={text}" for path, text in texts.items())
    spec = read(EXAMPLES / example / "plan.yaml", changes).spec
    assert spec is not None
    plan = make_plan(spec)
    found = {(problem.path, problem.message.zh) for rule in SAID for problem in rule().find(plan)}
    paths = [path.split("__") for path in texts]
    return {message for path, message in found if any([*map(str, path)][: len(one)] == one for one in paths)}


@pytest.mark.slow
def test_a_review_of_restaurants_is_held_against_channels_funnels_stores_and_districts() -> None:
    assert told(
        "hangyong-restaurants",
        review__summary="堂食 9,272.8 万元，座位 1,920 个、日翻台 1.95 次；14 家门店里 5 家完成目标。",
        review__achievements__1="宴会由 1,050 万元做到 1,104.6 万元。",
        districts__2__description="镜湖店受商场改造影响，2026 年只完成 77.1%。",
        districts__0__description="四家店 630 个座位，外卖占 25.6%。",
        review__metrics__1__note="3,952 万元÷12,000 万元",
        budget__reason="费用率由 25.1% 降到 24.7%，人工成本率由 26.6% 降到 24.0%",
        promotions__1__scope="18 家店",
        promotions__2__scope="14 家店",
    ) == {
        "“堂食”的销售这里写 9,272.8万元，表里是 9,172.8万元 或 8,520万元",
        "座位数这里写 1,920，计划中是 1,860",
        "日翻台率这里写 1.95，计划中是 1.85",
        "完成目标的数目这里写 5，计划中是 4",
        "“宴会”的销售这里写 1,050万元，表里是 1,000万元 或 1,104.6万元",
        "镜湖店达成率这里写 77.1%，计划中是 87.1%",
        "座位（包厢）数这里写 630，计划中是 530",
        "城西片区外卖占比这里写 25.6%，计划中是 15.6%",
        "人工成本率这里写 32.9%，计划中是 24.6%",
        "人工成本率这里写 26.6%，计划中是 24.6%",
        "门店数这里写 18，计划中是 15",
    }


@pytest.mark.slow
def test_amounts_before_their_name_average_prices_and_numbers_in_words_are_read() -> None:
    assert told(
        "south-henan-noodles",
        strategies__0__statement="CNY 25 million is the target of Nanyang",
        strategies__1__statement="Xinyang opens three hundred and five new outlets",
        objectives__1__why="an average price of CNY 33.5",
    ) == {
        "“Nanyang”这里写 2,500万元，计划中是 2,204.6万元",
        "“Xinyang”的新增数这里写 305，表里是 360",
        "均价这里写 33.5，计划中是 31.5",
    }
    assert told(
        "south-fujian-brokerage",
        review__achievements__2="Xiamen Hubin South branch reached CNY 14.36 million, 111.1% of its target.",
        districts__0__description="48.0% of revenue and 2,900 clients",
        districts__2__description="Zhangpu reached 97.6%, the lowest branch",
    ) == {
        "Xiamen Hubin South达成率这里写 111.1%，计划中是 101.1%",
        "Xiamen占比这里写 48.0%，计划中是 38.2%",
        "Zhangpu达成率这里写 97.6%，计划中是 87.6%",
    }
    assert told(
        "yunan-noodles",
        strategies__0__statement="把 2500 万元压给南阳",
        strategies__1__statement="全年要做 9,100 万元",
        strategies__2__statement="上半年占全年的 60.0%",
        strategies__3__statement="南阳背 2500 万元的指标",
    ) == {
        "“南阳”这里写 2,500万元，计划中是 2,204.6万元",
        "全年目标这里写 9,100万元，计划中是 8,970万元",
        "占全年这里写 60.0%，计划中是 46.3%",
    }
    assert not told(
        "yunan-noodles", strategies__0__statement="2035 万元是南阳的目标", objectives__1__why="均价 31.5 元"
    )


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("三十家门店", "30家门店"),
        ("三千零五个网点", "3005个网点"),
        ("第十二家", "第十二家"),
        ("十几家", "十几家"),
        ("a dozen outlets", "12 outlets"),
        ("three hundred and five stores", "305 stores"),
        ("twenty-five and thirty", "25 and 30"),
        ("two of the stores, 1.2 million", "two of the stores, 1.2 million"),
        ("half a dozen", "half a dozen"),
    ],
)
def test_counts_above_ten_in_words_are_read_as_digits(written: str, read_as: str) -> None:
    assert in_digits(written) == read_as
