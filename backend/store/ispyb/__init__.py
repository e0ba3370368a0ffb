# SPDX-License-Identifier: LGPL-3.0-or-later
"""A facility's ISPyB, which we did not make: what it holds, how that differs, how we speak to it."""
