"""A page of a service of this machine."""

import urllib.request
from urllib.error import URLError

# Never through a proxy: the services are on this machine.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_PATIENCE_S = 5.0


def read_page(port: int, path: str) -> str | None:
    """None where nothing answers, or the answer is an error."""
    try:
        with _OPENER.open(f"http://127.0.0.1:{port}/{path}", timeout=_PATIENCE_S) as answer:
            return bytes(answer.read()).decode()
    except (URLError, OSError):
        return None
