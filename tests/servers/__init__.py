"""The real servers that tests talk to: PostgreSQL, SeaweedFS, SMTP."""
