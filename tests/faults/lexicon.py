"""The small lexicon that finds the mistakes of `posts.py`, so that workers start quickly."""

from pathlib import Path

from services.checker.build import load_checker
from tests.api.server import ROSTER

LEXICON = """
category: typo
severity: error
basis: 测试
message: “{term}”应为“{suggestion}”。
rules:
  - id: typo.bu-shu
    terms: {布署: 部署}
    hit: [作出布署]
    miss: [作出部署]
"""


def compiled(folder: Path, cache: Path) -> Path:
    """Write it into the folder and compile it, so that no worker has to; returns the folder."""
    (folder / "leaders").mkdir(parents=True)
    (folder / "rules.yaml").write_text(LEXICON, "utf-8")
    (folder / "leaders" / "roster.yaml").write_text(ROSTER, "utf-8")
    load_checker(folder, cache)
    return folder
