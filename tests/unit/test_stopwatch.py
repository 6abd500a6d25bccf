import subprocess
import sys
import time
from pathlib import Path

from services.checker.worker.stopwatch import Place, Stopwatch


def test_what_one_process_notes_another_sees_at_once(tmp_path: Path) -> None:
    now = [100.0]
    worker = Stopwatch(tmp_path / "note", clock=lambda: now[0])
    supervisor = Stopwatch(tmp_path / "note", clock=lambda: now[0] + 2.5)
    worker.start(3, 2**40)
    assert supervisor.in_hand() == (Place(3, 2**40), 2.5)
    now[0] = 107.0
    assert supervisor.in_hand() == (Place(3, 2**40), 9.5)


def test_nothing_is_in_hand_before_the_first_message_is_noted_by_a_worker_and_after_the_last(tmp_path: Path) -> None:
    watch = Stopwatch(tmp_path / "note")
    watch.stop()
    assert watch.in_hand() is None
    watch.start(0, 0)
    assert watch.in_hand() is not None
    watch.stop()
    assert watch.in_hand() is None


def test_the_next_message_begins_its_own_time(tmp_path: Path) -> None:
    now = [0.0]
    watch = Stopwatch(tmp_path / "note", clock=lambda: now[0])
    watch.start(0, 1)
    now[0] = 30.0
    watch.start(0, 2)
    assert watch.in_hand() == (Place(0, 2), 0.0)


def test_a_note_outlives_the_worker_that_wrote_it(tmp_path: Path) -> None:
    Stopwatch(tmp_path / "note").start(1, 7)
    found = Stopwatch(tmp_path / "note").in_hand()
    assert found is not None
    assert found[0] == Place(1, 7)


BUSY = """
import sys
from itertools import count
from pathlib import Path
from services.checker.worker.stopwatch import Stopwatch

watch = Stopwatch(Path(sys.argv[1]))
for number in count(1):
    watch.start(number % 12, number)
    watch.stop()
"""


def test_a_busy_worker_is_never_seen_with_half_a_note(tmp_path: Path) -> None:
    """Each partition goes with its own offsets, and nothing is in hand for longer than the worker has been running.

    How much a reader sees in a second depends on the machine; how much it must see does not.
    """
    supervisor = Stopwatch(tmp_path / "note")
    began = time.monotonic()
    with subprocess.Popen([sys.executable, "-c", BUSY, str(tmp_path / "note")]) as worker:
        try:
            seen = 0
            while seen <= 1000 or time.monotonic() < began + 3:
                assert worker.poll() is None
                note = supervisor.in_hand()
                if note is not None:
                    place, seconds = note
                    assert place.partition == place.offset % 12
                    assert 0 <= seconds <= time.monotonic() - began
                    seen += 1
        finally:
            worker.kill()
