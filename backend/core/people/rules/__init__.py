# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who takes part in what, and what the user office says of it."""
