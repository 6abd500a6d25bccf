"""Offices by the forms of their titles, as far as they concern a post."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from services.checker.roster.roster import EVERYWHERE, Office
from services.domain.post import Post

Realm = AbstractSet[str]


def realm_of(post: Post) -> Realm:
    """What an office may name as its unit to concern a post: its site, and whatever its unit begins with."""
    return {EVERYWHERE, post.site, *(post.unit[:end] for end in range(1, len(post.unit) + 1))}


class OfficeIndex:
    """`forms` are the titles in use, each once, or with `called` those used behind names.

    A form such as 县委书记 may mean another office in every county.
    """

    def __init__(self, offices: Iterable[Office], *, called: bool = False) -> None:
        self._offices: dict[str, dict[str, list[Office]]] = {}
        for office in offices:
            for form in dict.fromkeys(office.called if called else office.forms):
                by_unit = self._offices.setdefault(form, {})
                for unit in office.units:
                    by_unit.setdefault(unit, []).append(office)
        self.forms = tuple(self._offices)

    def offices(self, form: str, realm: Realm) -> list[Office]:
        """The offices that a form may stand for in a post of that realm."""
        by_unit = self._offices.get(form, {})
        if len(by_unit) == 1 and EVERYWHERE in by_unit:
            return by_unit[EVERYWHERE]
        return [office for unit in sorted(by_unit.keys() & realm) for office in by_unit[unit]]
