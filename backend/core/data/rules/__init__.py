"""What collected data may be asked, each rule told a session and knowing no request."""
