# SPDX-License-Identifier: LGPL-3.0-or-later
"""Editing: drafts, undo, what is kept on disk, and the way of a save to the backend."""
