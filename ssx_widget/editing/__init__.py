"""Editing: drafts, undo, what is kept on disk, and the way of a save to the backend."""
