"""What a file says of itself: read, put in house style, kept."""
