"""What the core service does: one module a subject, each told a session and knowing no request."""
