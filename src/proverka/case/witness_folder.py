"""The folder of a witness: its keys, the logs that it trusts, and what it has cosigned.

FOLDER/keys/          its private keys, readable by their owner alone, never published
FOLDER/witness.txt    the public ones, one a line: what others need to verify its cosignatures
FOLDER/logs.txt       the logs: VKEY, or VKEY MIRROR; several lines for several mirrors of one log
FOLDER/cosigned.txt   how far it has cosigned each of them (see witness.cosigned_sizes)
FOLDER/<hex>/…        what it has cosigned (see witness.state)
FOLDER/evidence/      forks that it has seen
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from proverka.case.folder import CaseFolder, whole_folder, write_durably
from proverka.model.errors import Refusal, RefusedError
from proverka.record import Folder, VerifierKey
from proverka.record.storage import sync_folder
from proverka.record.web import is_address, open_source
from proverka.witness import CosigningKey
from proverka.witness.cosigned_sizes import COSIGNED, cosigned_size, raise_cosigned_size
from proverka.witness.state import CHECKPOINT, OWNER, PENDING, Mirror, WatchedLog, make_own
from proverka.witness.witness import Witness

KEYS = "keys"
LOGS = "logs.txt"
KEY_FILE_BYTES_MAX = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedLog:
    """One line of logs.txt: a log, and the place of one mirror of it, or none."""

    key: VerifierKey
    mirror: str = ""

    @property
    def line(self) -> str:
        """The line, newline included."""
        return f"{self.key} {self.mirror}".strip() + "\n"


def new_witness(folder: Path, keys: Sequence[CosigningKey]) -> None:
    """Make the folder of a witness that has `keys`, at most one of each algorithm.

    The folder appears whole or not at all. Raises `RefusedError` (already-there).
    """
    if folder.exists():
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(folder),
            expected="a folder that does not exist yet",
            got="something of that name",
            remedy="choose another folder; a witness keeps its keys and its memory together",
        )
    with whole_folder(folder) as staging:
        (staging / KEYS).mkdir(mode=0o700)
        for key in keys:
            write_durably(staging / KEYS / f"{key.algorithm}.key", key.private_text() + "\n", mode=0o600)
        sync_folder(staging / KEYS)
        write_durably(staging / OWNER, "".join(f"{key.verifier}\n" for key in keys))
        write_durably(staging / LOGS, "")


def open_witness(folder: Path, *, recovering: bool = False) -> Witness:
    """Return the witness in `folder`, with its keys and the logs that it trusts.

    A trusted log without a mirror, of which nothing is known, not even that it is new, is refused (missing-file); not
    where the witness is only to recover what it knew.

    Raises `RefusedError` (missing-file, duplicate-id) and `MalformedError` (bad-key, bad-value) for what is amiss.
    """
    if not folder.is_dir() or not (folder / LOGS).is_file():
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(folder),
            expected=f"the folder of a witness, with {LOGS} and {KEYS}/",
            got=f"a folder without {LOGS}" if folder.is_dir() else "no such folder",
            remedy="check the path, or make a witness first: proverka witness new FOLDER --name NAME",
        )
    mirrors: dict[VerifierKey, list[Mirror]] = {}
    for log in trusted_logs(folder):
        mirrors.setdefault(log.key, []).extend([_mirror(log.mirror)] if log.mirror else [])
    logs = [WatchedLog(key=key, mirrors=tuple(found)) for key, found in mirrors.items()]
    for watched in () if recovering else logs:
        _check_begun(folder, watched)
    return Witness(Folder(root=folder), witness_keys(folder), logs)


def witness_keys(folder: Path) -> tuple[CosigningKey, ...]:
    """Return the private keys of the witness in `folder`, Ed25519 first; refuse (missing-file) where there is none."""
    paths = sorted((folder / KEYS).glob("*.key"))
    if not paths:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(folder / KEYS),
            expected="the private key of a witness",
            got="none",
            remedy="make a witness first: proverka witness new FOLDER --name NAME",
        )
    texts = [path.read_bytes()[:KEY_FILE_BYTES_MAX].decode("utf-8", "replace").strip() for path in paths]
    return tuple(CosigningKey.parse(text) for text in texts)


def trusted_logs(folder: Path) -> list[TrustedLog]:
    """Return the lines of logs.txt; blank lines and those that begin with `#` say nothing."""
    lines = CaseFolder(folder).text(LOGS).splitlines()
    return [_parse_line(line) for line in lines if line.strip() and not line.startswith("#")]


def has_mirror(folder: Path, origin: str) -> bool:
    """Return whether the witness in `folder` has a second memory for the log of `origin`."""
    return any(log.mirror for log in trusted_logs(folder) if log.key.name == origin)


def trust(folder: Path, log: TrustedLog) -> bool:
    """Let the witness in `folder` cosign for a log, and make the mirror, if one is named, its own.

    Returns whether anything is new; when this returns it is durable. Crash state: the mirror is made, the log is not
    trusted yet. Raises `RefusedError`: already-there for another witness's mirror, duplicate-id for another key of a
    log that is trusted already.
    """
    held = trusted_logs(folder)
    other = next((one for one in held if one.key.name == log.key.name and one.key != log.key), None)
    if other is not None:
        raise RefusedError(
            Refusal.DUPLICATE_ID,
            where=str(folder / LOGS),
            expected=f"one key of {log.key.name}: {other.key}",
            got=str(log.key),
            remedy="if the log has a new key, ask its keeper why by a channel that you trust, and edit logs.txt",
        )
    if log.mirror and not is_address(log.mirror):
        Path(log.mirror).mkdir(parents=True, exist_ok=True)
        make_own(Folder(root=Path(log.mirror)), [key.verifier for key in witness_keys(folder)])
    if log in held or (not log.mirror and any(one.key == log.key for one in held)):
        return False
    # Before the log is trusted: a witness that finds it trusted and not named here has lost that file.
    raise_cosigned_size(Folder(root=folder), log.key.name, 0)
    text = CaseFolder(folder).text(LOGS)
    ended = text if not text or text.endswith("\n") else text + "\n"
    Folder(root=folder).replace(LOGS, f"{ended}{log.line}".encode())
    return True


def _check_begun(folder: Path, log: WatchedLog) -> None:
    """Refuse (missing-file) a trusted log of which nothing at all is known, not even that it is new."""
    own = Folder(root=folder)
    known = any(own.has(f"{log.folder}/{name}") for name in (CHECKPOINT, PENDING))
    if log.mirrors or known or cosigned_size(own, log.key.name) is not None:
        return
    raise RefusedError(
        Refusal.MISSING_FILE,
        where=str(folder / COSIGNED),
        expected=f"a line for {log.key.name}, which {LOGS} names",
        got="none: the witness does not know whether it has cosigned for this log before",
        remedy=f"bring {COSIGNED} back from a backup, and then the witness's memory with `proverka witness recover`; "
        f"only if it has never cosigned for this log, write the line `0 {log.key.name}`",
    )


def _parse_line(line: str) -> TrustedLog:
    # A path may hold spaces, and a key holds none.
    key, _, mirror = line.strip().partition(" ")
    return TrustedLog(key=VerifierKey.parse(key), mirror=mirror.strip())


def _mirror(place: str) -> Mirror:
    source = open_source(place)
    return Mirror(place=place, source=source, folder=source if isinstance(source, Folder) else None)
