"""The registry of documents and laws: what is wrong with a file, what is known of a law, and what ships."""

import re
from datetime import date

import pytest

from services.checker.lexicon import read_lexicon
from services.checker.registry import Law, Registry, parse_registry
from services.domain.errors import LexiconError
from services.settings import bundled
from tests.lexicons import marked_line

_TODAY = date(2026, 6, 30)


def registry_of(text: str) -> Registry:
    return parse_registry({"laws/own.yaml": text})


@pytest.fixture(scope="module")
def shipped() -> Registry:
    return parse_registry(read_lexicon(bundled("lexicons")).registry)


def law(registry: Registry, name: str) -> Law:
    return next(each for each in registry.laws if each.name == name)


GOOD = """
as_of: 2026-06-30
confirmed:
  青政发〔2021〕8号: 青岚县人民政府关于加强防汛工作的意见
documents:
  青政发〔2020〕3号: {title: 关于农田水利的通知, date: 2020-02-03, repealed: 2022-01, by: 青政发〔2021〕8号}
laws:
  防汛法: {adopted: 2000-01-02, articles: 30}
  治水法: {adopted: 2000-01-02, revised: 2020-01-02, articles: {2000-01-02: 20, 2020-01-02: 40}, called: [水治法]}
  旧水法: {adopted: 1980-01-02, repealed: 2000-01-02, by: [治水法], full: 青岚旧水法}
"""


def test_a_document_may_be_its_title_alone() -> None:
    first, second = registry_of(GOOD).documents
    assert (first.number, first.title) == ("青政发〔2021〕8号", "青岚县人民政府关于加强防汛工作的意见")
    assert (second.issued, second.repealed, second.by) == (date(2020, 2, 3), date(2022, 1, 1), first.number)


def test_a_document_is_confirmed_only_where_it_says_so() -> None:
    assert [each.confirmed for each in registry_of(GOOD).documents] == [True, False]


def test_a_law_has_a_full_name_and_others() -> None:
    registry = registry_of(GOOD)
    assert law(registry, "治水法").names == ("中华人民共和国治水法", "治水法", "水治法")
    assert law(registry, "旧水法").full == "青岚旧水法"


def test_the_articles_of_a_law_are_those_of_the_texts_that_were_adopted_by_then() -> None:
    water = law(registry_of(GOOD), "治水法")
    days = [date(1999, 1, 1), date(2000, 1, 2), date(2020, 1, 1), date(2020, 1, 2)]
    assert [water.most_articles(day) for day in days] == [None, 20, 20, 40]


