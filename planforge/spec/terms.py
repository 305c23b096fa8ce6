"""The terms that a trade or a company may put in its own words."""

from __future__ import annotations

from typing import Literal

Term = Literal[
    "district",  # 片区
    "area",  # 小区
    "store",  # 门店
    "outlet",  # 网点
    "dealer",  # 经销商
    "product",  # 产品
    "product_class",  # 产品类别
    "channel",  # 渠道
    "customer",  # 客户
    "consumer",  # 消费者
    "client",  # 客户，分层服务的对象
    "competitor",  # 竞争对手
    "person",  # 业务代表
    "leader",  # 片区主管
    "manager",  # 区域经理
    "sales",  # 销售额
    "volume",  # 销量
    "volume_unit",  # 件
    "price",  # 单价
    "network",  # 网络
    "distribution",  # 布点率
    "display",  # 出样
    "display_rate",  # 出样率
    "visit",  # 巡访
    "promotion",  # 促销活动
    "collection",  # 货款回笼
    "gross_margin",  # 毛利率
    "expense_ratio",  # 费用率
    "wage_ratio",  # 工资比
    "wages",  # 工资
    "payment_terms",  # 货款条件
    "size",  # 面积、座位数、包厢数
    "size_yield",  # 坪效
    "sales_target",  # 销售目标
    "launch",  # 上市
    "delist",  # 淘汰
    "pre_festival",  # 节前备货
    "sales_plan",  # the eleven sub-plans: 销售目标与计划
    "profit_plan",  # 利润与费用
    "collection_plan",  # 货款回笼
    "product_plan",  # 产品策略
    "price_plan",  # 价格策略
    "channel_plan",  # 渠道策略
    "promotion_plan",  # 促销策略
    "advertising_plan",  # 广告宣传
    "display_plan",  # 市场出样
    "training_plan",  # 营销培训
    "appraisal_plan",  # 业绩考核
]
"""Every term that documents are worded with; English terms are singular and lower case."""

Word = Literal[Term, "region", "base", "floor", "stretch", "reserve"]
"""Every term that a company may put in its own words: those of the trades, the whole region, the target's layers."""
