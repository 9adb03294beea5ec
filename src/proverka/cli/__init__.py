"""The command line: what a person or a script types. It knows options, clocks, keys and exit statuses.

It alone chooses the clock, the randomness and where files lie, and decides nothing that a library user
could not decide otherwise. Exit status: 0 done, 1 the answer is no (a record that does not verify), 2
refused (bad input, with one clear error), 130 interrupted.
"""

from proverka.cli.app import app, main

__all__ = ["app", "main"]
