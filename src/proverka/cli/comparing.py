"""The commands that copy a case, compare what parties were shown of it, and judge the evidence of what was found."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from proverka.case.building import RECORD
from proverka.case.mirroring import MirroredCase, mirror_case
from proverka.case.monitoring import Watch, watch
from proverka.case.policy_file import POLICY_FILE, read_policy
from proverka.cli.answer import json_of
from proverka.cli.arguments import Format
from proverka.cli.console import answers, progress
from proverka.cli.witnessing import ANSWER_IS_NO, read_file
from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError, printable
from proverka.record import Folder, VerifierKey
from proverka.witness import DoubleNumberEvidence, ForkEvidence, WitnessPolicy, parse_evidence
from proverka.witness.evidence_text import EVIDENCE_BYTES_MAX
from proverka.witness.monitor import Comparison, History

WATCH_SCHEMA = "proverka/monitor/v1"

# A line on a terminal; the JSON has all.
SHOWN_MAX = 8

PolicyOption = Annotated[
    Path | None,
    typer.Option("--policy", metavar="POLICY", help="The policy.txt that you were given by a channel that you trust."),
]


def mirror(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A case, a mirror or a log: a folder or an address.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The copy: made if it is not there, else grown.")],
    *,
    policy: PolicyOption = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Ask again for documents and openings that are absent here.")
    ] = False,
    without_openings: Annotated[
        bool, typer.Option("--without-openings", help="Take no openings: what is sealed stays sealed in the copy.")
    ] = False,
) -> None:
    """Copy a whole case, or bring a copy of it up to date. Every entry is hashed; nothing is believed.

    What was held before is never given up: a source with another history is evidence, which is written into the
    copy's evidence/ folder, with exit status 1. A run that was interrupted goes on where it stopped.

    A mirror of a whole case takes its openings and restricted documents with it: it is for those who may read all of
    them. Never serve a case's folder, or such a mirror, to the public: make an edition for that (proverka edition).

    Example: `proverka mirror https://records.example.org/my-case copy --policy policy.txt`
    """
    given = policy is not None or (folder / POLICY_FILE).is_file()
    with progress("copying entries") as report, _nothing_left(folder):
        done = mirror_case(
            source, folder, policy=policy, complete=complete, openings=not without_openings, progress=report
        )
    out = answers()
    if done.fork is not None:
        name = _keep(folder / "evidence", done.fork.encode())
        out.print(f"FORK: {printable(source)} shows another history than {folder} holds.", soft_wrap=True)
        out.print(f"Nothing of it was taken. The evidence: {name}", soft_wrap=True)
        raise typer.Exit(ANSWER_IS_NO)
    out.print(_mirrored(done, folder), soft_wrap=True)
    for path in [*done.absent, *done.damaged][:SHOWN_MAX]:
        out.print(f"  {'damaged' if path in done.damaged else 'absent'}: {printable(path)}", soft_wrap=True)
    if not given:
        out.print(
            f"Its policy.txt came from the source: compare it with the one that {folder} should have.", soft_wrap=True
        )
    elif done.policy_differs:
        out.print(
            "The source's policy.txt is another than the one here, which was kept; --policy replaces it.",
            soft_wrap=True,
        )


@contextmanager
def _nothing_left(folder: Path) -> Iterator[None]:
    """Take a new folder away again where a copy is refused before anything came into it but the policy and a lock."""
    made = not folder.exists()
    try:
        yield
    except ProverkaError:
        files = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
        if made and files <= {POLICY_FILE, f"{RECORD}/lock"}:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _mirrored(done: MirroredCase, folder: Path) -> str:
    beside = [(done.documents, "documents"), (done.openings, "openings"), (done.checkpoints, "checkpoints")]
    took = ", ".join(f"{count} {what}" for count, what in beside if count)
    lacks = ", ".join(
        f"{len(names)} {what}" for names, what in ((done.absent, "absent there"), (done.damaged, "damaged")) if names
    )
    grown = f"{done.log.after - done.log.before} new entries, {done.log.after} in all"
    return f"{folder}: {grown}" + (f"; {took}" if took else "") + (f"; {lacks}" if lacks else "") + "."


def monitor(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…",
            help="What parties were shown: cases, mirrors, logs, witnesses (folders or addresses), checkpoints, "
            "receipts; and bundles or submissions that a party says it handed in.",
        ),
    ],
    *,
    policy: PolicyOption = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where evidence is written, one file for each fact.")
    ] = Path("evidence"),
    form: Annotated[
        Format, typer.Option("--format", "-f", metavar="text|json", help="text for people, json for programs.")
    ] = Format.text,
) -> None:
    """Compare what different parties were shown of one log, all with all; look for submissions that were left out.

    Two signed checkpoints that contradict each other become a file that anybody can judge offline. Exit status 1 where
    something was found; 2 where nothing was and a source could not be read. Without `--policy`, that of the first
    source which is a folder and has one.

    Example: `proverka monitor my-case copy https://witness.example.org receipt.tlog-proof --out evidence`
    """
    if form is Format.csv:
        raise _no_table()
    found = watch(sources, _policy(sources, policy))
    kept = _keep_all(found, out)
    if form is Format.json:
        typer.echo(json_of(_document(found, kept)))
    else:
        _print(found, kept)
    if not found.clean:
        raise typer.Exit(ANSWER_IS_NO)
    if found.unread:
        raise found.unread[0][1]


def _policy(sources: list[str], policy: Path | None) -> WitnessPolicy:
    folders = (Path(source) / POLICY_FILE for source in sources)
    chosen = policy or next((path for path in folders if path.is_file()), None)
    if chosen is None:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where="--policy",
            expected="the policy of the case, given or in one of the sources",
            got="none",
            remedy="give the policy.txt that you were given by a channel that you trust",
        )
    return read_policy(chosen)


def _keep_all(found: Watch, out: Path) -> dict[bytes, str]:
    """Write every evidence file, and return their names by what they hold."""
    made = [fork.evidence.encode() for fork in found.comparison.forks]
    made += [one.evidence.encode() for one in found.standings if one.evidence]
    return {raw: _keep(out, raw) for raw in made}


def _keep(folder: Path, raw: bytes) -> str:
    """Write evidence durably under a name that its content gives: the same evidence is one file."""
    kind = raw.split(b"/", 2)[1].decode()
    name = f"{kind}-{sha256(raw).hexdigest()[:16]}.txt"
    # Evidence that lies there is never written over: a crash would leave less of it than there was.
    if not Folder(root=folder).has(name):
        Folder(root=folder).replace(name, raw)
    return str(folder / name)


def _print(found: Watch, kept: dict[bytes, str]) -> None:
    out = answers()

    def say(text: str) -> None:
        out.print(text, soft_wrap=True)

    for number, history in enumerate(found.comparison.histories, start=1):
        title = f"History {number}" if len(found.comparison.histories) > 1 else "One history"
        count, size = len(history.sightings), history.sightings[0].size
        say(f"{title}: {count} checkpoints, up to {size} entries{_proved(history)}")
        for sighting in history.sightings[:SHOWN_MAX]:
            say(f"  {sighting.size:>8}  {printable(sighting.where)}")
        if len(history.sightings) > SHOWN_MAX:
            say(f"            and {len(history.sightings) - SHOWN_MAX} more")
    for one, other in found.comparison.undecided:
        say(
            f"Not compared: {printable(one.where)} and {printable(other.where)}: no copy of the larger tree is at hand."
        )
    for sighting in found.comparison.damaged:
        say(f"Damaged: the tiles of {printable(sighting.where)} are not what its checkpoint says.")
    for place, error in found.unread:
        say(f"Not read: {printable(place)}: {error.code}: {error.fault.got}")
    for fork in found.comparison.forks:
        say(f"FORK: {printable(fork.one.where)} and {printable(fork.other.where)} contradict each other.")
        say(f"  evidence: {kept[fork.evidence.encode()]}")
    _print_standings(found, kept)
    say("Something was found." if not found.clean else "Nothing was found.")


def _proved(history: History) -> str:
    return "" if history.tree or len(history.sightings) == 1 else "; no copy of the log among them"


def _print_standings(found: Watch, kept: dict[bytes, str]) -> None:
    out = answers()
    for one in found.unplaced:
        out.print(f"Not looked for: {printable(one.where)}: no copy of the log is at hand.", soft_wrap=True)
    for standing in found.standings:
        submission = standing.handed.carried.submission
        what = f"{printable(standing.handed.where)} ({submission.party} {submission.number})"
        if standing.index is not None:
            out.print(f"In the log: {what} is entry {standing.index} of {printable(standing.log)}.", soft_wrap=True)
            continue
        if not standing.signed:
            told = f"Proves nothing: {what} is not in the log, and not signed for it by {submission.party}."
            out.print(told, soft_wrap=True)
            continue
        out.print(
            f"MISSING: {what} is not among the {standing.size} entries of {printable(standing.log)}", soft_wrap=True
        )
        since, until = standing.since, standing.until
        told = "  no witness has cosigned the log since the date that it states"
        if since and until:
            told = f"  since {_instant(since)}, as witnesses cosigned it; the last time at {_instant(until)}"
        out.print(told, soft_wrap=True)
        if standing.evidence:
            out.print("  its party has signed another text under the same number, and that one is in the log")
            out.print(f"  evidence: {kept[standing.evidence.encode()]}", soft_wrap=True)


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _document(found: Watch, kept: dict[bytes, str]) -> dict[str, object]:
    return {
        "schema": WATCH_SCHEMA,
        "clean": found.clean,
        **_compared(found.comparison, kept),
        "handed_in": [
            {
                "where": one.handed.where,
                "party": one.handed.carried.submission.party,
                "number": one.handed.carried.submission.number,
                "log": one.log,
                "size": one.size,
                "index": one.index,
                "signed": one.signed,
                "missing_since": one.since,
                "missing_until": one.until,
                "evidence": kept[one.evidence.encode()] if one.evidence else None,
            }
            for one in found.standings
        ],
        "not_looked_for": [one.where for one in found.unplaced],
        "unread": [{"where": place, "code": error.code, "got": error.fault.got} for place, error in found.unread],
    }


def _compared(comparison: Comparison, kept: dict[bytes, str]) -> dict[str, object]:
    return {
        "histories": [
            [
                {"where": one.where, "size": one.size, "root": one.signed.checkpoint.root.hex()}
                for one in history.sightings
            ]
            for history in comparison.histories
        ],
        "forks": [
            {"one": fork.one.where, "other": fork.other.where, "evidence": kept[fork.evidence.encode()]}
            for fork in comparison.forks
        ],
        "undecided": [[one.where, other.where] for one, other in comparison.undecided],
        "damaged": [one.where for one in comparison.damaged],
    }


def judge(
    evidence: Annotated[Path, typer.Argument(metavar="EVIDENCE", help="An evidence file.")],
    *,
    policy: PolicyOption = None,
    key: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="VKEY", help="A key of the accused party, for a number that it used twice."),
    ] = None,
) -> None:
    """Judge an evidence file, offline: say what it proves against the owner of a key that you know.

    A fork is judged against the log's key in `--policy`, a number used twice against the keys of the party. Evidence
    that proves nothing is refused.

    Example: `proverka judge evidence/fork-0123456789abcdef.txt --policy policy.txt`
    """
    found = parse_evidence(read_file(evidence, EVIDENCE_BYTES_MAX), where=str(evidence))
    out = answers()
    out.print(f"PROVED: {printable(str(_judged(found, policy, key or [], str(evidence))))}", soft_wrap=True)


def _judged(found: ForkEvidence | DoubleNumberEvidence, policy: Path | None, keys: list[str], where: str) -> object:
    if isinstance(found, DoubleNumberEvidence):
        if not keys:
            raise _no_key("--key", "a key of the accused party, from somebody whom you trust")
        return found.judge([VerifierKey.parse(text) for text in keys], where=where)
    if policy is None:
        raise _no_key("--policy", "the policy of the log, for its key")
    refused: ProverkaError | None = None
    for key in read_policy(policy).logs:
        try:
            return found.judge(key, where=where)
        except RefusedError as error:
            refused = refused or error
    raise refused or _no_key("--policy", "a policy with a log in it")


def _no_key(option: str, expected: str) -> MalformedError:
    return MalformedError(
        Refusal.MISSING_FIELD,
        where=option,
        expected=expected,
        got="nothing",
        remedy=f"give {option}: evidence is judged against a key, which the file itself cannot vouch for",
    )


def _no_table() -> MalformedError:
    return MalformedError(
        Refusal.BAD_VALUE,
        where="--format",
        expected="text or json",
        got="csv",
        remedy="what a monitor finds is no table; ask for json",
    )
