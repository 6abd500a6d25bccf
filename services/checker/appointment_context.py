"""What stands around a title and its bearer: times that are spoken of, and signs that it is told as history."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from services.checker.appointments import Appointment, Title
from services.checker.narrative import Narrative
from services.checker.roster.register import Period
from services.checker.view import View

# 日前 and 此前 end like 前, 中原 like 原: only where they stand alone do they say that a term is over.
_FORMER = re.compile(
    r"(?:时任|曾任|历任|原任|前任|上一任|上任|首任|候任|那时的|当时的|接替|接任|继任|卸任|辞去|免去|曾|已故|老"
    r"|(?<![中平草高])原|(?<![日此之目会当以生事提年天月周眼面])前|届)(?:中国)?$"
)
_DOCUMENT_TITLE = re.compile("《[^《》\n]{0,80}$")
_BEFORE, _AROUND = 24, 80
# What may stand behind a name of two characters; before anything else it may be part of a longer name.
_FOLLOWERS = frozenset(
    "在说同与和向对将等为是的以致称及率作到来于也都已就又还从因并介讲出主会强指表发前参听赴回代签给应今昨日亲"
)
_SHORT_NAME = 2


class AppointmentContext:
    """Asked only where somebody bears a title that they do not hold on the day of the post."""

    def __init__(self, view: View, appointment: Appointment, narrative: Narrative) -> None:
        self._view, self._appointment, self._narrative = view, appointment, narrative

    def days(self) -> Iterator[date]:
        """The day of the post; then the one that the sentence begins with, where titles stand in front of the name."""
        yield self._view.date
        before = self._view.folded[max(0, self._appointment.start - _AROUND) : self._appointment.start]
        if self._appointment.leads and "年" in before:
            stated = self._narrative.opening_day(self._sentence[0])
            if stated is not None and stated < self._view.date:
                yield stated

    def stated(self, day: date) -> tuple[Period, ...]:
        """The times that the text tells of where the title stands."""
        return self._narrative.stated(*self._sentence, day)

    def is_former(self, title: Title) -> bool:
        """Whether 时任 or its like stands right before the title."""
        return _FORMER.search(self._view.folded[max(0, title.start - _BEFORE) : title.start]) is not None

    def tells_history(self, title: Title) -> bool:
        """Whether the sentence looks back, or the title is part of the title of a document."""
        before = self._view.folded[max(0, title.start - _AROUND) : title.start]
        in_document = _DOCUMENT_TITLE.search(before) is not None
        return in_document or self._narrative.looks_back(*self._sentence)

    def belongs_together(self) -> bool:
        """Whether title and name are one: no space between them, and 李强 is no part of 李强国.

        Headlines are set beside each other with a space: 习近平当选国家主席 李强任国务院总理.
        """
        name, leads = self._appointment.name, self._appointment.leads
        seam = self._appointment.titles[-1].end if leads else name.end
        if any(char.isspace() for char in self._view.original(seam - 1, seam + 1)):
            return False
        following = self._view.folded[name.end : name.end + 1]
        if len(name.text) > _SHORT_NAME or not leads or not "一" <= following <= "鿿":
            return True
        return following in _FOLLOWERS or not self._view.is_word(name.end, name.end + 1)

    @cached_property
    def _sentence(self) -> tuple[int, int]:
        return self._view.sentence(self._appointment.start, self._appointment.name.end)
