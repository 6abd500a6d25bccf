"""A foreign message that is read already: an object to a post, or the reason why it is none."""

from datetime import datetime
from typing import Any

from services.domain.errors import InvalidPost
from services.domain.post import Post
from services.ingest.mapping.field import Document, FieldReader, Taken
from services.ingest.mapping.shown import shown
from services.ingest.mapping.spec import META, Rules
from services.wire.post import decode_post

_NEEDED = ("id", "body")


class Fields:
    """The fields of a post out of a message that is read already; like a `FieldMap`, for what is no mere renaming."""

    is_identity = False

    def __init__(self, rules: Rules, *, keep_rest: bool = False) -> None:
        self._readers = [FieldReader(name, rule) for name, rule in rules.items()]
        self._keep_rest = keep_rest

    def apply(self, document: Document) -> dict[str, Any]:
        """What `decode_post` takes. Raises `InvalidPost`; nothing else, whatever the message holds."""
        fields: dict[str, Any] = {}
        meta: dict[str, Any] = {"original": dict(document)} if self._keep_rest else {}
        for reader in self._readers:
            value = reader.read(document)
            if value is None:
                self._refuse_gap(reader, document)
            elif reader.name.startswith(META):
                meta[reader.name.removeprefix(META)] = value
            else:
                fields[reader.name] = value
        return fields | {"meta": meta} if meta else fields

    def post(self, document: Document, now: datetime) -> Post:
        """Raises `InvalidPost`, which names the field, the path, and what was found there."""
        fields = self.apply(document)
        try:
            return decode_post(fields, now=now)
        except InvalidPost as error:
            raise self._traced(error, document, fields) from None

    def taken(self, document: Document) -> list[Taken]:
        """Field by field, for people."""
        return [reader.taken(document) for reader in self._readers]

    @staticmethod
    def _refuse_gap(reader: FieldReader, document: Document) -> None:
        if reader.name in _NEEDED:
            raise InvalidPost(reader.missing(document), field=reader.name)

    def _traced(self, error: InvalidPost, document: Document, fields: dict[str, Any]) -> InvalidPost:
        name = error.field.partition(".")[0]
        reader = next((each for each in self._readers if each.name == name), None)
        if reader is None:
            return error
        origin = f"{reader.origin(document)} 处的值“{shown(fields.get(name))}”"
        return InvalidPost(f"{origin}：{error.reason}", field=error.field)
