"""What the machine gives: disks, files of our own, turns, and the scanner for malware."""
