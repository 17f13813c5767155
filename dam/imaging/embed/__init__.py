"""Joined at the door: a delivered file is the stored pixels and a head written from the record.

`plan` says at ingest what of a file is kept, `verify` that nothing is lost by it, and `assemble`
makes the file at delivery. One module a format, one a kind of metadata.
"""
