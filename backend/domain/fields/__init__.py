# SPDX-License-Identifier: LGPL-3.0-or-later
"""The fields of every table: names, labels, units, ranges and choices."""
