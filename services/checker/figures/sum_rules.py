"""The rules about sums that a sentence contradicts."""

from services.checker.figures.form import number_rule
from services.domain.rule import Severity

_BASIS = "同一篇稿件中的数据应前后一致；《党政机关公文处理工作条例》（中办发〔2012〕14号）第十九条：内容简洁、表述准确"
GENDER = number_rule(
    "sum.men-and-women",
    Severity.ERROR,
    "男女人数之和与总人数不符，请核对。",
    basis=_BASIS,
    hit=["参赛选手共5人，其中男3人、女3人。"],
    miss=["参赛选手共6人，其中男3人、女3人。", "参赛选手约5人，其中男3人、女3人。"],
)
PART = number_rule(
    "sum.part-over-whole",
    Severity.ERROR,
    "部分大于总数，请核对。",
    basis=_BASIS,
    hit=["全年引进项目12个，其中工业项目15个。"],
    miss=["全年引进项目12个，其中工业项目5个。", "新增2例，其中累计15例出院。", "新增出院0例，其中东区新增确诊2例。"],
)
SUM = number_rule(
    "sum.parts-over-whole",
    Severity.WARNING,
    "各部分之和大于总数，请核对。",
    basis=_BASIS,
    hit=["总投资100万元，其中土建60万元、设备50万元。"],
    miss=["总投资110万元，其中土建60万元、设备50万元。", "党员12人，其中女性8人、35岁以下9人。"],
)
SHARE = number_rule(
    "sum.share",
    Severity.WARNING,
    "占比与前面的数字算不到一起，请核对。",
    basis=_BASIS,
    hit=["共有学员120人，其中女性40人，占43.3%。"],
    miss=["共有学员120人，其中女性40人，占33.3%。"],
)
PERCENTS = number_rule(
    "sum.percents-over-whole",
    Severity.WARNING,
    "各部分的占比之和超过100%，请核对。",
    basis=_BASIS,
    hit=["其中男性占55%，女性占50%。"],
    miss=["其中男性占55%，女性占45%。", "其中女性占60%，党员占50%。", "其中35岁以下占60%，45岁以下占80%。"],
)
INDUSTRIES = number_rule(
    "sum.three-industries",
    Severity.WARNING,
    "三次产业的比例之和应为100，请核对。",
    basis=_BASIS,
    hit=["三次产业结构为20:45:45。", "三次产业比例调整为8.5：41.5：51。"],
    miss=["三次产业结构为20:40:40。", "三次产业比例由9:42:49调整为8.5:41.5:50。"],
)
GROWTH = number_rule(
    "sum.growth",
    Severity.WARNING,
    "增长幅度与前面的数字算不到一起，请核对。",
    basis=_BASIS,
    hit=["合作社由20家增加到30家，增长60%。"],
    miss=["合作社由20家增加到30家，增长50%。", "收入由2万元提高到3万元，年均增长8%。"],
)
