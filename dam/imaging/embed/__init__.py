"""Joined files: the stored pixels with a head that is written from the record at delivery.

`plan` says at ingest what of a file is kept, `verify` that nothing is lost by it, and `assemble`
makes the file at delivery. One module a format, one a kind of metadata.
"""
