"""A rule as JSON: the page that explains it to an editor."""

from typing import Any

from pydantic import BaseModel, Field

from services.domain.rule import Category, RuleDoc, Severity


class Rule(BaseModel):
    """What a rule looks for, why, and on what ground. Its examples are tested with every lexicon."""

    id: str
    category: Category
    category_label: str = Field(examples=["错别字"])
    severity: Severity
    summary: str
    basis: str
    hit: list[str] = Field(description="Sentences in which it reports something.")
    miss: list[str] = Field(description="Sentences in which it stays silent.")
    suggestions: list[str]


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
        "summary": rule.summary,
        "basis": rule.basis,
        "hit": rule.hit,
        "miss": rule.miss,
        "suggestions": rule.suggestions,
    }
