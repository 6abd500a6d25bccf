"""A JSON path (RFC 9535), compiled: a document in, the values it leads to out."""

import re
from collections.abc import Mapping
from typing import Any

from jsonpath import JSONPathEnvironment, JSONPathError

from services.domain.errors import InvalidPost

# Names alone, which is what nearly every mapping is made of; walking them is about ten times faster than the library.
_PLAIN = re.compile(r"\$(?:\.[^\W\d]\w*)+")
_ENVIRONMENT = JSONPathEnvironment(strict=True)
_MOST_KEYS = 8


class Path:
    """Raises `ValueError` with a Chinese reason for text that is no JSON path."""

    __slots__ = ("_names", "_query", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self._query = _ENVIRONMENT.compile(text)
        except JSONPathError as error:
            reason = str(error).splitlines()[0]
            raise ValueError(f"“{text}”不是 JSON 路径，应形如 $.data.title（{reason}）") from None
        self._names = tuple(text.split(".")[1:]) if _PLAIN.fullmatch(text) else ()

    def find(self, document: Mapping[str, Any]) -> list[Any]:
        """All values that it leads to, in order. Raises `InvalidPost` where the document makes the path fail."""
        if not self._names:
            return self._search(document)
        value: Any = document
        for name in self._names:
            if not isinstance(value, dict) or name not in value:
                return []
            value = value[name]
        return [value]

    def missing(self, document: Mapping[str, Any]) -> str:
        """Where the path ends and what is there instead, for whoever has to mend it."""
        value: Any = document
        for number, name in enumerate(self._names):
            if not isinstance(value, dict):
                break
            if name not in value:
                here = ".".join(["$", *self._names[:number]])
                return f"{self.text} 处没有内容（{here} 之下有：{_listed(value)}）"
            value = value[name]
        return f"{self.text} 处没有内容"

    def _search(self, document: Mapping[str, Any]) -> list[Any]:
        try:
            return list(self._query.findall(document))
        except (JSONPathError, RecursionError) as error:
            raise InvalidPost(f"路径 {self.text} 无法用于这条消息（{type(error).__name__}）") from None


def _listed(value: Mapping[str, Any]) -> str:
    names = [name[:32] for name in value][:_MOST_KEYS]
    return "、".join(names) + ("…" if len(value) > len(names) else "") if names else "无"
