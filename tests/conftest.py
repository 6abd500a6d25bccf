"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

from services.checker.artefact import ArtefactCache
from services.checker.build import load_checker
from services.checker.engine import Checker
from services.checker.lexicon import read_lexicon
from services.settings import bundled
from tests.small_model import make_small

pytest_plugins = ["tests.servers.kafka", "tests.servers.postgresql", "tests.servers.prometheus"]

# How long an example takes is no claim of these tests; speed is measured by `make bench`.
settings.register_profile("duwang", deadline=None)
settings.load_profile("duwang")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew; then read the diff")


@pytest.fixture(scope="session")
def cache() -> Path:
    """Compiled lexicons are kept between runs, as in production; the file name is a content hash."""
    return Path("var/cache")


@pytest.fixture(scope="session")
def checker(cache: Path) -> Checker:
    """The checker with the lexicons that ship."""
    return load_checker(bundled("lexicons"), cache)


@pytest.fixture(scope="session")
def rules_alone(checker: Checker, cache: Path) -> Checker:
    """The same without the language model: for what rules have to find by themselves, and in a tenth of the time."""
    artefact = ArtefactCache(cache).load(read_lexicon(bundled("lexicons")).version)
    assert artefact is not None, f"{checker} was not kept in {cache}"
    return Checker(artefact, cache=cache)


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a model that was trained on made-up sentences; to read, as training takes a quarter of a minute."""
    return make_small(tmp_path_factory.mktemp("model"), steps=100)
