"""Bytes of a file to text. UTF-8, UTF-16 with a byte order mark, and GB18030 (with GBK and GB2312) are read.

Any bytes can be decoded as some East Asian encoding, and give nonsense. So GB18030 must be plausible: nearly all of its
double bytes stand in the rows of common characters, which they do not when the file is really Big5, Shift JIS or Latin.
"""

import codecs
import re

from charset_normalizer import from_bytes

from services.domain.errors import UnreadableInput

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LABELS = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030"}
_REMEDY = "请另存为 UTF-8 编码后重试"
# Signatures of what is sent by mistake: office files and archives, PDF, images.
_BINARY = {
    b"PK\x03\x04": "ZIP 压缩包或 docx/xlsx 文件",
    b"\xd0\xcf\x11\xe0": "doc/xls 文件",
    b"%PDF": "PDF 文件",
    b"\x89PNG": "PNG 图片",
    b"\xff\xd8\xff": "JPEG 图片",
    b"\x1f\x8b": "gzip 压缩文件",
    b"SQLite format 3": "SQLite 数据库",
}
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
# The 240 commonest characters of official Chinese make up 60 % of it.
_FREQUENT = frozenset(
    "的国中一发人和在大新展全业会作年化为动进地建了家要民成合日实方有生同力行出平工是主以等上加高不产共部"
    "重体时区来多强对个开现设推能持文关经务代近长政月理提到学面总党机保我天市通用习好量表系制增前水定员公"
    "与自运今各更创心法入深目领科路将社度场技治美统基过安分下示资于海明议记事电续利性这坚万军济交本们造村"
    "道项向数委点色战农际式十特次就活两外北质期联服施当间流正立书程内者企带导央应题品组调斯源第信育指从物"
    "得台域南护华支西相之义规局金世计步比研升界报后态着改里小可教最术元三精广任门优江"
)
_FREQUENT_SHARE = 0.25
# Below this number of characters the share of frequent ones says little; the rows of GB 2312 must do.
_FEW = 30
_COMMON_SHARE = 0.9
_SAMPLE = 64 * 1024


def read_text(data: bytes, name: str) -> str:
    """Decode a whole file. `name` is what the error calls it. Raises `UnreadableInput`."""
    encoding = encoding_of(data, name)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"{name}：第 {error.start + 1} 个字节处不是合法的 {_LABELS[encoding]}，{_REMEDY}"
        ) from None


def encoding_of(data: bytes, name: str) -> str:
    """Name the codec that reads these bytes, all of a file or its beginning. Raises `UnreadableInput`."""
    if data.startswith(_UTF16) and not data.startswith(codecs.BOM_UTF32_LE):
        return "utf-16"
    _refuse_binary(data, name)
    if _is_utf8(data):
        return "utf-8-sig"
    if _is_gb18030(data):
        return "gb18030"
    raise UnreadableInput(f"{name}：文件编码{_guess(data)}，不是 UTF-8 或 GB18030，{_REMEDY}")


def _refuse_binary(data: bytes, name: str) -> None:
    kind = next((kind for signature, kind in _BINARY.items() if data.startswith(signature)), None)
    if kind:
        raise UnreadableInput(f"{name}：这是 {kind}，不是文本文件")
    if data.count(0) > len(data) // 5:
        raise UnreadableInput(f"{name}：这不是文本文件，或是没有字节顺序标记（BOM）的 UTF-16，{_REMEDY}")


def _is_utf8(data: bytes) -> bool:
    """Most of what is beyond ASCII decodes. A few broken bytes do not change that, and the error names the place."""
    if _decodes(data, "utf-8"):
        return True
    text = data.decode("utf-8", "replace")
    beyond_ascii = len(text) - sum(map(str.isascii, text))
    return text.count("\ufffd") * 2 < beyond_ascii


def _is_gb18030(data: bytes) -> bool:
    if not _decodes(data, "gb18030"):
        return False
    text = data.decode("gb18030", "ignore")
    han = _HAN.findall(text)
    frequent = sum(character in _FREQUENT for character in han)
    if frequent > len(han) * _FREQUENT_SHARE:
        return True
    if _KANA.search(text):  # Japanese in EUC, whose kana stand in the same rows
        return False
    return 0 < len(han) < _FEW and sum(map(_is_common, han)) > len(han) * _COMMON_SHARE


def _is_common(character: str) -> bool:
    """One of the 3 755 characters of GB 2312 level 1, rows 16 to 55."""
    return b"\xb0" <= character.encode("gb18030")[:1] <= b"\xd7" and character.encode("gb2312", "ignore") != b""


def _decodes(data: bytes, encoding: str) -> bool:
    """Say whether the bytes decode; a character that is cut off at the end is forgiven."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _guess(data: bytes) -> str:
    best = from_bytes(data[:_SAMPLE]).best()
    known = best is not None and not best.encoding.startswith(("utf", "gb", "ascii"))
    return f"可能是 {best.encoding}" if best is not None and known else "无法识别"
