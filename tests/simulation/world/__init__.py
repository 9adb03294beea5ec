"""A world in which parties who do not trust each other keep one record, drawn whole from one seed.

`auditor` knows what was acknowledged to whom and shares no code with the record. The other modules are those whom it
watches: machines that lose power, the keeper of the log, its witnesses, the parties, thieves and forgers. `story` lets
them act, one step after the other; `run` is the command.
"""
