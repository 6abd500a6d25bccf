"""How a store is opened, and what is said when it cannot be."""

from pathlib import Path

import pytest

from services.domain.errors import Unavailable
from services.storage.sql import SqlStore
from tests.contract.stores import A
from tests.fakes import make_post, make_record


def test_a_file_survives_closing(tmp_path: Path) -> None:
    record = make_record(make_post(), A)
    for new in (1, 0):
        store = SqlStore(f"sqlite:///{tmp_path}/duwang.db")
        assert store.record([record]).new_posts == new
        assert store.report("p-1") == record
        store.close()


def test_two_processes_may_open_the_same_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/duwang.db"
    one, two = SqlStore(url), SqlStore(url)
    one.record([make_record(make_post("p-1"), A)])
    two.record([make_record(make_post("p-2"), A)])
    assert one.counts() == two.counts()
    one.close()
    two.close()


@pytest.mark.parametrize("url", ["nonsense", "mysql://x", "sqlite:////proc/no/such.db"])
def test_an_address_that_cannot_be_used_is_said(url: str) -> None:
    with pytest.raises(Unavailable, match="数据库"):
        SqlStore(url)


def test_a_file_that_is_no_database_is_said_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"these are my notes " * 100)
    with pytest.raises(Unavailable, match="数据库打不开"):
        SqlStore(f"sqlite:///{path}")
    assert path.read_bytes() == b"these are my notes " * 100
