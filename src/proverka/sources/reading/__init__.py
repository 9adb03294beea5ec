"""Reading: from the bytes of a file or feed to an article: its text, what each part of it is, and the stories in it.

It knows encodings, page forms and the furniture of pages; it knows nobody who speaks.
"""

from proverka.sources.reading.article_file import article_of, read_article, read_feed

__all__ = ["article_of", "read_article", "read_feed"]
