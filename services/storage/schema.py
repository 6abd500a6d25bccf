"""The tables. A post is one row, whatever its revisions; each judgement is one row; each violation is one row."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from services.storage.columns import AnyText, Utc

metadata = MetaData()

# `key` is a hash of (site, id). `revision`, `lexicon_version` and `checked_at` name the newest judgement.
# `title` is masked, for people; `content` is the submitted title and body, compressed, for checking again.
posts = Table(
    "posts",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("site", AnyText, nullable=False),
    Column("id", AnyText, nullable=False),
    Column("revision", String(16), nullable=False),
    Column("lexicon_version", Text, nullable=False),
    Column("checked_at", Utc, nullable=False),
    Column("unit", AnyText, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("column", AnyText, nullable=False),
    Column("url", AnyText, nullable=False),
    Column("title", AnyText, nullable=False),
    Column("content_type", String(32), nullable=False),
    Column("published_at", Utc, nullable=False),
    Column("author", AnyText, nullable=False),
    Column("source", AnyText, nullable=False),
    Column("extras", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
Index("posts_by_id", posts.c.id)
Index("posts_by_site", posts.c.site)

reports = Table(
    "reports",
    metadata,
    Column("post_key", String(32), ForeignKey(posts.c.key), primary_key=True),
    Column("revision", String(16), primary_key=True),
    Column("lexicon_version", Text, primary_key=True),
    Column("verdict", String(16), nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("skipped", Text, nullable=False),
    Column("roster_as_of", Text, nullable=False),
    Column("checked_at", Utc, nullable=False),
    Column("elapsed_ms", Float, nullable=False),
    Column("findings", Text, nullable=False),
)

violations = Table(
    "violations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("post_key", String(32), ForeignKey(posts.c.key), nullable=False),
    Column("status", String(16), nullable=False),
    Column("note", AnyText, nullable=False),
    Column("post_id", AnyText, nullable=False),
    Column("revision", String(16), nullable=False),
    Column("lexicon_version", Text, nullable=False),
    Column("site", AnyText, nullable=False),
    Column("unit", AnyText, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("column", AnyText, nullable=False),
    Column("url", AnyText, nullable=False),
    Column("title", AnyText, nullable=False),
    Column("published_at", Utc, nullable=False),
    Column("found_at", Utc, nullable=False),
    Column("category", String(32), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("rule", Text, nullable=False),
    Column("quote", AnyText, nullable=False),
    Column("message", AnyText, nullable=False),
    Column("finding", Text, nullable=False),
)
Index("violations_by_post", violations.c.post_key)
# Pages run newest first; each index serves one filter together with that order.
_NEWEST = (violations.c.published_at, violations.c.id)
Index("violations_newest", *_NEWEST)
for _filter in ("site", "unit", "category", "severity", "status", "rule"):
    Index(f"violations_by_{_filter}", violations.c[_filter], *_NEWEST)
