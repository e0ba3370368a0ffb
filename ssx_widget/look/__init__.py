"""How the window looks, and how it puts numbers, days and contents in words."""
