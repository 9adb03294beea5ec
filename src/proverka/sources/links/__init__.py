"""Links: what a passage is about, by the alias tables and rules of a case, and the amounts in it.

It knows names and words as a case lists them; it does not know the case itself.
"""

from proverka.sources.links.linking import Context, links_in

__all__ = ["Context", "links_in"]
