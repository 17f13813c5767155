"""A room whose files have not been touched by a worker."""
