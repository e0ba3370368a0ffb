# SPDX-License-Identifier: LGPL-3.0-or-later
"""The audit trail: who changed which row when, and its columns before and after.

One mechanism for every write: the session notes what it flushes (`rows`) and what statements change
without it (`statements`), and stores the entries with the rows, in the same transaction (`journal`).
Importing this package switches it on.
"""

from backend.audit import statements
from backend.audit.journal import sign
from backend.audit.models import AuditEntry

__all__ = ["AuditEntry", "sign", "statements"]
