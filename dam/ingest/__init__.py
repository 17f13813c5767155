"""Taking files in: receive the bytes, register the image, make its sizes, clear what was left."""
