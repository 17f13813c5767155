"""Pictures: bytes in, bytes or facts out. Knows no database, no settings, no Flask."""
