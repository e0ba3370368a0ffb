# SPDX-License-Identifier: LGPL-3.0-or-later
"""The dewars screen: scan a dewar, see where it stands, take it to its next state and place."""
