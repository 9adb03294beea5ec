"""The one tree of errors, and the ordered table of refusals.

Four kinds of failure exist here, and only two are exceptions of ours: broken or hostile bytes
(`MalformedError`) and a request that cannot be granted (`RefusedError`). A bug is an `assert`; a fact
about the world (a missed date, an open balance) is a `Finding`, never an exception.
"""

from dataclasses import dataclass
from enum import Enum


class Refusal(Enum):
    """Every reason to refuse an input, in order of precedence: the first that applies is reported.

    The value is `(code, meaning)`. The code is stable and documented, with an example each, in
    `docs/reference/refusals.md`; a test holds the two lists together.
    """

    # The file itself.
    PATH_OUTSIDE_CASE = ("path-outside-case", "a path leaves the case folder")
    MISSING_FILE = ("missing-file", "a file that must be there is not")
    BAD_BUNDLE = ("bad-bundle", "a bundle of submissions does not have the form of one")
    TOO_LARGE = ("too-large", "a file or field is over its stated limit")
    BYTE_ORDER_MARK = ("byte-order-mark", "a text file begins with a byte-order mark")
    WRONG_ENCODING = ("wrong-encoding", "a file that must be text is not, or is not UTF-8")
    BAD_SYNTAX = ("bad-syntax", "a TOML, CSV, JSON, HTML or XML file cannot be read as such")
    # The record's bytes.
    TRUNCATED_TILE = ("truncated-tile", "a tile or entry bundle is shorter or longer than its width")
    BAD_NOTE = ("bad-note", "a signed note does not have the form of one")
    BAD_CHECKPOINT = ("bad-checkpoint", "a checkpoint does not have the form of one")
    BAD_POLICY = ("bad-policy", "a witness policy does not have the form of one")
    BAD_PROOF = ("bad-proof", "an offline proof does not have the form of one")
    BAD_EVIDENCE = ("bad-evidence", "an evidence file does not have the form of one")
    BAD_OPENING = ("bad-opening", "an opening or a disclosure does not have the form of one")
    BAD_JOURNAL = ("bad-journal", "the journal of a log is damaged before its end")
    BAD_KEY = ("bad-key", "a key is not a canonical point of prime order, or its text form is wrong")
    UNKNOWN_KEY = ("unknown-key", "no signature is by a key that the record knows")
    WRONG_SIGNATURE = ("wrong-signature", "a signature by a known key does not verify")
    WRONG_ROOT = ("wrong-root", "entries do not hash to what the tiles or the checkpoint say")
    WRONG_PROOF = ("wrong-proof", "a proof does not lead to the root that it is for")
    WRONG_POLICY = ("wrong-policy", "a witness policy is another than the record has in force")
    UNWITNESSED = ("unwitnessed", "fewer witnesses have cosigned a checkpoint than the policy asks for")
    WRONG_EVIDENCE = ("wrong-evidence", "an evidence file of the right form proves nothing")
    WRONG_OPENING = ("wrong-opening", "an opening is not of anything that the entry commits to")
    MISSING_DOCUMENT = ("missing-document", "a document that an entry names is not in the store")
    WRONG_DOCUMENT = ("wrong-document", "a document does not hash to its name")
    WRONG_EDITION = ("wrong-edition", "an edition contradicts its record, or holds what is not for its readers")
    # The envelope.
    WRONG_CASE = ("wrong-case", "a submission is for another case, or for another log of this one")
    WRONG_NUMBER = ("wrong-number", "a party's running number or previous-entry hash does not follow")
    REVOKED_KEY = ("revoked-key", "a key was revoked, or is another's, and cannot be used")
    FROM_THE_FUTURE = ("from-the-future", "a submission is dated after the record's own clock")
    NOT_PERMITTED = (
        "not-permitted",
        "by the policy, or because the entry is another's, a party may not submit this",
    )
    NOT_COUNTERSIGNED = ("not-countersigned", "signatures that the policy asks for beside the party's own are missing")
    # The body: form first, then meaning.
    UNKNOWN_KIND = ("unknown-kind", "a submission kind that does not exist")
    UNKNOWN_FIELD = ("unknown-field", "a field or column that the kind does not have")
    MISSING_FIELD = ("missing-field", "a field that the kind needs is absent or empty")
    BAD_VALUE = ("bad-value", "a value is not of the form that its field needs")
    BAD_DATE = ("bad-date", "a date that does not exist or is not in ISO form")
    UNKNOWN_UNIT = ("unknown-unit", "a unit that neither the system nor the case declares")
    PERCENTAGE_WITHOUT_BASIS = ("percentage-without-basis", "a percentage that does not say of what")
    DUPLICATE_ID = ("duplicate-id", "an identifier is used twice")
    UNKNOWN_PARTY = ("unknown-party", "a party that the case does not declare")
    UNKNOWN_BASIS = ("unknown-basis", "a basis that the case does not declare")
    UNKNOWN_SUBJECT = ("unknown-subject", "a subject that the case does not declare")
    UNKNOWN_PLACE = ("unknown-place", "a place that the case does not declare")
    UNKNOWN_OBLIGATION = ("unknown-obligation", "an obligation, provision or instrument that does not exist")
    UNKNOWN_ENTRY = ("unknown-entry", "a reference to an entry that the record does not hold")
    SELF_DEPENDENCY = ("self-dependency", "an obligation, subject or basis depends on itself")
    AMBIGUOUS_MONTH = ("ambiguous-month", "a month rule whose day count the instrument does not settle")
    BEFORE_ITS_INSTRUMENT = ("before-its-instrument", "a date before the instrument that it rests on")
    MEANINGLESS = ("meaningless", "values that are each well formed but cannot be meant together")
    WRONG_REVEAL = ("wrong-reveal", "a reveal does not open what its party committed to, under a fitting checkpoint")
    OUT_OF_TURN = ("out-of-turn", "a step of a draw comes too early, too late or twice")
    WRONG_DRAW = ("wrong-draw", "a published draw is not the one that follows from its plan and reveals")
    # The request.
    UNKNOWN_NAME = ("unknown-name", "what was asked for is not in this case")
    ALREADY_THERE = ("already-there", "the target exists and would be overwritten")
    BACKWARDS = ("backwards", "a witness is asked to go back behind what it has cosigned")
    UNREACHABLE = ("unreachable", "a source on the network does not answer as it should")
    NOT_INSTALLED = ("not-installed", "a program that this needs is not installed, or in another version")
    LOST_WORKER = ("lost-worker", "a worker was lost over one part of the work again and again")
    BUSY = ("busy", "another process is writing to this record or folder")
    NOT_A_CASE = ("not-a-case", "the folder is not a case, or not yet a built one")

    @property
    def code(self) -> str:
        """The stable code, as printed and documented."""
        return self.value[0]

    @property
    def meaning(self) -> str:
        """What the code means, in one line."""
        return self.value[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The facts of one failure, from which its message is built."""

    refusal: Refusal
    where: str
    expected: str
    got: str
    remedy: str

    def __str__(self) -> str:
        return (
            f"{self.where}: {self.refusal.code}: {self.refusal.meaning}\n"
            f"  expected: {self.expected}\n"
            f"  got:      {self.got}\n"
            f"  to do:    {self.remedy}"
        )


class ProverkaError(Exception):
    """The root of what this package raises on purpose; carries its `Fault`."""

    def __init__(self, refusal: Refusal, *, where: str, expected: str, got: str, remedy: str) -> None:
        self.fault = Fault(
            refusal=refusal, where=printable(where), expected=printable(expected), got=_shown(got), remedy=remedy
        )
        super().__init__(str(self.fault))

    def __reduce__(self) -> tuple[object, ...]:
        # An exception is rebuilt from its positional arguments where it crosses between processes; ours has none.
        return _again, (type(self), self.fault)

    @property
    def code(self) -> str:
        """The stable refusal code."""
        return self.fault.refusal.code


def _again(kind: "type[ProverkaError]", fault: Fault) -> "ProverkaError":
    error = kind.__new__(kind, str(fault))  # not through __init__, which would shorten again what it shortened
    error.fault = fault
    return error


class MalformedError(ProverkaError):
    """Broken or hostile bytes: nothing else may leave a parser."""


class RefusedError(ProverkaError):
    """A well-formed request that cannot be granted."""


# A message must fit a terminal and must not carry a hostile field back whole.
SHOWN_CHARACTERS_MAX = 160


def printable(text: str) -> str:
    """Return a text in which nothing moves, hides or colours what a terminal shows beside it."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _shown(text: str) -> str:
    safe = printable(text)
    return safe if len(safe) <= SHOWN_CHARACTERS_MAX else f"{safe[:SHOWN_CHARACTERS_MAX]}… ({len(text)} characters)"
