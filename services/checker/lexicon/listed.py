"""What a rule looks for, as its author lists it: terms, right forms, or two words that are taken for each other."""

from collections.abc import Iterator, Mapping

from services.checker.lexicon import wording
from services.checker.lexicon.rule import Term
from services.checker.lexicon.section import Section
from services.domain.errors import LexiconError

_MOST_SUGGESTIONS = 3
_SHORTEST_RIGHT = 3
_PAIR = 2


def terms(section: Section) -> tuple[Term, ...]:
    """The terms of a rule; of a pair, either word with the other as its replacement. Raises `LexiconError`."""
    if "right" in section.values:
        return ()
    if words := tuple(pair(section)):
        return tuple(Term(word, (other,)) for word, other in (words, words[::-1]))
    found = tuple(_paired(section) if section.is_mapping("terms") else _listed(section))
    return found or section.fail("缺少“terms”")


def right_forms(section: Section) -> tuple[str, ...]:
    """The right forms of a rule that has them instead of terms. Raises `LexiconError`."""
    if "right" not in section.values:
        return ()
    right = section.texts("right") or section.fail("“right”是空的", "right")
    _refuse_beside(section, "right")
    if short := [form for form in right if len(form) < _SHORTEST_RIGHT]:
        section.fail(f"“right”中的写法至少 {_SHORTEST_RIGHT} 个字：{'、'.join(short)}", "right")
    return right


def pair(section: Section) -> Mapping[str, tuple[str, ...]]:
    """The evidence for either of two words, by word. Raises `LexiconError`."""
    if "pair" not in section.values:
        return {}
    _refuse_beside(section, "pair")
    words = section.mapping("pair")
    if len(words.values) != _PAIR:
        section.fail("“pair”应写两个词，各附使用它的语境", "pair")
    return {word: tuple(_evidence(words, word)) for word in words.values}


def _evidence(words: Section, word: str) -> Iterator[str]:
    for text, line in words.lines(word):
        if wording.WORD in text:
            _refuse_faulty(words, text, line, word)
        elif wording.has_gaps(text):
            reason = f"“{text}”缺少“{wording.WORD}”，无法确定它与“{word}”的位置关系"
            raise LexiconError(reason, file=words.file, line=line)
        yield text


def _refuse_beside(section: Section, key: str) -> None:
    for other in ("terms", "suggestions", "right", "pair"):
        if other != key and other in section.values:
            section.fail(f"“{other}”和“{key}”只能写一个", key)


def _paired(section: Section) -> Iterator[Term]:
    if "suggestions" in section.values:
        section.fail("“terms”已写明对应的正确写法，不能再写“suggestions”", "suggestions")
    pairs = section.mapping("terms")
    for wrong in pairs.values:
        yield _term(section, wrong, pairs.texts(wrong), pairs.key_lines[wrong])


def _listed(section: Section) -> Iterator[Term]:
    seen: set[str] = set()
    for wrong, line in section.lines("terms"):
        if wrong in seen:
            raise LexiconError(f"“{wrong}”重复", file=section.file, line=line)
        seen.add(wrong)
        yield _term(section, wrong, section.texts("suggestions"), line)


def _term(section: Section, wrong: str, right: tuple[str, ...], line: int) -> Term:
    if len(right) > _MOST_SUGGESTIONS or wrong in right:
        reason = f"“{wrong}”的正确写法应为 1 至 {_MOST_SUGGESTIONS} 个，且不同于它本身"
        raise LexiconError(reason, file=section.file, line=line)
    if wording.has_gaps(wrong):
        _refuse_faulty(section, wrong, line)
        _refuse_unfilled(section, wrong, right, line)
    return Term(wrong, right)


def _refuse_faulty(section: Section, text: str, line: int, word: str = "") -> None:
    if reason := wording.fault(text, word):
        raise LexiconError(reason, file=section.file, line=line)


def _refuse_unfilled(section: Section, wrong: str, right: tuple[str, ...], line: int) -> None:
    if odd := [each for each in right if not wording.fills(wrong, each)]:
        reason = f"“{odd[0]}”的花括号中应为序号，指“{wrong}”中的第几个花括号"
        raise LexiconError(reason, file=section.file, line=line)
