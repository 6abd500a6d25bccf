"""YAML as plain values, with the line of every one of them."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml


class _Loader(yaml.SafeLoader):
    """Dates and keys stay text as it is written: a const of 2026-01-01, a key of 1 (which is no `true`)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        self.flatten_mapping(node)
        return {str(key.value): self.construct_object(value, deep=deep) for key, value in node.value}


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Problem(NamedTuple):
    """`line` counts from 1."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Marked:
    """The value of a page; `problems` are what makes it unreadable."""

    value: Any = None
    root: yaml.Node | None = None
    problems: Sequence[Problem] = field(default=())

    def line(self, place: Sequence[str | int]) -> int:
        """The line of a key or list item, given the way to it; parts that lead nowhere are passed over."""
        node, line = self.root, 1
        for part in place:
            for key, child in _children(node):
                if key == str(part):
                    node, line = child.value, child.line
                    break
        return line


class _Child(NamedTuple):
    value: yaml.Node
    line: int


def read_marked(text: str) -> Marked:
    """Read one page. What is not YAML, and keys that stand twice, are its problems."""
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        problems = [*_repeated(root)]
        return Marked(loader.construct_document(root) if root and not problems else None, root, problems)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Marked(problems=[Problem(line, f"不是有效的 YAML：{error.problem}；请检查缩进、冒号后的空格和引号")])
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(0, text.find(chr(error.character)))) + 1
        return Marked(problems=[Problem(line, f"含有 YAML 不允许的字符 U+{error.character:04X}")])
    except RecursionError:
        return Marked(problems=[Problem(1, "嵌套过深")])


def _children(node: yaml.Node | None) -> Iterator[tuple[str, _Child]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), _Child(value, key.start_mark.line + 1)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield str(number), _Child(value, value.start_mark.line + 1)


def _repeated(root: yaml.Node | None) -> Iterator[Problem]:
    """Keys that stand twice in one mapping: of such values YAML would silently keep the last."""
    waiting, met = [root], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in met:  # an alias
            continue
        met.add(id(node))
        seen = set[str]()
        for key, child in _children(node):
            waiting.append(child.value)
            if isinstance(node, yaml.MappingNode) and key in seen:
                yield Problem(child.line, f"“{key}”重复")
            seen.add(key)
