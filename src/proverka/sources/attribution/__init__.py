"""Attribution: who spoke the words of a story, and who carried them.

Words and phrases become tags of one letter (`lexicon`), sentences strings of tags (`sentences`), and rules patterns
over them: mentions, subjects, reports. It knows the grammar of a language by its tables, and nothing of claims.
"""

from proverka.sources.attribution.story_reader import statements_of

__all__ = ["statements_of"]
