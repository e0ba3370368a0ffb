# SPDX-License-Identifier: LGPL-3.0-or-later
"""Containers: their picture, and the table of their samples."""
