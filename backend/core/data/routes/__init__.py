"""The routes of collected and processed data."""
