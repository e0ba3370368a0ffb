# SPDX-License-Identifier: LGPL-3.0-or-later
"""The routes of shipments, dewars, sample lists, labels and notices."""
