"""The rules of slips that one expression finds."""

from services.checker.punctuation.slip import punctuation_rule as _rule
from services.domain.rule import Severity

LISTED_QUOTES = _rule(
    "listed-quotes",
    Severity.NOTICE,
    "并列的引号之间通常不用顿号。",
    "4.5.3.5（顿号）",
    hit=("抓好“六稳”、“六保”工作。",),
    miss=("抓好“六稳”“六保”工作。", "弘扬“两路”精神、“老西藏”精神。", "“六稳”（六项工作）、“六保”都要抓实。"),
)
LISTED_TITLES = _rule(
    "listed-titles",
    Severity.NOTICE,
    "并列的书名号之间通常不用顿号。",
    "4.5.3.5（顿号）",
    hit=("宣传《森林法》、《草原法》。",),
    miss=(
        "宣传《森林法》《草原法》。",
        "宣传《森林法》（2019年修订）、《草原法》。",
        "宣传《森林法》、《草原法》（2021年修正）。",
    ),
)
ORDINAL_WORD = _rule(
    "ordinal-word",
    Severity.NOTICE,
    "“第一”“首先”一类序次语之后用逗号，不用顿号。",
    "附录B.3.1（序次语之后的标点用法）",
    hit=("要求如下：第一、统一思想；第二、压实责任。", "首先、统一思想。其次、压实责任。"),
    miss=(
        "要求如下：第一，统一思想；第二，压实责任。",
        "第一、第二产业协调发展。",
        "第一、二季度平稳运行。",
        "坚持质量第一、服务至上。",
    ),
)
BRACKETED_ORDINAL = _rule(
    "bracketed-ordinal",
    Severity.NOTICE,
    "带括号的序次语之后不用任何点号。",
    "附录B.3.4（序次语之后的标点用法）",
    hit=("（一）、加强领导。", "主要任务：（1）.摸清底数。"),
    miss=("（一）加强领导。", "依照本条第（一）、（二）项办理。", "（一）、（二）两项另行公布。"),
)
ARABIC_ORDINAL = _rule(
    "arabic-ordinal",
    Severity.NOTICE,
    "阿拉伯数字作序次语，后面用小圆点，不用顿号。",
    "附录B.3.3（序次语之后的标点用法）",
    hit=("办理材料\n1、申请表；\n2、身份证明。",),
    miss=("办理材料\n1.申请表；\n2.身份证明。", "气象部门提示\n7、8月份降雨偏多。"),
)
HAN_ORDINAL = _rule(
    "han-ordinal",
    Severity.NOTICE,
    "汉字数字作序次语，后面用顿号，不用小圆点。",
    "附录B.3.2（序次语之后的标点用法）",
    hit=("通知如下\n一.总体要求\n二．重点任务",),
    miss=("通知如下\n一、总体要求\n二、重点任务", "产值\n1.5亿元"),
)
LINE_START = _rule(
    "line-start",
    Severity.NOTICE,
    "一行开头不应是点号，也不应是引号、括号、书名号的后一半。",
    "5.1（横排文稿标点符号的位置和书写形式）",
    hit=("会议强调\n，要压实责任。", "市水利局\n：抓好落实。"),
    miss=("会议强调，\n要压实责任。", "会议强调\n——要压实责任。", "会议强调\n“要压实责任。”"),
)
ELLIPSIS_ETC = _rule(
    "ellipsis-etc",
    Severity.NOTICE,
    "省略号已表示省略，不再用“等”，请只留一个。",
    "4.11（省略号）",
    hit=("备齐春联、窗花……等年货清单中的物品，春联、窗花……等。", "水稻、小麦、玉米……等10种作物。"),
    miss=("备齐春联、窗花等年货。", "他喊了一声……等待回音。", "“你别走……等我！”"),
)
SPACE_BEFORE = _rule(
    "space-before-mark",
    Severity.NOTICE,
    "标点前多了空格，请删去。",
    "5.1.1（点号的位置）",
    hit=("会议强调 ，要压实责任。",),
    miss=("会议强调，要压实责任。", "习题 1：计算。"),
)
INTERPUNCT = _rule(
    "interpunct",
    Severity.NOTICE,
    "间隔号应为居中的“·”，不用项目符号或其他圆点。",
    "4.14（间隔号）",
    hit=("朱塞佩•孔特出席。", "“匠心逐梦・强国有我”论坛举行。"),
    miss=("朱塞佩·孔特出席。", "重点工作\n•摸清底数\n•建立台账"),
)
EMPTY = _rule(
    "empty-pair",
    Severity.NOTICE,
    "引号、书名号或括号里没有内容，请核对是否漏字。",
    "4.8、4.9、4.15（引号、括号、书名号）",
    hit=("贯彻落实《》精神。", "市发展改革委（）负责汇总。", "抓好“”工作。"),
    miss=("贯彻落实《实施意见》精神。", "成绩（ ）分。", "书名号“《》”的用法。", "引号“”的用法。"),
)
STOP_TWICE = _rule(
    "stop-twice",
    Severity.NOTICE,
    "后引号的里面和外面都用了点号，只应保留一个。",
    "附录B.2.1（引号内外的标点用法）",
    hit=("他说：“请大家放心。”。", "他说“请大家放心，”，随后离开。"),
    miss=("他说：“请大家放心。”", "“请大家放心”，他说。", "横幅上写着“欢迎你！”，格外醒目。"),
)
LIST_ETC = _rule(
    "list-etc",
    Severity.NOTICE,
    "“等”前不用顿号。",
    "附录B.1.2（逗号、顿号在“等”“等等”之前的使用）",
    hit=("水稻、小麦、玉米、等10种作物丰收。", "邀请专家、代表、等。"),
    miss=("水稻、小麦、玉米等10种作物丰收。", "坚持民主、平等、等距原则。"),
)
EDGE = _rule(
    "edge-mark",
    Severity.NOTICE,
    "紧挨着括号、书名号内侧的点号多余，请核对是否漏字。",
    "4.9、4.15（括号、书名号）",
    hit=("澳门10例（，台湾39例）。", "两市4例（太原2例，晋中2例，）。", "根据《，城乡规划法》办理。"),
    miss=("澳门10例（其中，出院8例）。", "句末用句号（。）。", "请回答（能否办理？）。"),
)
TITLE_STOP = _rule(
    "title-stop",
    Severity.NOTICE,
    "标题末尾通常不用句号、逗号、顿号、分号，请删去。",
    "附录B.4（文章标题的标点用法）",
    hit=("我市召开防汛工作会议。",),
    miss=("我市召开防汛工作会议", "防汛准备做好了吗？"),
)
RULES = (
    LISTED_QUOTES,
    LISTED_TITLES,
    ORDINAL_WORD,
    BRACKETED_ORDINAL,
    ARABIC_ORDINAL,
    HAN_ORDINAL,
    LINE_START,
    ELLIPSIS_ETC,
    SPACE_BEFORE,
    INTERPUNCT,
    EMPTY,
    STOP_TWICE,
    LIST_ETC,
    EDGE,
    TITLE_STOP,
)
