# SPDX-License-Identifier: LGPL-3.0-or-later
"""One module for each version of the tables, in the order of their numbers."""
