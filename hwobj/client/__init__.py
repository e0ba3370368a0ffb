"""The way to the backend: sessions, tokens, the link and its events, the local process."""
