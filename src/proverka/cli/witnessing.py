"""The commands of witnesses, and those with which a log asks them: over HTTP, or as files that travel by hand."""

import os
import secrets
import signal
import sys
import threading
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from proverka.case.keyring import read_cosigning_key
from proverka.case.witness_folder import TrustedLog, has_mirror, new_witness, open_witness, trust, witness_keys
from proverka.case.witnessing import Gathered, WitnessedCase
from proverka.cli.arguments import CaseFolderArgument, now
from proverka.cli.authoring import SEED_BYTES
from proverka.cli.console import answers, replacing
from proverka.model.errors import MalformedError, Refusal, RefusedError, printable
from proverka.record import VerifierKey
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.storage import Folder
from proverka.record.web import is_address
from proverka.witness.checkpoint_request import REQUEST_BYTES_MAX
from proverka.witness.cosigning import Algorithm, CosigningKey
from proverka.witness.gathering import ask_at
from proverka.witness.witness import CONFLICT, OK

ANSWER_IS_NO = 1
PORT_MAX = 65_535

WitnessFolderArgument = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="The folder of a witness (see `proverka witness new`).")
]


class WitnessAlgorithm(StrEnum):
    """The keys that a witness may have."""

    ed25519 = "ed25519"
    mldsa = "ml-dsa-44"
    both = "both"


_ALGORITHMS: dict[WitnessAlgorithm, tuple[Algorithm, ...]] = {
    WitnessAlgorithm.ed25519: ("ed25519",),
    WitnessAlgorithm.mldsa: ("ml-dsa-44",),
    WitnessAlgorithm.both: ("ed25519", "ml-dsa-44"),
}


def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to make.")],
    name: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="The name of its key, such as a domain that the party owns and a path in it."
        ),
    ] = "",
    key: Annotated[
        list[Path] | None,
        typer.Option("--key", metavar="FILE", help="A private key that the party has already, instead of new ones."),
    ] = None,
    algorithm: Annotated[
        WitnessAlgorithm,
        typer.Option(
            metavar="ed25519|ml-dsa-44|both",
            help="The kind of key: what most programs read today, what withstands quantum computers, or both.",
        ),
    ] = WitnessAlgorithm.ed25519,
) -> None:
    """Make a witness: its keys, drawn at random, and its memory. Print the public keys, which others need.

    A key cosigns in one place at a time: two witnesses with one key would contradict each other.

    Example: `proverka witness new my-witness --name example.org/alpha/witness`
    """
    if bool(name) == bool(key):
        raise typer.BadParameter("give either --name, for new keys, or --key")
    made = [read_cosigning_key(file) for file in key] if key else _new_keys(name, algorithm)
    new_witness(folder, made)
    out = answers()
    out.print(f"Made the witness {printable(made[0].name)} in {folder}. Its public key:", soft_wrap=True)
    for one in made:
        out.print(str(one.verifier), soft_wrap=True)
    out.print(f"Next: proverka witness trust {folder} VKEY, with the key of the log", soft_wrap=True)


def _new_keys(name: str, algorithm: WitnessAlgorithm) -> list[CosigningKey]:
    return [CosigningKey.from_seed(name, secrets.token_bytes(SEED_BYTES), one) for one in _ALGORITHMS[algorithm]]


def trust_log(
    folder: WitnessFolderArgument,
    vkey: Annotated[
        str, typer.Argument(metavar="VKEY", help="The key of the log, from somebody whom you trust: in its policy.txt.")
    ],
    *,
    mirror: Annotated[
        str,
        typer.Option(
            metavar="PLACE",
            help="A second memory: a folder on another disk, written before every answer; "
            "or the address of a copy of the log, which is only read.",
        ),
    ] = "",
) -> None:
    """Let a witness cosign for a log, from now on.

    Give it a mirror: without one, a witness whose disk is lost has lost its memory, and needs a new key.

    Example: `proverka witness trust my-witness VKEY --mirror /mnt/other-disk/my-witness`
    """
    place = mirror if not mirror or is_address(mirror) else str(Path(mirror).resolve())
    added = trust(folder, TrustedLog(key=VerifierKey.parse(vkey), mirror=place))
    name = VerifierKey.parse(vkey).name
    answers().print(f"{'Trusted' if added else 'Trusted already'}: {printable(name)}", soft_wrap=True)
    if not has_mirror(folder, name):
        warning = "Without a mirror a lost disk is a lost memory: add one with --mirror, on another disk."
        answers().print(warning, soft_wrap=True)


