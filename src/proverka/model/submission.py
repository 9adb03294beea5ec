"""What a party submits: an envelope common to all, and one typed body for each kind of evidence.

The kinds of the mandate (`instrument`) and of the case itself (`genesis`) have their bodies in
`proverka.mandate` and `proverka.model.vocabulary`; everything that reports on the world is here. Each
docstring is the documentation of its kind: the schema pages are made from it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from proverka.model.errors import MalformedError, Refusal
from proverka.model.inspecting import Draw, DrawCommitment, DrawReveal, InspectionPlan, InspectionResults
from proverka.model.printed import PRINTINGS_MAX, Printing, ReadPassage
from proverka.model.quantity import Bound, Quantity, check_size
from proverka.model.span import Span

Classification = Literal["unclassified", "restricted", "protected", "highly_protected"]
# From the lowest to the highest: an edition up to one of them holds nothing of those after it.
CLASSES: tuple[Classification, ...] = get_args(Classification)
Tier = Literal["A", "B", "C", "D", "E", "seed", ""]
Confidence = Literal["high", "medium", "low", ""]
Stance = Literal["favourable", "critical", "mixed", "none"]
Percent = Annotated[Decimal, Meta(description="percent, 0 to 100 and beyond where a source says so")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


# The absent replacement of a correction; msgspec knows no optional raw field.
_NO_BODY = msgspec.Raw()


class _Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Source(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """Where it was read. Tier: A official, B copy of an official text, C specialist, D encyclopedia, E press.

    What was read on paper, or in a file that names no address, has an outlet alone.
    """

    url: str = ""
    outlet: str = ""
    tier: Tier = ""


class Reference(_Value, frozen=True, kw_only=True):
    """An earlier entry, named so that it cannot be another: its log index and its leaf hash in hex."""

    index: Annotated[int, Meta(ge=0)]
    leaf: Sha256


class TableCommitment(_Value, frozen=True, kw_only=True):
    """What an entry says of a sealed table: the Merkle root over its rows in hex, and how many they are."""

    root: Sha256
    rows: Annotated[int, Meta(ge=0)]


class Document(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A file kept beside the log under its SHA-256; `size` in bytes.

    The log is for everybody, and the hash of what can be guessed tells what it is: a file of a class above
    unclassified is `salted`, its content after 32 random bytes, which `size` counts too; or it is a sealed `table`.
    """

    name: str
    sha256: Sha256
    size: Annotated[int, Meta(ge=0)]
    media_type: str
    classification: Classification = "unclassified"
    salted: bool = False
    table: TableCommitment | None = None

    @property
    def hidden(self) -> bool:
        """Whether its hash tells nothing of its content."""
        return self.salted or self.table is not None


