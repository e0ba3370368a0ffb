# SPDX-License-Identifier: LGPL-3.0-or-later
"""The first start: who works here, on which proposal."""
