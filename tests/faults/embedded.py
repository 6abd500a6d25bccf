"""`duwang run` as a process: the whole product in one, on SQLite."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx

from services.domain.post import Post
from tests.faults.account import Books
from tests.faults.process import Process
from tests.faults.waiting import until


class Embedded:
    """Starts at once; `ready` waits. `taken` are the posts that it has answered for with 202."""

    def __init__(self, folder: Path, data: Path, **settings: object) -> None:
        self._folder, self.settings, self._starts = folder, {"data_dir": data, "canary_every_s": 0, **settings}, 0
        self.books, self.taken = Books(f"sqlite:///{data / 'duwang.db'}"), list[Post]()
        self.web = httpx.AsyncClient(trust_env=False, timeout=30)
        self.start()

    def start(self) -> None:
        self._starts += 1
        log = self._folder / f"run-{self._starts}.log"
        self.process = Process(log, self.settings, "run", "--port", "0")

    async def ready(self) -> None:
        (event,) = await self.process.said("serving")
        self.web.base_url = httpx.URL(event["url"])

    async def submit(self, posts: Sequence[Post]) -> list[Post]:
        """Gives the posts that were not taken; the others must be recorded, whatever happens."""
        sent = [{"id": post.id, "site": post.site, "body": post.body} for post in posts]
        answer = await self.web.post("/v1/posts", json=sent)
        if answer.status_code == 503:
            return list(posts)
        assert answer.status_code == 202, answer.text
        refused = {rejection["index"] for rejection in answer.json()["rejected"]}
        self.taken += [post for number, post in enumerate(posts) if number not in refused]
        return [post for number, post in enumerate(posts) if number in refused]

    async def metric(self, name: str) -> float:
        lines = (await self.web.get("/metrics")).text.splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.partition("{")[0].split(" ")[0] == name)

    async def exactly_once(self) -> None:
        """Wait until as many results are there as posts were taken; then judge."""
        wanted = len({(post.id, post.revision) for post in self.taken})

        async def look() -> bool:
            return await asyncio.to_thread(self.books.number_of_results) >= wanted

        await until(look, what=f"{wanted} results")
        await self.books.judge_store(self.taken)

    async def close(self) -> None:
        self.process.close()
        await self.web.aclose()
