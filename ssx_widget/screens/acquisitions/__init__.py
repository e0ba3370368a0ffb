"""What was measured: joined with sample and plan, with pictures, files and figures."""
