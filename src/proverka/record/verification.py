"""The verification of a whole record: every byte of it is read and hashed again, and everything wrong is told.

Nothing stored is believed. Leaf hashes are computed from the entries, tiles from the leaf hashes, the root from the
same; stored tiles are only compared. Who may sign for a party is for the layer above to say.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from proverka.model.errors import Fault, ProverkaError, Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.documents import DocumentStore
from proverka.record.keys import VerifierKey
from proverka.record.log import CHECKPOINT, Log, Progress
from proverka.record.merkle import Frontier, leaf_hash, root_of_hashes
from proverka.record.storage import Folder
from proverka.record.stored_tree import read_bundle, read_tile
from proverka.record.submission import Submission
from proverka.record.tiles import TILE_WIDTH, TileAddress, encode_bundle, encode_tile, tile_at

# A thousand faults say that the record is lost; the next million would only fill memory and the screen.
FAULTS_MAX = 1000

# The keys that may sign for a party in the entry with this index.
KeysOf = Callable[[str, int], Sequence[VerifierKey]]
# The names of the documents that a submission rests on.
NamedDocuments = Callable[[Submission], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a verification did, in counts, and all that it found wrong.

    `complete` is false where it had to stop: at a checkpoint that is not the log's, or at `FAULTS_MAX`. `signatures`
    counts the submissions that a key of their party signed: zero where no keys were given.
    """

    checkpoint: Checkpoint | None
    entries: int
    tiles: int
    submissions: int
    signatures: int
    documents: int
    bytes_hashed: int
    parties: tuple[tuple[str, int], ...]
    complete: bool
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether everything was checked and nothing was wrong."""
        return self.complete and not self.faults


def verify_record(
    log_folder: Path,
    log_key: VerifierKey,
    *,
    case: str | None = None,
    keys_of: KeysOf | None = None,
    documents: DocumentStore | None = None,
    named_documents: NamedDocuments | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Return all that is wrong with the record in `log_folder`; never raise for what is in it.

    1. The checkpoint is signed by `log_key`.
    2. Every entry is hashed; every tile of every level, and every older partial one, is what the entries say.
    3. The root over the entries is the signed one.
    4. Every entry is a submission to one case (`case`, or the first entry's), with a form that can be read.
    5. Every party's running numbers and previous-entry hashes follow each other without a gap.
    6. With `keys_of`, every submission is signed by a key of its party.
    7. With `documents`, every document in the store hashes to its name, and those that `named_documents` gives for a
       submission are there.

    `progress` is called with the entries done and the entries to do.
    """
    work = _Verification(case=case, keys_of=keys_of, documents=documents, named_documents=named_documents)
    folder = Folder(root=log_folder)
    try:
        signed = Log.open(folder, log_key).signed_checkpoint  # 1
    except ProverkaError as error:
        work.found(error)
        return work.result(None)
    try:
        _Tree(work=work, folder=folder, at=signed.checkpoint).rebuild(progress)
        work.check_documents()
    except _TooManyError:
        work.complete = False
    return work.result(signed)


class _TooManyError(Exception):
    """There are `FAULTS_MAX` faults: stop."""


