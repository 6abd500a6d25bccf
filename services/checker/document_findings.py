"""What may be wrong where a document is cited: the rules, and their findings in words.

What the registry knows from a text as published may be an error and mended; what it has not confirmed is a doubt, and
the editor looks it up.
"""

from collections.abc import Sequence

from services.checker.citations.document_number import WrittenNumber
from services.checker.citations.title import Title
from services.checker.detector import Draft
from services.checker.registry import Document
from services.checker.registry.document_index import Name
from services.domain.rule import Category, RuleDoc, Severity

_FORMAT = "《党政机关公文格式》（GB/T 9704—2012）7.2.5"
_REGISTRY = "发文字号与标题登记表；所引文件的标题和字号以发文机关公布的文本为准"


def _rule(name: str, severity: Severity, summary: str, basis: str, *, hit: str, miss: str) -> RuleDoc:
    return RuleDoc(
        id=f"document.{name}",
        category=Category.DOCUMENT_REFERENCE,
        severity=severity,
        summary=summary,
        basis=basis,
        hit=(hit,),
        miss=(miss,),
    )


BRACKETS = _rule(
    "number-brackets",
    Severity.NOTICE,
    "发文字号的年份应用六角括号“〔〕”括入。",
    f"{_FORMAT}：年份用六角括号“〔〕”括入",
    hit="根据青政发（2021）8号文件要求开展检查。",
    miss="根据青政发〔2021〕8号文件要求开展检查。",
)
SPACING = _rule(
    "number-spacing",
    Severity.NOTICE,
    "发文字号各部分之间不加空格。",
    _FORMAT,
    hit="根据青政发〔2021〕 8号文件要求开展检查。",
    miss="根据青政发〔2021〕8号文件要求开展检查。",
)
FORM = _rule(
    "number-form",
    Severity.WARNING,
    "发文字号的年份应标全称，发文顺序号不加“第”字、不编虚位，末尾加“号”字。",
    f"{_FORMAT}：年份应标全称，发文顺序号不加“第”字，不编虚位（即1不编为01），在阿拉伯数字后加“号”字",
    hit="根据青政发〔2021〕第08号文件要求开展检查。",
    miss="根据青岚县人民政府令第8号开展检查。",
)
MISMATCH = _rule(
    "number-title",
    Severity.ERROR,
    "引用的文件标题与发文字号不是同一份文件，请核对。",
    _REGISTRY,
    hit="落实《国务院办公厅关于印发政府网站发展指引的通知》（国办发〔2018〕123号）。",
    miss="落实《国务院办公厅关于印发政府网站发展指引的通知》（国办发〔2017〕47号）。",
)
DOUBT = _rule(
    "number-doubtful",
    Severity.WARNING,
    "引用的文件标题或者发文字号与登记的不同，请核对。",
    _REGISTRY,
    hit="落实《政府网站发展指引》（国办发〔2017〕17号）。",
    miss="落实《青岚县政府网站发展指引》（青政办发〔2017〕17号）。",
)
TITLE_SLIP = _rule(
    "title-slip",
    Severity.ERROR,
    "引用的文件标题与原文不一致，请逐字核对。",
    _REGISTRY,
    hit="落实《国务院关于加强数字政府建没的指导意见》。",
    miss="落实《青岚县关于加强数字政府建设的实施意见》。",
)
TITLE_DOUBT = _rule(
    "title-doubtful",
    Severity.WARNING,
    "引用的文件标题与已知文件只差一处，请核对。",
    _REGISTRY,
    hit="落实《关于推进政务新媒体建康有序发展的意见》。",
    miss="落实《关于推进政务新媒体健康有序发展的意见》。",
)
RULES = (BRACKETS, SPACING, FORM, MISMATCH, DOUBT, TITLE_SLIP, TITLE_DOUBT)


def badly_formed(number: WrittenNumber, written: str) -> Draft | None:
    """The heaviest thing that is wrong with the form of a number; `written` is the text before folding."""
    rule = _broken(number, written)
    if rule is None:
        return None
    message = f"发文字号“{written}”宜写作“{number.right}”：{rule.summary}"
    if not number.has_likely_year:
        message = f"发文字号中的年份“{number.year}”不对，应为四位数的年份，请核对。"
    suggestions = (number.right,) if number.has_likely_year else ()
    return Draft(start=number.start, end=number.end, rule=rule, message=message, suggestions=suggestions)


def _broken(number: WrittenNumber, written: str) -> RuleDoc | None:
    if number.is_strict and (number.nth or number.zeros or not number.has_unit or not number.has_likely_year):
        return FORM
    if not (written.startswith("〔") and "〕" in written):
        return BRACKETS
    return SPACING if number.spaced else None


def mismatch(start: int, end: int, named: Sequence[Name], numbered: Document) -> Draft:
    """Title and number of two known documents; the number is the likelier slip."""
    name, right = named[0].text, named[0].document.number
    if numbered.confirmed and all(each.document.confirmed for each in named):
        message = f"《{name}》的发文字号是“{right}”，“{numbered.number}”是《{numbered.title}》。"
        return Draft(start=start, end=end, rule=MISMATCH, message=message, suggestions=(right,))
    return _doubt(start, end, f"《{name}》登记的是“{right}”，“{numbered.number}”登记的是《{numbered.title}》")


def other_number(start: int, end: int, named: Name) -> Draft:
    """A known title with a number of the same year that is not its own."""
    right = named.document.number
    suggestions = (right,) if named.document.confirmed else ()
    return _doubt(start, end, f"《{named.text}》登记的是“{right}”", suggestions)


def other_title(title: Title, numbered: Document) -> Draft:
    """A known number behind a title that has little in common with its own."""
    return _doubt(title.start, title.end, f"“{numbered.number}”登记的是《{numbered.title}》")


def _doubt(start: int, end: int, known: str, suggestions: tuple[str, ...] = ()) -> Draft:
    message = f"字号与标题疑似不符，请对照原文核对：{known}。"
    return Draft(start=start, end=end, rule=DOUBT, message=message, suggestions=suggestions, confidence=0.8)


def title_slip(title: Title, name: Name, *, certain: bool) -> Draft:
    """A title with a slip in it; without a confirmed one it is never certain."""
    known = f"《{name.text}》（{name.document.number}）"
    if not name.document.confirmed:
        message = f"文件标题与登记的{known}只差一处，请对照原文核对。"
        return Draft(start=title.start, end=title.end, rule=TITLE_DOUBT, message=message, confidence=0.8)
    return Draft(
        start=title.start,
        end=title.end,
        rule=TITLE_SLIP if certain else TITLE_DOUBT,
        message=f"文件标题应为{known}，请逐字核对。",
        suggestions=(name.text,),
        confidence=0.95 if certain else 0.8,
    )
