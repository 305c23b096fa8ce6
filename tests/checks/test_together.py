"""What sentences say of several names at once and of single costs: another figure is told, the plan's own is not."""

from __future__ import annotations

import pytest
from test_remarks import EXAMPLES, of_principles

from planforge.plan.make import make_plan
from planforge.reading.read import read

CHINESE = [
    (
        "济南红星店和济南居然店合计做到 1,887.8 万元",
        "济南红星店和济南居然店合计做到 2,080 万元",
    ),
    (
        "历城泰和建材、章丘宏远陶瓷、长清金瑞建材三家合计 2,303.7 万元",
        "历城泰和建材、章丘宏远陶瓷、长清金瑞建材三家合计 2,600 万元",
    ),
    (
        "泰安泰山店、岱宗建材、新泰兴达陶瓷共 1,872.6 万元",
        "泰安泰山店、岱宗建材、新泰兴达陶瓷共 1,500 万元",
    ),
    (
        "岩板大板在济南做到 1,384 万元",
        "岩板大板在济南做到 1,800 万元",
    ),
    (
        "岩板大板在设计师与家装渠道卖 1,900 万元",
        "岩板大板在设计师与家装渠道卖 5,000 万元",
    ),
    (
        "工程砖通过工程项目渠道做 1,150 万元",
        "工程砖通过工程项目渠道做 1,450 万元",
    ),
    (
        "销售目标 14,520 万元：济南 5,057.8 万元、淄博 3,165.2 万元、潍坊 3,973.8 万元、泰安 2,323.2 万元",
        "销售目标 14,520 万元：济南 5,057.8 万元、淄博 3,165.2 万元、潍坊 3,973.8 万元、泰安 2,523.2 万元",
    ),
    (
        "岩板大板 4,250 万元：济南 1,384 万元、淄博 923.2 万元，其余两区 1,942.8 万元",
        "岩板大板 4,250 万元：济南 1,384 万元、淄博 923.2 万元，其余两区 2,142.8 万元",
    ),
    (
        "费用 2,390 万元：工资福利 520 万元、卖场租金 405 万元、装修与样品补贴 430 万元，其余 1,035 万元",
        "费用 2,390 万元：工资福利 520 万元、卖场租金 405 万元、装修与样品补贴 430 万元，其余 1,235 万元",
    ),
    (
        "广告宣传 175 万元：装修信息平台 68 万元、短视频与直播 46 万元、建材城户外 36 万元",
        "广告宣传 175 万元：装修信息平台 88 万元、短视频与直播 46 万元、建材城户外 36 万元",
    ),
    (
        "315 家装季花 88 万元",
        "315 家装季花 120 万元",
    ),
    (
        "五一联盟大促费用 96 万元，带来 360 万元增量",
        "五一联盟大促费用 96 万元，带来 460 万元增量",
    ),
    (
        "建材城户外投 36 万元",
        "建材城户外投 60 万元",
    ),
    (
        "济南红星店坪效做到 2.63 万元",
        "济南红星店坪效做到 3.2 万元",
    ),
    (
        "张店博大建材坪效 2.19 万元/平方米",
        "张店博大建材坪效 2.6 万元/平方米",
    ),
    (
        "差旅 70 万元、培训 28 万元",
        "差旅 90 万元、培训 28 万元",
    ),
    (
        "签约设计师由 156 人增加到 236 人",
        "签约设计师由 156 人增加到 260 人",
    ),
    (
        "全年做 48 场联盟与小区活动",
        "全年做 60 场联盟与小区活动",
    ),
    (
        "冯凯和秦璐两人合计 3,489.9 万元",
        "冯凯和秦璐两人合计 3,700 万元",
    ),
    (
        "设计师与家装和自营门店两条渠道合计 5,620 万元",
        "设计师与家装和自营门店两条渠道合计 6,000 万元",
    ),
    (
        "岩板大板和仿古木纹砖合计占 40.6%",
        "岩板大板和仿古木纹砖合计占 45%",
    ),
    (
        "济南 5,057.8 万元，淄博 3,165.2 万元，潍坊 3,973.8 万元",
        "济南 5,057.8 万元，淄博 3,365.2 万元，潍坊 3,973.8 万元",
    ),
    (
        "自营门店 2,900 万元：济南 1,105.7 万元、淄博 570.3 万元，余 1,224 万元",
        "自营门店 2,900 万元：济南 1,105.7 万元、淄博 570.3 万元，余 1,424 万元",
    ),
    (
        "四次活动共花 344 万元",
        "四次活动共花 400 万元",
    ),
]
ENGLISH = [
    (
        "Zhao Lei, Sun Tao and Zhou Min together make CNY 19.915 million",
        "Zhao Lei, Sun Tao and Zhou Min together make CNY 22 million",
    ),
    (
        "Premium makes CNY 6.836 million in Xinyang",
        "Premium makes CNY 8 million in Xinyang",
    ),
    (
        "Premium sells CNY 9 million through schools and internet cafés",
        "Premium sells CNY 15 million through schools and internet cafés",
    ),
    (
        "The target of CNY 82.8 million: Xinyang 19.915 million, Zhumadian 19.061 million, "
        "Zhoukou 23.474 million, Nanyang 20.35 million",
        "The target of CNY 82.8 million: Xinyang 19.915 million, Zhumadian 19.061 million, "
        "Zhoukou 23.474 million, Nanyang 22.35 million",
    ),
    (
        "Summer Noodle Season costs CNY 550,000",
        "Summer Noodle Season costs CNY 600,000",
    ),
    (
        "Bus advertising costs 200k",
        "Bus advertising costs 300k",
    ),
    (
        "Back to School costs CNY 850,000 and brings CNY 3.4 million",
        "Back to School costs CNY 850,000 and brings CNY 4.4 million",
    ),
    (
        "Training takes CNY 100,000",
        "Training takes CNY 160,000",
    ),
    (
        "Advertising of CNY 828,000: short video and local deals 360k, bus advertising 200k, campus promotion 80k",
        "Advertising of CNY 828,000: short video and local deals 360k, bus advertising 300k, campus promotion 80k",
    ),
    (
        "Rebates come to CNY 1.242 million",
        "Rebates come to CNY 1.5 million",
    ),
    (
        "Distributors rise from 18 to 22",
        "Distributors rise from 18 to 24",
    ),
    (
        "Premium and Mainstream together bring CNY 67.9 million",
        "Premium and Mainstream together bring CNY 70 million",
    ),
    (
        "Xinyang Hengfeng and Gushi Shunhe together take CNY 10.967 million",
        "Xinyang Hengfeng and Gushi Shunhe together take CNY 12 million",
    ),
    (
        "Economy falls to CNY 14.08 million",
        "Economy falls to CNY 12 million",
    ),
    (
        "Modern trade and traditional trade together make CNY 65.41 million",
        "Modern trade and traditional trade together make CNY 60 million",
    ),
    (
        "Premium of CNY 26.5 million: Xinyang 6.836 million, Zhumadian 6.089 million, the rest 13.575 million",
        "Premium of CNY 26.5 million: Xinyang 6.836 million, Zhumadian 6.089 million, the rest 15.575 million",
    ),
    (
        "The four promotions cost CNY 2.73 million",
        "The four promotions cost CNY 3.2 million",
    ),
    (
        "Wages and benefits are CNY 2.16 million",
        "Wages and benefits are CNY 2.6 million",
    ),
    (
        "Nanyang grows 28.2% to CNY 20.35 million",
        "Nanyang grows 28.2% to CNY 22 million",
    ),
    (
        "He Wei carries CNY 8.685 million",
        "He Wei carries CNY 9.5 million",
    ),
    (
        "Listing and display costs CNY 908,000",
        "Listing and display costs CNY 1.1 million",
    ),
    (
        "Xinyang makes CNY 19.915 million, Zhumadian CNY 19.061 million",
        "Xinyang makes CNY 19.915 million, Zhumadian CNY 21.061 million",
    ),
    (
        "Special points grow from 510 to 820",
        "Special points grow from 510 to 900",
    ),
    (
        "Premium and Mainstream together are 82.0% of sales",
        "Premium and Mainstream together are 90% of sales",
    ),
]


def told(example: str, pairs: list[tuple[str, str]], stop: str) -> dict[str, list[str]]:
    """What is told of each sentence, all among the principles of one plan."""
    spec = read(EXAMPLES / example / "plan.yaml").spec
    assert spec is not None
    return of_principles(make_plan(spec), [one + stop for pair in pairs for one in pair])


@pytest.fixture(scope="module")
def told_of_tiles() -> dict[str, list[str]]:
    return told("luzhong-tiles", CHINESE, "。")


@pytest.fixture(scope="module")
def told_of_noodles() -> dict[str, list[str]]:
    return told("south-henan-noodles", ENGLISH, ".")


@pytest.mark.parametrize(("true", "false"), CHINESE)
def test_a_sentence_of_several_names_is_held_against_the_plan(
    told_of_tiles: dict[str, list[str]], true: str, false: str
) -> None:
    assert told_of_tiles[true + "。"] == []
    assert told_of_tiles[false + "。"]


@pytest.mark.parametrize(("true", "false"), ENGLISH)
def test_the_same_holds_in_english(told_of_noodles: dict[str, list[str]], true: str, false: str) -> None:
    assert told_of_noodles[true + "."] == []
    assert told_of_noodles[false + "."]
