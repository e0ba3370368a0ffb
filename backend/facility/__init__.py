# SPDX-License-Identifier: LGPL-3.0-or-later
"""The facility that dewars travel to."""
