"""A case as a user holds it: authored in a folder, built into a record, opened, added to, audited.

It knows where everything lies and joins record, mandate, inventory and assessment. It alone writes. It
chooses neither clock, nor keys, nor randomness: its callers do.
"""
