# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the tables' rows are on the wire: written by `ssx-backend generate-rows`, but for the answers."""
