"""Whom a change concerns after the file has left: those who asked to be told, and grant holders."""
