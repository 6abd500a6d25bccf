"""One field of a post out of a foreign message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.domain.errors import InvalidPost
from services.ingest.mapping.moment import read_moment, zone_of
from services.ingest.mapping.path import Path
from services.ingest.mapping.shown import shown
from services.ingest.mapping.spec import META, FieldSpec
from services.ingest.mapping.value import decoded, listed, single, text_of, written

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one field, for people: `origin` is the path that led somewhere, or 固定值, 缺省值, or empty."""

    field: str
    origin: str
    value: Any = None
    error: str = ""


class FieldReader:
    """Compiled once. `read` gives None where the message has nothing for the field."""

    __slots__ = ("_convert", "_paths", "_spec", "name")

    def __init__(self, name: str, spec: FieldSpec) -> None:
        self.name, self._spec = name, spec
        self._paths = tuple(map(Path, spec.path))
        self._convert = _converter(name, spec)

    def read(self, document: Document) -> Any:
        """Raises `InvalidPost`, which names the field, the path, and what was found there."""
        if self._spec.const is not None:
            return self._spec.const
        path, found = self._find(document)
        if path is None:
            return self._spec.default
        try:
            return self._value(found)
        except ValueError as error:
            raise InvalidPost(f"{path.text} 处的值“{shown(found[0])}”{error}", field=self.name) from None

    def taken(self, document: Document) -> Taken:
        """The same for people, errors too."""
        try:
            return Taken(self.name, self.origin(document), self.read(document))
        except InvalidPost as error:
            return Taken(self.name, self.origin(document), error=error.reason)

    def origin(self, document: Document) -> str:
        """Where the value comes from; empty where nothing is found."""
        if self._spec.const is not None:
            return "固定值"
        try:
            path, _ = self._find(document)
        except InvalidPost:
            return self._paths[0].text
        return path.text if path else "缺省值" if self._spec.default is not None else ""

    def missing(self, document: Document) -> str:
        """Why nothing was found, path by path."""
        return "；".join(path.missing(document) for path in self._paths)

    def _find(self, document: Document) -> tuple[Path | None, list[Any]]:
        for path in self._paths:
            found = [value for value in path.find(document) if value is not None and value != ""]
            if found:
                return path, found
        return None, []

    def _value(self, found: list[Any]) -> Any:
        if self._spec.decode:
            found = [decoded(value, self._spec.decode) for value in found]
        return self._convert(self._translated(found) if self._spec.values else found)

    def _translated(self, found: list[Any]) -> list[Any]:
        key = written(single(found, self._spec.join))
        value = self._spec.values.get(key, self._spec.default)
        if value is None:
            raise ValueError("不在 values 中，也没有写 default")
        return [value]


def _converter(name: str, spec: FieldSpec) -> Callable[[list[Any]], Any]:
    if name == "published_at":
        zone = zone_of(spec.zone)
        return lambda found: read_moment(single(found, spec.join), spec.format, zone)
    if name == "links":
        return lambda found: [text_of(value) for value in listed(found)]
    if name == "attachments":
        return listed
    if name.startswith(META):
        return lambda found: found if len(found) > 1 and spec.join is None else single(found, spec.join)
    return lambda found: text_of(single(found, spec.join))
