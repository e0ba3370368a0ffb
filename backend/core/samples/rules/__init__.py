# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names, positions and structures of samples."""
