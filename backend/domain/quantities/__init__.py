# SPDX-License-Identifier: LGPL-3.0-or-later
"""Quantities as people type and read them: units, decimals, times."""
