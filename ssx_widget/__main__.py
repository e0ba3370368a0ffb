"""`python -m ssx_widget` is `ssx-desk`."""

import sys

from ssx_widget.app import main

sys.exit(main())
