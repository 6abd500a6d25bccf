"""The catalogue of metrics: every name, type, label and help text of the product stands here and nowhere else.

No label has unbounded values: never a post id, a url, a word or an error message.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector

from services.domain.canary import is_canary
from services.domain.post import Post
from services.domain.report import Checked

# Stands in the place of the channel for canary posts, which would else look like published ones.
CANARY = "canary"

# Why a message is laid aside (`services.wire.dead_letter.Cause`).
LETTERS = ("invalid_message", "invalid_post", "check_failed", "check_timeout", "worker_died", "store_refused")

_CHECK_BUCKETS = (0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1, 2, 5)
_STAGE_BUCKETS = (0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
_BATCH_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_OPINION_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_VERDICT_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)


class Metrics:
    """One set of metrics with its own registry, so that two services in one process or test never share a count."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self.check_seconds = Histogram(
            "duwang_check_seconds",
            "Time to check one post, by the door it came through (webhook, stream).",
            ["door"],
            buckets=_CHECK_BUCKETS,
            registry=registry,
        )
        self.check_stage_seconds = Histogram(
            "duwang_check_stage_seconds",
            "Time spent in one stage of a check.",
            ["stage"],
            buckets=_STAGE_BUCKETS,
            registry=registry,
        )
        self._stages: dict[str, Histogram] = {}
        self.second_opinion_seconds = Histogram(
            "duwang_second_opinion_seconds",
            "Time that the second reader took for one post, also where it did not end.",
            buckets=_OPINION_BUCKETS,
            registry=registry,
        )
        self.second_opinion = Counter(
            "duwang_second_opinion_total",
            "Posts for the second reader: read, timeout, died, garbage or error (it failed), open (it was not asked).",
            ["outcome"],
            registry=registry,
        )
        self.publish_to_verdict_seconds = Histogram(
            "duwang_publish_to_verdict_seconds",
            "Time from a post's arrival on the bus until its verdict is in the store.",
            ["channel"],
            buckets=_VERDICT_BUCKETS,
            registry=registry,
        )
        self.posts_checked = Counter(
            "duwang_posts_checked_total", "Posts that were checked.", ["channel", "verdict"], registry=registry
        )
        self.violations = Counter(
            "duwang_violations_total", "Findings in checked posts.", ["category", "severity"], registry=registry
        )
        self.unchecked = Counter(
            "duwang_unchecked_total",
            "Posts without a whole check: error (the checker failed), incomplete (a stage was skipped).",
            ["reason"],
            registry=registry,
        )
        self.dead_letters = Counter(
            "duwang_dead_letters_total",
            "Messages laid aside: invalid_message, invalid_post, check_failed, check_timeout, worker_died, "
            "store_refused.",
            ["reason"],
            registry=registry,
        )
        self.store_failures = Counter(
            "duwang_store_failures_total", "Attempts to record a batch that failed and are retried.", registry=registry
        )
        self.batch_seconds = Histogram(
            "duwang_batch_seconds",
            "Time that a worker spends on one batch, by step (decode, check, write, publish, commit).",
            ["step"],
            buckets=_BATCH_BUCKETS,
            registry=registry,
        )
        self.worker_restarts = Counter(
            "duwang_worker_restarts_total",
            "Worker processes that were started again: exited, killed (by somebody else), stuck (a check did not end).",
            ["reason"],
            registry=registry,
        )
        self.posts_ingested = Counter(
            "duwang_posts_ingested_total", "Posts that a source put onto the bus.", ["source"], registry=registry
        )
        self.feed_polls = Counter(
            "duwang_feed_polls_total",
            "Looks at a feed: new, unchanged, failed, refused (robots, a private address, too large).",
            ["outcome"],
            registry=registry,
        )
        self.consumer_lag_records = Gauge(
            "duwang_consumer_lag_records",
            "Published messages that are not dealt with yet.",
            ["topic", "partition"],
            registry=registry,
        )
        self.consumer_lag_seconds = Gauge(
            "duwang_consumer_lag_seconds",
            "Age of the oldest message in the batch that was polled last; 0 when nothing waits.",
            registry=registry,
        )
        self.lexicon = Info("duwang_lexicon", "The active lexicon.", registry=registry)
        self.lexicon_last_reload_successful = Gauge(
            "duwang_lexicon_last_reload_successful",
            "1 if the last reload of the lexicon worked, else 0.",
            registry=registry,
        )
        self.lexicon_last_reload_timestamp_seconds = Gauge(
            "duwang_lexicon_last_reload_timestamp_seconds",
            "Unix time of the last reload of the lexicon that worked.",
            registry=registry,
        )
        self.roster_age_days = Gauge(
            "duwang_roster_age_days",
            "Days since the date up to which the leader roster was brought.",
            registry=registry,
        )
        self.canary_sent = Counter("duwang_canary_sent_total", "Canary posts that were sent.", registry=registry)
        self.canary_missed = Counter(
            "duwang_canary_missed_total",
            "Canary posts whose planted errors were not found, or not in time.",
            registry=registry,
        )

        for counter, reasons in (
            (self.dead_letters, LETTERS),
            (self.unchecked, ("error", "incomplete")),
            (self.worker_restarts, ("exited", "killed", "stuck")),
            (self.second_opinion, ("read", "timeout", "died", "garbage", "error", "open")),
        ):
            for reason in reasons:  # shown as 0, so that the first event is a rise
                counter.labels(reason)

    @classmethod
    def of_process(cls) -> "Metrics":
        """Those of a process that has them to itself: with its memory, processor time and open files."""
        metrics = cls()
        ProcessCollector(registry=metrics.registry)
        return metrics

    def count_check(self, door: str, post: Post, checked: Checked) -> None:
        """One post was checked, and what came of it. A canary is counted as one, and its findings are not."""
        report = checked.report
        self.check_seconds.labels(door).observe(checked.elapsed_ms / 1000)
        self.posts_checked.labels(_channel(post), report.verdict.value).inc()
        if not report.complete:
            self.unchecked.labels("incomplete").inc()
        for finding in () if is_canary(post.site) else report.findings:
            self.violations.labels(finding.category.value, finding.severity.value).inc()

    def count_wait(self, post: Post, seconds: float) -> None:
        """The verdict on a post is in the store, so many seconds after it came onto the bus."""
        self.publish_to_verdict_seconds.labels(_channel(post)).observe(max(0.0, seconds))

    def observe_stage(self, stage: str, seconds: float) -> None:
        """One stage of one check has ended; looked up once a stage, since there are a dozen in every check."""
        if stage not in self._stages:
            self._stages[stage] = self.check_stage_seconds.labels(stage)
        self._stages[stage].observe(seconds)


def _channel(post: Post) -> str:
    return CANARY if is_canary(post.site) else post.channel.value
