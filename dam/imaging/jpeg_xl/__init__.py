"""JPEG XL: its header, and a moving one's first frame."""
