"""Search: what was asked (query), what is found (find), and what the index holds (index)."""
