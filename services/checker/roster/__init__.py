"""Who holds which office: people, offices, tenures, and the near-misses of their names and titles."""

from services.checker.roster.index import OfficeIndex, Realm, realm_of
from services.checker.roster.roster import EVERYWHERE, Office, Person, Roster, Tenure
from services.checker.roster.source import parse_roster

__all__ = ["EVERYWHERE", "Office", "OfficeIndex", "Person", "Realm", "Roster", "Tenure", "parse_roster", "realm_of"]
