"""`duwang lm`: from a corpus to a model that finds a mistake, and what is said about it."""

from pathlib import Path

import numpy as np
import pytest

from services.checker.build import MODEL_FILE
from services.checker.typos.model_file import load_model
from services.checker.typos.ngrams import hashes
from services.checker.typos.proofreader import Proofreader, Strictness
from services.settings import bundled
from tests.integration.conftest import Command, drop
from tests.small_model import sentences, write_corpus

SMALL = ("--steps", 100, "--batch", 256, "--hidden", 48)


def test_a_model_is_trained_that_finds_a_mistake(duwang: Command, tmp_path: Path) -> None:
    corpus, tuning = write_corpus(tmp_path)
    ran = duwang("lm", "train", corpus, "--tune", tuning, "--out", "模型.npz", *SMALL)
    assert (ran.status, "留出的语料每万字改动" in ran.out, "模型写在 模型.npz" in ran.out) == (0, True, True)
    reader = Proofreader(load_model(Path("模型.npz")))
    text = "乡镇干部认真贯彻落时安全生产工作，取得明显成效。"
    (found,) = reader.read(text, Strictness(0.5), np.zeros(len(text), dtype=np.bool_)).corrections
    assert (found.start, found.replacement) == (9, "实")
    assert duwang("lm", "verify", "模型.npz").out.startswith("模型.npz：内容与摘要")


def test_training_goes_on_from_a_model(duwang: Command, small_model: Path, tmp_path: Path) -> None:
    corpus, _ = write_corpus(tmp_path)
    ran = duwang("lm", "train", corpus, "--out", "新.npz", "--from", small_model, "--steps", 0)
    assert ran.status == 0
    old, new = load_model(small_model), load_model(Path("新.npz"))
    assert new.about["start"] == old.version
    assert new.about["before"] == [{"digest": old.version, "steps": 100, "batch": 256, "seed": 7}]
    assert f"{old.version}：100 步" in duwang("lm", "show", "新.npz").out
    assert np.array_equal(old.network.first, new.network.first)


def test_a_model_of_words_is_learnt_from_too(duwang: Command, small_model: Path, tmp_path: Path) -> None:
    corpus, _ = write_corpus(tmp_path)
    drop("词.arpa", "\\1-grams:\n-1\t认真\n-1\t错施\n\n\\2-grams:\n-0.1\t认真 错施\n\n\\end\\\n")
    ran = duwang("lm", "train", corpus, "--words", "词.arpa", "--out", "新.npz", "--from", small_model, "--steps", 2)
    assert ran.status == 0
    old, new = load_model(small_model), load_model(Path("新.npz"))
    run = hashes(new.alphabet.ids_of("真错施"), 3)
    assert (old.table.lookup(run)[0], new.table.lookup(run)[0] > 0) == (0, True)
    assert not np.array_equal(old.network.first, new.network.first)
    assert "词.arpa" in duwang("lm", "show", "新.npz").out


def test_the_model_of_the_product_shows_where_it_comes_from(duwang: Command) -> None:
    shown = duwang("lm", "show", bundled("lexicons") / MODEL_FILE)
    assert (shown.status, "没有参加训练的句子" in shown.out) == (0, True)


def test_a_model_shows_where_it_comes_from(duwang: Command, small_model: Path) -> None:
    shown = duwang("lm", "show", small_model).out
    for told in ("摘要", "语料.txt", "差错.tsv", "sha256", "100 步", "2026-01-01", "没有参加训练的句子"):
        assert told in shown


def test_the_whole_checker_is_scored(duwang: Command, small_model: Path) -> None:
    drop("句.tsv", "1\t作出布署。\t作出部署。\n2\t作出部署。\t作出部署。\n3\t落时。\t落石。\n")
    row = duwang("lm", "score", "句.tsv", "--model", small_model).out.splitlines()[-2]
    assert [cell.strip() for cell in row.strip("│").split("│")] == ["句.tsv", "3", "1.000", "0.500", "0.667", "1.000"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "没有.npz"), "没有.npz: 没有这个模型文件"),
        (("show",), "请写明路径，或先用 duwang lm train 训练"),
        (("verify", "坏.npz"), "坏.npz: 模型文件读不了"),
        (("score", "坏.tsv"), "坏.tsv:1: 应为制表符分开的三列"),
        (("train", "短.txt", "--out", "a.npz"), "请加语料或加大 --hold-out"),
        (("train", "没有.txt", "--out", "a.npz"), "没有.txt: 读不了"),
        (("train", "短.txt", "--out", "没有/a.npz"), "没有这个文件夹"),
        (("train", "短.txt", "--out", "a.npz", "--steps", "0"), "至少要训练一步"),
        (("train", "短.txt", "--out", "a.npz", "--from", "坏.npz"), "坏.npz: 模型文件读不了"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(duwang: Command, arguments: tuple[str, ...], told: str) -> None:
    drop("坏.npz", "不是模型")
    drop("坏.tsv", "一列\n")
    drop("短.txt", "\n".join(sentences(5)))
    ran = duwang("lm", *arguments)
    assert ran.status == 2
    assert told in ran.err.replace("\n", "")
