"""The catalogue of metrics is the contract with dashboards and alerts (architecture 3.6)."""

from prometheus_client import generate_latest

from services.telemetry.metrics import LETTERS, Metrics
from services.wire.dead_letter import Cause

CONTRACT = {
    "duwang_check_seconds": ("histogram", ("door",)),
    "duwang_check_stage_seconds": ("histogram", ("stage",)),
    "duwang_publish_to_verdict_seconds": ("histogram", ("channel",)),
    "duwang_posts_checked_total": ("counter", ("channel", "verdict")),
    "duwang_violations_total": ("counter", ("category", "severity")),
    "duwang_unchecked_total": ("counter", ("reason",)),
    "duwang_dead_letters_total": ("counter", ("reason",)),
    "duwang_consumer_lag_records": ("gauge", ("topic", "partition")),
    "duwang_consumer_lag_seconds": ("gauge", ()),
    "duwang_lexicon_info": ("info", ()),
    "duwang_lexicon_last_reload_successful": ("gauge", ()),
    "duwang_lexicon_last_reload_timestamp_seconds": ("gauge", ()),
    "duwang_roster_age_days": ("gauge", ()),
    "duwang_canary_missed_total": ("counter", ()),
    # Beyond the contract: what operators of the store, the workers, the sources and the canary need.
    "duwang_store_failures_total": ("counter", ()),
    "duwang_batch_seconds": ("histogram", ("step",)),
    "duwang_worker_restarts_total": ("counter", ("reason",)),
    "duwang_posts_ingested_total": ("counter", ("source",)),
    "duwang_feed_polls_total": ("counter", ("outcome",)),
    "duwang_canary_sent_total": ("counter", ()),
    "duwang_second_opinion_seconds": ("histogram", ()),
    "duwang_second_opinion_total": ("counter", ("outcome",)),
}
_SUFFIXES = {"counter": "_total", "info": "_info"}


def test_the_catalogue_is_the_contract() -> None:
    catalogue = {}
    for collector in set(Metrics().registry._names_to_collectors.values()):
        (family, *_) = collector.collect()
        catalogue[family.name + _SUFFIXES.get(family.type, "")] = (family.type, collector._labelnames)  # type: ignore[attr-defined]
    assert catalogue == CONTRACT


def test_every_metric_says_what_it_is() -> None:
    for family in Metrics().registry.collect():
        assert family.documentation.endswith("."), family.name


def test_the_version_of_the_lexicon_is_a_label_and_an_old_one_goes() -> None:
    metrics = Metrics()
    for version in ("v1", "v2"):
        metrics.lexicon.info({"version": version})
    page = generate_latest(metrics.registry).decode()
    assert 'duwang_lexicon_info{version="v2"} 1.0' in page
    assert "v1" not in page


def test_every_cause_of_a_dead_letter_is_shown_before_the_first() -> None:
    samples = {sample.labels["reason"] for sample in next(iter(Metrics().dead_letters.collect())).samples}
    assert samples == set(Cause) == set(LETTERS)


def test_a_process_shows_its_memory() -> None:
    assert (Metrics.of_process().registry.get_sample_value("process_resident_memory_bytes") or 0) > 0


def test_two_services_in_one_process_do_not_share_counts() -> None:
    one, two = Metrics(), Metrics()
    one.canary_missed.inc()
    assert two.registry.get_sample_value("duwang_canary_missed_total") == 0
