"""Texts of pages and letters, and contacts."""
