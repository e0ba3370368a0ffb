# SPDX-License-Identifier: LGPL-3.0-or-later
"""The ssx service: slurries, stocks, loaded samples, their delivery and their timing."""
