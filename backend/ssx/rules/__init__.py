# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the ssx service does beyond storing rows."""
