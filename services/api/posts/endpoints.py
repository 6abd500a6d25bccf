"""`POST /v1/posts` takes posts in for the stream; `GET /v1/posts/{id}/report` and `/trace` tell what came of one."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.api.answers import MEDIA_TYPE, answer, body_of, written
from services.api.auth import Caller, Principal
from services.api.errors import Rejection, problem, problems
from services.api.posts.batch import NDJSON, Batch, Place, read_batch
from services.api.posts.schemas import Accepted
from services.api.services import Given, Services
from services.bus.messages import POSTS
from services.domain.errors import Busy, Unavailable
from services.domain.post import Post
from services.wire.post import bus_key, encode_post
from services.wire.report import Report, report_json
from services.wire.trace import PostTrace, published, trace_value

_BUSY = "队列已满或暂时不可用，请稍后重新提交"

router = APIRouter(tags=["posts"])


@router.post(
    "/v1/posts",
    operation_id="submitPosts",
    summary="Submit published posts to the stream",
    status_code=HTTPStatus.ACCEPTED,
    response_model=Accepted,
    openapi_extra=body_of((MEDIA_TYPE, "PostsIn"), (NDJSON, "PostIn")),
    responses=problems(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)
async def submit_posts(request: Request, services: Given, caller: Caller) -> Response:
    """Take in one post, an array, `{"posts": […]}`, or `application/x-ndjson` with one post per line.

    A post that cannot be taken is named in `rejected` and the others go on; an error is answered only when none could.
    The same revision may be sent again without harm: it is recorded once.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    most = services.settings.max_posts_per_batch
    batch = await asyncio.to_thread(read_batch, await request.body(), media_type, now=services.clock(), most=most)
    own, foreign = _by_permission(batch, caller)
    accepted, waiting = await _publish(own, services)
    rejected = _in_order([*batch.rejected, *foreign, *waiting])
    if accepted:
        return answer({"accepted": accepted, "rejected": rejected}, HTTPStatus.ACCEPTED)
    if waiting:
        raise Busy(_BUSY)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "没有一篇稿件可以接收", rejected)


@router.get(
    "/v1/posts/{post_id:path}/report",
    operation_id="getPostReport",
    summary="The newest report on a post",
    response_model=Report,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def get_post_report(
    post_id: str,
    services: Given,
    caller: Caller,
    site: Annotated[str | None, Query(description="Needed only where several sites have a post of this id.")] = None,
) -> Response:
    """Answer with the newest judgement on a post that came through the stream. Slashes in an id need no escape."""
    return written(report_json(services.store.report(post_id, site, caller.sites).checked))


@router.get(
    "/v1/posts/{post_id:path}/trace",
    operation_id="getPostTrace",
    summary="The way of a post through the stream",
    response_model=PostTrace,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def get_post_trace(
    post_id: str,
    services: Given,
    caller: Caller,
    site: Annotated[str | None, Query(description="Leaves out posts of this id on other sites.")] = None,
) -> Response:
    """Answer with every judgement on a post: when it was seen, checked and recorded, by which worker and version.

    Newest first, with the time that each step took. Dead letters are not told here: `duwang trace` shows them.
    """
    judgements = services.store.judgements(post_id, site, caller.sites)
    return answer(trace_value(post_id, judgements, published(services.store, post_id, judgements)))


def _by_permission(batch: Batch, caller: Principal) -> tuple[list[tuple[Place, Post]], list[Rejection]]:
    own = [(place, post) for place, post in batch.posts if caller.may_write(post.site)]
    foreign = [place for place, post in batch.posts if not caller.may_write(post.site)]
    return own, [place.reject("此密钥不能提交该站点的稿件", "site") for place in foreign]


async def _publish(posts: Sequence[tuple[Place, Post]], services: Services) -> tuple[int, list[Rejection]]:
    """Publish all at once. Returns the number that the bus has taken, and those for which it was full for too long."""
    taken = await asyncio.gather(*(_is_taken(post, services) for _, post in posts))
    waiting = [place.reject(_BUSY) for (place, _), is_taken in zip(posts, taken, strict=True) if not is_taken]
    return sum(taken), waiting


async def _is_taken(post: Post, services: Services) -> bool:
    try:
        async with asyncio.timeout(services.settings.busy_after_s):
            await services.producer.publish(POSTS, bus_key(post.site, post.id), encode_post(post))
    except (TimeoutError, Unavailable):
        return False
    return True


def _in_order(rejected: Sequence[Rejection]) -> list[dict[str, object]]:
    return [rejection.model_dump() for rejection in sorted(rejected, key=lambda rejection: rejection.index or 0)]
