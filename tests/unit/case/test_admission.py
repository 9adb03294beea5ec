"""The refusals of what is handed in, as one table: of every two faults that go together, the first in it is told."""

import json
import zipfile
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from proverka.case.receiving import receive
from proverka.model.errors import ProverkaError, Refusal
from proverka.model.policy import Group, Policy
from proverka.record import Bundle, NoteSignature, SignedNote, SigningKey

POLICY = Policy(
    submit={"decision": ("inspectorate",)},
    countersign={"figure": Group(least=1, of=("neighbour",)), "decision": Group(least=1, of=("neighbour",))},
)
INSTRUMENT = {
    "id": "AGREEMENT", "title": "An agreement", "adopted": "2024-04-01", "zone": "UTC", "binding": "binding",
    "body": ["desk"],
    "obligations": [
        {
            "id": "DUTY", "debtors": ["state"], "creditors": ["desk"], "action": "Destroy the stock",
            "deadline": {"text": "by 1 June 2024", "on": "2024-06-01"},
            "measure": {"kind": "quantity", "bases": ["destroyed/stock"], "fraction": 1},
        }
    ],
}  # fmt: skip
PAPER = b"The paper.\n"
STRANGER = SigningKey.from_seed("stranger.example", bytes(32))


@dataclass
class Handed:
    """A bundle in the making, of one submission that a case can take in; a fault changes one thing about it."""

    council: Any
    genesis: bytes
    number: int
    previous: bytes
    reference: dict[str, object]
    case: str = "council"
    payload: str | None = None
    envelope: dict[str, Any] = field(default_factory=dict)
    keys: list[SigningKey] = field(default_factory=list)
    damaged_signature: bool = False
    documents: dict[str, bytes] = field(default_factory=dict)
    openings: dict[str, bytes] = field(default_factory=dict)
    others: dict[str, bytes] = field(default_factory=dict)

    def write(self, path: Path) -> Bundle:
        """Write the bundle as anybody could, with none of the checks of this program."""
        payload = json.dumps(self.envelope) if self.payload is None else self.payload
        begins, previous = (b64encode(named).decode() for named in (self.genesis, self.previous))
        text = f"proverka/submission/v1\n{self.case} {begins}\nstate {self.number}\n{previous}\n{payload}\n"
        note = SignedNote.sign(text, self.keys)
        lines = list(note.signatures)
        if self.damaged_signature:
            lines[0] = NoteSignature(name=lines[0].name, key_id=lines[0].key_id, signature=bytes(range(64)))
        files = {"submissions/0001.note": f"{text}\n{''.join(line.line for line in lines)}".encode()}
        files |= {f"documents/{name}": content for name, content in self.documents.items()}
        files |= {f"openings/{name}": content for name, content in self.openings.items()} | self.others
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return Bundle.read(path)


@dataclass(frozen=True)
class Case:
    """What every bundle of this file is handed in to."""

    module: ModuleType
    root: Path
    genesis: bytes
    number: int
    previous: bytes
    reference: dict[str, object]

    def sound(self) -> Handed:
        name = sha256(PAPER).hexdigest()
        document = {"name": "paper.txt", "sha256": name, "size": len(PAPER), "media_type": "text/plain"}
        return Handed(
            council=self.module,
            genesis=self.genesis,
            number=self.number,
            previous=self.previous,
            reference=self.reference,
            envelope={
                "kind": "figure",
                "label": "NEW",
                "submitted_at": self.module.THEN,
                "effective": "2024-04-30",
                "bears_on": ["DUTY"],
                "references": [self.reference],
                "documents": [document],
                "body": {"basis": "destroyed/stock", "percent": 50},
            },
            keys=[self.module.key_of("state", 1), self.module.key_of("neighbour")],
            documents={name: PAPER},
        )

    def outcome(self, handed: Callable[[], Bundle]) -> str:
        """Return the code with which a bundle is refused, or that it is not."""
        try:
            receive(self.module.Council(root=self.root).case, handed(), now=self.module.NOW)
        except ProverkaError as error:
            return error.code
        return "admitted"


@pytest.fixture(scope="module")
def case(council, tmp_path_factory) -> Case:
    """A case in which the State has rotated its key, so that there is one that it no longer has."""
    folder = tmp_path_factory.mktemp("admission")
    founded = council.Council.founded(folder / "built", POLICY)
    new = council.key_of("state", 1)
    change = {"action": "rotate", "party": "state", "key": str(new.verifier)}
    founded.take(founded.submission("desk", "instrument", INSTRUMENT, label="AGREEMENT"))
    founded.take(founded.key_change("state", change, label="ROTATED", keys=[council.key_of("state"), new]))
    chain = founded.case.chain
    number, previous = chain.last["state"]
    place = chain.places["AGREEMENT"]
    return Case(
        module=council,
        root=founded.root,
        genesis=chain.genesis,
        number=number + 1,
        previous=previous,
        reference={"index": place.index, "leaf": place.leaf},
    )


