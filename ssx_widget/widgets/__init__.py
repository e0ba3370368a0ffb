# SPDX-License-Identifier: LGPL-3.0-or-later
"""Small widgets that any screen may be made of."""
