# SPDX-License-Identifier: LGPL-3.0-or-later
"""What was measured: joined with sample and plan, with pictures, files and figures."""
