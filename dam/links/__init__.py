"""Addresses, shown ids, tokens, and tagged e-mail addresses."""
