"""What may be wrong where a law is cited: the rules, and their findings in words."""

from services.checker.citations.article import Article
from services.checker.citations.title import Title
from services.checker.detector import Draft
from services.checker.registry import Law
from services.domain.rule import Category, RuleDoc, Severity

_REGISTRY = "国家法律登记表；法律以全国人民代表大会及其常务委员会通过、国家主席公布的文本为准（《立法法》）"


def _rule(name: str, severity: Severity, summary: str, *, hit: str, miss: str) -> RuleDoc:
    return RuleDoc(
        id=f"law.{name}",
        category=Category.LEGAL_TERM,
        severity=severity,
        summary=summary,
        basis=_REGISTRY,
        hit=(hit,),
        miss=(miss,),
    )


NAME = _rule(
    "name-slip",
    Severity.ERROR,
    "法律名称与原文不一致，请逐字核对。",
    hit="根据《中华人民共和国安全生产发》开展检查。",
    miss="根据《青岚县安全生产条例》开展检查。",
)
REPEALED = _rule(
    "repealed",
    Severity.WARNING,
    "引用的法律已经废止，请改引现行法律；说明历史情况的，请写明“原”或者当时的日期。",
    hit="依照《合同法》的规定处理。",
    miss="依照原《合同法》的规定处理。",
)
NO_ARTICLE = _rule(
    "no-such-article",
    Severity.ERROR,
    "引用的条文序号超出该法律的条数，请核对。",
    hit="依照《中华人民共和国安全生产法》第一百二十条处罚。",
    miss="依照《中华人民共和国安全生产法》第一百一十九条处罚。",
)
RULES = (NAME, REPEALED, NO_ARTICLE)


def name_slip(title: Title, right: str) -> Draft:
    return Draft(
        start=title.start,
        end=title.end,
        rule=NAME,
        message=f"法律名称应为《{right}》，请逐字核对。",
        suggestions=(right,),
        confidence=0.95,
    )


def repealed(title: Title, law: Law, successor: Law | None, *, with_article: bool) -> Draft:
    """`successor` is its new name; the articles of the new law bear other numbers."""
    since = f"{law.repealed.year}年{law.repealed.month}月{law.repealed.day}日" if law.repealed else ""
    by = f"，由《{'》《'.join(law.by)}》代替" if law.by else ""
    is_full = title.text.startswith(law.full)
    right = (successor.full if is_full else successor.name) if successor and not with_article else ""
    return Draft(
        start=title.start,
        end=title.end,
        rule=REPEALED,
        message=f"《{law.name}》已于{since}废止{by}，请改引现行法律。",
        suggestions=(right,) if right else (),
        confidence=0.8,
    )


def no_such_article(article: Article, law: Law, most: int) -> Draft:
    return Draft(
        start=article.start,
        end=article.end,
        rule=NO_ARTICLE,
        message=f"《{law.name}》只有{most}条，没有第{article.number}条，请核对。",
        confidence=0.95,
    )
