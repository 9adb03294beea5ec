"""The book in other people's forms, and back: EPCIS events, inventory changes and material balances.

It knows those forms and the ledger's rows. It does not know what a case is, who signed what, or how an answer looks on
a screen; it reads no clock: when a document was made, its caller says.
"""

from proverka.exchange.area import Area, Period
from proverka.exchange.balance import Balance, balances, counted_in
from proverka.exchange.change_codes import CHANGES, ChangeCode
from proverka.exchange.changes import Change, changes
from proverka.exchange.epcis_document import DOCUMENT_BYTES_MAX, EventsRead, parse_document
from proverka.exchange.epcis_export import Scope, write_epcis
from proverka.exchange.epcis_import import Conversion, Unmapped, convert_epcis
from proverka.exchange.identifiers import Identifiers
from proverka.exchange.listing import Listed, listing
from proverka.exchange.movement_export import write_movements
from proverka.exchange.table_file import suffix_of

__all__ = [
    "CHANGES",
    "DOCUMENT_BYTES_MAX",
    "Area",
    "Balance",
    "Change",
    "ChangeCode",
    "Conversion",
    "EventsRead",
    "Identifiers",
    "Listed",
    "Period",
    "Scope",
    "Unmapped",
    "balances",
    "changes",
    "convert_epcis",
    "counted_in",
    "listing",
    "parse_document",
    "suffix_of",
    "write_epcis",
    "write_movements",
]
