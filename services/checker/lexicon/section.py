"""YAML with line numbers: every value is read together with the place it stands at."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn

import yaml

from services.domain.errors import LexiconError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_section(text: str, file: str) -> "Section":
    """The mapping that a file holds. Raises `LexiconError` with file and line."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise LexiconError(f"不是有效的 YAML：{error.problem}", file=file, line=line) from None
    except yaml.reader.ReaderError as error:
        # `error.position` counts bytes or characters, as the loader likes.
        line = text.count("\n", 0, text.find(chr(error.character))) + 1
        raise LexiconError(f"含有 YAML 不允许的字符 U+{error.character:04X}", file=file, line=line) from None
    if not isinstance(node, yaml.MappingNode):
        raise LexiconError("文件应为“键: 值”形式的映射", file=file, line=1)
    return Section.of(node, file)


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping node. Readers raise `LexiconError` at the line of the value that is wrong.

    `key_lines` says where the keys stand.
    """

    file: str
    line: int
    values: dict[str, yaml.Node]
    key_lines: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, node: yaml.Node, file: str) -> "Section":
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise LexiconError("此处应为“键: 值”形式的映射", file=file, line=line)
        values: dict[str, yaml.Node] = {}
        key_lines: dict[str, int] = {}
        for key, value in node.value:
            if str(key.value) in values:
                raise LexiconError(f"“{key.value}”重复", file=file, line=_line(key))
            values[str(key.value)], key_lines[str(key.value)] = value, _line(key)
        return cls(file, line, values, key_lines)

    def fail(self, reason: str, key: str = "") -> NoReturn:
        raise LexiconError(reason, file=self.file, line=_line(self.values[key]) if key in self.values else self.line)

    def only(self, *keys: str) -> None:
        """Refuse keys that nobody would read."""
        for key, line in self.key_lines.items():
            if key not in keys:
                raise LexiconError(f"未知的键“{key}”；可用：{'、'.join(keys)}", file=self.file, line=line)

    def text(self, key: str, default: str | None = None) -> str:
        if key not in self.values:
            return default if default is not None else self.fail(f"缺少“{key}”")
        return self._scalar(self.values[key], key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; one string alone counts as a list of one."""
        return tuple(text for text, _ in self.lines(key))

    def lines(self, key: str) -> Iterator[tuple[str, int]]:
        """The strings of a list, each with its line."""
        for node in self.nodes(key):
            yield self._scalar(node, key), _line(node)

    def nodes(self, key: str) -> list[yaml.Node]:
        node = self.values.get(key)
        if node is None:
            return []
        return node.value if isinstance(node, yaml.SequenceNode) else [node]

    def is_mapping(self, key: str) -> bool:
        return isinstance(self.values.get(key), yaml.MappingNode)

    def mapping(self, key: str) -> "Section":
        """The mapping that stands under a key, empty where there is no such key."""
        return Section.of(self.values[key], self.file) if key in self.values else Section(self.file, self.line, {})

    def sections(self, key: str) -> Iterator["Section"]:
        """The mappings of a list."""
        for node in self.nodes(key):
            yield Section.of(node, self.file)

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self.text(key, "true" if default else "false")
        if value not in {"true", "false"}:
            self.fail(f"“{key}”应为 true 或 false", key)
        return value == "true"

    def number(self, key: str, default: int) -> int:
        value = self.text(key, str(default))
        return int(value) if value.isdecimal() else self.fail(f"“{key}”应为整数", key)

    def day(self, key: str) -> date | None:
        """A date; `YYYY-MM` is the first day of the month."""
        value = self.text(key, "")
        try:
            return date.fromisoformat(value if value.count("-") > 1 else f"{value}-01") if value else None
        except ValueError:
            self.fail(f"“{key}”应为 YYYY-MM-DD 或 YYYY-MM 形式的日期", key)

    def last_day(self, key: str) -> date | None:
        """A date; `YYYY-MM` is the last day of the month."""
        day = self.day(key)
        if day is None or self.text(key).count("-") > 1:
            return day
        return day.replace(day=monthrange(day.year, day.month)[1])

    def _scalar(self, node: yaml.Node, key: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise LexiconError(f"“{key}”应为非空的文字", file=self.file, line=_line(node))
        return str(node.value)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
