# SPDX-License-Identifier: LGPL-3.0-or-later
"""The routes of proposals, sessions and contacts."""
