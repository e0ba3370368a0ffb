# SPDX-License-Identifier: LGPL-3.0-or-later
"""The backend of one data folder: its process, its folder, its database file, its backups."""
