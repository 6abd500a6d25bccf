"""Signs around a law's name that it is spoken of as a thing of the past."""

import re

_REACH = 80
_BEFORE = re.compile(
    r"(?:原|旧|曾|此前|当时|废止|废除|失效|取代|代替|替代|修改|修订|制定|起草|出台|颁布|颁行|通过|实施|施行)"
    r"(?:有|来|经|了|的|我国|中国){0,3}[《》、,和及与\w]{0,60}$"
)
_SENTENCE = re.compile(
    "废止|失效|取代|替代|代替|纳入|编纂|修改为|改为|更名|旧法|曾|当年|当时|彼时|历史|沿革|以来|年代|世纪|时任|回顾"
    "|(?:施行|实施)(?:以?前|之前)|出台|颁布|颁行|制定|起草|司法解释|法院|判决|判处|裁定|民初|民终|刑初|刑终|行初|行终|再审|[一二]审"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")


def is_past(sentence: str, start: int, year: int) -> bool:
    """Whether what is named at `start` of a sentence belongs to another time, by a word or a year before `year`."""
    if _BEFORE.search(sentence[max(0, start - _REACH) : start]) or _SENTENCE.search(sentence):
        return True
    return any(int(match[1]) < year for match in _YEAR.finditer(sentence))
