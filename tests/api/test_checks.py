import json
from collections.abc import Callable
from typing import Any

import pytest

from services.wire.report import Report
from tests.api.server import CLEAN, SERIOUS, WRONG, Door, assert_problem


def check(door: Door, **post: Any) -> dict[str, Any]:
    answer = door.client.post("/v1/checks", content=json.dumps(post))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    Report.model_validate(body)
    return body


@pytest.mark.parametrize(
    ("text", "verdict", "rules"),
    [
        pytest.param(CLEAN, "pass", [], id="clean"),
        pytest.param(WRONG, "review", ["typo.bu-shu"], id="error"),
        pytest.param(SERIOUS, "block", ["spam.invoice"], id="serious"),
    ],
)
def test_a_post_gets_its_verdict(door: Door, text: str, verdict: str, rules: list[str]) -> None:
    report = check(door, body=text)
    assert report["verdict"] == verdict
    assert report["complete"] is True
    assert [finding["rule"] for finding in report["findings"]] == rules


def test_a_finding_says_where_what_why_and_how_to_mend_it(door: Door) -> None:
    text = "😀" + WRONG
    [finding] = check(door, id="1", body=text)["findings"]
    assert text[finding["start"] : finding["end"]] == finding["quote"] == "布署"
    assert finding["utf16_start"] == finding["start"] + 1
    assert finding["positions"] == [{name: finding[name] for name in ("start", "end", "utf16_start", "utf16_end")}]
    assert finding["suggestions"] == ["部署"]
    assert (finding["field"], finding["indicator"], finding["masked"]) == ("body", "一般错敏", False)


def test_the_members_of_a_report_are_those_of_the_contract_in_its_order(door: Door) -> None:
    answer = door.client.post("/v1/checks", json={"body": WRONG})
    report = json.loads(answer.content)
    assert list(report) == list(Report.model_fields)
    assert list(report["findings"][0]) == list(Report.model_fields["findings"].annotation.__args__[0].model_fields)  # type: ignore[union-attr]


def test_an_id_may_be_left_out_of_a_draft(door: Door) -> None:
    assert check(door, body=CLEAN)["post_id"] == "draft"
    assert check(door, id="42", body=CLEAN)["post_id"] == "42"


def test_html_is_checked_across_tags(door: Door) -> None:
    source = "<p>研究布<b>署</b>工作</p>"
    [finding] = check(door, body=source, content_type="text/html")["findings"]
    assert source[finding["start"] : finding["end"]] == finding["quote"] == "布<b>署"


def test_the_webhook_id_comes_back_and_a_repeated_call_gets_the_same_judgement(door: Door) -> None:
    answers = [door.client.post("/v1/checks", json={"body": WRONG}, headers={"webhook-id": "msg_7"}) for _ in range(2)]
    assert [answer.headers["webhook-id"] for answer in answers] == ["msg_7", "msg_7"]
    first, second = (answer.json() for answer in answers)
    assert first["findings"] == second["findings"]


def test_the_webhook_waits_for_no_second_opinion(door: Door) -> None:
    report = check(door, body=CLEAN, depth="deep")
    assert (report["verdict"], report["complete"], report["skipped"]) == ("pass", True, [])


def test_nothing_is_kept(door: Door) -> None:
    before = door.services.store.counts()
    check(door, id="not-kept", site="x.gov.cn", body=SERIOUS)
    assert door.services.store.counts() == before


def test_a_lone_surrogate_in_a_quote_is_answered_as_valid_json(door: Door) -> None:
    answer = door.client.post("/v1/checks", content=b'{"id": "\\u4e00", "body": "\\ud800\\u5e03\\u200b\\u7f72\\udc00"}')
    assert answer.status_code == 200
    [finding] = json.loads(answer.content)["findings"]
    assert finding["quote"] == "布\u200b署"
    assert "\ud800" in finding["context"]


def test_personal_data_is_not_repeated(door: Door) -> None:
    number = "11010519491231002X"
    answer = door.client.post("/v1/checks", json={"body": f"公示人员：周某某，身份证号{number}。"})
    assert number not in answer.text
    [finding] = answer.json()["findings"]
    assert finding["masked"] is True
    assert len(finding["quote"]) == len(number)


def test_a_long_text_is_checked_to_its_end(door: Door) -> None:
    report = check(door, body=CLEAN * 1000 + WRONG)
    assert [finding["rule"] for finding in report["findings"]] == ["typo.bu-shu"]


def test_unknown_fields_are_no_reason_to_refuse_a_post(door: Door) -> None:
    assert check(door, body=CLEAN, editor="张三", reviewed=True)["verdict"] == "pass"


def test_past_the_deadline_the_report_is_incomplete_and_never_a_pass(serve: Callable[..., Any]) -> None:
    with serve(check_deadline_ms=1) as hurried:
        report = check(hurried, body=CLEAN * 2500)
    assert report["complete"] is False
    assert report["skipped"]
    assert report["verdict"] == "review"


def test_the_policy_decides_what_blocks(serve: Callable[..., Any]) -> None:
    with serve(policy_block="error") as strict:
        assert check(strict, body=WRONG)["verdict"] == "block"


@pytest.mark.parametrize(
    ("content", "status", "field"),
    [
        pytest.param(b"", 400, "", id="no-body"),
        pytest.param(b'{"body": ', 400, "", id="broken-json"),
        pytest.param("正文".encode("gb18030"), 400, "", id="not-utf8"),
        pytest.param(b"[" * 100_000, 400, "", id="hostile-nesting"),
        pytest.param(b'{"body": NaN}', 400, "", id="nan"),
        pytest.param(b'{"body": ' + b"1" * 5000 + b"}", 400, "", id="number-without-end"),
        pytest.param(b"[]", 422, "", id="array"),
        pytest.param(b'"text"', 422, "", id="string"),
        pytest.param(b"{}", 422, "body", id="body-missing"),
        pytest.param(b'{"body": "  "}', 422, "body", id="body-empty"),
        pytest.param(b'{"body": 5}', 422, "body", id="body-not-text"),
        pytest.param(b'{"body": "x", "published_at": "yesterday"}', 422, "published_at", id="date-that-is-none"),
        pytest.param(b'{"body": "x", "channel": "fax"}', 422, "channel", id="unknown-channel"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(door: Door, content: bytes, status: int, field: str) -> None:
    body = assert_problem(door.client.post("/v1/checks", content=content), status)
    assert body["detail"]
    assert [rejection["field"] for rejection in body["rejected"]] == ([field] if field else [])


def test_a_check_is_counted_and_timed(door: Door) -> None:
    check(door, body=CLEAN, channel="weibo")
    text = door.client.get("/metrics").text
    assert 'duwang_posts_checked_total{channel="weibo",verdict="pass"}' in text
    assert 'duwang_check_seconds_count{door="webhook"}' in text
    assert 'duwang_check_stage_seconds_count{stage="scan"}' in text
