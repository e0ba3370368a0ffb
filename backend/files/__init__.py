# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files beside the database: opened by their path, taken in, packed, drawn small."""