def serve(
    folder: WitnessFolderArgument,
    listen: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Where to listen; port 0 takes any that is free.")
    ] = "127.0.0.1:8410",
) -> None:
    """Serve a witness over HTTP (C2SP tlog-witness), until it is stopped with Ctrl-C or SIGTERM.

    It answers `POST /add-checkpoint` and `GET /SHA256-OF-THE-ORIGIN/checkpoint`. What it says is on disk, and in its
    mirrors, before it is said. Put a proxy with encryption in front where strangers can reach it.

    Example: `proverka witness serve my-witness --listen 127.0.0.1:8410`
    """
    from proverka.cli.witness_server import WitnessServer  # noqa: PLC0415 - --help stays quick

    witness = open_witness(folder)
    witness.settle()
    with WitnessServer(_address(listen), witness, now=_seconds, tell=_tell) as server:

        def stop(*_: object) -> None:
            threading.Thread(target=server.stop).start()  # It waits for the loop that this handler interrupts.

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        host, port = str(server.server_address[0]), server.server_address[1]
        shown = f"[{host}]" if ":" in host else host
        names = ", ".join(dict.fromkeys(key.name for key in witness_keys(folder)))
        typer.echo(f"The witness {printable(names)} listens on http://{shown}:{port}")
        sys.stdout.flush()
        server.serve_forever(poll_interval=0.1)
    typer.echo("Stopped; every answer that had begun was given.")


def cosign(
    folder: WitnessFolderArgument,
    request: Annotated[Path, typer.Argument(metavar="REQUEST", help="The request of a log, as a file.")],
    *,
    out: Annotated[Path, typer.Option(metavar="ANSWER", help="Where to write the answer, to be sent back to the log.")],
) -> None:
    """Answer a request that came as a file, for a witness without a network.

    Exit status 1 where the witness does not cosign. If it only stands elsewhere than the log thought, the answer is
    its size, and the log makes another request from there. What proves that the log forked is in the witness's
    evidence/ folder before the answer. An answer never takes the place of another file.

    Example: `proverka witness cosign my-witness request.txt --out answer.txt`
    """
    # Before anything is cosigned: an answer that cannot be written is lost, and another one's place is not to be had.
    if os.path.lexists(out):
        raise _taken(out)
    answer = open_witness(folder).add_checkpoint(read_file(request, REQUEST_BYTES_MAX), now=_seconds())
    if answer.status not in (OK, CONFLICT):
        answers().print(f"Not cosigned ({answer.status}): {printable(answer.body.decode())}", soft_wrap=True)
        raise typer.Exit(ANSWER_IS_NO)
    with replacing(out) as unfinished:
        unfinished.write_bytes(answer.body)
    if answer.status == CONFLICT:
        size = answer.body.decode().strip()
        answers().print(f"Not cosigned: this witness stands at {size} entries. {out} tells the log so.", soft_wrap=True)
        raise typer.Exit(ANSWER_IS_NO)
    answers().print(f"Cosigned: {out}", soft_wrap=True)


def recover(
    folder: WitnessFolderArgument,
    note: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", help="A checkpoint that this witness has cosigned, from anybody.")
    ],
) -> None:
    """Give a witness that was restored from a backup its memory back. Mirrors are asked without this.

    Only a checkpoint under the witness's own cosignature will do: it then goes on from there, and never behind it.

    Example: `proverka witness recover my-witness case/checkpoints/120`
    """
    later = open_witness(folder, recovering=True).recover(read_file(note, NOTE_BYTES_MAX), where=str(note))
    said = "It goes on from this checkpoint." if later else "It has cosigned that, or a later one, as it knows itself."
    answers().print(said, soft_wrap=True)


