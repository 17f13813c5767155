"""Letters that come in: fetched, taken apart, classified."""
