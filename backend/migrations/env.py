"""Alembic's entry: runs migrations on the connection that `backend.migrations.upgrade` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from backend.migrations import metadata
from backend.tables import BlobText, HexBytes, JsonText, LocalDateTime, NumberList, UtcDateTime


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations name our column types by what they are in the database: they must outlive the classes."""
    if kind != "type":
        return False
    names = {UtcDateTime: "sa.DateTime()", LocalDateTime: "sa.DateTime()", NumberList: "sa.String(255)"}
    if isinstance(item, HexBytes):
        return 'sa.LargeBinary(16).with_variant(mysql.BINARY(16), "mysql", "mariadb")'
    if isinstance(item, BlobText):
        return 'sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")'
    if isinstance(item, JsonText):
        return 'sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")'
    return next((text for known, text in names.items() if isinstance(item, known)), False)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    render_item=_render,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
