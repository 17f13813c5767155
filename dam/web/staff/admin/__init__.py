"""Accounts, the house's choices, and the log."""
