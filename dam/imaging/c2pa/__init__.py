"""C2PA: read what a file tells of its origin, and sign what leaves."""
