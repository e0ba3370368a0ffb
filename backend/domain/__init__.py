# SPDX-License-Identifier: LGPL-3.0-or-later
"""Rules that screens and server agree on: fields, names, states, units, formulas, sample lists."""

from backend.domain.fields.core_fields import FIELDS as _CORE_FIELDS
from backend.domain.fields.field import Field
from backend.domain.fields.ssx_fields import FIELDS as _SSX_FIELDS

FIELDS: dict[str, tuple[Field, ...]] = {**_CORE_FIELDS, **_SSX_FIELDS}
"""The fields of every table that screens ask for, by the table's name on the wire."""

__all__ = ["FIELDS"]
