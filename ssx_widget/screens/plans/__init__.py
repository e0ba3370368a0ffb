# SPDX-License-Identifier: LGPL-3.0-or-later
"""The screen of timing plans."""
