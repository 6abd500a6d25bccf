"""pycorrector, loaded without its `__init__`, which imports torch and every model, and without a way to the network."""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, NoReturn

_PACKAGE = "pycorrector"
_OUTWARD = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request", "http.client.connect"})


class Refused(RuntimeError):
    """Somebody wanted to download something."""


def load(module: str) -> Any:
    """A submodule of pycorrector, such as `corrector`. Raises `ImportError` where the package is not installed.

    The package object is registered with its path first, so that its submodules can be imported; its helper for
    downloads is replaced by one that refuses.
    """
    if _PACKAGE not in sys.modules:
        _register()
    return import_module(f"{_PACKAGE}.{module}")


def seal() -> None:
    """Let nothing in this process open a connection, for as long as it lives: an audit hook cannot be taken out."""
    sys.addaudithook(_refuse_outward)


def _register() -> None:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError(f"{_PACKAGE} is not installed")
    package = ModuleType(_PACKAGE)
    package.__path__ = list(spec.submodule_search_locations)
    package.__spec__ = spec
    helper = ModuleType(f"{_PACKAGE}.utils.get_file")
    helper.get_file = _refuse_download  # type: ignore[attr-defined]
    sys.modules |= {_PACKAGE: package, helper.__name__: helper}


def _refuse_download(*_: Any, **__: Any) -> NoReturn:
    raise Refused("nothing is downloaded")


def _refuse_outward(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in _OUTWARD:
        raise Refused("no connection is opened")
