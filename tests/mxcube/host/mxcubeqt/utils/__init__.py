# SPDX-License-Identifier: LGPL-3.0-or-later
"""What bricks import besides their base class."""
