"""Identifiers in the form that EPCIS has for them: URIs for items, subjects, places, dispositions, containers.

A name of ours becomes a URI under a base, percent-encoded, and is read back from there; a URI of other software is a
name as it stands. Dispositions have words of their own in the standard's vocabulary (CBV 2.0, section 7.2).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import quote, unquote

Kind = Literal["item", "subject", "place", "disposition", "container", "movement"]

# The dispositions of CBV 2.0, in the short form that JSON has for them.
CBV_DISPOSITIONS = frozenset({
    "active", "available", "completeness_inferred", "completeness_verified", "conformant", "container_closed",
    "container_open", "damaged", "destroyed", "dispensed", "disposed", "encoded", "expired", "in_progress",
    "in_transit", "inactive", "mismatch_class", "mismatch_instance", "mismatch_quantity", "needs_replacement",
    "no_pedigree_match", "non_conformant", "non_sellable_other", "partially_dispensed", "recalled", "reserved",
    "retail_sold", "returned", "sellable_accessible", "sellable_not_accessible", "stolen", "unavailable", "unknown",
})  # fmt: skip
# The longer forms in which the same words may stand.
_CBV_PREFIXES = (
    "urn:epcglobal:cbv:disp:",
    "https://ref.gs1.org/cbv/Disp-",
    "https://ns.gs1.org/cbv/Disp-",
    "http://ns.gs1.org/cbv/Disp-",
)
_BIZ_STEP_PREFIXES = tuple(prefix.replace("disp:", "bizstep:").replace("Disp-", "BizStep-") for prefix in _CBV_PREFIXES)


# Of millions of rows the places and dispositions are few, and the row before had the same item.
_REMEMBERED = 65_536


@lru_cache(_REMEMBERED)
def _quoted(name: str) -> str:
    return quote(name, safe="")


@lru_cache(_REMEMBERED)
def _unquoted(text: str) -> str:
    return unquote(text)


@dataclass(frozen=True, slots=True)
class Identifiers:
    """The names of one case as URIs; `base` ends in a slash, and is empty where no name is of ours."""

    base: str = ""

    def uri(self, kind: Kind, name: str) -> str:
        """Return the URI of a name.

        >>> Identifiers("https://proverka.example/quarry/").uri("item", "A 1/2")
        'https://proverka.example/quarry/item/A%201%2F2'
        """
        return f"{self.base}{kind}/{_quoted(name)}"

    def name(self, kind: Kind, uri: str) -> str:
        """Return the name that has this URI, or the URI itself where it is not one that `uri` makes.

        >>> Identifiers("https://proverka.example/quarry/").name("item", "https://proverka.example/quarry/item/A%201")
        'A 1'
        >>> Identifiers("https://proverka.example/quarry/").name("item", "urn:epc:id:sgtin:0614141.107346.2018")
        'urn:epc:id:sgtin:0614141.107346.2018'
        """
        if not self.base or not uri.startswith(f"{self.base}{kind}/"):
            return uri
        name = _unquoted(uri[len(self.base) + len(kind) + 1 :])
        return name if self.uri(kind, name) == uri else uri

    def disposition_uri(self, name: str) -> str:
        """Return a disposition as the standard's word where there is one of that name, else as a URI.

        >>> Identifiers("https://proverka.example/quarry/").disposition_uri("in transit")
        'in_transit'
        """
        word = name.replace(" ", "_")
        return word if word in CBV_DISPOSITIONS and "_" not in name else self.uri("disposition", name)

    def disposition_name(self, text: str) -> str:
        """Return the disposition of a word or URI.

        >>> Identifiers().disposition_name("https://ref.gs1.org/cbv/Disp-in_transit")
        'in transit'
        """
        word = _without(text, _CBV_PREFIXES)
        return word.replace("_", " ") if word in CBV_DISPOSITIONS else self.name("disposition", text)


def biz_step_word(text: str) -> str:
    """Return a business step in its short form.

    >>> biz_step_word("urn:epcglobal:cbv:bizstep:destroying")
    'destroying'
    """
    return _without(text, _BIZ_STEP_PREFIXES)


def class_of(epc: str) -> str:
    """Return the class of an item that has a GS1 serial number in its URI, as a pattern or a shorter link; or nothing.

    >>> class_of("urn:epc:id:sgtin:0614141.107346.2018")
    'urn:epc:idpat:sgtin:0614141.107346.*'
    >>> class_of("https://id.gs1.org/01/09520123456788/21/1234")
    'https://id.gs1.org/01/09520123456788'
    """
    if epc.startswith("urn:epc:id:sgtin:"):
        head, _, _ = epc.rpartition(".")
        return head.replace("urn:epc:id:", "urn:epc:idpat:", 1) + ".*" if head else ""
    head, found, _ = epc.partition("/21/")
    return head if found and "/01/" in head else ""


def _without(text: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        if text.startswith(prefix):
            return text[len(prefix) :]
    return text
