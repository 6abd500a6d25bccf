"""Wrong characters and words that no list names: the language model's suggestions. It may only ever suggest."""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from services.checker.detector import Draft, Hit, Pattern, Unfinished
from services.checker.knowledge import Knowledge
from services.checker.typos.candidates import Kind
from services.checker.typos.proofreader import Correction, Proofreader, Strictness
from services.checker.view import View
from services.domain.rule import Category, RuleDoc, Severity

_BASIS = "语言模型对上下文的统计（训练语料见 duwang lm show）；字词规范以《现代汉语词典》（第7版）为准"
LIKELY = RuleDoc(
    id="typo.statistical.likely",
    category=Category.TYPO,
    severity=Severity.ERROR,
    summary="此处用字与上下文明显不合，很可能是错别字，请按建议核改。",
    basis=_BASIS,
    hit=("对违反本规定的行为，由主管部们责令限期改正。",),
    miss=("对违反本规定的行为，由主管部门责令限期改正。",),
    limits=("人名、国名简称、引号内的词语、书名号、字号、数字和外文不判断", "装有语言模型时才检查"),
)
POSSIBLE = RuleDoc(
    id="typo.statistical.possible",
    category=Category.TYPO,
    severity=Severity.WARNING,
    summary="此处用字与上下文不太相合，疑似错别字，请核对。",
    basis=_BASIS,
    hit=("学校组织师生开展消防疏散演炼。",),
    miss=("学校组织师生开展消防疏散演练。",),
    limits=LIKELY.limits,
)

# From this confidence on it is an error (docs/evaluation.md).
_CERTAIN = 0.995

# The longer a text, the surer a suggestion has to be: a post should not have more false alarms because it is longer.
# What is little doubted is rarely mended with much confidence, so a long text is not looked at so often either.
_SHORT, _LONG = (100, Strictness(0.6, 0.0, -12.0, -6.0)), (500, Strictness(0.92, 4.0, -3.0, -1.5))

# What is quoted or named is written as somebody else wrote it.
_QUOTED = r"《[^《》\n]{1,80}》|“[^“”\n]{1,16}”"
# With what stands before it, which says whose number it is; looked for by its bracket, which few texts have.
_DOCUMENT_NUMBER = re.compile(r"[\[(〔]\d{4}[\])〕]\d{1,5}号")
_OFFICE = 8
_DOTS = "·•"  # folding leaves them out
_FOREIGN_NAME = re.compile(rf"[\u4e00-\u9fff]{{1,4}}[{_DOTS}][\u4e00-\u9fff]{{1,5}}")
# Countries by one character, which no context foretells: 中墨关系, 愿同博方一道, 访芬期间, 对越投资.
_COUNTRY = (
    r"中[\u4e00-\u9fff](?=两国|双方|双边|关系|建交|友谊|友好|全面战略)"
    r"|[\u4e00-\u9fff]方(?=一道|合作|支持|愿|坚持|高度|表示|共同|共建|加强|深化|领导)"
    r"|访[\u4e00-\u9fff](?=期间|之旅)|对[\u4e00-\u9fff](?=投资|贸易|出口|援助|关系|外交|政策)"
)
_AS_WRITTEN = re.compile(f"{_QUOTED}|{_COUNTRY}")
_LIKENESS = {
    Kind.SAME_SOUND: "同音",
    Kind.NEAR_SOUND: "近音",
    Kind.MISTYPED: "拼音相近",
    Kind.SHAPE: "形近",
    Kind.WORD: "同音词",
}


class TypoDetector:
    name = "typos"

    def __init__(self, knowledge: Knowledge) -> None:
        self._reader = Proofreader(knowledge.model) if knowledge.model is not None else None
        self._rules, self._people = knowledge.rules, knowledge.roster.people

    @property
    def rules(self) -> Sequence[RuleDoc]:
        return (LIKELY, POSSIBLE) if self._reader is not None else ()

    def patterns(self) -> Iterable[Pattern]:
        """What no model may touch: names of leaders, and what a rule of the lexicon lets pass."""
        names = (person.name for person in self._people)
        allowed = (phrase for rule in self._rules for phrase in rule.allow)
        return (Pattern(text, 0, 0) for text in dict.fromkeys((*names, *allowed)))

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        if self._reader is not None:
            reading = self._reader.read(view.folded, strictness(len(view.folded)), _masked(view, hits))
            yield from (_draft(view.folded, correction) for correction in reading.corrections)
            if not reading.complete:
                raise Unfinished


def strictness(length: int) -> Strictness:
    """For a text of so many code points: between a short one and a long one by the logarithm of the length."""
    (short, lax), (long, strict) = _SHORT, _LONG
    share = float(np.clip(np.log(max(length, 1) / short) / np.log(long / short), 0, 1))
    return Strictness(*(low + share * (high - low) for low, high in zip(lax, strict, strict=True)))


def _masked(view: View, hits: Sequence[Hit]) -> npt.NDArray[np.bool_]:
    masked = np.zeros(len(view.folded), dtype=np.bool_)
    for hit in hits:
        masked[hit.start : hit.end] = True
    for match in _AS_WRITTEN.finditer(view.folded):
        masked[match.start() : match.end()] = True
    for match in _DOCUMENT_NUMBER.finditer(view.folded):
        masked[max(0, match.start() - _OFFICE) : match.end()] = True
    for start, end in _foreign_names(view.document.text):
        masked[view.folded_offset(start) : view.folded_offset(end)] = True
    return masked


def _foreign_names(text: str) -> Iterator[tuple[int, int]]:
    """Most posts have no dot, and are not read for one."""
    if any(dot in text for dot in _DOTS):
        yield from (match.span() for match in _FOREIGN_NAME.finditer(text))


def _draft(text: str, correction: Correction) -> Draft:
    start, end, meant, confidence, kind = correction
    written = text[start:end]
    before, behind = text[max(0, start - 2) : start].rpartition("\n")[2], text[end : end + 2].partition("\n")[0]
    return Draft(
        start=start,
        end=end,
        rule=LIKELY if confidence >= _CERTAIN else POSSIBLE,
        message=f"“{before}{written}{behind}”中的“{written}”疑为“{meant}”之误（{_LIKENESS[kind]}），请核对。",
        suggestions=(meant,),
        confidence=round(confidence, 3),
        guess=True,
    )
