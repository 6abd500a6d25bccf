"""The rules of posts that a body does not have: at bodies of the state, at others, and where ordinary usage wavers."""

from typing import NamedTuple

from services.checker.roster.grammar import Kind
from services.domain.rule import Category, RuleDoc, Severity

_STATE = "《中华人民共和国宪法》；《人民法院组织法》《人民检察院组织法》；《中国人民政治协商会议章程》"
_LOCAL = "《中华人民共和国地方各级人民代表大会和地方各级人民政府组织法》；国家机关任免公告所用职务名称"


def _doc(rule: str, severity: Severity, summary: str, hit: tuple[str, ...], miss: tuple[str, ...]) -> RuleDoc:
    return RuleDoc(
        id=f"leader.title.{rule}",
        category=Category.LEADER_TITLE,
        severity=severity,
        summary=summary,
        basis=_STATE if severity is Severity.SERIOUS else _LOCAL,
        hit=hit,
        miss=miss,
    )


STATE_POST = _doc(
    "state-post",
    Severity.SERIOUS,
    "国家机关、人民法院、人民检察院没有这一职务，请核对职务名称。",
    ("县检察院院长列席会议。", "最高人民检察院副院长出席论坛。", "全国人大常委会副主任率队检查。"),
    ("县检察院检察长列席会议。", "越南最高人民检察院院长来访。", "市法院、检察院院长、检察长列席会议。"),
)
BODY_POST = _doc(
    "body-post",
    Severity.ERROR,
    "这一机构没有这一职务，请核对职务名称。",
    ("县政协主任带队视察。", "市监委书记带队走访。", "广西壮族自治区副省长到会。"),
    ("县政协主席带队视察。", "市纪委监委书记带队走访。", "县政协主任科员参加。"),
)
LOOSE_POST = _doc(
    "loose-post",
    Severity.WARNING,
    "这一机构没有这一职务，口语中常这样说，公文、新闻请写规范的职务名称。",
    ("村委会书记入户走访。",),
    ("村委会主任、村党支部书记入户走访。",),
)
NATIONAL_COMMITTEE = _doc(
    "missing-npc-standing-committee",
    Severity.SERIOUS,
    "委员长、副委员长是全国人大常委会的职务，请补上“常委会”。",
    ("全国人大副委员长出席开幕式。",),
    ("全国人大常委会副委员长出席开幕式。", "全国人大主席团举行会议。"),
)
COMMITTEE = _doc(
    "missing-standing-committee",
    Severity.ERROR,
    "主任、副主任是人大常委会的职务，请补上“常委会”。",
    ("省人大副主任到会讲话。",),
    ("省人大常委会副主任到会讲话。", "市人大副主任科员参加。"),
)
LOOSE_COMMITTEE = _doc(
    "loose-standing-committee",
    Severity.WARNING,
    "主任是人大常委会的职务，公文、新闻请补上“常委会”。",
    ("县人大主任走访代表。",),
    ("县人大常委会主任走访代表。", "县人大主任会议听取汇报。"),
)
REPEATED_POST = _doc(
    "repeated-post",
    Severity.SERIOUS,
    "职务名称重复，请删去一个。",
    ("国家主席主席发布命令。",),
    ("国家主席发布命令。", "国家主席主席台就座。"),
)


class Rules(NamedTuple):
    """The rules of a kind of fault: at bodies of the state, at others, and where ordinary usage wavers."""

    serious: RuleDoc
    error: RuleDoc
    loose: RuleDoc


RULES = {
    Kind.POST: Rules(STATE_POST, BODY_POST, LOOSE_POST),
    Kind.COMMITTEE: Rules(NATIONAL_COMMITTEE, COMMITTEE, LOOSE_COMMITTEE),
    Kind.REPEATED: Rules(REPEATED_POST, REPEATED_POST, REPEATED_POST),
}
