# SPDX-License-Identifier: LGPL-3.0-or-later
"""As much of mxcubeqt as a brick sees of it."""
