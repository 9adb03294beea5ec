"""Disclosure: what is committed to now and opened later, to everybody or to one party, down to one field.

It knows salts, digests and openings. It does not know who may read what; salts are given to it.
"""
