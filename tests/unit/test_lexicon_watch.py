"""What a watch looks at: whole folders, and single files that lie elsewhere."""

import os
from pathlib import Path

import pytest

from services.app.lexicon_watch import LexiconWatch


class _Reloader:
    """Counts."""

    def __init__(self) -> None:
        self.reloads = 0

    def show_age(self) -> None:
        pass

    def reload(self) -> bool:
        self.reloads += 1
        return True


@pytest.mark.parametrize("name", ["lexicons/rules.yaml", "elsewhere/model.npz"])
def test_what_changed_is_loaded_once_when_it_stands_still(tmp_path: Path, name: str) -> None:
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "elsewhere").mkdir()
    for each in ("lexicons/rules.yaml", "elsewhere/model.npz", "elsewhere/other.txt"):
        (tmp_path / each).write_bytes(b"1")
    reloader = _Reloader()
    watch = LexiconWatch(reloader, [tmp_path / "lexicons", tmp_path / "elsewhere" / "model.npz"], every_s=1)  # type: ignore[arg-type]
    os.utime(tmp_path / "elsewhere" / "other.txt", (1, 1))
    watch._step()
    watch._step()
    assert reloader.reloads == 0
    (tmp_path / name).write_bytes(b"22")
    for expected in (0, 1, 1):
        watch._step()
        assert reloader.reloads == expected
