"""A language model as one file: an uncompressed `.npz` of plain arrays, and what they were made from as JSON."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Alphabet
from services.checker.typos.candidates import Confusables, Homophones
from services.checker.typos.model import LanguageModel
from services.checker.typos.network import ContextNetwork
from services.checker.typos.perceptron import Perceptron
from services.checker.typos.retrieval import RetrievalTable
from services.domain.errors import LexiconError

FORMAT = 2

_BROKEN = (OSError, EOFError, AttributeError, TypeError, KeyError, ValueError, zipfile.BadZipFile)

_Array = npt.NDArray[Any]
_Part = TypeVar("_Part", ContextNetwork, Confusables, Homophones, Perceptron)


def save_model(model: LanguageModel, path: Path, about: Mapping[str, Any]) -> None:
    """Write the parts; `about` says from what they were made, and is kept with the digest of the parts."""
    arrays: dict[str, Any] = dict(_arrays(model))
    told = {**about, "format": FORMAT, "digest": _digest(arrays)}
    with path.open("wb") as file:
        np.savez(file, about=_text(json.dumps(told, ensure_ascii=False, indent=1)), **arrays)


def read_about(path: Path) -> dict[str, Any]:
    """What the model was made from, without reading the model. Raises `LexiconError`."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as parts:
            return dict(json.loads(parts["about"].tobytes().decode("utf-8")))
    except _BROKEN as error:
        raise _unreadable(path, error) from None


def load_model(path: Path) -> LanguageModel:
    """Raises `LexiconError` where the file is no model or not whole."""
    about = read_about(path)
    if about.get("format") != FORMAT:
        raise LexiconError(
            f"模型文件的格式是 {about.get('format')}，本版本只认 {FORMAT}；请用本版本重新训练", file=path.name
        )
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as parts:
            return _model({name: parts[name] for name in parts.files if name != "about"}, about)
    except _BROKEN as error:
        raise _unreadable(path, error) from None


def verify_model(path: Path) -> None:
    """Compare the parts with the digest that was taken when the model was made. Raises `LexiconError`."""
    model = load_model(path)
    if _digest(dict(_arrays(model))) != model.version:
        raise LexiconError("模型的内容与训练时记下的摘要不符；请重新下载或训练", file=path.name)


def _unreadable(path: Path, error: Exception) -> LexiconError:
    return LexiconError(f"模型文件读不了，可能不完整：{error}", file=path.name)


def _arrays(model: LanguageModel) -> Iterable[tuple[str, _Array]]:
    yield "alphabet", _text(model.alphabet.chars)
    yield "table.cells", model.table.cells
    yield "table.shape", np.array([model.table.segment_bits, model.table.seed])
    yield "frequency", model.frequency
    yield "doubted_from", np.array(model.doubted_from, dtype=np.float32)
    for name in ("network", "confusables", "homophones", "doubt", "scout", "judge"):
        part = getattr(model, name)
        for field in fields(part):
            value: _Array = getattr(part, field.name)
            # Half precision moves no decision that is not a matter of chance, and takes half of the room.
            yield f"{name}.{field.name}", value.astype(np.float16) if name == "network" else value


def _model(arrays: Mapping[str, _Array], about: Mapping[str, Any]) -> LanguageModel:
    bits, seed = (int(number) for number in arrays["table.shape"])
    return LanguageModel(
        alphabet=Alphabet(arrays["alphabet"].tobytes().decode("utf-8")),
        table=RetrievalTable(arrays["table.cells"], bits, seed),
        network=_by_column(_part(ContextNetwork, "network", arrays)),
        confusables=_part(Confusables, "confusables", arrays),
        homophones=_part(Homophones, "homophones", arrays),
        frequency=arrays["frequency"],
        doubt=_part(Perceptron, "doubt", arrays),
        doubted_from=float(arrays["doubted_from"]),
        scout=_part(Perceptron, "scout", arrays),
        judge=_part(Perceptron, "judge", arrays),
        about=about,
    )


def _part(kind: type[_Part], name: str, arrays: Mapping[str, _Array]) -> _Part:
    values = {field.name: arrays[f"{name}.{field.name}"] for field in fields(kind)}
    single: dict[str, Any] = {
        field: value.astype(np.float32) if value.dtype == np.float16 else value for field, value in values.items()
    }
    return kind(**single)


def _by_column(network: ContextNetwork) -> ContextNetwork:
    """The same, with the output laid out as it is read: for a few places that takes half the time."""
    return replace(network, output=np.asfortranarray(network.output))


def _text(text: str) -> _Array:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)


def _digest(arrays: Mapping[str, _Array]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for name in sorted(arrays):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(arrays[name]).data)
    return digest.hexdigest()
