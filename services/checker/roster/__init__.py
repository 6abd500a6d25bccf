"""Who holds which office: people, offices, tenures, and the near-misses of their names and titles."""

from services.checker.roster.roster import Office, Person, Roster, Tenure
from services.checker.roster.source import parse_roster

__all__ = ["Office", "Person", "Roster", "Tenure", "parse_roster"]
