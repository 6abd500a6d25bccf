"""The bodies of `/v1/posts`."""

from pydantic import BaseModel, Field, RootModel

from services.api.errors import Rejection
from services.wire.post_model import PostIn


class PostBatch(BaseModel):
    """Several posts under one name."""

    posts: list[PostIn]


class PostsIn(RootModel[PostIn | list[PostIn] | PostBatch]):
    """One post, an array of posts, or `{"posts": […]}`."""


class Accepted(BaseModel):
    """What became of the posts. Those accepted are checked shortly; those rejected have to be mended and sent again."""

    accepted: int = Field(ge=0)
    rejected: list[Rejection]
