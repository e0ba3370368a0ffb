# SPDX-License-Identifier: LGPL-3.0-or-later
"""The command `ssx-backend`: a module a group of commands, which imports what it needs when it runs."""
