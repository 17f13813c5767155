"""The fields of an image: read, offered, compared."""
