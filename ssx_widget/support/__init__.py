"""What helps whoever helps: the recent log and the report."""
