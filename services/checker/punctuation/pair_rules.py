"""The rules of marks that come in pairs."""

from services.checker.punctuation.fault import Fault
from services.checker.punctuation.pairs import Family
from services.checker.punctuation.slip import punctuation_rule as _rule
from services.domain.rule import Severity

_QUOTES, _TITLES, _BRACKETS = "4.8（引号）", "4.15（书名号）", "4.9（括号）"

RULES = {
    (Fault.UNCLOSED, Family.QUOTE): _rule(
        "unclosed-quote",
        Severity.WARNING,
        "只有前引号，没有后引号，请补上或删去。",
        _QUOTES,
        hit=("继续做好“六稳六保工作。", "他说：“请大家放心。\n会议随后结束，代表们陆续离场。"),
        miss=(
            "继续做好“六稳”“六保”工作。",
            "他说：“第一段还没有完。\n“第二段到此为止。”",
            "诗中写道：“白日依山尽，\n黄河入海流。”",
        ),
    ),
    (Fault.UNOPENED, Family.QUOTE): _rule(
        "unopened-quote",
        Severity.WARNING,
        "只有后引号，没有前引号，请补上或删去。",
        _QUOTES,
        hit=("继续做好六稳”，守住底线。",),
        miss=("继续做好“六稳”，守住底线。", "屏幕为15.6”，不算大。", "活动取名It’s OK，欢迎报名。"),
    ),
    (Fault.WRONG_SIDE, Family.QUOTE): _rule(
        "wrong-side-quote",
        Severity.WARNING,
        "引号用反或前后引号不是一对，请核对。",
        _QUOTES,
        hit=("继续做好“六稳“工作。", "继续做好”六稳”工作。", '继续做好“六稳"工作。', "继续做好“六稳’工作。"),
        miss=("继续做好“六稳”工作。", "他说：“‘六稳’要抓实。”"),
    ),
    (Fault.NESTED, Family.QUOTE): _rule(
        "nested-quotes",
        Severity.NOTICE,
        "引号里面再用引号，里层应用单引号。",
        _QUOTES,
        hit=("他说：“要把“六稳”抓实。”",),
        miss=("他说：“要把‘六稳’抓实。”", "“六稳”“六保”都要抓实。"),
    ),
    (Fault.UNCLOSED, Family.TITLE): _rule(
        "unclosed-title",
        Severity.WARNING,
        "只有前书名号，没有后书名号，请补上或删去。",
        _TITLES,
        hit=("根据《城乡规划法的规定办理。",),
        miss=("根据《城乡规划法》的规定办理。", "《关于做好防汛工作\n的通知》已经印发。"),
    ),
    (Fault.UNOPENED, Family.TITLE): _rule(
        "unopened-title",
        Severity.WARNING,
        "只有后书名号，没有前书名号，请补上或删去。",
        _TITLES,
        hit=("根据城乡规划法》的规定办理。",),
        miss=("根据《城乡规划法》的规定办理。",),
    ),
    (Fault.WRONG_SIDE, Family.TITLE): _rule(
        "wrong-side-title",
        Severity.WARNING,
        "书名号用反或前后书名号不是一对，请核对。",
        _TITLES,
        hit=("根据《城乡规划法《的规定办理。", "根据《城乡规划法〉的规定办理。"),
        miss=("根据《城乡规划法》的规定办理。", "印发《关于实施〈城乡规划法〉的意见》。"),
    ),
    (Fault.NESTED, Family.TITLE): _rule(
        "nested-titles",
        Severity.NOTICE,
        "书名号里面再用书名号，里层应用单书名号。",
        _TITLES,
        hit=("印发《关于实施《城乡规划法》的意见》。",),
        miss=("印发《关于实施〈城乡规划法〉的意见》。",),
    ),
    (Fault.DOUBLED, Family.QUOTE): _rule(
        "doubled-quotes",
        Severity.WARNING,
        "引号重复，请删去一对。",
        _QUOTES,
        hit=("继续做好““六稳””工作。",),
        miss=("继续做好“六稳”工作。", "他说：“‘六稳’要抓实。”"),
    ),
    (Fault.DOUBLED, Family.TITLE): _rule(
        "doubled-titles",
        Severity.WARNING,
        "书名号重复，请删去一对。",
        _TITLES,
        hit=("根据《《城乡规划法》》办理。",),
        miss=("根据《城乡规划法》办理。",),
    ),
    (Fault.UNCLOSED, Family.BRACKET): _rule(
        "unclosed-bracket",
        Severity.WARNING,
        "只有前括号，没有后括号，请补上或删去。",
        _BRACKETS,
        hit=("市发展改革委（以下简称市发改委负责牵头。",),
        miss=("市发展改革委（以下简称市发改委）负责牵头。", "运行f(x的结果如下。"),
    ),
    (Fault.UNOPENED, Family.BRACKET): _rule(
        "unopened-bracket",
        Severity.WARNING,
        "只有后括号，没有前括号，请补上或删去。",
        _BRACKETS,
        hit=("市发展改革委以下简称市发改委）负责牵头。",),
        miss=("市发展改革委（以下简称市发改委）负责牵头。", "要求：1）按时；2）保质；3）不扰民。"),
    ),
    (Fault.WRONG_SIDE, Family.BRACKET): _rule(
        "wrong-side-bracket",
        Severity.WARNING,
        "括号用反或前后括号不是一对，请核对。",
        _BRACKETS,
        hit=("市发展改革委（牵头单位（负责汇总。", "国办发〔2024）5号文件已经印发。"),
        miss=("市发展改革委（牵头单位）负责汇总。", "国办发〔2024〕5号文件已经印发。"),
    ),
    (Fault.MIXED_WIDTH, Family.BRACKET): _rule(
        "mixed-width-brackets",
        Severity.NOTICE,
        "前后括号一个全角、一个半角，中文里应都用全角。",
        _BRACKETS,
        hit=("市发展改革委（牵头单位)负责汇总。",),
        miss=("市发展改革委（牵头单位）负责汇总。", "函数f(x)的值。"),
    ),
}
