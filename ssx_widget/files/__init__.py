# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files that a person drops on the window, or takes out of it."""
