"""The database: tables, rows, queries, who may see them, and what it refuses."""
