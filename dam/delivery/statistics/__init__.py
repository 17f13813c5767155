"""Downloads: counted in a spool, summed by month, read by image."""
