"""Why a page was not fetched, named by what to do about it. The message is a Chinese reason for the operator."""

from services.domain.errors import DuwangError


class FetchError(DuwangError):
    """Base. `retry_after` is how many seconds the server wants to be left alone, where it has said so."""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        self.reason, self.retry_after = reason, retry_after
        super().__init__(reason)


class Refused(FetchError):
    """Must not be fetched (a private address, robots.txt, a port): somebody has to change a setting first."""


class TooLarge(FetchError):
    """Longer than the source allows; raise `max_bytes` or leave it."""


class Failed(FetchError):
    """Did not work this time (network, status, damaged data): try again later."""


class Gone(Failed):
    """The server says that there is no such page (404, 410)."""


class TimedOut(Failed):
    """Was not whole within the time limit: try again later."""
