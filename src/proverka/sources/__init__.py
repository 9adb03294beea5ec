"""Sources: what an article says, who said it, who carried it, and what it is about, for a person to confirm.

It knows text, the tables of a language and the alias tables of a case; it knows no record, and nothing that it finds
is evidence before a person has confirmed it. An agency is not a speaker, a plan is not a fact, a speech shows no
fulfilment; where nobody can be sure who spoke, it says so.

    bytes ─► decoding ─► page ─► blocks ─► stories ─► sentences ─► mentions, quotations ─► attribution ─► statements
                                                                        claims, dates, links ─┘
"""
