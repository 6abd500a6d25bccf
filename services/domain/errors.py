"""Errors, named by what their receiver should do. A bad post is not a bug: it is dead-lettered and the rest goes on."""


class DuwangError(Exception):
    """Base of every error the product raises on purpose. `str(error)` names the place and the remedy."""


class InvalidPost(DuwangError):
    """This one post cannot be read: refuse it or dead-letter it, and go on with the next."""

    def __init__(self, reason: str, *, field: str = "", place: str = "") -> None:
        self.reason, self.field, self.place = reason, field, place
        super().__init__("：".join(part for part in (place, field, reason) if part))


class LexiconError(DuwangError):
    """The lexicon or roster cannot be used: keep the old one, show `file:line`, mend the file."""

    def __init__(self, reason: str, *, file: str = "", line: int = 0) -> None:
        self.reason, self.file, self.line = reason, file, line
        place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(place + reason)


class UnreadableInput(DuwangError):
    """A whole file or stream cannot be read (missing, wrong encoding): tell the user and stop with exit status 2."""


class NotFound(DuwangError):
    """The thing asked for does not exist, or belongs to a unit that the caller may not see."""


class NotAllowed(DuwangError):
    """The caller has not shown who they are, or may not do this."""


class Conflict(DuwangError):
    """The request contradicts the state of the thing, for instance an unknown step of a violation's life cycle."""


class Busy(DuwangError):
    """Too much is waiting already: slow down and send it again later."""


class Unavailable(DuwangError):
    """The store cannot be reached now; nothing is wrong with the request: try the very same again."""


class TooBroad(DuwangError):
    """The question would take too long to answer: ask for less."""


class InvalidCursor(DuwangError):
    """A page was asked for with a cursor that the store did not make: begin again at the first page."""
