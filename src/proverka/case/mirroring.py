"""A whole case copied from a folder or an address, and kept up to date: the record and what lies beside it.

Documents and openings of an entry are fetched before the copy's checkpoint counts it, so that a copy which was cut
short lacks nothing that it claims to hold and the source had. What is fetched is checked against what the entry says.
"""

from dataclasses import dataclass
from pathlib import Path

from proverka.case.building import RECORD
from proverka.case.edition_copy import take_edition
from proverka.case.folder import write_durably
from proverka.case.policy_file import POLICY_FILE, read_policy
from proverka.case.taking import Taking
from proverka.model.errors import Refusal, RefusedError
from proverka.record import Folder, Log, VerifierKey
from proverka.record.growth import CHECKPOINT, Progress
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.source import Part, Source
from proverka.record.storage import sync_folder
from proverka.record.web import open_source
from proverka.witness import ForkEvidence
from proverka.witness.mirror import Mirrored, mirror_log
from proverka.witness.policy import POLICY_CHARACTERS_MAX, WitnessPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class MirroredCase:
    """What a run of a mirror took over besides the log, and what the source lacks or has damaged, by name.

    `policy_differs` tells that the source's policy.txt is not the one that this mirror was given.
    """

    log: Mirrored
    documents: int
    openings: int
    checkpoints: int
    absent: tuple[str, ...]
    damaged: tuple[str, ...]
    policy_differs: bool
    fork: ForkEvidence | None = None


def log_source(source: Source) -> Source:
    """Return where the log is in a source: in itself, or in `record/` where it is a case.

    Raises `RefusedError` (missing-file) where it is neither.
    """
    if source.read(CHECKPOINT, bytes_max=NOTE_BYTES_MAX) is not None:
        return source
    return Part(whole=source, folder=RECORD)


def mirror_case(
    place: str,
    folder: Path,
    *,
    policy: Path | None = None,
    complete: bool = False,
    openings: bool = True,
    progress: Progress | None = None,
) -> MirroredCase:
    """Bring the copy of a case in `folder` to what is at `place`: a case, a mirror of one, or a log alone.

    The first run takes `policy`, or else the source's own policy.txt, which should then be compared with what its owner
    says of it; later runs keep what is there. With `complete`, documents and openings that are absent here are asked
    for again, of every entry; without `openings` none is taken. A fork is returned as evidence, and nothing of it
    is taken.

    Raises what `mirror_log` raises, and what a policy is refused with.
    """
    source = open_source(place)
    differs = _settle_policy(source, folder, policy)
    log_key = _log_key(read_policy(folder / POLICY_FILE), folder)
    taking = Taking(source=source, folder=folder, log_key=log_key, with_openings=openings)
    mirrored = mirror_log(
        log_source(source), Folder(root=folder / RECORD), log_key, entry=taking.entry, progress=progress, where=place
    )
    fork = mirrored.fork
    if fork is None and complete:
        for index, raw in enumerate(Log.open(folder / RECORD, log_key).entries(0, mirrored.before)):
            taking.entry(index, raw)
    if fork is None:
        log = Log.open(folder / RECORD, log_key)
        taking.settle_lines(log)
        fork = taking.take_checkpoints(log)
    if fork is None and openings:
        take_edition(source, folder)
    return MirroredCase(
        log=mirrored,
        documents=taking.documents,
        openings=taking.openings,
        checkpoints=taking.checkpoints,
        absent=tuple(taking.absent),
        damaged=tuple(taking.damaged),
        policy_differs=differs,
        fork=fork,
    )


def _settle_policy(source: Source, folder: Path, policy: Path | None) -> bool:
    """Have a policy in the copy before anything is taken; return whether the source's is another."""
    there = source.read(POLICY_FILE, bytes_max=4 * POLICY_CHARACTERS_MAX)
    path = folder / POLICY_FILE
    if not path.is_file():
        given = read_policy(policy).text.encode() if policy is not None else there
        if given is None:
            raise RefusedError(
                Refusal.MISSING_FILE,
                where=POLICY_FILE,
                expected="the policy of the log, here or at the source",
                got="none",
                remedy="give it with --policy: whoever keeps the log publishes it",
            )
        text = given.decode("utf-8", "replace")
        WitnessPolicy.parse(text, where=POLICY_FILE)
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(path, text)
        sync_folder(folder)
    elif policy is not None and read_policy(policy).text != read_policy(path).text:
        # A policy that has grown is taken when its owner is asked for it, and not because a source says so.
        Folder(root=folder).replace(POLICY_FILE, read_policy(policy).text.encode())
    return there is not None and there != path.read_bytes()


def _log_key(policy: WitnessPolicy, folder: Path) -> VerifierKey:
    if len(policy.logs) != 1:
        raise RefusedError(
            Refusal.NOT_A_CASE,
            where=str(folder / POLICY_FILE),
            expected="one log",
            got=str(len(policy.logs)),
            remedy="give the policy of one case",
        )
    return policy.logs[0]
