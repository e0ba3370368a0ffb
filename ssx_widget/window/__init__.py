"""The window: its bars, its search, and the register of its screens."""
