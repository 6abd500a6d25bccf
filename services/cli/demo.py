"""`duwang run --demo`: a client of the product's own HTTP interface, which shows what the demo posts bring to light."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.domain.errors import DuwangError, UnreadableInput
from services.domain.rule import Category, Severity
from services.settings import Settings, bundled

_PATIENCE_S = 120.0
# In columns of the terminal, so that a table of 80 has room for the quotes.
_TITLE_WIDTH = 26
_COLOURS = {Severity.SERIOUS: "bold red", Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "blue"}
_VERDICTS = {"pass": "通过", "review": "需要复核", "block": "不宜发布"}

Json = Mapping[str, Any]


async def show_demo(url: str, *, settings: Settings, console: Console | None = None) -> None:
    """Submit the demo posts, wait for their reports, print them and where to look. Says so if that fails."""
    out = console or Console()
    try:
        await asyncio.to_thread(_demonstrate, Client(url, _key(settings)), out)
    except (DuwangError, OSError, HTTPException) as error:
        out.print(Text(f"演示未能完成：{error}", "red"))
    _print_addresses(out, url, settings)


class Client:
    """Calls the service as any other program does."""

    def __init__(self, url: str, key: str | None) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        self._host, self._port = parts.hostname, parts.port
        self._headers = {"X-API-Key": key} if key else {}

    def call(self, method: str, path: str, body: bytes | None = None, media_type: str = "application/json") -> Any:
        """Return the decoded answer, or None for 404. Raises `UnreadableInput` for every other error."""
        connection = HTTPConnection(self._host, self._port, timeout=_PATIENCE_S)
        try:
            connection.request(method, path, body, {**self._headers, "Content-Type": media_type})
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status == 404:  # noqa: PLR2004
            return None
        if response.status >= 400:  # noqa: PLR2004
            raise UnreadableInput(f"{method} {path}：{answer['detail'] or answer['title']}")
        return answer


def _demonstrate(client: Client, out: Console) -> None:
    data = _demo_file().read_bytes()
    posts = [json.loads(line) for line in data.splitlines() if line.strip()]
    begin = time.monotonic()
    submitted = client.call("POST", "/v1/posts", data, "application/x-ndjson")
    reports = _reports(client, posts)
    seconds = time.monotonic() - begin
    out.print(_findings_table(posts, reports))
    out.print(_summary(submitted["accepted"], reports, seconds), soft_wrap=True)


def _demo_file() -> Path:
    path = bundled("demo") / "posts.jsonl"
    if not path.is_file():
        raise UnreadableInput(f"没有找到演示稿件 {path}")
    return path


def _reports(client: Client, posts: Sequence[Json]) -> list[Json]:
    """Wait for the report of the active lexicon on every post; an older one may be there from an earlier run."""
    version = client.call("GET", "/v1/lexicon")["version"]
    deadline = time.monotonic() + _PATIENCE_S
    reports = []
    for post in posts:
        path = f"/v1/posts/{quote(str(post['id']))}/report?{urlencode({'site': post.get('site', '')})}"
        while (report := client.call("GET", path)) is None or report["lexicon_version"] != version:
            if time.monotonic() > deadline:
                raise UnreadableInput(f"等待了 {_PATIENCE_S:.0f} 秒，仍有稿件没有检查完")
            time.sleep(0.05)
        reports.append(report)
    return reports


def _findings_table(posts: Sequence[Json], reports: Sequence[Json]) -> Table:
    table = Table(title="演示稿件中发现的问题", title_justify="left", box=SIMPLE_HEAD)
    for name in ("级别", "类别"):
        table.add_column(name, no_wrap=True)
    for name in ("原文", "建议"):
        table.add_column(name, overflow="fold", min_width=12)
    table.add_column("稿件", no_wrap=True, overflow="ellipsis", max_width=_TITLE_WIDTH)
    found = [(post, finding) for post, report in zip(posts, reports, strict=True) for finding in report["findings"]]
    found.sort(key=lambda pair: -Severity(pair[1]["severity"]).rank)
    for post, finding in found:
        severity = Severity(finding["severity"])
        table.add_row(
            Text(severity.label, _COLOURS[severity]),
            Category(finding["category"]).label,
            _line(finding["quote"]),
            _line("、".join(finding["suggestions"])),
            _line(post.get("title") or str(post["id"])),
        )
    return table


def _line(text: str) -> Text:
    """A text as a terminal can show it: never markup or a control code, and a dot for what would be invisible."""
    return Text("".join(char if char.isprintable() else "·" for char in text))


def _summary(accepted: int, reports: Sequence[Json], seconds: float) -> Text:
    verdicts = Counter(_VERDICTS[report["verdict"]] for report in reports)
    counts = "，".join(f"{name} {verdicts[name]} 篇" for name in _VERDICTS.values())
    found = sum(len(report["findings"]) for report in reports)
    return Text(f"提交 {accepted} 篇稿件，{seconds:.1f} 秒内全部检查完：{counts}；共发现 {found} 处问题。\n", "bold")


def _print_addresses(out: Console, url: str, settings: Settings) -> None:
    places = (
        ("状态页", f"{url}/"),
        ("接口文档", f"{url}/docs"),
        ("查询问题", f"{url}/v1/violations?severity=serious"),
        ("运行指标", f"{url}/metrics"),
        ("投稿目录", f"{settings.inbox_dir}/（放入 .jsonl 文件即自动检查）"),
    )
    for name, place in places:
        out.print(Text(f"  {name}　{place}"), soft_wrap=True)
    out.print(Text("按 Ctrl-C 结束。"))


def _key(settings: Settings) -> str | None:
    """A key that may submit to every site, if keys are configured at all."""
    for key, sites in settings.api_keys.items():
        if "*" in sites:
            return key.get_secret_value()
    return None
