"""A lexicon file → rules. Anything odd is an error with its line; nothing is guessed."""

import re
from enum import StrEnum
from typing import TypeVar

import yaml

from services.checker.lexicon import listed
from services.checker.lexicon.rule import FULL_WEIGHT, Example, Rule, default_foldings
from services.checker.lexicon.section import Section, read_section
from services.domain.errors import LexiconError
from services.domain.rule import Category, Folding, Severity

_E = TypeVar("_E", bound=StrEnum)

_RULE_KEYS = (
    "id", "terms", "right", "pair", "category", "severity", "message", "basis", "suggestions", "allow", "unless",
    "near", "boundary", "from", "until", "weight", "folding", "safe_fix", "hit", "miss",
)  # fmt: skip
_FILE_KEYS = (*(key for key in _RULE_KEYS if key not in {"id", "terms", "right", "pair", "hit"}), "rules")
_ID = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9]+(-[a-z0-9]+)*)+")


def parse_rules(text: str, file: str) -> list[Rule]:
    """The rules of one file. Raises `LexiconError`."""
    page = read_section(text, file)
    page.only(*_FILE_KEYS)
    defaults = {key: node for key, node in page.values.items() if key != "rules"}
    if not page.nodes("rules"):
        page.fail("缺少“rules”")
    return [
        _rule(Section(file, section.line, {**defaults, **section.values}), section)
        for section in page.sections("rules")
    ]


def _rule(section: Section, own: Section) -> Rule:
    own.only(*_RULE_KEYS)
    rule_id = section.text("id")
    if not _ID.fullmatch(rule_id):
        section.fail(f"规则编号“{rule_id}”应形如 typo.bu-shu", "id")
    rule = Rule(
        id=rule_id,
        category=_choice(section, "category", Category),
        severity=_choice(section, "severity", Severity),
        terms=listed.terms(section),
        right=listed.right_forms(section),
        pair=listed.pair(section),
        message=section.text("message"),
        basis=section.text("basis"),
        hit=_examples(section, "hit"),
        miss=_examples(section, "miss"),
        allow=section.texts("allow"),
        unless=section.texts("unless"),
        near=section.texts("near"),
        boundary=section.flag("boundary"),
        since=section.day("from"),
        until=section.day("until"),
        weight=_weight(section),
        folding=_foldings(section),
        safe_fix=section.flag("safe_fix"),
        file=own.file,
        line=own.line,
    )
    _refuse_contradictions(section, rule)
    return rule


def _examples(section: Section, key: str) -> tuple[Example, ...]:
    nodes = section.nodes(key)
    if not nodes:
        section.fail(f"缺少“{key}”：每条规则都要有应报和不应报的例句")
    return tuple(_example(section, key, node) for node in nodes)


def _example(section: Section, key: str, node: yaml.Node) -> Example:
    line = int(node.start_mark.line) + 1
    if isinstance(node, yaml.MappingNode):
        dated = Section.of(node, section.file)
        dated.only("text", "on")
        return Example(dated.text("text"), line, dated.day("on"))
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise LexiconError(f"“{key}”的例句应为文字，或 {{text: …, on: 日期}}", file=section.file, line=line)
    return Example(str(node.value), line)


def _weight(section: Section) -> int:
    weight = section.number("weight", FULL_WEIGHT)
    if not 1 <= weight <= FULL_WEIGHT:
        section.fail(f"“weight”应为 1 至 {FULL_WEIGHT}", "weight")
    if weight < FULL_WEIGHT and section.text("category") != Category.SPAM_HIJACK:
        section.fail("“weight”只用于 spam_hijack 类", "weight")
    return weight


def _foldings(section: Section) -> frozenset[Folding]:
    names = section.texts("folding")
    if not names:
        return default_foldings(_choice(section, "category", Category))
    return frozenset(_member(section, "folding", name, Folding) for name in names if name != "none")


def _choice(section: Section, key: str, kind: type[_E]) -> _E:
    return _member(section, key, section.text(key), kind)


def _member(section: Section, key: str, value: str, kind: type[_E]) -> _E:
    if value not in set(kind):
        section.fail(f"“{key}”没有“{value}”这一项；可用：{'、'.join(kind)}", key)
    return kind(value)


def _refuse_contradictions(section: Section, rule: Rule) -> None:
    is_mended = all(term.suggestions for term in rule.terms)
    if "{suggestion}" in rule.message and not is_mended:
        section.fail("“message”用到了 {suggestion}，但有的词没有正确写法", "message")
    if rule.safe_fix and not is_mended:
        section.fail("“safe_fix”为 true，但有的词没有正确写法", "safe_fix")
    if rule.since and rule.until and rule.until <= rule.since:
        section.fail("“until”应晚于“from”", "until")
