# SPDX-License-Identifier: LGPL-3.0-or-later
"""What was measured and what programs made of it."""
