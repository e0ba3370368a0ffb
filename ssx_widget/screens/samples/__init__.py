# SPDX-License-Identifier: LGPL-3.0-or-later
"""The samples screen: serial samples with the chain that they are made of."""
