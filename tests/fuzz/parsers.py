"""What is fuzzed: every parser, each with bytes from which a search may begin.

A target takes bytes and returns. It may raise nothing: what a parser refuses in its own terms is caught here, and what
else it raises is a finding. Where the standalone verifier reads the same form, the two must agree on whether it holds;
then a bug of either is found by the other, however well-behaved it is.
"""

import atexit
import contextlib
import importlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.draft import draft_of, draft_of_plain, drafts_of_entries, drafts_of_table
from proverka.case.entries import EntryReader
from proverka.case.folder import CaseFolder
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import Case, open_case
from proverka.case.scaffold import write_scaffold
from proverka.case.submitting import read_drafts
from proverka.case.table import read_table
from proverka.disclosure.disclosure import Disclosure, SealedObject, encode_disclosures, parse_disclosures, sealed
from proverka.disclosure.opening import Opening
from proverka.disclosure.sealed_document import SealedTable, parse_commitment, parse_row, sealed_row
from proverka.exchange import parse_document
from proverka.exchange.epcis_import import Walk
from proverka.exchange.event_reading import Reading
from proverka.model.errors import ProverkaError
from proverka.model.reading import decode_json, encode_json
from proverka.model.submission import Envelope
from proverka.record import (
    Checkpoint,
    Folder,
    Log,
    SignedCheckpoint,
    SignedNote,
    SigningKey,
    Submission,
    VerifierKey,
    compose,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from proverka.record.bundle import Bundle
from proverka.record.journal import Journal, read_journal
from proverka.record.merkle import root_of_hashes
from proverka.record.tiles import TileAddress, decode_bundle, decode_tile, encode_bundle
from proverka.sources.reading import read_article, read_feed
from proverka.witness import (
    CosigningKey,
    DoubleNumberEvidence,
    ForkEvidence,
    Proof,
    WitnessPolicy,
    make_receipt,
    parse_cosigner_key,
    parse_evidence,
    require_quorum,
    verify_checkpoint,
    verify_receipt,
    with_cosignatures,
)
from proverka.witness.checkpoint_request import CheckpointRequest
from proverka.witness.cosignature import parse_cosignature_lines

REPOSITORY = Path(__file__).resolve().parents[2]

LOG = SigningKey.from_seed("example.org/log", bytes(32))
ALPHA = SigningKey.from_seed("example.org/alpha", b"\1" * 32)
WITNESS = CosigningKey.from_seed("example.org/witness", b"\2" * 32)
POLICY = f"log {LOG.verifier}\nwitness w {WITNESS.verifier}\ngroup g 1 w\nquorum g\n"
SALT = bytes(range(32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A parser under the name by which it is asked for, and bytes that it accepts, or nearly."""

    name: str
    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


# Imported by its name, so that a search is guided by what it covers of it too.
sys.path.insert(0, str(REPOSITORY / "verifier"))
ALONE = importlib.import_module("proverka_verify")


def refused(parse: Callable[..., object], *arguments: object) -> bool:
    """Whether a parser refuses in its own terms; any other error leaves."""
    try:
        parse(*arguments)
    except ProverkaError:
        return True
    return False


def refused_alone(check: Callable[..., object], *arguments: object) -> bool:
    """Whether the standalone verifier refuses; its command turns these errors into the exit status 1."""
    try:
        check(*arguments)
    except (ALONE.WrongError, *ALONE.FORM_ERRORS):
        return True
    return False


def agree(here: bool, alone: bool) -> None:
    assert here == alone, f"proverka {'refuses' if here else 'accepts'}, the standalone verifier does not"


def text(data: bytes) -> str:
    """The bytes as the text of a file or an argument, undecodable ones included."""
    return data.decode("utf-8", "surrogateescape")


# Seeds.

ENVELOPE = {"kind": "declaration", "label": "A", "submitted_at": "2024-05-01T00:00:00Z", "body": {}}
DISCLOSURES = (
    Disclosure.make("mass", b"12", salt=SALT),
    Disclosure.make("place", b'"north"', salt=bytes(32)),
)
ROW = sealed_row(("a", "b"), ("1", "2"), (SALT, bytes(32)))
TABLE = SealedTable.read(BytesIO(ROW + sealed_row(("a", "b"), ("3", "4"), (b"\3" * 32, b"\4" * 32))), where="seed")


def submission(number: int = 1, body: object = None, **more: object) -> Submission:
    payload = json.dumps({**ENVELOPE, "body": {"say": number} if body is None else body, **more}).encode()
    genesis, previous = (None, None) if number == 1 else (b"\1" * 32, bytes(32))
    return compose(
        case="example",
        genesis=genesis,
        party="alpha",
        number=number,
        previous=previous,
        payload=payload,
        keys=[ALPHA],
    )


def checkpoint(entries: list[bytes], *, cosigned: bool = True) -> bytes:
    root = root_of_hashes([leaf_hash(entry) for entry in entries])
    signed = SignedCheckpoint.sign(Checkpoint(origin=LOG.name, size=len(entries), root=root), LOG)
    lines = [WITNESS.cosign(signed.checkpoint.text, time=1_700_000_000)] if cosigned else []
    return with_cosignatures(signed, lines).note.raw


def receipt(entry: bytes) -> Proof:
    entries = [entry, b"another"]
    return make_receipt(entry, index=0, path=[leaf_hash(b"another")], checkpoint=checkpoint(entries))


SEALED = submission(2, body=json.loads(sealed(DISCLOSURES).encode()))
TABLED = submission(
    3,
    documents=[
        {
            "name": "t", "sha256": "ab" * 32, "size": 1, "media_type": "text/csv", "classification": "restricted",
            "table": {"root": TABLE.root.hex(), "rows": TABLE.rows},
        }
    ],
)  # fmt: skip
OPENED_BODY = b"proverka/opening/v1\nreceipt %s\n" % ALONE.base64.b64encode(
    receipt(SEALED.note.raw).encode()
) + b"".join(b"field %s\n" % disclosure.text.encode() for disclosure in DISCLOSURES)
OPENED_ROW = b"proverka/opening/v1\nreceipt %s\ntable %s\nrow 0\nrow-commitment %s\nhash %s\nfield %s\n" % (
    ALONE.base64.b64encode(receipt(TABLED.note.raw).encode()),
    b"ab" * 32,
    ALONE.base64.b64encode(sealed(parse_row(ROW, where="seed")).encode()),
    ALONE.base64.b64encode(TABLE.path(0)[0]),
    parse_row(ROW, where="seed")[0].text.encode(),
)
FORK = ForkEvidence(
    smaller=checkpoint([b"1"], cosigned=False),
    larger=checkpoint([b"2", b"3"], cosigned=False),
    root=leaf_hash(b"2"),
    path=(leaf_hash(b"3"),),
)
DOUBLE = DoubleNumberEvidence(first=submission(2).note.raw, second=SEALED.note.raw)
NOTE = SignedNote.sign("text\n\nmore\n", [LOG, ALPHA]).raw


# Targets, and what each must hold to.


def note(data: bytes) -> None:
    agree(refused(SignedNote.parse, data), refused_alone(ALONE.read_note, data))
    refused(lambda: SignedNote.parse(data).verify([LOG.verifier, ALPHA.verifier]))


def key(data: bytes) -> None:
    agree(refused(VerifierKey.parse, text(data)), refused_alone(ALONE.read_key, text(data), ALONE.PLAIN))
    agree(refused(parse_cosigner_key, text(data)), refused_alone(ALONE.read_key, text(data), 4, 6))
    refused(SigningKey.parse, text(data))
    refused(CosigningKey.parse, text(data))


def signed_checkpoint(data: bytes) -> None:
    policy, alone = WitnessPolicy.parse(POLICY), ALONE.read_policy(POLICY.encode())
    agree(refused(verify_checkpoint, data, policy), refused_alone(ALONE.read_checkpoint, data, alone))
    refused(Checkpoint.parse, text(data))
    refused(parse_cosignature_lines, data)


def checkpoint_text(data: bytes) -> None:
    """The text of a checkpoint, signed whatever it is."""
    if refused(SignedNote.sign, text(data), [LOG]):
        return
    signed_checkpoint(SignedNote.sign(text(data), [LOG]).raw)


def witness_policy(data: bytes) -> None:
    agree(refused(lambda: WitnessPolicy.parse(text(data))), refused_alone(ALONE.read_policy, data))


def submission_entry(data: bytes) -> None:
    agree(refused(Submission.parse, data), refused_alone(ALONE.read_submission, data))


def submission_text(data: bytes) -> None:
    """The text of a submission, signed whatever it is."""
    if refused(SignedNote.sign, text(data), [ALPHA]):
        return
    submission_entry(SignedNote.sign(text(data), [ALPHA]).raw)


def tiles(data: bytes) -> None:
    refused(TileAddress.parse, text(data))
    for width in (1, 3, 256):
        refused(decode_bundle, data, TileAddress(level=None, index=0, width=width))
        refused(decode_tile, data, TileAddress(level=0, index=0, width=width))


def proofs(data: bytes) -> None:
    """Proofs of any numbers and hashes: the first 16 bytes are two numbers, the rest hashes."""
    index, size = int.from_bytes(data[:8], "big"), int.from_bytes(data[8:16], "big")
    one, two, *path = [data[i : i + 32].ljust(32, b"\0") for i in range(16, max(80, min(len(data), 2048)), 32)]
    agree(
        refused(lambda: verify_inclusion(leaf=one, index=index, size=size, path=path, root=two)),
        refused_alone(ALONE.check_inclusion, one, index, size, path, two),
    )
    agree(
        refused(lambda: verify_consistency(old=index, new=size, old_root=one, new_root=two, path=path)),
        refused_alone(ALONE.check_consistency, index, size, one, two, path),
    )


def receipt_file(data: bytes) -> None:
    policy, alone = WitnessPolicy.parse(POLICY), ALONE.read_policy(POLICY.encode())

    def counts() -> None:
        found = verify_receipt(Proof.parse(data), policy=policy)
        require_quorum(found.proven.witnessed, policy)

    agree(refused(counts), refused_alone(ALONE.check_receipt, data, alone))


def evidence(data: bytes) -> None:
    alone, party = ALONE.read_policy(POLICY.encode()), ALONE.read_key(str(ALPHA.verifier), ALONE.PLAIN)

    def judged() -> None:
        found = parse_evidence(data)
        if isinstance(found, ForkEvidence):
            found.judge(LOG.verifier)
        else:
            found.judge([ALPHA.verifier])

    agree(refused(judged), refused_alone(ALONE.check_evidence, data, alone, party))


def opening(data: bytes) -> None:
    policy, alone = WitnessPolicy.parse(POLICY), ALONE.read_policy(POLICY.encode())

    def counts() -> None:
        require_quorum(Opening.parse(data).verify(policy).proven.witnessed, policy)

    # The standalone verifier reads less strictly what an envelope is: what is refused there is refused here.
    assert refused(counts) or not refused_alone(ALONE.check_opening, data, alone)


def disclosures(data: bytes) -> None:
    refused(Disclosure.parse, text(data))
    refused(lambda: SealedObject.parse(data, where="fuzz"))
    refused(lambda: parse_commitment(data, where="fuzz"))
    refused(lambda: parse_row(data, where="fuzz"))
    refused(lambda: SealedTable.read(BytesIO(data), where="fuzz"))
    refused(lambda: parse_disclosures(text(data), where="fuzz"))


def disclosed_json(data: bytes) -> None:
    """What stands in a disclosure, in base64url whatever it is."""
    encoded = ALONE.base64.urlsafe_b64encode(data).decode().rstrip("=")
    body = sealed([Disclosure(text=encoded, name="", value=b"")])
    here = refused(lambda: body.opened([Disclosure.parse(encoded)], where="fuzz"))
    assert here or not refused_alone(ALONE.check_disclosures, [encoded], json.loads(body.encode()))


def checkpoint_request(data: bytes) -> None:
    refused(CheckpointRequest.parse, data)


# Targets that read files, and those that need a case.

# In memory where there is such a place: a search writes tens of thousands of files.
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
FOLDER = Path(tempfile.mkdtemp(prefix="proverka-fuzz-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def journal(data: bytes) -> None:
    (FOLDER / "journal").write_bytes(data)
    refused(lambda: read_journal(Folder(root=FOLDER), LOG.verifier, size=1))


def bundle(data: bytes) -> None:
    path = FOLDER / "fuzz.bundle"
    path.write_bytes(data)
    refused(Bundle.read, path)


def toml_draft(data: bytes) -> None:
    (FOLDER / "draft.toml").write_bytes(data)
    refused(read_drafts, FOLDER / "draft.toml")
    refused(lambda: list(drafts_of_entries(CaseFolder(FOLDER), "draft.toml")))


def csv_draft(data: bytes) -> None:
    (FOLDER / "figure.csv").write_bytes(data)
    refused(lambda: list(drafts_of_table(CaseFolder(FOLDER), "figure.csv", "figure")))
    refused(lambda: [draft_of(row) for row in read_table(text(data), "declaration", where="fuzz")])


def case_toml(data: bytes) -> None:
    (FOLDER / "case.toml").write_bytes(data)
    refused(read_authored, FOLDER)


def _opened() -> Case:
    """The small case that `proverka case new` makes, built."""
    write_scaffold(FOLDER / "case", "case")
    authored = read_authored(FOLDER / "case")
    build_case(authored, FOLDER / "built", demonstration_keyring(authored.words))
    return open_case(FOLDER / "built")


CASE = _opened()
KEYRING = demonstration_keyring(CASE.words)


def _next(party: str, payload_: bytes) -> Submission:
    """A payload, signed whatever it is, as the next submission of a party to the small case."""
    number, previous = CASE.chain.last.get(party, (0, None))
    return compose(
        case=CASE.words.case, genesis=CASE.chain.genesis, party=party, number=number + 1, previous=previous,
        payload=payload_, keys=[KEYRING.party(party)],
    )  # fmt: skip


def payload(data: bytes) -> None:
    """A payload of these bytes as the next entry of a case."""

    def read() -> None:
        made = _next("inspectorate", data)
        CASE.reader.copy().read(made, decode_json(made.payload, Envelope, where="fuzz"))

    refused(read)


def _payloads() -> Iterator[dict[str, Any]]:
    """A payload of every kind of the worked cases, in the words of the small one where they are its own."""
    seen: set[str] = set()
    for name in ("syria-2013", "united-states"):
        for draft in read_authored(REPOSITORY / "cases" / name).drafts:
            if draft.kind not in seen:
                seen.add(draft.kind)
                plain = {"kind": draft.kind, "label": "X", "submitted_at": "2024-05-01T00:00:00Z"}
                yield {**plain, "body": json.loads(bytes(draft.body_json))}
    yield {**ENVELOPE, "kind": "key", "body": {"action": "enrol", "party": "state", "key": str(ALPHA.verifier)}}
    yield {**ENVELOPE, "kind": "policy", "body": {"reason": "", "policy": {"quorum": {"least": 1, "of": ["state"]}}}}
    yield json.loads(SEALED.payload)
    yield json.loads(TABLED.payload)


PAYLOADS = tuple(_payloads())
WORDS = json.loads(CASE.log.entry(0).decode().split("\n")[4])

# What stands where something else should: other types, sizes beyond every limit, texts that no encoding can carry.
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1, 2**31, 2**63, 2**64, 10**40, 1.5, 1e308, -0.0, "", " ", "x", "0", "NaN", "Infinity",
    "1e999999", "2024-02-30", "2024-05-01", "2024-05-01/2023-01-01", "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59-23:59", "\ud800", "\0", "\u202e", "../..", "state", "inspectorate", "genesis", "A" * 300,
    [], [[]], {}, {"": ""}, [None], ["x", "x"], {"index": 0, "leaf": "0" * 64}, {"_sd": []}, {"least": 0, "of": []},
    {"amount": "1", "unit": "t"}, "P1M", "UTC", "+1 day",
)  # fmt: skip


PLACES_MAX = 5000


def changed(plain: Any, data: bytes) -> Any:
    """Return JSON in which places that `data` chooses hold other values, are gone, are double or have other names."""
    plain = deepcopy(plain)
    for at in range(0, len(data) - 3, 4):
        places = list(_places(plain))
        if not 0 < len(places) < PLACES_MAX:  # copies of copies would soon be all that is timed
            break
        holder, name = places[int.from_bytes(data[at : at + 2], "big") % len(places)]
        match data[at + 2] % 8:
            case 0:
                del holder[name]
            case 1 if isinstance(holder, list):
                holder.append(deepcopy(holder[name]))
            case 1:
                holder[str(ODD[data[at + 3] % len(ODD)])] = holder.pop(name)
            case 2:
                source, key_ = places[data[at + 3] % len(places)]
                holder[name] = deepcopy(source[key_]) if key_ in source or isinstance(source, list) else None
            case _:
                holder[name] = deepcopy(ODD[data[at + 3] % len(ODD)])
    return plain


def _places(plain: Any) -> Iterator[tuple[Any, Any]]:
    """Every member of every object and list, by its holder and name."""
    if isinstance(plain, dict | list):
        for name in list(plain) if isinstance(plain, dict) else range(len(plain)):
            yield plain, name
            yield from _places(plain[name])


def payload_values(data: bytes) -> None:
    """A payload of the right syntax with other values, by the party that may submit most."""
    plain = changed(PAYLOADS[data[0] % len(PAYLOADS)], data[1:]) if data else {}
    party = ("inspectorate", "state", "desk")[len(data) % 3]

    def read() -> None:
        made = _next(party, json.dumps(plain).encode())
        CASE.reader.copy().read(made, decode_json(made.payload, Envelope, where="fuzz"))

    refused(read)
    refused(lambda: draft_of_plain(plain, where="fuzz") if isinstance(plain, dict) else None)


def words_values(data: bytes) -> None:
    """A first entry of the right syntax with other values."""
    words = json.dumps(changed(WORDS, data)).encode()

    def read() -> None:
        made = compose(
            case=CASE.words.case, genesis=None, party=CASE.words.keeper, number=1, previous=None, payload=words,
            keys=[KEYRING.party(CASE.words.keeper)],
        )  # fmt: skip
        EntryReader.opening(made)

    refused(read)


def _epcis() -> dict[str, Any]:
    """An EPCIS document with events of ours and of others: added, packed, moved in a container, taken out."""
    time = {"eventTimeZoneOffset": "+00:00", "action": "ADD", "bizLocation": {"id": "urn:x:store"}}
    item, box = "urn:epc:id:sgtin:0614141.107346.1", "urn:x:box"
    amount = [{"epcClass": "urn:x:stock", "quantity": 2.5, "uom": "KGM"}]
    mass = [{"sensorReport": [{"type": "Mass", "value": 5, "uom": "GRM", "sDev": 1}]}]
    own = {
        "proverka:subject": "stock", "proverka:quantity": 5, "proverka:origin_disposition": "stored",
        "sourceList": [{"type": "location", "source": "https://x.example/place/store"}], "proverka:seal": "S",
    }  # fmt: skip
    events: list[dict[str, Any]] = [
        {**time, "type": "ObjectEvent", "eventID": "urn:x:1", "epcList": [item], "disposition": "active", **own},
        {**time, "type": "ObjectEvent", "epcList": [item, "urn:x:2"], "sensorElementList": mass},
        {**time, "type": "ObjectEvent", "quantityList": amount, "errorDeclaration": {}},
        {**time, "type": "AggregationEvent", "parentID": box, "childEPCs": [item], "proverka:movement": "urn:x:1"},
        {**time, "type": "AggregationEvent", "parentID": box, "childEPCs": [item, box]},
        {**time, "type": "ObjectEvent", "epcList": [box], "action": "DELETE", "bizStep": "destroying"},
    ]
    for day, event in enumerate(events, start=1):
        event["eventTime"] = f"2024-01-{day:02}T00:00:00Z"
    return {
        "@context": ["urn:x", {"proverka": "https://proverka.example/epcis/"}], "type": "EPCISDocument",
        "schemaVersion": "2.0", "proverka:base": "https://x.example/", "epcisBody": {"eventList": events},
    }  # fmt: skip


EPCIS = _epcis()


def epcis(data: bytes) -> None:
    """An EPCIS document of these bytes, or one of the right syntax with other values."""
    raw = data if data[:1] == b"{" else json.dumps(changed(EPCIS, data)).encode()

    def read() -> None:
        document = parse_document(raw, where="fuzz")
        reading = Reading(identifiers=document.identifiers, ours=document.ours, names={}, subject="")
        walk = Walk(read=document, reading=reading)
        for row in walk.rows(None):
            encode_json(row)

    refused(read)


def article(data: bytes) -> None:
    """Any article becomes blocks in order within its text, whatever its bytes claim to be."""
    for name in ("a.txt", "a.html"):
        with contextlib.suppress(ProverkaError):
            read = read_article(data, name=name)
            ends = [0, *(block.passage.end for block in read.blocks)]
            assert all(end <= block.passage.start for end, block in zip(ends, read.blocks, strict=False))
            assert ends[-1] <= len(read.text)


def feed(data: bytes) -> None:
    """Any feed becomes articles."""
    refused(partial(read_feed, name="a.xml"), data)


def planted(data: bytes) -> None:
    """A fault that was planted: the search must find it, or it finds nothing."""
    if data[:1] == b"p" and data[1:2] == b"r":
        raise ZeroDivisionError


def _bundle_seed() -> bytes:
    """A bundle with a submission, a document and disclosures."""
    import zipfile  # noqa: PLC0415 - of this seed alone

    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in (
            ("submissions/0001.note", SEALED.note.raw),
            (f"documents/{'ab' * 32}", b"x"),
            (f"openings/{SEALED.text_hash.hex()}", encode_disclosures(DISCLOSURES).encode()),
        ):
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def _journal_seed() -> bytes:
    """The journal that a session leaves which dies before it publishes."""
    folder = Folder(root=FOLDER / "journalled")
    log = Log.create(folder, LOG)
    log.append([b"first"], LOG)
    signed = SignedCheckpoint.parse(checkpoint([b"first", b"second"], cosigned=False), LOG.verifier)
    Journal(folder=folder).commit([b"second"], lambda _: signed)
    return (FOLDER / "journalled" / "journal").read_bytes()


def _authored(name: str) -> bytes:
    return (REPOSITORY / "cases" / "united-states" / name).read_bytes()


ARTICLE = """\
Talks go on

October 7, 2013 | By Jane Roe

Envoys meeting in Geneva in May 2013. **Jo Doe**

GENEVA, Oct 7 (Reuters) — The envoy said that “nobody has left the room,” and that the talks would

go on. (*The Associated Press*)

Related articles:

- [Lake is cold](#)

<https://a.example/2013/10/07/talks>Support The Moscow Times!
""".encode()
ARTICLE_HTML = """\
<!DOCTYPE html><html><head><title>Talks | Herald</title><meta property="article:published_time" content="2013-10-07">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Talks"}</script></head><body><h1>Talks</h1>
<figure><figcaption>An envoy</figcaption></figure><p class=x onclick='a()'>The envoy said &ldquo;so&rdquo;.<br><br>
<b hidden>b</b><ul><li><a href="b">c</a></ul><!-- d --><p>© 2013 Herald</body></html>
""".encode()
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Herald</title><item><title>Talks</title>
<link>http://a.example/1</link><pubDate>Mon, 07 Oct 2013 21:30:00 GMT</pubDate><description>&lt;p&gt;So.&lt;/p&gt;
</description></item></channel></rss>"""

TARGETS = (
    Target(name="note", run=note, seeds=(NOTE, checkpoint([b"1"]), submission().note.raw)),
    Target(
        name="key",
        run=key,
        seeds=(
            str(LOG.verifier).encode(),
            LOG.private_text().encode(),
            str(WITNESS.verifier).encode(),
            WITNESS.private_text().encode(),
        ),
    ),
    Target(name="checkpoint", run=signed_checkpoint, seeds=(checkpoint([b"1", b"2"]), checkpoint([], cosigned=False))),
    Target(name="checkpoint-text", run=checkpoint_text, seeds=(checkpoint([b"1"]).split(b"\n\n")[0] + b"\n",)),
    Target(name="policy", run=witness_policy, seeds=(POLICY.encode(), b"# a\nlog\tx\nquorum none\n")),
    Target(name="submission", run=submission_entry, seeds=(submission().note.raw, submission(2).note.raw)),
    Target(name="submission-text", run=submission_text, seeds=(submission(2).note.text.encode(),)),
    Target(name="tiles", run=tiles, seeds=(b"tile/1/x001/234.p/5", encode_bundle([b"", b"abc", b"x"]), bytes(96))),
    Target(
        name="proofs", run=proofs, seeds=(bytes(16 + 64), (1).to_bytes(8, "big") + (2).to_bytes(8, "big") + bytes(96))
    ),
    Target(name="receipt", run=receipt_file, seeds=(receipt(submission().note.raw).encode(),)),
    Target(name="evidence", run=evidence, seeds=(FORK.encode(), DOUBLE.encode())),
    Target(name="opening", run=opening, seeds=(OPENED_BODY, OPENED_ROW)),
    Target(
        name="disclosures",
        run=disclosures,
        seeds=(encode_disclosures(DISCLOSURES).encode(), ROW, sealed(DISCLOSURES).encode()),
    ),
    Target(name="disclosed-json", run=disclosed_json, seeds=(b'["AAAAAAAAAAAAAAAAAAAAAA","name",{"a":[1.5,null]}]',)),
    Target(name="checkpoint-request", run=checkpoint_request, seeds=(b"old 0\n\n" + checkpoint([b"1"]),)),
    Target(name="journal", run=journal, seeds=(_journal_seed(),)),
    Target(name="bundle", run=bundle, seeds=(_bundle_seed(),)),
    Target(name="payload", run=payload, seeds=tuple(json.dumps(plain).encode() for plain in PAYLOADS)),
    Target(
        name="payload-values",
        run=payload_values,
        seeds=tuple(bytes([number, 0, step, 3, step]) for number in range(len(PAYLOADS)) for step in range(2)),
    ),
    Target(name="words-values", run=words_values, seeds=(b"", bytes(range(8)))),
    Target(
        name="toml-draft",
        run=toml_draft,
        seeds=(_authored("evidence/decisions.toml"), _authored("mandate/01-CWC-final.toml")),
    ),
    Target(name="csv-draft", run=csv_draft, seeds=(_authored("evidence/figure.csv"),)),
    Target(name="epcis", run=epcis, seeds=(json.dumps(EPCIS).encode(), b"", bytes(range(40)))),
    Target(name="article", run=article, seeds=(ARTICLE, ARTICLE_HTML)),
    Target(name="feed", run=feed, seeds=(FEED,)),
    Target(name="case-toml", run=case_toml, seeds=(_authored("case.toml"),)),
)
BY_NAME = {target.name: target for target in TARGETS}
# Not among them: it breaks.
PLANTED = Target(name="planted", run=planted, seeds=(b"q",))
