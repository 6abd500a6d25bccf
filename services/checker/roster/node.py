"""Values that stand in no YAML file as YAML nodes, each with the line it was read from, counted from 1."""

from collections.abc import Mapping

import yaml


def scalar(value: str, line: int) -> yaml.Node:
    return yaml.ScalarNode("tag:yaml.org,2002:str", value, _mark(line), _mark(line))


def sequence(nodes: list[yaml.Node], line: int) -> yaml.Node:
    return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes, _mark(line), _mark(line))


def mapping(values: Mapping[str, yaml.Node], line: int) -> yaml.Node:
    pairs = [(scalar(key, line), value) for key, value in values.items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, _mark(line), _mark(line))


def _mark(line: int) -> yaml.Mark:
    return yaml.Mark("", 0, line - 1, 0, None, 0)