@dataclass(slots=True, kw_only=True)
class _Verification:
    """The counts and the faults of a verification under way, and where each party stands."""

    case: str | None
    keys_of: KeysOf | None
    documents: DocumentStore | None
    named_documents: NamedDocuments | None
    entries: int = 0
    tiles: int = 0
    submissions: int = 0
    signatures: int = 0
    stored_documents: int = 0
    bytes_hashed: int = 0
    complete: bool = True
    faults: list[Fault] = field(default_factory=list)
    # For each party its last number and that entry's leaf hash.
    last: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    # For each document the first entry that names it.
    named: dict[str, int] = field(default_factory=dict)

    def found(self, error: ProverkaError) -> None:
        """Keep the fault of an error that a check raised."""
        self.faults.append(error.fault)
        if len(self.faults) >= FAULTS_MAX:
            raise _TooManyError

    def wrong(self, refusal: Refusal, where: str, expected: str, got: str, remedy: str) -> None:
        """Keep a fault that this module found itself."""
        self.found(RefusedError(refusal, where=where, expected=expected, got=got, remedy=remedy))

    def result(self, signed: SignedCheckpoint | None) -> Verification:
        """Return what was done and found."""
        return Verification(
            checkpoint=signed.checkpoint if signed else None,
            entries=self.entries,
            tiles=self.tiles,
            submissions=self.submissions,
            signatures=self.signatures,
            documents=self.stored_documents,
            bytes_hashed=self.bytes_hashed,
            parties=tuple(sorted((party, number) for party, (number, _) in self.last.items())),
            complete=self.complete and signed is not None,
            faults=tuple(self.faults),
        )

    def check_entry(self, index: int, entry: bytes, leaf: bytes) -> None:
        """Check one entry as a submission: form, case, running number, signature, named documents."""
        where = f"entry {index}"
        self.entries += 1
        self.bytes_hashed += len(entry)
        try:
            submission = Submission.parse(entry, where=where)
        except ProverkaError as error:
            self.found(error)
            return
        self.submissions += 1
        self._check_case(where, submission)
        self._check_number(where, submission, leaf)
        self._check_signature(where, index, submission)
        if self.named_documents:
            for name in self.named_documents(submission):
                self.named.setdefault(name, index)

    def _check_case(self, where: str, submission: Submission) -> None:
        self.case = self.case or submission.case
        if submission.case != self.case:
            remedy = "ask the log's operator how a submission to another case came into this one"
            self.wrong(Refusal.WRONG_CASE, where, self.case, submission.case, remedy)

    def _check_number(self, where: str, submission: Submission, leaf: bytes) -> None:
        number, previous = self.last.get(submission.party, (0, None))
        # From here on the party's own account is followed, so that one gap is told once.
        self.last[submission.party] = submission.number, leaf
        remedy = f"ask {submission.party} and the log's operator for the submissions between the two"
        if submission.number != number + 1:
            expected, got = f"number {number + 1} of {submission.party}", f"number {submission.number}"
            self.wrong(Refusal.WRONG_NUMBER, where, expected, got, remedy)
        elif submission.previous != previous:
            expected, got = _hex(previous), _hex(submission.previous)
            self.wrong(Refusal.WRONG_NUMBER, where, f"previous entry {expected}", got, remedy)

    def _check_signature(self, where: str, index: int, submission: Submission) -> None:
        if self.keys_of is None:
            return
        try:
            submission.note.verify(self.keys_of(submission.party, index), where=where)
        except ProverkaError as error:
            self.found(error)
        else:
            self.signatures += 1

    def check_documents(self) -> None:
        """Check every document in the store, and that every named one is among them."""
        if self.documents is None:
            return
        stored = set()
        for name in self.documents.names():
            stored.add(name)
            try:
                self.bytes_hashed += self.documents.check(name)
                self.stored_documents += 1
            except ProverkaError as error:
                self.found(error)
        for name, index in sorted(self.named.items(), key=lambda item: item[1]):
            if name not in stored:
                remedy = "fetch the document from any copy of the record: its name proves that it is the right one"
                self.wrong(Refusal.MISSING_DOCUMENT, f"entry {index}", f"document {name}", "no such file", remedy)


