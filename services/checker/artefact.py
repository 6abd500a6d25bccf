"""A compiled lexicon: everything that takes long to work out, ready to be loaded."""

import gc
import hashlib
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from services.checker.confusion import Confusion
from services.checker.folding import Folder, FoldingTable
from services.checker.knowledge import Knowledge
from services.checker.lexicon import Rule
from services.checker.meetings import Series
from services.checker.registry import Registry
from services.checker.roster import Roster
from services.checker.roster.grammar import Grammar
from services.checker.scanner import ClaimTable
from services.checker.typos.model import LanguageModel


@dataclass(frozen=True, slots=True)
class Artefact:
    """`claims` says who asked for the patterns (`scanner.py`), `longest` is the longest one in code points."""

    version: str
    folding: FoldingTable
    rules: tuple[Rule, ...]
    roster: Roster
    grammar: Grammar
    meetings: tuple[Series, ...]
    registry: Registry
    confusion: Confusion
    automaton: memoryview
    longest: int
    claims: ClaimTable

    def knowledge(self, folder: Folder, model: LanguageModel | None) -> Knowledge:
        """What the detectors are built from."""
        return Knowledge(
            self.rules, self.roster, self.confusion, folder, self.grammar, self.registry, self.meetings, model
        )


# Bytes of the checksum that an artefact's file begins with.
_CHECKSUM = 4


class ArtefactCache:
    """Artefacts in a folder, one file for each lexicon version and each version of the engine's own code."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, version: str) -> Artefact | None:
        """None where there is none, or it cannot be read: then it is compiled again."""
        try:
            data = memoryview(self._path(version).read_bytes())
            if _checksum(data[_CHECKSUM:]) != data[:_CHECKSUM]:
                return None
            with without_collecting():
                return msgspec.msgpack.decode(data[_CHECKSUM:], type=Artefact)
        except (OSError, msgspec.MsgspecError):
            return None

    def save(self, artefact: Artefact) -> None:
        """Write the whole file or nothing; a cache that cannot be written is no error."""
        data = msgspec.msgpack.encode(artefact)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                file.write(_checksum(data) + data)
            Path(file.name).replace(self._path(artefact.version))
        except OSError:
            return

    def _path(self, version: str) -> Path:
        return self._folder / f"lexicon-{version}-{_engine_version()}.msgpack"


@contextmanager
def without_collecting() -> Iterator[None]:
    """Little of what is decoded or compiled is garbage; looking for some would take longer than the work itself."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _checksum(data: bytes | memoryview) -> bytes:
    """A broken automaton is told only when it is used, and then too late."""
    return zlib.crc32(data).to_bytes(_CHECKSUM, "big")


def _engine_version() -> str:
    """Content hash of the checker's own code, so that a changed engine never reads what an older one has compiled.

    The worker is a shell around it and compiles nothing.
    """
    folder, digest = Path(__file__).parent, hashlib.blake2b(digest_size=4)
    for path in sorted(folder.rglob("*.py")):
        if path.parent.name != "worker":
            digest.update(path.read_bytes())
    return digest.hexdigest()
