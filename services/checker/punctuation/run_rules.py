"""The rules of marks that follow one another."""

from services.checker.punctuation.slip import punctuation_rule as _rule
from services.domain.rule import Severity

DOUBLED = _rule(
    "doubled-mark",
    Severity.WARNING,
    "标点重复，请删去一个。",
    "4.1至4.7（点号）",
    hit=("会议到此结束。。", "各县区，，各部门：", "水稻、、小麦丰收。"),
    miss=("会议到此结束。", "他想了想……没有说话。", "这是怎么回事？！"),
)
CONFLICTING = _rule(
    "conflicting-marks",
    Severity.WARNING,
    "两个点号连用，只应保留一个。",
    "附录B.2（两个标点符号连用的说明）",
    hit=("会议到此结束，。", "水稻、，小麦丰收。", "新增病例9例，；治愈15例。"),
    miss=("会议到此结束。", "“收到吗？”，他又问。", "这是怎么回事？！", "评级由AA下调到AA-，原因不明。"),
)
STACKED = _rule(
    "stacked-marks",
    Severity.NOTICE,
    "问号、叹号叠用不应超过三个。",
    "4.2、4.3（问号、叹号）",
    hit=("我们成功了！！！！",),
    miss=("我们成功了！！！", "这是怎么回事？！"),
)
ELLIPSIS_FORM = _rule(
    "ellipsis-form",
    Severity.NOTICE,
    "省略号应是居中的六个点“……”，占两个字的位置。",
    "4.11.2（省略号的形式）",
    hit=("他想了想。。。没有说话。", "春联、窗花...年味渐浓。", "他想了想…没有说话。"),
    miss=("他想了想……没有说话。", "…………", "编号范围为1...10。", "Loading... please wait"),
)
ELLIPSIS_STOP = _rule(
    "ellipsis-stop",
    Severity.NOTICE,
    "省略号前后通常不用逗号、顿号、句号，请删去。",
    "附录B.2.4（省略号前后的标点用法）",
    hit=("春联、窗花、……年味渐浓。", "他想了想……。"),
    miss=("他想了想……没有说话。", "他想了想。……后来呢？", "这可怎么办……？"),
)
DASH_FORM = _rule(
    "dash-form",
    Severity.NOTICE,
    "破折号应是一字线相连的“——”，占两个字的位置。",
    "4.10.2（破折号的形式）",
    hit=("绿水青山--金山银山。", "让历史告诉未来－－记一座老城。"),
    miss=("让历史告诉未来——记一座老城。", "中国—东盟博览会开幕。", "begin-->正文"),
)
DASH_STOP = _rule(
    "dash-stop",
    Severity.NOTICE,
    "破折号之后通常不用逗号、顿号、句号，请删去。",
    "附录B.2.3（破折号前后的标点用法）",
    hit=("这座老城——，换了新颜。",),
    miss=("这座老城——我的故乡，换了新颜。", "他喊道：“等一等——！”"),
)
RULES = (DOUBLED, CONFLICTING, STACKED, ELLIPSIS_FORM, ELLIPSIS_STOP, DASH_FORM, DASH_STOP)
