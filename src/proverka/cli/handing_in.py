"""The commands with which parties hand in: draft, sign and countersign far from the log, receive, and receipts."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Protocol

import typer

from proverka.case import drafting, receiving, signing
from proverka.case.admission import Admitted
from proverka.case.building import KEYS
from proverka.case.folder import CaseFolder, read_limited, write_durably
from proverka.case.keyring import read_key, read_keyring
from proverka.case.opened import Case, open_case
from proverka.case.policy_file import read_policy
from proverka.case.receipts import RECEIPT_SUFFIX, check_room, keep_receipt, receipt_of, write_receipt
from proverka.case.showing import entry_index
from proverka.case.submitting import read_drafts
from proverka.cli.arguments import CaseFolderArgument, instant_of, now, salts_for
from proverka.cli.console import answers, progress
from proverka.model.errors import Refusal, RefusedError, printable
from proverka.model.reading import decode_json
from proverka.model.submission import Envelope, Sealed
from proverka.record import Bundle, Carried, SigningKey
from proverka.record.keys import SEED_BYTES
from proverka.witness.proof import PROOF_BYTES_MAX, Proof, verify_receipt
from proverka.witness.witnessed import require_quorum

BundleArgument = Annotated[
    Path, typer.Argument(metavar="BUNDLE", help="A bundle of submissions, as `proverka draft` makes it.")
]
KeyOption = Annotated[
    list[Path],
    typer.Option("--key", "-k", metavar="FILE", help="The file of a private key; give it twice for two keys."),
]
CopyOption = Annotated[
    Path | None,
    typer.Option(
        "--case", metavar="COPY", help="A copy of the case: every line must then verify under a key that it states."
    ),
]
PolicyOption = Annotated[
    Path,
    typer.Option(
        "--policy",
        metavar="FILE",
        help="What you trust: the case's policy.txt, from somebody whom you trust rather than from the log.",
    ),
]


class _Signing(Protocol):
    """How a bundle is signed."""

    def __call__(self, bundle: Bundle, keys: Sequence[SigningKey], *, case: Case | None) -> tuple[Carried, ...]: ...


def draft(
    case: CaseFolderArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file: an instrument, or [[entries]].")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The bundle to write; it must not exist yet.")],
    *,
    after: Annotated[
        Path | None,
        typer.Option(
            "--after", metavar="BUNDLE", help="A bundle of yours that this copy of the case does not hold yet."
        ),
    ] = None,
) -> None:
    """Draft what a file holds as a bundle of unsigned submissions: numbered, with documents, ready to be signed.

    CASE may be any copy of the case, also an old one on a machine without a network: a party numbers its submissions
    by itself. No key is needed, and nothing is written but OUT.

    Example: `proverka draft my-copy declaration.toml declaration.bundle`
    """
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    made = drafting.draft_bundle(
        opened,
        read_drafts(file),
        CaseFolder(file.parent),
        out,
        salts=salts_for(opened.words),
        after=None if after is None else Bundle.read(after),
    )
    _tell("drafted", made, ())


def sign(bundle: BundleArgument, key: KeyOption, *, case: CopyOption = None) -> None:
    """Sign a bundle for the party that submits it; what is in it is told, and the file then holds the signatures.

    Needs no network and no copy of the case; with `--case`, what others have signed is verified first. Signing again
    changes nothing. A change of key is signed with the old key and the new one.

    Example: `proverka sign declaration.bundle --key syria.key`
    """
    _sign("signed", signing.sign, bundle, key, case)


def countersign(bundle: BundleArgument, key: KeyOption, *, case: CopyOption = None) -> None:
    """Sign a bundle beside the party that submits it: a joint submission, or one that the policy wants countersigned.

    Read what is told before you pass the file on: everything in the bundle is signed. Without `--case` the lines of
    others are not verified: anybody can have written a name there.

    Example: `proverka countersign declaration.bundle --key opcw.key`
    """
    _sign("countersigned", signing.countersign, bundle, key, case)


def receive(
    case: CaseFolderArgument,
    bundle: BundleArgument,
    *,
    receipts: Annotated[
        Path | None,
        typer.Option("--receipts", metavar="FOLDER", help="Write the receipt of every submission into this folder."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything; append nothing.")] = False,
) -> None:
    """Take in a bundle: check every signature, number, document and body, then append all of it durably, or nothing.

    For the keeper, on the machine that holds the log's key in the case's `keys/` folder. The same bundle again
    changes nothing and gives the same receipts.

    Example: `proverka receive build/my-case declaration.bundle --receipts receipts`
    """
    with progress("reading entries") as report:
        opened = open_case(case, progress=report)
    reception = receiving.receive(opened, Bundle.read(bundle), now=now())
    out = answers()
    if dry_run:
        out.print(
            f"would append {len(reception.fresh)} of {len(reception.admitted)} submissions; nothing was appended."
        )
        return
    for one in reception.admitted if receipts else ():
        check_room(one, receipts or case)
    if reception.fresh:
        reception.take_in(read_keyring(case / KEYS).log)
    else:
        reception.keep()
        reception.publish()
    for one in reception.admitted:
        out.print(_told(one), soft_wrap=True)
        if receipts is not None:
            keep_receipt(opened, one, receipts)
    out.print(f"The record holds {opened.log.checkpoint.size} entries.")


def receipt(
    case: CaseFolderArgument,
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The index or the label of an entry.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help=f"The file to write, by custom NAME{RECEIPT_SUFFIX}.")],
) -> None:
    """Write the receipt of an entry: one file that proves offline, for ever, that the entry is in the log.

    It holds the entry, its place in the tree, and the log's checkpoint with all cosignatures so far (C2SP
    tlog-proof): take a new one when more witnesses have cosigned.

    Example: `proverka receipt build/my-case 12 entry-12.tlog-proof`
    """
    opened = open_case(case)
    write_receipt(receipt_of(opened, entry_index(opened, entry)), out)
    answers().print(f"Wrote {out}: {out.stat().st_size} bytes.", soft_wrap=True)


def verify_receipt_(
    file: Annotated[Path, typer.Argument(metavar="RECEIPT", help=f"A receipt, by custom NAME{RECEIPT_SUFFIX}.")],
    policy: PolicyOption,
) -> None:
    """Verify a receipt offline: that the entry in it is in the log, and which witnesses cosigned that, when.

    Refused (unwitnessed) where fewer witnesses cosigned than the policy asks for. Who signed the entry itself is for
    the record to show: see `proverka verify`.

    Example: `proverka verify-receipt syria-7.tlog-proof --policy policy.txt`
    """
    trusted = read_policy(policy)
    proof = Proof.parse(read_limited(file, PROOF_BYTES_MAX), where=str(file))
    found = verify_receipt(proof, policy=trusted, where=str(file))
    require_quorum(found.proven.witnessed, trusted, where=str(file))
    at, one = found.proven.checkpoint, found.submission
    out = answers()
    out.print(
        f"Proved: entry {found.proven.index} of {at.origin} is submission {one.number} of {one.party}.", soft_wrap=True
    )
    out.print(f"leaf hash    {one.leaf_hash.hex()}", soft_wrap=True)
    out.print(f"checkpoint   {at.size} entries, root {at.root.hex()}", soft_wrap=True)
    for cosignature in found.proven.cosignatures:
        out.print(f"cosigned by  {printable(cosignature.key.name)}, {instant_of(cosignature.time)}", soft_wrap=True)


def new_key(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The key's name: ORIGIN/PARTY, as the case names its log.")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write, readable by you alone.")],
) -> None:
    """Make a new private key for submissions, and print the verifier key to hand out.

    The private key never leaves OUT. The case learns the verifier key from an entry of the kind `key`, or from its
    first entry.

    Example: `proverka key new proverka.example/quarry/state state.key`
    """
    key = SigningKey.from_seed(name, secrets.token_bytes(SEED_BYTES))
    if out.exists():
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(out),
            expected="a file that does not exist yet",
            got="something of that name",
            remedy="choose another name: a private key that is overwritten is lost",
        )
    write_durably(out, key.private_text() + "\n", mode=0o600)
    answers().print(str(key.verifier), soft_wrap=True, markup=False)


def _sign(verb: str, how: _Signing, bundle: Path, paths: Sequence[Path], copy: Path | None) -> None:
    keys = [read_key(path) for path in paths]
    made = how(Bundle.read(bundle), keys, case=None if copy is None else open_case(copy))
    _tell(verb, made, None if copy else [key.name for key in keys])


def _tell(verb: str, submissions: Sequence[Carried], verified: Sequence[str] | None) -> None:
    """Tell what is in a bundle, and who signed it: of the names on it, those that are `verified`, or all (`None`)."""
    out = answers()
    for carried in submissions:
        one = carried.submission
        envelope = decode_json(one.payload, Envelope, where=f"submission {one.number} of {one.party}")
        known = [name for name in carried.signers if verified is None or name in verified]
        signed = ", ".join(map(printable, known)) or "nobody yet"
        lines = ", ".join(printable(name) for name in carried.signers if name not in known)
        out.print(
            f"{verb} {envelope.kind} {printable(envelope.label)}: number {one.number} of {one.party} to {one.case}, "
            f"the log that begins {one.log_hash.hex()[:16]}…, text {one.text_hash.hex()[:16]}…, signed by {signed}"
            + (f"; carries a line of {lines}, not verified" if lines else ""),
            soft_wrap=True,
        )


def _told(one: Admitted) -> str:
    entry = one.entry
    what = f"{entry.kind} {printable(entry.label)}, number {entry.number} of {entry.party}"
    told = f"entry {entry.index}: {what}" + ("" if one.fresh else " (the log holds it already)")
    if isinstance(entry.body, Sealed) and entry.body.fault:
        told += f"; it counts for nothing: {printable(entry.body.fault)}"
    elif isinstance(entry.body, Sealed) and entry.body.withheld and one.fresh:
        told += "; sealed, and not all of what opens it came with it"
    return told
