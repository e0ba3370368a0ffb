"""Files that a person drops on the window, or takes out of it."""
