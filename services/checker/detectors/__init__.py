"""The detectors, in the order in which they read a post. To add one: one file here, one line below."""

from collections.abc import Callable

from services.checker.detector import Detector
from services.checker.detectors.dates import DateDetector
from services.checker.detectors.document_references import DocumentReferenceDetector
from services.checker.detectors.holder_names import HolderNameDetector
from services.checker.detectors.law_citations import LawCitationDetector
from services.checker.detectors.leader_names import LeaderNameDetector
from services.checker.detectors.leader_order import LeaderOrderDetector
from services.checker.detectors.leader_tenures import LeaderTenureDetector
from services.checker.detectors.leader_titles import LeaderTitleDetector
from services.checker.detectors.lexicon import LexiconDetector
from services.checker.detectors.lists import ListDetector
from services.checker.detectors.meetings import MeetingDetector
from services.checker.detectors.numbers import NumberDetector
from services.checker.detectors.office_grammar import OfficeGrammarDetector
from services.checker.detectors.pairs import PairDetector
from services.checker.detectors.privacy import PrivacyDetector
from services.checker.detectors.punctuation import PunctuationDetector
from services.checker.detectors.spam import SpamDetector
from services.checker.detectors.sums import SumDetector
from services.checker.detectors.typos import TypoDetector
from services.checker.knowledge import Knowledge

DETECTORS: tuple[Callable[[Knowledge], Detector], ...] = (
    LeaderNameDetector,
    HolderNameDetector,
    LeaderTitleDetector,
    OfficeGrammarDetector,
    LeaderTenureDetector,
    LeaderOrderDetector,
    DocumentReferenceDetector,
    LawCitationDetector,
    LexiconDetector,
    SpamDetector,
    PrivacyDetector,
    DateDetector,
    MeetingDetector,
    NumberDetector,
    SumDetector,
    ListDetector,
    PairDetector,
    PunctuationDetector,
    TypoDetector,
)
