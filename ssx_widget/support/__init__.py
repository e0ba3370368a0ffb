# SPDX-License-Identifier: LGPL-3.0-or-later
"""What helps whoever helps: the recent log and the report."""
