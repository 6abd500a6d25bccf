"""A model of words: what is read, which runs of characters it knows, and what is drawn from it."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from services.checker.typos.alphabet import Alphabet
from services.checker.typos.ngrams import ORDERS, as_words, hashes, level
from services.domain.errors import UnreadableInput
from services.language.statistics import collect
from services.language.word_model import WordModel, read_word_model
from services.language.word_runs import WordRuns, summed
from services.language.word_text import sentences

ARPA = """\\data\\
ngram 1=7

\\1-grams:
-1.0\t<s>\t0
-9.0\t<unk>
-0.6\t乡村\t-0.1
-0.7\t振兴\t-0.1
-0.8\t规划\t-0.1
-0.9\tAB制
-2.0\t的

\\2-grams:
-0.1\t<s> 乡村\t0
-0.2\t振兴 规划\t0
-0.3\t乡村 振兴\t0
-0.5\t规划 AB制

\\3-grams:
-0.4\t乡村 振兴 规划

\\end\\
"""
ALPHABET = Alphabet("乡村振兴规划的制，")


@pytest.fixture
def model(tmp_path: Path) -> WordModel:
    path = tmp_path / "词.arpa"
    path.write_text(ARPA, "utf-8")
    return read_word_model(path)


def test_runs_of_words_are_read_without_the_marks(model: WordModel) -> None:
    assert model.words == ["乡村", "振兴", "规划", "AB制", "的"]
    assert [grams.words.tolist() for grams in model.grams[1:]] == [[[0, 1], [1, 2], [2, 3]], [[0, 1, 2]]]
    assert (model.source.name, model.source.characters) == ("词.arpa", 10)


def test_a_run_is_met_as_often_as_its_beginning_is_followed(model: WordModel) -> None:
    one, two, three = model.grams
    assert np.log10(one.share).tolist() == pytest.approx([-0.6, -0.7, -0.8, -0.9, -2.0])
    assert np.log10(two.share[0]) == pytest.approx(-0.9)
    assert np.log10(three.share[0]) == pytest.approx(-1.3)


def test_the_runs_of_characters_are_inside_words_and_across_them(model: WordModel) -> None:
    counts = WordRuns(model, ALPHABET)
    known = {order: _known(counts, order) for order in ORDERS}
    assert set(known[2]) == {"乡村", "振兴", "规划", "村振", "兴规"}
    assert set(known[3]) == {"乡村振", "村振兴", "振兴规", "兴规划"}
    assert set(known[4]) == {"乡村振兴", "振兴规划", "村振兴规"}
    assert set(known[6]) == {"乡村振兴规划"}
    assert known[2]["村振"] == pytest.approx(1e8 * 10**-0.9)


def test_what_the_model_kept_is_known_however_rare_it_is(tmp_path: Path) -> None:
    path = tmp_path / "词.arpa"
    path.write_text("\\1-grams:\n-30\t乡村\n", "utf-8")
    assert _known(WordRuns(read_word_model(path), ALPHABET), 2) == {"乡村": 3}


def _known(counts: WordRuns, order: int) -> dict[str, float]:
    texts = "乡村振兴规划的"
    runs = [texts[begin : begin + order] for begin in range(len(texts))]
    keys = {int(hashes(ALPHABET.ids_of(run), order)[0]): run for run in runs if len(run) == order}
    found = dict(zip(*(column.tolist() for column in counts.counts(order)), strict=True))
    assert found.keys() <= keys.keys()
    return {keys[key]: count for key, count in found.items()}


def test_counts_of_the_same_run_are_added() -> None:
    keys, counts = summed([(np.array([5, 7], np.uint64), np.ones(2)), (np.array([7], np.uint64), np.ones(1))])
    assert (keys.tolist(), counts.tolist()) == ([5, 7], [1, 2])


def test_the_statistics_of_a_text_know_what_the_model_knows(model: WordModel) -> None:
    ids = ALPHABET.encode("规划的乡村，" * 4).ids
    plain, both = collect(ids, ALPHABET).table, collect(ids, ALPHABET, model).table
    for run, alone in (("振兴规划", 0), ("规划的", level(np.array([4.0]))[0])):
        key = hashes(ALPHABET.ids_of(run), len(run))
        assert plain.lookup(key)[0] == alone
        assert both.lookup(key)[0] >= max(1, alone)
    word = as_words(hashes(ALPHABET.ids_of("乡村"), 2))
    assert both.lookup(word) == plain.lookup(word)


def test_words_are_drawn_in_the_company_that_they_keep(model: WordModel) -> None:
    drawn = list(sentences(model, 3000, seed=1))
    assert drawn == list(sentences(model, 3000, seed=1))
    assert 3000 <= sum(map(len, drawn)) < 3000 + len(drawn[-1])
    clauses = [clause for line in drawn for clause in line.split("，")]
    follow = {pair for clause in clauses for pair in pairwise(_cut(clause, model.words))}
    assert follow == {("乡村", "振兴"), ("振兴", "规划"), ("规划", "AB制")}
    assert "的" in clauses


def _cut(clause: str, words: list[str]) -> list[str]:
    found = []
    while clause:
        found.append(next(word for word in words if clause.startswith(word)))
        clause = clause.removeprefix(found[-1])
    return found


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("乡村\t3\n", "没有 \\\\1-grams"),
        ("\\1-grams:\n低\t乡村\n", r":2: 应为概率、词"),
        ("\\1-grams:\n-1 乡村\n", r":2: 应为概率、词"),
        ("\\1-grams:\n-1\t乡村\n\\2-grams:\n-1\t乡村 兴\n", r":4: .*词先见于 1-grams"),
    ],
)
def test_a_file_that_is_no_model_is_refused_with_its_place(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "词.arpa"
    path.write_text(content, "utf-8")
    with pytest.raises(UnreadableInput, match=told):
        read_word_model(path)
