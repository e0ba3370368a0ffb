# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tables of shipments, dewars and containers, and of a dewar's way."""
