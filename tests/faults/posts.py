"""Posts with known mistakes, numbered."""

from collections.abc import Iterable
from datetime import datetime

from services.domain.post import BEIJING, Post
from services.wire.post import bus_key, encode_post

SITE = "www.qinglan.example"
WRONG, RIGHT = "布署", "部署"
_AT = datetime(2026, 3, 31, 9, 30, tzinfo=BEIJING)
_EVERY = 7


def post(number: int, revision: int = 0, body: str = "") -> Post:
    """Every seventh has a mistake in its first revision; the next revision mends it, and spoils the post behind it."""
    word = WRONG if number % _EVERY == revision % 2 else RIGHT
    text = body or f"青岚县第{number}次会议研究防汛工作，作出{word}。第{revision}稿。"
    return Post(id=f"p-{number}", site=SITE, body=text, published_at=_AT)


def posts(begin: int, end: int, revision: int = 0) -> list[Post]:
    return [post(number, revision) for number in range(begin, end)]


def is_wrong(each: Post) -> bool:
    return WRONG in each.body


def record_of(each: Post) -> tuple[bytes, bytes]:
    """Key and value on the bus."""
    return bus_key(each.site, each.id), encode_post(each)


def records_of(each: Iterable[Post]) -> list[tuple[bytes, bytes]]:
    return [record_of(one) for one in each]
