"""Marks of half width in Chinese text: one by one, or a whole page whose marks a crawler or an import has folded."""

import re
from collections.abc import Iterator

from services.checker.punctuation.slip import HAN, Slip, punctuation_rule
from services.domain.rule import Severity

FOLDED_PAGE = punctuation_rule(
    "half-width-page",
    Severity.NOTICE,
    "全文标点几乎都是半角的，多半是采集、转换或录入时丢了全角标点，请核对原稿后统一改为全角。",
    "5.1（横排文稿标点符号的位置和书写形式）",
    hit=("日前,我市召开会议,安排防汛工作;各县区参加,市直部门列席,会议强调:责任到人。",),
    miss=("日前，我市召开会议，安排防汛工作；各县区参加，市直部门列席，会议强调：责任到人。",),
)
HALF_WIDTH = punctuation_rule(
    "half-width-mark",
    Severity.NOTICE,
    "中文里的逗号、分号、冒号、问号、叹号应为全角。",
    "5.1（横排文稿标点符号的位置和书写形式）",
    hit=("会议强调,责任到人。", "增长5.2%,高于全国。", "责任单位:市水利局。"),
    miss=(
        "会议强调，责任到人。",
        "面积1,234平方米，比分2:1。",
        "时间：12:30。",
        "详见http://www.example.cn/a?b=中文。",
    ),
)
HALF_WIDTH_BRACKETS = punctuation_rule(
    "half-width-brackets",
    Severity.NOTICE,
    "括号里是中文，前后括号都应为全角。",
    "5.1（横排文稿标点符号的位置和书写形式）",
    hit=("市发展改革委(牵头单位)负责汇总。",),
    miss=("市发展改革委（牵头单位）负责汇总。", "世界卫生组织(WHO)发布报告。"),
)
HALF_WIDTH_STOP = punctuation_rule(
    "half-width-stop",
    Severity.NOTICE,
    "汉字之间不用小圆点：句末用句号，外国人名、书名篇名之间用间隔号“·”。",
    "4.1、4.14（句号、间隔号）",
    hit=("会议到此结束.各单位抓好落实。", "列夫.托尔斯泰是俄国作家。"),
    miss=("会议到此结束。各单位抓好落实。", "增长3.5个百分点。", "一、总体要求"),
)
STRAIGHT_QUOTES = punctuation_rule(
    "straight-quotes",
    Severity.NOTICE,
    "中文用弯引号“”，不用直引号。",
    "4.8.2（引号的形式）",
    hit=('抓好"六稳"工作。',),
    miss=("抓好“六稳”工作。", '屏幕15.6"，厚0.5"。', '<a href="首页.html">首页</a>', 'He said "OK" to us.'),
)
RULES = (FOLDED_PAGE, HALF_WIDTH, HALF_WIDTH_BRACKETS, HALF_WIDTH_STOP, STRAIGHT_QUOTES)
_LEAST_ON_A_PAGE = 5
_FULL_TO_HALF = 4
_FULL_WIDTH = "，；：？！（）"
_HALF_NEAR_CHINESE = re.compile(rf"[,;:?!()](?:(?<=[{HAN}”’》）】].)|(?=[{HAN}“‘《（【]))")
_HALF_MARK = re.compile(
    rf"[,;:?!](?<=[{HAN}”’》）】%].)(?:(?=[{HAN}“‘《（【])|(?<![%].)(?=[0-9 ]*+(?:[{HAN}]|$)))", re.MULTILINE
)
_HALF_BRACKETS = re.compile(rf"\((?:(?=[{HAN}])[^()\n]*+|[^()\n]*+(?<=[{HAN}]))\)")
_HALF_STOP = re.compile(rf"\.(?<=[{HAN}].)(?<![一二三四五六七八九十].)(?=[{HAN}])")
_QUOTED = re.compile(r'"(?<![0-9]")([^"\n]*+)"')
_CODE = re.compile(r"[=<>{}\\/]")
_REACH_OF_CODE = 20
_HAN = re.compile(f"[{HAN}]")
_MENDS = dict(zip(",;:?!()", "，；：？！（）", strict=True))


def widths(text: str) -> Iterator[Slip]:
    """Slips of width. Of a folded page only the first mark, and no bracket: that may belong to some other disguise."""
    half = list(_HALF_NEAR_CHINESE.finditer(text)) if _may_be_half(text) else []
    if len(half) >= _LEAST_ON_A_PAGE and len(half) > _FULL_TO_HALF * sum(map(text.count, _FULL_WIDTH)):
        first = next((match for match in half if match[0] not in "()"), half[0])
        yield Slip(FOLDED_PAGE, *first.span(), _MENDS[first[0]])
        return
    if half:
        yield from _single(text)
    if "." in text:
        yield from (Slip(HALF_WIDTH_STOP, *match.span()) for match in _HALF_STOP.finditer(text))
    if '"' in text:
        yield from _straight(text)


def _may_be_half(text: str) -> bool:
    """Written out: most texts have none of these marks, and this is the fastest way to know."""
    return "," in text or ":" in text or "(" in text or ";" in text or "?" in text or "!" in text


def _single(text: str) -> Iterator[Slip]:
    yield from (Slip(HALF_WIDTH, *match.span(), _MENDS[match[0]]) for match in _HALF_MARK.finditer(text))
    for match in _HALF_BRACKETS.finditer(text):
        yield Slip(HALF_WIDTH_BRACKETS, match.start(), match.start() + 1)


def _straight(text: str) -> Iterator[Slip]:
    for match in _QUOTED.finditer(text):
        start, end = match.span()
        if _HAN.search(match[1]) and not _CODE.search(text, max(0, start - _REACH_OF_CODE), end + 1):
            yield Slip(STRAIGHT_QUOTES, start, start + 1)
            yield Slip(STRAIGHT_QUOTES, end - 1, end)
