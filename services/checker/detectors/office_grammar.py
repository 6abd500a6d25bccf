"""Posts that a public body does not have, such as 审计署署长: the table of bodies says which ones it has.

Only the names of the bodies are searched for; the head word behind a name is read where a name stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.roster.grammar import Body, Grammar, Kind
from services.checker.view import View
from services.domain.rule import Category, Folding, RuleDoc, Severity

_STATE = "《中华人民共和国宪法》；《人民法院组织法》《人民检察院组织法》；《中国人民政治协商会议章程》"
_LOCAL = "《中华人民共和国地方各级人民代表大会和地方各级人民政府组织法》；国家机关任免公告所用职务名称"
_DEPUTY = "副"
# A name may share its last character with the head word: 审计署长, 检察院长.
_SHARED = 1
_MOST_RANKS = 3


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


class _Rules(NamedTuple):
    """The rules of a kind of fault: at bodies of the state, at others, and where ordinary usage wavers."""

    serious: RuleDoc
    error: RuleDoc
    loose: RuleDoc


_RULES = {
    Kind.POST: _Rules(STATE_POST, BODY_POST, LOOSE_POST),
    Kind.COMMITTEE: _Rules(NATIONAL_COMMITTEE, COMMITTEE, LOOSE_COMMITTEE),
    Kind.REPEATED: _Rules(REPEATED_POST, REPEATED_POST, REPEATED_POST),
}


class _Post(NamedTuple):
    """The head word behind the name of a body, where it ends, and what stands between: 原, 常务副."""

    rank: str
    head: str
    end: int

    @property
    def title(self) -> str:
        return _DEPUTY + self.head if self.rank.endswith(_DEPUTY) else self.head


class OfficeGrammarDetector:
    """The number of a pattern is a body."""

    name = "office_grammar"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = [rule for rules in _RULES.values() for rule in dict.fromkeys(rules)]
        self._bodies = knowledge.grammar.bodies
        self._behind = _behind(knowledge.grammar)
        # 法院、检察院院长、检察长: each of the posts belongs to one of the bodies.
        self._listed = re.compile(f"[、和与及]?{_DEPUTY}?(?P<head>{_any(knowledge.grammar.heads)})")
        self._unless = [tuple(knowledge.fold_all(body.unless)) for body in self._bodies]

    def patterns(self) -> Iterable[Pattern]:
        for number, body in enumerate(self._bodies):
            yield from (Pattern(name, number, 0) for name in body.names)

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        silence = _Silence(view, self._unless)
        for hit in _longest(hits):
            body = self._bodies[hit.number]
            post = self._post(view, hit)
            rule = _broken(body, post) if post is not None else None
            if post is None or rule is None or silence.holds(hit.number, hit.start, post.end):
                continue
            draft = _draft(view, hit, body, post, rule)
            # Cells of a table, side by side, are no phrase.
            if Folding.SEPARATORS not in draft.folding and self._is_whole(view, body, post):
                yield draft

    def _post(self, view: View, hit: Hit) -> _Post | None:
        match = self._behind.match(view.folded, hit.end)
        if match is None and (match := self._behind.match(view.folded, hit.end - _SHARED)) and match["rank"]:
            return None
        return _Post(match["rank"], match["head"], match.end()) if match else None

    def _is_whole(self, view: View, body: Body, post: _Post) -> bool:
        """Whether a word ends with the head word, and no list follows that gives the body its own post."""
        listed = self._listed.match(view.folded, post.end) if body.kind is Kind.POST else None
        return (listed is None or listed["head"] not in body.posts) and view.is_word(post.end, post.end)


class _Silence:
    """Where a sentence tells of another country or time. Asked once for a body and a sentence, however long it is."""

    def __init__(self, view: View, unless: Sequence[Sequence[str]]) -> None:
        self._view, self._unless = view, unless
        self._answers: dict[tuple[int, int, int], bool] = {}

    def holds(self, body: int, start: int, end: int) -> bool:
        key = (body, *self._view.sentence(start, end))
        if key not in self._answers:
            sentence = self._view.folded[key[1] : key[2]]
            self._answers[key] = any(word in sentence for word in self._unless[body])
        return self._answers[key]


def _longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Of all names that end at one place the longest: 自治区政府 has a 主席, 区政府 has none."""
    by_end: dict[int, Hit] = {}
    for hit in hits:
        first = by_end.setdefault(hit.end, hit)
        if hit.start < first.start:
            by_end[hit.end] = hit
    yield from by_end.values()


def _behind(grammar: Grammar) -> re.Pattern[str]:
    """Ranks, 副 and a head word that makes no other word with what follows."""
    heads = "|".join(_head(head, grammar.heads[head]) for head in sorted(grammar.heads, key=len, reverse=True))
    ranks = _any(grammar.ranks)
    return re.compile(f"(?P<rank>{ranks}{{0,{_MOST_RANKS}}}{_DEPUTY}?)(?P<head>{heads})(?!{_any(grammar.behind)})")


def _head(head: str, compounds: Sequence[str]) -> str:
    return head + (f"(?!{_any(compounds)})" if compounds else "")


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"


def _broken(body: Body, post: _Post) -> RuleDoc | None:
    """The rule that a post behind a body breaks."""
    rules = _RULES[body.kind]
    if post.head not in body.wrong or (body.kind is Kind.REPEATED and post.rank):
        return None
    return rules.loose if post.title in body.loose else rules.serious if body.serious else rules.error


def _draft(view: View, hit: Hit, body: Body, post: _Post, rule: RuleDoc) -> Draft:
    wrong = view.folded[hit.start : post.end]
    name = view.folded[hit.start : hit.end]
    right = body.mended(name, post.rank, post.head)
    return Draft(
        start=hit.start,
        end=post.end,
        rule=rule,
        message=f"{body.because(name, post.head)}，“{wrong}”应为“{right}”。",
        suggestions=(right,),
        confidence=0.95,
        folding=view.foldings(hit.start, post.end, wrong),
    )
