# SPDX-License-Identifier: LGPL-3.0-or-later
"""The routes of samples, crystals and structures."""
