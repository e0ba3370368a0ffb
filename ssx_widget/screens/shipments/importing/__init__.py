# SPDX-License-Identifier: LGPL-3.0-or-later
"""The import of sample lists: read, checked, mended, stored."""
