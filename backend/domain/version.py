# SPDX-License-Identifier: LGPL-3.0-or-later
"""The version of the program: of the window, the hardware objects and the backend alike."""

from __future__ import annotations

__version__ = "0.2.0.dev0"
