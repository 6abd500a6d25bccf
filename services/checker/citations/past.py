"""Signs around a law's name that it is spoken of as a thing of the past, or as one that is yet to be made."""

import re

_BEFORE = re.compile(
    r"(?:原|旧|原有的?|原来的?|曾经?|此前的?|当时的?|废止|废除|失效|取代|代替|替代|修改|修订|制定|起草|出台|颁布|颁行|通过|实施|施行)"
    r"(?:了|的|我国|中国|中华人民共和国)?[《》〈〉、,和及与\w]{0,60}$"
)
_SENTENCE = re.compile(
    "废止|失效|取代|替代|代替|纳入|编纂|修改为|改为|更名|原来|旧法|曾经|曾|当年|当时|彼时|历史|沿革|以来|年代|世纪|时任|回顾|自从|施行前|实施前|施行以前"
    "|(?:19[4-9]|20[01])\\d年|判决|判令|民初|民终|刑初|刑终|行初|行终|再审|司法解释|出台|颁布|颁行|制定|起草"
)


def is_past(text: str, sentence: tuple[int, int], start: int) -> bool:
    """Whether what is named at `start` belongs to another time, by what stands before it or in its sentence."""
    before = text[max(sentence[0], start - 80) : start]
    return _BEFORE.search(before) is not None or _SENTENCE.search(text, *sentence) is not None
