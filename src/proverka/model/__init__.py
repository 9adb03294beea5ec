"""The vocabulary every other layer speaks: parties, quantities, dates, submissions, findings, errors.

It knows what the words mean and which combinations mean nothing. It does no input or output, reads no
clock, and knows neither how the record stores bytes nor how an obligation is judged.
"""
