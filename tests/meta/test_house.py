"""Rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "services").rglob("*.py"))
ENGINE = [
    path
    for path in SOURCES
    if "checker" in path.parts and "worker" not in path.parts and path.name != "timed.py"
]  # fmt: skip
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time"}
ENVIRONMENT = {"os.environ", "os.getenv", "os.putenv"}
_LOGGER = re.compile(r".*log(ger)?\.(debug|info|warning|error|exception|critical)")


def names(tree: ast.AST) -> Iterator[str]:
    """The dotted names that are read, their beginnings too, and the modules that are imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node)


def log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _LOGGER.fullmatch(ast.unparse(node.func)):
            yield node


def offenders(forbidden: set[str], paths: list[Path]) -> dict[str, set[str]]:
    found = {str(path.relative_to(ROOT)): forbidden & set(names(parsed(path))) for path in paths}
    return {path: used for path, used in found.items() if used}


def parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text("utf-8"))


def test_the_engine_knows_neither_clock_nor_environment() -> None:
    assert len(ENGINE) > 30
    assert offenders(CLOCKS | ENVIRONMENT, ENGINE) == {}


def test_only_the_settings_read_the_environment() -> None:
    # The package itself sets what NumPy reads once, when it is imported, and reads nothing.
    assert sorted(offenders(ENVIRONMENT, SOURCES)) == ["services/__init__.py", "services/settings.py"]


def test_a_log_line_is_a_named_event_with_values() -> None:
    for call in (call for path in SOURCES for call in log_calls(parsed(path))):
        (event,) = call.args
        assert isinstance(event, ast.Constant), ast.unparse(call)
        assert str(event.value).isidentifier(), ast.unparse(call)
        assert not [value for value in call.keywords if isinstance(value.value, ast.JoinedStr)], ast.unparse(call)


def test_the_checks_see_what_they_look_for() -> None:
    tree = ast.parse('import time\nfrom os import environ\nx = datetime.now(UTC)\n_log.info(f"read {x}")')
    assert set(names(tree)) >= {"time", "os.environ", "datetime.now"}
    assert len(list(log_calls(tree))) == 1
    assert sum(len(list(log_calls(parsed(path)))) for path in SOURCES) >= 8


def test_a_shared_thing_is_housed_by_what_it_is() -> None:
    words = {"utils", "util", "common", "helpers", "misc"}
    assert [path for path in SOURCES if words & {path.stem, path.parent.name}] == []
