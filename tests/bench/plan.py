"""What a run measures with: where things are, and how much of everything."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
POST_LENGTH = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Folders as strings, so that a plan travels to another process as JSON; `shared` is empty where it is missing.

    `kenlm` and `pairs` are files for the second opinion: its model, and wrong and right sentences (TSV).
    """

    lexicons: str
    work: str
    shared: str = ""
    quick: bool = False
    kenlm: str = ""
    pairs: str = ""

    @property
    def posts(self) -> int:
        """Posts of `POST_LENGTH` code points over which the distribution is taken."""
        return 200 if self.quick else 2400

    @property
    def rounds(self) -> int:
        return 2 if self.quick else 5

    @property
    def words(self) -> int:
        return 2_000 if self.quick else 65_000

    @property
    def people(self) -> int:
        return 50 if self.quick else 10_000

    @property
    def cache(self) -> Path:
        return Path(self.work) / "cache"

    def shared_file(self, name: str) -> Path | None:
        """A file or folder of the shared data, None where it is not there."""
        path = Path(self.shared) / name
        return path if self.shared and path.exists() else None


def machine() -> str:
    """One line that says on what the numbers were taken."""
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{_processor()}, {os.cpu_count()} cores, load {load}; {platform.system()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
