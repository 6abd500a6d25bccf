"""Personal data of Chinese residents: how to recognise it, and how to mask it.

Citizen number: GB 11643-1999 (region, date of birth, ISO 7064 MOD 11-2 check character). Mobile: numbering plan of the
1[3-9]x networks. Bank card: 16 to 19 digits, prefix 62, Luhn check (ISO/IEC 7812-1). Passport: a letter or two and
seven or eight digits, named as a passport.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    CITIZEN_ID = "citizen-id"
    MOBILE = "mobile"
    BANK_CARD = "bank-card"
    PASSPORT = "passport"


class PersonalData(NamedTuple):
    """`[start, end)` in code points of the text that was searched."""

    kind: Kind
    start: int
    end: int


_REGIONS = frozenset(
    {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46}
    | {50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83}
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_FIRST_BIRTH_YEAR = 1880
_LONG_NUMBER = re.compile(r"[0-9][0-9 -]{5,}[0-9]")


def find(text: str) -> Iterator[PersonalData]:
    """Unmasked personal data in a text. Numbers with a full-width digit count only after folding."""
    if not _LONG_NUMBER.search(text):
        return
    for kind, pattern, holds in _PATTERNS:
        for match in pattern.finditer(text):
            if holds(re.sub(r"[ -]", "", match["number"])):
                yield PersonalData(kind, match.start("number"), match.end("number"))


def mask(text: str) -> str:
    """The text with the middle of every piece of personal data replaced by asterisks; the length stays."""
    return hide(text, [middle(found.start, found.end) for found in find(text)])


def middle(start: int, end: int) -> tuple[int, int]:
    """What a mask hides of a range that is not empty: about three fifths, never nothing."""
    shown = (end - start) // 5
    return start + shown, end - shown


def hide(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    """The text with the given ranges replaced by asterisks; the length stays."""
    chars = list(text)
    for start, end in ranges:
        chars[start:end] = "*" * (end - start)
    return "".join(chars)


def is_citizen_id(number: str) -> bool:
    """Whether 18 characters are a well-formed citizen number: region, date of birth, check character."""
    body, check = number[:17], number[17].upper()
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return int(number[:2]) in _REGIONS and _is_birthday(number[6:14]) and _CHECK_CHARACTERS[total % 11] == check


def is_bank_card(number: str) -> bool:
    """Whether the Luhn sum of the digits is a multiple of ten, and not all digits are alike."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]  # noqa: PLR2004 - two digits from 5 on
    return len(set(digits)) > 2 and (sum(digits[::2]) + sum(doubled)) % 10 == 0  # noqa: PLR2004


def _is_birthday(digits: str) -> bool:
    try:
        birthday = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return birthday.year >= _FIRST_BIRTH_YEAR


def _always(_: str) -> bool:
    return True


_PATTERNS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        Kind.CITIZEN_ID,
        re.compile(
            r"(?P<number>[1-8](?<![0-9A-Za-z].)[0-9]{5}[12][0-9]{3}[01][0-9][0-3][0-9]{4}[0-9xX])(?![0-9A-Za-z])"
        ),
        is_citizen_id,
    ),
    (
        Kind.BANK_CARD,
        re.compile(
            r"(?P<number>6(?<![0-9A-Za-z.-].)2[0-9]{2}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?)(?![0-9A-Za-z.%])"
        ),
        is_bank_card,
    ),
    (
        # Not an amount or a count (…元), not a part of a path, a decimal or a longer number.
        Kind.MOBILE,
        re.compile(
            r"(?<![0-9A-Za-z./=_-])(?:\+?86[ -]?)?(?P<number>1[3-9][0-9](?:[0-9]{8}|[ -][0-9]{4}[ -][0-9]{4}))"
            r"(?![0-9A-Za-z%/_元万亿吨米人次字])(?!\.[0-9])"
        ),
        _always,
    ),
    (
        Kind.PASSPORT,
        re.compile(
            r"护照(?:号码?|证号)?.{0,6}?(?<![0-9A-Za-z])(?P<number>[EeGgDdSsPp][A-Za-z]?[0-9]{7,8})(?![0-9A-Za-z])"
        ),
        _always,
    ),
)
