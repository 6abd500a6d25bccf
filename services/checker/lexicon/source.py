"""The lexicon folder: its files, its content hash, its rules. The engine's only reader of lexicon files."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from services.checker.lexicon.lint import refuse_conflicts
from services.checker.lexicon.parse import parse_rules
from services.checker.lexicon.rule import Rule
from services.domain.digest import digest
from services.domain.errors import LexiconError

ROSTER_FOLDER = "leaders"
_GRAMMAR_FOLDER = "grammar"
_MEETINGS_FOLDER = "meetings"
_REGISTRY_FOLDERS = ("documents", "laws")
_OWN_ROSTERS = f"{ROSTER_FOLDER}/own"


@dataclass(frozen=True)
class Lexicon:
    """The texts of a lexicon folder, by path relative to it. The roster lives in the folder `leaders`.

    `grammar` holds the files that say which public body has which posts, `meetings` those that say when congresses met,
    `registry` documents by number, and laws; they are neither rules nor roster.
    """

    files: dict[str, str]
    grammar: dict[str, str] = field(default_factory=dict)
    meetings: dict[str, str] = field(default_factory=dict)
    registry: dict[str, str] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """Content hash over names and texts of all files, 12 hex digits; white space counts."""
        texts = self.files | self.grammar | self.meetings | self.registry
        return digest(*(part for file in sorted(texts.items()) for part in file), size=6)

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


def read_lexicon(folder: Path, rosters: Path | None = None) -> Lexicon:
    """Read all `*.yaml` below a folder, and the organisation's own rosters, YAML or CSV, if it has any.

    Raises `LexiconError` when there is none, or one is not UTF-8 (a CSV may be GB 18030, as spreadsheets write it).
    """
    if not folder.is_dir():
        raise LexiconError("没有这个词库文件夹，请检查设置 DUWANG_LEXICONS", file=str(folder))
    files = dict(_texts(folder, folder.rglob("*.yaml")))
    if not files:
        raise LexiconError("词库文件夹中没有 .yaml 文件", file=str(folder))
    grammar, meetings = _inside(files, _GRAMMAR_FOLDER), _inside(files, _MEETINGS_FOLDER)
    registry = _inside(files, *_REGISTRY_FOLDERS)
    apart = grammar.keys() | meetings.keys() | registry.keys()
    others = {name: text for name, text in files.items() if name not in apart}
    return Lexicon(others if rosters is None else others | read_rosters(rosters), grammar, meetings, registry)


def read_rosters(folder: Path) -> dict[str, str]:
    """The texts of an organisation's own roster files. Raises `LexiconError`."""
    if not folder.is_dir():
        raise LexiconError("没有这个名册文件夹，请检查设置 DUWANG_ROSTERS", file=str(folder))
    paths = (path for path in folder.rglob("*") if path.suffix.lower() in {".yaml", ".csv"})
    return {f"{_OWN_ROSTERS}/{name}": text for name, text in _texts(folder, paths)}


def _inside(files: Mapping[str, str], *folders: str) -> dict[str, str]:
    return {name: text for name, text in files.items() if name.partition("/")[0] in folders}


def _texts(folder: Path, paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for path in sorted(paths):
        name = path.relative_to(folder).as_posix()
        try:
            yield name, _decoded(path)
        except UnicodeDecodeError as error:
            line = bytes(error.object).count(b"\n", 0, error.start) + 1
            raise LexiconError("不是 UTF-8 编码，请另存为 UTF-8", file=name, line=line) from None
        except OSError as error:
            raise LexiconError(f"无法读取：{error.strerror or error}", file=name) from None


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    return data.decode("gb18030" if path.suffix.lower() == ".csv" else "utf-8")
