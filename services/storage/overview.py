"""What a database holds, for whoever runs it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from services.storage import tallies
from services.storage.dialect import open_database
from services.storage.migration import version
from services.storage.reach import opening
from services.storage.schema import VERSION, posts


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`schema` is the version found, None in an empty database. The rest is known where it is the present one.

    `size` is in bytes. `oldest` and `newest` are times of publication.
    """

    address: str
    schema: str | None
    expected: str = VERSION
    size: int
    counts: dict[str, int] = field(default_factory=dict)
    oldest: datetime | None = None
    newest: datetime | None = None

    @property
    def is_present(self) -> bool:
        return self.schema == self.expected


def overview(url: str) -> Overview:
    """Look, and leave the schema as it is. Raises `Unavailable`."""
    with opening():
        database = open_database(url)
        address = database.reader.url.render_as_string(hide_password=True)
        try:
            with database.reader.connect() as connection:
                seen = Overview(address=address, schema=version(connection), size=database.size(connection))
                if not seen.is_present:
                    return seen
                span = select(func.min(posts.c.published_at), func.max(posts.c.published_at))
                oldest, newest = connection.execute(span).one()
                return Overview(
                    address=address,
                    schema=seen.schema,
                    size=seen.size,
                    counts=tallies.totals(connection),
                    oldest=oldest,
                    newest=newest,
                )
        finally:
            database.close()
