"""From doubted places to candidates: what sounds or looks alike, as far as the scout has hope for it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from services.checker.typos.candidates import Candidates, Confusables, Homophones, best_of_each
from services.checker.typos.network import Floats, Places
from services.checker.typos.runs import Runs
from services.checker.typos.scout import Hope, Scout

_CHUNK = 512  # places, with some eighty thousand look-alikes
_WORDS_AT_ONE_PLACE = 3
# Of a text that asks for more than this only usual likenesses are looked at.
_MUCH = -3.0


@dataclass(frozen=True, slots=True)
class Search:
    """`usual` are some of the confusables: fewer to look up, and nearly all mistakes."""

    confusables: Confusables
    usual: Confusables
    homophones: Homophones
    scout: Scout

    def alike(self, runs: Runs, degree: Floats, doubted: Places, least: Hope) -> Candidates:
        """Look-alikes of single characters, in the order of their places."""
        confusables = self.usual if least.odds > _MUCH else self.confusables
        found = (confusables.of(runs.ids, places) for places in chunks(doubted))
        hopeful = (self.scout.hopeful(runs, degree, candidates, least)[0] for candidates in found)
        return Candidates.joined([Candidates.none(), *hopeful])

    def words(self, runs: Runs, degree: Floats, doubted: Places, least: Hope) -> Candidates:
        """Words of two characters that sound like two doubted ones."""
        found = self.homophones.of(runs.ids, neighbours(doubted))
        candidates, odds = self.scout.hopeful(runs, degree, found, least)
        return candidates.where(best_of_each(candidates.place, odds, -np.inf, _WORDS_AT_ONE_PLACE))


def chunks(places: Places) -> Iterator[Places]:
    yield from (places[first : first + _CHUNK] for first in range(0, len(places), _CHUNK))


def neighbours(places: Places) -> Places:
    """The places whose next one is among them too."""
    followed: Places = places[:-1][np.diff(places) == 1]
    return followed
