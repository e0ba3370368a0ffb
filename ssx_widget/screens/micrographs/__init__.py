# SPDX-License-Identifier: LGPL-3.0-or-later
"""The micrographs of a slurry: view, scale, lines over crystals, and the sizes that follow."""
