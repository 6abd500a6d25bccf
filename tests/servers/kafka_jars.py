"""The jars of a Kafka broker: fetched once by Maven, kept in the user's cache folder."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

_POM = Path(__file__).with_name("kafka-pom.xml")
_FETCH_S = 600.0


class NoKafka(Exception):
    """Why this machine cannot run a broker, in one line."""


def kafka_jars() -> Path:
    """The folder of the jars. Raises `NoKafka`."""
    folder = _cache() / f"kafka-{_version()}"
    if not folder.is_dir():
        _fetch(folder)
    return folder


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoKafka(f"{name} is not installed")
    return found


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "duwang-tests"


def _version() -> str:
    found = re.search(r"<version>(.+?)</version>", _POM.read_text("utf-8"))
    assert found
    return found[1]


def _fetch(folder: Path) -> None:
    """Fetch beside the place and move there whole: two test runs may do this at once, and one may be cut short."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fetched = Path(tempfile.mkdtemp(prefix="kafka-", dir=folder.parent))
    command = [program("mvn"), "-q", "-B", "-f", str(_POM), "dependency:copy-dependencies"]
    options = ["-DincludeScope=runtime", f"-DoutputDirectory={fetched}"]
    try:
        subprocess.run([*command, *options], check=True, capture_output=True, text=True, timeout=_FETCH_S)
        if not folder.is_dir():
            fetched.rename(folder)
    except subprocess.CalledProcessError as error:
        lines = [line for line in error.stdout.splitlines() if "ERROR" in line]
        raise NoKafka(f"Maven could not fetch it: {lines[0][:300] if lines else error.returncode}") from None
    except subprocess.TimeoutExpired:
        raise NoKafka(f"Maven did not fetch it in {_FETCH_S:g} s") from None
    finally:
        shutil.rmtree(fetched, ignore_errors=True)
