"""Training: what is read, what is planted, and networks that learn."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from services.checker.typos.alphabet import EDGE, Alphabet, Ids
from services.checker.typos.candidates import Candidates, Kind
from services.checker.typos.network import REACH, ContextNetwork
from services.checker.typos.proofreader import Correction
from services.domain.errors import UnreadableInput
from services.language.batches import Batch, Mixture, TextBatches, WordBatches
from services.language.corpus import read_corpus
from services.language.dictionary import dictionary
from services.language.evaluation import Figures, Reading, false_alarms, reliability
from services.language.lessons import lessons
from services.language.likeness import confusables, homophones
from services.language.marked import answers, marked
from services.language.network_training import (
    NetworkTrainer,
    Schedule,
    Sizes,
    arrays,
    fresh_network,
    loss_and_gradients,
    quality,
)
from services.language.noise import Noise
from services.language.perceptron_training import Examples, fit, mean
from services.language.sampled_softmax import Sample
from services.language.statistics import collect, tokens_of
from services.language.tuning import JUDGING, PLANTED, READ, Sentence, read_sentences, read_tuning, rows
from tests.small_model import folder_of_text, sentences

TEXTS = sentences(400)
ALPHABET = Alphabet.of(TEXTS, least=1)
IDS = tokens_of(TEXTS, ALPHABET, 1)
COUNTS = np.bincount(IDS, minlength=len(ALPHABET)) * (np.arange(len(ALPHABET)) >= 4)
LIKELY = confusables(ALPHABET, {}), homophones(ALPHABET)
FREQUENCY = np.log(COUNTS + 1.0).astype(np.float32)


def noise(seed: int = 3) -> Noise:
    return Noise(ALPHABET, LIKELY, FREQUENCY, seed)


def test_paragraphs_are_folded_and_taken_once(tmp_path: Path) -> None:
    text, posts = tmp_path / "一.txt", tmp_path / "二.jsonl.gz"
    text.write_text("第一段ＡＢ\n\n第一段AB\n第 二 段\n", "utf-8")
    with gzip.open(posts, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"title": "题目", "body": "第一段ab\n第三段"}) + "\n")
    corpus = read_corpus([text, posts], folder_of_text(), 0.0)
    assert corpus.counted == ["第一段ab", "第二段", "题目", "第三段"]
    assert [source.name for source in corpus.sources] == ["一.txt", "二.jsonl.gz"]
    assert [source.characters for source in corpus.sources] == [8, 5]
    assert len(corpus.sources[0].sha256) == 64


def test_the_same_paragraphs_are_held_out_every_time(tmp_path: Path) -> None:
    path = tmp_path / "语料.txt"
    path.write_text("\n".join(TEXTS), "utf-8")
    one, other = (read_corpus([path], folder_of_text(), 0.1) for _ in range(2))
    assert one == other
    assert 15 < len(one.held_out) < 70
    assert not {*one.held_out} & {*one.counted}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.docx", b"", "只认 .txt"),
        ("a.txt", "国".encode("gbk"), "UTF-8"),
        ("a.txt.gz", b"no gzip", "读不了"),
        ("a.txt.xz", b"no xz", "读不了"),
        ("a.jsonl", b'{"body": "x"}\n[1]\n', "a.jsonl:2"),
        ("a.txt", b"\n", "没有文字"),
    ],
)
def test_a_corpus_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=told):
        read_corpus([path], folder_of_text(), 0.1)


def test_rows_have_their_use_by_their_number(tmp_path: Path) -> None:
    path = tmp_path / "差错.tsv"
    path.write_text("".join(f"{number}\t错{number}\t对{number}\n" for number in range(20)), "utf-8")
    tuned = read_tuning(path, folder_of_text())
    assert [row.written for row in rows(tuned.sentences, JUDGING)] == ["错0", "错1", "错10", "错11"]
    assert len(rows(tuned.sentences, PLANTED)) == 4
    assert len(rows(tuned.sentences, READ)) == 12


def test_a_row_without_three_columns_is_named(tmp_path: Path) -> None:
    path = tmp_path / "差错.tsv"
    path.write_text("1\t错\t对\n2\t错\n", "utf-8")
    with pytest.raises(UnreadableInput, match=r"差错\.tsv:2: 应为制表符分开的三列"):
        read_sentences(path)


def test_the_right_token_stands_where_the_wrong_one_does() -> None:
    text = marked([Sentence("2024年落时工作", "2024年落实工作"), Sentence("长短", "不一样")], ALPHABET)
    (place,) = np.flatnonzero(text.written != text.right)
    assert ALPHABET.char(int(text.written[place])) + ALPHABET.char(int(text.right[place])) == "时实"
    new = np.array([[text.right[place], 0], [text.right[place - 1], 0], [text.right[place], 0]], dtype=np.uint16)
    proposed = Candidates(
        np.array([place, place, place - 1]), np.ones(3, dtype=np.intp), new, np.zeros(3, dtype=np.uint8)
    )
    assert answers(proposed, text).tolist() == [True, False, False]


def test_mistakes_are_planted_apart_and_about_as_many_as_wanted() -> None:
    wrong = noise().corrupted(IDS, 1 / 40)
    places = np.flatnonzero(wrong != IDS)
    assert ALPHABET.is_char(wrong[places]).all()
    assert 0.5 < len(places) / (len(IDS) / 40) < 1.3
    starts = places[np.diff(places, prepend=-9) > 1]
    assert np.diff(starts).min() >= 3


def test_the_same_seed_plants_the_same() -> None:
    one, same, other = (noise(seed).corrupted(IDS, 1 / 40) for seed in (3, 3, 4))
    assert (one == same).all()
    assert (one != other).any()


def test_a_perceptron_learns_what_no_line_can_divide() -> None:
    features = np.random.default_rng(1).uniform(-1, 1, (3000, 2)).astype(np.float32)
    right = features[:, 0] * features[:, 1] > 0
    examples = Examples()
    examples.add(features, right)
    said = fit(examples, units=16, rounds=60, rate=1e-2).probabilities(features) > 0.5
    assert (said == right).mean() > 0.95


def test_the_gradients_are_those_of_the_loss() -> None:
    random = np.random.default_rng(2)
    small = fresh_network(np.full(12, 5), Sizes(3, 5, 4), 1)
    network = ContextNetwork(*(array.astype(np.float64) for array in arrays(small)))  # type: ignore[arg-type]
    batch = Batch(random.integers(0, 12, (6, 2 * REACH)), random.integers(4, 12, 6))
    sample = Sample(random.integers(4, 12, 8), random.standard_normal(12))  # type: ignore[arg-type]
    _, gradients = loss_and_gradients(network, batch, sample)
    for array, gradient in zip(arrays(network), gradients, strict=True):
        for place in random.integers(0, array.size, 12).tolist():
            assert gradient.flat[place] == pytest.approx(slope(network, batch, sample, array, place), abs=1e-5)


def slope(network: ContextNetwork, batch: Batch, sample: Sample, array: np.ndarray, place: int) -> float:
    before, step = array.flat[place], 1e-5
    array.flat[place] = before + step
    above, _ = loss_and_gradients(network, batch, sample)
    array.flat[place] = before - step
    below, _ = loss_and_gradients(network, batch, sample)
    array.flat[place] = before
    return (above - below) / (2 * step)


def mixture(ids: Ids) -> Mixture:
    text = TextBatches(ids, ALPHABET, noise(), 1)
    return Mixture([(0.75, text), (0.25, WordBatches(ids, ALPHABET, 1))])


def test_a_network_learns_what_a_place_wants_and_leaves_the_given_one_alone() -> None:
    start = fresh_network(COUNTS, Sizes(12, 32, 16), 1)
    kept = [array.copy() for array in arrays(start)]
    trainer = NetworkTrainer(start, COUNTS, negatives=64)
    before, _ = quality(trainer.network, ALPHABET, IDS, 2000)
    trainer.train(TextBatches(IDS, ALPHABET, noise(), 1), Schedule(150, 5e-3, 20, 256))
    after, hits = quality(trainer.network, ALPHABET, IDS, 2000)
    assert after < before - 1
    assert hits > 0.3
    assert all((one == other).all() for one, other in zip(kept, arrays(start), strict=True))


def test_a_batch_of_text_is_every_place_once() -> None:
    batches = TextBatches(IDS, ALPHABET, noise(), 1)
    count = int(ALPHABET.is_char(IDS).sum())
    drawn = batches.draw(count)
    assert drawn.contexts.shape == (count, 2 * REACH)
    assert np.bincount(drawn.answers, minlength=len(ALPHABET)).tolist() == COUNTS.tolist()


def test_a_word_stands_around_its_place() -> None:
    drawn, known = WordBatches(IDS, ALPHABET, 1).draw(200), {word.text for word in dictionary() if len(word.text) > 1}
    for around, answer in zip(drawn.contexts.tolist(), drawn.answers.tolist(), strict=True):
        line = [*around[REACH - 3 : REACH], answer, *around[REACH : REACH + 3]]
        chars = "".join(ALPHABET.char(token) if token >= 4 else " " for token in line)
        assert any(chars[begin:end] in known for begin in range(4) for end in range(4, 8)), chars


def test_a_mixture_has_its_shares() -> None:
    assert len(mixture(IDS).draw(200).answers) == 200


def test_the_rate_rises_and_falls() -> None:
    rates = [Schedule(100, 1.0, 10).at(step) for step in range(100)]
    assert rates.index(max(rates)) == 9
    assert rates[-1] < 0.02


def test_statistics_know_the_runs_of_the_text_and_words_it_does_not_have() -> None:
    statistics = collect(IDS, ALPHABET)
    assert statistics.kept[0] > 1000
    assert set(statistics.kept) == {0, 2, 3, 4, 5, 6}
    assert len(statistics.frequency) == len(ALPHABET)


def test_a_lesson_that_is_cut_short_ends_with_an_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.language.lessons._MOST", 1000)
    for text in lessons([], TEXTS, ALPHABET, noise()):
        assert len(text.written) == len(text.right) == 1000
        assert text.written[-1] == text.right[-1] == EDGE
        assert text.written.dtype == np.uint16


def test_figures_count_sentences() -> None:
    wrong, right = Sentence("落时", "落实"), Sentence("落实", "落实")
    cases = [(wrong, "落实"), (wrong, "落时"), (wrong, "落石"), (right, "落实"), (right, "落石")]
    figures = Figures.of(cases)
    assert figures == (1, 1, 2, 1)
    assert (figures.precision, figures.kept) == (0.5, 0.5)
    assert figures.recall == pytest.approx(1 / 3)
    assert figures.f1 == pytest.approx(0.4)
    assert Figures().f1 == 0


def test_corrections_count_from_their_confidence_on() -> None:
    reading = Reading(
        Sentence("落时错施", "落实错施"),
        [Correction(1, 2, "实", 0.95, Kind.SAME_SOUND), Correction(2, 3, "措", 0.6, Kind.SAME_SOUND)],
    )
    assert (reading.at(0.9), reading.at(0.5)) == ("落实错施", "落实措施")
    assert false_alarms([reading])["0.5"] == 5000
    shares = {each["from"]: (each["corrections"], each["right"]) for each in reliability([reading])}
    assert shares[0.9] == (1, 1.0)
    assert shares[0.6] == (1, 0.0)
    assert shares[0.7] == (0, None)


def test_a_text_falls_into_pieces_between_lines() -> None:
    text = marked([Sentence("一" * length, "一" * length) for length in (5, 30, 8, 50, 1)], ALPHABET, 2.0)
    pieces = [*text.pieces(20)]
    assert [len(piece.written) for piece in pieces if len(piece.written) > 1] == [38, 10, 52, 3]
    assert all(piece.written[0] == piece.written[-1] == EDGE and piece.weight == 2.0 for piece in pieces)
    joined = np.concatenate([piece.written[:-1] for piece in pieces])
    assert np.append(joined, np.uint16(EDGE)).tolist() == text.written.tolist()


def test_the_mean_of_networks_answers_with_the_mean_of_their_logits() -> None:
    examples = Examples()
    features = np.random.default_rng(1).standard_normal((200, 3)).astype(np.float32)
    examples.add(features, features[:, 0] > 0)
    models = [fit(examples, units=5, rounds=2, seed=seed) for seed in (1, 2, 3)]
    each = np.mean([model.logits(features) for model in models], axis=0)
    assert mean(models).logits(features) == pytest.approx(each, rel=1e-4, abs=1e-5)


def test_no_weight_is_next_to_nothing() -> None:
    random = np.random.default_rng(1)
    examples = Examples()
    features = random.standard_normal((1000, 4)).astype(np.float32)
    features[:, 3] = 0  # nothing but the decay moves its weights
    examples.add(features, features[:, 0] > 0)
    learnt = fit(examples, units=8, rounds=1000, rate=1e-2)
    for weights in (learnt.hidden, learnt.output):
        assert np.abs(weights[weights != 0]).min() > 1e-16
