"""`/v1/violations`: search, one, and the steps confirm, dismiss, fix and reopen."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.api.answers import answer
from services.api.auth import Caller
from services.api.errors import problems
from services.api.services import Given
from services.api.violations.schemas import StepIn, ViolationFilters
from services.domain.violation import Step
from services.wire.violation import Violation, ViolationPage, violation_value

router = APIRouter(tags=["violations"])


@router.get(
    "/v1/violations",
    operation_id="listViolations",
    summary="Search violations",
    response_model=ViolationPage,
    responses=problems(HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def list_violations(filters: Annotated[ViolationFilters, Query()], services: Given, caller: Caller) -> Response:
    """Answer with one page, newest first by time of publication. New violations do not shift the pages that follow."""
    page = services.store.violations(filters.query(caller))
    violations = [violation_value(violation) for violation in page.violations]
    return answer({"violations": violations, "next_cursor": page.next_cursor})


@router.get(
    "/v1/violations/{violation_id}",
    operation_id="getViolation",
    summary="One violation",
    response_model=Violation,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def get_violation(violation_id: str, services: Given, caller: Caller) -> Response:
    """Answer with one violation; one of a site that the caller may not see does not exist for them."""
    return answer(violation_value(services.store.violation(violation_id, caller.sites)))


@router.post(
    "/v1/violations/{violation_id}/{step}",
    operation_id="moveViolation",
    summary="Confirm, dismiss, fix or reopen a violation",
    response_model=Violation,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def move_violation(
    violation_id: str, step: Step, services: Given, caller: Caller, said: StepIn | None = None
) -> Response:
    """Take one step of the life cycle: open → confirmed or dismissed → fixed; reopen leads back to open."""
    note = said.note if said else ""
    return answer(violation_value(services.store.move(violation_id, step, note, caller.sites)))
