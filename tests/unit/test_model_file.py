"""A model as a file: what goes in comes out, and what is broken is refused."""

from pathlib import Path

import numpy as np
import pytest

from services.checker.typos.model_file import load_model, read_about, save_model, verify_model
from services.checker.typos.proofreader import Proofreader, Strictness
from services.domain.errors import LexiconError

WRONG = "乡镇干部认真贯彻落时安全生产工作，取得明显成效。"


def changed(source: Path, target: Path, name: str, value: object) -> Path:
    with np.load(source) as parts:
        arrays = {**parts, name: value}
    np.savez(target, **arrays)
    return target


def test_a_model_read_again_proposes_the_same(small_model: Path, tmp_path: Path) -> None:
    model, copy = load_model(small_model), tmp_path / "copy.npz"
    save_model(model, copy, {"corpora": []})
    again = load_model(copy)
    assert again.version == model.version
    assert again.about["corpora"] == []
    proposed = Proofreader(model).read(WRONG, Strictness(0.5), np.zeros(len(WRONG), dtype=np.bool_)).corrections
    assert [(each.start, each.replacement) for each in proposed] == [(9, "实")]
    assert Proofreader(again).read(WRONG, Strictness(0.5), np.zeros(len(WRONG), dtype=np.bool_)).corrections == proposed


def test_a_model_says_where_it_comes_from(small_model: Path) -> None:
    about = read_about(small_model)
    assert about["corpora"][0]["name"] == "语料.txt"
    assert about["tuning"][0]["name"] == "差错.tsv"
    assert about["date"] == "2026-01-01"
    assert about["versions"].keys() == {"numpy", "jieba", "pypinyin"}
    assert about["evaluation"]["sets"]["差错"]["0.8"]["f1"] > 0.8
    verify_model(small_model)


def test_a_changed_cell_is_seen(small_model: Path, tmp_path: Path) -> None:
    cells = load_model(small_model).table.cells.copy()
    cells[len(cells) // 2] ^= 1
    with pytest.raises(LexiconError, match="摘要不符"):
        verify_model(changed(small_model, tmp_path / "changed.npz", "table.cells", cells))


def test_another_format_is_refused(small_model: Path, tmp_path: Path) -> None:
    about = np.frombuffer(b'{"format": 99, "digest": ""}', dtype=np.uint8)
    with pytest.raises(LexiconError, match="格式是 99"):
        load_model(changed(small_model, tmp_path / "new.npz", "about", about))


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 half of one"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(content)
    for use in (read_about, load_model, verify_model):
        with pytest.raises(LexiconError, match=r"broken\.npz: 模型文件读不了"):
            use(path)


def test_half_a_model_is_refused(small_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.npz"
    path.write_bytes(small_model.read_bytes()[: small_model.stat().st_size // 2])
    with pytest.raises(LexiconError, match="读不了"):
        load_model(path)
    with np.load(small_model) as parts:
        arrays = {name: parts[name] for name in parts.files if name != "frequency"}
    np.savez(path, **arrays)
    with pytest.raises(LexiconError, match="读不了"):
        load_model(path)
