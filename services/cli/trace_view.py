"""The way of a post for people: a timeline of every judgement, and how long each step took."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.cells import cell_len

from services.cli.letter_view import Row, why
from services.cli.render import printable
from services.domain.post import BEIJING
from services.wire.json_text import to_json
from services.wire.trace import between

_VERDICTS = {"pass": "通过", "review": "需复核", "block": "拦截"}
_STEPS = {
    "decode": "读取文稿",
    "fold": "文字归一",
    "scan": "扫描词库",
    "lexicon": "词库规则",
    "spam": "广告链接",
    "privacy": "个人信息",
    "leader_names": "领导人姓名",
    "leader_titles": "领导人职务",
    "leader_tenures": "任职时间",
    "leader_order": "领导人排序",
    "holder_names": "任职者姓名",
    "office_grammar": "机构与职务",
    "resolve": "汇总问题",
}
_SECOND, _MINUTE, _HOUR, _DAY = 1000.0, 60_000.0, 3_600_000.0, 86_400_000.0
# The bar of the step that took longest, in characters.
_LONGEST_BAR = 20


def shown(value: dict[str, Any], letters: Sequence[Row], fault: str) -> str:
    """`value` is a `PostTrace`; `fault` says why the dead letters could not be read."""
    return "\n".join([_headline(value, letters), *_judgements(value), *_letters(letters), *_fault(fault)])


def shown_as_json(value: dict[str, Any], letters: Sequence[Row], fault: str) -> str:
    rest = {"dead_letters": [asdict(row) for row in letters], "dead_letters_unread": fault or None}
    return to_json(value | rest).decode()


def _headline(value: dict[str, Any], letters: Sequence[Row]) -> str:
    parts = [f"{len(value['judgements'])} 次检查"] + ([f"{len(letters)} 封死信"] if letters else [])
    found = "，".join(parts) if value["judgements"] or letters else "没有记录；可能尚未检查，或编号、站点有误"
    return f"{printable(value['post_id'])}：{found}"


def _judgements(value: dict[str, Any]) -> Iterator[str]:
    for judgement in value["judgements"]:
        yield ""
        yield from _judgement(judgement)


def _judgement(judgement: dict[str, Any]) -> Iterator[str]:
    verdict = _VERDICTS[judgement["verdict"]] + ("" if judgement["complete"] else "（没有查完）")
    name = printable(judgement["site"]) or "（未写明站点）"
    yield f"{name}　{verdict}，{judgement['findings']} 个问题　文字版本 {judgement['revision']}"
    yield f"  词库 {judgement['lexicon_version']}，名册核对至 {judgement['roster_as_of'] or '（无名册）'}"
    if judgement["worker"]:
        yield f"  由 {printable(judgement['worker'])} 检查，读网 {judgement['version'] or '（版本不详）'}"
    yield from _timeline(judgement)
    yield from _steps(judgement)


def _timeline(judgement: dict[str, Any]) -> Iterator[str]:
    is_recheck = (judgement["worker"] or "").startswith("recheck@")
    points = (
        ("发布", "published_at"),
        ("取出重查" if is_recheck else "收到", "seen_at"),
        ("开始处理", "taken_at"),
        ("开始检查", "checked_at"),
        ("入库", "recorded_at"),
    )
    before: datetime | None = None
    for label, name in points:
        if judgement[name] is None:
            continue
        moment = datetime.fromisoformat(judgement[name]).astimezone(BEIJING)
        if moment == before:  # a recheck has the post in hand at once
            continue
        since = f"之后 {lasting(between(before, moment))}" if before else ""
        yield f"  {moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03}　{_wide(label, 10)}{since}".rstrip()
        before = moment
    if judgement["seen_at"] is None:
        yield "  收到的时间没有记下（较早版本的检查）"


def _steps(judgement: dict[str, Any]) -> Iterator[str]:
    steps = [("等待处理", judgement["waited_ms"])] if judgement["waited_ms"] else []
    steps += [(_STEPS.get(each["step"], each["step"]), each["ms"]) for each in judgement["steps"]]
    if not steps:
        yield f"  检查用时 {lasting(judgement['elapsed_ms'])}"
        return
    longest = max(ms for _, ms in steps)
    for label, ms in steps:
        bar = "█" * round(_LONGEST_BAR * max(ms, 0) / longest) if longest > 0 else ""
        yield f"    {_wide(printable(label), 12)}{_wide(lasting(ms), 14)}{bar}".rstrip()
    yield f"    {_wide('检查合计', 12)}{lasting(judgement['elapsed_ms'])}"
    yield f"    {_wide('收到到入库', 12)}{lasting(judgement['total_ms'])}"


def _letters(letters: Sequence[Row]) -> Iterator[str]:
    for row in letters:
        again = f"，{row.replayed_at[:19].replace('T', ' ')} 重放" if row.replayed_at else "，没有重放过"
        yield ""
        yield f"死信 {row.id}　{row.at[:19].replace('T', ' ')}{again}"
        yield f"  {printable(why(row))}"
        if not row.replayed_at:
            yield f"  问题解决之后可以重放：duwang dead-letters replay {row.id}"


def _fault(fault: str) -> Iterator[str]:
    if fault:
        yield ""
        yield f"有没有死信未能查到：{fault}"


def lasting(ms: float) -> str:
    """A length of time as people say it; a negative one comes from clocks that differ."""
    if ms < 0:
        return f"-{lasting(-ms)}（时钟不一致）"
    for unit, name in ((_DAY, "天"), (_HOUR, "小时"), (_MINUTE, "分钟"), (_SECOND, "秒")):
        if ms >= unit:
            return f"{ms / unit:.1f} {name}"
    return f"{ms:.2f} 毫秒"


def _wide(text: str, columns: int) -> str:
    """Filled up to a width of the terminal, in which a Chinese character takes two columns."""
    return text + " " * max(1, columns - cell_len(text))
