"""`duwang explain`: the page of a rule, or the rules that speak of a word."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from services.checker.engine import Checker
from services.checker.in_use import checker_in_use
from services.domain.errors import NotFound
from services.domain.post import Post
from services.domain.report import Policy
from services.domain.rule import Category, RuleDoc
from services.rulebook.explanation import explain as explained
from services.rulebook.layout import remedies, text_of
from services.rulebook.search import nearest, speaking_of
from services.settings import load_settings

_MOST = 30


def explain(
    words: Annotated[list[str] | None, typer.Argument(help="规则编号、类别，或任何词语；不写则列出全部类别")] = None,
) -> None:
    """说明一条规则：查什么、为什么、依据、例句、改法；或查找提到某个词语的规则。

    例：duwang explain typo.bu-shu；duwang explain 布署；duwang explain 错别字
    """
    settings = load_settings()
    checker, asked = checker_in_use(settings), " ".join(words or [])
    print("\n".join(_answer(checker, asked, settings.policy) if asked.strip() else _overview(checker.rules)))


def page(rule: RuleDoc, checker: Checker, policy: Policy) -> str:
    """The page of a rule, with what to do where it is wrong."""
    lines = ["", "## 报错了怎么办", "", *(f"- {remedy}" for remedy in remedies(rule))]
    return "\n".join([text_of(explained(rule, checker, policy)), *lines])


def _answer(checker: Checker, asked: str, policy: Policy) -> Iterator[str]:
    """Raises `NotFound`."""
    by_id = {rule.id: rule for rule in checker.rules}
    if asked in by_id:
        yield page(by_id[asked], checker, policy)
        return
    messages = _messages(checker, asked)
    found = list(dict.fromkeys([*(by_id[rule_id] for rule_id in messages), *speaking_of(checker.rules, asked)]))
    if not found:
        raise NotFound(_unknown(checker.rules, asked))
    yield f"提到“{asked}”的规则有 {len(found)} 条：" if len(found) > 1 else f"提到“{asked}”的规则："
    yield from _listed(found, messages)
    yield f"看其中一条：duwang explain {found[0].id}"


def _messages(checker: Checker, asked: str) -> dict[str, str]:
    """What is reported in the words themselves, by rule: so a slip is found that no page writes out."""
    report = checker.check(Post(id="asked", body=asked, published_at=datetime.now(UTC)))
    return {finding.rule: finding.message for finding in report.findings}


def _listed(rules: Sequence[RuleDoc], messages: dict[str, str]) -> Iterator[str]:
    for rule in rules[:_MOST]:
        said = f"这样写会报：{messages[rule.id]}" if rule.id in messages else rule.summary
        yield f"  {rule.id}　{rule.severity.label}　{said}"
    if len(rules) > _MOST:
        yield f"  ……还有 {len(rules) - _MOST} 条，请再加一个词缩小范围"


def _unknown(rules: Sequence[RuleDoc], asked: str) -> str:
    close = nearest(rules, asked)
    hint = f"；相近的编号：{'、'.join(close)}" if close else "；不写参数运行 duwang explain 可列出全部类别"
    return f"没有编号为“{asked}”或提到它的规则{hint}"


def _overview(rules: Sequence[RuleDoc]) -> Iterator[str]:
    counts = Counter(rule.category for rule in rules)
    yield f"共 {len(rules)} 条规则："
    yield from (f"  {each.label}（{each}）　{counts[each]} 条" for each in Category if counts[each])
    yield "看一类：duwang explain 错别字　　查词语：duwang explain 布署　　看一条：duwang explain typo.bu-shu"
