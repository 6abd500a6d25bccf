"""Laws found by any of their names, and by a name with a slip in it. All names are folded like the text."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from services.checker.citations.title import key
from services.checker.citations.title_slip import Slip, Titles, difference
from services.checker.confusion import Confusion
from services.checker.registry.registry import STATE, Law

_SHORTEST_NAME = 4
# The second is the commonest slip in the first.
_ENDS = ("法", "发", "法典")
# From so many characters on, any one character that differs is a slip; before, one that sounds or looks alike, or is
# written twice.
_LONG, _LONG_WITH_GAP = 7, 6
# 中华共和国 and 中华人民人民共和国 before a name that is right.
_STATE_SLIP = range(len(STATE) - 2, len(STATE) + 3)


class LawIndex:
    def __init__(
        self, laws: Sequence[Law], fold_all: Callable[[Iterable[str]], list[str]], confusion: Confusion
    ) -> None:
        names = [(name, law) for law in laws for name in law.names]
        folded = fold_all(name for name, _ in names)
        self._laws = {key(text): law for text, (_, law) in zip(folded, names, strict=True)}
        self._spelled = {key(text): name for text, (name, _) in zip(folded, names, strict=True)}
        self._names = Titles(self._laws, shortest=_SHORTEST_NAME)
        self._confusion = confusion

    def named(self, title: str) -> Law | None:
        return self._laws.get(key(title))

    def meant(self, title: str) -> str | None:
        """The name that a title, which is none, was meant to be; None where that cannot be told."""
        written = key(title)
        if written.endswith(_ENDS) or written.startswith(STATE):
            names = [self._spelled[slip.meant] for slip in self._names.slips(written) if self._is_slip(slip, written)]
            return names[0] if len(set(names)) == 1 else self._with_state(written)
        return None

    def _is_slip(self, slip: Slip, written: str) -> bool:
        """Whether the change is made by mistake: 中华人民共和国国歌 is no law without its last character."""
        if slip.meant == written + slip.right:
            return False
        if len(slip.written) > 1 or len(slip.right) > 1:
            return len(slip.written) == len(slip.right)
        if len(slip.meant) >= _LONG:
            return True
        if slip.written and slip.right:
            return self._confusion.alike(slip.right, slip.written)
        return len(slip.meant) >= _LONG_WITH_GAP if slip.right else 2 * slip.written in written

    def _with_state(self, written: str) -> str | None:
        """The full name where only the name of the state has a slip in it."""
        for size in _STATE_SLIP:
            law = self._laws.get(written[size:])
            slip = difference(written[:size], STATE) if law is not None else None
            # 中华人民共和国暂行海关法 was a law of its own.
            if law is not None and slip is not None and (slip.right or {*slip.written} <= {*STATE}):
                return law.full
        return None

    def short_names(self) -> Iterator[tuple[str, Law]]:
        """The short names, folded, which are cited without 《》 too."""
        yield from ((text, law) for text, law in self._laws.items() if not text.startswith(STATE))
