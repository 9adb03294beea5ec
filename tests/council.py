"""A record among parties who do not trust each other, made entry by entry, and bundles on their way to it.

Four parties have keys from the first entry on, a fifth has none. Everything comes from names: the same bytes each time.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from proverka.case.admission import Admitted
from proverka.case.opened import Case, open_case
from proverka.case.policy_file import publish_policy
from proverka.case.receiving import receive
from proverka.model.policy import Policy
from proverka.model.reading import encode_json
from proverka.model.vocabulary import Basis, Party, Subject, Vocabulary
from proverka.record import Bundle, Carried, Log, SigningKey, Submission, compose, write_bundle
from proverka.witness import CosigningKey

ORIGIN = "proverka.example/council"
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
THEN = "2024-05-01T00:00:00Z"
KEYED = ("desk", "state", "inspectorate", "neighbour")
LOG_KEY = SigningKey.from_seed(ORIGIN, sha256(b"log").digest())
MEETING: Mapping[str, object] = {"event": "meeting", "title": "A meeting"}


def key_of(party: str, generation: int = 0) -> SigningKey:
    """Return the key that a party signs with at first, or a later one."""
    return SigningKey.from_seed(f"{ORIGIN}/{party}", sha256(f"{party} {generation}".encode()).digest())


def witness_of(party: str, generation: int = 0) -> CosigningKey:
    """Return the key that a party cosigns with at first, or a later one."""
    return CosigningKey.from_seed(f"{ORIGIN}/{party}/witness", sha256(f"{party} w {generation}".encode()).digest())


def words_with(policy: Policy, witnesses: Iterable[str] = ()) -> Vocabulary:
    """Return the words of the case under a policy, with witness keys of these parties."""
    cosigning = set(witnesses)
    return Vocabulary(
        case="council",
        title="A record among parties",
        keeper="desk",
        parties=tuple(
            Party(
                id=party,
                name=f"The {party}",
                kind="other",
                key=str(key_of(party).verifier) if party in KEYED else "",
                witness=str(witness_of(party).verifier) if party in cosigning else "",
            )
            for party in (*KEYED, "observer")
        ),
        subjects=(Subject(id="stock", name="Stock", kind="material", unit="tonne"),),
        bases=(Basis(id="destroyed/stock", name="destroyed", disposition="destroyed", subject="stock"),),
        policy=policy,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """A built case in `root`, kept by its desk."""

    root: Path

    @classmethod
    def founded(cls, root: Path, policy: Policy | None = None, *, witnesses: Iterable[str] = ()) -> "Council":
        """Write a record with its first entry."""
        words = words_with(policy or Policy(), witnesses)
        log = Log.create(root / "record", LOG_KEY)
        body = {"kind": "genesis", "label": "genesis", "submitted_at": THEN, "body": json.loads(encode_json(words))}
        payload = json.dumps(body).encode()
        first = compose(
            case="council",
            genesis=None,
            party="desk",
            number=1,
            previous=None,
            payload=payload,
            keys=[key_of("desk")],
        )
        log.append([first.note.raw], LOG_KEY)
        (root / "policy.txt").write_text(f"log {LOG_KEY.verifier}\nquorum none\n", encoding="ascii")
        council = cls(root=root)
        publish_policy(root, LOG_KEY.verifier, council.case.meaning)
        return council

    @property
    def case(self) -> Case:
        """The case as it stands, read anew."""
        return open_case(self.root)

    def submission(
        self,
        party: str = "state",
        kind: str = "event",
        body: object = MEETING,
        *,
        label: str = "MEETING",
        after: Submission | None = None,
        keys: Iterable[SigningKey] | None = None,
        **fields: object,
    ) -> Submission:
        """Return what a party hands in next: after its last entry, or `after` a submission that is not in yet."""
        chain = self.case.chain
        number, previous = chain.last.get(party, (0, None))
        if after is not None:
            number, previous = after.number, after.text_hash
        envelope = {"kind": kind, "label": label, "submitted_at": THEN, "body": body, **fields}
        return compose(
            case="council",
            genesis=chain.genesis,
            party=party,
            number=number + 1,
            previous=previous,
            payload=json.dumps(envelope).encode(),
            keys=[key_of(party)] if keys is None else list(keys),
        )

    def key_change(self, party: str, change: Mapping[str, object], **given: object) -> Submission:
        """Return a change of key, handed in by `party`."""
        return self.submission(party, "key", change, **{"label": f"KEY-{self.case.chain.size}", **given})  # type: ignore[arg-type]

    def bundle(
        self,
        *submissions: Submission | Carried,
        name: str = "handed-in.bundle",
        documents: Mapping[str, bytes] | None = None,
        openings: Mapping[str, bytes] | None = None,
    ) -> Bundle:
        """Return a bundle with these submissions, read back from its file beside the case."""
        path = self.root.parent / name
        carried = [one if isinstance(one, Carried) else Carried.of(one) for one in submissions]
        opened = {name: partial(lambda raw: nullcontext(BytesIO(raw)), raw) for name, raw in (documents or {}).items()}
        write_bundle(path, carried, documents=opened, openings=openings or {})
        return Bundle.read(path)

    def take(self, *submissions: Submission, **given: Mapping[str, bytes]) -> tuple[Admitted, ...]:
        """Hand in a bundle of these submissions, and have it taken in; return what was appended."""
        return receive(self.case, self.bundle(*submissions, **given), now=NOW).take_in(LOG_KEY)  # type: ignore[arg-type]
