"""A title wrongly given, put into words: the rule, the reason with its source, and what to write instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.checker.roster.register import Standing
from services.checker.roster.roster import Office, Tenure
from services.domain.rule import Category, RuleDoc, Severity

_BASIS = "领导人名册（任免公告）；《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决：出现严重表述错误"


def _rule(name: str, summary: str, hit: str, miss: str) -> RuleDoc:
    return RuleDoc(
        id=f"leader.title.{name}",
        category=Category.LEADER_TITLE,
        severity=Severity.SERIOUS,
        summary=summary,
        basis=_BASIS,
        hit=(hit,),
        miss=(miss,),
    )


_RULES = {
    Standing.OUTDATED: _rule(
        "outdated",
        "职务与姓名不符：此人在文稿发布时已不再担任这一职务；叙述往事请加“时任”。",
        "国务院总理李克强主持召开国务院常务会议。",
        "时任国务院总理李克强主持召开国务院常务会议。",
    ),
    Standing.PREMATURE: _rule(
        "premature",
        "职务与姓名不符：此人在文稿发布时尚未担任这一职务。",
        "2020年1月20日，国务院总理李强到基层调研。",
        "国务院总理李强到基层调研。",
    ),
    Standing.NEVER: _rule(
        "mismatch",
        "职务与姓名不符：担任这一职务的是别人。",
        "2024年3月20日，国务院总理王沪宁到基层调研。",
        "2024年3月20日，全国政协主席王沪宁到基层调研。",
    ),
}
_DEPUTY = _rule(
    "deputy",
    "正职与副职混淆：漏写或多写了“副”字。",
    "2024年3月20日，国务院总理丁薛祥到基层调研。",
    "2024年3月20日，国务院副总理丁薛祥到基层调研。",
)


def rules() -> Sequence[RuleDoc]:
    """Every rule that a charge may be brought under."""
    return (*_RULES.values(), _DEPUTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """`form` is the title as it is written; `leads`: before the name.

    `offices` are those it may stand for, `held` those that the person holds on the `day`; `counterpart` is the title of
    the deputy, or of the chief, where that is what the person is.
    """

    form: str
    name: str
    leads: bool
    verdict: Standing
    day: date
    offices: tuple[Office, ...]
    counterpart: str | None
    held: tuple[Office, ...]

    @property
    def rule(self) -> RuleDoc:
        return _DEPUTY if self.counterpart else _RULES[self.verdict]

    @property
    def message(self) -> str:
        if self.counterpart:
            slip = "多写" if len(self.form) > len(self.counterpart) else "漏写"
            return f"{self.name}的职务是{self.counterpart}，此处{slip}了“副”字。"
        remedy = "叙述往事请加“时任”。" if self.verdict is Standing.OUTDATED else ""
        return f"{self._reason()}{self._holders()}。{remedy}"

    @property
    def suggestions(self) -> tuple[str, ...]:
        """The same title with its holder, the same name with the right title, and 时任 for what was true once."""
        found = [self._written(self.form, tenure.name) for tenure in self._now() if not self._is_beyond()]
        if self.counterpart:
            found = [self._written(self.counterpart, self.name)]
        elif self.held and self.leads:
            found.append(self._written(_usual(self.held[0]), self.name))
        if self.verdict is Standing.OUTDATED and not self.counterpart:
            found.append(f"时任{self.form}{self.name}")
        return tuple(dict.fromkeys(found))

    def _written(self, title: str, name: str) -> str:
        return title + name if self.leads else name + title

    def _now(self) -> list[Tenure]:
        """The one holder of a single office on the day, or on the last one that the roster vouches for."""
        single = [office for office in self.offices if office.single]
        holders = [term for each in single for term in each.holders_on(min(self.day, each.as_of or self.day))]
        return holders[:1] if len({term.name for term in holders}) == 1 else []

    def _day_known(self) -> date:
        return min(self.day, *(office.as_of or self.day for office in self.offices))

    def _is_beyond(self) -> bool:
        """Whether the roster no longer vouches for the day."""
        return any(office.as_of is not None and self.day > office.as_of for office in self.offices)

    def _terms(self) -> list[Tenure]:
        return [tenure for office in self.offices for tenure in office.tenures(self.name)]

    def _reason(self) -> str:
        if self.verdict is Standing.NEVER:
            return f"名册中没有{self.name}担任{self.form}的记录"
        return self._ended() if self.verdict is Standing.OUTDATED else self._begins()

    def _ended(self) -> str:
        term = max((term for term in self._terms() if term.until), key=lambda term: term.until or date.min)
        return f"{self.name}已于{_month(term.until)}不再担任{self.form}（{term.source}）"

    def _begins(self) -> str:
        term = min((term for term in self._terms() if term.since), key=lambda term: term.since or date.max)
        return f"{self.name}{_month(term.since)}起才担任{self.form}（{term.source}）"

    def _holders(self) -> str:
        now = self._now()
        if not now:
            return ""
        since = f"，{_month(now[0].since)}起" if now[0].since else ""
        return f"；{_day(self._day_known())}担任这一职务的是{now[0].name}（{now[0].source}{since}）"


def _usual(office: Office) -> str:
    """The shortest form that is still telling: 国务院总理 and not 总理."""
    return min((form for form in office.forms if len(form) >= _TELLING), key=len, default=office.title)


_TELLING = 4


def _month(day: date | None) -> str:
    return f"{day.year}年{day.month}月" if day else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
