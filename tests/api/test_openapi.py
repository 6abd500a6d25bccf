"""The interface as a golden file: `pytest tests/api/test_openapi.py --rewrite-golden`, then read the diff."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.server import Door

GOLDEN = Path(__file__).parents[1] / "golden" / "openapi.json"


@pytest.fixture(scope="module")
def document(door: Door) -> dict[str, Any]:
    answer: dict[str, Any] = door.client.get("/openapi.json").json()
    return answer


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for child in value.values():
            yield from references(child)
    elif isinstance(value, list):
        for child in value:
            yield from references(child)


def test_the_document_is_the_golden_one(document: dict[str, Any], request: pytest.FixtureRequest) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if request.config.getoption("--rewrite-golden"):
        GOLDEN.write_text(text, "utf-8")
    assert GOLDEN.read_text("utf-8") == text


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    names = {reference.removeprefix("#/components/schemas/") for reference in references(document)}
    assert names <= document["components"]["schemas"].keys()


def test_no_schema_is_an_orphan(document: dict[str, Any]) -> None:
    names = {reference.removeprefix("#/components/schemas/") for reference in references(document)}
    assert document["components"]["schemas"].keys() <= names


def test_every_operation_has_its_own_name_and_explains_itself(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    assert all(operation["summary"] and operation["description"] for _, _, operation in operations(document))


def test_every_error_answer_is_a_problem(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        errors = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert path in {"/healthz", "/readyz", "/metrics"} or {"401", "403"} <= errors.keys()
        for status, answer in errors.items():
            kind = "application/json" if path == "/readyz" else "application/problem+json"
            assert kind in answer["content"], (path, status)


def test_every_successful_answer_has_a_schema(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        [answer] = (answer for status, answer in operation["responses"].items() if status < "400")
        assert path == "/metrics" or answer["content"]["application/json"]["schema"].get("$ref"), path
