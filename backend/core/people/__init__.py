# SPDX-License-Identifier: LGPL-3.0-or-later
"""Proposals, the people of them, and when they measure."""
