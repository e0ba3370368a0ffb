# SPDX-License-Identifier: LGPL-3.0-or-later
"""The database: tables, rows, queries, who may see them, and what it refuses."""
