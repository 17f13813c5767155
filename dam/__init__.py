"""Pressbilder: the press-image bank. See docs/design.md for the floors and rooms."""
