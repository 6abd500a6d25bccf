"""The tables. A post is one row, whatever its revisions; each judgement is one row; each violation is one row.

This is the schema as it is now; how older databases come to it stands in `migrations/`.
"""

from sqlalchemy import (
    BigInteger,
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

# The newest of the revisions in `migrations/versions`. Their ids are numbers, so that they sort.
VERSION = "0002"

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
Index("posts_by_time", posts.c.published_at)

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
    Column("trace", Text),
    Column("recorded_at", Utc),  # of judgements from before this column it is not known
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
for _filter in ("site", "unit", "channel", "column", "category", "severity", "status", "rule"):
    Index(f"violations_by_{_filter}", violations.c[_filter], *_NEWEST)

# How many violations there are of each kind, and how many posts of a site (under empty words). Kept in step with the
# tables by the transactions that change them: to count 100 million rows takes minutes.
tallies = Table(
    "tallies",
    metadata,
    Column("site", AnyText, primary_key=True),
    Column("severity", String(16), primary_key=True),
    Column("category", String(32), primary_key=True),
    Column("status", String(16), primary_key=True),
    Column("number", BigInteger, nullable=False),
)
