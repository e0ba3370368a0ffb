# SPDX-License-Identifier: LGPL-3.0-or-later
"""The screens, a folder each."""
