"""Drawings: SVG made harmless, and drawn."""
