"""A rule as JSON: the page that explains it to an editor."""

from typing import Any

from pydantic import BaseModel, Field

from services.domain.rule import Category, RuleDoc, Severity


class RuleWording(BaseModel):
    """A wrong wording, and what should stand there instead, best first."""

    wrong: str
    right: list[str]


class Rule(BaseModel):
    """What a rule looks for, why, and on what ground. Its examples are tested with every lexicon."""

    id: str
    category: Category
    category_label: str = Field(examples=["错别字"])
    severity: Severity
    severity_label: str = Field(examples=["错误"])
    severity_meaning: str = Field(description="What it comes to in an inspection.")
    summary: str
    basis: str
    hit: list[str] = Field(description="Sentences in which it reports something.")
    miss: list[str] = Field(description="Sentences in which it stays silent.")
    suggestions: list[str]
    terms: list[RuleWording] = Field(description="The wrong wordings that it knows.")
    right: list[str] = Field(description="Right forms whose slips it finds.")
    limits: list[str] = Field(description="Where it stays silent, in Chinese sentences.")
    file: str = Field(description="Where it is written in the folder of lexicons; empty for a rule that is code.")


class RuleList(BaseModel):
    """All rules that passed the filters, by id."""

    rules: list[Rule]
    total: int = Field(ge=0)


def rule_value(rule: RuleDoc) -> dict[str, Any]:
    return {
        "id": rule.id,
        "category": rule.category,
        "category_label": rule.category.label,
        "severity": rule.severity,
        "severity_label": rule.severity.label,
        "severity_meaning": rule.severity.meaning,
        "summary": rule.summary,
        "basis": rule.basis,
        "hit": rule.hit,
        "miss": rule.miss,
        "suggestions": rule.suggestions,
        "terms": [{"wrong": term.wrong, "right": term.right} for term in rule.terms],
        "right": rule.right,
        "limits": rule.limits,
        "file": rule.file,
    }
