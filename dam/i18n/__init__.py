"""Words in the reader's language, and dates in words."""
