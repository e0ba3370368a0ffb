# SPDX-License-Identifier: LGPL-3.0-or-later
"""A timeline of a sequence of events, from femtoseconds to hours."""
