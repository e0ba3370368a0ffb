# SPDX-License-Identifier: LGPL-3.0-or-later
"""`python -m ssx_widget` is `ssx-desk`."""

import sys

from ssx_widget.program.start import main

sys.exit(main())
