# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the tables' rows are on the wire: written by `ssx-backend generate-rows`, but for the answers.

A row of one table is of its class; one of whichever table is an `AnyRow`, or a `Row` to be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

AnyRow: TypeAlias = Mapping[str, Any]
"""A row of whichever table, to be read."""

Row: TypeAlias = dict[str, Any]
"""A row of whichever table, to be changed; the backend's hold moments, those on the wire their text."""
