# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a person may be allowed to do."""

from __future__ import annotations

PERMISSIONS = (
    "own_proposals",
    "all_proposals",
    "own_sessions",
    "all_sessions",
    "write_proposals",
    "write_sessions",
    "administrate",
)
