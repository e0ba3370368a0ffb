# SPDX-License-Identifier: LGPL-3.0-or-later
"""SSX Desk inside another program: what it takes from MXCuBE, and the panel that it shows there."""
