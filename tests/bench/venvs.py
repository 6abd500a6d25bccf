"""Isolated environments for libraries that the product does not use, made when they are first asked for."""

import sys
from pathlib import Path

from tests.bench.fresh import output_of
from tests.bench.outcome import NotRun

# pyahocorasick and ahocorasick-python both install a package named `ahocorasick`: they cannot share an environment.
REQUIREMENTS = {
    "ahocorasick_rs": "ahocorasick_rs==1.0.3",
    "pyahocorasick": "pyahocorasick==2.3.1",
    "ahocorasick-python": "ahocorasick-python==0.0.9",
}
_PATIENCE_S = 180


def interpreter(library: str, work: Path) -> Path:
    """The Python that has the library, ours for what needs no other. Raises `NotRun` where it cannot be installed."""
    requirement = REQUIREMENTS.get(library)
    if requirement is None:
        return Path(sys.executable)
    folder = work / library
    python, stamp = folder / "bin" / "python", folder / "installed"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != requirement:
        _install(requirement, folder, python)
        stamp.write_text(requirement, encoding="utf-8")
    return python


def _install(requirement: str, folder: Path, python: Path) -> None:
    pip = (
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--retries",
        "1",
        "--timeout",
        "15",
    )
    try:
        output_of((sys.executable, "-m", "venv", "--clear", str(folder)), _PATIENCE_S)
        output_of((str(python), *pip, requirement), _PATIENCE_S)
    except NotRun as reason:
        raise NotRun(f"{requirement} could not be installed: {reason}") from None
