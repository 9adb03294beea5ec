"""Programs for whoever develops this: what they make is committed, and nothing that is installed needs them.

They know the sources and the tests; nothing knows them.
"""
