"""The lexicon folder: its files, its content hash, its rules. The engine's only reader of lexicon files."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from services.checker.lexicon.lint import refuse_conflicts
from services.checker.lexicon.parse import parse_rules
from services.checker.lexicon.rule import Rule
from services.domain.digest import digest
from services.domain.errors import LexiconError

ROSTER_FOLDER = "leaders"


@dataclass(frozen=True)
class Lexicon:
    """The texts of a lexicon folder, by path relative to it. The roster lives in the folder `leaders`."""

    files: dict[str, str]

    @cached_property
    def version(self) -> str:
        """Content hash over names and texts of all files, 12 hex digits; white space counts."""
        return digest(*(part for file in sorted(self.files.items()) for part in file), size=6)

    @cached_property
    def parsed(self) -> tuple[Rule, ...]:
        """All rules, in the order of files and lines, whether or not they agree. Raises `LexiconError`."""
        names = sorted(name for name in self.files if not name.startswith(f"{ROSTER_FOLDER}/"))
        return tuple(rule for name in names for rule in parse_rules(self.files[name], name))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules. Raises `LexiconError` for a broken file or a conflict between rules."""
        refuse_conflicts(self.parsed)
        return self.parsed

    def roster_files(self) -> dict[str, str]:
        return {name: text for name, text in self.files.items() if name.startswith(f"{ROSTER_FOLDER}/")}


def read_lexicon(folder: Path) -> Lexicon:
    """Read all `*.yaml` below a folder. Raises `LexiconError` when there is none, or one is not UTF-8."""
    if not folder.is_dir():
        raise LexiconError("没有这个词库文件夹，请检查设置 DUWANG_LEXICONS", file=str(folder))
    files = dict(_texts(folder))
    if not files:
        raise LexiconError("词库文件夹中没有 .yaml 文件", file=str(folder))
    return Lexicon(files)


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        try:
            yield name, path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            line = bytes(error.object).count(b"\n", 0, error.start) + 1
            raise LexiconError("不是 UTF-8 编码，请另存为 UTF-8", file=name, line=line) from None
        except OSError as error:
            raise LexiconError(f"无法读取：{error.strerror or error}", file=name) from None
