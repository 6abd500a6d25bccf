"""What the tests of faults share: a small lexicon, one broker, one database server, and deployments on them."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.faults.deployment import Deploy, Deployment
from tests.faults.embedded import Embedded
from tests.faults.lexicon import compiled
from tests.servers.postgresql import Databases


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def lexicons(tmp_path: Path, cache_dir: Path) -> Path:
    """A folder of the test's own, compiled, so that no worker has to."""
    return compiled(tmp_path / "lexicons", cache_dir)


@pytest.fixture
async def deploy(tmp_path: Path, lexicons: Path, cache_dir: Path, postgresql: Databases) -> AsyncIterator[Deploy]:
    """A function: the address of a broker → a deployment with topics of its own."""
    made: list[Deployment] = []

    async def new(kafka: str, database: str = "", **settings: object) -> Deployment:
        given = {"lexicons": lexicons, "cache_dir": cache_dir, **settings}
        deployment = Deployment(tmp_path, kafka, database or postgresql(), **given)
        made.append(deployment)
        await deployment.bus.ready()
        return deployment

    yield new
    for deployment in made:
        await deployment.close()


@pytest.fixture
async def embed(tmp_path: Path, lexicons: Path, cache_dir: Path) -> AsyncIterator[Callable[..., Embedded]]:
    """A function: the folder of data → `duwang run` on it."""
    made: list[Embedded] = []

    def new(data: Path = tmp_path / "data", **settings: object) -> Embedded:
        made.append(Embedded(tmp_path, data, lexicons=lexicons, cache_dir=cache_dir, **settings))
        return made[-1]

    yield new
    for service in made:
        await service.close()


@pytest.fixture
async def deployment(deploy: Deploy, kafka: str) -> Deployment:
    """On the broker and the database server that tests share."""
    return await deploy(kafka)
