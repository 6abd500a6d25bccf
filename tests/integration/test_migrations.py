"""Databases of all ages come to the present schema, and lose nothing on the way."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from services.domain.errors import Unavailable
from services.domain.violation import Status
from services.storage.dialect import Database, open_database
from services.storage.migration import configuration, version
from services.storage.schema import VERSION, metadata
from services.storage.sql import SqlStore
from services.storage.store import ViolationQuery
from tests.fakes import make_finding, make_post, make_record, minutes
from tests.servers.postgresql import shared_databases

OLD = Path(__file__).parent / "databases" / "schema_0001.sql"


@pytest.fixture(
    params=[
        pytest.param(lambda folder: f"sqlite:///{folder}/duwang.db", id="sqlite"),
        pytest.param(lambda _folder: shared_databases()(empty=True), id="postgresql"),
    ]
)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    made: Callable[[Path], str] = request.param
    return made(tmp_path)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """A file that the program before all migrations has written."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(OLD.read_text("utf-8"))
    connection.close()
    return path


def differences(connection: Connection) -> list[object]:
    return [*compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)]


def migrate(database: Database, to: str) -> None:
    with database.writer.begin() as connection:
        (command.upgrade if to > (version(connection) or "") else command.downgrade)(configuration(connection), to)


def test_the_newest_revision_is_the_version_of_the_schema(database: Database) -> None:
    with database.reader.connect() as connection:
        scripts = ScriptDirectory.from_config(configuration(connection))
    assert scripts.get_heads() == [VERSION]
    assert sorted(each.revision for each in scripts.walk_revisions()) == ["0001", "0002"]


def test_all_revisions_together_make_the_schema(database: Database) -> None:
    migrate(database, "0001")
    with database.reader.connect() as connection:
        assert differences(connection) != []
    migrate(database, VERSION)
    with database.reader.connect() as connection:
        assert differences(connection) == []


def test_what_is_made_in_an_empty_database_is_the_schema(url: str, database: Database) -> None:
    SqlStore(url, migrate=True).close()
    with database.reader.connect() as connection:
        assert (version(connection), differences(connection)) == (VERSION, [])


def test_every_revision_but_the_first_can_be_undone(database: Database) -> None:
    for to in (VERSION, "0001", VERSION):
        migrate(database, to)
        with database.reader.connect() as connection:
            assert version(connection) == to
            assert (differences(connection) == []) is (to == VERSION)
    with pytest.raises(NotImplementedError, match="第一版"), database.writer.begin() as connection:
        command.downgrade(configuration(connection), "base")


def test_upgrading_again_changes_nothing(url: str) -> None:
    for new in (1, 0, 0):
        store = SqlStore(url, migrate=True)
        assert store.record([make_record(make_post(), make_finding())]).new_posts == new
        store.close()


@pytest.mark.parametrize("start", ["", "0001"], ids=["empty", "old"])
def test_several_may_upgrade_at_once(url: str, database: Database, start: str) -> None:
    if start:
        migrate(database, start)
    with ThreadPoolExecutor(4) as pool:
        stores = [*pool.map(lambda _number: SqlStore(url, migrate=True), range(4))]
    for number, store in enumerate(stores):
        assert store.record([make_record(make_post(f"p-{number}"))]).new_posts == 1
        assert store.counts()["posts"] == number + 1
    for store in stores:
        store.close()


def test_a_new_file_that_somebody_else_is_about_to_write_is_waited_for(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    done = Timer(0.3, lambda: other.execute("COMMIT"))
    done.start()
    SqlStore(f"sqlite:///{tmp_path}/new.db").close()
    done.join()
    other.close()


def test_a_file_from_before_all_migrations_is_upgraded_when_it_is_opened(old_file: Path) -> None:
    store = SqlStore(f"sqlite:///{old_file}")
    counts = store.counts()
    assert (counts["posts"], counts["violations"], counts["status:dismissed"]) == (3, 3, 1)
    assert {each.status for each in store.violations(ViolationQuery()).violations} == {
        Status.OPEN, Status.FIXED, Status.DISMISSED,
    }  # fmt: skip
    assert (store.report("p-1").post.body, store.report("p-1").trace) == ("自冶区", None)
    assert store.report("p-3\ud800").post.body == "布署\x00"
    second, first = store.judgements("p-1")
    assert [each.recorded_at for each in (second, first)] == [second.checked_at, first.checked_at]
    again = make_record(store.report("p-1").post, lexicon="v2", at=second.checked_at + minutes(1))
    assert store.record([again]).new_posts == 1
    assert store.judgements("p-1")[0].recorded_at > second.recorded_at
    store.close()
    SqlStore(f"sqlite:///{old_file}").close()


def test_an_upgrade_that_fails_leaves_the_old_file_as_it_was(old_file: Path) -> None:
    with sqlite3.connect(old_file) as connection:
        connection.execute("CREATE TABLE tallies (site TEXT)")  # in the way of the new one
    connection.close()
    with pytest.raises(Unavailable, match="数据库打不开"):
        SqlStore(f"sqlite:///{old_file}")
    with sqlite3.connect(old_file) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(reports)")}
    connection.close()
    assert "trace" not in columns


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param("", "数据库是空的.*duwang db upgrade", id="empty"),
        pytest.param("0001", "旧版 0001，本程序需要 .*duwang db upgrade", id="old"),
        pytest.param("9999", "9999 版，比本程序.*新；请升级本程序", id="newer"),
    ],
)
def test_a_service_does_not_start_on_another_schema(url: str, database: Database, found: str, said: str) -> None:
    if found:
        migrate(database, "0001" if found == "0001" else VERSION)
        with database.writer.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": found})
    with pytest.raises(Unavailable, match=said):
        SqlStore(url, migrate=False)
    if found == "9999":
        with pytest.raises(Unavailable, match=said):
            SqlStore(url, migrate=True)


def test_postgresql_is_not_upgraded_unasked() -> None:
    with pytest.raises(Unavailable, match="duwang db upgrade"):
        SqlStore(shared_databases()(empty=True))


def test_alembic_is_loaded_only_where_something_is_migrated(tmp_path: Path) -> None:
    program = (
        "import sys; from services.storage.sql import SqlStore; "
        f"SqlStore('sqlite:///{tmp_path}/new.db').close(); SqlStore('sqlite:///{tmp_path}/new.db').close(); "
        "print('alembic' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"
