"""A second opinion on a text: what it is, which posts get one, and the rules under which it reports.

Who gives it stands outside the engine, may be slow and may fail; the engine only weighs what it is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from services.domain.canary import is_canary
from services.domain.post import Post
from services.domain.rule import Category, RuleDoc, Severity

# The name of the stage in `Report.skipped`, in metrics and in traces.
STAGE = "second_opinion"
# The key in `Post.meta` with which a post asks for a second opinion, or asks for none.
DEPTH, DEEP, FAST = "depth", "deep", "fast"
# The reader that only knows a list of names.
PROPER = "proper"

_BASIS = "《中华人民共和国国家通用语言文字法》；统计模型的判断，仅供参考"

ALONE = RuleDoc(
    id="typo.second-opinion.alone",
    category=Category.TYPO,
    severity=Severity.NOTICE,
    summary="统计模型或专名表认为此处可能有错别字，别的方法没有发现，请核对。",
    basis=_BASIS,
    hit=("模型独自认为“迫在眉捷”应为“迫在眉睫”。",),
    miss=("会议对防汛工作作出部署。",),
    limits=(
        "只查标明 depth: deep 的稿件，或设为全部复读时的稿件；发布前的检查不查",
        "名册中的姓名、数字、引文、书名号内的文字和外文不查",
        "模型的改法没有组成更常用的词，或同样的写法在文中不止一处时不报",
    ),
)
AGREED = RuleDoc(
    id="typo.second-opinion.agreed",
    category=Category.TYPO,
    severity=Severity.WARNING,
    summary="统计模型认为此处有错别字，专名表或词库也这样认为，请核对。",
    basis=_BASIS,
    hit=("模型和专名表都认为“青兰县”应为“青岚县”。",),
    miss=("会议对防汛工作作出部署。",),
    limits=ALONE.limits,
)
RULES = (ALONE, AGREED)


class Suggestion(NamedTuple):
    """`[start, end)` of the text that was read, in code points, should read `right`; `kind` is who says so."""

    start: int
    end: int
    right: str
    kind: str


class Opinion(Protocol):
    """Reads a text on its own."""

    def read(self, text: str) -> Sequence[Suggestion] | None:
        """What it would change; None where it could not read the text to its end. Never raises."""


class Nobody:
    """Stands where a second opinion is asked for and there is none: such a post is not clean."""

    def read(self, _text: str, /) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Lane:
    """Which posts are read a second time, and by whom. `every`: all but those that ask for `depth: fast`."""

    opinion: Opinion | None = None
    every: bool = False

    def reader_of(self, post: Post) -> Opinion | None:
        """Who reads this post a second time; None: nobody is to."""
        depth = post.meta.get(DEPTH)
        if depth == DEEP or (self.every and depth != FAST and not is_canary(post.site)):
            return self.opinion or Nobody()
        return None
