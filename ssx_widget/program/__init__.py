"""The program: its command line, its start, its run and its end."""
