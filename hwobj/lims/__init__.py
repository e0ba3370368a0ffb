# SPDX-License-Identifier: LGPL-3.0-or-later
"""MXCuBE's ways of asking a LIMS, turned into rows of the backend: tables of names, one module a subject."""
