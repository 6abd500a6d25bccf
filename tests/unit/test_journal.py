"""The journal keeps what is not committed, and nothing else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.bus.journal import Entry, Journal
from services.bus.memory import MemoryBus
from services.domain.errors import Unavailable

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "posts.journal"


def entry(number: int) -> Entry:
    return Entry(b"k%d" % number, b"\x00" * number, number + 0.5)


@pytest.fixture
def opened(path: Path) -> Iterator[Callable[[], Journal]]:
    """Open the journal as one more process would."""
    journals: list[Journal] = []

    def one_more() -> Journal:
        journals.append(Journal(path))
        return journals[-1]

    yield one_more
    for journal in journals:
        journal.close()


def bus_on(journal: Journal) -> MemoryBus:
    return MemoryBus(clock=lambda: 7.5, journals={"t": journal})


def test_what_is_appended_is_there_after_the_process(opened: Callable[[], Journal]) -> None:
    for number in range(3):
        opened().append(entry(number))
    assert opened().entries() == [entry(0), entry(1), entry(2)]


@pytest.mark.parametrize("torn", [1, 7, 9, 15])
def test_an_entry_torn_by_a_crash_is_dropped_and_what_comes_after_is_whole(
    path: Path, opened: Callable[[], Journal], torn: int
) -> None:
    journal = opened()
    journal.append(entry(1))
    journal.append(entry(2))
    path.write_bytes(path.read_bytes()[:-torn])
    again = opened()
    again.append(entry(3))
    assert opened().entries() == [entry(1), entry(3)]


def test_a_disk_that_takes_nothing_refuses_the_entry_and_keeps_the_others(opened: Callable[[], Journal]) -> None:
    journal = opened()
    journal.append(entry(1))

    class Full:
        def write(self, _data: bytes) -> int:
            raise OSError

        truncate = journal._file.truncate

    file, journal._file = journal._file, Full()  # type: ignore[assignment]
    with pytest.raises(Unavailable, match="磁盘"):
        journal.append(entry(2))
    journal._file = file
    journal.append(entry(3))
    assert opened().entries() == [entry(1), entry(3)]


async def test_a_new_process_delivers_what_the_old_one_had_not_committed(opened: Callable[[], Journal]) -> None:
    bus = bus_on(opened())
    consumer = bus.consumer("t", "g")
    await bus.producer().publish_all("t", [(b"k", b"%d" % number) for number in range(3)])
    await consumer.poll(3, 0)
    again = bus_on(opened()).consumer("t", "g")
    messages = await again.poll(10, 0)
    assert [(each.value, each.published_at) for each in messages] == [(b"0", 7.5), (b"1", 7.5), (b"2", 7.5)]


async def test_what_is_committed_is_forgotten(opened: Callable[[], Journal]) -> None:
    bus = bus_on(opened())
    consumer = bus.consumer("t", "g")
    await bus.producer().publish("t", b"k", b"x")
    await consumer.poll(1, 0)
    await consumer.commit()
    assert await bus_on(opened()).consumer("t", "g").poll(1, 0) == ()


async def test_a_journal_that_has_grown_long_is_written_anew(
    opened: Callable[[], Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.bus.journal._REWRITE_BYTES", 100)
    bus = bus_on(opened())
    consumer = bus.consumer("t", "g")
    await bus.producer().publish_all("t", [(b"k", b"x" * 20 + b"%d" % number) for number in range(10)])
    await consumer.poll(9, 0)
    await consumer.commit()
    assert [each.value[20:] for each in opened().entries()] == [b"9"]
