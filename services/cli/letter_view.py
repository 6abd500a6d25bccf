"""Dead letters for people and programs: a table with counts by cause, one letter whole. Personal data is masked."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.checker.personal_data import mask
from services.cli.render import printable
from services.domain.errors import InvalidPost
from services.domain.post import BEIJING
from services.letters.log import KeptLetter
from services.letters.replay import Replayed, laid_aside_at
from services.wire.dead_letter import Cause, DeadLetter
from services.wire.json_text import to_json
from services.wire.post import read_object

CAUSES = {
    Cause.INVALID_MESSAGE: "消息读不出",
    Cause.INVALID_POST: "不是合格的文稿",
    Cause.CHECK_FAILED: "检查时出错",
    Cause.CHECK_TIMEOUT: "检查超时",
    Cause.WORKER_DIED: "检查进程异常退出",
    Cause.STORE_REFUSED: "无法入库",
}
_SHOWN = 5
_LONGEST = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A letter without its original. `at` is ISO 8601, `replayed_at` "" when it was not sent again."""

    id: str
    at: str
    cause: str
    reason: str
    field: str
    where: str
    site: str
    post_id: str
    bytes: int
    replayed_at: str


def row_of(kept: KeptLetter, replayed: Mapping[str, datetime]) -> Row:
    letter, again = kept.letter, replayed.get(kept.id)
    site, post_id = post_of(letter)
    at = laid_aside_at(letter)
    return Row(
        id=kept.id,
        at=at.astimezone(BEIJING).isoformat() if at else "",
        cause=letter.cause.value,
        reason=mask(letter.reason),
        field=letter.field,
        where=letter.place or (f"{letter.topic}/{letter.partition}@{letter.offset}" if letter.topic else ""),
        site=mask(site),
        post_id=mask(post_id),
        bytes=len(letter.original),
        replayed_at=again.astimezone(BEIJING).isoformat(timespec="seconds") if again else "",
    )


def line(row: Row) -> str:
    return to_json(asdict(row)).decode()


def rows_shown(rows: Sequence[Row], limit: int) -> RenderableType:
    """Draw the first `limit` of the rows, and count them all by cause."""
    if not rows:
        return Text("没有死信。")
    rest = len(rows) - limit
    more = [Text(f"另有 {rest:,} 封；要看更多请加 --limit，或用 --cause、--since 缩小范围")] if rest > 0 else []
    return Group(_table(rows[:limit]), *more, _counts(rows))


def whole(kept: KeptLetter, replayed: Mapping[str, datetime]) -> str:
    """One letter with its original, for the terminal."""
    row = row_of(kept, replayed)
    parts = (
        ("编号", row.id),
        ("时间", row.at or "不详"),
        ("原因", f"{CAUSES[Cause(row.cause)]}（{row.cause}）"),
        ("说明", "：".join(filter(None, [row.field, row.reason]))),
        ("来处", row.where),
        ("文稿", "/".join(filter(None, [row.site, row.post_id])) or "读不出编号"),
        ("重放", row.replayed_at or "没有重放过"),
        ("原文", f"{row.bytes:,} 字节（个人信息已打码）"),
    )
    head = "\n".join(f"{name}　{printable(value)}" for name, value in parts)
    original = "\n".join(map(printable, _original(kept.letter).split("\n")))
    return f"{head}\n\n{original}"


def whole_line(kept: KeptLetter, replayed: Mapping[str, datetime]) -> str:
    return to_json(asdict(row_of(kept, replayed)) | {"original": _original(kept.letter)}).decode()


def outcome_of(outcome: Replayed, *, way: str, dry_run: bool) -> RenderableType:
    """Say what was sent where, and what was left and why."""
    done = f"将重放 {outcome.sent:,} 封（试运行，什么也没有做）" if dry_run else f"已重放 {outcome.sent:,} 封"
    lines = [Text(done if dry_run or not outcome.sent else f"{done}，送往 {way}。")]
    for kept, reason in outcome.left[:_SHOWN]:
        lines.append(Text(printable(f"留在原处　{kept.id}：{mask(reason)}"), style="yellow"))
    if len(outcome.left) > _SHOWN:
        lines.append(Text(f"留在原处　另有 {len(outcome.left) - _SHOWN:,} 封", style="yellow"))
    return Group(*lines)


def _table(rows: Sequence[Row]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    for name in ("编号", "时间", "重放"):
        table.add_column(name, no_wrap=True)
    for name in ("原因", "文稿", "来处"):
        table.add_column(name, overflow="fold")
    for row in rows:
        cells = row.id, _minute(row.at), _minute(row.replayed_at), why(row), row.post_id, row.where
        table.add_row(*map(_cell, cells))
    return table


def _counts(rows: Sequence[Row]) -> Table:
    table = Table(title="按原因合计", title_justify="left", box=SIMPLE_HEAD)
    for name in ("原因", "", "封数", "未重放"):
        table.add_column(name, justify="left" if name in {"原因", ""} else "right")
    for cells in _by_cause(rows):
        table.add_row(*cells)
    return table


def _by_cause(rows: Sequence[Row]) -> Iterator[tuple[str, str, str, str]]:
    every, waiting = Counter(row.cause for row in rows), Counter(row.cause for row in rows if not row.replayed_at)
    for cause, number in every.most_common():
        yield CAUSES[Cause(cause)], cause, f"{number:,}", f"{waiting[cause]:,}"
    yield "合计", "", f"{every.total():,}", f"{waiting.total():,}"


def why(row: Row) -> str:
    """The cause in words, the field and the reason; some reasons begin with the cause."""
    label = CAUSES[Cause(row.cause)]
    return "：".join(filter(None, ["" if row.reason.startswith(label) else label, row.field, row.reason]))


def _cell(text: str) -> Text:
    return Text(printable(text))


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")


def post_of(letter: DeadLetter) -> tuple[str, str]:
    """Site and id, where the original tells them in the product's own names."""
    try:
        fields = read_object(letter.original)
    except InvalidPost:
        return "", ""
    site, id_ = fields.get("site", ""), fields.get("id", "")
    return site if isinstance(site, str) else "", str(id_) if isinstance(id_, str | int) else ""


def _original(letter: DeadLetter) -> str:
    """The beginning of the text, as an object where it is one. Masked before it is cut: half a number is no number."""
    try:
        text = json.dumps(read_object(letter.original), ensure_ascii=False, indent=2)
    except InvalidPost:
        text = letter.original.decode("utf-8", "replace")
    text = mask(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…（共 {len(text):,} 字）"
