"""The file of sources: which there are, of which kind, and how each is read. `docs/sources.md` shows it.

A new kind is a class like those below (in a file of its own, if it likes) and its name in `Entry`.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from services.domain.errors import UnreadableInput
from services.domain.post import Channel
from services.ingest.encoding import read_text
from services.ingest.mapping.spec import Condition, MappingSpec
from services.ingest.marked import Marked, Problem, read_marked
from services.ingest.misspelt import problem_of

_DURATION = re.compile(r"(\d{1,6})(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_TOPIC = r"^[a-zA-Z0-9._-]{1,249}$"
_BROKERS = r"^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$"


class SourcesError(UnreadableInput):
    """The file cannot be used: `problems` are all that is wrong with it, and `str` gives a line to each."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{file}:{each.line}: {each.reason}" for each in problems))


def _duration(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not match or int(match[1]) == 0:
        raise ValueError("应为时长，如 30s、10m、2h、1d")
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2]])


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        raise ValueError(f"“{url}”不是网址，应以 http:// 或 https:// 开头")
    return url


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _not_none(urls: tuple[str, ...]) -> tuple[str, ...]:
    if not urls:
        raise ValueError("不能为空，至少写一个网址")
    return urls


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("不能为空")
    return value


def _channel(value: Any) -> Any:
    if value not in list(Channel):
        raise ValueError(f"取值应为 {'、'.join(Channel)} 之一")
    return Channel(value)


Text = Annotated[str, AfterValidator(_filled)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
WebAddresses = Annotated[tuple[WebAddress, ...], BeforeValidator(_listed), AfterValidator(_not_none)]


class _Source(BaseModel):
    """What every source has: `name`, unique in the file; `place`, where it reads from, for people.

    `lacks(brokers)` says what this machine lacks to read it, in Chinese, without contacting anybody; "" is nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    name: str = Field(pattern=r"^[\w.-]{1,64}$")


class KafkaSource(_Source):
    """A topic of a CMS. `brokers` None: those of the product. Messages that `where` does not let in are passed over."""

    kind: Literal["kafka"]
    topic: str = Field(pattern=_TOPIC)
    group: Text = "duwang-ingest"
    brokers: str | None = Field(None, pattern=_BROKERS)
    encoding: Literal["utf-8", "gb18030", "auto"] = "utf-8"
    mapping: MappingSpec
    where: Condition | None = None
    rest: Literal["meta"] | None = None

    @property
    def place(self) -> str:
        return f"{self.topic}（{self.brokers}）" if self.brokers else self.topic

    def lacks(self, brokers: str | None) -> str:
        return "" if self.brokers or brokers else "没有 Kafka 地址：请写 brokers，或设 DUWANG_KAFKA"


class FeedSource(_Source):
    """Feeds of sites: RSS, Atom, JSON Feed or a sitemap. `user_agent` None: that of the product.

    `site` "" is the host of the feed. `content` says whether the text is taken from the feed or from the linked page.
    """

    kind: Literal["feed"]
    urls: WebAddresses
    every: Annotated[timedelta, BeforeValidator(_duration)] = timedelta(minutes=10)
    site: str = ""
    unit: str = ""
    channel: Annotated[Channel, BeforeValidator(_channel)] = Channel.WEBSITE
    column: str = ""
    content: Literal["auto", "feed", "page"] = "auto"
    allow_private: bool = False
    max_bytes: int = Field(8 * 1024 * 1024, ge=1024)
    user_agent: Text | None = None

    @property
    def place(self) -> str:
        return self.urls[0] + (f" 等 {len(self.urls)} 个" if len(self.urls) > 1 else "")

    def lacks(self, _brokers: str | None) -> str:
        return ""


class FolderSource(_Source):
    """A folder that JSONL files are dropped into. Without a mapping a line is a post as `POST /v1/posts` takes it."""

    kind: Literal["folder"]
    path: Annotated[Path, BeforeValidator(lambda value: Path(_filled(value)) if isinstance(value, str) else value)]
    mapping: MappingSpec | None = None

    @property
    def place(self) -> str:
        return str(self.path)

    def lacks(self, _brokers: str | None) -> str:
        return "这是文件，不是文件夹" if self.path.is_file() else ""


Entry = Annotated[KafkaSource | FeedSource | FolderSource, Field(discriminator="kind")]
Source = KafkaSource | FeedSource | FolderSource


class _Sources(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    sources: list[Entry] = Field(min_length=1)


_FILE: TypeAdapter[_Sources] = TypeAdapter(_Sources)


def read_sources(path: Path) -> tuple[Source, ...]:
    """Read the file. Raises `SourcesError` with all that is wrong in it, `UnreadableInput` where it is not text."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{path}：无法读取（{error.strerror or error}）；DUWANG_SOURCES 应为来源文件") from None
    return parse_sources(read_text(data, str(path)), str(path))


def parse_sources(text: str, file: str) -> tuple[Source, ...]:
    """Read the text of the file; `file` is what errors call it. Raises `SourcesError`."""
    marked = read_marked(text)
    if marked.problems:
        raise SourcesError(file, marked.problems)
    try:
        sources = _FILE.validate_python(marked.value).sources
    except ValidationError as error:
        problems = [problem_of(fault, marked) for fault in error.errors(include_url=False)]
        raise SourcesError(file, sorted(set(problems))) from None
    if repeated := [*_repeated(sources, marked)]:
        raise SourcesError(file, repeated)
    return tuple(sources)


def _repeated(sources: Sequence[Source], marked: Marked) -> list[Problem]:
    names = [source.name for source in sources]
    return [
        Problem(marked.line(("sources", number, "name")), f"名称“{name}”重复：每个来源的名称应不同")
        for number, name in enumerate(names)
        if name in names[:number]
    ]
