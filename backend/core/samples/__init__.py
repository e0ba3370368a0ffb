# SPDX-License-Identifier: LGPL-3.0-or-later
"""Proteins, crystals and samples, with the structures that belong to them."""
