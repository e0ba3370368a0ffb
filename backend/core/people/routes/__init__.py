"""The routes of proposals, sessions and contacts."""
