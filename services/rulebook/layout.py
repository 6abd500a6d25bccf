"""An explanation as text: for the terminal, and as an entry of a page in Markdown."""

import re
from collections.abc import Iterator

from services.domain.rule import RuleDoc, Severity
from services.rulebook.explanation import Explanation

# What Markdown or HTML would take for something else than text.
_MARKS = re.compile(r"([\\`*_\[\]<>&|#~])")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\xad]")


def text_of(explanation: Explanation) -> str:
    """The page for a terminal; readable as Markdown, too."""
    lines = [f"# {explanation.id}", "", explanation.lead, ""]
    lines += [f"- {name}：{value}" for name, value in explanation.facts]
    for section in explanation.sections:
        lines += ["", f"## {section.heading}", ""]
        lines += [line for first, *more in section.lines for line in (f"- {first}", *(f"  {each}" for each in more))]
    return "\n".join(lines)


def entry_of(explanation: Explanation) -> str:
    """The entry on a page of many; its anchor is the id of the rule."""
    lines = [f'<a id="{explanation.id}"></a>', "", f"## {explanation.id}", "", escaped(explanation.lead), ""]
    lines += [f"- **{name}**　{escaped(value)}" for name, value in explanation.facts]
    for section in explanation.sections:
        lines += ["", f"**{section.heading}**", ""]
        lines += [line for first, *more in section.lines for line in _item(first, more)]
    return "\n".join(lines)


def remedies(rule: RuleDoc) -> Iterator[str]:
    """What an editor may do who thinks that the rule is wrong here."""
    yield "这一篇里确实没有错：把这个问题标为误报（`POST /v1/violations/{id}/dismiss`），以后复查仍是误报"
    if rule.file and (rule.terms or rule.right):
        yield f"是常见的正确写法：在 lexicons/{rule.file} 这条规则的 `allow` 中写上它，并在 `miss` 中加一个例句"
    else:
        yield "是常见的正确写法：这条规则由程序判断，请把原句报给维护者，加为不报的例句"
    if rule.severity is Severity.SERIOUS:
        yield "严重错误不要整条停用：漏掉一处的代价大于看一眼的代价"
    elif rule.severity is Severity.NOTICE:
        yield "不想看到提示：查询和订阅时只取 severity 为 serious、error、warning 的问题"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line; invisible characters are named by their code."""
    named = _INVISIBLE.sub(lambda match: f"(U+{ord(match[0]):04X})", " ".join(text.split("\n")))
    return _MARKS.sub(r"\\\1", named)


def _item(first: str, more: list[str]) -> Iterator[str]:
    yield f"- {escaped(first)}" + "\\" * bool(more)
    yield from (f"  {escaped(line)}" for line in more)