def test_a_law_is_repealed_from_that_day_on() -> None:
    old = law(registry_of(GOOD), "旧水法")
    assert not old.is_repealed(date(2000, 1, 1))
    assert old.is_repealed(date(2000, 1, 2))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("documents:\n  国发(2015)40号: 甲  # <-", "发文字号", id="brackets"),
        pytest.param("documents:\n  国发〔2015〕040号: 甲  # <-", "发文字号", id="padded"),
        pytest.param("documents:\n  国发〔2015〕40号: {date: 2015-01-01}  # <-", "title", id="no title"),
        pytest.param("documents:\n  国发〔2015〕40号: {title: 甲, day: 1}  # <-", "未知的键", id="unknown key"),
        pytest.param("documents:\n  国发〔2015〕40号: 甲\n  国发〔2015〕40号: 乙  # <-", "重复", id="twice"),
        pytest.param(
            "confirmed:\n  国发〔2015〕40号: 甲\ndocuments:\n  国发〔2015〕40号: 甲  # <-",
            "已写在",
            id="confirmed and not",
        ),
        pytest.param(
            "documents:\n  国发〔2015〕40号: {title: 甲, date: 2015-02-01, repealed: 2015-01-01}  # <-",
            "早于印发日期",
            id="repealed before issued",
        ),
        pytest.param("as_of: 2026-01-01\nlaws:\n  水法: {articles: 3}  # <-", "adopted", id="not adopted"),
        pytest.param(
            "as_of: 2026-01-01\nlaws:\n  水法: {adopted: 2000-01-01, articles: 0}  # <-", "正整数", id="no articles"
        ),
        pytest.param(
            "as_of: 2026-01-01\nlaws:\n  水法: {adopted: 2000-01-01, articles: {later: 3}}  # <-", "YYYY", id="no day"
        ),
        pytest.param(
            "as_of: 2026-01-01\nlaws:\n  水法: {adopted: 2000-01-01, revised: 1999-01-01}  # <-",
            "早于通过日期",
            id="revised before adopted",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(LexiconError, match=reason) as caught:
        registry_of(text)
    assert caught.value.line == marked_line(text)


def test_laws_say_up_to_when_they_are_known() -> None:
    with pytest.raises(LexiconError, match="as_of"):
        registry_of("laws:\n  水法: {adopted: 2000-01-01}")


def test_an_entry_of_two_files_is_told_with_both_places() -> None:
    page = "documents:\n  国发〔2015〕40号: 甲"
    with pytest.raises(LexiconError, match=r"documents/b\.yaml:2: .*documents/a\.yaml:2"):
        parse_registry({"documents/a.yaml": page, "documents/b.yaml": page})


# --- what ships ---


def test_it_holds_the_documents_and_laws_that_are_cited(shipped: Registry) -> None:
    council = [each for each in shipped.documents if each.number.startswith("国")]
    in_force = [each for each in shipped.laws if not each.is_repealed(_TODAY)]
    counted = [each for each in in_force if each.most_articles(_TODAY)]
    assert len(council) >= 400
    assert sum(each.confirmed for each in shipped.documents) >= 130
    assert len(in_force) >= 290
    assert len(counted) >= 285


def test_numbers_and_titles_are_unique_and_the_title_names_its_issuer(shipped: Registry) -> None:
    numbers = [each.number for each in shipped.documents]
    assert len(numbers) == len({*numbers})
    issuers = {"国发": "国务院", "国办发": "国务院办公厅", "法释": "最高人民法院"}
    odd = [
        each.number
        for each in shipped.documents
        if not each.title.startswith(issuers.get(each.number.partition("〔")[0], ""))
    ]
    assert odd == []


def test_the_same_title_twice_is_of_two_years(shipped: Registry) -> None:
    seen: dict[str, str] = {}
    for each in shipped.documents:
        year = each.number.partition("〔")[2][:4]
        assert seen.setdefault(each.title, year) == year or seen[each.title] != year
        seen[each.title] = year


def test_dates_are_those_of_their_numbers(shipped: Registry) -> None:
    for each in shipped.documents:
        year = int(re.findall(r"〔(\d{4})〕", each.number)[0])
        if each.issued:
            assert 0 <= each.issued.year - year <= 1, each.number
        assert each.repealed is None or each.repealed.year >= year, each.number


def test_laws_were_adopted_before_all_else_that_happened_to_them(shipped: Registry) -> None:
    for each in shipped.laws:
        days = [day for day in (each.revised, each.repealed, *(day for day, _ in each.articles)) if day]
        assert all(date(1949, 10, 1) <= each.adopted <= day for day in days), each.name
        assert each.adopted <= shipped.as_of, each.name


def test_articles_are_counted_as_laws_are_long(shipped: Registry) -> None:
    for each in shipped.laws:
        assert all(4 <= count <= 1260 for _, count in each.articles), each.name


def test_a_name_means_one_law(shipped: Registry) -> None:
    names = [name for each in shipped.laws for name in each.names]
    assert len(names) == len({*names})


def test_what_took_the_place_of_a_law_is_a_law_of_that_day(shipped: Registry) -> None:
    for each in shipped.laws:
        for heir in (law(shipped, name) for name in each.by):
            assert each.repealed is not None
            assert heir.adopted <= each.repealed, each.name
            assert not heir.is_repealed(each.repealed), each.name


@pytest.mark.parametrize(
    ("name", "day", "count"),
    [
        ("宪法", date(2026, 1, 1), 143),
        ("民法典", date(2021, 1, 1), 1260),
        ("刑法", date(2026, 1, 1), 452),
        ("公司法", date(2024, 7, 1), 266),
        ("行政处罚法", date(2022, 1, 1), 86),
        ("安全生产法", date(2022, 1, 1), 119),
        ("立法法", date(2024, 1, 1), 120),
        ("监察法", date(2020, 1, 1), 69),
        ("监察法", date(2026, 1, 1), 78),
    ],
)
def test_well_known_laws_are_as_long_as_they_are(shipped: Registry, name: str, day: date, count: int) -> None:
    assert law(shipped, name).most_articles(day) == count
