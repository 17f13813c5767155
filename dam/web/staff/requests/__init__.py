"""The request desk: its list, a case, letters, ready answers."""
