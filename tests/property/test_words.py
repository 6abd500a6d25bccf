"""Word boundaries are those of the whole sentence, though only the run around a place is cut."""

from hypothesis import given
from hypothesis import strategies as st

from services.checker.folding import Folder, FoldingTable
from services.checker.segmenter import Segmenter
from services.checker.view import View
from services.domain.post import Post
from tests.checks import NOON
from tests.texts import texts

FOLDER, SEGMENTER = Folder(FoldingTable.compile()), Segmenter()
_prose = st.lists(
    st.sampled_from("各地 加强 监督 管理 10.5% GDP COVID-19 、 。 “ ” ， \n".split(" ")) | texts, max_size=9
)


@given(_prose.map("".join), st.data())
def test_a_run_is_cut_as_it_is_inside_of_its_sentence(text: str, data: st.DataObject) -> None:
    view = View(Post(id="p", body=text, published_at=NOON), FOLDER, SEGMENTER)
    start = data.draw(st.integers(0, len(view.folded)))
    end = data.draw(st.integers(start, len(view.folded)))
    first, last = view.sentence(start, end)
    whole = SEGMENTER.boundaries(view.folded[first:last])
    assert view.is_word(start, end) == ({start - first, end - first} <= whole)
