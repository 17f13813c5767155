"""Terms, and their next version."""
