# SPDX-License-Identifier: LGPL-3.0-or-later
"""The settings: which backend, which data folder, which paper."""
