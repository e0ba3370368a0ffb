# SPDX-License-Identifier: LGPL-3.0-or-later
"""A loaded sample as a file of a community's format: one module a format."""
