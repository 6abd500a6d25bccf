"""Content hashes: the same parts have the same digest wherever and whenever they are seen."""

import hashlib


def digest(*parts: str, size: int) -> str:
    """BLAKE2b of `size` bytes over the parts, as hex digits; unpaired surrogates are taken as they are.

    Each part stands behind its length, so that ("ab", "c") differs from ("a", "bc").
    """
    state = hashlib.blake2b(digest_size=size)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        state.update(len(data).to_bytes(8, "big") + data)
    return state.hexdigest()
