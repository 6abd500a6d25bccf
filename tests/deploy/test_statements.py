"""The SQL of the dashboards on a real PostgreSQL, as the role that Grafana has: it sees violations and no texts."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from sqlalchemy import URL, Connection, NullPool, create_engine, make_url
from sqlalchemy.exc import ProgrammingError

from services.domain.canary import canary_site
from services.domain.post import BEIJING, Channel
from services.domain.rule import Category, Severity
from services.storage.sql import SqlStore
from tests.deploy.alerts import DEPLOY
from tests.deploy.dashboards import DASHBOARDS, Question, sql, statements
from tests.fakes import make_finding, make_post, make_record
from tests.servers.postgresql import Databases

GRANTS = (DEPLOY / "postgresql" / "grafana-reader.sql").read_text("utf-8")
PASSWORD = "a-password-of-the-test"
SECRETS = [
    "content FROM posts",
    "findings FROM reports",
    *(f"{column} FROM violations" for column in ("quote", "finding", "message", "note")),
]
VARIABLES = [
    pytest.param({}, id="all"),
    pytest.param({"unit": "'青岚县'", "channel": "'website','wechat'", "category": "'typo'"}, id="some"),
    pytest.param({"unit": "'无此单位'", "channel": "'weibo'", "category": "'idiom'"}, id="none"),
]


@pytest.fixture
def reader(postgresql: Databases) -> Iterator[Connection]:
    with _connected(make_url(_filled(postgresql)).set(username="grafana_reader", password=PASSWORD)) as connection:
        yield connection


@pytest.mark.parametrize("variables", VARIABLES)
@pytest.mark.parametrize("question", statements(), ids=str)
def test_a_panel_answers_for_all_some_and_no_violations(
    question: Question, variables: dict[str, str], reader: Connection
) -> None:
    rows = reader.exec_driver_sql(sql(question.text, **variables)).fetchall()
    serious = "严重错误" in question.panel
    assert bool(rows) == ("'weibo'" not in variables.values() and not (serious and variables)), rows
    reader.rollback()


@pytest.mark.parametrize("variable", DASHBOARDS["content-quality"]["templating"]["list"], ids=lambda each: each["name"])
def test_a_variable_offers_what_there_is_but_nothing_of_the_canary(
    variable: dict[str, Any], reader: Connection
) -> None:
    offered = [row[0] for row in reader.exec_driver_sql(sql(variable["query"]))]
    expected = {
        "unit": ["青岚县", "青岚县教育局"],
        "channel": ["website", "wechat"],
        "category": ["spam_hijack", "typo"],
    }
    assert offered == expected[variable["name"]]
    assert variable["allValue"] == "'*'"


def test_columns_are_counted_by_severity(reader: Connection) -> None:
    [text] = [question.text for question in statements() if question.panel == "单位"]
    assert [tuple(row) for row in reader.exec_driver_sql(sql(text))] == [
        ("青岚县", 1, 1, 0, 0),
        ("青岚县教育局", 0, 1, 0, 0),
    ]


@pytest.mark.parametrize("secret", SECRETS)
def test_grafana_reads_no_texts_quotes_or_notes(secret: str, reader: Connection) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        reader.exec_driver_sql(f"SELECT {secret}")
    reader.rollback()


@cache
def _filled(databases: Databases) -> str:
    """One database for all tests of this file: they only read."""
    url = databases()
    _fill(url)
    _grant(url)
    return url


def _connected(url: URL | str) -> Connection:
    # The texts go to the database as they stand: a per cent sign is no placeholder.
    return create_engine(url, poolclass=NullPool, execution_options={"no_parameters": True}).connect()


def _fill(url: str) -> None:
    now = datetime.now(BEIJING) - timedelta(hours=1)
    typo = make_finding()
    spam = make_finding("代开发票", 9, Severity.SERIOUS, rule="spam.invoice", category=Category.SPAM_HIJACK)
    one = make_post("1", unit="青岚县", channel=Channel.WEBSITE, column="要闻", published_at=now)
    store = SqlStore(url)
    store.record([
        make_record(one, typo, spam),
        make_record(make_post("2", unit="青岚县教育局", channel=Channel.WECHAT, published_at=now), typo),
        make_record(make_post("3", unit="", site=canary_site("api-1"), channel=Channel.OTHER, published_at=now), typo),
    ])  # fmt: skip
    store.close()


def _grant(url: str) -> None:
    """Run the file as psql would: its variable is put in, and what `\\gexec` gives is executed."""
    text = re.sub(r"^--.*$", "", GRANTS, flags=re.MULTILINE).replace(":'password'", f"'{PASSWORD}'")
    first, _, rest = text.partition("\\gexec")
    with _connected(url) as connection:
        for (command,) in connection.exec_driver_sql(first).fetchall():
            connection.exec_driver_sql(command)
        for command in filter(str.strip, rest.split(";")):
            connection.exec_driver_sql(command)
        connection.commit()
