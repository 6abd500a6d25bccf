"""How a judgement came about, when it was recorded, counts that need not be counted, and an index for each filter."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_FILTERS = ("channel", "column")


def upgrade() -> None:
    """Add columns and fill the tallies. The columns may be empty, so no row is written anew, however many there are."""
    op.add_column("reports", sa.Column("trace", sa.Text))
    op.add_column("reports", sa.Column("recorded_at", sa.DateTime(timezone=True)))
    op.create_index("posts_by_time", "posts", ["published_at"])
    for name in _FILTERS:
        op.create_index(f"violations_by_{name}", "violations", [name, "published_at", "id"])
    _create_tallies()


def downgrade() -> None:
    for name in _FILTERS:
        op.drop_index(f"violations_by_{name}", "violations")
    op.drop_table("tallies")
    op.drop_index("posts_by_time", "posts")
    op.drop_column("reports", "recorded_at")
    op.drop_column("reports", "trace")


def _create_tallies() -> None:
    op.create_table(
        "tallies",
        sa.Column("site", sa.Text, primary_key=True),
        sa.Column("severity", sa.String(16), primary_key=True),
        sa.Column("category", sa.String(32), primary_key=True),
        sa.Column("status", sa.String(16), primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )
    op.execute("INSERT INTO tallies SELECT site, '', '', '', count(*) FROM posts GROUP BY site")
    op.execute(
        "INSERT INTO tallies SELECT site, severity, category, status, count(*) FROM violations "
        "GROUP BY site, severity, category, status"
    )
