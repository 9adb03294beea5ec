"""What stands before a Markdown file: lines of keys and values between two rules, as programs that save pages write."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FRONT = re.compile(r"\s{0,20}---[ \t]{0,9}\n((?:[^\n]{0,1000}\n){0,60}?)---[ \t]{0,9}(?:\n|$)")
_FIELD = re.compile(r"([A-Za-z][\w -]{0,30}):[ \t]{1,9}(\S[^\n]{0,600})$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What the head of a file states; each field empty where it does not."""

    title: str = ""
    author: str = ""
    outlet: str = ""
    address: str = ""
    dated: str = ""


def cut_front_matter(text: str) -> tuple[FrontMatter, str]:
    r"""Return what the head of a text states, and the text without it; a text without a head as it is.

    >>> head, rest = cut_front_matter("---\ntitle: Talks go on\ndate: 2013-10-07\n---\nThe envoy left.")
    >>> (head.title, head.dated, rest)
    ('Talks go on', '2013-10-07', 'The envoy left.')
    """
    found = _FRONT.match(text)
    fields = {key.lower().strip(): _bare(value) for key, value in _FIELD.findall(found[1])} if found else {}
    if found is None or not fields:
        return FrontMatter(), text
    head = FrontMatter(
        title=_first(fields, "title", "headline"),
        author=_first(fields, "author", "authors", "byline", "by"),
        outlet=_first(fields, "outlet", "publication", "publisher", "site", "sitename", "site_name", "source"),
        address=_first(fields, "url", "link", "canonical", "address", "permalink"),
        dated=_first(fields, "published", "date", "pubdate", "date_published", "publish_date"),
    )
    return head, text[found.end() :]


def _first(fields: Mapping[str, str], *keys: str) -> str:
    return next((fields[key] for key in keys if fields.get(key)), "")


def _bare(value: str) -> str:
    return value.strip().strip("\"'[]").strip()
