"""The public edition: an audit and its past as a folder of static pages, and the data, feeds and proofs beside them.

It knows how pages look and hang together, and where everything in an edition has its address. It judges nothing and
writes nothing: it turns values into files, the same values into the same bytes.
"""

from proverka.publication.site import Published, site_files

__all__ = ["Published", "site_files"]