@dataclass(slots=True, kw_only=True)
class _Tree:
    """The tree computed again from the entries, and compared with what is stored tile by tile."""

    work: _Verification
    folder: Folder
    at: Checkpoint
    frontier: Frontier = field(default_factory=Frontier)
    # For each level the hashes of the tile that is not full yet, and the number of that tile.
    open_tiles: list[list[bytes]] = field(default_factory=list)
    next_index: list[int] = field(default_factory=list)

    def rebuild(self, progress: Progress | None) -> None:
        """Hash every entry, compare every tile, and compare the root at the end."""
        for index in range(-(-self.at.size // TILE_WIDTH)):
            leaves = self._bundle_leaves(index)
            if leaves is None:
                return
            self.frontier = self.frontier.extended(leaves)
            for leaf in leaves:
                self._add(0, leaf)
            if progress:
                progress(self.frontier.size, self.at.size)
        for level, hashes in enumerate(self.open_tiles):
            if hashes:
                self._close(level)
        if self.frontier.root != self.at.root:
            remedy = "restore the damaged files from another copy; if none is damaged, the checkpoint is evidence"
            expected, got = self.at.root.hex(), self.frontier.root.hex()
            self.work.wrong(Refusal.WRONG_ROOT, CHECKPOINT, f"root {expected}", f"the entries give {got}", remedy)

    def _bundle_leaves(self, index: int) -> Sequence[bytes] | None:
        """Return the leaf hashes of a bundle's entries, each of them checked as a submission.

        Where the bundle cannot be read that is a fault, and the hashes of its tile only serve to look further for
        more of them; `None` where that cannot be read either, and the tree cannot be computed.
        """
        address = tile_at(None, index, self.at.size)
        assert address is not None, "a bundle within the size has entries"
        try:
            entries = read_bundle(self.folder, address)
        except ProverkaError as error:
            self.work.found(error)
            return self._believed(index)
        leaves = [leaf_hash(entry) for entry in entries]
        for number, (entry, leaf) in enumerate(zip(entries, leaves, strict=True), index * TILE_WIDTH):
            self.work.check_entry(number, entry, leaf)
        self._compare_partials(address, lambda width: encode_bundle(entries[:width]))
        return leaves

    def _believed(self, index: int) -> Sequence[bytes] | None:
        address = tile_at(0, index, self.at.size)
        assert address is not None, "a tile above a bundle within the size has hashes"
        try:
            return read_tile(self.folder, address)
        except ProverkaError as error:
            self.work.found(error)
            self.work.complete = False
            return None

    def _add(self, level: int, value: bytes) -> None:
        if level == len(self.open_tiles):
            self.open_tiles.append([])
            self.next_index.append(0)
        self.open_tiles[level].append(value)
        if len(self.open_tiles[level]) == TILE_WIDTH:
            self._add(level + 1, self._close(level))

    def _close(self, level: int) -> bytes:
        """Compare a computed tile with the stored one, begin the next, and return the root of this one."""
        hashes, index = self.open_tiles[level], self.next_index[level]
        self.open_tiles[level] = []
        self.next_index[level] += 1
        address = TileAddress(level=level, index=index, width=len(hashes))
        self.work.tiles += 1
        try:
            stored = read_tile(self.folder, address)
        except ProverkaError as error:
            self.work.found(error)
        else:
            self._compare(address, encode_tile(stored), encode_tile(hashes))
        self._compare_partials(address, lambda width: encode_tile(hashes[:width]))
        return root_of_hashes(hashes)

    def _compare(self, address: TileAddress, stored: bytes, computed: bytes) -> None:
        if stored != computed:
            remedy = "restore the file from another copy, and verify again"
            expected, got = "the bytes that the entries give", f"other bytes, from offset {_differ(stored, computed)}"
            self.work.wrong(Refusal.WRONG_ROOT, address.path, expected, got, remedy)

    def _compare_partials(self, address: TileAddress, computed: Callable[[int], bytes]) -> None:
        """Compare the older partial files beside a tile or bundle: each holds the beginning of it.

        Wider ones, and a full one beside a partial, lie beyond the checkpoint: a crash left them, and they say nothing.
        """
        try:
            names = self.folder.names(address.partials)
            for name in names:
                if not (name.isascii() and name.isdecimal() and 0 < int(name) <= address.width):
                    continue
                path = f"{address.partials}/{name}"
                older = TileAddress(level=address.level, index=address.index, width=int(name))
                stored = self.folder.read(path, bytes_max=address.bytes_max)
                if stored is not None and path != address.path:
                    self._compare(older, stored, computed(older.width))
        except ProverkaError as error:
            self.work.found(error)


def _differ(one: bytes, other: bytes) -> int:
    """Return the first offset at which two byte strings differ; the shorter length where one begins the other."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((offset for offset, (a, b) in pairs if a != b), min(len(one), len(other)))


def _hex(value: bytes | None) -> str:
    return "none" if value is None else value.hex()
