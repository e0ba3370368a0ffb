# SPDX-License-Identifier: LGPL-3.0-or-later
"""Shipments, dewars and containers: their way, their lists, their labels."""
