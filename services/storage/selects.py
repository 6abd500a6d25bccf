"""Queries for posts and judgements as SQL; those for violations stand in `filters.py`."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from services.storage.filters import visible
from services.storage.schema import posts, reports
from services.storage.store import StoredQuery

Sites = frozenset[str] | None


def newest_report(post_id: str, site: str | None, sites: Sites) -> Select[Any]:
    """Select the posts of this id, each with its newest judgement."""
    newest = (
        (reports.c.post_key == posts.c.key)
        & (reports.c.revision == posts.c.revision)
        & (reports.c.lexicon_version == posts.c.lexicon_version)
    )
    columns = [column for column in reports.c if column.name not in posts.c]
    return select(posts, *columns).join(reports, newest).where(*_named(post_id, site, sites)).limit(2)


def all_reports(post_id: str, site: str | None, sites: Sites) -> Select[Any]:
    """Select every judgement on the posts of this id, newest first."""
    newest_first = (reports.c.checked_at.desc(), reports.c.recorded_at.desc(), reports.c.revision.desc())
    joined = select(reports, posts.c.site, posts.c.id).join(posts, reports.c.post_key == posts.c.key)
    return joined.where(*_named(post_id, site, sites)).order_by(*newest_first)


def page_of_posts(query: StoredQuery) -> Select[Any]:
    """Select one page by key."""
    page = select(posts).where(*_asked(query), posts.c.key > query.after)
    return page.order_by(posts.c.key).limit(query.limit)


def number_of_posts(query: StoredQuery) -> Select[Any]:
    return select(func.count()).select_from(posts).where(*_asked(query))


def _named(post_id: str, site: str | None, sites: Sites) -> list[ColumnElement[bool]]:
    this = [] if site is None else [posts.c.site == site]
    return [posts.c.id == post_id, *this, *visible(posts.c.site, sites)]


def _asked(query: StoredQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.since is not None:
        conditions.append(posts.c.published_at >= query.since)
    if query.until is not None:
        conditions.append(posts.c.published_at < query.until)
    if query.site is not None:
        conditions.append(posts.c.site == query.site)
    if query.unlike is not None:
        conditions.append(posts.c.lexicon_version != query.unlike)
    return conditions
