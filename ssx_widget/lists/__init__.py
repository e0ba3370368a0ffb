# SPDX-License-Identifier: LGPL-3.0-or-later
"""Lists of rows: where their rows come from, and how a line looks."""
