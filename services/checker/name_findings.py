"""A slip in a leader's name, put into words: the rules of both detectors of names."""

from services.checker.detector import Draft
from services.checker.roster import Person
from services.checker.view import View
from services.domain.rule import Category, RuleDoc, Severity

NEAR_MISS = RuleDoc(
    id="leader.name.near-miss",
    category=Category.LEADER_NAME,
    severity=Severity.SERIOUS,
    summary="疑似领导人姓名写错，请逐字核对姓名。",
    basis="领导人名册；《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决：出现严重表述错误",
    hit=("会议传达学习习近评总书记重要讲话精神。",),
    miss=("会议传达学习习近平总书记重要讲话精神。",),
)
SPLIT = RuleDoc(
    id="leader.name.split",
    category=Category.LEADER_NAME,
    severity=Severity.WARNING,
    summary="领导人姓名被空格、换行或不可见字符拆开，排版难看，也搜索不到。",
    basis="领导人名册；网页排版常识：姓名不拆行、不夹空格",
    hit=("会议传达学习习 近平总书记重要讲话精神。", "会议传达学习习近\n平总书记重要讲话精神。"),
    miss=("会议传达学习习近平总书记重要讲话精神。", "习 近 平"),
)


def near_miss(view: View, start: int, end: int, person: Person) -> Draft:
    wrong = view.folded[start:end]
    return Draft(
        start=start,
        end=end,
        rule=NEAR_MISS,
        message=f"“{wrong}”疑似“{person.name}”之误，领导人姓名请逐字核对。",
        suggestions=(person.name,),
        confidence=0.98 if person.protected else 0.9,
        folding=view.foldings(start, end, wrong),
    )


def split(view: View, start: int, end: int, person: Person) -> Draft:
    return Draft(
        start=start,
        end=end,
        rule=SPLIT,
        message=f"姓名“{person.name}”中间夹有空格、换行或不可见字符，请连排。",
        suggestions=(person.name,),
        safe_fix=True,
        folding=view.foldings(start, end, person.name),
    )
