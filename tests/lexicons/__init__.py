"""Small lexicons for tests, written as an author would write them."""

from services.checker.build import compile_lexicon
from services.checker.engine import Checker
from services.checker.lexicon import Lexicon

SMALL = """
category: typo
severity: error
basis: 测试
message: “{term}”应为“{suggestion}”。
rules:
  - id: typo.bu-shu
    terms: {布署: 部署}
    allow: [发布署名]
    safe_fix: true
    hit: [作出布署]
    miss: [发布署名文章]
  - id: political.name
    category: political_expression
    severity: serious
    message: “{term}”不当。
    terms: [习近评]
    suggestions: [习近平]
    hit: [习近评]
    miss: [习近平]
  - id: vulgar.word
    category: vulgar
    message: “{term}”不文明。
    terms: [口交]
    boundary: true
    hit: [涉口交内容]
    miss: [路口交通]
"""

ROSTER = """
as_of: 2026-03-31
people:
  - name: 习近平
    protected: true
offices:
  - title: 中共中央总书记
    short: [总书记]
    rank: 1
    single: true
    holders: [{name: 习近平, from: 2012-11-15, source: 公报}]
  - title: 国务院总理
    short: [总理]
    rank: 2
    single: true
    holders: [{name: 李强, from: 2023-03-11, source: 公报}]
shapes: {记: [纪]}
"""


def checker_of(rules: str = SMALL, roster: str = ROSTER) -> Checker:
    """A checker for one file of rules and one roster file; examples are not run."""
    return Checker(compile_lexicon(Lexicon({"rules.yaml": rules, "leaders/roster.yaml": roster})))


def page(rules: str) -> str:
    """A file of rules, one a line as `id: …, terms: …`, from line 7 on; what else a rule must have is filled in."""
    head = "category: typo\nseverity: error\nbasis: 测试\nmessage: 不当。\nmiss: [无]\nrules:\n"
    return head + "".join(f"  - {{hit: [无], {line}}}\n" for line in rules.strip().split("\n"))


def marked_line(text: str) -> int:
    """The line that carries the mark `# <-`, from 1: where a test expects the error."""
    (line,) = (number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# <-"))
    return line
