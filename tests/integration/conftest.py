"""The `duwang` command in this process, with a small lexicon of its own."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from services.cli import main
from tests.lexicons import SMALL

DATED = """
  - id: institution.guotu
    category: institution_name
    terms: {国土资源部: 自然资源部}
    from: 2018-03-17
    hit: [{text: 国土资源部, on: 2018-03-17}]
    miss: [{text: 国土资源部, on: 2018-03-16}]
  - id: typo.deng-lu
    severity: warning
    terms: {登陆网站: 登录网站}
    hit: [登陆网站]
    miss: [登录网站]
"""


CLEAN, ERROR, SERIOUS, WARNING = "作出部署。", "作出布署。", "习近评", "登陆网站"


class Ran(NamedTuple):
    status: int
    out: str
    err: str


Command = Callable[..., Ran]


def drop(name: str, text: str | bytes) -> str:
    """Write a file into the working folder; return its name."""
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def post(body: str, **fields: str) -> str:
    return json.dumps({"id": "1", "body": body, **fields}, ensure_ascii=False)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `lexicons` and, once something ran, `var`."""
    place = tmp_path_factory.mktemp("duwang")
    (place / "lexicons").mkdir()
    (place / "lexicons" / "rules.yaml").write_text(SMALL.rstrip() + DATED, encoding="utf-8")
    return place


@pytest.fixture
def duwang(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run `duwang` with arguments and bytes on standard input, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUWANG_LEXICONS", str(place / "lexicons"))
    monkeypatch.setenv("DUWANG_DATA_DIR", str(place / "var"))

    def run(*arguments: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["duwang", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as exit_:
            main()
        return Ran(int(exit_.value.code or 0), *capsys.readouterr())

    return run
