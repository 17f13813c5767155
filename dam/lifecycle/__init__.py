"""Everything that changes an image's state: publish, review, schedule, replace, withdraw, erase."""
