"""Taking down: an image, everything that a legal basis carried, and at last every byte."""
