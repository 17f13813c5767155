"""Words and numbers as people and programs write them: made clean, and read."""
