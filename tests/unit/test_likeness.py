"""What is taken for what: syllables, shapes, and the tables made of them."""

from pathlib import Path

import numpy as np
import pytest

from services.checker.typos.alphabet import Alphabet
from services.checker.typos.candidates import Kind
from services.language.likeness import confusables, homophones, shapes_of
from services.language.shapes import read_groups, read_strokes, similar
from services.language.sounds import mistyped, near, readings, usual_reading

ALPHABET = Alphabet("的事实是市已己巳经泾济权利力立志至制度治支知止心新星兴形型行大夫天")


@pytest.fixture
def strokes(tmp_path: Path) -> Path:
    path = tmp_path / "stroke.txt"
    path.write_text("# 笔顺\n己\tzhz\n已\tzhz\n巳\tzhz\n大\thpn\n夫\thhpn\n天\thhpn\n的\tpszhhpzn\n无\n", "utf-8")
    return path


@pytest.fixture
def groups(tmp_path: Path) -> Path:
    path = tmp_path / "same_stroke.txt"
    path.write_text("# 同部件\n经\t泾\t劲\n", "utf-8")
    return path


def alike(char: str, shapes: dict[str, frozenset[str]] | None = None) -> dict[str, Kind]:
    table = confusables(ALPHABET, shapes or {})
    found = table.of(ALPHABET.ids_of(char), np.array([0]))
    return {ALPHABET.char(int(token)): Kind(int(kind)) for token, kind in zip(found.new[:, 0], found.kind, strict=True)}


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhang", "zan"), ("si", "shi"), ("lan", "nan"), ("xing", "xin"), ("fu", "hu"), ("chuang", "cuan")],
)
def test_syllables_that_many_speakers_mix_up_are_near(one: str, other: str) -> None:
    assert other in near(one)
    assert one in near(other)


def test_a_syllable_is_not_near_itself_and_not_near_any_other() -> None:
    assert "shi" not in near("shi")
    assert "ma" not in near("shi")


def test_one_key_pressed_amiss() -> None:
    table = mistyped(["wo", "wu", "wok", "shi", "si", "ang"])
    assert table["wo"] == {"wu", "wok"}
    assert table["shi"] == {"si"}
    assert table["ang"] == set()


def test_all_readings_of_a_character_and_the_one_in_a_word() -> None:
    assert readings("行，") == [frozenset({"xing", "hang", "heng"}), frozenset()]
    assert usual_reading("银行") == ("yin", "hang")


def test_characters_of_nearly_the_same_strokes_look_alike(strokes: Path) -> None:
    table = similar(read_strokes(strokes), "己已巳大夫天的")
    assert table["己"] == {"已", "巳"}
    assert table["夫"] == {"大", "天"}
    assert "的" not in table


def test_characters_that_share_a_component_look_alike(groups: Path, strokes: Path) -> None:
    assert read_groups(groups)["泾"] == {"经", "劲"}
    shapes = shapes_of("经己", strokes, groups)
    assert shapes == {"经": frozenset({"泾", "劲"}), "己": frozenset()}
    assert shapes_of("经", None, None) == {"经": frozenset()}


def test_the_most_usual_likeness_counts() -> None:
    found = alike("事", {"事": frozenset("是度")})
    assert found["是"] is Kind.SAME_SOUND
    assert found["度"] is Kind.SHAPE
    assert "事" not in found
    assert alike("心")["星"] is Kind.NEAR_SOUND


def test_every_token_has_its_place_in_the_table_of_the_confused() -> None:
    table = confusables(ALPHABET, {})
    assert len(table.starts) == len(ALPHABET) + 1
    assert table.starts[-1] == len(table.tokens) == len(table.kinds)
    assert (ALPHABET.is_char(table.tokens)).all()


def test_words_of_the_dictionary_that_sound_like_two_characters() -> None:
    alphabet = Alphabet("行事形势式的")
    found = homophones(alphabet).of(alphabet.ids_of("的行事的形事"), np.array([0, 1, 2, 4]))
    words = {(int(place), "".join(map(alphabet.char, row))) for place, row in zip(found.place, found.new, strict=True)}
    assert words == {(1, "形势"), (1, "形式")}  # not at 4: 形势 shares a character with what is written there
    assert (found.width == 2).all()
    assert (found.kind == Kind.WORD).all()
