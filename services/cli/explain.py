"""`duwang explain`: the page of a rule."""

from typing import Annotated

import typer

from services.checker.in_use import checker_in_use
from services.domain.rule import RuleDoc
from services.settings import load_settings


def explain(rule: Annotated[str, typer.Argument(help="规则编号，如 typo.bu-shu")]) -> None:
    """说明一条规则：查什么、为什么、依据、例句。"""
    print(page(checker_in_use(load_settings()).rule(rule)))


def page(doc: RuleDoc) -> str:
    """The rule's page as Markdown."""
    lines = [
        f"# {doc.id}",
        "",
        doc.summary,
        "",
        f"- 类别：{doc.category.label}（{doc.category}）",
        f"- 级别：{doc.severity.label}（{doc.severity}）",
    ]
    if doc.suggestions:
        lines.append(f"- 建议：{'、'.join(doc.suggestions)}")
    lines += [f"- 依据：{doc.basis}", "", "## 应报", "", *(f"- {text}" for text in doc.hit)]
    return "\n".join([*lines, "", "## 不应报", "", *(f"- {text}" for text in doc.miss)])
