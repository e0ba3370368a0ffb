# SPDX-License-Identifier: LGPL-3.0-or-later
"""`python -m backend` is the command `ssx-backend`."""

from __future__ import annotations

import sys

from backend.commands.main import main

if __name__ == "__main__":
    sys.exit(main())
