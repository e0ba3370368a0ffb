# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tables of what is measured."""
