# SPDX-License-Identifier: LGPL-3.0-or-later
"""The window: its bars, its search, and the register of its screens."""
