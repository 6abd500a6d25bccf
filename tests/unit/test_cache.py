"""Compiled lexicons are kept on disk, and a reload that fails changes nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from services.checker import build
from services.checker.artefact import Artefact, ArtefactCache
from services.checker.build import compile_lexicon, load_checker
from services.checker.engine import Checker
from services.checker.lexicon import Lexicon, Rule
from services.checker.reload import LiveChecker
from services.checker.segmenter import Segmenter, shared_tokenizer
from services.domain.errors import LexiconError
from services.domain.post import Post
from services.settings import bundled
from tests.checks import NOON, quotes
from tests.lexicons import ROSTER, SMALL

POSTS = [
    Post(id=str(number), body=body, published_at=NOON)
    for number, body in enumerate(["作出布署，习近评", "国务院总理李墙", "手机13900001234", "無"])
]


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons" / "rules.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path / "lexicons"


@pytest.fixture(scope="module")
def artefact() -> Artefact:
    return compile_lexicon(Lexicon({"rules.yaml": SMALL}))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def proofs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rules were proved, one entry for each time that a lexicon was compiled."""
    counts: list[int] = []

    def count(rules: Sequence[Rule], _check: object) -> None:
        counts.append(len(rules))

    monkeypatch.setattr(build, "refuse_unproved", count)
    return counts


def test_a_stored_artefact_is_the_artefact(artefact: Artefact, cache: Path) -> None:
    ArtefactCache(cache).save(artefact)
    assert ArtefactCache(cache).load(artefact.version) == artefact
    assert ArtefactCache(cache).load("another") is None


def test_a_cached_checker_reports_the_same_and_is_not_proved_again(
    lexicons: Path, cache: Path, proofs: list[int]
) -> None:
    (lexicons / "leaders").mkdir()
    (lexicons / "leaders" / "roster.yaml").write_text(ROSTER, encoding="utf-8")
    first, second = load_checker(lexicons, cache), load_checker(lexicons, cache)
    assert [first.check(post) for post in POSTS] == [second.check(post) for post in POSTS]
    assert [len(first.check(post).findings) for post in POSTS] == [2, 1, 1, 0]
    assert first.rules == second.rules
    assert proofs == [3]


def test_a_changed_lexicon_is_another_version_and_compiled_anew(lexicons: Path, cache: Path, proofs: list[int]) -> None:
    first = load_checker(lexicons, cache)
    (lexicons / "rules.yaml").write_text(SMALL.replace("“{term}”应为", "“{term}”：应为"), encoding="utf-8")
    second = load_checker(lexicons, cache)
    assert first.lexicon_version != second.lexicon_version
    assert second.check(POSTS[0]).findings[0].message == "“布署”：应为“部署”。"
    assert len(proofs) == len(list(cache.glob("*.msgpack"))) == 2


@pytest.mark.parametrize(
    "corrupt",
    [
        pytest.param(lambda data: data[:0], id="empty"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut off"),
        pytest.param(lambda data: b"x" + data[1:], id="another beginning"),
        pytest.param(lambda data: data[:-1] + bytes([data[-1] ^ 1]), id="one bit at the end"),
        pytest.param(lambda data: data.replace("布署".encode(), "布鼠".encode()), id="well formed but changed"),
    ],
)
def test_a_corrupt_artefact_is_none(artefact: Artefact, cache: Path, corrupt: Callable[[bytes], bytes]) -> None:
    ArtefactCache(cache).save(artefact)
    (path,) = cache.iterdir()
    path.write_bytes(corrupt(path.read_bytes()))
    assert ArtefactCache(cache).load(artefact.version) is None


def test_a_corrupt_artefact_is_compiled_again_and_replaced(lexicons: Path, cache: Path, proofs: list[int]) -> None:
    load_checker(lexicons, cache)
    (path,) = cache.glob("*.msgpack")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"?" + whole[len(whole) // 2 + 1 :])
    assert load_checker(lexicons, cache).check(POSTS[0]).findings
    assert len(proofs) == 2
    assert path.read_bytes() == whole


def test_an_unwritable_cache_is_no_error(lexicons: Path, tmp_path: Path, proofs: list[int]) -> None:
    (tmp_path / "file").write_text("not a folder")
    for _ in range(2):
        checker = load_checker(lexicons, tmp_path / "file" / "cache")
    assert checker.check(POSTS[0]).findings
    assert len(proofs) == 2


def test_the_segmenter_needs_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    shared_tokenizer.cache_clear()
    assert Segmenter(tmp_path / "file").boundaries("路口交通") == {0, 2, 4}


def test_a_lexicon_that_is_not_proved_is_not_kept(lexicons: Path, cache: Path) -> None:
    (lexicons / "rules.yaml").write_text(SMALL.replace("hit: [作出布署]", "hit: [作出部署]"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(LexiconError, match=r"^rules\.yaml:11: "):
            load_checker(lexicons, cache)
    assert not list(cache.glob("*.msgpack"))


def test_a_guess_of_the_language_model_proves_no_rule(lexicons: Path, cache: Path) -> None:
    example = "由主管部们责令限期改正"
    model = bundled("lexicons") / "language-model.npz"
    rule = "  - {id: phrase.x, message: 不当。, right: [生态文明], hit: [HIT], miss: [生态文明]}\n"
    (lexicons / "rules.yaml").write_text(SMALL + rule.replace("HIT", example), encoding="utf-8")
    with pytest.raises(LexiconError, match=f"phrase\\.x 应报而未报：{example}"):
        load_checker(lexicons, cache, model=model)
    (lexicons / "rules.yaml").write_text(SMALL + rule.replace("HIT", "生太文明"), encoding="utf-8")
    assert quotes(load_checker(lexicons, cache, model=model), example) == ["们"]


def test_a_reload_swaps_only_for_a_new_version_and_warms_it_first(
    lexicons: Path, cache: Path, proofs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveChecker(lambda: load_checker(lexicons, cache))
    first, warmed = live.current, list[Checker]()
    monkeypatch.setattr(Checker, "warm", lambda checker: warmed.append(checker if live.current is first else first))
    assert not live.reload()
    assert live.current is first
    (lexicons / "rules.yaml").write_text(SMALL + "\n", encoding="utf-8")
    assert live.reload()
    assert live.current.lexicon_version != first.lexicon_version
    assert warmed == [live.current]
    assert len(proofs) == 2


@pytest.mark.parametrize("broken", ["rules: [", SMALL.replace("typo.bu-shu", "布署"), SMALL + SMALL])
def test_a_reload_that_fails_keeps_the_checker_that_answers(
    lexicons: Path, cache: Path, proofs: list[int], broken: str
) -> None:
    live = LiveChecker(lambda: load_checker(lexicons, cache))
    first = live.current
    (lexicons / "rules.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"^rules\.yaml:\d+: "):
        live.reload()
    assert live.current is first
    assert len(proofs) == 1
