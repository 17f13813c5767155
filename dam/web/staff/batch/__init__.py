"""The grid of many images at once, and its spreadsheet."""
