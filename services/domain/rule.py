"""What a rule says about itself: its place in the taxonomy and the page that explains it to an editor."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Category(StrEnum):
    LEADER_NAME = "leader_name"
    LEADER_TITLE = "leader_title"
    LEADER_ORDER = "leader_order"
    INSTITUTION_NAME = "institution_name"
    POLITICAL_EXPRESSION = "political_expression"
    FIXED_PHRASE = "fixed_phrase"
    PROPER_TERM = "proper_term"
    SENSITIVE = "sensitive"
    DISCRIMINATORY = "discriminatory"
    VULGAR = "vulgar"
    SPAM_HIJACK = "spam_hijack"
    PRIVACY = "privacy"
    AD_LAW = "ad_law"
    TYPO = "typo"
    IDIOM = "idiom"
    PUNCTUATION = "punctuation"
    NUMBER_UNIT = "number_unit"
    DATE = "date"
    LEGAL_TERM = "legal_term"
    DOCUMENT_REFERENCE = "document_reference"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name that editors read."""
        return _CATEGORY_LABELS[self]


class Severity(StrEnum):
    """How much a finding weighs in an inspection, heaviest first."""

    SERIOUS = "serious"
    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """0 for the lightest (`notice`) to 3 for the heaviest (`serious`)."""
        return _SEVERITY_RANKS[self]

    @property
    def label(self) -> str:
        """The Chinese name that editors read."""
        return _SEVERITY_LABELS[self]

    @property
    def meaning(self) -> str:
        """What it comes to in an inspection, for editors."""
        return _SEVERITY_MEANINGS[self]


class Folding(StrEnum):
    """A way in which a text may differ from the ordinary form of a term and still be read as that term."""

    WIDTH = "width"
    CASE = "case"
    TRADITIONAL = "traditional"
    ZERO_WIDTH = "zero_width"
    SEPARATORS = "separators"
    PINYIN = "pinyin"


class Wording(NamedTuple):
    """A wrong wording, and what should stand there instead, best first."""

    wrong: str
    right: tuple[str, ...] = ()


# Any day on which a rule holds will do for its examples; fixed, so that they never depend on the day they are read.
EXAMPLE_DAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDoc:
    """The page of a rule: what it looks for, why, on what ground, with examples that are tested.

    `terms` are the wrong wordings that it knows, `right` the forms whose slips it finds; a rule that is code has
    neither. `limits` are sentences that say where it stays silent, `file` is where it is written, relative to the
    folder of lexicons. The examples are read as published on `day`.
    """

    id: str
    category: Category
    severity: Severity
    summary: str
    basis: str
    hit: tuple[str, ...]
    miss: tuple[str, ...]
    suggestions: tuple[str, ...] = ()
    terms: tuple[Wording, ...] = ()
    right: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    file: str = ""
    day: date = EXAMPLE_DAY


_CATEGORY_LABELS = {
    Category.LEADER_NAME: "领导人姓名",
    Category.LEADER_TITLE: "领导人职务",
    Category.LEADER_ORDER: "领导人排序",
    Category.INSTITUTION_NAME: "机构名称",
    Category.POLITICAL_EXPRESSION: "政治表述",
    Category.FIXED_PHRASE: "固定表述",
    Category.PROPER_TERM: "专有名词",
    Category.SENSITIVE: "敏感内容",
    Category.DISCRIMINATORY: "歧视用语",
    Category.VULGAR: "不文明用语",
    Category.SPAM_HIJACK: "植入广告与篡改",
    Category.PRIVACY: "个人信息",
    Category.AD_LAW: "广告用语",
    Category.TYPO: "错别字",
    Category.IDIOM: "成语",
    Category.PUNCTUATION: "标点",
    Category.NUMBER_UNIT: "数字与单位",
    Category.DATE: "日期",
    Category.LEGAL_TERM: "法律用语",
    Category.DOCUMENT_REFERENCE: "文件引用",
    Category.OTHER: "其他",
}
_SEVERITY_RANKS = {severity: rank for rank, severity in enumerate(reversed(Severity))}
_SEVERITY_LABELS = {
    Severity.SERIOUS: "严重错误",
    Severity.ERROR: "错误",
    Severity.WARNING: "疑似",
    Severity.NOTICE: "提示",
}
_SEVERITY_MEANINGS = {
    Severity.SERIOUS: "严重表述错误，有一处即可判定检查不合格",
    Severity.ERROR: "检查时计为一处错误",
    Severity.WARNING: "疑似有误，须由人核对，也可能不是错",
    Severity.NOTICE: "写法提示，检查时不计为错误",
}
