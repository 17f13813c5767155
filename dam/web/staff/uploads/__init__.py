"""Uploads: whole, and in parts."""
