# SPDX-License-Identifier: LGPL-3.0-or-later
"""Timing plans: their times, templates, files, and what is checked of them."""
