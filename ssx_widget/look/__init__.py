# SPDX-License-Identifier: LGPL-3.0-or-later
"""How the window looks, and how it puts numbers, days and contents in words."""
