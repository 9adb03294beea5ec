"""What an entry is worth at a moment of knowledge: claimed, verified or contested; as printed and as corrected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from proverka.model.entry import Entry
from proverka.model.reading import decode_json
from proverka.model.ruling import KeyChange
from proverka.model.span import Span
from proverka.model.submission import EVIDENCE_KINDS, Correction, Objection, Sealed
from proverka.model.vocabulary import Vocabulary

_K = TypeVar("_K")
_V = TypeVar("_V")

Standing = Literal["claimed", "verified", "contested"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An entry as the record holds it after all corrections and objections known so far.

    `body` and `span` are the corrected ones; `entry` keeps what was printed. A withdrawn entry stays, and
    counts for nothing. `contested_by` are objections, and revocations of the key that signed it; a correction under
    a key that was revoked before it contests the entry instead of changing it.
    """

    entry: Entry[object]
    body: object
    span: Span
    standing: Standing
    corrected_by: tuple[int, ...] = ()
    contested_by: tuple[int, ...] = ()
    withdrawn: bool = False

    @property
    def index(self) -> int:
        """The log index of the entry."""
        return self.entry.index

    @property
    def rests_on(self) -> tuple[int, ...]:
        """The entry with what corrects and contests it."""
        return (self.index, *self.corrected_by, *self.contested_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The entries of a record, sorted by what is asked of them: the fold from which all else follows.

    Folding a record in pieces and adding the pieces gives what folding it whole gives, for any grouping,
    so segments of a large record can be folded apart. Entries must be added in log order.
    """

    by_kind: Mapping[str, tuple[Entry[object], ...]] = field(default_factory=dict)
    by_name: Mapping[str, tuple[Entry[object], ...]] = field(default_factory=dict)
    revisions: Mapping[int, tuple[Entry[object], ...]] = field(default_factory=dict)
    # What is sealed and not opened here: it is of no kind and bears on nothing, so that it counts for nothing.
    withheld: tuple[Entry[object], ...] = ()
    # Revocations that reach back: few, and asked of every entry.
    reaching_back: tuple[Entry[object], ...] = ()
    # Those of them that do so: not the ones that a thief signed, over which a later recovery reaches back.
    believed: tuple[Entry[object], ...] = field(init=False)
    # What was asked already: an audit asks of most entries several times.
    _held: dict[int, Held] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the revocations that are believed, the last first: only a later one disputes a change of key.

        And only a recovery does, which takes a group. A revocation takes one key: who holds that could otherwise undo a
        recovery that its party signed with others, and have what a thief forged believed again.
        """
        believed: list[Entry[object]] = []
        for change in reversed(self.reaching_back):
            if not any(_is_recovery(later) and _reaches(later, change) for later in believed):
                believed.append(change)
        object.__setattr__(self, "believed", tuple(reversed(believed)))

    @classmethod
    def of(cls, entries: Iterable[Entry[object]]) -> "Evidence":
        """Return the fold of `entries`, in one pass."""
        by_kind: dict[str, list[Entry[object]]] = {}
        by_name: dict[str, list[Entry[object]]] = {}
        revisions: dict[int, list[Entry[object]]] = {}
        withheld: list[Entry[object]] = []
        reaching_back: list[Entry[object]] = []
        for entry in entries:
            if isinstance(entry.body, Sealed):
                withheld.append(entry)
                continue
            by_kind.setdefault(entry.kind, []).append(entry)
            for name in entry.bears_on:
                by_name.setdefault(name, []).append(entry)
            if isinstance(entry.body, Correction | Objection):
                for target in entry.references:
                    revisions.setdefault(target, []).append(entry)
            elif isinstance(entry.body, KeyChange) and entry.body.revoked_from is not None:
                reaching_back.append(entry)
        return cls(
            by_kind=_frozen(by_kind),
            by_name=_frozen(by_name),
            revisions=_frozen(revisions),
            withheld=tuple(withheld),
            reaching_back=tuple(reaching_back),
        )

    def __add__(self, later: "Evidence") -> "Evidence":
        """Return the fold of this one's entries followed by those of `later`."""
        return Evidence(
            by_kind=_joined(self.by_kind, later.by_kind),
            by_name=_joined(self.by_name, later.by_name),
            revisions=_joined(self.revisions, later.revisions),
            withheld=(*self.withheld, *later.withheld),
            reaching_back=(*self.reaching_back, *later.reaching_back),
        )

    def held(self, entry: Entry[object], words: Vocabulary) -> Held:
        """Return an entry with everything that was said of it later; the last correction counts.

        `words` are those of the case, the same for every entry.
        """
        held = self._held.get(entry.index)
        if held is None:
            held = self._held[entry.index] = self._with_revisions(entry, words)
        return held

    def _with_revisions(self, entry: Entry[object], words: Vocabulary) -> Held:
        revisions = self.revisions.get(entry.index, ())
        if not revisions and not self.believed:
            return Held(
                entry=entry, body=entry.body, span=entry.span, standing=_standing((entry,), words, contested=False)
            )
        said = [r for r in revisions if isinstance(r.body, Correction)]
        corrections = [r for r in said if not self.disputing(r)]
        objections = [r for r in revisions if isinstance(r.body, Objection) and not self.disputing(r)]
        disputes = {index for one in (entry, *said) for index in self.disputing(one)}
        contested = (*(r.index for r in objections if not self._is_withdrawn(r)), *sorted(disputes))
        body, span, withdrawn = entry.body, entry.span, False
        for correction in corrections:
            assert isinstance(correction.body, Correction), "filtered above"
            body, span, withdrawn = _revised(entry, correction.body, body, span)
        return Held(
            entry=entry,
            body=body,
            span=span,
            standing=_standing((entry, *corrections), words, contested=bool(contested)),
            corrected_by=tuple(r.index for r in corrections),
            contested_by=contested,
            withdrawn=withdrawn,
        )

    def _is_withdrawn(self, entry: Entry[object]) -> bool:
        """Whether the last correction of an entry, of those that are not disputed, takes it back."""
        revisions = self.revisions.get(entry.index, ())
        bodies = [r.body for r in revisions if isinstance(r.body, Correction) and not self.disputing(r)]
        return bool(bodies) and not bodies[-1].replaces and bodies[-1].effective is None

    def disputing(self, entry: Entry[object]) -> tuple[int, ...]:
        """Return the revocations by which the key that signed an entry was no longer its party's own at that time.

        The entry stays, and so does what it says, but contested: nobody can take back what it signed by giving up its
        key, and nobody is held to what a thief signed. What a thief revokes, so that its victim would not be believed,
        reaches back over nothing once it is disputed itself.
        """
        return tuple(change.index for change in self.believed if _reaches(change, entry))

    def of_kind(self, kind: str, words: Vocabulary) -> list[Held]:
        """Return every entry of a kind, in log order, as held."""
        return [self.held(entry, words) for entry in self.by_kind.get(kind, ())]


def _is_recovery(change: Entry[object]) -> bool:
    return isinstance(change.body, KeyChange) and change.body.action == "recover"


def _reaches(change: Entry[object], entry: Entry[object]) -> bool:
    """Whether a change of key reaches back over an entry that its party signed."""
    return (
        isinstance(change.body, KeyChange)
        and change.body.revoked_from is not None
        and change.body.party in entry.signers
        and change.body.revoked_from <= entry.index < change.index
    )


def replacement_of(correction: Correction, kind: str, *, where: str) -> object | None:
    """Return the typed body that a correction puts in place of one of `kind`, if it has one."""
    if not correction.replaces:
        return None
    return decode_json(correction.replacement, EVIDENCE_KINDS[kind], where=f"{where}: replacement")


def _revised(entry: Entry[object], correction: Correction, body: object, span: Span) -> tuple[object, Span, bool]:
    replacement = replacement_of(correction, entry.kind, where=f"correction of entry {entry.index}")
    withdrawn = replacement is None and correction.effective is None
    return replacement or body, correction.effective or span, withdrawn


def _standing(said: Sequence[Entry[object]], words: Vocabulary, *, contested: bool) -> Standing:
    """An inspectorate verifies what it says under its own signature; what others report of it is their claim.

    So is what others make of it: `said` is the entry and every correction of it.
    """
    if contested:
        return "contested"
    signed = all(words.confirms(entry.party) for entry in said)
    return "verified" if signed and words.confirms(said[0].by) else "claimed"


def _frozen(lists: Mapping[_K, list[_V]]) -> dict[_K, tuple[_V, ...]]:
    return {key: tuple(values) for key, values in lists.items()}


def _joined(first: Mapping[_K, tuple[_V, ...]], then: Mapping[_K, tuple[_V, ...]]) -> dict[_K, tuple[_V, ...]]:
    joined = dict(first)
    for key, values in then.items():
        joined[key] = (*joined.get(key, ()), *values)
    return joined
