"""`/v1/rules`: every rule explains itself to the editor who is told off."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.api.answers import answer
from services.api.auth import Caller
from services.api.errors import problems
from services.api.services import Given
from services.domain.rule import Category, Severity
from services.rulebook.search import speaking_of
from services.wire.rule import Rule, RuleList, rule_value

router = APIRouter(tags=["rules"])


@router.get(
    "/v1/rules",
    operation_id="listRules",
    summary="Search rules",
    response_model=RuleList,
    responses=problems(HTTPStatus.UNPROCESSABLE_ENTITY),
)
def list_rules(
    services: Given,
    _caller: Caller,
    category: Category | None = None,
    severity: Severity | None = None,
    q: Annotated[str, Query(max_length=100, description="Words in the id, summary, wordings, basis or examples.")] = "",
) -> Response:
    """Answer with all rules of the active lexicon that pass the filters, by id."""
    chosen = [
        rule
        for rule in speaking_of(services.checker.current.rules, q)
        if category in (None, rule.category) and severity in (None, rule.severity)
    ]
    chosen.sort(key=lambda rule: rule.id)
    return answer({"rules": [rule_value(rule) for rule in chosen], "total": len(chosen)})


@router.get(
    "/v1/rules/{rule_id}",
    operation_id="getRule",
    summary="One rule",
    response_model=Rule,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def get_rule(rule_id: str, services: Given, _caller: Caller) -> Response:
    """Answer with the page of a rule."""
    return answer(rule_value(services.checker.current.rule(rule_id)))
