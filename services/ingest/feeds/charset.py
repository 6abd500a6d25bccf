"""Bytes from the web to text. What is declared is often wrong, and GB2312 always means its superset."""

import codecs
import re

from services.domain.errors import UnreadableInput
from services.ingest.encoding import encoding_of

# Names that sites write → codecs. Nothing else is tried: Python's list of codecs holds stranger things than charsets.
_CODECS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "gb2312-80", "x-gbk", "cp936", "ms936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "windows-1252", "us-ascii", "ascii"), "cp1252"),
    **{name: name for name in ("utf-16", "utf-16le", "utf-16be", "shift_jis", "euc-jp", "euc-kr")},
}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s{0,64}<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_META = re.compile(rb"<meta\s[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4096


def decode_web(data: bytes, content_type: str, name: str) -> str:
    """Byte order mark, then UTF-8 if it is that, then the header, the document's own word, and what it looks like.

    Valid UTF-8 goes before every declaration: text in another encoding is hardly ever valid UTF-8, and a template that
    still says gb2312 is common. Raises `UnreadableInput`; `name` is what it calls the bytes.
    """
    for codec in _candidates(data, content_type):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    declared = _declared(data, content_type)
    # A few broken bytes, as where a summary was cut in the middle of a character, do not make a text unreadable.
    return data.decode(declared[0] if declared else encoding_of(data, name), "replace")


def _candidates(data: bytes, content_type: str) -> list[str]:
    marked = [codec for mark, codec in _MARKS if data.startswith(mark)]
    likely = _likely(data)
    plain = [] if b"\0" in data[:_HEAD] else ["utf-8"]
    return [*marked, *plain, *_declared(data, content_type), *likely]


def _declared(data: bytes, content_type: str) -> list[str]:
    header = _HEADER.search(content_type)
    head = data[:_HEAD]
    found = [match[1].decode("ascii") for match in (_XML.search(head), _META.search(head)) if match]
    names = [header[1], *found] if header else found
    return [_CODECS[name.lower()] for name in names if name.lower() in _CODECS]


def _likely(data: bytes) -> list[str]:
    try:
        return [encoding_of(data, "")]
    except UnreadableInput:
        return []
