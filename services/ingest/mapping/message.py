"""A foreign message as it came: bytes to a post, to the reason why it is none, or to nothing where it is not meant."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from services.domain.errors import InvalidPost, UnreadableInput
from services.domain.post import Post
from services.ingest.encoding import read_text
from services.ingest.mapping.document import Fields
from services.ingest.mapping.field import Document, Taken
from services.ingest.mapping.path import Path
from services.ingest.mapping.spec import Condition, Rules
from services.ingest.mapping.value import written
from services.wire.post import read_object

Encoding = Literal["utf-8", "gb18030", "auto"]
_REMEDY = "；请核对来源的 encoding（utf-8、gb18030 或 auto）"


@dataclass(frozen=True, slots=True)
class Explained:
    """A message for people. `post` is None with an `error`, and without one where the message is passed over."""

    taken: list[Taken] = field(default_factory=list)
    post: Post | None = None
    error: str = ""


class MessageReader:
    """Compiled once for a source; may be used by several threads."""

    def __init__(
        self, rules: Rules, *, encoding: Encoding = "utf-8", where: Condition | None = None, keep_rest: bool = False
    ) -> None:
        self._fields, self._encoding = Fields(rules, keep_rest=keep_rest), encoding
        self._where = where
        self._path = Path(where.path) if where else None

    def post(self, data: bytes, now: datetime) -> Post | None:
        """None: the message is not meant. `now` dates the undated. Raises `InvalidPost`; nothing else, on any bytes."""
        if not data:  # a tombstone: the CMS has deleted what had this key
            return None
        document = self._read(data)
        return self._fields.post(document, now) if self._is_meant(document) else None

    def explain(self, data: bytes, now: datetime) -> Explained:
        """The same, field by field."""
        if not data:
            return Explained()
        try:
            document = self._read(data)
            if not self._is_meant(document):
                return Explained()
        except InvalidPost as error:
            return Explained(error=str(error))
        taken = self._fields.taken(document)
        try:
            return Explained(taken, self._fields.post(document, now))
        except InvalidPost as error:
            return Explained(taken, error=str(error))

    def _read(self, data: bytes) -> Document:
        try:
            text = read_text(data, "消息") if self._encoding == "auto" else data.decode(self._encoding)
        except UnicodeDecodeError as error:
            place = f"第 {error.start + 1} 个字节处"
            raise InvalidPost(f"消息不是合法的 {self._encoding.upper()}（{place}）{_REMEDY}") from None
        except UnreadableInput as error:
            raise InvalidPost(str(error)) from None
        return read_object(text.removeprefix("\ufeff"))

    def _is_meant(self, document: Document) -> bool:
        if self._where is None or self._path is None:
            return True
        values = set(map(_written, self._path.find(document)))
        if self._where.is_:
            return not values.isdisjoint(self._where.is_)
        return values.isdisjoint(self._where.is_not)


def _written(value: object) -> str:
    """As `written`; what is no scalar equals nothing."""
    try:
        return written(value)
    except ValueError:
        return ""
