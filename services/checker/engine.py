"""The checker: post in, report out. No broker, database, web, metrics or clock in it."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from services.checker.artefact import Artefact
from services.checker.automaton import Automaton
from services.checker.detector import Detector, Draft, Unfinished
from services.checker.detectors import DETECTORS
from services.checker.findings import findings
from services.checker.folding import Folder
from services.checker.opinion import RULES, STAGE, Opinion
from services.checker.overlap import resolve
from services.checker.scanner import Scanner
from services.checker.second_reading import second_drafts
from services.checker.segmenter import Segmenter
from services.checker.typos.model import LanguageModel
from services.checker.view import View
from services.domain.digest import digest
from services.domain.errors import NotFound
from services.domain.post import Post
from services.domain.report import Policy, Report
from services.domain.rule import RuleDoc


def _never() -> bool:
    return False


def _unobserved(_: str) -> None:
    return


class Checker:
    """Immutable once built, and safe to use from several threads. The same post always gets the same report."""

    def __init__(
        self,
        artefact: Artefact,
        *,
        policy: Policy | None = None,
        cache: Path | None = None,
        model: LanguageModel | None = None,
    ) -> None:
        self._folder = Folder(artefact.folding)
        self._segmenter = Segmenter(cache)
        self._policy = policy or Policy()
        knowledge = artefact.knowledge(self._folder, model)
        self._detectors: tuple[Detector, ...] = tuple(build(knowledge) for build in DETECTORS)
        automaton = Automaton.deserialize(artefact.automaton)
        self._scanner = Scanner(automaton, artefact.claims, len(self._detectors), longest=artefact.longest)
        self.lexicon_version = artefact.version if model is None else digest(artefact.version, model.version, size=6)
        self.roster_as_of = artefact.roster.as_of
        self._roster = artefact.roster

    @cached_property
    def rules(self) -> tuple[RuleDoc, ...]:
        """The pages of all rules, made when somebody asks for the first time."""
        return (*(rule for detector in self._detectors for rule in detector.rules), *RULES)

    @cached_property
    def _rules_by_id(self) -> dict[str, RuleDoc]:
        return {rule.id: rule for rule in self.rules}

    def rule(self, rule_id: str) -> RuleDoc:
        """Raises `NotFound`."""
        try:
            return self._rules_by_id[rule_id]
        except KeyError:
            raise NotFound(f"没有编号为“{rule_id}”的规则") from None

    def warm(self) -> None:
        """Load what is otherwise loaded at the first post that needs it."""
        self._segmenter.warm()

    def check(
        self,
        post: Post,
        *,
        expired: Callable[[], bool] = _never,
        observe: Callable[[str], None] = _unobserved,
        second: Opinion | None = None,
    ) -> Report:
        """Judge a post. Never raises on text.

        `expired` is asked between stages; once it answers true the remaining stages are named in `skipped`.
        `observe` is told the name of every stage when it has ended. `second` reads the text too, last of all, however
        long it takes; where it cannot, it is named in `skipped`.
        """
        view = View(post, self._folder, self._segmenter)
        observe("fold")
        scan = self._scanner.scan(view.folded)
        observe("scan")
        drafts: list[Draft] = []
        skipped = [] if scan.complete else ["scan"]
        for detector, own in zip(self._detectors, scan.hits, strict=True):
            if expired():
                skipped.append(detector.name)
                continue
            try:
                drafts.extend(detector.detect(view, own))
            except Unfinished:
                skipped.append(detector.name)
            observe(detector.name)
        if second is not None:
            told = second.read(view.document.text)
            drafts += second_drafts(view, drafts, told or (), self._roster.names)
            skipped += [STAGE] if told is None else []
            observe(STAGE)
        found = tuple(findings(view, resolve(drafts), [draft for draft in drafts if draft.private]))
        observe("resolve")
        return Report(
            post_id=post.id,
            verdict=self._policy.verdict(found, complete=not skipped),
            findings=found,
            lexicon_version=self.lexicon_version,
            roster_as_of=self.roster_as_of,
            complete=not skipped,
            skipped=tuple(skipped),
        )
