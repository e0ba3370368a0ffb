# SPDX-License-Identifier: LGPL-3.0-or-later
"""The program: its command line, its start, its run and its end."""
