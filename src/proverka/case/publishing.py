"""A public edition of a case: what the public may see of it, and its pages, written beside each other.

The pages are made from the edition and from nothing else, so that they cannot hold what it does not. The whole is made
beside its place and moved there in the end; files that stay the same as in the edition before are taken over from it.
"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from proverka.case.auditing import Progress
from proverka.case.edition import Made, check_place, edition_of, write_edition
from proverka.case.edition_parts import Edition, Parts, parts_of
from proverka.case.edition_work import Held, holding, made_part
from proverka.case.folder import make_folder, whole_folder
from proverka.case.moments import Moments
from proverka.case.opened import Case, opened_copy
from proverka.case.printing import printed_reports
from proverka.case.proving import check_signer, checking_of, note_files, proved_of
from proverka.case.writing import write_files
from proverka.fleet import Executor, Here
from proverka.model.collecting import paused_collection, settled_values
from proverka.model.errors import Refusal, RefusedError
from proverka.model.policy import PUBLIC
from proverka.publication import Published, site_files
from proverka.publication.manifest import Ledger, manifest_files
from proverka.publication.pace import Pace, pace_of
from proverka.publication.proofs import proof_files
from proverka.record import SigningKey

HERE = Here()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What was published: the edition, as of when, how many files, and how many of them are new or another."""

    made: Made
    as_of: date
    files: int
    changed: int


def publish(
    case: Case,
    out: Path,
    *,
    as_of: date | None = None,
    key: SigningKey | None = None,
    papers: bool = False,
    executor: Executor = HERE,
    progress: Progress | None = None,
    printing: Progress | None = None,
) -> Publication:
    """Write the public edition of a case, with its pages, to `out`, a new folder or one that holds an earlier edition.

    As of the day on which the record last learnt something, unless another is named. `key` signs the list of its files.
    The parts that take long (`edition_parts`) are made by `executor`, and so are printed reports where `papers` asks
    for them; `progress` is told of the one, `printing` of the other. Raises RefusedError: unknown-key for a key that is
    no party's, already-there for a folder that holds anything else, meaningless for one inside the case and for a day
    before all that is known, not-installed where reports cannot be printed on this machine, busy where another process
    makes `out`, and what `write_edition` raises.
    """
    if key is not None:
        check_signer(case, key)
    before = _earlier(case, out)
    make_folder(out.parent)
    with whole_folder(out, replace=before is not None) as staging:
        with paused_collection():
            made = write_edition(case, staging, readers=PUBLIC)
        public = opened_copy(case, staging)
        day = as_of or public.entries[-1].known_day
        edition = _edition(public, day, before)
        ledger = Ledger()
        note_files(staging, ledger)
        with settled_values(), holding(public, edition) as held:
            # Looked at here, before there are other processes: each begins with it.
            present, _ = held.present, held.facts
            parts = parts_of(edition, len(public.log), made_part, executor, progress)
            made_of = _published(held, parts)
            if papers:
                made_of = replace(made_of, papers=printed_reports(public, present, executor, printing))
            ledger.files |= parts.listed
            files = ledger.gathered(chain(site_files(made_of), proof_files(proved_of(public))))
            closing = manifest_files(ledger, public.log.checkpoint, day, key)
            count, changed = write_files(chain(files, closing), staging, before)
    return Publication(made=made, as_of=day, files=count + len(parts.listed), changed=changed + parts.changed)


def _earlier(case: Case, out: Path) -> Path | None:
    """Return the folder of the edition before, None where there is none yet; refuse what is none of this record."""
    if not out.is_dir() or not any(out.iterdir()):
        check_place(case.root, out, empty=True)
        return None
    found = edition_of(out)
    if found is None or found.readers != PUBLIC or found.origin != case.log.checkpoint.origin:
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(out),
            expected=f"a new folder, or the public edition of {case.log.checkpoint.origin}",
            got=f"an edition of {found.origin} for {found.readers}" if found else "a folder with other files in it",
            remedy="name another folder",
        )
    return out


def _published(held: Held, parts: Parts) -> Published:
    root = held.case.root
    sizes = {path.name: path.stat().st_size for path in root.iterdir() if path.is_file()}
    sizes |= {f"{path.name}/": 0 for path in root.iterdir() if path.is_dir()}
    sizes |= {path: (root / path).stat().st_size for path in parts.listed}
    return Published(
        frame=held.frame,
        present=held.present,
        keeper=held.keeper,
        past=parts.past,
        periods=tuple(parts.periods),
        record=parts.record,
        data=parts.data,
        sizes=sizes,
        checking=checking_of(held.case),
    )


def _edition(case: Case, day: date, before: Path | None) -> Edition:
    """Return which edition is to be made: at what pace its case is looked at, and on which days."""
    days = Moments(case).days(day)
    if not days:
        raise RefusedError(
            Refusal.MEANINGLESS,
            where=f"as of {day}",
            expected=f"a day on which the record knew something: {case.entries[0].known_day} or later",
            got=f"{day}, when it knew nothing",
            remedy="name a later day, or none for the last on which the record learnt something",
        )
    pace = pace_of(days, len(case.entries), day)
    if pace is not Pace.DAY:
        days = [days[0], *(end for end in pace.ends(days[0], day) if end not in (days[0], day)), day]
    return Edition(
        folder=str(case.root), tree=case.log.checkpoint.root, pace=pace, days=tuple(days), before=str(before or "")
    )