def request(
    case: CaseFolderArgument,
    *,
    out: Annotated[Path, typer.Option(metavar="REQUEST", help="Where to write the request.")],
    witness: Annotated[
        str,
        typer.Option(metavar="PARTY", help="The witness, as policy.txt names it: the request begins where it stood."),
    ] = "",
    old: Annotated[
        int | None, typer.Option(metavar="SIZE", min=0, help="The size at which the witness says that it stands.")
    ] = None,
) -> None:
    """Write the request that a witness cosign a case's log as it stands, to be carried by hand.

    Without `--witness` or `--old` it is for a witness that has never cosigned this log.

    Example: `proverka witness request build/my-case --witness state --out request.txt`
    """
    opened = WitnessedCase.open(case)
    start = old if old is not None else _stands_at(opened, witness)
    made = opened.request(start)
    if not out.is_file() or read_file(out, REQUEST_BYTES_MAX) != made.encode():
        if os.path.lexists(out):
            raise _taken(out)
        with replacing(out) as unfinished:
            unfinished.write_bytes(made.encode())
    size = made.note.text.split("\n")[1]
    answers().print(f"Wrote {out}: {size} entries, for a witness that stands at {start}.", soft_wrap=True)


def gather(
    case: CaseFolderArgument,
    witnesses: Annotated[
        list[str], typer.Argument(metavar="WITNESS…", help="Addresses of witnesses, or files that they answered with.")
    ],
) -> None:
    """Take the cosignatures of witnesses into a case: asked for over HTTP, or from files.

    Each is verified against the keys in `policy.txt` and kept in `checkpoints/`, durably, before the next is asked.
    One that cannot be taken in does not stop the others; the first such refusal is told at the end.

    Example: `proverka witness gather build/my-case https://witness.example.org answer.txt`
    """
    opened = WitnessedCase.open(case)
    refused: list[MalformedError | RefusedError] = []
    for place in witnesses:
        try:
            found = _gather_one(opened, place)
        except (MalformedError, RefusedError) as error:
            refused.append(error)
            if len(witnesses) == 1:
                break
            answers().print(f"{printable(place)}: nothing taken in ({error.code})", soft_wrap=True)
            continue
        for one in found.cosignatures:
            at = f"{one.key.name} cosigned {found.size} entries at {_time(one.time)}"
            answers().print(f"{printable(place)}: {printable(at)}", soft_wrap=True)
    if refused:
        raise refused[0]


def _gather_one(opened: WitnessedCase, place: str) -> Gathered:
    if is_address(place):
        # Whose address it is shows only in the answer; the witness says where it stands at the cost of one question.
        old = max((opened.stands_at(key) for key in opened.keys), default=0)
        return opened.gather(ask_at(place), old=old, where=place)
    return opened.take(read_file(Path(place), NOTE_BYTES_MAX), where=place)


def _stands_at(opened: WitnessedCase, witness: str) -> int:
    if not witness:
        return 0
    key = opened.cosigners.get(witness)
    if key is None:
        raise RefusedError(
            Refusal.UNKNOWN_NAME,
            where="--witness",
            expected="a witness of policy.txt: " + (", ".join(opened.cosigners) or "it names none"),
            got=witness,
            remedy="name one of them, or say with --old where the witness stands",
        )
    return opened.stands_at(key)


def _taken(out: Path) -> RefusedError:
    return RefusedError(
        Refusal.ALREADY_THERE,
        where=str(out),
        expected="a file that does not exist yet",
        got="something of that name",
        remedy="choose another name: an answer that is written over is lost, and what is there may be one",
    )


def read_file(path: Path, bytes_max: int) -> bytes:
    """Return the bytes of a file that a command names; refuse (missing-file, too-large)."""
    raw = Folder(root=path.parent).read(path.name, bytes_max=bytes_max)
    if raw is None:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(path),
            expected="a file",
            got="no such file",
            remedy="check the path",
        )
    return raw


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not bare or not port.isascii() or not port.isdecimal() or int(port) > PORT_MAX:
        raise MalformedError(
            Refusal.BAD_VALUE,
            where="--listen",
            expected="HOST:PORT, such as 127.0.0.1:8410 or [::1]:8410",
            got=listen,
            remedy="write both, with a colon between",
        )
    return bare, int(port)


def _seconds() -> int:
    return int(now().timestamp())


def _time(seconds: int) -> str:
    from datetime import UTC, datetime  # noqa: PLC0415

    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _tell(line: str) -> None:
    sys.stderr.write(f"{now():%Y-%m-%d %H:%M:%S} {printable(line)}\n")
