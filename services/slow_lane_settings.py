"""The settings of the slow lane: who gives a second opinion, on which posts, and how long it may take."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

Kinds = tuple[Literal["kenlm", "proper", "macbert"], ...]


class SlowLane(BaseModel):
    """A second opinion on posts of the stream, by pycorrector in a process of its own. Off by default."""

    second_opinion: Kinds = Field(
        (), description='Who gives it, as JSON: `["kenlm", "proper", "macbert"]` or some of them. Default: nobody.'
    )
    second_opinion_every: bool = Field(
        False, description="Whether every post is read, not only those that say `depth: deep`."
    )
    second_opinion_kenlm: Path | None = Field(None, description="KenLM model of `kenlm`, a `.klm` or `.arpa` file.")
    second_opinion_names: Path | None = Field(None, description="Names that `proper` knows, one a line.")
    second_opinion_macbert: Path | None = Field(None, description="Folder of the model of `macbert`.")
    second_opinion_deadline_s: float = Field(
        20.0, gt=0, description="Seconds for one post; past it the report says `complete: false`."
    )
    second_opinion_start_s: float = Field(300.0, gt=0, description="Seconds in which its models must have loaded.")
    second_opinion_failures: int = Field(
        3, ge=1, description="After so many failures in a row nobody is asked for a while."
    )
    second_opinion_pause_s: float = Field(60.0, gt=0, description="Seconds of that while.")
