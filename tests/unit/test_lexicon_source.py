"""The lexicon folder: which files are read, and what their version is."""

from pathlib import Path

import pytest

from services.checker.lexicon import Lexicon, read_lexicon
from services.domain.errors import LexiconError
from tests.lexicons import ROSTER, SMALL


def write(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_a_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    write(tmp_path, "words.yaml", b"\xef\xbb\xbf" + SMALL.encode())
    assert read_lexicon(tmp_path).rules[0].id == "typo.bu-shu"


def test_a_file_that_is_not_utf8_is_named_with_the_line(tmp_path: Path) -> None:
    write(tmp_path, "typos/words.yaml", b"category: typo\nbasis: " + "词典".encode("gb18030"))
    with pytest.raises(LexiconError, match=r"^typos/words\.yaml:2: .*UTF-8"):
        read_lexicon(tmp_path)


@pytest.mark.parametrize("folder", ["", "no-such-folder"])
def test_a_folder_without_lexicons_is_named(tmp_path: Path, folder: str) -> None:
    with pytest.raises(LexiconError, match=str(tmp_path / folder)):
        read_lexicon(tmp_path / folder)


def test_the_version_is_the_content_and_nothing_else() -> None:
    version = Lexicon({"a.yaml": "甲", "b.yaml": "乙"}).version
    assert version == Lexicon({"b.yaml": "乙", "a.yaml": "甲"}).version
    for other in ({"a.yaml": "甲 ", "b.yaml": "乙"}, {"c.yaml": "甲", "b.yaml": "乙"}, {"a.yaml": "甲"}):
        assert version != Lexicon(other).version


def test_a_folder_that_bears_the_name_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").mkdir()
    with pytest.raises(LexiconError, match=r"^words\.yaml: 无法读取"):
        read_lexicon(tmp_path)


def test_rules_come_in_the_order_of_files_and_lines_and_the_roster_holds_none(tmp_path: Path) -> None:
    own = "\n".join(SMALL.splitlines()[:9]).replace("typo.bu-shu", "typo.first").replace("布署: 部署", "布暑: 部署")
    write(tmp_path, "b.yaml", SMALL.encode())
    write(tmp_path, "a/c.yaml", own.encode() + b"\n    hit: [x]\n    miss: [x]")
    write(tmp_path, "leaders/roster.yaml", ROSTER.encode())
    write(tmp_path, "notes.txt", b"\xff")
    lexicon = read_lexicon(tmp_path)
    assert [rule.id for rule in lexicon.rules] == ["typo.first", "typo.bu-shu", "political.name", "vulgar.word"]
    assert list(lexicon.roster_files()) == ["leaders/roster.yaml"]
