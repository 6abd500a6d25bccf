"""Who reads, and with which files. Every file is looked for before anything is loaded: nothing is ever downloaded."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from services.domain.errors import DuwangError


class Kind(StrEnum):
    """A reader. `proper` is the one that only knows a list of names (`services.checker.opinion.PROPER`)."""

    KENLM = "kenlm"
    PROPER = "proper"
    MACBERT = "macbert"


class Unready(DuwangError):
    """The second opinion cannot be given as it is configured: name the setting and the remedy, and do not start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Paths as strings, so that a plan travels to the child as JSON; empty where a reader does not need it."""

    kinds: tuple[str, ...]
    kenlm: str = ""
    names: str = ""
    macbert: str = ""

    def to_json(self) -> dict[str, object]:
        return asdict(self)


_PACKAGES = {
    Kind.KENLM: ("pycorrector", "kenlm", "ahocorasick", "loguru"),
    Kind.PROPER: ("pycorrector", "loguru"),
    Kind.MACBERT: ("pycorrector", "torch", "transformers", "loguru"),
}
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_REMEDY = "安装方法见 docs/second-opinion.md"


def refuse_missing(plan: Plan) -> None:
    """Raise `Unready` where a package, a model or a list is not there."""
    for kind in map(Kind, plan.kinds):
        missing = [name for name in _PACKAGES[kind] if find_spec(name) is None]
        if missing:
            raise Unready(f"复读方式 {kind} 需要安装 {'、'.join(missing)}；{_REMEDY}")
    if Kind.KENLM in plan.kinds:
        _require_file(plan.kenlm, "DUWANG_SECOND_OPINION_KENLM", "KenLM 语言模型文件（.klm 或 .arpa）")
    if Kind.PROPER in plan.kinds:
        _require_file(plan.names, "DUWANG_SECOND_OPINION_NAMES", "专名表（每行一个）")
    if Kind.MACBERT in plan.kinds:
        _require_model(plan.macbert)


def _require_file(path: str, setting: str, what: str) -> None:
    if not path:
        raise Unready(f"请用 {setting} 指明{what}；本系统从不自动下载")
    if not Path(path).is_file():
        raise Unready(f"{setting}：没有文件 {path}，应为{what}；本系统从不自动下载")


def _require_model(path: str) -> None:
    """A folder as transformers saves it. A name such as `org/model` would be looked for on the network."""
    setting, folder = "DUWANG_SECOND_OPINION_MACBERT", Path(path)
    if not path or not folder.is_dir():
        raise Unready(f"请用 {setting} 指明 MacBERT 模型所在的文件夹；本系统从不自动下载")
    missing = [name for name in ("config.json", "vocab.txt") if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in _WEIGHTS):
        missing.append(" 或 ".join(_WEIGHTS))
    if missing:
        raise Unready(f"{setting}：文件夹 {path} 中缺少 {'、'.join(missing)}；本系统从不自动下载")
