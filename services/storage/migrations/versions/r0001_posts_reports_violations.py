"""The first schema: posts, judgements on them, violations."""

from typing import NoReturn

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NEWEST = ("published_at", "id")


def upgrade() -> None:
    _create_posts()
    _create_reports()
    _create_violations()


def downgrade() -> NoReturn:
    """There is nothing before the first schema; who wants that drops the database."""
    raise NotImplementedError("第一版结构之前没有更早的版本；不再需要这些数据时，请删除整个数据库")


def _create_posts() -> None:
    op.create_table(
        "posts",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("revision", sa.String(16), nullable=False),
        sa.Column("lexicon_version", sa.Text, nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("column", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("content_type", sa.String(32), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("extras", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("posts_by_id", "posts", ["id"])
    op.create_index("posts_by_site", "posts", ["site"])


def _create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("post_key", sa.String(32), sa.ForeignKey("posts.key"), primary_key=True),
        sa.Column("revision", sa.String(16), primary_key=True),
        sa.Column("lexicon_version", sa.Text, primary_key=True),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("skipped", sa.Text, nullable=False),
        sa.Column("roster_as_of", sa.Text, nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("elapsed_ms", sa.Float, nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
    )


def _create_violations() -> None:
    op.create_table(
        "violations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("post_key", sa.String(32), sa.ForeignKey("posts.key"), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("post_id", sa.Text, nullable=False),
        sa.Column("revision", sa.String(16), nullable=False),
        sa.Column("lexicon_version", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("column", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("finding", sa.Text, nullable=False),
    )
    op.create_index("violations_by_post", "violations", ["post_key"])
    op.create_index("violations_newest", "violations", [*_NEWEST])
    for name in ("site", "unit", "category", "severity", "status", "rule"):
        op.create_index(f"violations_by_{name}", "violations", [name, *_NEWEST])
