# SPDX-License-Identifier: LGPL-3.0-or-later
"""The em service: electron microscopy on the data collections of core."""
