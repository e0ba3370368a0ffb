# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tables of proposals, persons, laboratories and memberships."""
