"""Dead letters from the command line: the log that the settings name, what is chosen from it, and where it goes."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from services.app.brokers import cluster_of, open_bus
from services.app.clock import now
from services.app.parts import machine
from services.bus.messages import POSTS
from services.cli.letter_view import Row, line, outcome_of, post_of, row_of, rows_shown, whole, whole_line
from services.domain.errors import InvalidPost, NotFound
from services.domain.post import Post
from services.ingest.catalogue import KafkaSource, read_sources
from services.ingest.mapping import MessageReader
from services.ingest.sources.kafka import reader_of
from services.letters.file_log import FileLog
from services.letters.kafka_log import KafkaLog
from services.letters.log import DeadLetterLog, KeptLetter
from services.letters.outlets import BusOutlet, InboxOutlet
from services.letters.replay import Outlet, Replay, laid_aside_at, read_canonical
from services.settings import Settings
from services.wire.dead_letter import Cause, DeadLetter


@dataclass(frozen=True, slots=True)
class Choice:
    """Letters by id; or all that were not replayed yet, of one cause or of every cause."""

    ids: frozenset[str] = frozenset()
    cause: Cause | None = None

    def takes(self, kept: KeptLetter, replayed: Mapping[str, datetime]) -> bool:
        if self.ids:
            return kept.id in self.ids
        return kept.id not in replayed and self.cause in {None, kept.letter.cause}


@dataclass(frozen=True, slots=True)
class Office:
    """The log, and the way back onto the stream with its name for people."""

    log: DeadLetterLog
    outlet: Outlet
    way: str


@asynccontextmanager
async def office(settings: Settings) -> AsyncIterator[Office]:
    """What the settings ask for: the topics of the cluster, or the files of the embedded default."""
    if settings.kafka is None:
        log = FileLog(settings.data_dir / "dead-letters.jsonl")
        way = f"投稿目录 {settings.inbox_dir}；正在运行的 duwang run 会自动检查，没有运行则在启动后检查"
        yield Office(log, InboxOutlet(settings.inbox_dir, now), way)
        return
    bus, cluster = open_bus(settings, "dead-letters"), cluster_of(settings)
    try:
        producer = bus.producer()
        letters = KafkaLog(cluster, producer, client=f"duwang-dead-letters-{machine(settings)}")
        yield Office(letters, BusOutlet(producer), f"Kafka（{settings.kafka}），由检查进程检查")
    finally:
        await bus.close()


async def list_all(
    settings: Settings, cause: Cause | None, since: datetime | None, limit: int, *, as_json: bool
) -> None:
    """Print the newest letters first. Raises `Unavailable`."""
    async with office(settings) as place:
        replayed = await place.log.replayed()
        rows = [row_of(kept, replayed) async for kept in place.log.letters() if _is_wanted(kept.letter, cause, since)]
    rows.sort(key=lambda row: row.at, reverse=True)
    if as_json:
        for row in rows[:limit]:
            print(line(row))
        return
    Console().print(rows_shown(rows, limit))


async def show_one(settings: Settings, id_: str, *, as_json: bool) -> bool:
    """Print one letter whole; false when there is none of this id."""
    async with office(settings) as place:
        replayed = await place.log.replayed()
        found = [kept async for kept in place.log.letters() if kept.id == id_]
    if not found:
        print(f"没有编号为 {id_} 的死信；编号见 duwang dead-letters list")
        return False
    print(whole_line(found[0], replayed) if as_json else whole(found[0], replayed))
    return True


async def letters_of(settings: Settings, post_id: str, site: str | None) -> Sequence[Row]:
    """The letters in which a post of this id can be read, oldest first. Raises `Unavailable`."""
    async with office(settings) as place:
        replayed = await place.log.replayed()
        letters = [kept async for kept in place.log.letters() if _is_about(kept.letter, post_id, site)]
    return [row_of(kept, replayed) for kept in letters]


async def replay_chosen(settings: Settings, choice: Choice, *, dry_run: bool) -> bool:
    """Replay, print what became of it; false when letters were left. Raises `NotFound`, `Unavailable`."""
    readers = _Readers(settings)
    async with office(settings) as place:
        replayed = await place.log.replayed()
        ids = {kept.id async for kept in place.log.letters() if choice.takes(kept, replayed)}
        if absent := choice.ids - ids:
            raise NotFound(f"没有编号为 {'、'.join(sorted(absent))} 的死信；编号见 duwang dead-letters list")
        with _progress() as progress:
            bar = progress.add_task("重放", total=len(ids))
            replay = Replay(place.log, None if dry_run else place.outlet, readers.read, now)
            chosen = (kept async for kept in place.log.letters() if kept.id in ids)
            outcome = await replay.run(chosen, lambda letters: progress.advance(bar, letters))
    Console(soft_wrap=True).print(outcome_of(outcome, way=place.way, dry_run=dry_run))
    return not outcome.left


class _Readers:
    """How letters are read today: the product's own shape, and what the file of sources declares for topics of CMS."""

    def __init__(self, settings: Settings) -> None:
        sources = read_sources(settings.sources) if settings.sources else ()
        self._by_topic: dict[str, list[MessageReader]] = {}
        for source in sources:
            if isinstance(source, KafkaSource):
                self._by_topic.setdefault(source.topic, []).append(reader_of(source))

    def read(self, letter: DeadLetter) -> Post:
        """Raises `InvalidPost` with the reason why the letter has to stay."""
        if readers := self._by_topic.get(letter.topic):
            return _mapped(letter, readers)
        if letter.topic not in {"", POSTS}:
            raise InvalidPost(f"来自主题 {letter.topic}；请用 DUWANG_SOURCES 指明写有这一主题的来源文件")
        return read_canonical(letter)


def _mapped(letter: DeadLetter, readers: Sequence[MessageReader]) -> Post:
    """The post of the first source that takes it; several may read one topic."""
    error = InvalidPost("按现在的来源文件，这条消息不收")
    for reader in readers:
        try:
            post = reader.post(letter.original, laid_aside_at(letter) or now())
        except InvalidPost as refused:
            error = refused
        else:
            if post is not None:
                return post
    raise error


def _is_about(letter: DeadLetter, post_id: str, site: str | None) -> bool:
    its_site, its_id = post_of(letter)
    return its_id == post_id and site in {None, its_site}


def _is_wanted(letter: DeadLetter, cause: Cause | None, since: datetime | None) -> bool:
    at = laid_aside_at(letter)
    return cause in {None, letter.cause} and (since is None or at is None or at >= since)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), redirect_stdout=False)
