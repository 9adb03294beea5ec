"""What is held, where, and how sure that is: figures, movements, balances, and what contradicts what.

It knows standings, bases and sums. It does not know what is owed, nor by when.
"""
