"""All slips in single marks of a text."""

from collections.abc import Iterator
from itertools import chain

from services.checker.punctuation.clusters import clusters
from services.checker.punctuation.forms import forms
from services.checker.punctuation.runs import runs
from services.checker.punctuation.slip import Slip
from services.checker.punctuation.width import widths


def slips(text: str) -> Iterator[Slip]:
    """In no order. Takes linear time, never raises on text."""
    # A line break in front makes the first line one like the others.
    lines = "\n" + text
    together = clusters(lines)
    for slip in chain(runs(lines, together), widths(lines), forms(lines, together)):
        yield slip._replace(start=slip.start - 1, end=slip.end - 1)
