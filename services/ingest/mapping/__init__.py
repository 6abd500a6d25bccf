"""Messages of foreign shapes → canonical posts, as the file of sources declares it."""

from services.ingest.mapping.document import Fields
from services.ingest.mapping.field import Taken
from services.ingest.mapping.message import Explained, MessageReader

__all__ = ["Explained", "Fields", "MessageReader", "Taken"]
