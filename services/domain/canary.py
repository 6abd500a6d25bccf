"""Canary posts: the product's own, with planted errors, sent through the whole stream to see whether they are found."""

# A name that can be nobody's: RFC 2606 keeps `.invalid` free.
CANARY_SUFFIX = ".canary.invalid"


def canary_site(name: str) -> str:
    """The site of the canary posts that the process `name` sends."""
    return name + CANARY_SUFFIX


def is_canary(site: str) -> bool:
    return site.endswith(CANARY_SUFFIX)
