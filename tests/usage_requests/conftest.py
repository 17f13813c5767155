"""The desk's fixtures."""

from tests.desk import add_image, ask_for, house

__all__ = ["add_image", "ask_for", "house"]