def setting(**members: object) -> Callable[[Handed], None]:
    return lambda handed: handed.envelope.update(members)


def body(**members: object) -> Callable[[Handed], None]:
    return lambda handed: handed.envelope.update(body={**handed.envelope["body"], **members})


def of_kind(kind: str, value: object) -> Callable[[Handed], None]:
    return setting(kind=kind, body=value)


def opening(name: str, content: bytes) -> Callable[[Handed], None]:
    return lambda handed: handed.openings.update({name: content})


def at(attribute: str, value: object) -> Callable[[Handed], None]:
    return lambda handed: setattr(handed, attribute, value)


def uncountersigned(handed: Handed) -> None:
    del handed.keys[1]


def by_a_stranger(handed: Handed) -> None:
    handed.keys.append(STRANGER)


def by_a_former_key(handed: Handed) -> None:
    handed.keys[0] = handed.council.key_of("state")


def name_twice(handed: Handed) -> None:
    handed.payload = json.dumps(handed.envelope).replace('"percent": 50', '"percent": 50, "percent": 51')


def number_left_out(handed: Handed) -> None:
    handed.number += 1


def too_early(handed: Handed) -> None:
    handed.envelope.update(submitted_at="2024-03-01T00:00:00Z", effective="2024-02-01")


def beside(content: bytes) -> Callable[[Handed], None]:
    return lambda handed: handed.documents.update({sha256(content).hexdigest(): content})


def paper_is(content: bytes) -> Callable[[Handed], None]:
    return lambda handed: handed.documents.update({sha256(PAPER).hexdigest(): content})


def without_the_paper(handed: Handed) -> None:
    handed.documents.clear()


# What of the body is of another kind takes the place of what it was, and of who has to countersign it.
KIND = {"kind", "body", "countersigner"}
MOVEMENT = {
    "subject": "moon dust", "quantity": {"unit": "tonne", "amount": 1},
    "origin": {"place": "", "disposition": "stored"}, "destination": {"place": "", "disposition": "gone"},
}  # fmt: skip
KEY = {"action": "rotate", "party": "state"}