class Envelope(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """What every submission says, whatever its kind.

    `submitted_at` is when its party says that it handed it in: for a case rebuilt from public sources,
    the day on which the source made it known. `effective` is when it was true or happened. `by` is
    whose act or claim it is, where that is not the submitting party. `bears_on` names obligations or
    instruments. `label` is the submitter's own name for it, unique in the case.
    """

    kind: str
    label: str
    submitted_at: Annotated[datetime, Meta(tz=True)]
    effective: Span | None = None
    by: str = ""
    bears_on: tuple[str, ...] = ()
    source: Source | None = None
    confidence: Confidence = ""
    classification: Classification = "unclassified"
    note: str = ""
    references: tuple[Reference, ...] = ()
    documents: tuple[Document, ...] = ()
    body: msgspec.Raw


class DeclaredLine(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a declaration: how much of what, on a declared basis."""

    basis: str
    quantity: Quantity
    bound: Bound = "exact"


class Declaration(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """What a party declares.

    A disclosure precedes the initial declaration; an amendment changes lines that were declared before, a
    supplement adds to them; `nil` says that there is nothing to declare.
    """

    declaration: Literal["disclosure", "initial", "amendment", "supplement", "nil"]
    title: str
    lines: tuple[DeclaredLine, ...] = ()


Paper = Literal[
    "inspection_mandate", "preliminary_findings", "draft_report", "final_report", "comments", "differing_observations",
]  # fmt: skip


class Delivery(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A paper handed over: a report, plan, list, letter or recommendation, or one of the papers of an inspection.

    `ordinal` is its number in its series, where it has one: the eighteenth monthly report shows that
    seventeen came before it. A paper of an inspection refers to that inspection (`references`); `text` says in short
    what is in it, so that comments of the inspected party and differing observations are printed. `at` is the instant
    at which it was handed over, where that is known: a clock of hours needs it.
    """

    document: Literal["report", "plan", "letter", "list", "notification", "other"] | Paper
    title: str
    symbol: str = ""
    ordinal: Annotated[int, Meta(ge=1)] | None = None
    text: str = ""
    at: Annotated[datetime, Meta(tz=True)] | None = None


class Figure(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A published number with its basis: an amount, a percentage, or both.

    `of` is the denominator where the source prints it beside. `dating` says what the effective date is:
    the day of the `event`, or that of a `report`, by which it was so at the latest. Only an `achieved`
    or `derived` figure shows fulfilment; an estimate, plan or projection is kept and shown as such.
    """

    basis: str
    amount: Quantity | None = None
    percent: Percent | None = None
    of: Quantity | None = None
    bound: Bound = "exact"
    dating: Literal["event", "report"] = "event"
    nature: Literal["achieved", "derived", "estimate", "plan", "projection"] = "achieved"
    place: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        """Refuse a figure without a number, and a percentage that is no number or below zero."""
        if self.percent is None and self.amount is None:
            raise _meaningless("figure", "an amount, a percentage or both", "neither")
        if self.percent is not None and (not self.percent.is_finite() or self.percent < 0):
            raise _meaningless("figure", "a percentage of zero or more", str(self.percent))
        if self.percent is not None:
            check_size(self.percent, where="figure: percent")


InspectionKind = Literal[
    "initial", "systematic", "challenge", "alleged_use", "fact_finding", "technical_assistance",
    "declaration_assessment",
]  # fmt: skip


class Inspection(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A visit by inspectors; `effective` holds its first and last day, `ended_at` the instant at which it ended.

    From its end run the clocks of its papers. Without the instant a clock of hours runs from the end of the last day.
    One that was drawn by lot refers to its plan.
    """

    inspection: InspectionKind
    title: str
    places: tuple[str, ...] = ()
    round: Annotated[int, Meta(ge=1)] | None = None
    ended_at: Annotated[datetime, Meta(tz=True)] | None = None


class InspectionFinding(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody entitled to it found: that an obligation was fulfilled or was not, or a circumstance.

    `conditions` names conditions of the obligations in `bears_on` that it shows to hold, for example
    that inspectors could not reach a place in safety. `dating` is as for a figure: the day of the event, or
    that of a report, by which it was so.
    """

    outcome: Literal["fulfilled", "not_fulfilled", "circumstance", "discrepancy"]
    text: str
    dating: Literal["event", "report"] = "event"
    conditions: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class Account(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """Where something is and in what state: a place and a disposition."""

    place: str
    disposition: str


class Movement(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A change of place, custody or state of a quantity or an item; the quantity may be unknown."""

    subject: str
    quantity: Quantity
    origin: Account
    destination: Account
    title: str = ""
    consignment: Annotated[int, Meta(ge=1)] | None = None
    dating: Literal["event", "report"] = "event"

    def __post_init__(self) -> None:
        """Refuse part of an item: the book counts whole ones."""
        amount = self.quantity.amount
        if amount is not None and self.quantity.grams is None and amount != int(amount):
            raise _meaningless("movement", f"a whole number of {self.quantity.unit}", str(amount))


# The kinds of inspections.
INSPECTIONS: tuple[str, ...] = get_args(InspectionKind)

# More rows than a table is ever asked about: what a row's number fits into.
ROWS_MAX = 2**32 - 1


class RowException(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """Rows of a table that somebody does not confirm, and why: the row `first`, or all from there to `last`.

    `table` is the name of the file, where a manifest has several; without it every table of the manifest is meant.
    """

    first: Annotated[int, Meta(ge=1, le=ROWS_MAX)]
    last: Annotated[int, Meta(ge=1, le=ROWS_MAX)] | None = None
    table: str = ""
    reason: str

    def __post_init__(self) -> None:
        """Refuse rows that end before they begin."""
        if self.last is not None and self.last < self.first:
            raise _meaningless("exception", f"a last row of {self.first} or more", str(self.last))


class Manifest(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """Tables under one signature, of twelve rows or a million: they are documents of the entry.

    Movements, acts on seals, physical inventories. A CSV file is kept as it is, and a table is made of it.
    `consignment` is the number of the shipment that it lists. `exceptions` are rows that those who sign it together
    with its party do not confirm.
    """

    title: str
    consignment: Annotated[int, Meta(ge=1)] | None = None
    exceptions: tuple[RowException, ...] = ()


class Countersignature(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A party confirms the tables of another's manifest, named in `references`, row by row but for `exceptions`.

    Rows that an inspectorate confirms stand as verified; those that anybody excepts are contested, until the same party
    countersigns again: its last one counts.
    """

    text: str = ""
    exceptions: tuple[RowException, ...] = ()


# A share of the amount, or grams.
Deviation = Annotated[Decimal, Meta(description="one standard deviation: a share of the amount, or grams")]


class ErrorSource(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """One source of error of measurements: an instrument, its calibration, a standard, a laboratory, a sample.

    `id` is its name in the case: methods that name the same source share its error. `deviation` is one standard
    deviation: a share of the amount (`relative`), or in grams (`absolute`). A source that is `shared` errs alike in all
    measurements that bear it; one that is `own` errs anew in each. With `drifts_from` it is the deviation for each day
    since that one, from when on the instrument drifts. `degrees_of_freedom` are those of its estimate, where it was
    estimated and is not known otherwise.
    """

    id: Annotated[str, Meta(min_length=1)]
    deviation: Deviation
    scale: Literal["relative", "absolute"] = "relative"
    error: Literal["shared", "own"] = "shared"
    drifts_from: date | None = None
    degrees_of_freedom: Annotated[int, Meta(ge=1)] | None = None

    def __post_init__(self) -> None:
        """Refuse a deviation that is none."""
        if not self.deviation.is_finite() or self.deviation < 0:
            raise _meaningless(f"source {self.id}", "a deviation of zero or more", str(self.deviation))
        check_size(self.deviation, where=f"source {self.id}: deviation")


class MeasurementMethod(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """How something is measured, and what makes its results uncertain: the column `method` of tables names it.

    It holds for what is measured from the effective date on, until its party states the method again: with another
    calibration, whose source then has an id of its own. What one party states no other does.
    """

    method: Annotated[str, Meta(min_length=1)]
    title: str
    sources: tuple[ErrorSource, ...]

    def __post_init__(self) -> None:
        """Refuse a method without a source of error, or with one twice."""
        ids = [source.id for source in self.sources]
        if not ids or len(set(ids)) < len(ids):
            expected = "one source of error or more, each once"
            raise _meaningless(f"method {self.method}", expected, ", ".join(ids) or "none")


class Effect(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """What a decision does to one obligation.

    `extends` moves the due date, on a legal basis. `reschedules` states a new plan and leaves the due
    date where it was. `waives` ends the duty.
    """

    obligation: str
    effect: Literal["extends", "reschedules", "waives"]
    legal_basis: str
    due: date | None = None

    def __post_init__(self) -> None:
        """Refuse a new date that is missing or has no place, and an effect without legal basis."""
        if (self.due is None) != (self.effect == "waives"):
            raise _meaningless("effect", "a new due date, unless the duty is waived", f"{self.effect}, {self.due}")
        if not self.legal_basis.strip():
            raise _meaningless("effect", "the legal basis on which it rests", "none")


class Decision(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A decision taken under the mandate: by whom, and what it does to which obligations."""

    title: str
    symbol: str = ""
    effects: tuple[Effect, ...] = ()


class Statement(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """Words of a named speaker. The relaying agency and the outlet are never the speaker.

    `by` in the envelope is the party for which the person spoke; `stance` is towards the obligations in
    `bears_on`. Statements stand beside a status and never change it. `text` is a paraphrase; `quote`
    holds the few words that are quoted.

    `denied`: what `claim` names is denied, such as a precondition that nobody may set. `condition` says on which
    condition it stands. `passage` is where it was read, `also` who else printed the same words: a statement that
    several outlets carry is submitted once.
    """

    speaker: str
    text: str
    role: str = ""
    relay: str = ""
    venue: str = ""
    quote: str = ""
    quotation: Literal["direct", "partial", "indirect"] = "indirect"
    claim: Literal[
        "assessment", "allegation", "demand", "commitment", "plan", "threat", "report", "denial", "precondition",
    ]  # fmt: skip
    stance: Stance = "none"
    hedged: bool = False
    denied: bool = False
    condition: str = ""
    passage: ReadPassage | None = None
    also: Annotated[tuple[Printing, ...], Meta(max_length=PRINTINGS_MAX)] = ()


class Assessment(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A party's own view of the obligations in `bears_on`, with its reasons: one view among others."""

    view: Literal["favourable", "critical", "mixed"]
    reasons: str


class Allegation(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """That somebody holds or did something undeclared. `holder` may be any party, an armed group included."""

    holder: str
    text: str
    level: Literal["suspected", "corroborated", "confirmed", "unfounded", "unresolved"]
    thread: str = ""


class Issue(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """One step in the life of an outstanding issue of a declaration; `issue` is its own id.

    `merged` needs the issue `into` which it went. Resolved issues may be reopened.
    """

    issue: str
    action: Literal["raised", "reworded", "merged", "resolved", "reopened"]
    text: str
    into: str = ""

    def __post_init__(self) -> None:
        """Refuse a merger without its target, and a target without a merger."""
        if (self.action == "merged") != bool(self.into):
            raise _meaningless(
                "issue", "the issue it was merged into, for a merger only", f"{self.action}, {self.into!r}"
            )


class Correction(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A later and better version of an earlier entry, which is named in `references`; both stay.

    By the party that submitted the entry, signed by all who signed that, or by one to which the policy of the case
    gives corrections by name; it needs whatever the policy asks of the corrected entry's kind. `replacement` is a body
    of that kind, `effective` its date where that changes. A correction with neither withdraws the entry. An objection
    or a release is withdrawn by its own party and never replaced; a step of an issue stays that step.
    """

    reason: str
    replacement: msgspec.Raw = _NO_BODY
    effective: Span | None = None

    @property
    def replaces(self) -> bool:
        """Whether there is a replacing body."""
        return bool(bytes(self.replacement))


class Objection(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A party does not accept the entry named in `references`, which is contested from then on."""

    grounds: str


class Release(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A party lets others read what an entry of its own keeps sealed: the entry named in `references`.

    `to` is an audience of the policy, a party, or `public`. `members` are names of sealed members of the body,
    `documents` SHA-256 of files that the entry names. What is sealed is handed over with the next edition.
    """

    to: str
    members: tuple[str, ...] = ()
    documents: tuple[Sha256, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a release of nothing."""
        if not self.members and not self.documents:
            raise _meaningless("release", "members of the body, documents or both", "neither")


class Sealed(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """A body that is committed to and not, or not wholly, opened here: it is withheld, and counts for nothing.

    `members` are those in clear or opened, as they stand; `withheld` is how many are still closed. Where all are
    open and make no body of their kind, none is, and `fault` says why.
    """

    kind: str
    members: dict[str, msgspec.Raw] = {}
    withheld: int = 0
    fault: str = ""


class Event(_Value, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened and that is none of the other kinds: a meeting, an incident, a deployment."""

    event: Literal["meeting", "incident", "deployment", "contract", "mission", "start", "adoption", "other"]
    title: str
    place: str = ""
    quantity: Quantity | None = None


Evidence = (
    Declaration | Delivery | Figure | Inspection | InspectionFinding | Movement | Manifest
    | Countersignature | MeasurementMethod | Decision | Statement
    | Assessment | Allegation | Issue | Correction | Objection | Release | Event
    | InspectionPlan | DrawCommitment | DrawReveal | Draw | InspectionResults
)  # fmt: skip

# The order in which the kinds are listed in documentation.
EVIDENCE_KINDS: dict[str, type[Evidence]] = {
    "declaration": Declaration,
    "delivery": Delivery,
    "figure": Figure,
    "inspection": Inspection,
    "finding": InspectionFinding,
    "inspection_plan": InspectionPlan,
    "draw_commitment": DrawCommitment,
    "draw_reveal": DrawReveal,
    "draw": Draw,
    "inspection_results": InspectionResults,
    "movement": Movement,
    "manifest": Manifest,
    "countersignature": Countersignature,
    "measurement_method": MeasurementMethod,
    "decision": Decision,
    "statement": Statement,
    "assessment": Assessment,
    "allegation": Allegation,
    "issue": Issue,
    "correction": Correction,
    "objection": Objection,
    "release": Release,
    "event": Event,
}

# The steps of a draw: each rests on those before it, so that none is ever sealed or corrected.
DRAW_KINDS = ("inspection_plan", "draw_commitment", "draw_reveal", "draw")

# What rules the record, or says how far another entry counts, is for everybody to read.
NEVER_SEALED = frozenset({
    "genesis", "instrument", "policy", "key", "correction", "objection", "release", "countersignature",
    "measurement_method", *DRAW_KINDS,
})  # fmt: skip

# Members that stay in clear where the rest of a body is sealed: what may follow rests on them, and whoever holds no
# disclosures must judge that alike.
STAYS_CLEAR: Mapping[str, tuple[str, ...]] = {"issue": ("issue", "action", "into")}


def _meaningless(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(
        Refusal.MEANINGLESS,
        where=where,
        expected=expected,
        got=got,
        remedy=f"correct the {where}; its kind is described in docs/reference/submissions.md",
    )
