"""PostgreSQL as a network service: wrong addresses, restarts, time limits, drivers."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from services.domain.errors import TooBroad, Unavailable
from services.storage import postgresql
from services.storage.sql import SqlStore
from services.storage.store import ViolationQuery
from tests.fakes import make_finding, make_post, make_record
from tests.servers.postgresql import PostgresqlServer, shared_databases


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = SqlStore(shared_databases()())
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://duwang:geheim@127.0.0.1:1/duwang",
        "postgresql+psycopg://duwang:geheim@127.0.0.1:1/duwang",
        "postgresql://duwang:geheim@geheim@127.0.0.1/duwang",
        "postgresql://duwang:ge@geheim:geheim@127.0.0.1/duwang",
        "postgresql://duwang:geheim@127.0.0.1:geheim/duwang",
        "mysql://duwang:geheim@127.0.0.1/duwang",
    ],
)
def test_an_address_that_does_not_work_is_said_without_its_password(url: str) -> None:
    with pytest.raises(Unavailable, match="数据库打不开") as said:
        SqlStore(url)
    assert "geheim" not in str(said.value)


def test_a_driver_that_is_not_installed_is_named_with_the_remedy() -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from services.domain.errors import TooBroad, Unavailable\nfrom services.storage.sql import SqlStore\n"
        "try: SqlStore('postgresql://u@127.0.0.1:1/x')\nexcept Unavailable as error: print(error)"
    )
    said = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert "psycopg" in said
    assert "pip install 'duwang[postgresql]'" in said


def test_the_driver_need_not_be_named() -> None:
    url = shared_databases()()
    store = SqlStore(url.replace("postgresql+psycopg://", "postgresql://"))
    assert store.record([make_record(make_post())]).new_posts == 1
    store.close()


def test_options_of_the_address_are_kept_beside_our_own() -> None:
    store = SqlStore(shared_databases()() + "?application_name=mine&options=-c%20work_mem%3D5MB")
    with store._database.reader.connect() as connection:
        shown = [
            connection.execute(text(f"SHOW {name}")).scalar()
            for name in ("application_name", "work_mem", "statement_timeout")
        ]
    assert shown == ["mine", "5MB", "10s"]
    store.close()


def test_reading_is_limited_in_time_and_says_how_to_narrow_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "_READING", {"statement_timeout": 50})
    store = SqlStore(shared_databases()())
    with store._database.writer.begin() as holder:
        holder.execute(text("LOCK TABLE violations"))  # as slow as can be
        with pytest.raises(TooBroad, match="缩小范围"):
            store.violations(ViolationQuery(q="没有这样的词"))
    store.close()


def test_waiting_for_another_writer_has_an_end(store: SqlStore) -> None:
    store.record([make_record(make_post())])
    with store._database.writer.begin() as holder:
        holder.execute(text("SELECT * FROM posts FOR UPDATE"))
        with store._database.writer.connect() as connection:
            connection.execute(text("SET lock_timeout = 50"))
            connection.commit()
        with pytest.raises(Unavailable, match="lock timeout"):
            store.record([make_record(make_post(), lexicon="v2")])


def test_an_error_of_the_database_does_not_quote_posts(store: SqlStore) -> None:
    with store._database.writer.begin() as connection:
        connection.execute(text("ALTER TABLE posts ADD CONSTRAINT short CHECK (length(unit) < 3)"))
    with pytest.raises(Exception, match="short") as said:
        store.record([make_record(make_post(unit="张某某的秘密单位"))])
    assert "秘密" not in str(said.value).split("DETAIL")[0]
    assert store.counts()["posts"] == 0


def test_a_server_that_is_gone_is_unavailable_and_comes_back() -> None:
    with PostgresqlServer() as server:
        store = SqlStore(server.url, migrate=True)
        assert store.record([make_record(make_post("p-1"), make_finding())]).new_posts == 1
        server.kill()
        for call in (lambda: store.record([make_record(make_post("p-2"))]), lambda: store.report("p-1")):
            with pytest.raises(Unavailable, match="暂时不可用"):
                call()
        server.start()
        assert store.report("p-1").post.id == "p-1"
        assert store.record([make_record(make_post("p-1"), make_finding())]).known_posts == 1
        assert store.record([make_record(make_post("p-2"))]).new_posts == 1
        server.restart()
        assert store.counts()["posts"] == 2
        store.close()


def test_a_connection_that_is_cut_in_the_middle_records_nothing(store: SqlStore) -> None:
    store.record([make_record(make_post("held"))])
    again = [make_record(make_post("held"), lexicon="v2"), make_record(make_post("new"))]
    failed: list[Exception] = []

    def record() -> None:
        try:
            store.record(again)
        except Unavailable as error:
            failed.append(error)

    with store._database.writer.begin() as holder:
        holder.execute(text("SELECT * FROM posts FOR UPDATE"))
        worker = threading.Thread(target=record)
        worker.start()
        pid = _waiting(store)
        holder.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        worker.join()
    assert len(failed) == 1
    assert store.counts()["posts"] == 1
    assert store.record(again).new_posts == 2


def _waiting(store: SqlStore) -> int:
    """The process of the server that waits for a lock."""
    query = text("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with store._database.reader.connect() as connection:
            if (pid := connection.execute(query).scalar()) is not None:
                return int(pid)
    raise TimeoutError