# Every fault with its refusal and what it occupies: two that occupy one thing do not go together.
FAULTS: list[tuple[Refusal, set[str], Callable[[Handed], None]]] = [
    (Refusal.BAD_BUNDLE, {"others"}, lambda handed: handed.others.update({"READ ME": b"first"})),
    (Refusal.BAD_BUNDLE, {"superfluous"}, beside(b"more")),
    (Refusal.TOO_LARGE, {"note"}, setting(note="n" * 70_000)),
    (Refusal.BYTE_ORDER_MARK, {"openings"}, opening("ab" * 32, b"\xef\xbb\xbfabc\n")),
    (Refusal.WRONG_ENCODING, {"openings"}, opening("ab" * 32, b"\xe9\n")),
    (Refusal.BAD_SYNTAX, {"envelope"}, at("payload", "{")),
    (Refusal.BAD_SYNTAX, {"envelope"}, name_twice),
    (Refusal.BAD_OPENING, {"openings"}, opening("ab" * 32, b"none\n")),
    (Refusal.BAD_OPENING, {"body"}, setting(body={"_sd": ["none"]})),
    (Refusal.BAD_KEY, KIND, of_kind("key", KEY | {"key": "none"})),
    (Refusal.UNKNOWN_KEY, {"a line"}, by_a_stranger),
    (Refusal.WRONG_SIGNATURE, {"first signature"}, at("damaged_signature", True)),
    (Refusal.WRONG_OPENING, {"openings"}, opening("ab" * 32, b"")),
    (Refusal.MISSING_DOCUMENT, {"documents"}, without_the_paper),
    (Refusal.WRONG_DOCUMENT, {"documents"}, paper_is(b"A PAPER.  \n")),
    (Refusal.WRONG_CASE, {"case"}, at("case", "another")),
    (Refusal.WRONG_CASE, {"log"}, at("genesis", bytes(32))),
    (Refusal.WRONG_NUMBER, {"number"}, number_left_out),
    (Refusal.WRONG_NUMBER, {"previous"}, at("previous", bytes(32))),
    (Refusal.REVOKED_KEY, {"first key"}, by_a_former_key),
    (Refusal.FROM_THE_FUTURE, {"submitted_at"}, setting(submitted_at="2030-01-01T00:00:00Z")),
    (Refusal.NOT_PERMITTED, {"kind", "body"}, of_kind("decision", {"title": "A decision"})),
    (Refusal.NOT_COUNTERSIGNED, {"countersigner"}, uncountersigned),
    (Refusal.UNKNOWN_KIND, KIND, of_kind("rumour", {})),
    (Refusal.UNKNOWN_FIELD, {"mood"}, setting(mood="good")),
    (Refusal.UNKNOWN_FIELD, {"body"}, body(mood="good")),
    (Refusal.MISSING_FIELD, {"label"}, setting(label="")),
    (Refusal.MISSING_FIELD, {"submitted_at"}, lambda handed: handed.envelope.pop("submitted_at")),
    (Refusal.BAD_VALUE, {"body"}, body(percent="half")),
    (Refusal.BAD_VALUE, {"confidence"}, setting(confidence="much")),
    (Refusal.BAD_DATE, {"effective"}, setting(effective="2024-02-30")),
    (Refusal.UNKNOWN_UNIT, {"body"}, body(amount={"unit": "stone", "amount": 1})),
    (Refusal.PERCENTAGE_WITHOUT_BASIS, {"body"}, setting(body={"percent": 50})),
    (Refusal.DUPLICATE_ID, {"label"}, setting(label="AGREEMENT")),
    (Refusal.UNKNOWN_PARTY, {"by"}, setting(by="nobody")),
    (Refusal.UNKNOWN_BASIS, {"body"}, body(basis="gone/stock")),
    (Refusal.UNKNOWN_SUBJECT, KIND, of_kind("movement", MOVEMENT)),
    (Refusal.UNKNOWN_PLACE, {"body"}, body(place="moon")),
    (Refusal.UNKNOWN_OBLIGATION, {"bears_on"}, setting(bears_on=["NOTHING"])),
    (Refusal.UNKNOWN_ENTRY, {"references"}, setting(references=[{"index": 1, "leaf": "00" * 32}])),
    (Refusal.UNKNOWN_ENTRY, {"references"}, setting(references=[{"index": 77, "leaf": "00" * 32}])),
    (Refusal.BEFORE_ITS_INSTRUMENT, {"submitted_at", "bears_on", "effective"}, too_early),
    (Refusal.MEANINGLESS, {"effective"}, setting(effective="2025-12-31")),
]  # fmt: skip
NAMES = [f"{refusal.code} of {'+'.join(sorted(places))}" for refusal, places, _ in FAULTS]
# What is in an envelope that is no JSON, is not there.
IN_ENVELOPE = {
    "kind", "body", "note", "mood", "label", "confidence", "effective", "by", "bears_on", "references", "submitted_at",
    "countersigner", "superfluous", "documents",
}  # fmt: skip


def test_a_sound_one_is_admitted(case, tmp_path):
    assert case.outcome(lambda: case.sound().write(tmp_path / "sound.bundle")) == "admitted"


def test_the_faults_stand_in_the_order_of_the_table():
    order = list(Refusal)
    assert [refusal for refusal, _, _ in FAULTS] == sorted((refusal for refusal, _, _ in FAULTS), key=order.index)


@pytest.mark.parametrize("place", range(len(FAULTS)), ids=NAMES)
def test_a_fault_has_its_code(place, case, tmp_path):
    refusal, _, fault = FAULTS[place]
    handed = case.sound()
    fault(handed)
    assert case.outcome(lambda: handed.write(tmp_path / "one.bundle")) == refusal.code


def go_together(first: set[str], second: set[str]) -> bool:
    in_vain = any("envelope" in one and other & IN_ENVELOPE for one, other in ((first, second), (second, first)))
    unread = {"note", "superfluous"} <= first | second  # too large to be read
    return not (first & second or in_vain or unread)


@pytest.mark.parametrize("place", range(len(FAULTS)), ids=NAMES)
def test_of_two_faults_the_first_of_the_table_is_told(place, case, tmp_path):
    refusal, places, fault = FAULTS[place]
    told = {}
    for (_, others, other), name in zip(FAULTS[place + 1 :], NAMES[place + 1 :], strict=True):
        if go_together(places, others):
            handed = case.sound()
            other(handed)
            fault(handed)
            told[name] = case.outcome(lambda handed=handed: handed.write(tmp_path / "two.bundle"))
    assert told == dict.fromkeys(told, refusal.code)


def test_the_table_is_tried_in_many_pairs():
    pairs = [(a, b) for a, b in combinations(FAULTS, 2) if go_together(a[1], b[1])]
    assert len(pairs) > 600
