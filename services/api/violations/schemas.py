"""What `/v1/violations` is asked."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.api.auth import Principal
from services.domain.post import BEIJING, Channel
from services.domain.rule import Category, Severity
from services.domain.violation import Status
from services.storage.store import ViolationQuery


def _in_beijing(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


Moment = Annotated[datetime, AfterValidator(_in_beijing)]
Word = Annotated[str, Field(min_length=1, max_length=512)]


class ViolationFilters(BaseModel):
    """Filters are joined by "and". A filter that does not exist is refused rather than ignored."""

    model_config = ConfigDict(extra="forbid")

    site: Word | None = None
    unit: Word | None = None
    channel: Channel | None = None
    column: Word | None = None
    category: Category | None = None
    severity: Severity | None = None
    status: Status | None = None
    rule: Word | None = None
    published_from: Moment | None = Field(None, description="This moment and later; no zone means Asia/Shanghai.")
    published_to: Moment | None = Field(None, description="Before this moment; no zone means Asia/Shanghai.")
    q: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="Words in the title or in the quoted text."
    )
    cursor: str | None = Field(None, description="`next_cursor` of the page before, with the same filters.")
    limit: int = Field(50, ge=1, le=200)

    def query(self, caller: Principal) -> ViolationQuery:
        """Ask for what the caller may see."""
        return ViolationQuery(sites=caller.sites, **self.model_dump())


class StepIn(BaseModel):
    """What is said with a step of the life cycle."""

    note: str = Field("", max_length=1000)
