# SPDX-License-Identifier: LGPL-3.0-or-later
"""Forms: editors of fields, pickers of rows, the comparison of two versions."""
