"""The commands and settings that deployments may use."""

from collections.abc import Iterable

import typer

from services.cli import app
from services.settings import PREFIX, Settings

SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}


def command_names() -> set[str]:
    return set(_names(app, ""))


def is_command(arguments: Iterable[str]) -> bool:
    """Whether `arguments`, without their options, name a command of `duwang`."""
    words = []
    for argument in arguments:
        if argument.startswith("-"):
            break
        words.append(argument)
    return " ".join(words) in command_names()


def _names(group: typer.Typer, before: str) -> Iterable[str]:
    for command in group.registered_commands:
        yield f"{before}{command.name or getattr(command.callback, '__name__', '')}"
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            yield from _names(inner.typer_instance, f"{before}{inner.name} ")
