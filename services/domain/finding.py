"""A finding: where something is wrong, what, why, and how to mend it."""

from dataclasses import dataclass

from services.domain.rule import Category, Folding, Severity


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a submitted field. Unicode code points and UTF-16 units, end-exclusive."""

    start: int
    end: int
    utf16_start: int
    utf16_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mistake. `field[start:end] == quote` holds for the first position, and the same text stands at every other.

    The same mistake at several places of a field is one finding with several `positions` (the first repeats
    `start` … `utf16_end`). `id` depends on rule, field and quote alone, so it survives re-checks and edits elsewhere.
    `context` is the text around the first place, without markup; `context[context_start:context_end]` is the mistake as
    readers see it. No context shows personal data, and where `masked` is set the quote does not either: then the law
    above holds for the length alone.
    """

    id: str
    rule: str
    category: Category
    severity: Severity
    field: str
    start: int
    end: int
    utf16_start: int
    utf16_end: int
    quote: str
    context: str
    context_start: int = 0
    context_end: int = 0
    message: str
    suggestions: tuple[str, ...] = ()
    safe_fix: bool = False
    basis: str = ""
    confidence: float = 1.0
    folding: tuple[Folding, ...] = ()
    positions: tuple[Position, ...] = ()
    masked: bool = False

    @property
    def indicator(self) -> str:
        """The inspection indicator (国办秘函〔2019〕19号) that the finding counts against."""
        if self.severity is Severity.SERIOUS:
            return "页面被篡改" if self.category is Category.SPAM_HIJACK else "严重表述错误"
        if self.category is Category.PRIVACY:
            return "泄露个人信息"
        return "一般错敏" if self.severity is Severity.ERROR else "疑似错敏"
