"""The second reader as a real process: one that misbehaves in every way, and the library where it is installed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

from services.app.slow_lane import slow_lane
from services.bus.messages import POSTS, Message
from services.checker.engine import Checker
from services.checker.opinion import AGREED, ALONE, STAGE, Lane, Suggestion
from services.checker.worker.judge import Judge
from services.second_opinion.plan import Plan, Unready, refuse_missing
from services.second_opinion.process import Command
from services.second_opinion.reader import Limits, SecondOpinion
from services.settings import SettingsError, child_environment, load_settings
from services.telemetry.metrics import Metrics
from tests.arpa import write_arpa
from tests.fakes import NOW, make_post
from tests.integration import faulty_reader as faulty
from tests.integration.faulty_reader import CRASH, DRIP, ENDLESS, GARBAGE, HANG, LIST, ODD, REFUSE

# The deadline holds for the start of another child, too; on a busy machine that takes a second.
QUICK = Limits(deadline_s=4, start_s=10, failures=2, pause_s=0.2)
PATIENT = Limits(deadline_s=4, start_s=10, failures=9, pause_s=9)
GOOD = [Suggestion(0, 1, "好", "kenlm")]


@contextmanager
def reading(mode: str = "", limits: Limits = QUICK) -> Iterator[tuple[SecondOpinion, Metrics]]:
    command = Command((sys.executable, faulty.__file__, mode, "{fd}"), child_environment(), {})
    metrics = Metrics()
    opinion = SecondOpinion(command, limits, metrics)
    try:
        yield opinion, metrics
    finally:
        opinion.close()


def outcomes(metrics: Metrics) -> dict[str, float]:
    samples = next(iter(metrics.second_opinion.collect())).samples
    return {each.labels["outcome"]: each.value for each in samples if each.name.endswith("_total") and each.value}


def test_it_reads_text_after_text() -> None:
    with reading() as (opinion, metrics):
        assert [opinion.read("会议召开。"), opinion.read("再次召开。")] == [GOOD, GOOD]
        assert outcomes(metrics) == {"read": 2}


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (HANG, "timeout"),
        (DRIP, "timeout"),
        (CRASH, "died"),
        (GARBAGE, "garbage"),
        (LIST, "garbage"),
        (ODD, "garbage"),
        (ENDLESS, "garbage"),
        (REFUSE, "error"),
    ],
)
def test_a_fault_costs_one_post_and_no_more_than_its_time(fault: str, outcome: str) -> None:
    with reading(limits=PATIENT) as (opinion, metrics):
        opinion.open()
        begin = time.monotonic()
        assert opinion.read(f"{fault}了。") is None
        assert time.monotonic() - begin < 2 * PATIENT.deadline_s
        assert opinion.read("会议召开。") == GOOD
        assert outcomes(metrics) == {outcome: 1, "read": 1}


def test_a_text_that_the_child_does_not_take_is_late_too() -> None:
    """Larger than what fits between the processes: writing it must not wait for ever."""
    with reading() as (opinion, metrics):
        opinion.open()
        pid = opinion._child.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        assert opinion.read("会" * 4_000_000) is None
        assert outcomes(metrics) == {"timeout": 1}


def test_after_failures_in_a_row_nobody_is_asked_and_later_one_tries_again() -> None:
    with reading() as (opinion, metrics):
        assert [opinion.read(CRASH), opinion.read(CRASH), opinion.read("会议。")] == [None, None, None]
        assert outcomes(metrics) == {"died": 2, "open": 1}
        time.sleep(QUICK.pause_s)
        assert opinion.read(CRASH) is None  # half open: one failure opens it again
        assert opinion.read("会议。") is None
        time.sleep(QUICK.pause_s)
        assert opinion.read("会议。") == GOOD
        assert outcomes(metrics) == {"died": 3, "open": 2, "read": 1}


def test_a_reader_that_cannot_start_is_tried_again(tmp_path: Path) -> None:
    with reading(f"fails-until:{tmp_path / 'there'}") as (opinion, metrics):
        assert opinion.read("会议。") is None
        (tmp_path / "there").touch()
        assert opinion.read("会议。") in (GOOD, None)  # the next one may have been started before
        assert opinion.read("会议。") in (GOOD, None)
        time.sleep(QUICK.pause_s)
        assert opinion.read("会议。") == GOOD
        assert outcomes(metrics)["read"] >= 1


def test_one_that_is_never_ready_is_given_up() -> None:
    with reading("never-ready", Limits(deadline_s=1, start_s=0.3, failures=9, pause_s=9)) as (opinion, metrics):
        assert opinion.read("会议。") is None
        assert outcomes(metrics) == {"timeout": 1}


def test_one_that_loads_for_long_is_waited_for_by_no_post_beyond_its_deadline_and_not_killed() -> None:
    with reading("slow", Limits(deadline_s=0.2, start_s=60, failures=99, pause_s=9)) as (opinion, metrics):
        assert opinion.read("会议。") is None
        pid = opinion._child.pid
        while opinion.read("会议。") is None:
            time.sleep(0.1)
        assert opinion._child.pid == pid
        assert outcomes(metrics)["read"] == 1


def test_closing_leaves_no_process_behind() -> None:
    with reading() as (opinion, _):
        opinion.open()
        pid = opinion._child.pid
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


class TestSettings:
    def test_by_default_nobody_reads(self) -> None:
        with slow_lane(load_settings(), Metrics()) as lane:
            assert lane.reader_of(make_post()) is None

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            pytest.param({"kinds": ("kenlm",)}, "DUWANG_SECOND_OPINION_KENLM", id="no model"),
            pytest.param({"kinds": ("kenlm",), "kenlm": "gone.klm"}, "没有文件 gone.klm", id="a model that is gone"),
            pytest.param({"kinds": ("proper",)}, "DUWANG_SECOND_OPINION_NAMES", id="no names"),
            pytest.param({"kinds": ("macbert",)}, "DUWANG_SECOND_OPINION_MACBERT", id="no folder"),
            pytest.param({"kinds": ("macbert",), "macbert": "org/model"}, "从不自动下载", id="a name on the network"),
        ],
    )
    def test_what_is_missing_is_named_and_never_fetched(
        self, given: dict[str, object], reason: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.second_opinion.plan.find_spec", lambda _name: object())
        with pytest.raises(Unready, match=reason):
            refuse_missing(Plan(**given))  # type: ignore[arg-type]

    def test_a_folder_without_weights_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("services.second_opinion.plan.find_spec", lambda _name: object())
        (tmp_path / "config.json").touch()
        with pytest.raises(Unready, match=r"缺少 vocab\.txt、model\.safetensors"):
            refuse_missing(Plan(kinds=("macbert",), macbert=str(tmp_path)))

    def test_a_package_that_is_missing_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "services.second_opinion.plan.find_spec", lambda name: None if name == "kenlm" else object()
        )
        with pytest.raises(Unready, match="需要安装 kenlm"):
            refuse_missing(Plan(kinds=("kenlm",)))

    def test_a_slow_post_must_not_look_like_a_stuck_worker(self) -> None:
        with pytest.raises(SettingsError, match="DUWANG_CHECK_LIMIT_S 应大于 60"):
            load_settings(second_opinion=("kenlm",), second_opinion_deadline_s=50)

    def test_the_child_is_told_no_secret(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DUWANG_API_KEYS", "secret")
        assert [name for name in child_environment(X="1") if name.startswith("DUWANG_")] == []
        assert child_environment(X="1")["X"] == "1"


def test_a_sealed_process_opens_no_connection() -> None:
    script = (
        "from services.second_opinion.library import seal; import socket, urllib.request; seal()\n"
        "for reach in (lambda: socket.create_connection(('127.0.0.1', 9)),"
        " lambda: urllib.request.urlopen('http://127.0.0.1:9/')):\n"
        "    try: reach()\n"
        "    except Exception as error: print(type(error).__name__)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["Refused", "Refused"]


# ---- the library itself


SENTENCES = (
    "会议对防汛工作作出部署，要求各地抓好落实。",
    "各级各部门要提高认识，压实责任，抓好落实。",
    "青岚县人民政府召开会议，作出部署。",
    "形势迫在眉睫，各地要抓好落实，压实责任。",
) * 5
NAMES = "青岚县人民政府\n"


@pytest.fixture(scope="module")
def library() -> None:
    missing = [name for name in ("pycorrector", "kenlm", "ahocorasick", "loguru") if find_spec(name) is None]
    if missing:
        pytest.skip(f"not run: {', '.join(missing)} not installed; docs/second-opinion.md says how")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("models")
    (folder / "names.txt").write_text(NAMES, "utf-8")
    return {
        "second_opinion_kenlm": write_arpa(folder / "small.arpa", SENTENCES),
        "second_opinion_names": folder / "names.txt",
        "cache_dir": folder,
    }


@pytest.mark.usefixtures("library")
class TestLibrary:
    def test_both_readers_over_a_post(self, models: dict[str, Path], checker: Checker) -> None:
        settings = load_settings(second_opinion=("kenlm", "proper"), second_opinion_every=True, **models)
        metrics = Metrics()
        body = "会议要求各地抓好落时。青兰县人民政府召开会议。\n“形势迫在眉捷”是错的，习近平同志指出抓好落实。"
        with slow_lane(settings, metrics) as lane:
            post = make_post(body=body)
            report = checker.check(post, second=lane.reader_of(post))
        found = {finding.quote: finding for finding in report.findings if "second-opinion" in finding.rule}
        assert report.complete
        assert found["落时"].suggestions == ("落实",)
        assert found["落时"].rule == ALONE.id
        assert not any("捷" in quote for quote in found)  # it is quoted
        assert found["青兰县人民政府"].suggestions == ("青岚县人民政府",)
        assert {finding.rule for finding in found.values()} <= {ALONE.id, AGREED.id}
        assert outcomes(metrics) == {"read": 1}

    def test_a_broken_model_stops_the_start_with_its_reason(self, tmp_path: Path) -> None:
        (tmp_path / "broken.arpa").write_text("no model\n", "utf-8")
        settings = load_settings(
            second_opinion=("kenlm",), second_opinion_kenlm=tmp_path / "broken.arpa", cache_dir=tmp_path
        )
        with pytest.raises(Unready, match="复读进程没有就绪：error: OSError"), slow_lane(settings, Metrics()):
            pass

    def test_it_is_loaded_without_torch_and_its_download_helper_refuses(self, models: dict[str, Path]) -> None:
        script = (
            "import sys; from services.second_opinion.library import load; module = load('corrector')\n"
            f"path = {str(models['cache_dir'] / 'gone.klm')!r}\n"
            "try: module.Corrector(language_model_path=path).correct('会议作出部署')\n"
            "except Exception as error: print(type(error).__name__)\n"
            "print('torch' in sys.modules, 'transformers' in sys.modules, 'six' in sys.modules)"
        )
        environment = child_environment(PYCORRECTOR_DATA_DIR=str(models["cache_dir"]))
        ran = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        assert ran.stdout.split() == ["Refused", "False", "False", "False"]

    def test_it_ends_with_its_parent(self, models: dict[str, Path]) -> None:
        script = (
            "import json, sys\nfrom services.app.slow_lane import open_lane\n"
            "from services.settings import load_settings\n"
            "from services.telemetry.metrics import Metrics\n"
            f"lane = open_lane(load_settings(**json.loads({json.dumps(json.dumps(_proper(models)))})), Metrics())\n"
            "print(lane._opinion._child.pid, flush=True); sys.stdin.read()"
        )
        parent = subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
        parent.communicate()
        assert _ends(pid)


def _proper(models: dict[str, Path]) -> dict[str, object]:
    return {"second_opinion": ["proper"], **{name: str(path) for name, path in models.items()}}


def _ends(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("asks", [True, False])
def test_a_deep_post_where_nobody_reads_is_incomplete(checker: Checker, asks: bool) -> None:
    with slow_lane(load_settings(), Metrics()) as lane:
        post = make_post(meta={"depth": "deep"} if asks else {})
        report = checker.check(post, second=lane.reader_of(post))
    assert report.skipped == ((STAGE,) if asks else ())


def test_on_the_stream_only_the_post_that_asks_waits_and_only_it_is_incomplete(checker: Checker) -> None:
    live = SimpleNamespace(current=checker)
    with reading() as (opinion, metrics):
        judge = Judge(live, metrics, lambda: NOW, deadline_s=10, lane=Lane(opinion))
        judged = judge.judge([
            message(1, body="会议召开。"),
            message(2, body="郝人来了。", depth="deep"),
            message(3, body=f"{HANG}了。", depth="deep"),
            message(4, body=f"{HANG}了。", meta={"depth": "fast"}),
        ])  # fmt: skip
    reports = [judgement.record.checked.report for judgement in judged.judgements]
    assert [report.skipped for report in reports] == [(), (), (STAGE,), ()]
    assert [[finding.rule for finding in report.findings] for report in reports] == [[], [ALONE.id], [], []]
    steps = [judgement.record.trace and judgement.record.trace.steps for judgement in judged.judgements]
    assert [STAGE in (step or {}) for step in steps] == [False, True, True, False]
    assert outcomes(metrics) == {"read": 1, "timeout": 1}


def message(offset: int, **post: object) -> Message:
    value = json.dumps({"id": str(offset), "site": "a.gov.cn", **post}).encode()
    return Message(topic=POSTS, partition=0, offset=offset, key=b"", value=value, published_at=NOW.timestamp())
