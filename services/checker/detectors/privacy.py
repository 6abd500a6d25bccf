"""Personal data that a page should not show. The findings themselves show it masked."""

from collections.abc import Iterator, Sequence

from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.personal_data import Kind, find
from services.checker.view import View
from services.domain.rule import Category, RuleDoc, Severity

_LAW = "《中华人民共和国个人信息保护法》第二十五条、第二十八条"


def _rule(kind: Kind, severity: Severity, summary: str, hit: str, miss: str) -> RuleDoc:
    return RuleDoc(
        id=f"privacy.{kind}",
        category=Category.PRIVACY,
        severity=severity,
        summary=summary,
        basis=_LAW,
        hit=(hit,),
        miss=(miss,),
    )


RULES = {
    Kind.CITIZEN_ID: _rule(
        Kind.CITIZEN_ID,
        Severity.ERROR,
        "疑似公开了完整的居民身份证号码，请核实是否必须公开，确需公开的应隐去中间各位。",
        "公示人员：周某某，身份证号11010519491231002X。",
        "统一社会信用代码：11110105MB0412345X。",
    ),
    Kind.BANK_CARD: _rule(
        Kind.BANK_CARD,
        Severity.ERROR,
        "疑似公开了完整的银行卡号，请核实是否属于个人账户，个人账户应隐去中间各位。",
        "补贴发放账户：6222020200112230004。",
        "发票号码：62220202001122300045678。",
    ),
    Kind.MOBILE: _rule(
        Kind.MOBILE,
        Severity.WARNING,
        "疑似公开了个人手机号码，请核实是否为对外公布的工作电话，不是的应隐去中间四位。",
        "申请人联系方式：13900001234。",
        "咨询电话：010-12345678，监督电话：12345。",
    ),
    Kind.PASSPORT: _rule(
        Kind.PASSPORT,
        Severity.ERROR,
        "疑似公开了护照号码，请核实是否必须公开，确需公开的应隐去中间各位。",
        "当事人护照号码：E12345678。",
        "货物批次号：E12345678。",
    ),
}


class PrivacyDetector:
    name = "privacy"

    def __init__(self, _: Knowledge) -> None:
        self.rules = list(RULES.values())

    def patterns(self) -> Sequence[Pattern]:
        return ()

    def detect(self, view: View, _: Sequence[Hit]) -> Iterator[Draft]:
        for found in find(view.folded):
            rule = RULES[found.kind]
            yield Draft(
                start=found.start, end=found.end, rule=rule, message=rule.summary, confidence=0.95, private=True
            )
