"""What a citation may be called, by whether the registry was compared with the texts as published."""

import pytest

from services.checker.build import compile_lexicon
from services.checker.engine import Checker
from services.checker.lexicon import Lexicon
from services.domain.rule import Severity
from tests.checks import findings

_REGISTRY = """
confirmed:
  青政发〔2021〕8号: 青岚县人民政府关于加强防汛抗旱工作的意见
  青政发〔2021〕9号: 青岚县人民政府关于推进农田水利建设的意见
documents:
  青政发〔2020〕3号: 青岚县人民政府关于发展乡村旅游产业的意见
  青政发〔2020〕4号: 青岚县人民政府关于保护古树名木资源的意见
"""
_FLOOD, _FIELDS = "青岚县人民政府关于加强防汛抗旱工作的意见", "青岚县人民政府关于推进农田水利建设的意见"
_TOURISM, _TREES = "青岚县人民政府关于发展乡村旅游产业的意见", "青岚县人民政府关于保护古树名木资源的意见"
_LOOK_UP = "请对照原文核对"


@pytest.fixture(scope="module")
def own() -> Checker:
    return Checker(compile_lexicon(Lexicon({}, registry={"documents/own.yaml": _REGISTRY})))


def test_a_confirmed_title_with_a_confirmed_number_of_another_is_an_error(own: Checker) -> None:
    (found,) = findings(own, f"落实《{_FLOOD}》（青政发〔2021〕9号）。")
    assert (found.rule, found.severity, found.suggestions) == (
        "document.number-title",
        Severity.ERROR,
        ("青政发〔2021〕8号",),
    )


@pytest.mark.parametrize(
    "citation",
    [
        pytest.param(f"《{_FLOOD}》（青政发〔2020〕3号）", id="the number is not confirmed"),
        pytest.param(f"《{_TOURISM}》（青政发〔2021〕8号）", id="the title is not confirmed"),
        pytest.param(f"《{_TOURISM}》（青政发〔2020〕4号）", id="neither is confirmed"),
        pytest.param(f"青政发〔2021〕8号文件《{_TOURISM}》", id="the number stands before the title"),
        pytest.param(f"《{_TOURISM}》（青政发〔2020〕13号）", id="a number of nobody"),
        pytest.param("《青岚县水库移民安置暂行规定》（青政发〔2020〕3号）", id="a title of nobody"),
    ],
)
def test_what_is_not_confirmed_is_a_doubt_to_look_up(own: Checker, citation: str) -> None:
    (found,) = findings(own, citation)
    assert (found.rule, found.severity, found.suggestions) == ("document.number-doubtful", Severity.WARNING, ())
    assert found.message.startswith(f"字号与标题疑似不符，{_LOOK_UP}：")


def test_a_number_of_nobody_is_mended_where_the_title_is_confirmed(own: Checker) -> None:
    (found,) = findings(own, f"《{_FLOOD}》（青政发〔2021〕18号）")
    assert (found.rule, found.suggestions) == ("document.number-doubtful", ("青政发〔2021〕8号",))


@pytest.mark.parametrize(
    ("citation", "rule", "suggestions"),
    [
        pytest.param(f"《{_FLOOD.replace('抗旱', '抗早')}》", "document.title-slip", (_FLOOD,), id="confirmed"),
        pytest.param(f"《{_TOURISM.replace('旅游', '旅由')}》", "document.title-doubtful", (), id="not confirmed"),
        pytest.param(
            f"《{_TOURISM.replace('旅游', '旅由')}》（青政发〔2020〕3号）",
            "document.title-doubtful",
            (),
            id="not confirmed, with its number",
        ),
        pytest.param(
            "《关于加强防汛抗旱工作意见》（青政发〔2021〕8号）",
            "document.title-doubtful",
            (_FLOOD.removeprefix("青岚县人民政府"),),
            id="a short way to name it may lack a particle",
        ),
    ],
)
def test_a_slip_is_certain_in_a_confirmed_title(
    own: Checker, citation: str, rule: str, suggestions: tuple[str, ...]
) -> None:
    (found,) = findings(own, citation)
    assert (found.rule, found.suggestions) == (rule, suggestions)


@pytest.mark.parametrize(
    "citation",
    [
        f"《{_FLOOD}》（青政发〔2021〕8号）",
        f"《{_FIELDS}》（青政发〔2021〕9号）",
        f"《{_TOURISM}》（青政发〔2020〕3号）",
        f"青政发〔2020〕4号文件《{_TREES}》",
        "《关于保护古树名木资源的意见》（青政发〔2020〕4号）",
    ],
)
def test_confirmed_or_not_a_right_citation_is_silent(own: Checker, citation: str) -> None:
    assert findings(own, citation) == ()
