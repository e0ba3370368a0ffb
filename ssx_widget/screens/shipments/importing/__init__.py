"""The import of sample lists: read, checked, mended, stored."""
